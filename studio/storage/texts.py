"""How texts, moments and small records are written into rows and read back.

Two promises of the format are kept here: no value is longer than 64 KiB (longer text is
cut into pieces), and the marker of an encoded image never stands in the file, not even
where a person or a model merely writes about it.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

PIECE_CHARS = 16_000
"""Characters of one piece of text: at most 64,000 bytes of UTF-8."""

SHORT_CHARS = 4_000
"""A name or code is cut here: a hostile server may send one of any length."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_GUARD = "\x1f"
# A literal start lets the engine skip quickly: 2 MB take about a millisecond.
_MARKER = re.compile(r"64(?<=;base64)(?=\x1f*,)", re.IGNORECASE)
_GUARDED = re.compile(r"64(?<=;base64)\x1f(?=\x1f*,)", re.IGNORECASE)
_ENCODE = msgspec.json.Encoder()


def to_row(text: str) -> str:
    """A text as it is kept: lone surrogates, which UTF-8 can't hold, become U+FFFD."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "64" in text and _MARKER.search(text):
        return _MARKER.sub("64" + _GUARD, text)
    return text


def from_row(text: str) -> str:
    """The text that was given to `to_row`."""
    if _GUARD in text:
        return _GUARDED.sub("64", text)
    return text


def short_to_row(text: str | None) -> str | None:
    """A name or code as it is kept: no longer than `SHORT_CHARS`."""
    return None if text is None else to_row(text[:SHORT_CHARS])


def short_from_row(text: str | None) -> str | None:
    """The text that was given to `short_to_row`."""
    return None if text is None else from_row(text)


def to_us(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // _MICROSECOND


def from_us(moment_us: int) -> datetime:
    """The moment in UTC; 1970 when it can't be one (a damaged record)."""
    try:
        # Positional: half the time of a named argument.
        return _EPOCH + timedelta(0, 0, moment_us)
    except OverflowError:
        return _EPOCH


def optional_us(moment: datetime | None) -> int | None:
    """`to_us`, and None for None."""
    return None if moment is None else to_us(moment)


def optional_from_us(moment_us: int | None) -> datetime | None:
    """`from_us`, and None for None."""
    return None if moment_us is None else from_us(moment_us)


def member_of(kind: type[E], value: str, otherwise: E) -> E:
    """The member of an enumeration of a value from a row."""
    try:
        return kind(value)
    except ValueError:
        return otherwise


def to_json(value: object) -> str:
    """A small record as JSON text, ready for a row."""
    try:
        return to_row(_ENCODE.encode(value).decode())
    except (UnicodeEncodeError, OverflowError):
        plain = msgspec.to_builtins(value)
        return to_row(json.dumps(plain, ensure_ascii=False, separators=(",", ":")))


def from_json(text: str, kind: type[T]) -> T:
    """A small record of a known type from a row. Raises: msgspec.MsgspecError."""
    return msgspec.json.decode(from_row(text), type=kind)


def mapping_from_json(text: str | None) -> dict[str, Any]:
    """A free JSON object from a row; {} for None and for what is not an object."""
    if text is None:
        return {}
    try:
        value = json.loads(from_row(text))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def pieces(text: str) -> list[str]:
    """A kept text cut into pieces; one empty piece for an empty text."""
    return [text[at : at + PIECE_CHARS] for at in range(0, len(text) or 1, PIECE_CHARS)]
