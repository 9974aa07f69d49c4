"""Making images as values: what is asked for, over which way of the wire, and where it is kept.

What is made outside a chat stands in a conversation too, so that everything is in one data
model: one conversation per day, each order a question of its own without a parent. Its id says
what it is (`is_making`), so the list of chats can leave it out until somebody opens it.
"""

from enum import StrEnum

from msgspec import Struct

from studio.core.ids import MAKING, ConversationId, new_id
from studio.core.ids import is_making as is_making
from studio.core.messages import Attachment, Message
from studio.core.models import ModelInfo, guess_endpoint_only
from studio.core.parts import BlobRef, FilePart, ImageOrigin, ImagePart, Part, TextPart

ASPECTS = ("1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "21:9")
SIZES = ("1K", "2K", "4K")
MOST_VERSIONS = 10
MOST_REFERENCES = 8
IMAGES_ENDPOINT = "image-generation"
"""As gateways list the images endpoints among the types of a model."""
MASK_NAME = "mask.png"
"""An attached file of this name is the mask of an edit: transparent where to change."""
MARKED_NAME = "marked-area.jpg"
"""An attached file of this name is a copy of the first image with the area to change marked."""

MOST_SEED = 2**31 - 1
"""Seeds beyond 32 bits are refused by some servers."""

# Parts of ids, in small letters. (Compiling patterns would take its time at each start.)
_FIXED_SIZES = ("dall-e", "dalle", "gpt-image", "imagen")
_QUALITIES = (
    (("gpt-image",), ("low", "medium", "high")),
    (("dall-e-3", "dall-e3", "dalle-3", "dalle3"), ("standard", "hd")),
)
_ONE_AT_A_TIME = ("dall-e-3", "dall-e3", "dalle-3", "dalle3")


class Way(StrEnum):
    """Which endpoint makes the images."""

    CHAT = "chat"
    IMAGES = "images"


class ImageOrder(Struct, frozen=True):
    """What a person asks for.

    Attributes:
        prompt: as it is sent; variables are expanded before.
        connection_id: "" for the default connection.
        way: None: as the catalogue says.
        aspect, size, quality: "" for what the model takes by itself.
        versions: 1 to 10.
        images: to work from, at most eight; the first is the one to edit.
        mask: transparent where to change, of the size of the first image (images endpoint).
        marked: the first image with the area to change marked (chat).
        seed: None: another one each time. Versions asked for one by one count up from it.
    """

    prompt: str
    model_id: str
    connection_id: str = ""
    way: Way | None = None
    aspect: str = ""
    size: str = ""
    versions: int = 1
    images: tuple[Attachment, ...] = ()
    mask: BlobRef | None = None
    marked: BlobRef | None = None
    seed: int | None = None
    quality: str = ""


def way_of(model: ModelInfo) -> Way:
    """The better way for a model, by what its gateway lists, else by its id."""
    if model.endpoint_types:
        listed = IMAGES_ENDPOINT in model.endpoint_types
        return Way.IMAGES if listed else Way.CHAT
    return Way.IMAGES if guess_endpoint_only(model.id) else Way.CHAT


def takes_sizes(model_id: str, way: Way) -> bool:
    """Whether a resolution can be asked for beside the aspect."""
    return way is Way.CHAT or not _is_one_of(_FIXED_SIZES, model_id)


def qualities(model_id: str, way: Way) -> tuple[str, ...]:
    """The qualities that can be asked for, cheapest first; none for most models.

    Source: OpenAI's reference of `/images/generations`.
    """
    if way is Way.CHAT:
        return ()
    return next((known for ids, known in _QUALITIES if _is_one_of(ids, model_id)), ())


def takes_seed(model_id: str, way: Way) -> bool:
    """Whether a seed may be sent: chat completions document it, some images endpoints don't."""
    return way is Way.CHAT or not _is_one_of(_FIXED_SIZES, model_id)


def version_seed(seed: int | None, version: int) -> int | None:
    """The seed of one of several versions, counted from 0: the same one would be one image."""
    return (seed + version) % (MOST_SEED + 1) if seed is not None else None


def partial_images(model_id: str) -> int | None:
    """How many coarse images to ask the images endpoint for while the image sharpens.

    Returns:
        None for models that are not known to stream: they may refuse to be asked.
    """
    known = model_id.startswith("demo/") or _is_one_of(("gpt-image",), model_id)
    return 2 if known else None


def makes_one_at_a_time(model_id: str, way: Way) -> bool:
    """Whether more versions need more requests (`n` is not taken)."""
    return way is Way.CHAT or _is_one_of(_ONE_AT_A_TIME, model_id)


def nearest_aspect(width: int, height: int) -> str:
    """The named aspect that comes nearest to a size; "" when none is within a tenth."""

    def distance(aspect: str) -> float:
        wide, _, high = aspect.partition(":")
        ratio = int(wide) / int(high) * height / width
        return max(ratio, 1 / ratio)

    best = min(ASPECTS, key=distance)
    return best if distance(best) <= 1.1 else ""


def new_making_id() -> ConversationId:
    """The id of a conversation that keeps what is made outside chats."""
    return ConversationId(MAKING + new_id())


def parts_of(order: ImageOrder, way: Way) -> tuple[Part, ...]:
    """The question that an order is: images, mask or marked copy, prompt."""
    parts: list[Part] = [
        ImagePart(each.blob, ImageOrigin.ATTACHED, each.name) for each in order.images
    ]
    if way is Way.IMAGES and order.mask is not None:
        parts.append(FilePart(order.mask, MASK_NAME))
    if way is Way.CHAT and order.marked is not None:
        parts.append(FilePart(order.marked, MARKED_NAME))
    parts.append(TextPart(order.prompt))
    return tuple(parts)


def is_mask(part: Part) -> bool:
    """Whether a part is the mask of an edit."""
    return isinstance(part, FilePart) and part.name == MASK_NAME and _is_image(part)


def is_marked_copy(part: Part) -> bool:
    """Whether a part is a copy of the first image with the area to change marked."""
    return isinstance(part, FilePart) and part.name == MARKED_NAME and _is_image(part)


def mask_of(question: Message) -> BlobRef | None:
    """The mask that goes along with a question, or None."""
    for part in question.parts:
        if isinstance(part, FilePart) and is_mask(part):
            return part.blob
    return None


def _is_one_of(ids: tuple[str, ...], model_id: str) -> bool:
    small = model_id.lower()
    return any(each in small for each in ids)


def _is_image(part: FilePart) -> bool:
    return part.blob.mime.startswith("image/")
