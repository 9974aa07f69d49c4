"""`PickBar`: which of the compared images one keeps. A pick is a favourite of the gallery."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from studio.ui.images.judging import LETTERS
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Chip, Label, Surface, set_names


class PickBar(Surface):
    """A button for each image; pressed ones are picked.

    Signals:
        picked: the letter of an image that is to be picked, or not any more.
    """

    picked = Signal(str)

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__(theme, "viewer")
        self.setObjectName("picks")
        self.setAccessibleName(self.tr("Pick"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current.scaled(4))
        self._label = Label(theme, self.tr("Pick"), style="small", token="text2")
        row.addWidget(self._label)
        self.chips: dict[str, Chip] = {}
        for letter in LETTERS:
            chip = self.chips[letter] = Chip(theme, letter, icon="heart")
            name = self.tr("Pick {letter}").format(letter=letter)
            set_names(chip, name, f"Shift+{letter}", object_name=f"pick_{letter.lower()}")
            chip.clicked.connect(self._on_chip_clicked)
            row.addWidget(chip)

    def show_picks(self, count: int, picked: frozenset[str], known: frozenset[str]) -> None:
        """Shows which images there are, which are picked, and which can be."""
        for at, letter in enumerate(LETTERS):
            chip = self.chips[letter]
            chip.setVisible(at < count)
            chip.setChecked(letter in picked)
            chip.setEnabled(letter in known)

    def show_label(self, on: bool) -> None:
        """Whether there is room for the word."""
        self._label.setVisible(on)

    def _on_chip_clicked(self) -> None:
        sender = self.sender()
        for letter, chip in self.chips.items():
            if chip is sender:
                # What is shown is what the gallery says; it follows at once.
                chip.setChecked(not chip.isChecked())
                self.picked.emit(letter)
