"""Identities: plain strings with a type of their own, so that they can't be mixed up."""

from typing import NewType
from uuid import uuid4

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
ConnectionId = NewType("ConnectionId", str)
RunId = NewType("RunId", str)


def new_id() -> str:
    """A fresh identity: 32 hexadecimal digits, never reused."""
    return uuid4().hex


COMPARING = "compare-"
"""So begin the ids of conversations that were begun as comparisons."""
BATCH = f"{COMPARING}run-"
"""So begin the ids of conversations with the answers of a run of many prompts."""
MAKING = "making-"
"""So begin the ids of conversations that keep what is made outside chats."""


def new_comparing_id() -> ConversationId:
    """The id of a conversation that is begun as a comparison."""
    return ConversationId(COMPARING + new_id())


def is_comparing(conversation_id: str) -> bool:
    """Whether a conversation was begun as a comparison, and not as a chat."""
    return conversation_id.startswith(COMPARING)


def is_batch(conversation_id: str) -> bool:
    """Whether a conversation has the answers of a run of many prompts."""
    return conversation_id.startswith(BATCH)


def is_making(conversation_id: str) -> bool:
    """Whether a conversation keeps what is made outside chats."""
    return conversation_id.startswith(MAKING)


def is_apart(conversation_id: str) -> bool:
    """Whether a conversation was not begun as a chat."""
    return conversation_id.startswith((MAKING, COMPARING))
