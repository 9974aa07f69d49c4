"""The side column of the gallery: where to look, and what all images take."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.gallery import GalleryCounts
from studio.ui.gallery.place_list import PlaceList
from studio.ui.gallery.texts import images_text, weight_text
from studio.ui.theme import ThemeStore
from studio.ui.transcript.parts.formats import count
from studio.ui.widgets import IconButton, Label, Surface

DEFAULT_WIDTH_PX = 200


class GallerySide(Surface):
    """Title, places, totals.

    Signals:
        new_album_requested: make a collection.
    """

    new_album_requested = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "side", lines=("right",), parent=parent)
        self.setObjectName("gallery_side")
        self.title = Label(theme, self.tr("Gallery"), style="page")
        self.new = IconButton(
            theme, "plus", self.tr("New collection"), surface="side", object_name="new_collection"
        )
        self.list = PlaceList(theme=theme, parent=self)
        self.total = Label(theme, style="small", token="text3", elide=True)
        self.total.setObjectName("gallery_total")
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addStretch(1)
        self._head.addWidget(self.new)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 1, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.total)
        self.new.clicked.connect(self.new_album_requested)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_total(self, counts: GalleryCounts) -> None:
        """`100,412 images · 214 GB`; after a migration how many are still to come."""
        parts = [images_text(counts.all), weight_text(counts.total_bytes)] if counts.all else []
        if counts.waiting:
            parts.append(self.tr("{0} still to come").format(count(counts.waiting)))
        self.total.set_text(" · ".join(parts))

    def focus_list(self) -> None:
        """Puts the keyboard into the list."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _apply_theme(self) -> None:
        scaled = self.theme.scaled
        self._head.setContentsMargins(scaled(16), 0, scaled(8), 0)
        self.title.setFixedHeight(scaled(52))
        self.total.setFixedHeight(scaled(40))
        self.total.setContentsMargins(scaled(16), 0, scaled(8), 0)
        self.setFixedWidth(scaled(DEFAULT_WIDTH_PX))
