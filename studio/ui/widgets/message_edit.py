"""The text box of the composer: plain text that grows, sends by key, and takes pastes.

It knows nothing of the transcript: a key press lays out this document and nothing else.
"""

from math import ceil
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets.caret import Caret
from studio.ui.widgets.text_menu import TextMenu
from studio.ui.widgets.themed import is_palette_key
from studio.ui.widgets.when_idle import WhenIdle

LONG_TEXT_CHARACTERS = 8000
# Of more text in the box each key would take longer than a frame: it stays a file.
MOST_CHARACTERS = 1_000_000
MAX_LINES = 12

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = Qt.KeyboardModifier.KeypadModifier
_PLAIN_PASTE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class MessageEdit(TextMenu, QPlainTextEdit):
    """A plain text box that grows up to 12 lines (see `set_most_lines`).

    Signals:
        send_requested: the send key was pressed while no text is being composed.
        second_send_requested: the other send key was pressed (see `set_second_send_key`).
        edit_last_requested: Up in the empty box.
        escape_pressed: Escape, which does nothing to the text itself.
        height_changed: the wanted height is new.
        files_pasted: tuple of `Path`.
        image_pasted: a `QImage`.
        long_text_pasted: text over 8,000 characters (a million when it was to be pasted as
            it is), not inserted.
    """

    send_requested = Signal()
    second_send_requested = Signal()
    edit_last_requested = Signal()
    escape_pressed = Signal()
    height_changed = Signal()
    files_pasted = Signal(object)
    image_pasted = Signal(object)
    long_text_pasted = Signal(str)

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._caret = Caret(theme, self, self.cursorRect, self.viewport)
        self._sends_on_ctrl_enter = False
        self._has_second_send_key = False
        self._lines = 1
        self._text_px = 0.0  # height of the lines that the box grows for; 0: not measured
        self._most_lines = MAX_LINES
        self._padding_px = 0
        self._hint = ""
        self._room_px = 0  # width of the viewport
        self._was_painted = self._has_viewport = False
        self._build()

    def _build(self) -> None:
        self.setObjectName("message")
        self.setAccessibleName(self.tr("Message"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setProperty("message", True)  # for the style sheet
        self.setAcceptDrops(False)  # the whole pane takes drops
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursorWidth(0)  # the caret paints its own
        self.cursorPositionChanged.connect(self._on_cursor_position_changed)
        self.document().setDocumentMargin(0)
        self.document().clearUndoRedoStacks()  # the margin counts as an edit
        self.document().documentLayout().documentSizeChanged.connect(self._on_document_size_changed)
        self.textChanged.connect(self._on_document_size_changed)  # a line may become higher

    def _take_viewport(self) -> None:
        self._has_viewport = True
        # The colour of the box around it, as its own: were it to show through, each blink of
        # the cursor would paint all that is below, from the window up. (The style sheet undoes
        # a palette, so `paintEvent` fills it.)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setFont(self.font())
        if self.hasFocus():
            self._caret.start()

    def set_padding(self, left: int, top: int, right: int, bottom: int) -> None:
        """Space around the text, in px; the scrollbar stays at the edge."""
        self._padding_px = top + bottom
        self.setViewportMargins(left, top, right, bottom)
        self.updateGeometry()

    def set_sends_on_ctrl_enter(self, on: bool) -> None:
        """True: Ctrl+Enter sends and Enter breaks the line; False: Enter sends."""
        self._sends_on_ctrl_enter = on

    def set_second_send_key(self, on: bool) -> None:
        """Whether Ctrl+Enter (with Shift, where Ctrl+Enter sends) does something of its own."""
        self._has_second_send_key = on

    def set_most_lines(self, lines: int) -> None:
        """From how many lines on it scrolls instead of growing."""
        self._most_lines = lines
        self._lines, self._text_px = self._measure_lines()
        self.updateGeometry()

    def set_hint(self, hint: str) -> None:
        """What is shown while the box is empty, on one line."""
        self._hint = hint
        self._show_hint()

    def _show_hint(self) -> None:
        room = max(0, self._room_px - 2)
        elided = self.fontMetrics().elidedText(self._hint, Qt.TextElideMode.ElideRight, room)
        if elided != self.placeholderText():
            self.setPlaceholderText(elided)

    def is_composing(self) -> bool:
        """Whether an input method holds text that is not committed yet."""
        return bool(self.textCursor().block().layout().preeditAreaText())

    def is_empty(self) -> bool:
        """Whether nothing is typed, cheap for text of any length."""
        return self.document().isEmpty()

    def replace_text(self, text: str, *, undoable: bool = False) -> None:
        """Puts a text in the box, cursor at the end.

        Args:
            undoable: keep the way back; otherwise undo ends here.
        """
        if undoable:
            cursor = self.textCursor()
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)
        else:
            self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def insert_text(self, text: str) -> None:
        """Inserts at the cursor; one step of undo."""
        cursor = self.textCursor()
        cursor.beginEditBlock()  # or it would melt into the typing before it
        cursor.insertText(text)
        cursor.endEditBlock()
        self.ensureCursorVisible()

    def paste_plain(self) -> None:
        """Pastes the clipboard's text as it is, unless each key after it would be slow."""
        text = QGuiApplication.clipboard().text()
        if len(text) > MOST_CHARACTERS:
            self.long_text_pasted.emit(text)
        elif text:
            self.insert_text(text)

    def wanted_height(self) -> int:
        """Height for the lines there are, as far as it grows, in px."""
        return max(self.fontMetrics().lineSpacing(), ceil(self._text_px)) + self._padding_px

    def _on_cursor_position_changed(self) -> None:
        if self.hasFocus():
            self._caret.start()

    def _measure_lines(self) -> tuple[int, float]:
        """Lines as they are broken at this width, and the height of those it grows for, in px.

        They are counted as far as the box can grow. Lines of another script may be higher than
        those of the font itself. The document tells of no new height when only its width changed.
        """
        if self.is_empty():
            return 1, 0.0
        layout, block = self.document().documentLayout(), self.document().begin()
        least, most = float(self.fontMetrics().lineSpacing()), self._most_lines
        lines, height = 0, 0.0
        while block.isValid() and lines <= most:
            layout.blockBoundingRect(block)  # breaks its lines if they are not yet
            own = block.layout()
            count = own.lineCount()
            shown = min(max(1, count), most - lines)
            height += sum(
                max(least, own.lineAt(number).height() if number < count else 0.0)
                for number in range(shown)
            )
            lines += max(1, count)
            block = block.next()
        return max(1, lines), height

    def _on_document_size_changed(self) -> None:
        lines, height = self._measure_lines()
        if (lines, height) == (self._lines, self._text_px):
            return
        needs = height != self._text_px
        self._lines, self._text_px = lines, height
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if lines > self._most_lines
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if needs:
            self.updateGeometry()
            self.height_changed.emit()
            QTimer.singleShot(0, self, self.ensureCursorVisible)

    def _is_send_key(self, event: QKeyEvent) -> bool:
        if event.key() not in _ENTER_KEYS or self.is_composing():
            return False
        modifiers = event.modifiers() & ~_ARROWS
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            return self._sends_on_ctrl_enter or not self._has_second_send_key
        return modifiers == Qt.KeyboardModifier.NoModifier and not self._sends_on_ctrl_enter

    def _is_second_send_key(self, event: QKeyEvent) -> bool:
        if not self._has_second_send_key or self.is_composing():
            return False
        wanted = Qt.KeyboardModifier.ControlModifier
        if self._sends_on_ctrl_enter:
            wanted |= Qt.KeyboardModifier.ShiftModifier
        return event.modifiers() & ~_ARROWS == wanted

    def _take_pasted(self, source: QMimeData) -> bool:
        """Whether a paste was something else than short text, and was handed on."""
        paths = tuple(Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile())
        if paths:
            self.files_pasted.emit(paths)
            return True
        text = source.text() if source.hasText() else ""
        if not text.strip() and source.hasImage():
            image = QImage(source.imageData())
            if not image.isNull():
                self.image_pasted.emit(image)
                return True
        if len(text) > LONG_TEXT_CHARACTERS:
            self.long_text_pasted.emit(text)
            return True
        return False

    def sizeHint(self) -> QSize:
        """Qt: as wide as may be, as high as the text wants."""
        return QSize(super().sizeHint().width(), self.wanted_height())

    def minimumSizeHint(self) -> QSize:
        """Qt: never less than the text wants."""
        return QSize(80, self.wanted_height())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Qt: text, images and files can be pasted."""
        return source.hasText() or source.hasImage() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Qt: a paste."""
        if not self._take_pasted(source) and source.hasText():
            self.insert_text(source.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the text, and the cursor over it."""
        if self._has_viewport:
            painter = QPainter(self.viewport())
            painter.fillRect(event.rect(), self._theme.current.color("raised"))
            painter.end()
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            # Asked for a widget that Qt made, PySide first makes the Python classes of all
            # widgets there are, to find out which it is: 16 ms, which the first window should
            # not wait for (6.11, 2026-11).
            WhenIdle(self, self._take_viewport)
        if self._caret.is_lit and not self.isReadOnly():
            self._caret.paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the hint takes the room there is; lines break elsewhere."""
        super().resizeEvent(event)
        self._room_px = event.size().width()
        self._show_hint()
        if event.size().width() != event.oldSize().width():
            self._on_document_size_changed()
        if self._lines <= self._most_lines and not self.is_empty():
            # What fits is shown from its first line: it was scrolled while the box was smaller.
            self.verticalScrollBar().setValue(0)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: so it does in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            if self._has_viewport or self.isVisible():
                self.viewport().setFont(self.font())  # Qt paints the hint in the viewport's
            self._show_hint()
            self._on_document_size_changed()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the cursor shows."""
        super().focusInEvent(event)
        if self._has_viewport:
            self._caret.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the cursor goes."""
        super().focusOutEvent(event)
        self._caret.stop()

    def event(self, event: QEvent) -> bool:
        """Qt: leaves undo to the window while there is nothing to undo here."""
        if is_palette_key(event):
            event.ignore()
            return False
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo) and not (
                self.document().isUndoAvailable() or self.is_composing()
            ):
                event.ignore()
                return False
            if event.key() == Qt.Key.Key_Escape:
                # Escape has an order (popup, answer, box) that is kept in one place.
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: send, line break, edit the last message, Escape; the rest is typing."""
        if event.key() in _ENTER_KEYS:
            if self._is_send_key(event):
                self.send_requested.emit()
            elif self._is_second_send_key(event):
                self.second_send_requested.emit()
            elif not self.is_composing():
                self.insert_text("\n")
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and not self.is_composing():
            self.escape_pressed.emit()
            event.accept()
            return
        plain = not event.modifiers() & ~_ARROWS
        if event.key() == Qt.Key.Key_Up and plain and self.is_empty() and not self.is_composing():
            self.edit_last_requested.emit()
            event.accept()
            return
        if event.key() == Qt.Key.Key_V and event.modifiers() == _PLAIN_PASTE:
            self.paste_plain()
            event.accept()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: scrolls the box only while it is full; otherwise the wheel goes on."""
        if self._lines > self._most_lines:
            super().wheelEvent(event)
        else:
            event.ignore()
