"""Tags, albums and saved filters."""

import logging
import sqlite3
from collections.abc import Iterable

import msgspec

from studio.core.gallery import FilterId, GalleryFilter, GallerySort, PictureKey, SavedFilter
from studio.core.picture_acts import (
    AddToAlbum,
    ArrangeAlbum,
    DropAlbum,
    DropFilter,
    Keys,
    PutAlbum,
    PutFilter,
    RemoveFromAlbum,
    RenameTag,
    Tag,
    Undo,
    Untag,
)
from studio.storage.gallery.pictures import as_json
from studio.storage.texts import from_json, from_row, member_of, short_to_row, to_json, to_row

_log = logging.getLogger(__name__)

MOST_NAME_CHARS = 200


class ListTable:
    """Reads and writes them; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._tagged: dict[int, None] = {}
        self._placed: dict[int, None] = {}

    def take_touched(self) -> tuple[list[int], list[int]]:
        """Pictures whose tags, and whose albums changed since the last call."""
        touched = list(self._tagged), list(self._placed)
        self._tagged.clear()
        self._placed.clear()
        return touched

    # Tags

    def tag(self, act: Tag) -> Undo:
        """Adds a tag to pictures that lack it."""
        name = _name(act.tag)
        if not name:
            return ()
        self._db.execute(
            "INSERT OR IGNORE INTO tags (name, folded) VALUES (?, ?)", (name, _folded(name))
        )
        new = tuple(
            key
            for key in self._known(act.keys)
            if self._db.execute(
                "INSERT OR IGNORE INTO picture_tags SELECT ?, seq FROM tags WHERE folded = ?",
                (key, _folded(name)),
            ).rowcount
        )
        self._drop_empty_tags()
        self._tagged.update(_each(new))
        return (Untag(new, name),) if new else ()

    def untag(self, act: Untag) -> Undo:
        """Takes a tag from pictures; one that no picture has is forgotten."""
        row = self._db.execute(
            "SELECT seq, name FROM tags WHERE folded = ?", (_folded(_name(act.tag)),)
        ).fetchone()
        if row is None:
            return ()
        had = self._with_tag(row[0])
        wanted = None if act.keys is None else set(act.keys)
        gone = tuple(key for key in had if wanted is None or key in wanted)
        self._db.executemany(
            "DELETE FROM picture_tags WHERE picture_seq = ? AND tag_seq = ?",
            ((key, row[0]) for key in gone),
        )
        self._drop_empty_tags()
        self._tagged.update(_each(gone))
        return (Tag(gone, from_row(row[1])),) if gone else ()

    def rename_tag(self, act: RenameTag) -> Undo:
        """Moves all pictures of a tag to another name."""
        name = _name(act.name)
        row = self._db.execute(
            "SELECT seq, name FROM tags WHERE folded = ?", (_folded(_name(act.tag)),)
        ).fetchone()
        if row is None or not name or row[1] == name:
            return ()
        if _folded(name) == _folded(row[1]):  # only another spelling
            self._db.execute("UPDATE tags SET name = ? WHERE seq = ?", (name, row[0]))
            self._tagged.update(_each(self._with_tag(row[0])))
            return (RenameTag(from_row(name), from_row(row[1])),)
        keys = self._with_tag(row[0])
        undo = self.untag(Untag(keys, from_row(row[1])))
        return (*self.tag(Tag(keys, from_row(name))), *undo)

    def tags_of(self, key: int) -> tuple[str, ...]:
        """The tags of a picture by name."""
        rows = self._db.execute(
            "SELECT g.name FROM picture_tags t JOIN tags g ON g.seq = t.tag_seq "
            "WHERE t.picture_seq = ? ORDER BY g.folded",
            (key,),
        )
        return tuple(from_row(name) for (name,) in rows)

    def _with_tag(self, seq: int) -> Keys:
        rows = self._db.execute(
            "SELECT picture_seq FROM picture_tags WHERE tag_seq = ? ORDER BY picture_seq", (seq,)
        )
        return tuple(PictureKey(key) for (key,) in rows.fetchall())

    def _drop_empty_tags(self) -> None:
        self._db.execute(
            "DELETE FROM tags WHERE NOT EXISTS "
            "(SELECT 1 FROM picture_tags t WHERE t.tag_seq = tags.seq)"
        )

    # Albums

    def put_album(self, act: PutAlbum) -> Undo:
        """Makes, renames or moves an album."""
        name = _name(act.name)
        row = self._db.execute("SELECT name FROM albums WHERE id = ?", (act.album,)).fetchone()
        if not name:
            return ()
        order = self._order("albums")
        place = order.index(act.album) if row is not None else len(order)
        if row is not None and name == row[0] and act.place in (None, place):
            return ()
        self._db.execute(
            "INSERT INTO albums (id, name, place) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            (act.album, name, place),
        )
        self._place("albums", act.album, act.place)
        if row is None:
            return (DropAlbum(act.album),)
        return (PutAlbum(act.album, from_row(row[0]), place),)

    def drop_album(self, act: DropAlbum) -> Undo:
        """Removes an album, not its pictures."""
        row = self._db.execute("SELECT name FROM albums WHERE id = ?", (act.album,)).fetchone()
        if row is None:
            return ()
        place = self._order("albums").index(act.album)
        has = self._album(act.album)
        self._db.execute("DELETE FROM albums WHERE id = ?", (act.album,))
        self._placed.update(_each(has))
        back = AddToAlbum(tuple(has), act.album, tuple(has.values()))
        put = PutAlbum(act.album, from_row(row[0]), place)
        return (put, back) if has else (put,)

    def add_to_album(self, act: AddToAlbum) -> Undo:
        """Puts pictures at the end of an album, or back where they were."""
        has = self._album(act.album)
        new = tuple(key for key in self._known(act.keys) if key not in has)
        if not new or act.album not in self._order("albums"):
            return ()
        old_places = dict(zip(act.keys, act.places, strict=False))
        end = max(has.values(), default=-1) + 1
        rows = [(key, old_places.get(key, end + at)) for at, key in enumerate(new)]
        self._db.executemany(
            "INSERT INTO album_pictures SELECT seq, ?, ? FROM albums WHERE id = ?",
            ((key, place, act.album) for key, place in rows),
        )
        self._placed.update(_each(new))
        return (RemoveFromAlbum(new, act.album),)

    def remove_from_album(self, act: RemoveFromAlbum) -> Undo:
        """Takes pictures out of an album."""
        has = self._album(act.album)
        gone = tuple(key for key in dict.fromkeys(act.keys) if key in has)
        self._db.executemany(
            "DELETE FROM album_pictures WHERE picture_seq = ? "
            "AND album_seq = (SELECT seq FROM albums WHERE id = ?)",
            ((key, act.album) for key in gone),
        )
        self._placed.update(_each(gone))
        places = tuple(has[key] for key in gone)
        return (AddToAlbum(gone, act.album, places),) if gone else ()

    def arrange_album(self, act: ArrangeAlbum) -> Undo:
        """Puts the pictures of an album in order."""
        has = self._album(act.album)
        order = [key for key in dict.fromkeys(act.keys) if key in has]
        named = set(order)
        order += [key for key in has if key not in named]
        if order == list(has):
            return ()
        self._db.executemany(
            "UPDATE album_pictures SET place = ? WHERE picture_seq = ? "
            "AND album_seq = (SELECT seq FROM albums WHERE id = ?)",
            ((place, key, act.album) for place, key in enumerate(order)),
        )
        self._placed.update(_each(order))
        return (ArrangeAlbum(act.album, tuple(has)),)

    def _album(self, album: str) -> dict[PictureKey, int]:
        """The pictures of an album in order, with their places."""
        rows = self._db.execute(
            "SELECT a.picture_seq, a.place FROM albums b JOIN album_pictures a "
            "ON a.album_seq = b.seq WHERE b.id = ? ORDER BY a.place, a.picture_seq",
            (album,),
        )
        return {PictureKey(key): place for key, place in rows.fetchall()}

    # Saved filters

    def filters(self) -> tuple[SavedFilter, ...]:
        """Saved filters in their order; a damaged one is left out."""
        rows = self._db.execute("SELECT id, name, json FROM saved_filters ORDER BY place, seq")
        found = []
        for own_id, name, text in rows.fetchall():
            try:
                kept = from_json(text, _KeptFilter)
            except msgspec.MsgspecError as exc:
                _log.info("a saved filter can't be read: %s", exc)
                continue
            sort = member_of(GallerySort, kept.sort, GallerySort.NEWEST)
            found.append(SavedFilter(FilterId(own_id), from_row(name), kept.filter, sort))
        return tuple(found)

    def put_filter(self, act: PutFilter) -> Undo:
        """Keeps a filter."""
        saved, name = act.saved, _name(act.saved.name)
        text = to_json(_KeptFilter(filter=saved.filter, sort=saved.sort))
        if not name or len(text) > 16_000:
            return ()
        old = next((each for each in self.filters() if each.id == saved.id), None)
        order = self._order("saved_filters")
        place = order.index(saved.id) if saved.id in order else len(order)
        self._db.execute(
            "INSERT INTO saved_filters (id, name, place, json) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, json = excluded.json",
            (saved.id, name, place, text),
        )
        self._place("saved_filters", saved.id, act.place)
        return (DropFilter(saved.id),) if old is None else (PutFilter(old, place),)

    def drop_filter(self, act: DropFilter) -> Undo:
        """Forgets a filter."""
        old = next((each for each in self.filters() if each.id == act.id), None)
        order = self._order("saved_filters")
        self._db.execute("DELETE FROM saved_filters WHERE id = ?", (act.id,))
        return () if old is None else (PutFilter(old, order.index(act.id)),)

    # Common

    def _order(self, table: str) -> list[str]:
        return [id_ for (id_,) in self._db.execute(f"SELECT id FROM {table} ORDER BY place, seq")]

    def _place(self, table: str, own_id: str, place: int | None) -> None:
        if place is None:
            return
        order = [each for each in self._order(table) if each != own_id]
        order.insert(place, own_id)
        self._db.executemany(
            f"UPDATE {table} SET place = ? WHERE id = ?",
            ((at, each) for at, each in enumerate(order)),
        )

    def _known(self, keys: Iterable[PictureKey]) -> Keys:
        rows = self._db.execute(
            "SELECT DISTINCT seq FROM json_each(?) k JOIN pictures ON seq = k.value "
            "WHERE NOT is_purged ORDER BY k.key",
            (as_json(keys),),
        )
        return tuple(PictureKey(key) for (key,) in rows.fetchall())


class _KeptFilter(msgspec.Struct):
    """A saved filter as JSON; fields of later versions are passed over."""

    filter: GalleryFilter
    sort: str = GallerySort.NEWEST.value


def _name(name: str) -> str:
    return short_to_row(" ".join(name.split())[:MOST_NAME_CHARS]) or ""


def _folded(name: str) -> str:
    return to_row(name.casefold())


def _each(keys: Iterable[int]) -> dict[int, None]:
    return dict.fromkeys(keys)
