"""`ProblemView`: what is said in place of a picture that can't be shown, with one act."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.images.items import ImageItem, open_words
from studio.ui.images.pyramid import Trouble
from studio.ui.theme import ThemeStore
from studio.ui.transcript.parts.formats import dimensions, mime_name, size
from studio.ui.widgets import EmptyState


def _tr(text: str) -> str:
    return QCoreApplication.translate("Viewer", text)


def problem_texts(item: ImageItem, trouble: Trouble) -> tuple[str, str, str, str, str]:
    """Title, line, and the one act: id, label, icon."""
    blob = item.blob
    folder = ("show_in_folder", _tr("Show in folder"), "folder-open")
    facts = " · ".join(
        filter(None, (dimensions(blob.width_px, blob.height_px), mime_name(blob.mime)))
    )
    if trouble is Trouble.MISSING:
        line = _tr("It was moved or deleted outside the studio.")
        if item.message_id is not None:
            words, icon = open_words(item.conversation_id or "", compared=item.compared)
            return _tr("The image's file is missing"), line, "open_chat", words, icon
        return _tr("The image's file is missing"), line, "retry", _tr("Look again"), "refresh-cw"
    if trouble is Trouble.TOO_LARGE:
        line = _tr("{facts}: it would take too much memory to show.").format(facts=facts)
        return (_tr("The image has over 200 megapixels"), line, *folder)
    if trouble is Trouble.EMPTY:
        return (_tr("The image's file is empty"), _tr("It has 0 bytes."), *folder)
    if trouble is Trouble.NOT_AN_IMAGE:
        line = _tr("Its bytes are of no kind that is shown here.")
        return (_tr("The file is no image"), line, *folder)
    line = _tr("{facts}, {weight}: its bytes are damaged or incomplete.").format(
        facts=facts, weight=size(blob.size_bytes)
    )
    return (_tr("The image can't be read"), line, *folder)


class ProblemView(QWidget):
    """A block in the middle of the canvas.

    Signals:
        action_triggered: `open_chat`, `show_in_folder` or `retry`.
    """

    action_triggered = Signal(str)

    def __init__(
        self,
        theme_store: ThemeStore,
        item: ImageItem,
        trouble: Trouble,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewer_problem")
        title, line, act, label, icon = problem_texts(item, trouble)
        self.setAccessibleName(title)
        self._state = EmptyState(theme_store, title, line, ((act, label, icon),), parent=self)
        self._state.action_triggered.connect(self.action_triggered)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(self._state, 4)
        row.addStretch(1)
