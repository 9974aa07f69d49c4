"""One-line fields: text, search, key."""

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets.caret import Caret
from studio.ui.widgets.icon_button import IconButton
from studio.ui.widgets.own_cursor import hide_own_cursor
from studio.ui.widgets.text_menu import TextMenu
from studio.ui.widgets.themed import Themed, is_palette_key, key_text

KEPT_DOTS = "•" * 12
_CURSOR_GAP_PX = 5


class TextField(TextMenu, Themed, QLineEdit):
    """One line of text.

    Args:
        name: accessible name.
        placeholder: shown while empty.
        icon: inside at the left, or "".
        height_px: in the 100 % design.
        code: use the code font (addresses, ids).
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        name: str,
        *,
        placeholder: str = "",
        icon: str = "",
        height_px: int = 32,
        code: bool = False,
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._caret = Caret(theme_store, self, self._caret_line)
        hide_own_cursor(self, theme_store.app)
        self.cursorPositionChanged.connect(self._on_cursor_position_changed)
        self._icon_name, self._height_px, self._code = icon, height_px, code
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setObjectName(object_name)
        self._use_theme(theme_store)

    def show_text(self, text: str) -> None:
        """Fills the field; a text that is too long for it shows its beginning."""
        self.setText(text)
        self.home(False)

    @property
    def is_invalid(self) -> bool:
        """Whether the content is shown as wrong."""
        return bool(self.property("invalid"))

    def set_invalid(self, invalid: bool) -> None:
        """Shows the border in danger; the words go under the field (`FieldRow`)."""
        self._set_flag("invalid", invalid)

    def _set_flag(self, name: str, on: bool) -> None:
        if bool(self.property(name)) != on:
            self.setProperty(name, on)
            self.style().unpolish(self)
            self.style().polish(self)

    def _margins(self) -> tuple[int, int]:
        """Space taken inside at the left and the right, in px."""
        return self.theme.scaled(24) if self._icon_name else 0, 0

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("code" if self._code else "ui"))
        self.setFixedHeight(self.theme.scaled(self._height_px))
        left, right = self._margins()
        self.setTextMargins(left, 0, right, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon_name:
            side = self.theme.scaled(16)
            pixmap = self.theme.pixmap(self._icon_name, side, "text2", self.devicePixelRatioF())
            top = (self.height() - side) / 2
            QPainter(self).drawPixmap(QPointF(self._icon_left(), top), pixmap)
        if self._caret.is_lit and not self.isReadOnly():
            self._caret.paint()

    def event(self, event: QEvent) -> bool:
        """Qt: leaves the key of the palette to the window."""
        if is_palette_key(event):
            event.ignore()
            return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._caret.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._caret.stop()

    def _on_cursor_position_changed(self) -> None:
        if self.hasFocus():
            self._caret.start()

    def _caret_line(self) -> QRect:
        # Qt tells the cursor's area with four pixels at either side.
        return self.cursorRect().adjusted(_CURSOR_GAP_PX, 0, 0, 0)

    def _icon_left(self) -> int:
        return self.theme.scaled(10)


class SearchField(TextField):
    """A field to filter with; Esc empties it first.

    Args:
        shortcut: key text shown at the right while empty; it is not bound here.
        quiet: no box of its own (inside popups).
    Signals:
        moved: Up, Down, PageUp, PageDown, Home or End with Ctrl: for the list below (Qt.Key).
        submitted: Enter, with or without Ctrl (True with).
    """

    moved = Signal(int)
    submitted = Signal(bool)

    def __init__(
        self,
        theme_store: ThemeStore,
        name: str,
        *,
        placeholder: str = "",
        shortcut: str = "",
        quiet: bool = False,
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._hint = key_text(shortcut) if shortcut else ""
        self._quiet = quiet
        super().__init__(
            theme_store,
            name,
            placeholder=placeholder or name,
            icon="search",
            object_name=object_name,
            parent=parent,
        )
        self.setProperty("quiet" if quiet else "search", True)
        self.setToolTip(f"{name}   {self._hint}" if shortcut else name)

    def _margins(self) -> tuple[int, int]:
        hint = self.fontMetrics().horizontalAdvance(self._hint) if self._hint else 0
        return self.theme.scaled(24 if self._quiet else 22), hint

    def _icon_left(self) -> int:
        return self.theme.scaled(0 if self._quiet else 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if event.key() in moves:
            self.moved.emit(event.key())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._hint and not self.text():
            painter = QPainter(self)
            painter.setFont(self.theme.font("small"))
            painter.setPen(self.theme.color("text3"))
            box = QRect(0, 0, self.width() - self.theme.scaled(8), self.height())
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(box, flags, self._hint)


class PasswordField(TextField):
    """A secret: typed hidden, shown on wish, and never filled with the kept one.

    A kept secret is told by dots and its last four characters; typing replaces it.

    Signals:
        submitted: Enter with something typed.
    """

    submitted = Signal()

    def __init__(
        self,
        theme_store: ThemeStore,
        name: str,
        *,
        placeholder: str = "",
        icon: str = "",
        height_px: int = 32,
        code: bool = True,
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._eye: IconButton | None = None
        self._empty_placeholder = placeholder
        super().__init__(
            theme_store,
            name,
            placeholder=placeholder,
            icon=icon,
            height_px=height_px,
            code=code,
            object_name=object_name,
            parent=parent,
        )
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._eye = IconButton(
            theme_store, "eye", self.tr("Show"), object_name="show_secret", parent=self
        )
        self._eye.clicked.connect(self._on_eye_clicked)
        self.textChanged.connect(self._on_text_changed)
        self._on_text_changed("")
        self._show_theme()

    def show_kept(self, hint: str | None) -> None:
        """Tells of a kept secret.

        Args:
            hint: its last characters; None: nothing is kept.
        """
        self._set_flag("kept", hint is not None)
        kept = f"{KEPT_DOTS} {hint}" if hint else KEPT_DOTS
        self.setPlaceholderText(self._empty_placeholder if hint is None else kept)
        self.setAccessibleDescription(
            "" if hint is None else self.tr("A key is kept. It ends in {0}.").format(hint)
        )

    def _margins(self) -> tuple[int, int]:
        return super()._margins()[0], self.theme.scaled(28)

    def _on_eye_clicked(self) -> None:
        shown = self.echoMode() == QLineEdit.EchoMode.Normal
        mode = QLineEdit.EchoMode.Password if shown else QLineEdit.EchoMode.Normal
        self.setEchoMode(mode)
        self._show_eye()

    def _on_text_changed(self, text: str) -> None:
        if not text:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        self._show_eye()

    def _show_eye(self) -> None:
        if self._eye is None:
            return
        shown = self.echoMode() == QLineEdit.EchoMode.Normal
        self._eye.set_icon_name("eye-off" if shown else "eye")
        self._eye.set_name(self.tr("Hide") if shown else self.tr("Show"))
        self._eye.setVisible(bool(self.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.text():
                self.submitted.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._eye is not None:
            gap = (self.height() - self._eye.height()) // 2
            self._eye.move(self.width() - self._eye.width() - gap, gap)
