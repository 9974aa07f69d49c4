"""Turns what a server said into one error of `core.errors`."""

import html
import re

from studio.core.errors import (
    BadReply,
    GatewayError,
    ModelUnavailable,
    RequestRejected,
    ServerFailed,
    WrongAddress,
)
from studio.core.redaction import redact
from studio.gateway.error_rules import classify, is_retryable
from studio.gateway.error_words import ErrorWords, read_words, split_request_id
from studio.gateway.json_values import load_json

_TITLE = re.compile(r"<title\b[^<>]*>", re.IGNORECASE)
_TITLE_END = re.compile(r"</title", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|script)\b", re.IGNORECASE)
_GENERIC_TYPES = {"new_api_error", "one_api_error", "upstream_error", "invalid_request_error"}
_PARAMETER_NAMES = frozenset(
    (
        *("temperature", "top_p", "top_k", "n", "max_tokens", "max_completion_tokens"),
        *("presence_penalty", "frequency_penalty", "logit_bias", "stop", "tools"),
        *("tool_choice", "response_format", "seed", "user", "reasoning_effort", "modalities"),
        *("stream_options", "extra_body", "image_config", "quality", "size", "style"),
        *("background", "moderation", "output_format", "output_compression", "verbosity"),
        *("partial_images", "input_fidelity", "logprobs", "top_logprobs", "stream"),
        *("parallel_tool_calls", "aspect_ratio", "image_size", "contents"),
    )
)
_QUOTED = re.compile(r"[`'\"\[]([a-z][a-z0-9_.]*)[`'\"\]]")
_NAMED = re.compile(
    r"(?:parameters?|argument|field|param|supplied|inputs?)(?:\s+supplied)?\s*:?\s*"
    r"[`'\"\[]*([a-z][a-z0-9_.]*)",
    re.IGNORECASE,
)


def error_from_object(
    payload: object, *, status: int | None = None, request_id: str | None = None
) -> GatewayError:
    """The error that a decoded JSON body or event stands for.

    Args:
        payload: the whole object (`{"error": {...}}`, `{"object": "error", ...}`,
            `{"success": false, ...}`, DGrid's management envelope, a one-element list, ...).
        status: the HTTP status it came with; below 400 the object's own number decides.
        request_id: of the response headers; else the one in the message is taken.
    """
    words = read_words(payload)
    number = status if status is not None and status >= 400 else words.number
    kind = classify(words, number)
    return kind(
        redact(words.message),
        code=_code_of(words),
        retryable=is_retryable(kind, words, number),
        retry_after_s=words.retry_after_s,
        status=status,
        request_id=request_id or words.request_id,
        parameter=_parameter_of(words) if kind is RequestRejected else None,
        maybe_charged=number in {408, 504, 524},
    )


def error_from_text(
    text: str, *, status: int | None = None, request_id: str | None = None
) -> GatewayError:
    """The error that a body without events stands for: JSON, a web page, words, nothing.

    Args:
        text: the body, or the head of it.
        status: the HTTP status it came with, or None.
        request_id: of the response headers.
    """
    text = text.strip().lstrip("\ufeff")
    payload = _as_json(text)
    if payload is not None:
        return error_from_object(payload, status=status, request_id=request_id)
    if status is not None and 300 <= status < 400:
        return WrongAddress("", code="redirected", status=status, request_id=request_id)
    refused = status is not None and status >= 400
    if _HTML.search(text[:4000]):
        return _from_page(text, status, request_id)
    if refused:
        return _from_words(text, status, request_id)
    if not text:
        return BadReply("", code="empty_body", retryable=True, status=status, request_id=request_id)
    message, found = split_request_id(text)
    return BadReply(
        redact(message[:500]), code="not_json", status=status, request_id=request_id or found
    )


def _from_words(text: str, status: int | None, request_id: str | None) -> GatewayError:
    message, found = split_request_id(text)
    words = ErrorWords(message=message, envelope="bare")
    kind = classify(words, status)
    if kind is ModelUnavailable and status == 404:
        kind = WrongAddress  # no JSON at all: whoever answers there is not a gateway
    return kind(
        redact(message[:500]),
        retryable=is_retryable(kind, words, status),
        status=status,
        request_id=request_id or found,
        maybe_charged=status in {408, 504, 524},
    )


def _from_page(text: str, status: int | None, request_id: str | None) -> GatewayError:
    title = _title_of(text)
    if status is None or status < 400 or status in {404, 405, 410}:
        return WrongAddress(redact(title), code="html_page", status=status, request_id=request_id)
    words = ErrorWords(message=title, envelope="bare")
    kind = classify(words, status)
    return kind(
        redact(title),
        code="html_page",
        retryable=is_retryable(kind, words, status),
        status=status,
        request_id=request_id,
        maybe_charged=kind is ServerFailed and status in {504, 524},
    )


def _title_of(page: str) -> str:
    """What a web page calls itself. Two searches: one pattern for both would take for ever."""
    begin = _TITLE.search(page)
    end = _TITLE_END.search(page, begin.end()) if begin else None
    if begin is None or end is None:
        return ""
    return " ".join(html.unescape(page[begin.end() : end.start()]).split())[:200]


def _as_json(text: str) -> object | None:
    if not text or text[0] not in '{["':
        return None
    try:
        payload: object = load_json(text)
    except (ValueError, RecursionError):
        return None
    return payload


def _code_of(words: ErrorWords) -> str | None:
    if words.code:
        return words.code[:100]
    return None if words.type in _GENERIC_TYPES or not words.type else words.type[:100]


def _parameter_of(words: ErrorWords) -> str | None:
    """The parameter that was refused: named by `param`, else found in the message."""
    if words.parameter:
        return words.parameter[:100]
    for pattern in (_QUOTED, _NAMED):
        for found in pattern.finditer(words.message[:2000]):
            if found[1] in _PARAMETER_NAMES:
                return found[1]
    return None
