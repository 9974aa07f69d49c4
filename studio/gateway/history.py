"""Which images of a conversation go along with a request, and the copies that are sent.

Images of the last user message always go; of the earlier ones as many as the policy names
and the budget takes, the newest first.
"""

from collections.abc import Sequence

from msgspec import Struct, field

from studio.core.attaching import Place, choose_images
from studio.core.errors import BlobMissing
from studio.core.messages import Message
from studio.core.parts import ImagePart
from studio.core.ports import BlobReader
from studio.core.requests import ImageRules
from studio.gateway.pictures import PictureUnusable, SentPicture, fit_picture

_LEAST_BYTES = 48 * 1024


class Album(Struct):
    """The images of a history.

    Attributes:
        sent: copies to send, by place.
        missing: places whose bytes are gone or can't be decoded.
    """

    sent: dict[Place, SentPicture] = field(default_factory=dict)
    missing: set[Place] = field(default_factory=set)


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
