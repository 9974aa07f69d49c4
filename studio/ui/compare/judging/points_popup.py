"""Points for each answer by criterion, a note, and tags: what belongs to a vote beside a pick."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.judging.votes import MOST_NOTE_CHARS, POINTS, Score, Vote, cleaned_tags
from studio.ui.compare.judging.text_box import TextBox
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Choice, Label, Popup, PrimaryButton, SecondaryButton, TextField

_NAME_PX, _CELL_PX, _ROW_PX = 96, 104, 36
_AROUND_PX, _REST_PX = 32, 236


class PointsPopup(Popup):
    """A small table of choices, a box and a field.

    Signals:
        saved: scores, note, tags.
    """

    saved = Signal(tuple, str, tuple)

    def __init__(self, *, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(theme, theme.app, window)
        self.setObjectName("points_popup")
        self.setAccessibleName(self.tr("Points and note"))
        s = theme.current.scaled
        self._theme = theme
        self._criteria: tuple[str, ...] = ()
        self._choices: list[list[Choice]] = []
        title = Label(theme, self.tr("Points and note"), weight=500)
        self._table = QWidget()
        self.note = TextBox(
            theme, self.tr("Note"), lines=3, object_name="vote_note",
            placeholder=self.tr("Note"),
        )  # fmt: skip
        self.tags = TextField(
            theme, self.tr("Tags"), placeholder=self.tr("Tags, with commas between"),
            object_name="vote_tags",
        )  # fmt: skip
        self._save = PrimaryButton(theme, self.tr("Save vote"), compact=True)
        self._save.setObjectName("save_vote")
        self._cancel = SecondaryButton(theme, self.tr("Cancel"), compact=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(s(8))
        buttons.addWidget(self._save)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(s(16), s(12), s(16), s(12))
        self._column.setSpacing(s(8))
        self._column.addWidget(title)
        self._column.addWidget(self._table)
        self._column.addWidget(self.note, 1)
        self._column.addWidget(self.tags)
        self._column.addLayout(buttons)
        self.body.addLayout(self._column)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.close_popup)
        self.note.escaped.connect(self.close_popup)

    def open_for(
        self, anchor: QWidget, names: Sequence[str], criteria: Sequence[str], vote: Vote | None
    ) -> None:
        """Opens with what was given so far.

        Args:
            names: of the answers, as they stand.
        """
        self._criteria = tuple(criteria)
        self._fill(names, vote)
        self.note.setPlainText(vote.note if vote is not None else "")
        self.tags.setText(", ".join(vote.tags) if vote is not None else "")
        s = self.theme.scaled
        width = max(360, _AROUND_PX + _NAME_PX + _CELL_PX * len(names))
        height = _REST_PX + _ROW_PX * (1 + len(criteria))
        first: QWidget = self._choices[0][0] if self._choices else self.note
        self.open_at(anchor, QSize(s(width), s(height)), first)
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self, names: Sequence[str], vote: Vote | None) -> None:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.theme.scaled(4))
        grid.setColumnMinimumWidth(0, self.theme.scaled(_NAME_PX - 8))
        for at, name in enumerate(names):
            label = Label(self._theme, name, style="small", token="text3", elide=True)
            label.setToolTip(name)
            grid.addWidget(label, 0, at + 1)
            grid.setColumnStretch(at + 1, 1)
        given = {each.criterion: each.points for each in vote.scores} if vote is not None else {}
        options = ((0, "–"), *((each, str(each)) for each in POINTS))
        self._choices = []
        for row, criterion in enumerate(self._criteria, 1):
            grid.addWidget(Label(self._theme, criterion, elide=True), row, 0)
            choices = []
            for at, name in enumerate(names):
                spoken = self.tr("{criterion}: {name}").format(criterion=criterion, name=name)
                choice = Choice(self._theme, spoken, options)
                points = given.get(criterion, ())
                choice.set_value(points[at] if at < len(points) else 0)
                grid.addWidget(choice, row, at + 1)
                choices.append(choice)
            self._choices.append(choices)
        self._column.replaceWidget(self._table, table)
        self._table.deleteLater()
        self._table = table

    def _on_save(self) -> None:
        scores = []
        for criterion, choices in zip(self._criteria, self._choices, strict=True):
            points = tuple(int(str(choice.value)) for choice in choices)
            if any(points):
                scores.append(Score(criterion, points))
        self.close_popup()
        note = self.note.text()[:MOST_NOTE_CHARS]
        self.saved.emit(tuple(scores), note, cleaned_tags(self.tags.text()))
