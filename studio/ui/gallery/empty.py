"""What the gallery says while there is nothing to show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from studio.core.errors import Failure
from studio.core.gallery import GalleryFilter
from studio.ui.failure_texts import failure_text
from studio.ui.gallery.asking import Asked
from studio.ui.theme import ThemeStore
from studio.ui.widgets import EmptyState, Surface


class GalleryEmpty(Surface):
    """No images yet, nothing that fits, an empty trash, or a list that can't be read.

    Signals:
        action_triggered(str): `make`, `import`, `clear` or `retry`.
    """

    action_triggered = Signal(str)

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self.setObjectName("gallery_empty")
        make = ("make", self.tr("Make an image"), "image-plus")
        importing = ("import", self.tr("Import images"), "folder-open")
        clear = ("clear", self.tr("Clear filters"), "x")
        everything = ("clear", self.tr("Show all images"), "images")
        retry = ("retry", self.tr("Retry"), "refresh-cw")
        self._states = {
            "none": EmptyState(
                theme,
                self.tr("No images yet"),
                self.tr("Images you make or import appear here."),
                (make, importing),
            ),
            "filtered": EmptyState(theme, self.tr("Nothing fits these filters"), "", (clear,)),
            "place": EmptyState(theme, "", "", (everything,)),
            "trash": EmptyState(
                theme,
                self.tr("The trash is empty"),
                self.tr("Deleted images stay here for 30 days."),
            ),
            "failed": EmptyState(theme, "", "", (retry,)),
        }
        holder = QWidget()
        self._pages = QStackedLayout(holder)
        for state in self._states.values():
            state.action_triggered.connect(self.action_triggered)
            self._pages.addWidget(state)
        self._row = QHBoxLayout(self)
        self._row.addWidget(holder, 1)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_empty(self, asked: Asked) -> None:
        """Says that there is nothing, and how that can be changed."""
        if asked.chips != GalleryFilter():
            name = "filtered"
        elif asked.place.trash:
            name = "trash"
        elif asked.place != GalleryFilter():
            name = "place"
            self._states[name].set_text(*self._words_of(asked.place))
        else:
            name = "none"
        self._pages.setCurrentWidget(self._states[name])

    def _words_of(self, place: GalleryFilter) -> tuple[str, str]:
        """Of a place of the side column that is empty."""
        if place.favourites:
            how = self.tr("The heart of an image, or S, makes it one.")
            return self.tr("No favourites yet"), how
        if place.album is not None:
            how = self.tr("Drag images onto its name, or choose Add to collection in their menu.")
            return self.tr("This collection is empty"), how
        if place.not_rated:
            return self.tr("Every image is rated"), ""
        if place.last_days:
            return self.tr("No images this week"), ""
        return self.tr("There is nothing here"), ""

    def show_failure(self, failure: Failure) -> None:
        """Says why there is nothing to see."""
        words = failure_text(failure)
        # What is said of answers that can't be kept would be wrong of images.
        is_plain = failure.kind == "storage_error" and not failure.code
        told = (words.cause, words.words) if is_plain else (words.title, words.cause)
        title = self.tr("The images can't be read")
        self._states["failed"].set_text(title, ". ".join(filter(None, told)))
        self._pages.setCurrentWidget(self._states["failed"])

    def _apply_theme(self) -> None:
        scaled = self.theme.scaled
        self._row.setContentsMargins(scaled(24), 0, scaled(24), 0)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft)
