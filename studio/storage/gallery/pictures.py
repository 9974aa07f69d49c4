"""Rows of pictures: what is worked out from the places where they stand."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from studio.core.gallery import GalleryCard, PictureChanges, PictureKey, PictureKind, remarked
from studio.core.parts import BlobRef
from studio.storage.gallery.texts import TextIndex, searchable
from studio.storage.texts import from_row, member_of

HIDDEN, SHOWN, DRAFT, TRASHED, PURGED = range(5)
"""Where a picture appears: nowhere, in the gallery, as an interim image, in the trash; or it
was deleted for good, and only a message still names it."""

VISIBLE = frozenset({SHOWN, DRAFT})
_ABOVE_ALL = 2**63 - 1
_RANK = {PictureKind.MADE: 0, PictureKind.EDITED: 0, PictureKind.IMPORTED: 1}

ALIVE = "(o.message_seq IS NULL OR (m.deleted_at_us IS NULL AND c.deleted_at_us IS NULL))"
"""Whether the place of an occurrence is not in the trash (see `PLACES`)."""

PLACES = (
    "occurrences o LEFT JOIN messages m ON m.seq = o.message_seq "
    "LEFT JOIN conversations c ON c.seq = m.conversation_seq"
)

NAMED = "instr(k.json, '\"' || m.id || '\"')"
"""Whether a comparison `k` names a message: it is an answer that stands in a column.

The rest of a record that is too long for one value is not looked at.
"""

CURATED = (
    "(p.rating > 0 OR p.favourite OR p.note <> '' OR p.alt IS NOT NULL "
    "OR EXISTS (SELECT 1 FROM picture_tags t WHERE t.picture_seq = p.seq) "
    "OR EXISTS (SELECT 1 FROM album_pictures a WHERE a.picture_seq = p.seq))"
)
"""Whether a person added something to a picture: it outlives its conversation then."""


class _Place(NamedTuple):
    kind: str
    draft: int
    created_at_us: int
    model_id: str | None
    prompt: str
    revised_prompt: str
    alt: str
    alive: int
    was_edited: int

    @property
    def order(self) -> tuple[bool, int, int]:
        return not self.alive, _RANK.get(self.true_kind, 2), self.created_at_us

    @property
    def true_kind(self) -> PictureKind:
        return true_kind(self.kind, bool(self.was_edited))


class _Changes(Struct):
    """What changed since it was last told."""

    added: dict[PictureKey, None] = field(default_factory=dict)
    changed: dict[PictureKey, None] = field(default_factory=dict)
    removed: dict[PictureKey, None] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    restored: set[str] = field(default_factory=set)
    lists: bool = False

    def note(self, key: PictureKey, before: int, after: int) -> None:
        if (before in VISIBLE) == (after in VISIBLE):
            if key not in self.added:
                self.changed[key] = None
            return
        coming, going = self.added, self.removed
        if after not in VISIBLE:
            coming, going = going, coming
        going.pop(key, None)
        self.changed.pop(key, None)
        coming[key] = None

    def frozen(self) -> PictureChanges:
        return PictureChanges(
            tuple(self.added),
            tuple(self.changed),
            tuple(self.removed),
            frozenset(self.deleted),
            frozenset(self.restored),
            self.lists,
        )


class PictureTable:
    """Reads and writes rows of pictures; transactions belong to the caller.

    Attributes:
        changes: what changed since `take_changes`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        connection.create_function("remarked", 3, remarked, deterministic=True)
        self.texts = TextIndex(connection)
        self.changes = _Changes()

    def take_changes(self) -> PictureChanges:
        """What changed since the last call."""
        taken = self.changes.frozen()
        self.changes = _Changes()
        return taken

    def forget_changes(self) -> None:
        """They were rolled back."""
        self.changes = _Changes()

    def key_for(self, blob: BlobRef, created_at_us: int) -> PictureKey:
        """The row of a picture; made when there is none."""
        row = self._db.execute(
            "SELECT seq FROM pictures WHERE sha256 = ?", (blob.sha256,)
        ).fetchone()
        if row is not None:
            return PictureKey(row[0])
        added = self._db.execute(
            "INSERT INTO pictures (sha256, mime, size_bytes, width_px, height_px, created_at_us) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                blob.sha256,
                blob.mime,
                blob.size_bytes,
                blob.width_px,
                blob.height_px,
                created_at_us,
            ),
        ).lastrowid
        assert added is not None
        return PictureKey(added)

    def bring_back(self, key: int, since_us: int | None) -> None:
        """Takes a picture out of the trash because it came again.

        Args:
            since_us: when; one deleted later stays deleted. None: in any case.
        """
        later = "" if since_us is None else f" AND deleted_at_us < {since_us:d}"
        self._db.execute(
            "UPDATE pictures SET deleted_at_us = NULL, is_purged = 0 "
            f"WHERE seq = ? AND deleted_at_us IS NOT NULL{later}",
            (key,),
        )

    def refresh(self, keys: Iterable[int]) -> None:
        """Works out anew what is shown and found of some pictures.

        One that stands nowhere any more, and to which a person added nothing, goes.
        """
        for key in dict.fromkeys(keys):
            row = self._db.execute(
                f"SELECT p.*, {CURATED} FROM pictures p WHERE p.seq = ?", (key,)
            ).fetchone()
            if row is not None:
                self._refresh(_Row(*row))

    def mark(
        self, keys: Sequence[int], *, rating: int | None = None, favourite: bool | None = None
    ) -> None:
        """Rates pictures or makes them favourites; much faster than `refresh` for very many."""
        self._db.execute(
            "UPDATE pictures SET rating = ifnull(?1, rating), favourite = ifnull(?2, favourite), "
            "card = remarked(card, ifnull(?1, rating), ifnull(?2, favourite)) "
            "WHERE seq IN (SELECT value FROM json_each(?3))",
            (rating, None if favourite is None else int(favourite), as_json(keys)),
        )
        self.recurate(keys)

    def recurate(self, keys: Sequence[int]) -> None:
        """A person added to pictures, or took away, what is not searched for.

        That changes where one appears only when nothing else keeps it in the gallery.
        """
        unsure = self._db.execute(
            "SELECT p.seq FROM json_each(?) k JOIN pictures p ON p.seq = k.value "
            f"WHERE p.shown <> {SHOWN} OR NOT EXISTS (SELECT 1 FROM {PLACES} "
            f"WHERE o.picture_seq = p.seq AND NOT o.draft AND {ALIVE})",
            (as_json(keys),),
        ).fetchall()
        self.changes.changed.update(
            dict.fromkeys(PictureKey(key) for key in keys if key not in self.changes.added)
        )
        self.refresh(key for (key,) in unsure)

    def refresh_of_messages(self, seqs: Iterable[int]) -> None:
        """`refresh` for all that stands in some messages."""
        for seq in seqs:
            self.refresh(self.keys_of_message(seq))

    def keys_of_message(self, seq: int) -> list[int]:
        """The pictures that stand in a message."""
        rows = self._db.execute("SELECT picture_seq FROM occurrences WHERE message_seq = ?", (seq,))
        return [key for (key,) in rows.fetchall()]

    def keys_of_conversation(self, seq: int) -> list[int]:
        """The pictures that stand in a conversation."""
        rows = self._db.execute(
            "SELECT DISTINCT o.picture_seq FROM messages m JOIN occurrences o "
            "ON o.message_seq = m.seq WHERE m.conversation_seq = ?",
            (seq,),
        )
        return [key for (key,) in rows.fetchall()]

    def newest_below(self, key: int | None, most: int) -> list[int]:
        """Keys of some pictures, the newest first."""
        rows = self._db.execute(
            "SELECT seq FROM pictures WHERE seq < ? ORDER BY seq DESC LIMIT ?",
            (_ABOVE_ALL if key is None else key, most),
        )
        return [found for (found,) in rows.fetchall()]

    def _refresh(self, row: "_Row") -> None:
        places = [_Place(*found) for found in self._db.execute(_SELECT_PLACES, (row.seq,))]
        if not places and not row.curated:
            self._remove(row)
            return
        best = min(places, key=lambda place: place.order, default=None)
        alive = [place for place in places if place.alive]
        shown = row.shown_with(bool(alive), all(place.draft for place in alive or places))
        kind = PictureKind.IMPORTED if best is None else best.true_kind
        created_at_us = row.created_at_us if best is None else best.created_at_us
        model_id = None if best is None else best.model_id
        card = GalleryCard(
            PictureKey(row.seq),
            row.blob,
            created_at_us // 1_000_000,
            row.rating,
            bool(row.favourite),
            kind,
            bool(places) and all(place.draft for place in alive or places),
        ).packed()
        new = (shown, created_at_us, str(kind), model_id, card)
        is_new = new != (row.shown, row.created_at_us, row.kind, row.model_id, row.card)
        if is_new:
            self._db.execute(
                "UPDATE pictures SET shown = ?, created_at_us = ?, kind = ?, model_id = ?, "
                "card = ? WHERE seq = ?",
                (*new, row.seq),
            )
        text = "" if shown == PURGED else self._text(row, alive or places)
        if self.texts.put(row.seq, text) or is_new:
            self._note(row, shown)

    def _remove(self, row: "_Row") -> None:
        self.texts.put(row.seq, "")
        self._db.execute("DELETE FROM pictures WHERE seq = ?", (row.seq,))
        self._note(row, HIDDEN)

    def _note(self, row: "_Row", shown: int) -> None:
        self.changes.note(PictureKey(row.seq), row.shown, shown)
        gone = shown in (TRASHED, PURGED)
        if gone != (row.shown in (TRASHED, PURGED)):
            mine, other = self.changes.deleted, self.changes.restored
            if not gone:
                mine, other = other, mine
            mine.add(row.sha256)
            other.discard(row.sha256)

    def _text(self, row: "_Row", places: list[_Place]) -> str:
        tags = self._db.execute(
            "SELECT g.name FROM picture_tags t JOIN tags g ON g.seq = t.tag_seq "
            "WHERE t.picture_seq = ? ORDER BY g.seq",
            (row.seq,),
        ).fetchall()
        lines = [tag for (tag,) in tags]
        lines += (row.note, row.alt or "")
        for place in places:
            lines += (place.model_id or "", place.prompt, place.revised_prompt, place.alt)
        return searchable(map(from_row, lines))


class _Row(NamedTuple):
    """A row of `pictures`, and whether a person added something to it."""

    seq: int
    sha256: str
    mime: str
    size_bytes: int
    width_px: int | None
    height_px: int | None
    shown: int
    created_at_us: int
    kind: str
    model_id: str | None
    rating: int
    favourite: int
    note: str
    alt: str | None
    deleted_at_us: int | None
    is_purged: int
    is_hashed: int
    perceptual_hash: int | None
    card: bytes
    curated: int

    @property
    def blob(self) -> BlobRef:
        return BlobRef(self.sha256, self.mime, self.size_bytes, self.width_px, self.height_px)

    def shown_with(self, is_alive: bool, is_draft: bool) -> int:
        if self.is_purged:
            return PURGED
        if self.deleted_at_us is not None:
            return TRASHED
        if not is_alive and not self.curated:
            return HIDDEN
        return DRAFT if is_draft and not self.curated else SHOWN


def as_json(keys: Iterable[int]) -> str:
    """Keys for `json_each`."""
    return json.dumps(list(keys))


_SELECT_PLACES = (
    "SELECT o.kind, o.draft, o.created_at_us, o.model_id, o.prompt, o.revised_prompt, o.alt, "
    f"{ALIVE}, EXISTS (SELECT 1 FROM lineage l WHERE l.occurrence_seq = o.seq AND l.given) "
    f"FROM {PLACES} WHERE o.picture_seq = ? ORDER BY o.seq"
)


def true_kind(kind: str, was_edited: bool) -> PictureKind:
    """The kind of an occurrence.

    Args:
        was_edited: a person gave pictures along. One that merely went along, as earlier
            pictures of a chat do, is told as a parent but makes no edit.
    """
    known = member_of(PictureKind, kind, PictureKind.ATTACHED)
    return PictureKind.EDITED if known is PictureKind.MADE and was_edited else known
