"""Which pictures a filter shows, and numbers of all."""

import sqlite3
from datetime import date, datetime, timedelta, tzinfo

from msgspec.structs import replace

from studio.core.gallery import (
    CARD,
    Album,
    AlbumId,
    Aspect,
    GalleryCounts,
    GalleryFilter,
    GalleryList,
    GallerySection,
    GallerySort,
)
from studio.core.ids import COMPARING
from studio.storage.gallery.pictures import DRAFT, HIDDEN, NAMED, PURGED, SHOWN, TRASHED
from studio.storage.gallery.texts import TextIndex
from studio.storage.texts import from_row, to_row

_FEW = 2_000
"""Of fewer pictures each is looked up; else all are gone through in order."""

_HEAD_LOOKED, _HEAD_LEAST = 4_000, 300
"""Of so many pictures the first ones that fit make a head, if there are so many of them."""

_SQUARE = "abs(width_px - height_px) * 50 <= max(width_px, height_px)"
_ASPECTS = {
    Aspect.SQUARE: f"({_SQUARE})",
    Aspect.LANDSCAPE: f"(width_px > height_px AND NOT {_SQUARE})",
    Aspect.PORTRAIT: f"(width_px < height_px AND NOT {_SQUARE})",
}
_NOT_SHOWN = f"SELECT seq FROM pictures WHERE shown IN ({HIDDEN}, {DRAFT}, {TRASHED}, {PURGED})"
_COSTS = "SELECT picture_seq FROM occurrences WHERE cost_usd IS NOT NULL"
_COMPARED = (
    "SELECT o.picture_seq FROM conversations c JOIN messages m ON m.conversation_seq = c.seq "
    "JOIN occurrences o ON o.message_seq = m.seq WHERE c.id >= ? AND c.id < ? "
    # Of a chat that is compared where it stands only the answers that are columns.
    "UNION SELECT o.picture_seq FROM comparisons k "
    "JOIN conversations c ON c.seq = k.conversation_seq AND NOT (c.id >= ? AND c.id < ?) "
    "JOIN messages m ON m.conversation_seq = c.seq "
    f"JOIN occurrences o ON o.message_seq = m.seq WHERE {NAMED}"
)
_ORDERS = {
    GallerySort.NEWEST: "created_at_us DESC, seq DESC",
    GallerySort.OLDEST: "created_at_us, seq",
    GallerySort.RATING: "created_at_us DESC, seq DESC",
    GallerySort.ALBUM: "place, seq",
}


class PictureFinder:
    """Answers filters.

    Args:
        zone: time zone of days; None: this machine's.
    """

    def __init__(
        self, connection: sqlite3.Connection, texts: TextIndex, zone: tzinfo | None = None
    ) -> None:
        self._db = connection
        self._texts = texts
        self._zone = zone

    def find(self, wanted: GalleryFilter, sort: GallerySort, now: datetime) -> GalleryList:
        """Pictures in order, with sections when the order is by time."""
        if sort is GallerySort.ALBUM and wanted.album is None:
            sort = GallerySort.NEWEST
        conditions = self._conditions(wanted, now)
        where = " AND ".join(text for text, _ in conditions)
        values = [value for _, values in conditions for value in values]
        source = "pictures"
        if sort is GallerySort.ALBUM:
            source = (
                "(SELECT p.*, a.place FROM album_pictures a JOIN pictures p "
                "ON p.seq = a.picture_seq WHERE a.album_seq = "
                "(SELECT seq FROM albums WHERE id = ?))"
            )
            values.insert(0, wanted.album)
        inner = f"SELECT card, rating FROM {source} WHERE {where} ORDER BY {_ORDERS[sort]}"
        packed = self._packed(inner, values, by_rating=sort is GallerySort.RATING)
        by_time = sort in (GallerySort.NEWEST, GallerySort.OLDEST)
        return GalleryList(packed, self._sections(packed) if by_time else ())

    def find_soon(self, wanted: GalleryFilter, sort: GallerySort, now: datetime) -> GalleryList:
        """The list; of words that very many pictures have, only its first pictures, at once."""
        words = self._texts.conditions_by_row(wanted.text)
        if not words or sort not in (GallerySort.NEWEST, GallerySort.OLDEST):
            return self.find(wanted, sort, now)
        if any(self._is_in_few(*each, _HEAD_LEAST) for each in self._texts.conditions(wanted.text)):
            return self.find(wanted, sort, now)
        conditions = self._conditions(replace(wanted, text=""), now)
        where = " AND ".join(text for text, _ in conditions)
        values = [value for _, values in conditions for value in values]
        more = f"SELECT 1 FROM pictures WHERE {where} LIMIT 1 OFFSET {2 * _HEAD_LOOKED}"
        if self._db.execute(more, values).fetchone() is None:
            return self.find(wanted, sort, now)
        looked = (
            f"SELECT seq, card, rating FROM pictures WHERE {where} "
            f"ORDER BY {_ORDERS[sort]} LIMIT {_HEAD_LOOKED}"
        )
        inner = f"SELECT card, rating FROM ({looked}) WHERE " + " AND ".join(w for w, _ in words)
        values += [word for _, found in words for word in found]
        packed = self._packed(inner, values, by_rating=False)
        if len(packed) < _HEAD_LEAST * CARD.size:
            return self.find(wanted, sort, now)
        return GalleryList(packed, self._sections(packed), is_whole=False)

    def _packed(self, inner: str, values: list[object], *, by_rating: bool) -> bytes:
        """All cards in one value: SQLite joins them, Python touches none of them.

        SQLite keeps the order of a subquery under `group_concat` (select.c, rule 16).
        """
        joined = "CAST(group_concat(card, '')%s AS BLOB)"
        filters = (
            [f" FILTER (WHERE rating = {rating})" for rating in range(5, -1, -1)]
            if by_rating
            else [""]
        )
        columns = ", ".join(joined % each for each in filters)
        row = self._db.execute(f"SELECT {columns} FROM ({inner})", values).fetchone()
        return b"".join(value for value in row if value is not None)

    def _conditions(self, wanted: GalleryFilter, now: datetime) -> list[tuple[str, list[object]]]:
        found: list[tuple[str, list[object]]] = []

        def add(condition: str, *values: object) -> None:
            found.append((condition, list(values)))

        if wanted.trash:
            add(f"shown = {TRASHED}")
        else:
            add(f"shown IN ({SHOWN}, {DRAFT})" if wanted.drafts else f"shown = {SHOWN}")
        if wanted.rating_at_least > 0:
            add("rating >= ?", wanted.rating_at_least)
        if wanted.not_rated:
            add("rating = 0")
        if wanted.favourites:
            add("favourite = 1")
        if wanted.kinds:
            add(f"kind IN ({_marks(wanted.kinds)})", *map(str, wanted.kinds))
        if wanted.comparisons:
            add(f"seq IN ({_COMPARED})", *(COMPARING, f"{COMPARING}~") * 2)
        if wanted.models:
            add(f"model_id IN ({_marks(wanted.models)})", *map(to_row, wanted.models))
        if wanted.aspects:
            add(f"({' OR '.join(_ASPECTS[aspect] for aspect in wanted.aspects)})")
        if wanted.cost_at_least_usd > 0:
            add(f"seq IN ({_COSTS} AND CAST(cost_usd AS REAL) >= ?)", wanted.cost_at_least_usd)
        if wanted.cost_unknown:
            add(f"seq NOT IN ({_COSTS})")
        for first, last in self._days(wanted, now):
            add(first, last)
        for tag in wanted.tags:
            add(
                "seq IN (SELECT t.picture_seq FROM tags g JOIN picture_tags t "
                "ON t.tag_seq = g.seq WHERE g.folded = ?)",
                to_row(tag.strip().casefold()),
            )
        if wanted.album is not None:
            add(
                "seq IN (SELECT a.picture_seq FROM albums b JOIN album_pictures a "
                "ON a.album_seq = b.seq WHERE b.id = ?)",
                wanted.album,
            )
        for condition, values in self._texts.conditions(wanted.text):
            if self._is_in_few(condition, values, _FEW):
                # `+`: those few are looked up; else the index of all in order looks better.
                found[0] = f"+{found[0][0].removeprefix('+')}", found[0][1]
                add(condition, *values)
            else:
                add(f"+{condition.removeprefix('+')}", *values)
        return found

    def _is_in_few(self, condition: str, values: list[str], most: int) -> bool:
        """Whether a condition on `seq` is known to hold for fewer pictures."""
        if not condition.startswith("seq IN ("):
            return condition == "0"
        inside = condition.removeprefix("seq IN (").removesuffix(")")
        count = self._db.execute(f"SELECT count(*) FROM ({inside} LIMIT {most})", values)
        return int(count.fetchone()[0]) < most

    def _days(self, wanted: GalleryFilter, now: datetime) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        since = wanted.since
        if wanted.last_days > 0:
            first = now.astimezone(self._zone).date() - timedelta(days=wanted.last_days - 1)
            since = max(first, since) if since is not None else first
        if since is not None:
            found.append(("created_at_us >= ?", self._begin_s(since) * 1_000_000))
        if wanted.until is not None and wanted.until < date.max:
            end = self._begin_s(wanted.until + timedelta(days=1))
            found.append(("created_at_us < ?", end * 1_000_000))
        return found

    def _begin_s(self, day: date) -> int:
        """When a day begins, in seconds since 1970."""
        try:
            moment = datetime(day.year, day.month, day.day, tzinfo=self._zone)
            return int(moment.timestamp())
        except (OverflowError, OSError, ValueError):
            return 0 if day.year < 2000 else 1 << 40

    def _day(self, moment_s: int) -> date:
        try:
            return datetime.fromtimestamp(moment_s, self._zone).date()
        except (OverflowError, OSError, ValueError):
            return date(1970, 1, 1)  # a damaged record

    def _sections(self, packed: bytes) -> tuple[GallerySection, ...]:
        """Runs of one day: the end of each is looked for, not every picture gone through."""
        moments = GalleryList(packed).moments
        found: list[GallerySection] = []
        at = 0
        while at < len(moments):
            day = self._day(moments[at])
            begin_s, end_s = self._begin_s(day), self._begin_s(day + timedelta(days=1))
            low, high = at + 1, len(moments)
            while low < high:
                middle = (low + high) // 2
                if begin_s <= moments[middle] < end_s:
                    low = middle + 1
                else:
                    high = middle
            found.append(GallerySection(day, at, low - at))
            at = low
        return tuple(found)

    # Numbers

    def counts(self, now: datetime) -> GalleryCounts:
        """Numbers for the side column."""
        week_us = self._begin_s(now.astimezone(self._zone).date() - timedelta(days=6)) * 1_000_000
        row = self._db.execute(
            "SELECT count(*), sum(favourite), sum(created_at_us >= ?), sum(rating = 0) "
            f"FROM pictures WHERE shown = {SHOWN}",
            (week_us,),
        ).fetchone()
        trash = self._db.execute(
            f"SELECT count(*) FROM pictures WHERE shown = {TRASHED}"
        ).fetchone()[0]
        # `+`: the rows in their own order, not each looked up by way of the index.
        total_bytes = self._db.execute(
            f"SELECT sum(size_bytes) FROM pictures WHERE +shown IN ({SHOWN}, {DRAFT})"
        ).fetchone()[0]
        tags = self._db.execute(
            "SELECT g.name, count(*) FROM tags g JOIN picture_tags t ON t.tag_seq = g.seq "
            f"WHERE t.picture_seq NOT IN ({_NOT_SHOWN}) GROUP BY g.seq ORDER BY g.folded"
        ).fetchall()
        models = self._db.execute(
            f"SELECT model_id, count(*) FROM pictures WHERE shown = {SHOWN} "
            "AND model_id IS NOT NULL GROUP BY model_id ORDER BY model_id"
        ).fetchall()
        return GalleryCounts(
            all=row[0],
            favourites=row[1] or 0,
            this_week=row[2] or 0,
            not_rated=row[3] or 0,
            trash=trash,
            total_bytes=total_bytes or 0,
            albums=self.albums(),
            tags=tuple((from_row(name), count) for name, count in tags),
            models=tuple((from_row(name), count) for name, count in models),
            waiting=self._waiting(),
        )

    def _waiting(self) -> int:
        """Of a library that was migrated: how many are still to be worked out."""
        mark = self._db.execute("SELECT value FROM meta WHERE key = 'gallery_is_stale'").fetchone()
        if mark is None or not mark[0].startswith("1"):
            return 0
        reached = mark[0].partition(":")[2]
        below = int(reached) if reached.isdecimal() else None
        row = self._db.execute(
            "SELECT count(*) FROM pictures WHERE seq < ifnull(?, seq + 1)", (below,)
        ).fetchone()
        return int(row[0])

    def albums(self) -> tuple[Album, ...]:
        """All albums in their order."""
        rows = self._db.execute(
            "SELECT b.id, b.name, (SELECT count(*) FROM album_pictures a "
            f"WHERE a.album_seq = b.seq AND a.picture_seq NOT IN ({_NOT_SHOWN})) "
            "FROM albums b ORDER BY b.place, b.seq"
        )
        return tuple(Album(AlbumId(id_), from_row(name), count) for id_, name, count in rows)


def _marks(values: tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))
