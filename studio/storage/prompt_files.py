"""The files that a list of prompts names: read where the list lies, and nowhere else.

A list is often somebody else's. What it names goes to a gateway, so it reaches no file that lies
elsewhere (by an absolute path, `..` or a link), and none that is hidden.
"""

import os
from collections.abc import Callable
from pathlib import Path

from studio.core.messages import Attachment
from studio.core.parts import MAX_FILE_BYTES, MAX_PIXELS, BlobRef
from studio.core.prompt_files import PromptListFault, shown
from studio.core.sniff import sniff


class ListFolder:
    """A `FileTaker`: takes files of one folder and of those below it.

    Args:
        folder: where the list lies; a person named it.
        put: keeps bytes.

    Thread: a worker.
    """

    def __init__(self, folder: Path, put: Callable[[bytes], BlobRef]) -> None:
        self._folder = folder.resolve()
        self._put = put
        self._taken: dict[Path, Attachment] = {}

    def named(self, path: str) -> Attachment:
        """A file that the list names. Raises: PromptListFault, StorageError."""
        try:
            target = (self._folder / path).resolve()
            inside = target.relative_to(self._folder)
        except (OSError, RuntimeError, ValueError) as exc:
            raise PromptListFault(f"{shown(path)} lies outside the folder of the list") from exc
        if any(part.startswith(".") for part in inside.parts):
            raise PromptListFault(f"{shown(path)} is hidden, and not taken")
        if target not in self._taken:
            self._taken[target] = self._kept(_read(target, path), target.name)
        return self._taken[target]

    def inline(self, data: bytes, name: str) -> Attachment:
        """A file that stands in the list itself. Raises: PromptListFault, StorageError."""
        return self._kept(data, name)

    def _kept(self, data: bytes, name: str) -> Attachment:
        plain = "".join(each for each in Path(name).name if each.isprintable()) or "file"
        if not data:
            raise PromptListFault(f"{shown(plain)} is empty")
        if len(data) > MAX_FILE_BYTES:
            raise PromptListFault(f"{shown(plain)} is over 64 MB")
        seen = sniff(data)
        if (seen.width_px or 0) * (seen.height_px or 0) > MAX_PIXELS:
            raise PromptListFault(f"{shown(plain)} has too many pixels")
        return Attachment(self._put(data), plain)


def _read(target: Path, path: str) -> bytes:
    try:
        if not target.is_file():  # a pipe or a device may never end
            why = "is no file" if target.exists() else "is not there"
            raise PromptListFault(f"{shown(path)} {why}")
        with target.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
                raise PromptListFault(f"{shown(path)} is over 64 MB")
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as exc:
        raise PromptListFault(f"{shown(path)} can't be read: {exc.strerror or exc}") from exc
