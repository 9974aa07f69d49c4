"""Everything about one picture, and names of many."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from studio.core.gallery import AlbumId, PictureKey, PictureKind
from studio.core.ids import is_comparing
from studio.core.parts import BlobRef, ImageOrigin
from studio.core.records import PictureDetails, PicturePlace
from studio.storage.gallery.lineage import LineageTable
from studio.storage.gallery.lists import ListTable
from studio.storage.gallery.pictures import ALIVE, NAMED, PLACES, true_kind
from studio.storage.texts import (
    from_row,
    from_us,
    mapping_from_json,
    member_of,
    optional_from_us,
    short_from_row,
)

_RANK = {PictureKind.MADE: 0, PictureKind.EDITED: 0, PictureKind.IMPORTED: 1}
_SELECT_PLACES = (
    f"SELECT o.seq, o.created_at_us, o.kind, o.origin, c.id, m.id, o.position, {ALIVE}, o.alt, "
    "o.draft, o.prompt, o.revised_prompt, o.model_id, o.connection_id, o.connection_name, "
    "o.parameters, o.cost_usd, o.took_s, o.made_at_us, (SELECT count(*) FROM occurrences s "
    "WHERE s.message_seq = o.message_seq AND NOT s.draft AND s.kind <> 'attached'), "
    f"EXISTS (SELECT 1 FROM comparisons k WHERE k.conversation_seq = c.seq AND {NAMED}) "
    f"FROM {PLACES} WHERE o.picture_seq = ? ORDER BY o.created_at_us, o.seq"
)


class PictureReader:
    """Reads single pictures."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._lineage = LineageTable(connection)
        self._lists = ListTable(connection)

    def details(self, key: int) -> PictureDetails | None:
        """Everything about one picture, in the trash or not; None when it is gone."""
        row = self._db.execute(
            "SELECT sha256, mime, size_bytes, width_px, height_px, created_at_us, kind, rating, "
            "favourite, note, alt, deleted_at_us, perceptual_hash FROM pictures "
            "WHERE seq = ? AND NOT is_purged",
            (key,),
        ).fetchone()
        if row is None:
            return None
        places = self._places(key)
        own_alt = short_from_row(row[10])
        found_alt = next((place.alt for place in places if place.alt), "")
        relative, sha256 = self._lineage.relative, row[0]
        signed = row[12]
        return PictureDetails(
            key=PictureKey(key),
            blob=BlobRef(*row[:5]),
            kind=member_of(PictureKind, row[6], PictureKind.IMPORTED),
            created_at=from_us(row[5]),
            places=places,
            rating=row[7],
            favourite=bool(row[8]),
            tags=self._lists.tags_of(key),
            albums=self._albums_of(key),
            note=from_row(row[9]),
            alt=found_alt if own_alt is None else own_alt,
            own_alt=own_alt,
            draft=bool(places) and all(place.draft for place in places),
            parents=tuple(map(relative, self._lineage.parents_of(sha256))),
            children=tuple(map(relative, self._lineage.children_of(sha256))),
            perceptual_hash=None if signed is None else signed & 0xFFFFFFFFFFFFFFFF,
            deleted_at=optional_from_us(row[11]),
        )

    def key_of(self, sha256: str) -> PictureKey | None:
        """The picture with some bytes, in the trash or not, or None."""
        row = self._db.execute(
            "SELECT seq FROM pictures WHERE sha256 = ? AND NOT is_purged", (sha256,)
        ).fetchone()
        return None if row is None else PictureKey(row[0])

    def names(self, keys: Iterable[int]) -> dict[PictureKey, str]:
        """What pictures are called: own alt text, else prompt, else file name or alt text."""
        found: dict[PictureKey, str] = {}
        for key in keys:
            row = self._db.execute(
                "SELECT p.alt, o.prompt, o.alt FROM pictures p LEFT JOIN occurrences o "
                "ON o.picture_seq = p.seq WHERE p.seq = ? "
                "ORDER BY o.kind = 'attached', o.prompt = '', o.created_at_us, o.seq LIMIT 1",
                (key,),
            ).fetchone()
            if row is not None:
                found[PictureKey(key)] = from_row(next((text for text in row if text), ""))
        return found

    def cards(self, keys: Iterable[int]) -> bytes:
        """Packed cards of some pictures, in the order asked for; those gone are left out."""
        rows = (
            self._db.execute("SELECT card FROM pictures WHERE seq = ?", (key,)).fetchone()
            for key in keys
        )
        return b"".join(row[0] for row in rows if row is not None)

    def _places(self, key: int) -> tuple[PicturePlace, ...]:
        rows = self._db.execute(_SELECT_PLACES, (key,)).fetchall()
        places = [self._place(row) for row in rows]
        places.sort(key=lambda place: (place.in_trash, _RANK.get(place.kind, 2), place.created_at))
        return tuple(places)

    def _place(self, row: tuple[Any, ...]) -> PicturePlace:
        parents = self._db.execute(
            "SELECT parent_sha256, given FROM lineage WHERE occurrence_seq = ? ORDER BY place",
            (row[0],),
        ).fetchall()
        return PicturePlace(
            kind=true_kind(row[2], any(given for _, given in parents)),
            created_at=from_us(row[1]),
            origin=None if row[3] is None else member_of(ImageOrigin, row[3], ImageOrigin.CONTENT),
            conversation_id=row[4],
            message_id=row[5],
            position=row[6],
            in_trash=not row[7],
            alt=from_row(row[8]),
            draft=bool(row[9]),
            prompt=from_row(row[10]),
            revised_prompt=from_row(row[11]),
            model_id=short_from_row(row[12]),
            connection_id=row[13],
            connection_name=from_row(row[14]),
            parameters=mapping_from_json(row[15]),
            cost_usd=short_from_row(row[16]),
            took_s=row[17],
            made_at=optional_from_us(row[18]),
            images_of_request=max(1, row[19]),
            parents=tuple(sha256 for sha256, _ in parents),
            compared=bool(row[20]) or is_comparing(row[4] or ""),
        )

    def _albums_of(self, key: int) -> tuple[AlbumId, ...]:
        rows = self._db.execute(
            "SELECT b.id FROM album_pictures a JOIN albums b ON b.seq = a.album_seq "
            "WHERE a.picture_seq = ? ORDER BY b.place, b.seq",
            (key,),
        )
        return tuple(AlbumId(id_) for (id_,) in rows)
