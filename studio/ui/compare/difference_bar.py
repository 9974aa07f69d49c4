"""The strip that says which two answers are held against each other."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Choice, IconButton, Label, Surface, Switch

_WIDE_PX = 640


class DifferenceBar(Surface):
    """Two models, how much is the same, the way from one difference to the next.

    Signals:
        pair_chosen: column ids of the two.
        fold_toggled: identical parts are folded or not.
        step_requested: 1 or -1, the next or previous difference.
    """

    pair_chosen = Signal(str, str)
    fold_toggled = Signal(bool)
    step_requested = Signal(int)

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "base", lines=("bottom",), parent=parent)
        self.setObjectName("difference_bar")
        self._first = Choice(theme, self.tr("First answer"), object_name="first_answer")
        self._second = Choice(theme, self.tr("Second answer"), object_name="second_answer")
        self._with = Label(theme, self.tr("and"), style="small", token="text3")
        self._words = Label(theme, style="small", token="text3", elide=True, tabular=True)
        self._words.setObjectName("difference_words")
        self._back = IconButton(theme, "chevron-up", self.tr("Previous difference"), "Shift+F7")
        self._forth = IconButton(theme, "chevron-down", self.tr("Next difference"), "F7")
        self._fold_label = Label(theme, self.tr("Fold what is the same"), token="text2")
        self.fold = Switch(theme, self.tr("Fold what is the same"), object_name="fold_same")
        self._row = QHBoxLayout(self)
        for widget in (self._first, self._with, self._second):
            self._row.addWidget(widget)
        self._row.addWidget(self._words, 1)
        for button in (self._back, self._forth, self._fold_label, self.fold):
            self._row.addWidget(button)
        self._first.chosen.connect(self._on_chosen)
        self._second.chosen.connect(self._on_chosen)
        self.fold.clicked.connect(self.fold_toggled)
        self._back.clicked.connect(self._on_back_clicked)
        self._forth.clicked.connect(self._on_forth_clicked)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_pair(self, columns: Sequence[tuple[str, str]], first: str, second: str) -> None:
        """Shows which two of the columns (id and name) are compared."""
        options = tuple(columns)
        for choice, value in ((self._first, first), (self._second, second)):
            choice.set_options(options)
            if value:
                choice.set_value(value)

    def show_words(self, text: str, *, can_step: bool) -> None:
        """Says how much is the same, or why nothing is compared."""
        self._words.set_text(text)
        self._back.setEnabled(can_step)
        self._forth.setEnabled(can_step)

    def _fit(self) -> None:
        """Leaves out the words that the strip can do without, so that none are cut."""
        wide = self.width() >= self.theme_store.current.scaled(_WIDE_PX)
        for label in (self._with, self._words, self._fold_label):
            label.setVisible(wide)

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self.setFixedHeight(s(44))
        self._row.setContentsMargins(s(16), 0, s(12), 0)
        self._row.setSpacing(s(8))
        for choice in (self._first, self._second):
            choice.setMaximumWidth(s(220))
            choice.setMinimumWidth(s(96))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Qt: never what keeps a window wide; words are left out first."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: there may be room for fewer words."""
        super().resizeEvent(event)
        self._fit()

    def _on_chosen(self, _value: object) -> None:
        self.pair_chosen.emit(str(self._first.value or ""), str(self._second.value or ""))

    def _on_back_clicked(self) -> None:
        self.step_requested.emit(-1)

    def _on_forth_clicked(self) -> None:
        self.step_requested.emit(1)
