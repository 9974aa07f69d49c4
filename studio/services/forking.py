"""Copying the beginning of a conversation into a new one, to go on differently."""

import logging

from studio.core.errors import StorageError
from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Message
from studio.core.ports import Clock
from studio.services.conversations import ConversationStore
from studio.services.tasks import TaskScope
from studio.services.versions import forked

logger = logging.getLogger(__name__)


def fork(
    store: ConversationStore,
    scope: TaskScope,
    clock: Clock,
    message: Message,
    title: str,
) -> ConversationId | None:
    """A new conversation with copies of all messages up to one.

    Returns:
        Its id; None when the message is not there any more.
    """
    source = store.get(message.conversation_id)
    tree = store.tree(message.conversation_id)
    if source is None or tree is None or message.id not in tree:
        return None
    path = tree.path(message.id)
    made, messages = forked(source, path, title, clock.now())
    store.add_conversation(made, messages)
    pairs = [(old.id, new.id) for old, new in zip(path, messages, strict=True)]
    scope.start(_copy_requests(store, made.id, pairs), name="copy requests")
    return made.id


async def _copy_requests(
    store: ConversationStore, cid: ConversationId, pairs: list[tuple[MessageId, MessageId]]
) -> None:
    """What was sent for the replies is known of their copies too."""
    try:
        found = {new: await store.request(old) for old, new in pairs}
    except StorageError as exc:
        logger.info("requests were not copied: %s", exc.kind)  # the store tells of the trouble
        return
    store.put_requests(cid, {new: record for new, record in found.items() if record is not None})
