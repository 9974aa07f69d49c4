"""Deleting several chats in one act, which one undo takes back."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from studio.services.app import AppServices

if TYPE_CHECKING:
    from studio.ui.chat.page import ChatPage

_AT_ONCE = 40
_SLICE_S = 0.008


def delete_chats(page: "ChatPage", services: AppServices, ids: Sequence[str]) -> None:
    """Moves chats to the trash; the nearest that stays is shown if the shown one goes.

    Thousands go a few in each turn of the event loop; undoing brings back those that went.
    """
    store = services.conversations
    there = [each for each in ids if store.get(each) is not None]
    if not there:
        return
    shown = page.pane.conversation_id
    if shown in there:
        page.pane.save_draft()
        staying = _nearest(page, shown, set(there))
        if staying:
            page.open(staying)
        else:
            page.new_chat()
    gone: list[str] = []

    def delete(each: str) -> None:
        services.runs.stop(each)
        store.delete(each)
        gone.append(each)

    deleting = InSlices(there, delete, page)

    def restore() -> None:
        deleting.stop()
        if shown in there:
            store.restore(shown)
            page.open(shown)
        InSlices([each for each in gone if each != shown], store.restore, page)

    told = QCoreApplication.translate("ChatPage", "{0} chats deleted").format(len(there))
    page.undo.push(told, restore)


def _nearest(page: "ChatPage", shown: str, gone: set[str]) -> str:
    """The next chat below that stays, else the next above; "" when none stays."""
    model = page.list.model
    row = model.row_of(shown)
    below = model.ids_between(row + 1, model.rowCount())
    above = reversed(model.ids_between(0, row))
    return next((each for each in (*below, *above) if each not in gone), "")


class InSlices(QObject):
    """Does something with each of many things: the first at once, the rest in slices of 8 ms.

    Args:
        act: is called with each, in order.
    """

    def __init__(
        self, things: Iterable[str], act: Callable[[str], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._left = iter(things)
        self._act = act
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_timer_timeout)
        if self._do_some(_AT_ONCE, until_s=float("inf")):
            self._timer.start()
        else:
            self.deleteLater()

    def stop(self) -> None:
        """Does no more."""
        self._left = iter(())

    def _do_some(self, most: int, *, until_s: float) -> bool:
        """Returns whether there may be more."""
        for _ in range(most):
            each = next(self._left, None)
            if each is None:
                return False
            self._act(each)
            if time.perf_counter() > until_s:
                return True
        return True

    def _on_timer_timeout(self) -> None:
        if not self._do_some(_AT_ONCE, until_s=time.perf_counter() + _SLICE_S):
            self._timer.stop()
            self.deleteLater()
