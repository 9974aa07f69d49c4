"""What a person does to pictures; every act gives the acts that undo it."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from studio.core.gallery import PictureKey
from studio.core.picture_acts import (
    AddToAlbum,
    AddToNote,
    ArrangeAlbum,
    Delete,
    DropAlbum,
    DropFilter,
    Favour,
    Keys,
    PictureAct,
    PutAlbum,
    PutFilter,
    Rate,
    RemoveFromAlbum,
    RenameTag,
    Restore,
    SetAlt,
    SetNote,
    Tag,
    TakeFromNote,
    Undo,
    Untag,
)
from studio.storage.gallery.lists import ListTable
from studio.storage.gallery.pictures import PictureTable, as_json
from studio.storage.texts import SHORT_CHARS, from_row, from_us, short_to_row, to_row, to_us


class PictureActs:
    """Does acts; the transaction belongs to the caller."""

    def __init__(self, connection: sqlite3.Connection, pictures: PictureTable) -> None:
        self._db = connection
        self._pictures = pictures
        self._lists = ListTable(connection)

    def do(self, acts: Iterable[PictureAct], now: datetime) -> Undo:
        """Does acts one after the other.

        Returns:
            What brings back the state before; () when nothing changed.
        """
        undo: Undo = ()
        for act in acts:
            undo = (*self._do(act, now), *undo)
        return undo

    def _do(self, act: PictureAct, now: datetime) -> Undo:
        if isinstance(act, Rate):
            return self._rate(act)
        if isinstance(act, Favour):
            return self._favour(act)
        if isinstance(act, SetNote):
            return self._set_note(act)
        if isinstance(act, AddToNote):
            return self._add_to_note(act)
        if isinstance(act, TakeFromNote):
            return self._take_from_note(act)
        if isinstance(act, SetAlt):
            return self._set_alt(act)
        if isinstance(act, Delete):
            return self._delete(act, now)
        if isinstance(act, Restore):
            return self._restore(act)
        return self._do_list(act)

    def _do_list(self, act: PictureAct) -> Undo:
        """Acts on tags, albums and saved filters."""
        lists, undo = self._lists, Undo()
        if isinstance(act, Tag):
            undo = lists.tag(act)
        elif isinstance(act, Untag):
            undo = lists.untag(act)
        elif isinstance(act, RenameTag):
            undo = lists.rename_tag(act)
        elif isinstance(act, AddToAlbum):
            undo = lists.add_to_album(act)
        elif isinstance(act, RemoveFromAlbum):
            undo = lists.remove_from_album(act)
        elif isinstance(act, ArrangeAlbum):
            undo = lists.arrange_album(act)
        elif isinstance(act, PutAlbum):
            undo = lists.put_album(act)
        elif isinstance(act, DropAlbum):
            undo = lists.drop_album(act)
        elif isinstance(act, PutFilter):
            undo = lists.put_filter(act)
        elif isinstance(act, DropFilter):
            undo = lists.drop_filter(act)
        if undo:
            self._pictures.changes.lists = True
            # Tags are searched for; an album may keep a picture in view.
            tagged, placed = lists.take_touched()
            self._pictures.refresh(tagged)
            self._pictures.recurate(placed)
        return undo

    def _rate(self, act: Rate) -> Undo:
        rating = min(5, max(0, act.rating))
        before = self._grouped(act.keys, "rating", "rating <> ?", rating)
        self._pictures.mark([key for keys in before.values() for key in keys], rating=rating)
        return tuple(Rate(keys, old) for old, keys in before.items())

    def _favour(self, act: Favour) -> Undo:
        keys = self._where(act.keys, "favourite <> ?", int(act.favourite))
        self._pictures.mark(keys, favourite=act.favourite)
        return (Favour(keys, not act.favourite),) if keys else ()

    def _set_note(self, act: SetNote) -> Undo:
        note = short_to_row(act.note) or ""
        row = self._db.execute("SELECT note FROM pictures WHERE seq = ?", (act.key,)).fetchone()
        if row is None or row[0] == note:
            return ()
        self._set((act.key,), "note = ?", note)
        return (SetNote(act.key, from_row(row[0])),)

    def _add_to_note(self, act: AddToNote) -> Undo:
        """As many of the lines as there is room for."""
        note = self._note(act.key)
        added = act.text.strip()
        if note is None or not added:
            return ()
        added = f"\n\n{added}" if note else added
        added = added[: max(0, SHORT_CHARS - len(note))]
        if not added.strip():
            return ()
        self._set((act.key,), "note = ?", to_row(note + added))
        return (TakeFromNote(act.key, added),)

    def _take_from_note(self, act: TakeFromNote) -> Undo:
        note = self._note(act.key)
        if note is None or not act.text or not note.endswith(act.text):
            return ()
        self._set((act.key,), "note = ?", to_row(note.removesuffix(act.text)))
        return (AddToNote(act.key, act.text),)

    def _note(self, key: PictureKey) -> str | None:
        row = self._db.execute("SELECT note FROM pictures WHERE seq = ?", (key,)).fetchone()
        return None if row is None else from_row(row[0])

    def _set_alt(self, act: SetAlt) -> Undo:
        alt = short_to_row(act.alt)
        row = self._db.execute("SELECT alt FROM pictures WHERE seq = ?", (act.key,)).fetchone()
        if row is None or row[0] == alt:
            return ()
        self._set((act.key,), "alt = ?", alt)
        return (SetAlt(act.key, None if row[0] is None else from_row(row[0])),)

    def _delete(self, act: Delete, now: datetime) -> Undo:
        keys = self._where(act.keys, "deleted_at_us IS NULL")
        self._set(keys, "deleted_at_us = ?", to_us(act.at or now))
        return (Restore(keys),) if keys else ()

    def _restore(self, act: Restore) -> Undo:
        before = self._grouped(
            act.keys, "deleted_at_us", "deleted_at_us IS NOT NULL AND NOT is_purged"
        )
        self._set([key for keys in before.values() for key in keys], "deleted_at_us = ?", None)
        return tuple(Delete(keys, from_us(at_us)) for at_us, keys in before.items())

    def _where(self, keys: Keys, condition: str, *values: object) -> Keys:
        """Those of some pictures that fulfil a condition."""
        return tuple(
            key for found in self._grouped(keys, "0", condition, *values).values() for key in found
        )

    def _grouped(self, keys: Keys, column: str, condition: str, *values: object) -> dict[int, Keys]:
        """Those of some pictures that fulfil a condition, by the value of a column."""
        rows = self._db.execute(
            f"SELECT seq, {column} FROM json_each(?) k JOIN pictures ON seq = k.value "
            f"WHERE NOT is_purged AND {condition} ORDER BY k.key",
            (as_json(keys), *values),
        )
        found: dict[int, list[PictureKey]] = defaultdict(list)
        for key, value in rows:
            found[value].append(PictureKey(key))
        return {value: tuple(of) for value, of in found.items()}

    def _set(self, keys: Sequence[int], change: str, value: object) -> None:
        self._db.executemany(
            f"UPDATE pictures SET {change} WHERE seq = ?", ((value, key) for key in keys)
        )
        self._pictures.refresh(keys)
