"""The tags of an image as small boxes in as many lines as they need, and Add tag."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Chip, TextButton, Themed

_GAP_PX = 6


class _Tag(Chip):
    """A tag, quieter than a filter that is on."""

    def _colors(self) -> tuple[str, str, str]:
        """Fill, border and label token."""
        if self.isDown():
            return "pressed", "pressed", "text"
        return "fill", "lineStrong" if self.underMouse() else "fill", "text2"


class TagFlow(Themed, QWidget):
    """Press a tag to take it away.

    Signals:
        add_requested: a tag is to be added.
        remove_requested(str): this tag is to go.
    """

    add_requested = Signal()
    remove_requested = Signal(str)

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[Chip] = []
        self.add = TextButton(theme, self.tr("Add tag"), kind="inline", compact=True, parent=self)
        self.add.setObjectName("add_tag")
        self.add.clicked.connect(self.add_requested)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._use_theme(theme)

    def show_tags(self, tags: Sequence[str]) -> None:
        """Shows other tags."""
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for tag in tags:
            chip = _Tag(self.theme_store, tag.replace("&", "&&"), removable=True, parent=self)
            chip.setChecked(True)
            chip.setAccessibleName(self.tr("Remove tag {0}").format(tag))
            chip.setToolTip(self.tr("Remove tag {0}").format(tag))
            chip.setProperty("tag", tag)
            chip.clicked.connect(self._on_chip_clicked)
            chip.show()
            self._chips.append(chip)
        self._place()

    def _on_chip_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            chip.setChecked(True)
            self.remove_requested.emit(str(chip.property("tag")))

    def _place(self) -> None:
        gap = self.theme.scaled(_GAP_PX)
        x = y = line = 0
        for widget in (*self._chips, self.add):
            size = widget.sizeHint().boundedTo(QSize(max(1, self.width()), 1000))
            if x and x + size.width() > self.width():
                x, y = 0, y + line + gap
            widget.setGeometry(x, y, size.width(), size.height())
            x, line = x + size.width() + gap, size.height()
        if self.height() != y + line:
            self.setFixedHeight(y + line)

    def _show_theme(self) -> None:
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
