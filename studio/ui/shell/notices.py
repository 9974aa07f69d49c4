"""Notices about the studio itself: the disk is full, the settings can't be read."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.errors import Failure
from studio.ui.failure_texts import failure_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Banner


class NoticeBar(QWidget):
    """At most one banner above the page; the newest counts, and it stays until dismissed."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notices")
        self._banner = Banner(theme, "", kind="danger", action=self.tr("Dismiss"))
        self._banner.setObjectName("notice")
        self._banner.action_triggered.connect(self.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.addWidget(self._banner)
        self.hide()

    def show_failure(self, failure: Failure) -> None:
        """Says what went wrong with the studio, in one line."""
        words = failure_text(failure)
        text = " ".join(each for each in (f"{words.title}.", words.cause, words.words) if each)
        self._banner.set_text(text, kind="danger")
        self.show()
