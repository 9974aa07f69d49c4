"""Conversations and their trees: what views read, and every edit of them.

Edits happen in memory at once and are written on the database thread (see `saving`); a failed
write is announced by `storage_failed`, nothing in memory is lost, and it is tried again.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.errors import Failure, StudioError
from studio.core.ids import ConnectionId, ConversationId, MessageId, new_id
from studio.core.messages import Conversation, Draft, Message
from studio.core.ports import Clock
from studio.core.requests import Parameters
from studio.core.tree import ConversationTree
from studio.services.loaded_trees import LoadedTrees
from studio.services.saving import Saver
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread

if TYPE_CHECKING:
    from studio.core.sent import SentRequest
    from studio.storage.library import Library

T = TypeVar("T")


class ConversationStore(QObject):
    """All conversations, and the trees of those that were opened.

    Signals:
        loaded: the list of conversations is there.
        conversation_added, conversation_changed, conversation_removed: conversation id.
        tree_loaded: conversation id; `tree` gives its tree now.
        path_changed: conversation id; its messages or its leaf changed, read the path anew.
        message_changed: conversation id, message id; that message has a newer value.
        storage_failed: a `Failure`; something could not be written or read.
        storage_recovered: what could not be written before is on disk now.
    """

    loaded = Signal()
    conversation_added = Signal(str)
    conversation_changed = Signal(str)
    conversation_removed = Signal(str)
    tree_loaded = Signal(str)
    path_changed = Signal(str)
    message_changed = Signal(str, str)
    storage_failed = Signal(object)
    storage_recovered = Signal()

    def __init__(
        self,
        *,
        database: DatabaseThread,
        scope: TaskScope,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._database = database
        self._scope = scope
        self._clock = clock
        self._saver = Saver(
            database=database,
            scope=scope,
            on_failed=self.storage_failed.emit,
            on_recovered=self.storage_recovered.emit,
        )
        database.tell_of_damage(self._on_database_damage)
        self._conversations: dict[ConversationId, Conversation] = {}
        self._unsaved: set[ConversationId] = set()
        self._trees = LoadedTrees(self._read_tree, scope=scope, on_loaded=self.tree_loaded.emit)
        self._trashed: dict[ConversationId, Conversation] = {}
        self._queued: dict[ConversationId, Draft] = {}
        self._is_loaded = False

    # Reading

    @property
    def unsaved(self) -> Failure | None:
        """Why something is not on disk although it was tried (and is tried again), or None."""
        return self._saver.failure

    @property
    def is_loaded(self) -> bool:
        """Whether the list was read from disk."""
        return self._is_loaded

    async def load(self) -> None:
        """Reads the list of conversations; replies cut off by a crash become interrupted."""

        def read(library: "Library") -> list[Conversation]:
            library.mark_interrupted()
            return library.conversations()

        for conversation in await self._call(read):
            self._conversations.setdefault(conversation.id, conversation)
        self._is_loaded = True
        self.loaded.emit()

    def all(self) -> tuple[Conversation, ...]:
        """Conversations that are kept: pinned first, then the newest first."""
        kept = [c for c in self._conversations.values() if c.id not in self._unsaved]
        kept.sort(key=attrgetter("updated_at"), reverse=True)
        kept.sort(key=attrgetter("pinned"), reverse=True)
        return tuple(kept)

    def get(self, conversation_id: str) -> Conversation | None:
        """The conversation, or None when there is none (or it is in the trash)."""
        return self._conversations.get(ConversationId(conversation_id))

    def is_kept(self, conversation_id: str) -> bool:
        """Whether a conversation is more than an empty new one."""
        cid = ConversationId(conversation_id)
        return cid in self._conversations and cid not in self._unsaved

    def tree(self, conversation_id: str) -> ConversationTree | None:
        """The tree, or None when it is not loaded (see `open`)."""
        return self._trees.get(ConversationId(conversation_id))

    def open(self, conversation_id: str) -> None:
        """Loads a tree; `tree_loaded` tells when it is there (also when it already was)."""
        cid = ConversationId(conversation_id)
        if cid in self._trees:
            self.tree_loaded.emit(cid)
        elif cid in self._conversations:
            self._trees.load(cid)

    async def ensure_tree(self, conversation_id: ConversationId) -> ConversationTree:
        """The tree, loaded if it was not. Raises: StorageError."""
        return await self._trees.ensure(conversation_id)

    # Conversations

    def new(
        self, *, connection_id: ConnectionId | None = None, model_id: str | None = None
    ) -> Conversation:
        """A new, empty conversation; kept only once something is typed or sent."""
        for cid in self._unsaved:
            conversation = self._conversations[cid]
            tree = self._trees[cid]
            if not len(tree) and conversation.draft.is_empty:
                return conversation
        now = self._clock.now()
        conversation = Conversation(
            id=ConversationId(new_id()),
            created_at=now,
            updated_at=now,
            connection_id=connection_id,
            model_id=model_id,
        )
        self._conversations[conversation.id] = conversation
        self._unsaved.add(conversation.id)
        self._trees.put(conversation.id, ConversationTree())
        return conversation

    def rename(self, conversation_id: str, title: str) -> None:
        """A person's title; an empty one goes back to the automatic title."""
        title = " ".join(title.split())
        self._change(conversation_id, title=title, title_is_manual=bool(title))

    def set_auto_title(self, conversation_id: str, title: str) -> None:
        """The program's title: taken once, never over a manual one."""
        conversation = self.get(conversation_id)
        if conversation and not conversation.title and not conversation.title_is_manual:
            self._change(conversation_id, title=title)

    def set_pinned(self, conversation_id: str, pinned: bool) -> None:
        """Pins to the top of the list."""
        self._change(conversation_id, pinned=pinned)

    def set_model(
        self, conversation_id: str, connection_id: ConnectionId | None, model_id: str | None
    ) -> None:
        """The model for the next message of a conversation."""
        self._change(conversation_id, connection_id=connection_id, model_id=model_id)

    def set_system_prompt(self, conversation_id: str, text: str) -> None:
        """The system prompt of a conversation. A first one keeps a new conversation too."""
        conversation = self.get(conversation_id)
        if conversation and conversation.id in self._unsaved and text.strip():
            self._conversations[conversation.id] = replace(conversation, system_prompt=text)
            self._keep(conversation.id)
        else:
            self._change(conversation_id, system_prompt=text)

    def set_parameters(self, conversation_id: str, parameters: Parameters) -> None:
        """The parameters for the next message of a conversation."""
        self._change(conversation_id, parameters=parameters.as_dict())

    def set_scroll_anchor(self, conversation_id: str, anchor: str) -> None:
        """Where the reader is, as opaque text of the transcript view."""
        conversation = self.get(conversation_id)
        if conversation and conversation.scroll_anchor != anchor:
            self._change(conversation_id, announce=False, scroll_anchor=anchor)

    def set_unread(self, conversation_id: str, unread: bool, *, failed: bool = False) -> None:
        """A reply ended while nobody looked; `failed`: it ended with a failure."""
        conversation = self.get(conversation_id)
        if conversation and (conversation.unread, conversation.last_failed) != (unread, failed):
            self._change(conversation_id, unread=unread, last_failed=failed)

    def mark_read(self, conversation_id: str) -> None:
        """A person looks at the conversation now."""
        conversation = self.get(conversation_id)
        if conversation and conversation.unread:
            self._change(conversation_id, unread=False)

    def save_draft(self, conversation_id: str, draft: Draft) -> None:
        """Keeps what is typed but not sent. A first draft keeps a new conversation too."""
        conversation = self.get(conversation_id)
        if conversation is None or conversation.draft == draft:
            return
        cid = conversation.id
        if cid in self._unsaved and not draft.is_empty:
            self._conversations[cid] = replace(conversation, draft=draft)
            self._keep(cid)
        else:
            self._change(cid, announce=False, draft=draft)

    def set_queued(
        self, conversation_id: ConversationId, queued: Draft | None, *, write: bool = True
    ) -> None:
        """A message waits for the end of a reply; on disk it stands before the draft.

        So a crash gives it back in the composer, and nothing that was typed is lost.

        Args:
            write: False when the next call writes the conversation anyway.
        """
        if queued is None:
            self._queued.pop(conversation_id, None)
        else:
            self._queued[conversation_id] = queued
        if write and conversation_id not in self._unsaved:
            self._saver.put(conversation_id, row=self._row(conversation_id))

    def delete(self, conversation_id: str) -> None:
        """Moves a conversation to the trash (30 days); `restore` brings it back."""
        cid = ConversationId(conversation_id)
        conversation = self._conversations.get(cid)
        if conversation is None:
            return
        if cid not in self._unsaved:
            self._saver.put(cid, row=replace(self._row(cid), deleted_at=self._clock.now()))
        self._unsaved.discard(cid)
        self._trashed[cid] = self._conversations.pop(cid)
        self.conversation_removed.emit(cid)

    async def deleted(self) -> tuple[Conversation, ...]:
        """What `restore` can bring back, of earlier sessions too; what was deleted last first.

        Raises:
            StorageError: the trash can't be read.
        """
        await self._saver.flush()
        found = await self._call(lambda library: library.deleted_conversations())
        found = [each for each in found if each.id not in self._conversations]
        for each in found:
            self._trashed.setdefault(each.id, replace(each, deleted_at=None))
        return tuple(found)

    def restore(self, conversation_id: str) -> None:
        """Brings a conversation back from the trash, if it is one that this session knows."""
        cid = ConversationId(conversation_id)
        conversation = self._trashed.pop(cid, None)
        if conversation is None:
            return
        self._conversations[cid] = conversation
        self._saver.put(cid, row=self._row(cid))
        self.conversation_added.emit(cid)

    # Messages

    def add_messages(
        self,
        conversation_id: ConversationId,
        messages: Sequence[Message],
        *,
        show: bool = True,
        clear_draft: bool = False,
        requests: "Mapping[MessageId, SentRequest] | None" = None,
    ) -> None:
        """Adds messages to a loaded tree and writes them, in one transaction.

        Args:
            show: the last of them becomes the leaf.
            clear_draft: also forget the draft, in the same transaction.
            requests: what is sent for those that are replies.
        """
        tree = self._trees[conversation_id]
        tree.add(*messages, show=show)
        fields: dict[str, Any] = {"leaf_id": tree.leaf_id, "updated_at": self._clock.now()}
        if clear_draft:
            fields["draft"] = Draft()
        self._conversations[conversation_id] = replace(
            self._conversations[conversation_id], **fields
        )
        self._keep(conversation_id, messages, requests)
        self.path_changed.emit(conversation_id)

    def add_conversation(
        self,
        conversation: Conversation,
        messages: Sequence[Message],
        requests: "Mapping[MessageId, SentRequest] | None" = None,
    ) -> None:
        """Keeps a whole conversation that was made elsewhere (a copy of another)."""
        cid = conversation.id
        self._conversations[cid] = conversation
        self._trees.put(cid, ConversationTree(messages, conversation.leaf_id))
        self._saver.put(cid, row=conversation, messages=messages, requests=requests)
        self.conversation_added.emit(cid)

    def put_requests(
        self, conversation_id: ConversationId, requests: "Mapping[MessageId, SentRequest]"
    ) -> None:
        """Keeps what was sent for replies that are kept already."""
        self._saver.put(conversation_id, requests=requests)

    def keep_beside(
        self, conversation_id: ConversationId, name: str, write: "Callable[[Library], None]"
    ) -> None:
        """Keeps another record of a kept conversation, after what is to be written of it.

        Args:
            name: of the record; a newer one of the same name takes its place.
            write: called on the database's thread, again after a failure.
        """
        self._saver.put(conversation_id, also={name: write})

    async def request(self, message_id: str) -> "SentRequest | None":
        """What was sent for a reply, or None when it was not kept. Raises: StorageError."""
        await self._saver.flush()
        return await self._call(lambda library: library.request(MessageId(message_id)))

    async def message(self, message_id: str) -> Message | None:
        """One message of any conversation, in the trash or not. Raises: StorageError."""
        await self._saver.flush()
        return await self._call(lambda library: library.message(MessageId(message_id)))

    def update_message(self, message: Message) -> None:
        """A newer value of a message: announced, and written, unless its chat is gone."""
        tree = self._trees.get(message.conversation_id)
        if tree is not None and message.id in tree:
            self.write_message(message)
            self.message_changed.emit(message.conversation_id, message.id)

    def write_message(self, message: Message) -> None:
        """Writes a message without announcing it (a reply that still grows)."""
        tree = self._trees.get(message.conversation_id)
        if tree is not None and message.id in tree:
            tree.replace(message)
        self._saver.put(message.conversation_id, messages=[message])

    def show_version(self, conversation_id: str, message_id: str) -> None:
        """Shows the branch through a message."""
        cid = ConversationId(conversation_id)
        tree = self._trees[cid]
        tree.show(MessageId(message_id))
        self._change(cid, leaf_id=tree.leaf_id)
        self.path_changed.emit(cid)

    def delete_message(self, conversation_id: str, message_id: str) -> tuple[Message, ...]:
        """Moves a message and all below it to the trash.

        Returns:
            What went, for `restore_messages`.
        """
        cid = ConversationId(conversation_id)
        tree = self._trees[cid]
        gone = tuple(tree[each] for each in tree.subtree(MessageId(message_id)))
        tree.remove(MessageId(message_id))
        now = self._clock.now()
        self._saver.put(cid, trash={message.id: now for message in gone})
        self._change(cid, leaf_id=tree.leaf_id)
        self.path_changed.emit(cid)
        return gone

    def restore_messages(self, conversation_id: str, messages: Iterable[Message]) -> None:
        """Undoes `delete_message` and shows what came back."""
        cid = ConversationId(conversation_id)
        tree = self._trees[cid]
        back = [message for message in messages if message.id not in tree]
        if not back:
            return
        tree.add(*back, show=False)
        tree.show(back[0].id)
        self._saver.put(cid, messages=back, trash={message.id: None for message in back})
        self._change(cid, leaf_id=tree.leaf_id)
        self.path_changed.emit(cid)

    def release(self, conversation_ids_in_use: Iterable[str]) -> None:
        """Forgets trees of conversations nobody uses, beyond a few for quick return."""
        in_use = {ConversationId(each) for each in conversation_ids_in_use}
        self._trees.release(in_use | self._unsaved | self._saver.unsaved())

    async def flush(self) -> None:
        """Waits until everything changed so far is on disk. Raises: StorageError."""
        await self._saver.flush()

    # Inside

    def _change(self, conversation_id: str, *, announce: bool = True, **fields: Any) -> None:
        cid = ConversationId(conversation_id)
        conversation = self._conversations.get(cid)
        if conversation is None:
            return
        changed = replace(conversation, **fields)
        if changed == conversation:
            return
        self._conversations[cid] = changed
        if cid in self._unsaved:
            return
        self._saver.put(cid, row=self._row(cid))
        if announce:
            self.conversation_changed.emit(cid)

    def _keep(
        self,
        cid: ConversationId,
        messages: Sequence[Message] = (),
        requests: "Mapping[MessageId, SentRequest] | None" = None,
    ) -> None:
        """Writes a conversation with messages; a new one enters the list now."""
        is_new = cid in self._unsaved
        self._unsaved.discard(cid)
        self._saver.put(cid, row=self._row(cid), messages=messages, requests=requests)
        (self.conversation_added if is_new else self.conversation_changed).emit(cid)

    def _row(self, cid: ConversationId) -> Conversation:
        conversation, queued = self._conversations[cid], self._queued.get(cid)
        if queued is None:
            return conversation
        return replace(conversation, draft=queued.joined(conversation.draft))

    def _on_database_damage(self, damage: StudioError) -> None:
        self._scope.call_from_thread(self.storage_failed.emit, damage.as_failure())

    async def _read_tree(self, cid: ConversationId) -> ConversationTree:
        conversation = self._conversations.get(cid) or self._trashed.get(cid)
        leaf_id = conversation.leaf_id if conversation else None
        # Made over there: with 10,000 messages it takes longer than a frame.
        return await self._call(lambda library: ConversationTree(library.messages(cid), leaf_id))

    async def _call(self, fn: "Callable[[Library], T]") -> T:
        try:
            return await asyncio.wrap_future(self._database.submit(fn))
        except StudioError as exc:
            self.storage_failed.emit(exc.as_failure())
            raise
