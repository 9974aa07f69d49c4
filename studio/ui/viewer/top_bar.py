"""`TopBar`: which image it is, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.images.refusing import why_not_edited
from studio.ui.images.stars import Stars
from studio.ui.theme import ThemeStore, vline
from studio.ui.transcript.parts.formats import count
from studio.ui.widgets import IconButton, Label, SecondaryButton, Surface, set_names

MOST_COMPARED = 4
_HEIGHT_PX, _BUTTON_PX = 52, 32


class _Divider(Surface):
    """A short line between groups of buttons."""

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__(theme, "viewer")
        self.setFixedWidth(9)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the line."""
        theme, height = self.theme, self.theme.scaled(20)
        painter = QPainter(self)
        vline(painter, 4, (self.height() - height) // 2, height, theme.color("lineStrong"))


class TopBar(Surface):
    """52 px: back, name and count at the left, acts at the right.

    Signals:
        act_requested: `back`, `play`, `turn`, `mark`, `compare`, `favourite`, `copy`, `save`,
            `delete`, `export`, `edit`, `info` or `full_screen`.
    """

    act_requested = Signal(str)

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme_store, "viewer", lines=("bottom",), parent=parent)
        self.setObjectName("viewer_top_bar")
        self._acts: dict[QWidget, str] = {}
        self._row = QHBoxLayout(self)
        tr = self.tr
        self.back = self._button("back", "chevron-left", tr("Back"), "Esc")
        self._name = Label(theme_store, "", style="page", elide=True)
        self._count = Label(theme_store, "", style="small", token="text3", tabular=True)
        self.play = self._button("play", "pause", tr("Pause"), "P")
        self.turn = self._button("turn", "rotate-cw", tr("Turn clockwise"), "R")
        self.mark = self._button("mark", "check", tr("Mark for comparing"), "X", checkable=True)
        self.compare = self._button("compare", "blend", tr("Compare with…"), "C")
        self.stars = Stars(theme_store, tip=tr("Rating   Alt+0 to Alt+5"))
        # After a click the arrow keys still walk.
        self.stars.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.favourite = self._button(
            "favourite", "heart", tr("Favourite"), "S", checkable=True, checked_icon="heart-filled"
        )
        self.copy = self._button("copy", "copy", tr("Copy image"), "Ctrl+C")
        self.save = self._button("save", "download", tr("Save as"), "Ctrl+S")
        self.export = self._button("export", "upload", tr("Export"), "Ctrl+E")
        self.delete = self._button("delete", "trash-2", tr("Move to the trash"), "Del")
        self.edit = SecondaryButton(theme_store, tr("Edit"), icon="brush")
        set_names(self.edit, tr("Edit"), "E", object_name="viewer_edit")
        self.info = self._button("info", "info", tr("Information"), "I", checkable=True)
        self.full_screen = self._button("full_screen", "maximize-2", tr("Full screen"), "F11")
        self._acts[self.edit] = "edit"
        self._lay_out()
        for button in self._acts:
            button.clicked.connect(self._on_button_clicked)  # type: ignore[attr-defined]
        self.play.hide()
        self.edit.hide()
        self._show_theme()

    def _lay_out(self) -> None:
        theme, row = self.theme_store, self._row
        row.addWidget(self.back)
        row.addSpacing(4)
        row.addWidget(self._name, 1)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self.play)
        row.addWidget(self.turn)
        self._comparing: tuple[QWidget, ...] = (_Divider(theme), self.mark, self.compare)
        for each in self._comparing:
            row.addWidget(each)
        row.addWidget(_Divider(theme))
        row.addWidget(self.stars)
        for widget in (
            self.favourite,
            self.copy,
            self.save,
            self.export,
            self.delete,
            self.edit,
            self.info,
            self.full_screen,
        ):
            row.addWidget(widget)

    def show_image(self, name: str, index: int, total: int) -> None:
        """Says which image is looked at, counted from 0."""
        self._name.set_text(name)
        wide = self.fontMetrics().horizontalAdvance(name)
        self._name.setMaximumWidth(self._name.fontMetrics().horizontalAdvance(name) + 4 or wide)
        text = self.tr("{number} of {total}").format(number=count(index + 1), total=count(total))
        self._count.set_text(text if total > 1 else "")

    def show_playing(self, playing: bool | None) -> None:
        """Shows what the button of a moving picture would do; None: it does not move."""
        self.play.setVisible(playing is not None)
        self.play.set_icon_name("pause" if playing else "play")
        self.play.set_name(self.tr("Pause") if playing else self.tr("Play"), "P")

    def show_marks(self, marked: int, *, current: bool, total: int) -> None:
        """Shows how many images are marked, and whether this one is.

        Args:
            total: of the images that there are; one alone can't be compared.
        """
        for widget in self._comparing:
            widget.setVisible(total > 1)
        self.mark.setChecked(current)
        chosen = marked + (0 if current else 1)
        if marked and chosen <= MOST_COMPARED:
            name = self.tr("Compare {0} images").format(max(2, chosen))
        elif chosen > MOST_COMPARED:
            name = self.tr("Compare with…: at most four images, take marks away")
        else:
            name = self.tr("Compare with the next image")
        self.compare.set_name(name, "C")
        self.compare.setEnabled(chosen <= MOST_COMPARED)

    def show_full_screen(self, on: bool) -> None:
        """Shows what the button would do."""
        self.full_screen.set_icon_name("minimize-2" if on else "maximize-2")

    def show_rating(self, rating: int, *, known: bool) -> None:
        """Shows the stars, and whether they and the trash can be had."""
        self.stars.setValue(rating)
        self.stars.setEnabled(known)
        self.delete.setEnabled(known)

    def show_readable(self, on: bool) -> None:
        """An image that can't be read can't be edited either."""
        self.edit.setEnabled(on)
        set_names(self.edit, self.tr("Edit"), "E", object_name="viewer_edit")
        if not on:
            self.edit.setToolTip(why_not_edited())

    def show_favourite(self, on: bool, *, known: bool) -> None:
        """Shows whether it is one, and whether it can be."""
        self.favourite.setChecked(on)
        self.favourite.setEnabled(known)

    def _button(
        self,
        act: str,
        icon: str,
        name: str,
        key: str,
        *,
        checkable: bool = False,
        checked_icon: str = "",
    ) -> IconButton:
        button = IconButton(
            self.theme_store, icon, name, key, size_px=_BUTTON_PX, icon_px=18,
            checkable=checkable, checked_icon=checked_icon, object_name=f"viewer_{act}",
        )  # fmt: skip
        self._acts[button] = act
        return button

    def _on_button_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QWidget):
            self.act_requested.emit(self._acts[button])

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self.setFixedHeight(scaled(_HEIGHT_PX))
        if hasattr(self, "_row"):
            self._row.setContentsMargins(scaled(12), 0, scaled(12), 1)
            self._row.setSpacing(scaled(4))
