"""Conversations that other programs break on, as libraries on disk."""

import hashlib
import struct
import sys
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Conversation, Message, MessageState, Role
from studio.core.parts import BlobRef, ImageOrigin, ImagePart, Part, ReasoningPart, TextPart
from studio.demo.writing import long_text
from studio.services.clock import SystemClock
from studio.storage.blobs import BlobStore
from studio.storage.folders import DataFolders
from studio.storage.library import Library

HUGE_ID = ConversationId("a" * 32)
MANY_ID = ConversationId("b" * 32)
IMAGES_ID = ConversationId("c" * 32)
REASONING_ID = ConversationId("d" * 32)
SMALL_ID = ConversationId("e" * 32)


def make_hard_chats(root: Path, part: float) -> None:
    """A library with all of them, and a small one.

    Args:
        part: 1: one message of 50 MB, 10,000 messages, 500 images of 4K, 1 MB of reasoning.
    """
    folders = DataFolders(root)
    folders.create()
    library = Library.open(folders.database, folders.backups, SystemClock())
    blobs = BlobStore(folders.images)
    now = datetime.now(UTC)
    chats: dict[ConversationId, tuple[str, list[tuple[Part, ...]]]] = {
        SMALL_ID: ("Small", [(TextPart("Hello"),), (TextPart("Good morning."),)]),
        HUGE_ID: ("Huge", [(TextPart("All of it"),), (TextPart(huge_text(int(50e6 * part))),)]),
        MANY_ID: ("Many", _many(int(10_000 * part))),
        IMAGES_ID: ("Images", _images(blobs, int(500 * part))),
        REASONING_ID: (
            "Reasoning",
            [
                (TextPart("Think"),),
                (ReasoningPart("A thought, and another.\n" * int(42_000 * part), 60.0),),
            ],
        ),
    }
    for number, (chat, (title, turns)) in enumerate(chats.items()):
        _put(library, chat, title, turns, now - timedelta(hours=number))
    library.close()


def huge_text(length: int) -> str:
    """Markdown of all kinds, made quickly."""
    part = long_text("the sea", min(length, 1_000_000))
    return "\n\n".join([part] * max(1, length // len(part)))


def _many(count: int) -> list[tuple[Part, ...]]:
    answers = [long_text(f"the sea {number}", 700) for number in range(20)]
    return [(TextPart(f"Question {n}" if n % 2 == 0 else answers[n % 20]),) for n in range(count)]


def _images(blobs: BlobStore, count: int) -> list[tuple[Part, ...]]:
    turns: list[tuple[Part, ...]] = []
    for number in range(count):
        data = picture(3840, 2160, number)
        blob = BlobRef(hashlib.sha256(data).hexdigest(), "image/png", len(data), 3840, 2160)
        path = blobs.path(blob)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        turns.append((TextPart(f"Paint number {number}"),))
        turns.append((ImagePart(blob, ImageOrigin.IMAGES),))
    return turns


def picture(width: int, height: int, number: int) -> bytes:
    """A PNG of one colour, made in a moment; each number gives another file."""
    line = b"\0" + bytes((number % 256, 90, 160)) * width

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"tEXt", b"Comment\0" + str(number).encode()),
            chunk(b"IDAT", zlib.compress(line * height, 1)),
            chunk(b"IEND", b""),
        )
    )


def _put(
    library: Library,
    chat: ConversationId,
    title: str,
    turns: Sequence[tuple[Part, ...]],
    at: datetime,
) -> None:
    rows: list[Message] = []
    for number, parts in enumerate(turns):
        rows.append(
            Message(
                id=MessageId(f"{chat[:4]}{number:028x}"),
                conversation_id=chat,
                parent_id=rows[-1].id if rows else None,
                role=Role.ASSISTANT if number % 2 else Role.USER,
                parts=parts,
                created_at=at + timedelta(seconds=number),
                state=MessageState.COMPLETE,
                model_id="demo/fast-writer" if number % 2 else None,
            )
        )
    conversation = Conversation(
        id=chat, created_at=at, updated_at=at, title=title, leaf_id=rows[-1].id
    )
    library.put_messages(rows, conversation=conversation)


if __name__ == "__main__":
    make_hard_chats(Path(sys.argv[1]), float(sys.argv[2]))
