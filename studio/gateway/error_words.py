"""Reads what an error object says, whatever envelope it comes in.

Source: wire reference, sections 5, 7 and 8 (OpenAI, new-api, OpenRouter, LiteLLM, vLLM,
Ollama, LM Studio, Google, DGrid's management envelope, FastAPI).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from studio.gateway.headers import LONGEST_WAIT_S
from studio.gateway.json_values import list_of, load_json

_REQUEST_ID = re.compile(r"\(request id:\s{0,9}([^)\s]{1,200})\s{0,9}\)", re.IGNORECASE)
_RETRY_IN = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*s?", re.ASCII)
_NO_CODE = {"", "none", "null", "error"}


class ErrorWords(Struct, frozen=True):
    """What an error object says.

    Attributes:
        code: the server's code as text, or "".
        number: an HTTP-like number (400 to 599) that it names, or None.
        tokens: code, type, status and reasons in snake case, most specific first.
        flagged: the object lists reasons of a safety filter.
        envelope: `error`, `detail` (FastAPI), `management`, `bare`.
    """

    message: str
    code: str = ""
    type: str = ""
    number: int | None = None
    tokens: tuple[str, ...] = ()
    parameter: str | None = None
    request_id: str | None = None
    retry_after_s: float | None = None
    flagged: bool = False
    envelope: str = "error"

    @property
    def says_nothing(self) -> bool:
        """Whether this is no error object at all, but something else."""
        return self.envelope == "bare" and not (self.message or self.tokens or self.code)


def read_words(payload: object) -> ErrorWords:
    """Finds the error in any envelope; never raises.

    Args:
        payload: decoded JSON: an object, a list with one object, or anything else.
    """
    if isinstance(payload, list):
        payload = next((each for each in payload if isinstance(each, dict)), str(payload or ""))
    if not isinstance(payload, dict):
        return ErrorWords(message=str(payload or ""), envelope="bare")
    error = payload.get("error") or _choice_error(payload) or payload.get("errors")
    if isinstance(error, list):
        error = next((each for each in error if each), None)
    if isinstance(error, dict):
        return _from_error(error, payload)
    if isinstance(error, str):
        outer = {name: payload.get(name) for name in ("code", "type", "param", "status")}
        return _from_error({**outer, "message": error}, payload)
    if "detail" in payload and "message" not in payload:
        return _from_detail(payload["detail"])
    envelope = "management" if "data" in payload and "code" in payload else "bare"
    return _from_error(payload, payload, envelope=envelope)


def split_request_id(message: str) -> tuple[str, str | None]:
    """A message without its "(request id: ...)" suffix, and that id."""
    found = _REQUEST_ID.search(message)
    if not found:
        return message, None
    before, after = message[: found.start()].rstrip(), message[found.end() :]
    return (before + _REQUEST_ID.sub("", after)).strip(), found[1]


def snake(text: str) -> str:
    """`GatewayTimeout`, `RESOURCE_EXHAUSTED` and `not-found` in one form."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text.strip())
    return re.sub(r"[\s\-.:]+", "_", text).lower()


def _from_error(
    error: dict[str, Any], payload: dict[str, Any], *, envelope: str = "error"
) -> ErrorWords:
    inner = error.get("error")
    if isinstance(inner, dict) and not error.get("message"):
        error = inner
    metadata = error.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    nested = _nested(metadata.get("raw"))
    message = _text(error.get("message")) or _text(error.get("msg")) or _text(error.get("detail"))
    message, request_id = split_request_id(message)
    more = split_request_id(nested.message)[0] if nested else ""
    if more and more not in message:
        message = f"{message}: {more}" if message else more
    code = _code(error.get("code"))
    kind = _code(error.get("type"))
    words = [code, kind, _code(error.get("status")), *_reasons(error)]
    tokens = [snake(word) for word in words if word and not word.isdigit()]
    return ErrorWords(
        message=message,
        code=code,
        type=kind,
        number=_number(error.get("code")) or _number(error.get("status")),
        tokens=tuple(tokens) + (nested.tokens if nested else ()),
        parameter=_text(error.get("param")) or None,
        request_id=request_id or _text(payload.get("request_id")) or None,
        retry_after_s=_retry_after(error, metadata),
        flagged=bool(metadata.get("reasons") or metadata.get("flagged_input")),
        envelope=envelope,
    )


def _from_detail(detail: object) -> ErrorWords:
    if isinstance(detail, dict):
        words = read_words(detail if "error" in detail else {"error": detail})
        return words
    if isinstance(detail, list):
        first = next((each for each in detail if isinstance(each, dict)), {})
        place = [str(step) for step in list_of(first.get("loc")) if step != "body"]
        text = _text(first.get("msg"))
        message = f"{'.'.join(place)}: {text}" if place else text
        return ErrorWords(message, parameter=place[0] if place else None, envelope="detail")
    return ErrorWords(_text(detail), envelope="detail")


def _choice_error(payload: dict[str, Any]) -> object:
    choices = payload.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first.get("error") if isinstance(first, dict) else None


def _nested(raw: object) -> ErrorWords | None:
    if isinstance(raw, str):
        try:
            raw = load_json(raw)
        except (ValueError, RecursionError):
            return ErrorWords(message=str(raw)[:500])
    return read_words(raw) if isinstance(raw, dict | list) else None


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)[:500] if value else ""
    return ""


def _code(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value).strip()
    return "" if text.lower() in _NO_CODE else text


def _number(value: object) -> int | None:
    text = _code(value)
    if not text.isdecimal():
        return None
    number = int(text[:9])
    if 40000 <= number <= 59999:  # DGrid's management codes: 40101 is a kind of 401
        number //= 100
    return number if 400 <= number <= 599 else None


def _reasons(error: dict[str, Any]) -> Iterator[str]:
    for each in list_of(error.get("details")):
        if isinstance(each, dict):
            yield _code(each.get("reason"))
            for violation in list_of(each.get("violations")):
                if isinstance(violation, dict):
                    yield _code(violation.get("quotaId"))


def _retry_after(error: dict[str, Any], metadata: dict[str, Any]) -> float | None:
    for source in (error, metadata):
        for name in ("retry_after", "retry_after_seconds", "retry_after_s"):
            waits_s = _seconds(source.get(name))
            if waits_s is not None:
                return waits_s
    for each in list_of(error.get("details")):
        waits_s = _seconds(each.get("retryDelay")) if isinstance(each, dict) else None
        if waits_s is not None:
            return waits_s
    return None


def _seconds(value: object) -> float | None:
    """A number of seconds, also as text (`3`, `3.5s`); None when it is none to wait for."""
    if isinstance(value, str):
        found = _RETRY_IN.fullmatch(value.strip())
        return min(float(found[1]), LONGEST_WAIT_S) if found else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 <= value < float("inf"):  # NaN, too
        return None
    return float(min(value, LONGEST_WAIT_S))
