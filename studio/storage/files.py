"""Writing files so that a crash leaves the old or the new one, never half of one."""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4


def write_durably(target: Path, temporary: Path, chunks: Iterable[bytes | memoryview]) -> None:
    """Writes a file beside its place, makes it durable, then moves it there.

    Args:
        target: the final place; replaced when it exists.
        temporary: a name nobody else uses, on the same file system.
        chunks: the content, in order.

    Raises:
        OSError: nothing was changed at the target; the temporary file is gone.
    """
    try:
        with temporary.open("wb") as out:
            for chunk in chunks:
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)


def temporary_beside(target: Path) -> Path:
    """A fresh hidden name in the folder of a file."""
    return target.with_name(f".{target.name}.{os.getpid()}-{uuid4().hex[:8]}.part")


def sync_folder(folder: Path) -> None:
    """Makes a rename in a folder durable (not possible, and not needed, on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_name(path: Path) -> Path:
    """The path itself, or the first numbered neighbour of it that does not exist yet."""
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found
