"""Requests for images, made from what a person ordered."""

from studio.core.making import ImageOrder, Way, partial_images, takes_sizes
from studio.core.messages import Message
from studio.core.requests import (
    ChatRequest,
    Connection,
    ImagePolicy,
    ImageRequest,
    ImageRules,
    Parameters,
)

_BUDGET_BYTES = 16 * 1024 * 1024
_MAX_SIDE_PX = 4096


def order_parameters(order: ImageOrder) -> Parameters:
    """What is kept with the reply of an order, so that it can be asked for again."""
    way = order.way or Way.CHAT
    return Parameters(
        n=order.versions if order.versions > 1 else None,
        seed=order.seed,
        aspect_ratio=order.aspect or None,
        image_size=(order.size or None) if takes_sizes(order.model_id, way) else None,
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
        parameters=parameters,
        stream=partials is not None,
        partial_images=partials,
    )
