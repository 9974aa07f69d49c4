"""The folder of kept thumbnails: what is too much goes, the oldest first. Thread: any."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 1024 * 1024 * 1024
"""About 30,000 thumbnails; others are made again when they are looked at."""

_KEPT_PART = 0.8
_AT_ONCE, _PAUSE_S = 100, 0.001
_PART_S = 3600


def trim(folder: Path, most_bytes: int = MOST_BYTES) -> int:
    """Removes the oldest thumbnails when all take too much; returns how many.

    What a start that broke off left half written goes as well.
    """
    found: list[tuple[float, int, str]] = []
    for number, entry in enumerate(_files(folder)):
        with suppress(OSError):
            seen = entry.stat()
            is_left = entry.name.endswith(".part") and time.time() - seen.st_mtime > _PART_S
            found.append((0.0 if is_left else seen.st_mtime, seen.st_size, entry.path))
        if number % _AT_ONCE == _AT_ONCE - 1:
            time.sleep(_PAUSE_S)  # a thread without pause makes the window wait
    total = sum(size for _, size, _ in found)
    wanted = int(most_bytes * _KEPT_PART) if total > most_bytes else total
    removed = 0
    for at_s, size, path in sorted(found):
        if total <= wanted and at_s:
            break
        with suppress(OSError):
            os.unlink(path)
            total -= size
            removed += 1
    return removed


def remove(folder: Path, sha256s: Iterable[str]) -> None:
    """Removes the thumbnails of some images."""
    for sha256 in sha256s:
        for path in (folder / sha256[:2]).glob(f"{sha256[2:]}-*"):
            with suppress(OSError):
                path.unlink()


def _files(folder: Path) -> Iterator["os.DirEntry[str]"]:
    with suppress(OSError), os.scandir(folder) as groups:
        for group in groups:
            if group.is_dir():
                with suppress(OSError), os.scandir(group.path) as files:
                    yield from files
