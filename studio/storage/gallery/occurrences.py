"""Where pictures stand, and how they came there."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from studio.core.gallery import PictureKey, PictureKind
from studio.core.ids import MessageId
from studio.core.messages import Message
from studio.core.parts import ImageOrigin, ImagePart
from studio.core.records import NewPicture
from studio.storage.gallery.lineage import LineageTable, Sources
from studio.storage.gallery.pictures import CURATED, PictureTable
from studio.storage.texts import (
    SHORT_CHARS,
    optional_us,
    short_to_row,
    to_json,
    to_row,
    to_us,
)

_COLUMNS = (
    "picture_seq",
    "message_seq",
    "position",
    "created_at_us",
    "kind",
    "origin",
    "draft",
    "alt",
    "prompt",
    "revised_prompt",
    "model_id",
    "connection_id",
    "connection_name",
    "parameters",
    "cost_usd",
    "took_s",
    "made_at_us",
)
_INSERT = f"INSERT INTO occurrences ({', '.join(_COLUMNS)}) VALUES (" + ", ".join(
    "?" * len(_COLUMNS)
)
_FACTS = ("model_id", "connection_id", "parameters", "cost_usd", "took_s")
_TELLING = frozenset({"aspect_ratio", "image_size", "quality", "seed", "n", "temperature"})


class OccurrenceTable:
    """Writes occurrences as messages are written; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection, pictures: PictureTable) -> None:
        self._db = connection
        self._pictures = pictures
        self._lineage = LineageTable(connection)

    def put(self, seq: int, position: int, part: ImagePart, message: Message) -> None:
        """Adds an image of a message; `settle` must follow."""
        attached = part.origin is ImageOrigin.ATTACHED
        from_endpoint = part.origin is ImageOrigin.ENDPOINT
        moment_us = to_us(message.created_at)
        key = self._pictures.key_for(part.blob, moment_us)
        self._pictures.bring_back(key, moment_us)
        alt = to_row(part.alt[:SHORT_CHARS])
        row = (
            key,
            seq,
            position,
            moment_us,
            PictureKind.ATTACHED if attached else PictureKind.MADE,
            part.origin,
            part.draft,
            "" if from_endpoint else alt,
            "" if attached else self._prompt(message.parent_id),
            alt if from_endpoint else "",
            *(_facts(message) if not attached else (None,) * 2),
            "",
            *(_more_facts(message) if not attached else (None,) * 3),
            None,
        )
        occurrence = self._db.execute(f"{_INSERT})", row).lastrowid
        assert occurrence is not None
        if not attached:
            self._lineage.put(occurrence, self._lineage.sources_of_message(seq), part.blob.sha256)

    def remove(self, seq: int, position: int) -> None:
        """Removes what a part of a message had; no error when there is none."""
        row = self._db.execute(
            "DELETE FROM occurrences WHERE message_seq = ? AND position = ? RETURNING picture_seq",
            (seq, position),
        ).fetchone()
        if row is not None:
            self._pictures.refresh(row)

    def settle(self, seq: int, message: Message) -> None:
        """Notes what is known of a message now (its cost comes late), and refreshes."""
        now = (*_facts(message), *_more_facts(message))
        row = self._db.execute(
            f"SELECT {', '.join(_FACTS)} FROM occurrences WHERE message_seq = ? "
            "AND kind <> 'attached' LIMIT 1",
            (seq,),
        ).fetchone()
        if row is not None and row != now:
            self._db.execute(
                f"UPDATE occurrences SET {', '.join(f'{name} = ?' for name in _FACTS)} "
                "WHERE message_seq = ? AND kind <> 'attached'",
                (*now, seq),
            )
        self._pictures.refresh_of_messages([seq])

    def take_sources(self, message_id: MessageId) -> None:
        """What was sent for a reply is known now: so is what its pictures were made from."""
        row = self._db.execute("SELECT seq FROM messages WHERE id = ?", (message_id,)).fetchone()
        if row is not None:
            self._take_sources(row[0])
            self._pictures.refresh_of_messages(row)

    def fill(self, keys: Iterable[int], *, sources: bool) -> None:
        """Works out some pictures anew, after a migration.

        Args:
            sources: what they were made from, too; else only what of it a person gave along.
        """
        for key in keys:
            rows = self._db.execute(
                "SELECT seq, message_seq FROM occurrences WHERE picture_seq = ? "
                "AND kind <> 'attached' AND message_seq IS NOT NULL",
                (key,),
            ).fetchall()
            for occurrence, seq in rows:
                if sources:
                    self._take_sources(seq)
                else:
                    self._lineage.judge(occurrence, seq)
            self._pictures.refresh((key,))

    def _take_sources(self, seq: int) -> None:
        rows = self._db.execute(
            "SELECT o.seq, p.sha256 FROM occurrences o JOIN pictures p ON p.seq = o.picture_seq "
            "WHERE o.message_seq = ? AND o.kind <> 'attached'",
            (seq,),
        ).fetchall()
        sources = self._lineage.sources_of_message(seq) if rows else Sources()
        for occurrence, sha256 in rows:
            self._lineage.put(occurrence, sources, sha256)

    def add(self, new: NewPicture) -> tuple[PictureKey, bool]:
        """Adds a picture outside messages.

        Returns:
            Its key, and whether it was not in the library before.
        """
        known = self._db.execute(
            "SELECT 1 FROM pictures WHERE sha256 = ? AND shown IN (1, 2)", (new.blob.sha256,)
        ).fetchone()
        moment_us = to_us(new.at)
        key = self._pictures.key_for(new.blob, moment_us)
        self._pictures.bring_back(key, None)
        row = (
            key,
            None,
            None,
            moment_us,
            PictureKind.MADE if new.kind is PictureKind.EDITED else new.kind,
            None,
            new.draft,
            short_to_row(new.alt),
            short_to_row(new.prompt),
            short_to_row(new.revised_prompt),
            short_to_row(new.model_id),
            new.connection_id,
            short_to_row(new.connection_name),
            _parameters(new.parameters),
            short_to_row(new.cost_usd),
            new.took_s,
            optional_us(new.made_at),
        )
        occurrence = self._db.execute(f"{_INSERT})", row).lastrowid
        assert occurrence is not None
        self._lineage.put(occurrence, Sources(new.parents, frozenset(new.parents)), new.blob.sha256)
        self._pictures.refresh([key])
        return key, known is None

    def let_go(self, message_seqs: Iterable[int]) -> list[int]:
        """Prepares messages for being purged.

        What a person rated, sorted or put into the trash by itself is kept, without its
        message.

        Returns:
            Keys of the pictures to refresh once the messages are gone.
        """
        touched: list[int] = []
        for seq in message_seqs:
            touched += self._pictures.keys_of_message(seq)
            self._db.execute(
                "UPDATE occurrences SET message_seq = NULL, position = NULL "
                "WHERE message_seq = ? AND EXISTS (SELECT 1 FROM pictures p "
                "WHERE p.seq = occurrences.picture_seq AND NOT p.is_purged "
                f"AND (p.deleted_at_us IS NOT NULL OR {CURATED}))",
                (seq,),
            )
        return touched

    def _prompt(self, parent_id: MessageId | None) -> str:
        row = self._db.execute(
            "SELECT p.text FROM messages m JOIN parts p ON p.message_seq = m.seq "
            "WHERE m.id = ? AND p.kind = 'text' ORDER BY p.position LIMIT 1",
            (parent_id,),
        ).fetchone()
        return "" if row is None else row[0][:SHORT_CHARS]


def _facts(message: Message) -> tuple[Any, ...]:
    return short_to_row(message.model_id), message.connection_id


def _more_facts(message: Message) -> tuple[Any, ...]:
    cost_usd = message.usage.cost_usd if message.usage is not None else None
    return _parameters(message.parameters), short_to_row(cost_usd), message.timing.total_s


def _parameters(parameters: Any) -> str | None:
    """Parameters as a small record; of too many, those that tell of a picture."""
    if not parameters:
        return None
    text = to_json(parameters)
    if len(text) > SHORT_CHARS:
        text = to_json({name: value for name, value in parameters.items() if name in _TELLING})
    return text if len(text) <= SHORT_CHARS else None
