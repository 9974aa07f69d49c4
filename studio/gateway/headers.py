"""What response headers tell: the request's id, and how long to wait."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_REQUEST_IDS = ("dgrid-request-id", "x-oneapi-request-id", "x-generation-id", "x-request-id")
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|h|m|s)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_EPOCH_S = 1_000_000_000
LONGEST_WAIT_S = 30 * 86400.0
"""A longer wait means no more than this; some servers send a moment, or nines."""


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """The gateway's id of the request; DGrid's own first (the key to its billing record)."""
    for name in _REQUEST_IDS:
        value = headers.get(name)
        if value and value.strip():
            return value.strip()[:200]
    return None


def retry_after_s_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the server asks to wait, or None when it doesn't say.

    Reads `Retry-After` (seconds, an HTTP date, a moment), `retry-after-ms`, and the
    `x-ratelimit-reset` family (seconds, durations like `6m0s`, moments).
    """
    asked_s = _asked_s(headers, now)
    return None if asked_s is None else min(asked_s, LONGEST_WAIT_S)


def _asked_s(headers: Mapping[str, str], now: datetime) -> float | None:
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    asked = headers.get("retry-after")
    if asked:
        seconds = _reset_s(asked, now)
        return seconds if seconds is not None else _until(asked, now)
    for name in ("requests", "tokens"):
        if headers.get(f"x-ratelimit-remaining-{name}") == "0":
            waits = _reset_s(headers.get(f"x-ratelimit-reset-{name}"), now)
            if waits is not None:
                return waits
    return _reset_s(headers.get("x-ratelimit-reset"), now)


def seconds_until(moment: float, now: datetime) -> float:
    """Seconds from `now` to a moment given in seconds or milliseconds since 1970."""
    if moment > 1000 * _EPOCH_S:
        moment /= 1000
    return max(0.0, moment - now.timestamp())


def _reset_s(text: str | None, now: datetime) -> float | None:
    number = _number(text)
    if number is not None:
        return seconds_until(number, now) if number >= _EPOCH_S else number
    if not text:
        return None
    found = _DURATION.findall(text)
    if found and "".join(a + b for a, b in found) == text.strip():
        return sum(float(amount) * _SECONDS[unit] for amount, unit in found)
    return None


def _number(text: str | None) -> float | None:
    if text is None or not re.fullmatch(r"\s*\d{1,15}(?:\.\d{1,9})?\s*", text):
        return None
    return float(text)


def _until(text: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
