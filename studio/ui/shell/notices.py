"""Notices about the studio itself: the disk is full, the settings can't be read."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.errors import Failure
from studio.ui.failure_texts import failure_text
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.widgets import Banner


class NoticeBar(QWidget):
    """At most one banner above the page; the newest counts, and it stays until dismissed."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._banner: Banner | None = None
        self.setObjectName("notices")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 0)
        self.hide()

    def show_failure(self, failure: Failure) -> None:
        """Says what went wrong with the studio, in one line."""
        words = failure_text(failure)
        text = " ".join(each for each in (f"{words.title}.", words.cause, words.words) if each)
        if self._banner is None:
            self._banner = self._make_banner()
        self._banner.set_text(text, kind="danger")
        self.show()

    def _make_banner(self) -> "Banner":
        from studio.ui.widgets import Banner

        banner = Banner(self._theme, "", kind="danger", action=self.tr("Dismiss"))
        banner.setObjectName("notice")
        banner.action_triggered.connect(self.hide)
        self._column.addWidget(banner)
        return banner
