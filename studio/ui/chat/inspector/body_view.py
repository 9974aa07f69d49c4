"""The body of a request with line numbers; a click on a line opens or folds what it holds."""

import re
from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QWidget

from studio.core.sent import SentBody
from studio.ui.chat.inspector.json_fold import Folder, Line
from studio.ui.chat.texts import size_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Themed
from studio.ui.widgets.text_menu import TextMenu

MOST_RAW_CHARS = 100_000
_MOST_LIT_CHARS = 4_000
_GUTTER_PX, _PAD_PX = 36, 8
_TOKENS = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<text>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<word>\b(?:true|false|null)\b)"
    r"|(?P<number>-?\b\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?=\s*(?:[,}\]]|$)))|(?P<sign>[{}\[\]:])"
)
_COLOURS = {
    "key": "cFun",
    "text": "cStr",
    "word": "cKey",
    "number": "cNum",
    "sign": "text",
}


class _Colours(QSyntaxHighlighter):
    """Colours of JSON; notes in between stay grey."""

    def __init__(self, document: QTextDocument, theme: ThemeStore) -> None:
        super().__init__(document)
        self._theme = theme

    def highlightBlock(self, text: str) -> None:
        """Qt: one line."""
        if len(text) > _MOST_LIT_CHARS:
            return
        for found in _TOKENS.finditer(text):
            look = QTextCharFormat()
            look.setForeground(self._theme.current.color(_COLOURS[str(found.lastgroup)]))
            self.setFormat(found.start(), found.end() - found.start(), look)


class _Gutter(QWidget):
    """The line numbers."""

    def __init__(self, view: "BodyView") -> None:
        super().__init__(view)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the numbers of the visible lines."""
        self._view.paint_gutter(QPainter(self), event.rect())


class BodyView(TextMenu, Themed, QPlainTextEdit):
    """Shows a `SentBody`, folded or raw; read-only, its text can be selected and copied."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder: Folder | None = None
        self._lines: list[Line] = []
        self._is_raw = False
        self._otherwise = ""
        self._pressed_at = QPoint()
        self._gutter = _Gutter(self)
        self.setObjectName("request_body")
        self.setAccessibleName(self.tr("Request body"))
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAutoFillBackground(True)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self._colours = _Colours(self.document(), theme)
        self.updateRequest.connect(self._on_update_request)
        self._use_theme(theme)

    def show_body(self, body: SentBody | None, otherwise: str = "") -> None:
        """Shows a body, or a sentence in its place."""
        self._folder = Folder(body, self._name_of(body)) if body is not None else None
        self._otherwise = otherwise
        self._show_text()

    def set_raw(self, raw: bool) -> None:
        """All texts in full, or the short form."""
        self._is_raw = raw
        self._show_text()

    def whole_text(self) -> str:
        """The body as JSON for the clipboard; pictures are notes."""
        return self._folder.whole() if self._folder is not None else ""

    def paint_gutter(self, painter: QPainter, clip: QRect) -> None:
        """Paints the numbers; called by the gutter."""
        theme = self.theme
        painter.fillRect(clip, theme.color("sunken"))
        painter.setFont(self.font())
        painter.setPen(theme.color("text3"))
        if self._folder is None:
            return
        block = self.firstVisibleBlock()
        width = self._gutter.width() - theme.scaled(10)
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() > clip.bottom():
                break
            line = QRect(0, round(box.top()), width, self.fontMetrics().lineSpacing())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            block = block.next()

    def _name_of(self, body: SentBody) -> Callable[[int], str]:
        def name(index: int) -> str:
            data = body.data[index]
            size = size_text(data.size_bytes)
            if data.mime.startswith("image/"):
                return self.tr("1 picture, {size}").format(size=size)
            return self.tr("1 file, {size}").format(size=size)

        return name

    def _show_text(self) -> None:
        keep = self.verticalScrollBar().value()
        if self._folder is None:
            self._lines = []
            self.setPlainText(self._otherwise)
        elif self._is_raw:
            self._lines = []
            self.setPlainText(self._folder.raw(MOST_RAW_CHARS))
        else:
            self._folder.set_width(self._width_chars())
            self._lines = self._folder.lines()
            self.setPlainText("\n".join(line.text for line in self._lines))
        self.verticalScrollBar().setValue(keep)
        self._gutter.setVisible(self._folder is not None)
        self._gutter.update()

    def _width_chars(self) -> int:
        room = self.viewport().width() - self.cursorWidth()
        return max(24, int(room / max(1.0, QFontMetricsF(self.font()).horizontalAdvance("0"))))

    def _toggle(self, number: int) -> None:
        if self._folder is None or not 0 <= number < len(self._lines):
            return
        path = self._lines[number].path
        if path is None:
            return
        self._folder.toggle(path)
        self._show_text()
        cursor = self.textCursor()
        cursor.setPosition(self.document().findBlockByNumber(number).position())
        self.setTextCursor(cursor)

    def _can_toggle(self, number: int) -> bool:
        return 0 <= number < len(self._lines) and self._lines[number].path is not None

    def _show_theme(self) -> None:
        theme = self.theme
        font = QFont(theme.font("code_small"))
        self.setFont(font)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme.color("sunken"))
        palette.setColor(QPalette.ColorRole.Window, theme.color("sunken"))
        palette.setColor(QPalette.ColorRole.Text, theme.color("text3"))
        self.setPalette(palette)
        gutter, pad = theme.scaled(_GUTTER_PX), theme.scaled(_PAD_PX)
        self.setViewportMargins(gutter, pad, pad, pad)
        self._colours.rehighlight()
        self._place_gutter()

    def _place_gutter(self) -> None:
        self._gutter.setGeometry(
            0, self.viewport().y(), self.theme.scaled(_GUTTER_PX), self.viewport().height()
        )

    def _on_update_request(self, _rect: QRect, dy: int) -> None:
        self._gutter.scroll(0, dy) if dy else self._gutter.update()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the gutter stays as high as the text."""
        super().resizeEvent(event)
        self._place_gutter()
        changed = self._folder is not None and self._folder.width != self._width_chars()
        if changed and not self._is_raw:
            self._show_text()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a selection begins, or a click."""
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click without a selection opens or folds the line."""
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        moved = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if moved or event.button() != Qt.MouseButton.LeftButton:
            return
        if not self.textCursor().hasSelection():
            self._toggle(self.cursorForPosition(at).blockNumber())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: shows what can be opened."""
        super().mouseMoveEvent(event)
        number = self.cursorForPosition(event.position().toPoint()).blockNumber()
        hand = self._can_toggle(number) and not event.buttons()
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.IBeamCursor
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter opens or folds the line of the cursor; Escape goes on to the panel."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._toggle(self.textCursor().blockNumber())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
