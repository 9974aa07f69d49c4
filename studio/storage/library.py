"""The library: everything a person wrote, got and deleted, in one SQLite file."""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from studio.core.errors import DatabaseDamaged, StorageError
from studio.core.ids import ConnectionId, ConversationId, MessageId
from studio.core.messages import Conversation, Message
from studio.core.models import ModelInfo
from studio.core.parts import BlobRef
from studio.core.ports import Clock
from studio.core.records import ModelList, SearchHit
from studio.storage.connecting import transaction
from studio.storage.conversation_table import ConversationTable
from studio.storage.faults import NOT_TEXT, is_index_damage, translated
from studio.storage.message_table import MessageTable
from studio.storage.opening import note_check, note_damage, open_database
from studio.storage.place import Place
from studio.storage.search_index import SearchIndex
from studio.storage.small_tables import MetaTable, ModelTable

if TYPE_CHECKING:
    from studio.core.gallery import PictureChanges, PictureKey
    from studio.core.sent import SentRequest
    from studio.storage.batches import BatchTables
    from studio.storage.comparing import ComparingTables
    from studio.storage.gallery.library import GalleryLibrary
    from studio.storage.judging import JudgingTables

_log = logging.getLogger(__name__)
MetaKey = str
GALLERY_IS_STALE = "gallery_is_stale"
"""In `meta` while pictures are to be worked out: `1` or `kinds`, and how far that is."""

_PURGED_AT_ONCE, _PURGED_MOST = 100, 500
"""Messages in one transaction: somebody who writes meanwhile waits 20 ms, 100 ms at most."""

T = TypeVar("T")


class Library:
    """Reads and writes the library. Every change is one transaction.

    Thread: the one that opened it (the database thread; see `database.DatabaseThread`).
    All methods raise DiskFull, DatabaseLocked, DatabaseDamaged (found while working; the
    file stays in place) or StorageError; nothing of a failed call is kept.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, *, check_is_due: bool = False
    ) -> None:
        self.path = path
        self.check_is_due = check_is_due
        self._place = Place(path)
        self._is_open = True
        self._db = connection
        self._conversations = ConversationTable(connection)
        self._gallery: GalleryLibrary | None = None
        self._index = SearchIndex(connection)
        self._messages = MessageTable(connection, lambda: self.gallery, self._index)
        self._models = ModelTable(connection)
        self._meta = MetaTable(connection)

    @classmethod
    def open(cls, path: Path, backups: Path, clock: Clock) -> "Library":
        """Opens the library, makes it when there is none, migrates an older one.

        An older one is copied to the backups first. The whole file is checked after a
        crash and once a week (a large one later, see `check_is_due`), its head and schema
        always. Call `fill_gallery` as long as `gallery_is_stale`.

        Args:
            path: the database file; its folder is made when missing.
            backups: folder of the backups; made when it is needed.

        Raises:
            DatabaseTooNew: written by a newer studio; nothing was touched.
            DatabaseDamaged: it can't be read; `set_aside` says where it is now and
                `newest_backup` what `backups.restore_newest_backup` would bring back.
                Opening again starts an empty library.
            DatabaseLocked: another program holds it.
            DiskFull, StorageError: it can't be opened or made.
        """
        connection, found = open_database(path, backups, clock)
        library = cls(connection, path, check_is_due=found.check_is_due)
        if found.index_is_damaged:
            library.rebuild_index()
        return library

    @property
    def is_open(self) -> bool:
        """Whether it can be used."""
        return self._is_open

    @property
    def gallery(self) -> "GalleryLibrary":
        """Its pictures; imported when the first is needed."""
        if self._gallery is None:
            from studio.storage.gallery.library import GalleryLibrary

            self._gallery = GalleryLibrary(self._db, self._transaction, self._read)
        return self._gallery

    @property
    def comparing(self) -> "ComparingTables":
        """Its comparisons and line-ups; imported when they are first needed."""
        from studio.storage.comparing import ComparingTables

        return ComparingTables(self._db, self._transaction, self._read)

    @property
    def judging(self) -> "JudgingTables":
        """Its votes and the judgements of models; imported when they are first needed."""
        from studio.storage.judging import JudgingTables

        return JudgingTables(self._db, self._transaction, self._read)

    @property
    def batches(self) -> "BatchTables":
        """Its batches of prompts and their cells; imported when they are first needed."""
        from studio.storage.batches import BatchTables

        return BatchTables(self._db, self._transaction, self._read)

    @property
    def gallery_is_stale(self) -> bool:
        """Whether there are pictures to work out after a migration, see `fill_gallery`."""
        return self.meta(GALLERY_IS_STALE) is not None

    def fill_gallery(self, most: int = 1_000) -> bool:
        """Works out what the gallery shows of some pictures, after a migration.

        What is not done yet is done at the next call, or after the next start; until then it
        is not shown, and nothing of it is lost.

        Returns:
            Whether there is more to do.
        """
        with self._transaction():
            what, _, reached = (self._meta.get(GALLERY_IS_STALE) or "").partition(":")
            if not what:
                return False
            below = None
            if self._db.execute("SELECT 1 FROM pictures LIMIT 1").fetchone() is not None:
                start = int(reached) if reached.isdecimal() else None
                below = self.gallery.fill(start, most, sources=what != "kinds")
            self._meta.set(GALLERY_IS_STALE, None if below is None else f"{what}:{below}")
        return below is not None

    def note_check(self, faults: Sequence[str], now: datetime) -> None:
        """The whole file was checked, see `check_is_due`.

        Args:
            faults: what is wrong with it; then the next start checks it before all else.
        """
        self.check_is_due = False
        with self._transaction():
            if faults:
                note_damage(self._db)
            else:
                note_check(self._db, now)

    def take_picture_changes(self) -> "PictureChanges | None":
        """What changed in the gallery since the last call, or None."""
        changes = self._gallery.take_changes() if self._gallery is not None else None
        return changes or None

    def is_in_place(self) -> bool:
        """Whether its file is still where it was opened."""
        return self._place.is_held()

    def take_back_place(self, now: datetime) -> None:
        """Writes it where it was opened again, and closes it; see `is_in_place`."""
        with translated():
            self._place.take_back(self._db, now)
            self._is_open = False
            self._db.close()

    def close(self) -> None:
        """Writes the log back into the file and closes it; may be called twice."""
        self._is_open = False
        with translated():
            try:
                self._db.execute("PRAGMA analysis_limit = 400").fetchall()
                self._db.execute("PRAGMA optimize").fetchall()
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.ProgrammingError:
                return
            except sqlite3.OperationalError:
                # A reader holds the log: it is written back at the next start instead.
                pass
            finally:
                self._db.close()

    # Conversations

    def conversations(self, *, deleted: bool = False) -> list[Conversation]:
        """All conversations, newest change first; those in the trash only with `deleted`."""
        return self._read(lambda: self._conversations.all(deleted=deleted))

    def deleted_conversations(self) -> list[Conversation]:
        """Those in the trash, the one deleted last first."""
        return self._read(self._conversations.deleted)

    def conversation(self, conversation_id: ConversationId) -> Conversation | None:
        """One conversation, in the trash or not, or None."""
        return self._read(lambda: self._conversations.get(conversation_id))

    def put_conversation(self, conversation: Conversation) -> None:
        """Adds or replaces a conversation, its draft and `deleted_at` included."""
        with self._transaction():
            self._put_conversation(conversation)

    def delete_conversation(self, conversation_id: ConversationId, at: datetime) -> None:
        """Puts a conversation into the trash."""
        with self._transaction():
            seq = self._conversations.set_deleted(conversation_id, at)
            if seq is not None:
                self.gallery.refresh_of_conversation(seq)

    def restore_conversation(self, conversation_id: ConversationId) -> None:
        """Takes a conversation out of the trash, as it was."""
        with self._transaction():
            seq = self._conversations.set_deleted(conversation_id, None)
            if seq is not None:
                self.gallery.refresh_of_conversation(seq)

    # Messages

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """All messages of a conversation in order of their first saving, without the trash."""
        return self._read(lambda: self._messages.of_conversation(conversation_id))

    def message(self, message_id: MessageId) -> Message | None:
        """One message, in the trash or not, or None."""
        return self._read(lambda: self._messages.get(message_id))

    def put_messages(
        self, messages: Sequence[Message], *, conversation: Conversation | None = None
    ) -> None:
        """Adds or replaces messages, in one transaction.

        Made to be called twice a second with a growing message: only parts that changed are
        written, of growing text only its end. An image under way is left out. The text
        joins the search index once the message is neither streaming nor waiting.

        Args:
            conversation: also kept, before the messages, so that a new conversation, or
                the clearing of its draft, and the sent message are kept together or not at all.

        Raises:
            StorageError: `code` is "no_conversation" when theirs was never put.
        """
        self._mending(lambda: self._put_messages(messages, conversation))

    def put_request(self, message_id: MessageId, record: "SentRequest") -> None:
        """Keeps what was sent for a reply that is kept already."""
        from studio.storage.request_table import RequestTable

        with self._transaction():
            RequestTable(self._db).put(message_id, record)
            if self._messages.has_images(message_id):
                self.gallery.occurrences.take_sources(message_id)

    def request(self, message_id: MessageId) -> "SentRequest | None":
        """What was sent for a reply, or None when it was not kept."""
        from studio.storage.request_table import RequestTable

        return self._read(lambda: RequestTable(self._db).get(message_id))

    def delete_messages(self, message_ids: Iterable[MessageId], at: datetime) -> None:
        """Puts messages into the trash (a caller names all below them too)."""
        with self._transaction():
            self._messages.set_deleted(message_ids, at)

    def restore_messages(self, message_ids: Iterable[MessageId]) -> None:
        """Takes messages out of the trash."""
        with self._transaction():
            self._messages.set_deleted(message_ids, None)

    def mark_interrupted(self) -> list[MessageId]:
        """Marks replies that were never ended as interrupted; for the start only.

        Returns:
            Their ids.
        """
        with self._transaction():
            return self._messages.mark_interrupted()

    # Trash

    def purge_trash(self, before: datetime) -> int:
        """Removes for good what was put into the trash before a moment.

        Image files stay; `BlobStore.collect_garbage` removes those nothing refers to.
        Pictures that a person rated or sorted outlive their conversation.

        Returns:
            How many conversations, messages and pictures are gone.
        """
        gone = 0
        while some := self.purge_some_trash(before):
            gone += some
        return gone

    def purge_some_trash(self, before: datetime) -> int:
        """A little of `purge_trash`, so that others have their turn in between.

        A conversation goes as a whole, unless it has more than some hundred messages.

        Returns:
            How many are gone; 0: there is nothing left to do.
        """
        return self._mending(lambda: self._purge_some_trash(before))

    def _purge_some_trash(self, before: datetime) -> int:
        with self._transaction():
            gone = 0
            for seq in self._conversations.deleted_before(before, _PURGED_AT_ONCE):
                purged = self._messages.purge(seq, _PURGED_MOST)
                gone += purged
                if purged < _PURGED_MOST:
                    self._conversations.remove(seq)
                    gone += 1
                if gone >= _PURGED_AT_ONCE:
                    return gone
            gone += self._messages.purge_trash(before, _PURGED_AT_ONCE)
            return gone or self.gallery.trash.purge(before, _PURGED_AT_ONCE)

    def purge_pictures(self, keys: "Sequence[PictureKey] | None") -> tuple[BlobRef, ...]:
        """Removes pictures of the trash for good (None: all of them); there is no way back.

        Returns:
            Those whose files nothing needs any more.
        """
        with self._transaction():
            gone = self.gallery.trash.purge_now(keys)
            needed = self._waiting_blobs()
        return tuple(blob for blob in gone if blob.sha256 not in needed)

    def deleted_pictures(self) -> frozenset[str]:
        """sha256 of pictures in the trash, and of those gone that a message still names."""
        # At every start, so without the modules of the gallery: 3 and 4 are its trash.
        sql = "SELECT sha256 FROM pictures WHERE shown IN (3, 4)"
        return self._read(lambda: frozenset(sha256 for (sha256,) in self._db.execute(sql)))

    def referenced_blobs(self) -> frozenset[str]:
        """sha256 of every blob that a message, the gallery (their trash too), a draft or a batch
        needs.
        """
        with translated():
            return self.gallery.trash.referenced() | self._waiting_blobs()

    def _waiting_blobs(self) -> frozenset[str]:
        return self._conversations.draft_blobs() | self.batches.attached()

    # Search

    def search(
        self,
        text: str,
        limit: int = 50,
        *,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> list[SearchHit]:
        """Finds messages that contain all words of a text, newest first.

        Words in double quotes belong together. Case does not matter. Works within words,
        and so for Chinese and Japanese.

        Args:
            is_cancelled: asked often while searching; once it is true the search ends
                with what was found so far.
        """

        return self._read(lambda: self._index.search(text, limit, is_cancelled))

    def search_titles(self, text: str, limit: int = 50) -> list[SearchHit]:
        """Finds conversations whose title contains all words of a text, newest first."""
        return self._read(lambda: self._index.search_titles(text, limit))

    def rebuild_index(self) -> None:
        """Makes the search indexes anew from the messages and pictures."""
        with self._transaction():
            self._messages.rebuild_index()
            self.gallery.rebuild_index()

    # Small things

    def models(self, connection_id: ConnectionId) -> ModelList:
        """The models of a connection as last put; empty when never."""
        with translated():
            return self._models.get(connection_id)

    def put_models(
        self, connection_id: ConnectionId, models: Iterable[ModelInfo], fetched_at: datetime
    ) -> None:
        """Replaces the kept models of a connection."""
        with self._transaction():
            self._models.put(connection_id, models, fetched_at)

    def meta(self, key: MetaKey) -> str | None:
        """A small value kept under a name, or None."""
        with translated():
            return self._meta.get(key)

    def set_meta(self, key: MetaKey, value: str | None) -> None:
        """Keeps a small value under a name; None removes it."""
        with self._transaction():
            self._meta.set(key, value)

    def _put_messages(self, messages: Sequence[Message], conversation: Conversation | None) -> None:
        kept = False
        try:
            with self._transaction():
                if conversation is not None:
                    self._put_conversation(conversation)
                for message in messages:
                    self._messages.put(message)
            kept = True
        finally:
            if not kept:
                self._messages.forget(message.id for message in messages)

    def _put_conversation(self, conversation: Conversation) -> None:
        seq = self._conversations.put(conversation)
        if seq is not None:
            self.gallery.refresh_of_conversation(seq)

    def _read(self, work: Callable[[], T]) -> T:
        def translated_work() -> T:
            with translated():
                return work()

        return self._mending(translated_work)

    def _mending(self, work: Callable[[], T]) -> T:
        """Does some work, once more after mending what damage it met."""
        try:
            return work()
        except DatabaseDamaged as exc:
            if not is_index_damage(exc.__cause__):
                raise
            _log.info("the search index is damaged and is made anew")
            self.rebuild_index()  # it holds nothing of its own
        except StorageError as exc:
            if exc.code != NOT_TEXT:
                raise
            _log.info("a text in the library is damaged and is read as well as it can be")
            self._db.text_factory = _readable
        return work()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        kept = False
        try:
            with translated(), transaction(self._db):
                yield
            kept = True
        finally:
            if not kept and self._gallery is not None:
                self._gallery.forget_changes()


def _readable(kept: bytes) -> str:
    return kept.decode("utf-8", "replace")
