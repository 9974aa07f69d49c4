"""Which images of a conversation go along with a request, and the copies that are sent.

Images of the last user message always go; of the earlier ones as many as the policy names
and the budget takes, the newest first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from studio.core.errors import BlobMissing
from studio.core.messages import Message, Role
from studio.core.parts import ImagePart
from studio.core.ports import BlobReader
from studio.core.requests import ImagePolicy, ImageRules
from studio.gateway.pictures import PictureUnusable, SentPicture, fit_picture

Place = tuple[int, int]
"""Index of a message in the history, and of a part in the message."""

_LEAST_BYTES = 48 * 1024


@dataclass(slots=True)
class Album:
    """The images of a history.

    Attributes:
        sent: copies to send, by place.
        missing: places whose bytes are gone or can't be decoded.
    """

    sent: dict[Place, SentPicture] = field(default_factory=dict)
    missing: set[Place] = field(default_factory=set)


def choose_images(history: Sequence[Message], rules: ImageRules) -> tuple[list[Place], list[Place]]:
    """The places of the images that must go, and of those that may, each newest first.

    Drafts never go. An image that stands in several turns goes once, with the newest.
    """
    last_user = last_user_index(history)
    must: list[Place] = []
    may: list[Place] = []
    seen: set[str] = set()
    for place, image in _images_newest_first(history):
        sha256 = image.blob.sha256
        if sha256 in seen or (image.draft and sha256 not in rules.chosen):
            continue
        if place[0] == last_user:
            must.append(place)
        elif _may_go(sha256, rules, first=not may):
            may.append(place)
        else:
            continue
        seen.add(sha256)
    return must, may


def fill_album(history: Sequence[Message], rules: ImageRules, blobs: BlobReader) -> Album:
    """Reads and scales the images to send.

    Thread: a worker; reads files and may take seconds.
    """
    album = Album()
    must, may = choose_images(history, rules)
    left = rules.budget_bytes
    for at, place in enumerate(must):
        share = max(_LEAST_BYTES, left // (len(must) - at))
        left -= _put(album, history, place, rules, blobs, share)
    for place in may:
        if left < _LEAST_BYTES:
            break
        left -= _put(album, history, place, rules, blobs, left)
    return album


def last_user_index(history: Sequence[Message]) -> int | None:
    """Where the last message of a user stands, or None."""
    for at in range(len(history) - 1, -1, -1):
        if history[at].role is Role.USER:
            return at
    return None


def _may_go(sha256: str, rules: ImageRules, *, first: bool) -> bool:
    if rules.policy is ImagePolicy.CHOSEN:
        return sha256 in rules.chosen
    return rules.policy is ImagePolicy.ALL or (rules.policy is ImagePolicy.LAST and first)


def _put(
    album: Album,
    history: Sequence[Message],
    place: Place,
    rules: ImageRules,
    blobs: BlobReader,
    max_bytes: int,
) -> int:
    part = history[place[0]].parts[place[1]]
    assert isinstance(part, ImagePart)
    try:
        data = blobs.read(part.blob)
        sent = fit_picture(data, max_side_px=rules.max_side_px, max_bytes=max_bytes)
    except (BlobMissing, PictureUnusable):
        album.missing.add(place)
        return 0
    album.sent[place] = sent
    return len(sent.data)


def _images_newest_first(history: Sequence[Message]) -> Iterator[tuple[Place, ImagePart]]:
    for at in range(len(history) - 1, -1, -1):
        parts = history[at].parts
        for index in range(len(parts) - 1, -1, -1):
            part = parts[index]
            if isinstance(part, ImagePart):
                yield (at, index), part
