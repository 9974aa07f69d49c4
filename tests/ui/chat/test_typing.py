"""Typing costs the same in a long chat as in an empty one."""

import time
from datetime import UTC, datetime
from statistics import median

from PySide6.QtTest import QTest

from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Message, MessageState, Role
from studio.core.parts import TextPart
from tests.ui.chat.conftest import ChatBench
from tests.ui.conftest import Until

KEYS = "a key is painted before the next one is pressed "
MESSAGES = 10_000


def long_path(conversation_id: str) -> list[Message]:
    made: list[Message] = []
    for number in range(MESSAGES):
        message = Message(
            id=MessageId(f"m{number}"),
            conversation_id=ConversationId(conversation_id),
            parent_id=made[-1].id if made else None,
            role=Role.ASSISTANT if number % 2 else Role.USER,
            parts=(TextPart(f"Message {number}\n\n- one\n- two\n\n`code` and *more* " * 3),),
            created_at=datetime.now(UTC),
            state=MessageState.COMPLETE,
        )
        made.append(message)
    return made


def key_to_paint_s(chat: ChatBench) -> float:
    """Processor time from a key to its paint, in the middle of many."""
    taken_s: list[float] = []
    for key in KEYS * 3:
        began_s = time.thread_time()
        QTest.keyClick(chat.edit, key)
        chat.edit.viewport().repaint()
        taken_s.append(time.thread_time() - began_s)
    return median(taken_s)


def test_a_key_is_painted_as_soon_with_10_000_messages(chat: ChatBench, until: Until) -> None:
    key_to_paint_s(chat)  # fonts and the like
    chat.edit.clear()
    empty_s = key_to_paint_s(chat)
    chat.services.conversations.add_messages(
        ConversationId(chat.id), long_path(chat.id), clear_draft=True
    )
    until(lambda: len(chat.page.pane.transcript.flow.items) == MESSAGES)
    until(lambda: chat.page.pane.transcript.isVisible())
    chat.edit.clear()
    elements = chat.page.pane.transcript.flow.visible
    full_s = key_to_paint_s(chat)
    assert chat.page.pane.transcript.flow.visible == elements  # nothing of it was laid out anew
    assert full_s < 3 * empty_s + 0.002
    assert chat.edit.toPlainText() == KEYS * 3
