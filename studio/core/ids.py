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
