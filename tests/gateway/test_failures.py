"""Every status, envelope, page and exception becomes one class of error."""

import json
import ssl
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from studio.core import errors
from studio.core.errors import (
    AuthenticationFailed,
    BadReply,
    ConnectionFailed,
    ContentRefused,
    ModelUnavailable,
    QuotaExceeded,
    RateLimited,
    RequestRejected,
    RequestTooLarge,
    ServerFailed,
    TimedOut,
    WrongAddress,
)
from studio.core.redaction import redact
from studio.gateway.failures import error_from_object, error_from_text
from studio.gateway.faults import FAULTS, error_from_exception
from studio.gateway.headers import LONGEST_WAIT_S, request_id_of, retry_after_s_of
from tests.gateway.fakes import NOW


def said(message: str = "words", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": "", "param": "", "code": "", **more}}


STATUSES = [
    (400, said(), RequestRejected, False),
    (400, said(code="prompt_blocked"), ContentRefused, False),
    (400, said(code="content_filter"), ContentRefused, False),
    (
        400,
        said(code="moderation_blocked", type="image_generation_user_error"),
        ContentRefused,
        False,
    ),
    (400, said(code="context_length_exceeded"), RequestRejected, False),
    (400, said(code="model_price_error", type="new_api_error"), ModelUnavailable, False),
    (401, said("Invalid token", type="new_api_error"), AuthenticationFailed, False),
    (401, said(code="invalid_api_key"), AuthenticationFailed, False),
    (402, {"x402Version": 1, "error": "payment required", "accepts": []}, QuotaExceeded, False),
    (403, said(code="insufficient_user_quota"), QuotaExceeded, False),
    (403, said(code="pre_consume_token_quota_failed"), QuotaExceeded, False),
    (403, said(code="access_denied"), RequestRejected, False),
    (403, said(), RequestRejected, False),
    (403, {"code": 40301, "message": "wrong key type", "data": None}, AuthenticationFailed, False),
    (403, said(code=403, metadata={"reasons": ["violence"]}), ContentRefused, False),
    (404, said(code="model_not_found"), ModelUnavailable, False),
    (404, said("No endpoints found for x/y.", code=404), ModelUnavailable, False),
    (404, said("model 'x' not found", type="not_found_error"), ModelUnavailable, False),
    (
        404,
        said("Invalid URL (POST /v1/v1/models)", type="invalid_request_error"),
        WrongAddress,
        False,
    ),
    (404, {"detail": "Not Found"}, WrongAddress, False),
    (404, {"error": "Not Found"}, WrongAddress, False),
    (405, {"detail": "Method Not Allowed"}, WrongAddress, False),
    (408, said(), TimedOut, True),
    (413, said(code="read_request_body_failed"), RequestTooLarge, False),
    (413, said(code="rate_limit_exceeded"), RequestTooLarge, False),
    (422, {"detail": [{"loc": ["body", "seed"], "msg": "bad"}]}, RequestRejected, False),
    (429, said(), RateLimited, True),
    (429, said("当前分组上游负载已饱和", type="new_api_error"), RateLimited, True),
    (429, said(code="insufficient_quota"), QuotaExceeded, False),
    (429, said("Rate limit exceeded: free-models-per-day", code=429), RateLimited, False),
    (429, {"code": 42901, "message": "slow down", "data": None}, RateLimited, True),
    (451, said(), ContentRefused, False),
    (500, said(code="invalid_request"), RequestRejected, False),
    (500, said(code="convert_request_failed"), RequestRejected, False),
    (500, said(code="do_request_failed"), ServerFailed, True),
    (500, said(code="empty_response"), ServerFailed, True),
    (500, said(type="server_error"), ServerFailed, True),
    (501, said(code="api_not_implemented"), ServerFailed, False),
    (502, said(code="bad_response_status_code"), ServerFailed, True),
    (503, said("No available channel", code="model_not_found"), ModelUnavailable, False),
    (503, said(code="system_cpu_overloaded"), ServerFailed, True),
    (504, said(), ServerFailed, True),
    (524, said(), ServerFailed, True),
    (529, {"type": "error", "error": {"type": "overloaded_error"}}, ServerFailed, True),
]


@pytest.mark.parametrize(("status", "payload", "kind", "retryable"), STATUSES)
def test_statuses(status: int, payload: Any, kind: type, retryable: bool) -> None:
    error = error_from_object(payload, status=status, request_id="r1")
    assert type(error) is kind
    assert (error.retryable, error.status, error.request_id) == (retryable, status, "r1")


INSIDE_STREAMS = [
    ({"error": {"code": 502, "message": "x"}, "choices": []}, ServerFailed, "502", True),
    (
        {"error": {"message": "TimeoutError", "type": "GatewayTimeout", "code": 504}},
        ServerFailed,
        "504",
        True,
    ),
    (
        {"error": {"message": "x", "type": "None", "param": "None", "code": "500"}},
        ServerFailed,
        "500",
        True,
    ),
    (
        {"object": "error", "message": "x", "type": "BadRequestError", "code": 400},
        RequestRejected,
        "400",
        False,
    ),
    (
        {"object": "error", "message": "x", "type": "BadRequestError"},
        RequestRejected,
        "BadRequestError",
        False,
    ),
    (
        {"type": "error", "error": {"type": "authentication_error", "message": "x"}},
        AuthenticationFailed,
        "authentication_error",
        False,
    ),
    ({"success": False, "message": "无权"}, ServerFailed, None, True),
    ({"choices": [{"index": 0, "error": {"code": 429, "message": "x"}}]}, RateLimited, "429", True),
    (
        [{"error": {"code": 429, "message": "x", "status": "RESOURCE_EXHAUSTED"}}],
        RateLimited,
        "429",
        True,
    ),
    ({"error": "Unexpected endpoint or method. (POST /v1/x)"}, WrongAddress, None, False),
    ({"error": "plain words"}, ServerFailed, None, True),
    ({"error": {"message": "x", "code": "402"}}, QuotaExceeded, "402", False),
    ({}, BadReply, None, False),
    ({"hello": "world"}, BadReply, None, False),
    ("words", ServerFailed, None, True),
    (None, BadReply, None, False),
]


@pytest.mark.parametrize(("payload", "kind", "code", "retryable"), INSIDE_STREAMS)
def test_errors_inside_streams(payload: Any, kind: type, code: str | None, retryable: bool) -> None:
    for status in (None, 200):
        error = error_from_object(payload, status=status, request_id=None)
        assert type(error) is kind
        assert (error.code, error.retryable) == (code, retryable)


def test_samples(shared: Any) -> None:
    samples = shared / "gateway" / "samples"
    for sample in json.loads((samples / "index.json").read_text())["samples"]:
        expected = sample["expect"]["error"]
        if expected is None or not sample["file"].endswith(".json"):
            continue
        text = (samples / sample["file"]).read_text("utf-8")
        error = error_from_text(
            text,
            status=sample["status"],
            request_id=request_id_of(httpx.Headers(sample["headers"])),
        )
        assert expected["message"] in error.detail
        assert expected.get("detail", "") in error.detail
        assert error.code == str(expected["code"])
        assert error.retryable == expected["retryable"]
        assert error.request_id == expected.get("request_id")
        assert "request id" not in error.detail
        if expected.get("category") == "quota":
            assert isinstance(error, QuotaExceeded)


PARAMETERS = [
    (
        said(
            "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead.",
            code="unsupported_parameter",
        ),
        "max_tokens",
    ),
    (said("x", param="temperature", code="unsupported_value"), "temperature"),
    (said("Unrecognized request argument supplied: extra_body"), "extra_body"),
    (
        said(
            "litellm.UnsupportedParamsError: openai does not support parameters: "
            "['seed'], for model=x"
        ),
        "seed",
    ),
    (said("`logprobs` is not permitted"), "logprobs"),
    ({"detail": [{"loc": ["body", "top_p"], "msg": "too large"}]}, "top_p"),
    (said("the 'word' is wrong"), None),
]


@pytest.mark.parametrize(("payload", "parameter"), PARAMETERS)
def test_refused_parameter_is_named(payload: Any, parameter: str | None) -> None:
    assert error_from_object(payload, status=400, request_id=None).parameter == parameter


PAGE = "<!DOCTYPE html><html><head><title>New API &amp; more</title></head></html>"
TEXTS = [
    (PAGE, 200, WrongAddress, "html_page", "New API & more"),
    (PAGE, 404, WrongAddress, "html_page", "New API & more"),
    (PAGE, 502, ServerFailed, "html_page", "New API & more"),
    (PAGE, 403, RequestRejected, "html_page", "New API & more"),
    ("404 page not found", 404, WrongAddress, None, "404 page not found"),
    ("", 404, WrongAddress, None, ""),
    ("", 429, RateLimited, None, ""),
    ("", 503, ServerFailed, None, ""),
    ("", 200, BadReply, "empty_body", ""),
    ("", 401, AuthenticationFailed, None, ""),
    ("hello", 200, BadReply, "not_json", "hello"),
    ("upstream connect error", 503, ServerFailed, None, "upstream connect error"),
    ("", 302, WrongAddress, "redirected", ""),
    (
        '{"error":{"message":"m (request id: 77)","code":"do_request_failed"}}',
        None,
        ServerFailed,
        "do_request_failed",
        "m",
    ),
]


@pytest.mark.parametrize(("text", "status", "kind", "code", "detail"), TEXTS)
def test_texts(text: str, status: int | None, kind: type, code: str | None, detail: str) -> None:
    error = error_from_text(text, status=status, request_id=None)
    assert type(error) is kind
    assert (error.code, error.detail) == (code, detail)


def test_request_id_in_the_message() -> None:
    error = error_from_object(said("额度不足 (request id: 2026Zz)"), status=403, request_id=None)
    assert (error.request_id, error.detail) == ("2026Zz", "额度不足")


def test_google_tells_how_long_to_wait() -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34s"}]
    error = error_from_object(
        [{"error": {"code": 429, "message": "x", "details": details}}], status=429, request_id=None
    )
    assert error.retry_after_s == 34


def test_deeply_nested_junk_is_no_crash() -> None:
    text = "[" * 100_000
    assert isinstance(error_from_text(text, status=500, request_id=None), ServerFailed)


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: sk-abcDEF123456",
        "key mk-0123456789 can't",
        "Authorization: Bearer abc.def-123",
        "https://x.test/v1?key=AIzaSyA0123456789",
        "http://name:secret99@proxy.test:8080",
    ],
)
def test_redaction(text: str) -> None:
    clean = redact(text)
    for secret in ("abcDEF", "0123456789", "abc.def", "secret99"):
        assert secret not in clean
    assert "[…]" in clean


def test_redaction_of_odd_keys_and_images() -> None:
    assert "odd key!" not in redact("you sent odd key! to us", "odd key!")
    clean = redact("bad image data:image/png;base64," + "QUJD" * 1000)
    assert len(clean) < 60
    assert redact("needs a Bearer token, see Basic plan") == "needs a Bearer token, see Basic plan"
    assert redact("a\x00b\x1b[31m") == "a b [31m"
    assert len(redact("word " * 5000)) == 2000


def all_exceptions() -> list[type[Exception]]:
    return [
        each
        for name in dir(httpx)
        if isinstance(each := getattr(httpx, name), type) and issubclass(each, Exception)
    ]


@pytest.mark.parametrize("kind", all_exceptions(), ids=lambda kind: kind.__name__)
def test_no_exception_of_httpx_is_forgotten(kind: type[Exception]) -> None:
    assert kind in FAULTS, f"{kind.__name__} has no entry"
    request = httpx.Request("GET", "http://x.test")
    if issubclass(kind, httpx.HTTPStatusError):
        made: Exception = kind("x", request=request, response=httpx.Response(503))
    elif issubclass(
        kind,
        httpx.StreamConsumed | httpx.StreamClosed | httpx.ResponseNotRead | httpx.RequestNotRead,
    ):
        made = kind()
    else:
        made = kind("sk-secret-123456 said so")
    error = error_from_exception(made)
    assert isinstance(error, errors.GatewayError)
    assert "secret" not in error.detail


def test_causes_of_a_failed_connection() -> None:
    for cause, code, retryable in (
        (ssl.SSLCertVerificationError(1, "self-signed"), "bad_certificate", False),
        (ssl.SSLError(1, "wrong version"), "tls_failed", True),
        (ConnectionRefusedError(111, "refused"), "refused", True),
    ):
        exc = httpx.ConnectError("x")
        exc.__cause__ = cause
        error = error_from_exception(exc)
        assert isinstance(error, ConnectionFailed)
        assert (error.code, error.retryable, error.maybe_charged) == (code, retryable, False)
    lost = error_from_exception(
        httpx.RemoteProtocolError("Server disconnected without sending a response.")
    )
    assert isinstance(lost, ConnectionFailed)
    assert lost.maybe_charged
    not_http = error_from_exception(httpx.RemoteProtocolError("illegal status line"))
    assert (type(not_http), not_http.code) == (WrongAddress, "not_http")


HEADERS = [
    ({"Retry-After": "7"}, 7),
    ({"Retry-After": "0.5"}, 0.5),
    ({"Retry-After": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, 90),
    ({"Retry-After": format_datetime(NOW - timedelta(seconds=90), usegmt=True)}, 0),
    ({"Retry-After": "soon"}, None),
    ({"Retry-After": "99999999999999"}, LONGEST_WAIT_S),
    ({"Retry-After": "99999999"}, LONGEST_WAIT_S),
    ({"Retry-After": "9" * 400}, None),
    ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, LONGEST_WAIT_S),
    ({"Retry-After": "Mon, 01 Jan 2024 " + "9" * 30 + ":00:00 GMT"}, None),
    ({"Retry-After": str(int(NOW.timestamp()) + 30)}, 30),
    ({"Retry-After": "1m30s"}, 90),
    ({"retry-after-ms": "99999999999999"}, LONGEST_WAIT_S),
    ({"x-ratelimit-reset": "99999999h"}, LONGEST_WAIT_S),
    ({"retry-after-ms": "1500", "Retry-After": "2"}, 1.5),
    ({"x-ratelimit-reset": "12"}, 12),
    ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 30)}, 30),
    ({"x-ratelimit-reset": str((int(NOW.timestamp()) + 30) * 1000)}, 30),
    ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0s"}, 360),
    ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "20ms"}, 0.02),
    ({"x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "20s"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("headers", "seconds"), HEADERS)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s_of(httpx.Headers(headers), NOW) == pytest.approx(seconds)


def test_request_ids() -> None:
    assert (
        request_id_of(httpx.Headers({"DGrid-Request-ID": "req_1", "x-request-id": "2"})) == "req_1"
    )
    assert request_id_of(httpx.Headers({"X-Oneapi-Request-Id": "3"})) == "3"
    assert request_id_of(httpx.Headers({"X-Generation-Id": "gen-4"})) == "gen-4"
    assert request_id_of(httpx.Headers({"X-Request-Id": "5"})) == "5"
    assert request_id_of(httpx.Headers({})) is None
