"""Short notices at the bottom of a window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget

from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.widgets.toast import Toast

UNDO_TIMEOUT_MS = 8000
MOST_TOASTS = 3
SHADOW_PX = 16
"""A toast is larger by so much at each side."""


class ToastStack(QObject):
    """The notices of one window: bottom centre, newest lowest, three at most.

    Args:
        window: the widget that toasts lie on.
    """

    def __init__(self, theme_store: ThemeStore, window: QWidget) -> None:
        super().__init__(window)
        self._store = theme_store
        self._window = window
        self._toasts: list[Toast] = []
        self._clear_of: list[tuple[QWidget, bool]] = []

    @property
    def toasts(self) -> "tuple[Toast, ...]":
        """Those on screen, oldest first."""
        return tuple(self._toasts)

    def keep_clear_of(self, widget: QWidget, *, beside: bool = False) -> None:
        """Notices lie above this widget while it is seen: what one types is not covered.

        Args:
            beside: they may lie beside it, where it is small.
        """
        self._clear_of.append((widget, beside))

    def show_toast(
        self,
        text: str,
        *,
        icon: str = "",
        token: str = "ok",
        action: str = "",
        undo: bool = False,
    ) -> "Toast":
        """Shows a notice.

        Args:
            icon: "" for that of something done, or with `undo` of something deleted.
            action: label of its one button, or "".
            undo: the button is `Undo` and the notice stays longer.

        Returns:
            The toast; connect to `action_triggered`.
        """
        from studio.ui.widgets.toast import TIMEOUT_MS, Toast

        toast = Toast(
            self._store,
            text,
            icon=icon or ("trash-2" if undo else "circle-check"),
            token="text2" if undo else token,
            action=self.tr("Undo") if undo else action,
            timeout_ms=UNDO_TIMEOUT_MS if undo else TIMEOUT_MS,
            parent=self._window,
        )
        toast.closed.connect(self._on_toast_closed)
        if not self._toasts:
            # Only while there is something to place: each blink of a cursor is an event, too.
            self._window.installEventFilter(self)
        self._toasts.append(toast)
        for old in self._toasts[:-MOST_TOASTS]:
            old.dismiss()
        toast.adjustSize()
        self._place()
        toast.begin()
        toast.raise_()
        return toast

    def _place(self) -> None:
        area = self._window.rect()
        scaled = self._store.current.scaled
        bottom = area.bottom() + 1 - scaled(24) + SHADOW_PX
        reach = max((toast.sizeHint().width() for toast in self._toasts), default=0) // 2
        for each, beside in self._clear_of:
            if each.isVisible():
                corner = each.mapTo(self._window, QPoint(0, 0))
                from_middle = corner.x() + each.width() // 2 - area.center().x()
                if not beside or abs(from_middle) < reach + each.width() // 2:
                    bottom = min(bottom, corner.y() - scaled(4) + SHADOW_PX)
        for toast in reversed(self._toasts):
            size = toast.sizeHint()
            left = area.center().x() - size.width() // 2
            toast.setGeometry(QRect(QPoint(left, bottom - size.height()), size))
            bottom -= size.height() - 2 * SHADOW_PX + scaled(8)

    def _on_toast_closed(self) -> None:
        gone = next((toast for toast in self._toasts if toast is self.sender()), None)
        if gone is not None:
            self._toasts.remove(gone)
            gone.deleteLater()
            self._place()
            if not self._toasts:
                self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False
