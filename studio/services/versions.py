"""Versions of messages that are not asked for anew: edited by a person, or copied elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.messages import (
    Attachment,
    Conversation,
    Draft,
    Message,
    MessageState,
    Role,
    Timing,
    attachment_parts,
)
from studio.core.parts import FilePart, ImagePart, Part, PendingImagePart, TextPart


def edited_version(
    old: Message, text: str, attachments: tuple[Attachment, ...] | None, now: datetime
) -> Message:
    """A sibling with another text; what a gateway said of the old one does not hold for it.

    Args:
        attachments: of a person's message; None keeps those of the old one.
    """
    if old.role is Role.USER:
        kept = tuple(part for part in old.parts if isinstance(part, ImagePart | FilePart))
        parts = kept if attachments is None else attachment_parts(attachments)
        parts = (*parts, TextPart(text)) if text else parts
    else:
        parts = _with_text(old.parts, text)
    return replace(
        old,
        id=MessageId(new_id()),
        parts=parts,
        created_at=now,
        state=MessageState.COMPLETE,
        finish_reason=None,
        usage=None,
        timing=Timing(),
        failure=None,
        request_id=None,
    )


def forked(
    conversation: Conversation, path: Sequence[Message], title: str, now: datetime
) -> tuple[Conversation, tuple[Message, ...]]:
    """A new conversation with copies of a path; images are shared, being named by their bytes.

    Returns:
        The conversation, and its messages in the order of the path.
    """
    cid = ConversationId(new_id())
    copies: list[Message] = []
    for message in path:
        parent_id = copies[-1].id if copies else None
        copy = replace(message, id=MessageId(new_id()), conversation_id=cid, parent_id=parent_id)
        copies.append(copy)
    made = replace(
        conversation,
        id=cid,
        created_at=now,
        updated_at=now,
        title=title,
        title_is_manual=True,
        pinned=False,
        unread=False,
        last_failed=False,
        leaf_id=copies[-1].id if copies else None,
        scroll_anchor="",
        draft=Draft(),
        deleted_at=None,
    )
    return made, tuple(copies)


def _with_text(parts: tuple[Part, ...], text: str) -> tuple[Part, ...]:
    """The parts with all text in the place of the first."""
    kept: list[Part] = []
    placed = False
    for part in parts:
        if isinstance(part, PendingImagePart):
            continue
        if not isinstance(part, TextPart):
            kept.append(part)
        elif not placed and text:
            kept.append(TextPart(text))
            placed = True
    return tuple(kept) if placed or not text else (*kept, TextPart(text))
