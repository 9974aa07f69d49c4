"""Undo of structural acts: a toast with Undo, and Ctrl+Z afterwards."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject

from studio.ui.widgets.toasts import ToastStack

if TYPE_CHECKING:
    from studio.ui.widgets.toast import Toast

_KEPT = 50


class _Act(Struct):
    """One act and the way back."""

    undo: Callable[[], None]
    toast: "Toast | None"


class UndoList(QObject):
    """The acts that can be taken back, the last one first."""

    def __init__(self, toasts: ToastStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._toasts = toasts
        self._acts: list[_Act] = []

    def push(
        self, text: str, undo: Callable[[], None], *, tells: bool = True, icon: str = ""
    ) -> None:
        """Tells of an act that was done.

        Args:
            undo: takes it back; called at most once.
            icon: of the toast; "" for that of something deleted.
            tells: False for an act that is seen where it was done: Ctrl+Z alone undoes it.
        """
        toast = None
        if tells:
            toast = self._toasts.show_toast(text, undo=True, icon=icon)
            toast.action_triggered.connect(self._on_toast_action_triggered)
            toast.closed.connect(self._on_toast_closed)
        self._acts.append(_Act(undo, toast))
        del self._acts[:-_KEPT]

    def undo_last(self) -> bool:
        """Takes the last act back; False when there is none."""
        if not self._acts:
            return False
        act = self._acts.pop()
        if act.toast is not None:
            act.toast.dismiss()
        act.undo()
        return True

    def _on_toast_action_triggered(self) -> None:
        toast = self.sender()
        act = next((each for each in self._acts if each.toast is toast), None)
        if act is not None:
            self._acts.remove(act)
            act.undo()

    def _on_toast_closed(self) -> None:
        toast = self.sender()
        for act in self._acts:
            if act.toast is toast:
                act.toast = None
