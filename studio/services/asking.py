"""Questions and requests, made from what a person chose."""

from datetime import datetime

from msgspec.structs import replace

from studio.core.continuing import INSTRUCTION, continued_history, continued_rules
from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.making import IMAGES_ENDPOINT, mask_of
from studio.core.messages import Attachment, Message, Role, attachment_parts
from studio.core.models import ModelInfo, guess_endpoint_only
from studio.core.parts import ImagePart, TextPart
from studio.core.requests import (
    ChatRequest,
    Connection,
    ImageRequest,
    ImageRules,
    Parameters,
)
from studio.core.sent import SentRequest, record_of
from studio.storage.settings import Settings


def make_question(
    cid: ConversationId,
    parent_id: MessageId | None,
    text: str,
    attachments: tuple[Attachment, ...],
    now: datetime,
) -> Message:
    """A person's message: attachments first, then the text."""
    parts = attachment_parts(attachments)
    return Message(
        id=MessageId(new_id()),
        conversation_id=cid,
        parent_id=parent_id,
        role=Role.USER,
        parts=(*parts, TextPart(text)) if text else parts,
        created_at=now,
    )


def title_from(text: str, now: datetime) -> str:
    """A short title from the first message: its first line, cut at a word.

    Args:
        text: the message; when it is empty (a picture alone) the title says so by date.
    """
    for line in text.split("\n"):
        words = " ".join(line.strip().lstrip("#>*-` ").split())
        if words:
            if len(words) <= 60:
                return words
            cut = words[:60].rsplit(" ", 1)[0]
            return (cut if len(cut) > 30 else words[:60]) + "…"
    return f"{now:%Y-%m-%d %H:%M}"


def make_request(
    connection: Connection,
    model: ModelInfo,
    history: tuple[Message, ...],
    system_prompt: str,
    parameters: Parameters,
    values: Settings,
) -> ChatRequest | ImageRequest:
    """What to ask: a chat completion, or the images endpoint of a model that has only that.

    Args:
        history: the path up to and with the question.
        values: the settings; how images of the history go along.
    """
    if is_endpoint_only(model):
        question = history[-1]
        return ImageRequest(
            connection=connection,
            model_id=model.id,
            prompt=question.text,
            images=tuple(p.blob for p in question.parts if isinstance(p, ImagePart)),
            mask=mask_of(question),
            n=parameters.n,
            size=parameters.image_size,
            quality=parameters.quality,
            parameters=parameters,
        )
    return ChatRequest(
        connection=connection,
        model_id=model.id,
        history=history,
        system_prompt=system_prompt,
        parameters=parameters,
        image_rules=ImageRules(
            policy=values.image_policy,
            budget_bytes=values.image_budget_bytes,
            max_side_px=values.image_max_side_px,
        ),
    )


def is_endpoint_only(model: ModelInfo) -> bool:
    """Whether a model serves the images endpoints and no chat, by its list, else by its id."""
    if model.endpoint_types:
        return set(model.endpoint_types) == {IMAGES_ENDPOINT}
    return guess_endpoint_only(model.id)


def prepared(
    reply: Message, request: ChatRequest | ImageRequest, partial: Message | None
) -> tuple[Message, ChatRequest | ImageRequest, SentRequest]:
    """The reply, what to ask, and what to keep of it.

    Args:
        partial: an answer to go on with: the reply begins with all of it.
    """
    if partial is None or isinstance(request, ImageRequest):
        return reply, request, record_of(request)
    rules = continued_rules(request.image_rules, request.history)
    parameters = replace(request.parameters, n=None)
    request = replace(
        request,
        history=continued_history(request.history, partial, INSTRUCTION),
        image_rules=rules,
        parameters=parameters,
    )
    reply = replace(reply, parts=partial.parts, parameters=parameters.as_dict())
    return reply, request, record_of(request, continues=partial.id, instruction=INSTRUCTION)
