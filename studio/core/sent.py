"""What is kept of a request beside its reply: enough to show it again, with references only.

The history is not in here: it is the path to the reply's parent, which never changes.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from studio.core.attaching import choose_images
from studio.core.continuing import continued_history
from studio.core.ids import ConnectionId, MessageId
from studio.core.making import mask_of, partial_images
from studio.core.messages import Message
from studio.core.parts import ImagePart, TextPart
from studio.core.requests import (
    ChatRequest,
    Connection,
    ImagePolicy,
    ImageRequest,
    ImageRules,
    Parameters,
)

_MOST_IMAGES = 256


class SentRequest(Struct, frozen=True):
    """A request without its history, images and key.

    Attributes:
        endpoint: `chat` or `images`.
        left_out: parameters that this model had refused before, and so were not sent.
        chosen: sha256 of the images, when the policy is `chosen`.
        continues: the answer that it goes on with, or None.
        instruction: what a person would have had to type to make the model go on, or "".
        images: sha256 of the pictures that go along, the newest first; None: not kept.
        closing: what was added to the question, e.g. the answers that one is made from.
    """

    endpoint: str
    base_url: str
    model_id: str
    preset: str = "other"
    sends_contents: bool = False
    left_out: tuple[str, ...] = ()
    system_prompt: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    image_policy: str = ImagePolicy.LAST.value
    chosen: tuple[str, ...] = ()
    budget_bytes: int = 0
    max_side_px: int = 0
    stream: bool = True
    send_reasoning: bool = False
    continues: MessageId | None = None
    instruction: str = ""
    images: tuple[str, ...] | None = None
    closing: str = ""


class SentData(Struct, frozen=True):
    """Encoded data in a body: a picture, mostly.

    Attributes:
        mime: "" when the body does not say.
        size_bytes: before it is encoded.
    """

    mime: str
    size_bytes: int


class SentBody(Struct, frozen=True):
    """What went over the wire, without key and encoded data.

    Attributes:
        path: below the connection's address.
        fields: the JSON object (or the fields of a form). Where encoded data stands a text has
            `@nonce:n@`, n being an index of `data`.
        nonce: not to be guessed: no text that a person or a model wrote has such a mark.
        is_form: sent as multipart, not as JSON.
        takes_key: the server wants a key.
    """

    url: str
    path: str
    fields: Mapping[str, Any]
    nonce: str = ""
    data: tuple[SentData, ...] = ()
    is_form: bool = False
    takes_key: bool = True


def record_of(
    request: ChatRequest | ImageRequest,
    *,
    continues: MessageId | None = None,
    instruction: str = "",
) -> SentRequest:
    """What to keep of a request."""
    connection = request.connection
    common: dict[str, Any] = {
        "base_url": connection.base_url,
        "model_id": request.model_id,
        "preset": connection.preset,
        "sends_contents": connection.sends_contents,
        "left_out": tuple(connection.left_out.get(request.model_id, ())),
        "parameters": request.parameters.as_dict(),
        "stream": request.stream,
    }
    if isinstance(request, ImageRequest):
        sources = tuple(blob.sha256 for blob in request.images)
        return SentRequest(endpoint="images", images=sources, **common)
    rules = request.image_rules
    return SentRequest(
        endpoint="chat",
        system_prompt=request.system_prompt,
        image_policy=rules.policy.value,
        chosen=tuple(sorted(rules.chosen)),
        budget_bytes=rules.budget_bytes,
        max_side_px=rules.max_side_px,
        send_reasoning=request.send_reasoning,
        continues=continues,
        instruction=instruction,
        images=_attached(request),
        **common,
    )


def _attached(request: ChatRequest) -> tuple[str, ...]:
    must, may = choose_images(request.history, request.image_rules)
    parts = (request.history[at].parts[position] for at, position in (*must, *may))
    return tuple(part.blob.sha256 for part in parts if isinstance(part, ImagePart))[:_MOST_IMAGES]


def request_of(
    record: SentRequest, history: tuple[Message, ...], partial: Message | None = None
) -> ChatRequest | ImageRequest:
    """The request again, as it was sent.

    Args:
        history: the path up to and with the question.
        partial: the answer that `record.continues` names.
    """
    connection = Connection(
        id=ConnectionId(""),
        name="",
        base_url=record.base_url,
        preset=record.preset,
        left_out={record.model_id: record.left_out} if record.left_out else {},
        sends_contents=record.sends_contents,
    )
    parameters = Parameters.from_dict(record.parameters)
    if record.endpoint == "images":
        question = history[-1]
        return ImageRequest(
            connection=connection,
            model_id=record.model_id,
            prompt=question.text,
            images=tuple(part.blob for part in question.parts if isinstance(part, ImagePart)),
            mask=mask_of(question),
            n=parameters.n,
            size=parameters.image_size,
            quality=parameters.quality,
            parameters=parameters,
            stream=record.stream,
            partial_images=partial_images(record.model_id) if record.stream else None,
        )
    if record.closing and history:
        asked = history[-1]
        history = (*history[:-1], replace(asked, parts=(*asked.parts, TextPart(record.closing))))
    if partial is not None:
        history = continued_history(history, partial, record.instruction)
    return ChatRequest(
        connection=connection,
        model_id=record.model_id,
        history=history,
        system_prompt=record.system_prompt,
        parameters=parameters,
        image_rules=ImageRules(
            policy=ImagePolicy(record.image_policy),
            chosen=frozenset(record.chosen),
            budget_bytes=record.budget_bytes,
            max_side_px=record.max_side_px,
        ),
        stream=record.stream,
        send_reasoning=record.send_reasoning,
    )
