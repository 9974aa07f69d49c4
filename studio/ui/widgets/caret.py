"""The text cursor of fields: two pixels of accent, where Qt would invert what is below."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, QRectF, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

from studio.ui.theme import ThemeStore, fill

_WIDTH_PX, _HEIGHT_PX = 2, 18
_FLASH_MS = "cursorFlashMs"


class Caret(QObject):
    """Says when the cursor of a field is lit, and paints it.

    It blinks while somebody writes and for a while after; then it stays lit, as in GTK, so that
    a window nobody touches does nothing at all.

    The field calls `start` when it gets the focus or its cursor moves, `stop` when it loses
    the focus, and `paint` after its text.

    Args:
        line: says where the text goes on (left edge), and top and height of its line.
        canvas: gives what the cursor is painted on; None: the field.

    Attributes:
        blinks_for_ms: how long it blinks where it stands.
    """

    blinks_for_ms = 10_000

    def __init__(
        self,
        theme_store: ThemeStore,
        field: QWidget,
        line: Callable[[], QRect],
        canvas: Callable[[], QWidget] | None = None,
    ) -> None:
        super().__init__(field)
        self._store = theme_store
        self._field = field
        self._given_canvas = canvas
        self._line = line
        self._lit = False
        self._blinked_ms = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def _canvas(self) -> QWidget:
        return self._given_canvas() if self._given_canvas is not None else self._field

    @property
    def is_lit(self) -> bool:
        """Whether it is seen now."""
        return self._lit

    def start(self) -> None:
        """Lights it, to blink from now on at the system's rate (never with reduced motion)."""
        self._set_lit(True)
        self._blinked_ms = 0
        flash_ms = _taken_over_flash_ms(self._store.app)
        if flash_ms > 1 and not self._store.current.reduced_motion:
            self._timer.start(flash_ms // 2)
        else:
            self._timer.stop()

    def stop(self) -> None:
        """Puts it out."""
        self._timer.stop()
        self._set_lit(False)

    def paint(self) -> None:
        """Paints it if it is lit."""
        if self._lit:
            painter = QPainter(self._canvas)
            fill(painter, QRectF(self._box()), self._store.current.color("accent"))

    def _box(self) -> QRect:
        line, theme = self._line(), self._store.current
        height = min(line.height(), theme.scaled(_HEIGHT_PX))
        # It stands between two letters, not on the second.
        box = QRect(max(0, line.left() - 1), 0, theme.scaled(_WIDTH_PX), height)
        box.moveTop(line.top() + (line.height() - height) // 2)
        return box

    def _set_lit(self, lit: bool) -> None:
        if lit != self._lit:
            self._lit = lit
            self._canvas.update()

    def _on_timeout(self) -> None:
        # It has not moved since it was painted last: only its own pixels are painted again.
        self._lit = not self._lit
        self._blinked_ms += self._timer.interval()
        if self._lit and self._blinked_ms >= self.blinks_for_ms:
            self._timer.stop()
        self._canvas.update(self._box())


def _taken_over_flash_ms(app: QApplication) -> int:
    """The system's rate of blinking, which Qt's own cursors are told nothing of from now on.

    They have no width in our fields, and would wake the window twice a second all the same.
    """
    told_ms = app.cursorFlashTime()
    if told_ms > 0:
        app.setProperty(_FLASH_MS, told_ms)
        app.setCursorFlashTime(0)
    return int(app.property(_FLASH_MS) or 0)
