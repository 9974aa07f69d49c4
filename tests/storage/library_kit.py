"""Values and helpers for tests of what is kept."""

import sqlite3
import struct
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Conversation, Message, MessageState, Role
from studio.core.parts import BlobRef, Part, TextPart

START = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


class FixedClock:
    """Stands still until it is told to go on."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return (self.at - START).total_seconds()

    def go_on(self, **by: float) -> None:
        self.at += timedelta(**by)


def conversation(number: int = 1, **fields: object) -> Conversation:
    moment = START + timedelta(minutes=number)
    own_id = ConversationId(f"{number:032x}")
    values = {"created_at": moment, "updated_at": moment, "title": f"Chat {number}", **fields}
    return Conversation(id=own_id, **values)  # type: ignore[arg-type]


def message(number: int, text: str | tuple[Part, ...], **fields: object) -> Message:
    parts = (TextPart(text),) if isinstance(text, str) else text
    values = {
        "conversation_id": conversation(1).id,
        "parent_id": None,
        "role": Role.USER,
        "created_at": START + timedelta(seconds=number),
        "state": MessageState.COMPLETE,
        **fields,
    }
    return Message(id=MessageId(f"m{number:031x}"), parts=parts, **values)  # type: ignore[arg-type]


def blob(number: int, mime: str = "image/png") -> BlobRef:
    return BlobRef(f"{number:064x}", mime, 1000 + number, 64, 48)


def png(side_px: int = 4, colour: int = 0) -> bytes:
    """A real little picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side_px, side_px, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes([colour % 256]) * side_px for _ in range(side_px))
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def faults_of(path: Path) -> list[str]:
    """Everything that breaks the promises of the format, in any value of any table."""
    found: list[str] = []
    with closing(sqlite3.connect(path)) as db:
        found += [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"foreign key: {row}" for row in db.execute("PRAGMA foreign_key_check")]
        tables = [
            name
            for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
            if "VIRTUAL" not in sql
        ]
        for table in tables:
            for row in db.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    raw = value.encode() if isinstance(value, str) else value
                    if isinstance(raw, bytes):
                        if len(raw) > 65536:
                            found.append(f"{table}: a value of {len(raw)} bytes")
                        if b";base64," in raw.lower():
                            found.append(f"{table}: an encoded image")
    return found
