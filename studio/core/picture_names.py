"""File names for images that are copied, saved or dragged out."""

from pathlib import PurePath

from studio.core.parts import BlobRef

_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


def image_file_name(words: str, blob: BlobRef) -> str:
    """A short file name of a few words, e.g. `lighthouse-at-night-1a2b3c.png`."""
    stem = PurePath(words).stem if words.lower().endswith(tuple(_EXTENSIONS.values())) else words
    kept = "".join(letter if letter.isalnum() else " " for letter in stem).split()[:6]
    name = "-".join(kept).lower()[:60] or "image"
    return f"{name}-{blob.sha256[:6]}.{_EXTENSIONS.get(blob.mime, 'png')}"
