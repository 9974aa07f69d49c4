"""Deleting several chats in one act, which one undo takes back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from studio.services.app import AppServices

if TYPE_CHECKING:
    from studio.ui.chat.page import ChatPage


def delete_chats(page: "ChatPage", services: AppServices, ids: Sequence[str]) -> None:
    """Moves chats to the trash; the nearest that stays is shown if the shown one goes."""
    store = services.conversations
    gone = [each for each in ids if store.get(each) is not None]
    if not gone:
        return
    shown = page.pane.conversation_id
    if shown in gone:
        page.pane.save_draft()
        staying = _nearest(page, shown, set(gone))
        if staying:
            page.open(staying)
        else:
            page.new_chat()
    for each in gone:
        services.runs.stop(each)
        store.delete(each)

    def restore() -> None:
        for each in gone:
            store.restore(each)
        if shown in gone:
            page.open(shown)

    told = QCoreApplication.translate("ChatPage", "{0} chats deleted").format(len(gone))
    page.undo.push(told, restore)


def _nearest(page: "ChatPage", shown: str, gone: set[str]) -> str:
    """The next chat below that stays, else the next above; "" when none stays."""
    for by in (1, -1):
        at: str | None = shown
        while at is not None:
            at = page.list.model.step(at, by, wraps=False)
            if at is not None and at not in gone:
                return at
    return ""
