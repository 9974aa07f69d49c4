"""What judges look at: a text, and criteria that points are given for."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.judging.judge_prompt import (
    DEFAULT_RUBRIC,
    MOST_CRITERIA,
    MOST_RUBRIC_CHARS,
    Rubric,
)
from studio.core.judging.votes import cleaned_tags
from studio.ui.compare.judging.text_box import TextBox
from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    Label,
    Popup,
    PrimaryButton,
    SecondaryButton,
    TextButton,
    TextField,
)

_WIDTH_PX, _HEIGHT_PX, _LINES = 520, 352, 7


class RubricPopup(Popup):
    """A box and a field.

    Signals:
        saved: a `Rubric`.
    """

    saved = Signal(object)

    def __init__(self, *, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(theme, theme.app, window)
        self.setObjectName("rubric_popup")
        self.setAccessibleName(self.tr("Judge's rubric"))
        s = theme.current.scaled
        note = self.tr("A judge is asked twice, with the answers in opposite orders.")
        self.text = TextBox(theme, self.tr("Rubric"), lines=_LINES, object_name="rubric")
        self.criteria = TextField(
            theme, self.tr("Criteria"), placeholder=self.tr("Criteria, with commas between"),
            object_name="criteria",
        )  # fmt: skip
        self._save = PrimaryButton(theme, self.tr("Save"), compact=True)
        self._save.setObjectName("save_rubric")
        self._cancel = SecondaryButton(theme, self.tr("Cancel"), compact=True)
        self._reset = TextButton(theme, self.tr("As it was"))
        buttons = QHBoxLayout()
        buttons.setSpacing(s(8))
        buttons.addWidget(self._save)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        buttons.addWidget(self._reset)
        column = QVBoxLayout()
        column.setContentsMargins(s(16), s(12), s(16), s(12))
        column.setSpacing(s(8))
        column.addWidget(Label(theme, self.tr("Judge's rubric"), weight=500))
        column.addWidget(Label(theme, note, style="small", token="text3", wrap=True))
        column.addWidget(self.text, 1)
        column.addWidget(self.criteria)
        column.addLayout(buttons)
        self.body.addLayout(column)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.close_popup)
        self._reset.clicked.connect(self._on_reset)
        self.text.escaped.connect(self.close_popup)
        self.text.textChanged.connect(self._show_state)

    def open_for(self, anchor: QWidget, rubric: Rubric) -> None:
        """Opens with a rubric."""
        self._show(rubric)
        s = self.theme.scaled
        self.open_at(anchor, QSize(s(_WIDTH_PX), s(_HEIGHT_PX)), self.text)
        self.text.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show(self, rubric: Rubric) -> None:
        self.text.setPlainText(rubric.text)
        self.criteria.setText(", ".join(rubric.criteria))
        self._show_state()

    def _show_state(self) -> None:
        self._save.setEnabled(bool(self.text.text()))

    def _on_reset(self) -> None:
        self._show(DEFAULT_RUBRIC)

    def _on_save(self) -> None:
        criteria = cleaned_tags(self.criteria.text())[:MOST_CRITERIA]
        rubric = Rubric(self.text.text()[:MOST_RUBRIC_CHARS], criteria)
        self.close_popup()
        self.saved.emit(rubric)
