"""Parts of messages as rows."""

import logging
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from studio.core.parts import (
    FilePart,
    ImagePart,
    Part,
    PendingImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
)
from studio.storage.texts import PIECE_CHARS, SHORT_CHARS, from_json, from_row, to_json, to_row

_log = logging.getLogger(__name__)


class PartRow(NamedTuple):
    """One part, ready for its row: long text apart, the rest as a small record."""

    kind: str
    text: str | None = None
    sha256: str | None = None
    json: str | None = None


class _Reasoning(Struct, frozen=True):
    duration_s: float | None = None


class _ToolCall(Struct, frozen=True):
    index: int
    call_id: str | None
    name: str


def to_part_row(part: Part) -> PartRow | None:
    """The row of a part; None for an image under way, which is never kept."""
    if isinstance(part, TextPart):
        return PartRow("text", to_row(part.text))
    if isinstance(part, ReasoningPart):
        record = None if part.duration_s is None else to_json(_Reasoning(part.duration_s))
        return PartRow("reasoning", to_row(part.text), json=record)
    if isinstance(part, ImagePart):
        short = replace(part, alt=part.alt[:SHORT_CHARS], source_url=part.source_url[:SHORT_CHARS])
        return PartRow("image", sha256=part.blob.sha256, json=to_json(short))
    if isinstance(part, RemoteImagePart):
        short_remote = RemoteImagePart("", part.origin, part.alt[:SHORT_CHARS])
        return PartRow("remote_image", to_row(part.url), json=to_json(short_remote))
    if isinstance(part, ToolCallPart):
        call_id = part.call_id and part.call_id[:SHORT_CHARS]
        call = _ToolCall(part.index, call_id, part.name[:SHORT_CHARS])
        return PartRow("tool_call", to_row(part.arguments), json=to_json(call))
    if isinstance(part, FilePart):
        short_file = FilePart(part.blob, part.name[:SHORT_CHARS])
        return PartRow("file", sha256=part.blob.sha256, json=to_json(short_file))
    assert isinstance(part, PendingImagePart)
    return None


def from_part_row(row: PartRow) -> Part:
    """The part of a row. One that can't be understood is shown as the text it has."""
    text = "" if row.text is None else from_row(row.text)
    if row.kind == "text":
        return TextPart(text)
    try:
        return _from_record(row.kind, text, row.json)
    except (msgspec.MsgspecError, KeyError) as exc:
        _log.info("a kept part of kind %s can't be read: %s", row.kind, exc)
        return TextPart(text)


def _from_record(kind: str, text: str, record: str | None) -> Part:
    if kind == "reasoning":
        duration_s = from_json(record, _Reasoning).duration_s if record else None
        return ReasoningPart(text, duration_s)
    if kind == "image":
        return from_json(record or "", ImagePart)
    if kind == "file":
        return from_json(record or "", FilePart)
    if kind == "remote_image":
        remote = from_json(record or "", RemoteImagePart)
        return RemoteImagePart(text, remote.origin, remote.alt)
    if kind == "tool_call":
        call = from_json(record or "", _ToolCall)
        return ToolCallPart(call.index, call.call_id, call.name, text)
    raise KeyError(kind)


def visible_text(rows: Iterable[PartRow]) -> str:
    """What a person sees of some parts and may search for."""
    return from_row("".join(row.text or "" for row in rows if row.kind == "text"))


_PUT_PART = (
    "INSERT INTO parts (message_seq, position, kind, text, sha256, json) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (message_seq, position) DO UPDATE SET "
    "kind = excluded.kind, text = excluded.text, sha256 = excluded.sha256, json = excluded.json"
)
_PUT_PIECE = (
    "INSERT INTO part_pieces (message_seq, position, piece, text) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (message_seq, position, piece) DO UPDATE SET text = excluded.text"
)


class PartTable:
    """Reads and writes parts; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def put(self, seq: int, position: int, row: PartRow, old: PartRow | None) -> None:
        """Writes one part; of text that only grew since `old`, only its end."""
        text = row.text or ""
        grown_from = _grown_from(row, old)
        first = grown_from // PIECE_CHARS
        if old is not None and grown_from == 0:
            self._db.execute(
                "DELETE FROM part_pieces WHERE message_seq = ? AND position = ?", (seq, position)
            )
        if first == 0:
            head = None if row.text is None else text[:PIECE_CHARS]
            self._db.execute(_PUT_PART, (seq, position, row.kind, head, row.sha256, row.json))
        elif old is not None and old.json != row.json:
            self._db.execute(
                "UPDATE parts SET json = ? WHERE message_seq = ? AND position = ?",
                (row.json, seq, position),
            )
        starts = range(max(first, 1) * PIECE_CHARS, len(text), PIECE_CHARS)
        if starts:
            self._db.executemany(
                _PUT_PIECE,
                [(seq, position, at // PIECE_CHARS, text[at : at + PIECE_CHARS]) for at in starts],
            )

    def remove(self, seq: int, position: int) -> None:
        """Removes one part."""
        self._db.execute(
            "DELETE FROM parts WHERE message_seq = ? AND position = ?", (seq, position)
        )

    def of_message(self, seq: int) -> dict[int, PartRow]:
        """The rows of one message by position, in order."""
        return dict(self._load("= ?", "m.seq", (seq,)).get(seq, ()))

    def of_conversation(self, conversation_seq: int) -> dict[int, list[tuple[int, PartRow]]]:
        """Rows of all messages of a conversation (without the trash), by message."""
        where = "= ? AND m.deleted_at_us IS NULL"
        return self._load(where, "m.conversation_seq", (conversation_seq,))

    def _load(
        self, where: str, column: str, values: tuple[int]
    ) -> dict[int, list[tuple[int, PartRow]]]:
        tail: dict[tuple[int, int], list[str]] = defaultdict(list)
        for seq, position, text in self._db.execute(
            "SELECT p.message_seq, p.position, p.text FROM messages m CROSS JOIN part_pieces p "
            f"ON p.message_seq = m.seq WHERE {column} {where} "
            "ORDER BY m.seq, p.position, p.piece",
            values,
        ):
            tail[seq, position].append(text)
        found: dict[int, list[tuple[int, PartRow]]] = defaultdict(list)
        for seq, position, kind, text, sha256, record in self._rows(where, column, values):
            rest = tail.get((seq, position))
            whole = text if rest is None else "".join((text, *rest))
            found[seq].append((position, PartRow(kind, whole, sha256, record)))
        return found

    def _rows(
        self, where: str, column: str, values: tuple[int]
    ) -> Iterator[tuple[int, int, str, str, str | None, str | None]]:
        return self._db.execute(
            "SELECT p.message_seq, p.position, p.kind, p.text, p.sha256, p.json "
            "FROM messages m CROSS JOIN parts p ON p.message_seq = m.seq "
            f"WHERE {column} {where} ORDER BY m.seq, p.position",
            values,
        )


def _grown_from(row: PartRow, old: PartRow | None) -> int:
    """From which character on a text differs by growth alone; 0: write everything."""
    if old is None or old.kind != row.kind or old.sha256 != row.sha256:
        return 0
    if not old.text or row.text is None or not row.text.startswith(old.text):
        return 0
    return len(old.text)
