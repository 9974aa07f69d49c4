"""Asks before quitting while answers are being written."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets.question import QuestionDialog


class QuitDialog(QuestionDialog):
    """Stop and quit, or go on. Opened with `open()`; `accepted` means quit."""

    def __init__(self, *, theme: ThemeStore, running: int, parent: QWidget) -> None:
        title = _tr("An answer is being written")
        line = _tr("Quitting stops it. What has come so far is kept.")
        if running > 1:
            title = _tr("{count} answers are being written").format(count=running)
            line = _tr("Quitting stops them. What has come so far is kept.")
        super().__init__(
            theme=theme,
            heading=_tr("Quit DGrid Studio"),
            title=title,
            line=line,
            act=_tr("Stop and quit"),
            leave=_tr("Keep writing"),
            names=("quit_dialog", "stop_and_quit", "keep_writing"),
            parent=parent,
        )


def _tr(text: str) -> str:
    return QCoreApplication.translate("QuitDialog", text)
