"""Images of one command: kept in memory, saved as files where wanted."""

import hashlib
import os
import re
import unicodedata
from pathlib import Path
from uuid import uuid4

from studio.core.errors import BlobMissing
from studio.core.parts import BlobRef
from studio.core.sniff import extension_for, sniff

_MAX_NAME_BYTES = 60
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)


class MemoryBlobs:
    """A `BlobReader` and `BlobWriter` that ends with the command. Thread: any."""

    def __init__(self) -> None:
        self._data: dict[str, bytes] = {}

    def put(self, data: bytes) -> BlobRef:
        """Keeps bytes under their hash and describes them."""
        found = sniff(data)
        sha256 = hashlib.sha256(data).hexdigest()
        self._data[sha256] = bytes(data)
        return BlobRef(sha256, found.mime, len(data), found.width_px, found.height_px)

    def read(self, blob: BlobRef) -> bytes:
        """The original bytes. Raises: BlobMissing."""
        try:
            return self._data[blob.sha256]
        except KeyError as exc:
            raise BlobMissing("", code="missing") from exc


class ImageFolder:
    """Saves images under names that can't hurt, and never over another file.

    Args:
        folder: made when it is missing.
        title: what names are made from, e.g. the prompt.

    Raises:
        OSError: the folder can't be made or written to.
    """

    def __init__(self, folder: Path, title: str) -> None:
        if folder.is_file():
            raise NotADirectoryError(f"{folder} is a file, not a folder")
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(f"no right to write to {folder}")
        self._folder = folder
        self._stem = safe_stem(title)
        self._saved: dict[str, Path] = {}

    def path(self, sha256: str) -> Path | None:
        """Where an image was saved, or None."""
        return self._saved.get(sha256)

    def save(self, blob: BlobRef, data: bytes) -> Path | None:
        """Saves an image once, whole or not at all.

        Returns:
            The path, or None when it was saved before.

        Raises:
            OSError: it can't be written; nothing is left behind.
        """
        if blob.sha256 in self._saved:
            return None
        temporary = self._folder / f".{self._stem[:20]}-{uuid4().hex}.part"
        try:
            with open(temporary, "xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            path = self._settle(temporary, extension_for(blob.mime))
        finally:
            temporary.unlink(missing_ok=True)
        self._saved[blob.sha256] = path
        return path

    def _settle(self, temporary: Path, ending: str) -> Path:
        number = 1
        while True:
            suffix = f"-{number}" if number > 1 else ""
            path = self._folder / f"{self._stem}{suffix}{ending}"
            number += 1
            try:
                # A link fails where the name is taken; renaming would replace that file.
                os.link(temporary, path)
            except FileExistsError:
                continue
            except OSError:
                # No links on this file system: the name is taken first, then filled.
                try:
                    path.touch(exist_ok=False)
                except FileExistsError:
                    continue
                os.replace(temporary, path)
            return path


def safe_stem(title: str) -> str:
    """A file name (without ending) made of the letters and digits of some text."""
    text = unicodedata.normalize("NFC", title).lower()
    words = re.findall(r"[^\W_]+", text)[:8]
    stem = "-".join(words).encode()[:_MAX_NAME_BYTES].decode(errors="ignore").strip("-")
    if not stem or stem in _RESERVED:
        return f"image-{stem}".rstrip("-")
    return stem
