"""A picture file in, the same picture file out: with what it is about, or told what it is about."""

from studio.core.errors import StorageError
from studio.core.records import PictureMetadata
from studio.core.sniff import sniff
from studio.storage.picture_metadata.foreign import prompt_of_others
from studio.storage.picture_metadata.jpeg import read_jpeg, write_jpeg
from studio.storage.picture_metadata.parts import NO_ROOM, Data, Pieces
from studio.storage.picture_metadata.png import read_png, write_png
from studio.storage.picture_metadata.webp import read_webp, write_webp
from studio.storage.picture_metadata.xmp import read_xmp

_READERS = {"image/png": read_png, "image/jpeg": read_jpeg, "image/webp": read_webp}
_WRITERS = {"image/png": write_png, "image/jpeg": write_jpeg, "image/webp": write_webp}


def has_content(metadata: PictureMetadata) -> bool:
    """Whether there is something to tell that is worth a change of the file."""
    return bool(metadata.prompt or metadata.negative or metadata.model_id or metadata.parents)


def with_metadata(data: bytes, metadata: PictureMetadata) -> bytes:
    """As `pieces_with_metadata`, in one piece; the same object when there is nothing to tell."""
    return b"".join(pieces_with_metadata(data, metadata)) if has_content(metadata) else data


def pieces_with_metadata(data: Data, metadata: PictureMetadata) -> Pieces:
    """A picture file with its metadata inside; not one pixel is encoded anew.

    What other programs wrote into it stays; what the studio wrote earlier is replaced.

    Args:
        data: a PNG, JPEG or WebP file.

    Returns:
        What to write one after the other; most of it are views of `data`.

    Raises:
        StorageError: code `no_room`: another kind of file, or it can't take more;
            `damaged_picture`: it is cut off, or not what its head says.
    Thread: any; no large part is copied.
    """
    seen = sniff(memoryview(data))
    write = _WRITERS.get(seen.mime)
    if write is None:
        raise StorageError(f"{seen.mime} has no room for metadata", code=NO_ROOM)
    return write(data, metadata, seen.width_px, seen.height_px)


def read_metadata(data: bytes) -> PictureMetadata | None:
    """What a picture file says about itself.

    Returns:
        All that the studio wrote; of a file of AUTOMATIC1111 and its kin, InvokeAI or ComfyUI
        the prompts alone (`app_version` is "" then); None when nothing is known, the kind of
        file is another, or it is damaged.
    Thread: any; nothing is decoded, and what is read is bounded.
    """
    read = _READERS.get(sniff(data).mime)
    if read is None:
        return None
    try:
        found = read(data)
    except StorageError:
        return None
    own = read_xmp(found.xmp)
    if own is not None:
        return own
    prompt, negative = prompt_of_others(found)
    return PictureMetadata(prompt=prompt, negative=negative) if prompt else None
