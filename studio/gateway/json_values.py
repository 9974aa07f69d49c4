"""JSON as gateways send it: strict and fast first, then with patience; values of any type."""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec

_LARGEST = 10**15
_LONGEST_NUMBER = 100
_ESCAPE = re.compile(
    r"\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u(d[89a-f][0-9a-f]{2})|.)", re.IGNORECASE
)

_HALF_PAIR = re.compile(r"\\ud[89a-f]", re.IGNORECASE)


class NotJson:
    """Stands for data that is no JSON."""


NOT_JSON: Final = NotJson()


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


_patient = json.JSONDecoder(parse_float=_number, strict=False)
_decode = msgspec.json.Decoder(float_hook=_number).decode


def decode_json(data: bytes) -> Any:
    """Decodes JSON; numbers with a point become Decimal, so that prices stay exact.

    Broken UTF-8, half surrogate pairs and raw control characters are put up with.

    Returns:
        The value, or NOT_JSON. Never raises.
    """
    try:
        return _decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _decode_patiently(data)


def decode_first(data: bytes) -> Any:
    """Decodes the object or list that some text begins with; what follows is not looked at."""
    return _decode_patiently(data.lstrip(), to_end=False)


def _decode_patiently(data: bytes, *, to_end: bool = True) -> Any:
    if data.lstrip()[:1] not in {b"{", b"["}:
        return NOT_JSON
    text = _ESCAPE.sub(_mend_escape, data.decode("utf-8", "replace"))
    try:
        return _patient.decode(text) if to_end else _patient.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return NOT_JSON


def load_json(text: str, *, exact: bool = False) -> Any:
    """Decodes JSON text of a server; half surrogate pairs, which can't be kept, are mended.

    Args:
        exact: numbers with a point stay text, so that a price does not pass through a float.

    Raises:
        ValueError, RecursionError: it is no JSON, or nested without end.
    """
    if _HALF_PAIR.search(text):
        text = _ESCAPE.sub(_mend_escape, text)
    return json.loads(text, parse_float=str if exact else None)


def _mend_escape(found: re.Match[str]) -> str:
    return "\\ufffd" if found[3] else found[0]


def without_decimals(value: object) -> object:
    """The same value with ordinary numbers. Raises RecursionError on endless nesting."""
    return json.loads(json.dumps(value, default=float))


def text_of(value: object) -> str:
    """The value when it is text, else ""."""
    return value if isinstance(value, str) else ""


def list_of(value: object) -> list[Any]:
    """The value when it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def dict_of(value: object) -> dict[str, Any]:
    """The value when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def count_of(value: object) -> int | None:
    """The value when it is a whole number from 0 on (also as text or 3.0), else None."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    if isinstance(value, Decimal) and value.is_finite() and 0 <= value < _LARGEST:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST:
        return value
    return None


def decimal_text(value: object) -> str | None:
    """A number as decimal text without exponent, every digit kept; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    text = str(value) if isinstance(value, str | Decimal) or abs(value) < _LARGEST else ""
    number = _number(text) if len(text) <= _LONGEST_NUMBER else None
    if number is None or not number.is_finite() or abs(number.adjusted()) > 30:
        return None
    return format(number, "f")
