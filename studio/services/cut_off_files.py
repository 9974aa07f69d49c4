"""Whether a file stops before its end. Thread: any."""

from pathlib import Path

from studio.core.cut_off import is_cut_off, may_be_cut_off
from studio.core.sniff import sniff

_HEAD_BYTES, _TAIL_BYTES = 64, 16


def is_file_cut_off(path: Path) -> bool:
    """Looks at both ends of a file, and at all of it only where they leave a doubt."""
    try:
        with path.open("rb") as file:
            mime = sniff(file.read(_HEAD_BYTES)).mime
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            return may_be_cut_off(file.read(), mime) and is_cut_off(path.read_bytes(), mime)
    except OSError:
        return False
