"""Libraries to measure with, made by the studio's own storage."""

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Conversation, Message, MessageState, Role
from studio.core.parts import TextPart
from studio.demo.writing import long_text
from studio.services.clock import SystemClock
from studio.storage.folders import DataFolders
from studio.storage.library import Library

LONG_CHAT_ID = ConversationId("1" * 32)
LONG_CHAT_TITLE = "A very long conversation"
SHORT_CHAT_ID = ConversationId("2" * 32)
_REPLY_BLOCKS = 100
_PROSE_BYTES = 380
_EVERY = {"heading": 9, "list": 9, "code": 1, "table": 1, "quote": 2}


def make_many_chats(root: Path, count: int) -> None:
    """A library of short chats, spread over a year."""
    now = datetime.now(UTC)
    with _library(root) as library:
        for number in range(count):
            at = now - timedelta(hours=1.7 * number)
            own_id = ConversationId(f"{number:032x}")
            title = f"Chat {number}: {'how tides work and why' if number % 3 else 'a lighthouse'}"
            rows = _turn(own_id, None, number, "How do tides work?", long_text("tides", 900), at)
            chat = Conversation(
                id=own_id, created_at=at, updated_at=at, title=title, leaf_id=rows[-1].id
            )
            library.put_messages(rows, conversation=chat)


def make_long_chat(root: Path, size_bytes: int) -> None:
    """A library with one conversation of this size, about 330 bytes a block, and a short one."""
    now = datetime.now(UTC)
    with _library(root) as library:
        parent, rows, written, number = None, [], 0, 0
        blocks = cycle(_blocks())
        while written < size_bytes:
            text = "\n\n".join(next(blocks) for _ in range(_REPLY_BLOCKS))
            at = now - timedelta(days=30) + timedelta(minutes=number)
            rows += _turn(LONG_CHAT_ID, parent, number, f"Go on, part {number}.", text, at)
            parent = rows[-1].id
            written += len(text.encode())
            number += 1
        chat = Conversation(
            id=LONG_CHAT_ID,
            created_at=now,
            updated_at=now - timedelta(hours=2),
            title=LONG_CHAT_TITLE,
            leaf_id=parent,
        )
        library.put_messages(rows, conversation=chat)
        short = _turn(SHORT_CHAT_ID, None, 900_000, "Hello?", "Good morning.", now)
        library.put_messages(
            short,
            conversation=Conversation(
                id=SHORT_CHAT_ID,
                created_at=now,
                updated_at=now,
                title="A short conversation",
                leaf_id=short[-1].id,
            ),
        )


def _turn(
    chat: ConversationId,
    parent: MessageId | None,
    number: int,
    question: str,
    answer: str,
    at: datetime,
) -> list[Message]:
    asked = Message(
        id=MessageId(f"{2 * number:032x}"),
        conversation_id=chat,
        parent_id=parent,
        role=Role.USER,
        parts=(TextPart(question),),
        created_at=at,
        state=MessageState.COMPLETE,
    )
    answered = Message(
        id=MessageId(f"{2 * number + 1:032x}"),
        conversation_id=chat,
        parent_id=asked.id,
        role=Role.ASSISTANT,
        parts=(TextPart(answer),),
        created_at=at,
        state=MessageState.COMPLETE,
        model_id="demo/fast-writer",
    )
    return [asked, answered]


def _blocks() -> list[str]:
    """Blocks of all kinds, about 330 bytes each; each item of a list counts as a block."""
    from studio.ui.transcript.blocks import split_blocks

    found: list[str] = []
    prose: list[str] = []
    seen: Counter[str] = Counter()
    for block in split_blocks(long_text("the sea", 4_000_000)):
        source = block.source.strip("\n")
        seen[block.kind] += 1
        if block.kind == "paragraph":
            prose.append(source)
            if sum(map(len, prose)) > _PROSE_BYTES:
                found.append(" ".join(prose))
                prose.clear()
        elif seen[block.kind] % _EVERY[block.kind] == 0:
            found.append(source)
    return found


class _library:
    def __init__(self, root: Path) -> None:
        folders = DataFolders(root)
        folders.create()
        self._library = Library.open(folders.database, folders.backups, SystemClock())

    def __enter__(self) -> Library:
        return self._library

    def __exit__(self, *_: object) -> None:
        self._library.close()


if __name__ == "__main__":
    make = {"many": make_many_chats, "long": make_long_chat}[sys.argv[1]]
    make(Path(sys.argv[2]), int(sys.argv[3]))
