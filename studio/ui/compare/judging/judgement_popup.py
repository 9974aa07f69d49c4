"""What a judge said, in its own words, both times of asking."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from studio.core.judging.judge_prompt import letter
from studio.core.judging.judgements import Judgement, Round
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, Popup

_WIDTH_PX, _HEIGHT_PX = 560, 420


class JudgementPopup(Popup):
    """The verdict, and a text to read."""

    def __init__(self, *, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(theme, theme.app, window)
        self.setObjectName("judgement_popup")
        s = theme.current.scaled
        self._title = Label(theme, weight=500, wrap=True)
        self._note = Label(theme, style="small", token="text3", wrap=True)
        self._text = QPlainTextEdit()
        self._text.setProperty("field", True)
        self._text.setReadOnly(True)
        self._text.setFont(theme.current.font("ui"))
        self._text.setAccessibleName(self.tr("What the judge wrote"))
        self._text.setTabChangesFocus(True)
        column = QVBoxLayout()
        column.setContentsMargins(s(16), s(12), s(16), s(16))
        column.setSpacing(s(8))
        column.addWidget(self._title)
        column.addWidget(self._note)
        column.addWidget(self._text, 1)
        self.body.addLayout(column)

    def open_for(
        self, anchor: QWidget, verdict: str, judgement: Judgement, names: Mapping[str, str]
    ) -> None:
        """Opens with a judgement.

        Args:
            verdict: in words.
            names: of the answers' messages.
        """
        self.setAccessibleName(verdict)
        self._title.set_text(verdict)
        self._note.set_text(self.tr("Judge: {model}").format(model=judgement.judge_model_id))
        candidates = judgement.vote.candidates if judgement.vote is not None else ()
        named = [names.get(each.message_id, each.model_id) for each in candidates]
        texts = [self._round(at, each, named) for at, each in enumerate(judgement.rounds, 1)]
        self._text.setPlainText("\n\n".join(texts))
        s = self.theme.scaled
        self.open_at(anchor, QSize(s(_WIDTH_PX), s(_HEIGHT_PX)), self._text)
        self._text.setFocus(Qt.FocusReason.PopupFocusReason)

    def _round(self, number: int, said: Round, named: list[str]) -> str:
        order = ", ".join(
            f"{letter(at)}: {named[place]}"
            for at, place in enumerate(said.order)
            if place < len(named)
        )
        head = self.tr("Round {number}").format(number=number)
        head = f"{head} ({order})" if order else head
        words = said.text.strip()
        if said.failure is not None:
            words = said.failure.kind.replace("_", " ") + f"\n{words}".rstrip()
        return f"{head}\n{words}"
