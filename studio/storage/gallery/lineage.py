"""What pictures were made from: the family of a picture."""

import json
import logging
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from studio.core.gallery import PictureKey
from studio.core.ids import MessageId
from studio.core.parts import BlobRef
from studio.core.records import Relative
from studio.core.requests import ImagePolicy
from studio.core.sent import SentRequest
from studio.storage.more import get_long
from studio.storage.texts import from_json, from_us

_log = logging.getLogger(__name__)

_MOST_SOURCES = 256
_MOST_STEPS = 500
_MOST_RELATIVES = 200


class Sources(NamedTuple):
    """What a picture was made from.

    Attributes:
        images: sha256 of all that went along.
        given: of those that a person gave along: attached to the question, or chosen.
    """

    images: Sequence[str] = ()
    given: frozenset[str] = frozenset()


class LineageTable:
    """Reads and writes what pictures were made from; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def put(self, occurrence: int, sources: Sources, own: str) -> None:
        """Replaces what an occurrence was made from; a picture is never its own parent."""
        parents = [sha256 for sha256 in dict.fromkeys(sources.images) if sha256 != own]
        self._db.execute("DELETE FROM lineage WHERE occurrence_seq = ?", (occurrence,))
        self._db.executemany(
            "INSERT INTO lineage VALUES (?, ?, ?, ?)",
            (
                (occurrence, place, sha256, sha256 in sources.given)
                for place, sha256 in enumerate(parents[:_MOST_SOURCES])
            ),
        )

    def sources_of_message(self, seq: int) -> Sources:
        """The pictures that went along with the request of a reply.

        As kept with the request; for requests of earlier versions worked out from the path.
        """
        record = self._record(seq)
        chosen = frozenset(record.chosen if record else ())
        given = chosen.union(
            sha256
            for (sha256,) in self._db.execute(
                "SELECT p.sha256 FROM occurrences o JOIN pictures p ON p.seq = o.picture_seq "
                "WHERE o.message_seq = ?",
                (self._parent(seq),),
            )
        )
        return Sources(self._images_of_message(seq, record, chosen), given)

    def judge(self, occurrence: int, seq: int) -> None:
        """Notes anew which parents of a picture in a message a person gave along."""
        given = self.sources_of_message(seq).given
        self._db.execute(
            "UPDATE lineage SET given = parent_sha256 IN (SELECT value FROM json_each(?)) "
            "WHERE occurrence_seq = ?",
            (json.dumps(sorted(given)), occurrence),
        )

    def _images_of_message(
        self, seq: int, record: SentRequest | None, chosen: frozenset[str]
    ) -> Sequence[str]:
        if record is not None and record.images is not None:
            return record.images
        policy = record.image_policy if record else ImagePolicy.LAST.value
        if record is not None and record.endpoint == "images":
            policy = ImagePolicy.NONE.value
        return self._from_path(seq, policy, chosen)

    def _record(self, seq: int) -> SentRequest | None:
        row = self._db.execute(
            "SELECT m.id, r.json FROM requests r JOIN messages m ON m.seq = r.message_seq "
            "WHERE r.message_seq = ?",
            (seq,),
        ).fetchone()
        text = None if row is None else get_long(self._db, MessageId(row[0]), "request", row[1])
        try:
            return None if text is None else from_json(text, SentRequest)
        except msgspec.MsgspecError as exc:
            _log.info("a kept request can't be read: %s", exc)
            return None

    def _from_path(self, seq: int, policy: str, chosen: frozenset[str]) -> Sequence[str]:
        """All pictures of the question, and of the turns before it what the policy names."""
        found: dict[str, None] = {}
        at: int | None = self._parent(seq)
        for step in range(_MOST_STEPS):
            if at is None or (step and policy == ImagePolicy.NONE):
                break
            here = self._db.execute(
                "SELECT p.sha256 FROM occurrences o JOIN pictures p ON p.seq = o.picture_seq "
                "WHERE o.message_seq = ? AND NOT o.draft ORDER BY o.position DESC",
                (at,),
            ).fetchall()
            new = [sha256 for (sha256,) in here if sha256 not in found]
            if step and policy == ImagePolicy.CHOSEN:
                new = [sha256 for sha256 in new if sha256 in chosen]
            if step and policy == ImagePolicy.LAST:
                new = new[:1]
            found.update(dict.fromkeys(new))
            if step and new and policy == ImagePolicy.LAST:
                break
            at = self._parent(at)
        return tuple(found)

    def _parent(self, seq: int) -> int | None:
        row = self._db.execute(
            "SELECT q.seq FROM messages m JOIN messages q ON q.id = m.parent_id WHERE m.seq = ?",
            (seq,),
        ).fetchone()
        return None if row is None else int(row[0])

    # Families

    def parents_of(self, sha256: str) -> list[str]:
        """What a picture was made from, wherever it stands, oldest place first."""
        rows = self._db.execute(
            "SELECT l.parent_sha256 FROM pictures p JOIN occurrences o ON o.picture_seq = p.seq "
            "JOIN lineage l ON l.occurrence_seq = o.seq WHERE p.sha256 = ? "
            "ORDER BY o.created_at_us, o.seq, l.place",
            (sha256,),
        )
        return list(dict.fromkeys(parent for (parent,) in rows))

    def children_of(self, sha256: str) -> list[str]:
        """What was made from a picture, oldest first; drafts are left out."""
        rows = self._db.execute(
            "SELECT p.sha256 FROM lineage l JOIN occurrences o ON o.seq = l.occurrence_seq "
            "JOIN pictures p ON p.seq = o.picture_seq WHERE l.parent_sha256 = ? AND NOT o.draft "
            "AND NOT p.is_purged ORDER BY o.created_at_us, o.seq",
            (sha256,),
        )
        return list(dict.fromkeys(child for (child,) in rows))

    def family(self, sha256: str) -> tuple[Relative, ...]:
        """The picture, all its ancestors and all descendants of these, oldest first.

        At most 200 of them, the nearest ones.
        """
        generations = {sha256: 0}
        waiting = [sha256]
        while waiting and len(generations) < _MOST_RELATIVES:
            here = waiting.pop(0)
            steps = [(parent, -1) for parent in self.parents_of(here)]
            steps += [(child, 1) for child in self.children_of(here)]
            for other, step in steps:
                if other not in generations and len(generations) < _MOST_RELATIVES:
                    generations[other] = generations[here] + step
                    waiting.append(other)
        members = [self.relative(each, generation) for each, generation in generations.items()]
        known = generations.keys()
        members = [
            Relative(
                each.sha256,
                each.key,
                each.blob,
                each.created_at,
                each.deleted,
                tuple(p for p in self.parents_of(each.sha256) if p in known),
                tuple(c for c in self.children_of(each.sha256) if c in known),
                each.generation,
            )
            for each in members
        ]
        members.sort(key=lambda each: (each.generation, each.created_at is not None, each.key or 0))
        return tuple(members)

    def relative(self, sha256: str, generation: int = 0) -> Relative:
        """One picture, known to this library or not."""
        row = self._db.execute(
            "SELECT seq, mime, size_bytes, width_px, height_px, created_at_us, "
            "deleted_at_us IS NOT NULL FROM pictures WHERE sha256 = ? AND NOT is_purged",
            (sha256,),
        ).fetchone()
        if row is None:
            return Relative(sha256, generation=generation)
        return Relative(
            sha256,
            PictureKey(row[0]),
            BlobRef(sha256, *row[1:5]),
            from_us(row[5]),
            bool(row[6]),
            generation=generation,
        )
