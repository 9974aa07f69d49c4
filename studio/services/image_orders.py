"""Requests for images, made from what a person ordered."""

from studio.core.making import (
    MOST_REFERENCES,
    MOST_SEED,
    ImageOrder,
    Way,
    partial_images,
    qualities,
    takes_seed,
    takes_sizes,
)
from studio.core.messages import Attachment, Message
from studio.core.parts import BlobRef
from studio.core.records import PictureDetails
from studio.core.requests import (
    ChatRequest,
    Connection,
    ImagePolicy,
    ImageRequest,
    ImageRules,
    Parameters,
)
from studio.core.sniff import extension_for

_BUDGET_BYTES = 16 * 1024 * 1024
_MAX_SIDE_PX = 4096


def order_parameters(order: ImageOrder) -> Parameters:
    """What is kept with the reply of an order, so that it can be asked for again.

    What the model does not take there is left out: it would be refused.
    """
    way = order.way or Way.CHAT
    quality = order.quality if order.quality in qualities(order.model_id, way) else ""
    return Parameters(
        n=order.versions if order.versions > 1 else None,
        seed=order.seed if takes_seed(order.model_id, way) else None,
        aspect_ratio=order.aspect or None,
        image_size=(order.size or None) if takes_sizes(order.model_id, way) else None,
        quality=quality or None,
    )


def order_request(
    connection: Connection, order: ImageOrder, question: Message, way: Way
) -> ChatRequest | ImageRequest:
    """What to ask for an order.

    Args:
        question: the order as a message; it is all the history there is.
        way: the endpoint.
    """
    parameters = order_parameters(order)
    if way is Way.CHAT:
        rules = ImageRules(ImagePolicy.NONE, frozenset(), _BUDGET_BYTES, _MAX_SIDE_PX)
        return ChatRequest(connection, order.model_id, (question,), "", parameters, rules)
    partials = partial_images(order.model_id)
    return ImageRequest(
        connection=connection,
        model_id=order.model_id,
        prompt=order.prompt,
        images=tuple(each.blob for each in order.images),
        mask=order.mask,
        n=parameters.n,
        size=parameters.image_size,
        quality=parameters.quality,
        parameters=parameters,
        stream=partials is not None,
        partial_images=partials,
    )


def order_of(details: PictureDetails) -> ImageOrder | None:
    """What to ask for to get more like an image; None when nobody asked for it."""
    place = details.place
    if place is None or not place.prompt or not place.model_id:
        return None
    parents = tuple(
        Attachment(parent.blob, _name(parent.blob))
        for parent in details.parents
        if parent.blob is not None and not parent.deleted
    )
    return ImageOrder(
        prompt=place.prompt,
        model_id=place.model_id,
        connection_id=place.connection_id or "",
        aspect=_text(place.parameters.get("aspect_ratio")),
        size=_text(place.parameters.get("image_size")),
        images=parents[:MOST_REFERENCES],
        seed=_whole(place.parameters.get("seed")),
        quality=_text(place.parameters.get("quality")),
    )


def _name(blob: BlobRef) -> str:
    return f"image-{blob.sha256[:6]}{extension_for(blob.mime)}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    """A seed; one of another program may be written as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= MOST_SEED else None
