"""What a person does to pictures; every act gives the acts that undo it."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from studio.core.gallery import PictureKey
from studio.core.picture_acts import (
    AddToAlbum,
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
    Undo,
    Untag,
)
from studio.storage.gallery.lists import ListTable
from studio.storage.gallery.pictures import PictureTable
from studio.storage.texts import from_row, from_us, short_to_row, to_us


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
            keys = self._where(act.keys, "favourite <> ?", int(act.favourite))
            self._set(keys, "favourite = ?", int(act.favourite))
            return (Favour(keys, not act.favourite),) if keys else ()
        if isinstance(act, SetNote):
            return self._set_note(act)
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
            # A tag or album keeps a picture in view, and tags are searched for.
            self._pictures.refresh(lists.take_touched())
        return undo

    def _rate(self, act: Rate) -> Undo:
        rating = min(5, max(0, act.rating))
        before: dict[int, list[PictureKey]] = defaultdict(list)
        for key in self._where(act.keys, "rating <> ?", rating):
            row = self._db.execute("SELECT rating FROM pictures WHERE seq = ?", (key,)).fetchone()
            before[row[0]].append(key)
        for keys in before.values():
            self._set(tuple(keys), "rating = ?", rating)
        return tuple(Rate(tuple(keys), old) for old, keys in before.items())

    def _set_note(self, act: SetNote) -> Undo:
        note = short_to_row(act.note) or ""
        row = self._db.execute("SELECT note FROM pictures WHERE seq = ?", (act.key,)).fetchone()
        if row is None or row[0] == note:
            return ()
        self._set((act.key,), "note = ?", note)
        return (SetNote(act.key, from_row(row[0])),)

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
        before: dict[int, list[PictureKey]] = defaultdict(list)
        for key in self._where(act.keys, "deleted_at_us IS NOT NULL AND NOT is_purged"):
            row = self._db.execute(
                "SELECT deleted_at_us FROM pictures WHERE seq = ?", (key,)
            ).fetchone()
            before[row[0]].append(key)
        for keys in before.values():
            self._set(tuple(keys), "deleted_at_us = ?", None)
        return tuple(Delete(tuple(keys), from_us(at_us)) for at_us, keys in before.items())

    def _where(self, keys: Keys, condition: str, *values: object) -> Keys:
        """Those of some pictures that fulfil a condition."""
        sql = f"SELECT 1 FROM pictures WHERE seq = ? AND {condition}"
        return tuple(
            key
            for key in dict.fromkeys(keys)
            if self._db.execute(sql, (key, *values)).fetchone() is not None
        )

    def _set(self, keys: Keys, change: str, value: object) -> None:
        self._db.executemany(
            f"UPDATE pictures SET {change} WHERE seq = ?", ((value, key) for key in keys)
        )
        self._pictures.refresh(keys)
