"""The strip under the header: what all columns were asked last, on one line."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.messages import Message
from studio.core.parts import FilePart, ImagePart
from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label, Surface
from studio.ui.widgets.themed import plain_tip


class PromptStrip(Surface):
    """Label, one elided line, edit.

    Signals:
        edit_requested: ask something else instead.
    """

    edit_requested = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "base", lines=("bottom",), parent=parent)
        self.setObjectName("prompt_strip")
        self._label = Label(theme, self.tr("Prompt"), style="small", weight=500, token="text3")
        self._text = Label(theme, style="ui", elide=True)
        self._text.setObjectName("prompt_text")
        self.edit_button = IconButton(theme, "pencil", self.tr("Edit prompt"), object_name="edit")
        self.edit_button.clicked.connect(self.edit_requested)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.edit_button)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_question(self, question: Message | None, turn: int, *, can_edit: bool) -> None:
        """Shows the last question.

        Args:
            turn: of the comparison, from 1.
        """
        self.setVisible(question is not None)
        if question is None:
            return
        label = self.tr("Prompt") if turn <= 1 else self.tr("Prompt {turn}").format(turn=turn)
        self._label.set_text(label)
        text = " ".join(question.text.split())
        files = sum(isinstance(part, ImagePart | FilePart) for part in question.parts)
        if files:
            word = self.tr("{count} attachment") if files == 1 else self.tr("{count} attachments")
            text = " · ".join(filter(None, (text, word.format(count=files))))
        self._text.set_text(text)
        self._text.setToolTip(plain_tip(question.text[:2000]))
        self.edit_button.setEnabled(can_edit)

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self.setFixedHeight(s(44))
        self._row.setContentsMargins(s(16), 0, s(12), 0)
        self._row.setSpacing(s(12))
