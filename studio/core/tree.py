"""The tree of one conversation. Every edit is pure data and is returned as a `Change`.

Regenerating and editing add siblings; nothing is overwritten. A pane shows one path, named
by its leaf.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from studio.core.ids import MessageId
from studio.core.messages import Message


class Change(Struct, frozen=True):
    """What an edit did: ids added, replaced and removed, and the leaf to show now."""

    added: tuple[MessageId, ...] = ()
    changed: tuple[MessageId, ...] = ()
    removed: tuple[MessageId, ...] = ()
    leaf_id: MessageId | None = None


class ConversationTree:
    """Messages of one conversation, by id, with the order of siblings.

    Args:
        messages: in order of creation; a parent may come after its child. A message whose
            parent is unknown, or hangs below the message itself (a damaged library), becomes
            a root, so that nothing is ever lost from view and every walk ends.
        leaf_id: the path shown; an unknown one falls back to the newest leaf.
    """

    def __init__(self, messages: Iterable[Message] = (), leaf_id: MessageId | None = None) -> None:
        self._messages: dict[MessageId, Message] = {m.id: m for m in messages}
        self._parents = _parents_of(self._messages)
        self._children: dict[MessageId | None, list[MessageId]] = {}
        for message_id, parent_id in self._parents.items():
            self._children.setdefault(parent_id, []).append(message_id)
        self.leaf_id = leaf_id if leaf_id in self._messages else self._newest_leaf()
        # Asked for many times between two changes, and as long as the conversation.
        self._path: tuple[MessageId | None, tuple[Message, ...]] | None = None

    def __len__(self) -> int:
        return len(self._messages)

    def __contains__(self, message_id: object) -> bool:
        return message_id in self._messages

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages.values())

    def get(self, message_id: MessageId) -> Message | None:
        """The message, or None when it is not in this tree."""
        return self._messages.get(message_id)

    def __getitem__(self, message_id: MessageId) -> Message:
        return self._messages[message_id]

    def path(self, leaf_id: MessageId | None = None) -> tuple[Message, ...]:
        """Messages from the root to `leaf_id` (default: the leaf shown), in order."""
        at = leaf_id if leaf_id is not None else self.leaf_id
        if self._path is None or self._path[0] != at:
            self._path = (at, self._walk(at))
        return self._path[1]

    def _walk(self, at: MessageId | None) -> tuple[Message, ...]:
        found: list[Message] = []
        while at is not None and at in self._messages:
            found.append(self._messages[at])
            at = self._parents[at]
        found.reverse()
        return tuple(found)

    def children(self, message_id: MessageId | None) -> tuple[MessageId, ...]:
        """Direct replies to a message (None: the roots), oldest first."""
        return tuple(self._children.get(message_id, ()))

    def siblings(self, message_id: MessageId) -> tuple[MessageId, ...]:
        """All versions of a turn, the message itself included, oldest first."""
        return self.children(self._parents[message_id])

    def version(self, message_id: MessageId) -> tuple[int, int]:
        """The place of a message among the versions of its turn, from 1; how many there are."""
        versions = self._children[self._parents[message_id]]
        if len(versions) == 1:
            return 1, 1
        return versions.index(message_id) + 1, len(versions)

    def leaf_under(self, message_id: MessageId) -> MessageId:
        """The newest leaf of the branch that goes on from a message."""
        at = message_id
        while self._children.get(at):
            at = self._children[at][-1]
        return at

    def subtree(self, message_id: MessageId) -> tuple[MessageId, ...]:
        """A message and all that hangs below it, parents first."""
        found = [message_id]
        for at in found:
            found.extend(self._children.get(at, ()))
        return tuple(found)

    def branching(self) -> frozenset[MessageId]:
        """The messages that are one of several versions of their turn."""
        several = (versions for versions in self._children.values() if len(versions) > 1)
        return frozenset(each for versions in several for each in versions)

    def add(self, *messages: Message, show: bool = True) -> Change:
        """Adds messages; with `show` the last of them becomes the leaf."""
        for message in messages:
            if message.id in self._messages:
                raise ValueError(f"message {message.id} is already in the tree")
            parent_id = message.parent_id if message.parent_id in self._messages else None
            self._messages[message.id] = message
            self._parents[message.id] = parent_id
            self._children.setdefault(parent_id, []).append(message.id)
            if self._path is not None and show and parent_id == self._path[0]:
                self._path = (message.id, (*self._path[1], message))
        if show and messages:
            self.leaf_id = messages[-1].id
        return Change(added=tuple(m.id for m in messages), leaf_id=self.leaf_id)

    def replace(self, message: Message) -> Change:
        """Puts a newer value of a message in its place; its parent can't change."""
        old = self._messages[message.id]
        if old.parent_id != message.parent_id:
            raise ValueError("a message can't move to another parent")
        self._messages[message.id] = message
        if self._path is not None and message.id == self._path[0]:
            self._path = (message.id, (*self._path[1][:-1], message))
        else:
            self._path = None
        return Change(changed=(message.id,), leaf_id=self.leaf_id)

    def show(self, message_id: MessageId) -> Change:
        """Shows the branch through a message, down to its newest leaf."""
        self.leaf_id = self.leaf_under(message_id)
        return Change(leaf_id=self.leaf_id)

    def remove(self, message_id: MessageId) -> Change:
        """Takes a message and all below it out; the view goes to a neighbour."""
        siblings = self.siblings(message_id)
        gone = self.subtree(message_id)
        parent = self._parents[message_id]
        self._children[parent].remove(message_id)
        self._path = None
        for each in gone:
            del self._messages[each], self._parents[each]
            self._children.pop(each, None)
        if self.leaf_id in gone:
            at = siblings.index(message_id)
            rest = [s for s in siblings if s != message_id]
            if rest:
                self.leaf_id = self.leaf_under(rest[min(at, len(rest) - 1)])
            else:
                self.leaf_id = parent
        return Change(removed=gone, leaf_id=self.leaf_id)

    def _newest_leaf(self) -> MessageId | None:
        leaves = [m for m in self._messages.values() if not self._children.get(m.id)]
        return max(leaves, key=lambda m: m.created_at).id if leaves else None


def _parents_of(messages: Mapping[MessageId, Message]) -> dict[MessageId, MessageId | None]:
    """The parent of each message; None where it is unknown, and at one place of each ring."""
    parents: dict[MessageId, MessageId | None] = {}
    for message_id in messages:
        trail: dict[MessageId, None] = {}
        at: MessageId | None = message_id
        while at is not None and at in messages and at not in parents and at not in trail:
            trail[at] = None
            at = messages[at].parent_id
        for each in trail:
            parent_id = messages[each].parent_id
            parents[each] = parent_id if parent_id in messages else None
        if at is not None and at in trail:
            parents[at] = None
    return {message_id: parents[message_id] for message_id in messages}
