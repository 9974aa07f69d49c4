"""Looking into a request: what was sent for a reply, and what came when."""

import asyncio
import re
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from studio.core.errors import StudioError
from studio.core.messages import Message
from studio.core.redaction import MARK
from studio.core.requests import ChatRequest, ImageRequest
from studio.core.sent import SentBody, SentRequest, request_of
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.images import ImageLibrary

# Stricter than `core.redaction`: words of people and programs ("sk-learn") stay as they were sent.
_KEYS = re.compile(r"\b(?:sk|mk|pk|rk|gsk|xai|hf)[-_][A-Za-z0-9_\-]{16,}|\bAIza[A-Za-z0-9_\-]{20,}")
_KNOWN = frozenset({"environment", "session", "keychain"})
_LEAST_KEY_CHARS = 8


class Inspection(Struct, frozen=True):
    """What is known of one request.

    Attributes:
        message: the reply, with its usage, timing and failure.
        body: what was sent, or None.
        missing: why there is no body: `not_kept` (an older library, an edited answer), `gone`
            (a part of what was sent is not there any more), or "".
    """

    message: Message
    body: SentBody | None = None
    missing: str = ""


class RequestInspector:
    """Builds the bodies of kept requests again, by the same code that sent them."""

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        connections: ConnectionStore,
        images: ImageLibrary,
    ) -> None:
        self._conversations = conversations
        self._connections = connections
        self._images = images

    async def inspect(self, message: Message) -> Inspection:
        """What was sent for a reply. Raises: StorageError."""
        record = await self._record(message)
        if record is None:
            return Inspection(message, missing="not_kept")
        request = await self._request(message, record)
        if request is None:
            return Inspection(message, missing="gone")
        try:
            body = await asyncio.to_thread(self._body, request)
        except StudioError:
            return Inspection(message, missing="gone")
        key = await self._known_key(message.connection_id)
        fields: dict[str, Any] = _without_keys(dict(body.fields), key)
        return Inspection(message, replace(body, fields=fields))

    async def preview(self, request: ChatRequest | ImageRequest) -> SentBody | None:
        """What would be sent; None when a part of it is not there any more."""
        try:
            body = await asyncio.to_thread(self._body, request)
        except StudioError:
            return None
        key = await self._known_key(request.connection.id)
        fields: dict[str, Any] = _without_keys(dict(body.fields), key)
        return replace(body, fields=fields)

    async def _record(self, message: Message) -> SentRequest | None:
        found = await self._conversations.request(message.id)
        tree = self._conversations.tree(message.conversation_id)
        if found is not None or tree is None or message.id not in tree or not message.choice_index:
            return found
        # Further choices of one request have the record of the first.
        for sibling_id in tree.siblings(message.id):
            sibling = tree[sibling_id]
            if not sibling.choice_index and sibling.created_at == message.created_at:
                return await self._conversations.request(sibling_id)
        return None

    async def _request(
        self, message: Message, record: SentRequest
    ) -> ChatRequest | ImageRequest | None:
        tree = await self._conversations.ensure_tree(message.conversation_id)
        if message.parent_id is None or message.parent_id not in tree:
            return None
        partial = None
        if record.continues is not None:
            partial = await self._conversations.message(record.continues)
            if partial is None:
                return None
        return request_of(record, tree.path(message.parent_id), partial)

    def _body(self, request: ChatRequest | ImageRequest) -> SentBody:
        from studio.gateway.inspection import sent_body

        return sent_body(request, self._images)

    async def _known_key(self, connection_id: str | None) -> str:
        """The key, where it is known already: to read a request no keychain is unlocked."""
        connection = self._connections.get(connection_id)
        if connection is None or self._connections.key_state(connection.id).source not in _KNOWN:
            return ""
        try:
            return await self._connections.key_for(connection) or ""
        except StudioError:
            return ""


def _without_keys(value: Any, key: str) -> Any:
    if isinstance(value, str):
        if len(key) >= _LEAST_KEY_CHARS:
            value = value.replace(key, MARK)
        return _KEYS.sub(MARK, value)
    if isinstance(value, dict):
        return {_without_keys(name, key): _without_keys(each, key) for name, each in value.items()}
    if isinstance(value, list):
        return [_without_keys(each, key) for each in value]
    return value
