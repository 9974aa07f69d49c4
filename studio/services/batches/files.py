"""Reading lists of prompts from files."""

from pathlib import Path

MOST_BYTES = 64 * 1024 * 1024


def read_list(path: Path) -> str:
    """The text of a list of prompts. Raises: OSError. Thread: a worker."""
    if path.stat().st_size > MOST_BYTES:
        raise OSError(27, "the file is larger than 64 MB")
    return path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
