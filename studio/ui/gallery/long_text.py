"""Text that wraps even inside words: long German words, addresses, ids of models."""

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Themed
from studio.ui.widgets.text_menu import TextMenu


class LongText(TextMenu, Themed, QTextEdit):
    """A paragraph as high as its text, to be read and selected; never wider than its place."""

    def __init__(
        self, theme: ThemeStore, name: str, *, object_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self._use_theme(theme)

    def text(self) -> str:
        """What it shows."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Shows another text."""
        if text != self.toPlainText():
            self.setPlainText(text)
            self._fit()

    def _fit(self) -> None:
        self.document().setTextWidth(max(1, self.viewport().width()))
        self.setFixedHeight(max(self.theme.line_px("ui"), ceil(self.document().size().height())))

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("ui"))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, self.theme.color("text"))
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self._fit()

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(1, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.theme.line_px("ui"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
