"""Turns what httpx and the system raise into errors of `core.errors`.

A test walks all exception classes of httpx, so that none is forgotten.
"""

import socket
import ssl

import httpx
from socksio.exceptions import SOCKSError

from studio.core.errors import (
    BadReply,
    ConnectionFailed,
    GatewayError,
    RequestRejected,
    TimedOut,
    WrongAddress,
)
from studio.core.redaction import redact
from studio.gateway.certificate_faults import certificate_code, certificate_words
from studio.gateway.failures import error_from_text

# class of httpx -> (class of ours, code, the request may have been paid for)
FAULTS: dict[type[Exception], tuple[type[GatewayError], str, bool]] = {
    httpx.ConnectTimeout: (TimedOut, "connect_timeout", False),
    httpx.PoolTimeout: (TimedOut, "pool_timeout", False),
    httpx.WriteTimeout: (TimedOut, "write_timeout", False),
    httpx.ReadTimeout: (TimedOut, "silence_timeout", True),
    httpx.TimeoutException: (TimedOut, "timeout", True),
    httpx.ConnectError: (ConnectionFailed, "unreachable", False),
    httpx.ProxyError: (ConnectionFailed, "proxy_failed", False),
    httpx.ReadError: (ConnectionFailed, "connection_lost", True),
    httpx.WriteError: (ConnectionFailed, "connection_lost", False),
    httpx.CloseError: (ConnectionFailed, "connection_lost", True),
    httpx.NetworkError: (ConnectionFailed, "connection_lost", True),
    httpx.RemoteProtocolError: (ConnectionFailed, "connection_lost", True),
    httpx.LocalProtocolError: (RequestRejected, "unsendable", False),
    httpx.ProtocolError: (BadReply, "bad_http", True),
    httpx.UnsupportedProtocol: (WrongAddress, "bad_url", False),
    httpx.InvalidURL: (WrongAddress, "bad_url", False),
    httpx.TooManyRedirects: (WrongAddress, "redirected", False),
    httpx.DecodingError: (BadReply, "bad_encoding", True),
    httpx.TransportError: (ConnectionFailed, "connection_lost", True),
    httpx.RequestError: (ConnectionFailed, "connection_lost", True),
    httpx.HTTPStatusError: (BadReply, "bad_status", False),
    httpx.HTTPError: (ConnectionFailed, "connection_lost", True),
    httpx.StreamClosed: (ConnectionFailed, "connection_lost", True),
    httpx.StreamConsumed: (BadReply, "stream_misused", True),
    httpx.RequestNotRead: (BadReply, "stream_misused", True),
    httpx.ResponseNotRead: (BadReply, "stream_misused", True),
    httpx.StreamError: (BadReply, "stream_misused", True),
    httpx.CookieConflict: (BadReply, "cookie_conflict", False),
}
# What a call of httpx may raise; OSError: what it lets through of the system.
CAUGHT = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpx.CookieConflict,
    OSError,
    UnicodeError,  # a host name that can't be encoded
    SOCKSError,  # httpcore lets it through
)
# Words of h11 and httpx, which have one class for all that a server does wrong.
_CUT = ("disconnected", "closed", "reset", "incomplete")
_NO_HTTP = ("illegal status line", "illegal request line", "_switch_upgrade")


def error_from_exception(exc: Exception, *, key: str | None = None) -> GatewayError:
    """The error that an exception of httpx or the system stands for.

    Args:
        exc: one of `CAUGHT`.
        key: the key that was sent; taken out of the words.
    """
    if isinstance(exc, httpx.HTTPStatusError):
        return error_from_text("", status=exc.response.status_code, request_id=None)
    kind, code, charged = _entry(exc)
    retryable: bool | None = None
    if isinstance(exc, httpx.ConnectError | OSError):
        kind, code, retryable = _connect_fault(exc, kind, code)
    elif isinstance(exc, httpx.ProxyError):
        code, retryable = _proxy_fault(str(exc))
    elif isinstance(exc, httpx.RemoteProtocolError) and not _says(exc, _CUT):
        kind, code, charged = _protocol_fault(exc)
    return kind(redact(_words(exc), key), code=code, retryable=retryable, maybe_charged=charged)


def _entry(exc: Exception) -> tuple[type[GatewayError], str, bool]:
    for base in type(exc).__mro__:
        if base in FAULTS:
            return FAULTS[base]
    if isinstance(exc, UnicodeError):
        return WrongAddress, "bad_url", False
    if isinstance(exc, SOCKSError):
        return ConnectionFailed, "proxy_failed", False
    return ConnectionFailed, "unreachable", False


def _connect_fault(
    exc: Exception, kind: type[GatewayError], code: str
) -> tuple[type[GatewayError], str, bool | None]:
    for cause in _causes(exc):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return ConnectionFailed, certificate_code(cause), False
        if isinstance(cause, ssl.SSLError):
            return ConnectionFailed, "tls_failed", None
        if isinstance(cause, socket.gaierror):
            return ConnectionFailed, "host_not_found", None
        if isinstance(cause, ConnectionRefusedError):
            return ConnectionFailed, "refused", None
        if isinstance(cause, ConnectionResetError | BrokenPipeError):
            return ConnectionFailed, "connection_lost", None
    return kind, code, None


def _proxy_fault(words: str) -> tuple[str, bool]:
    """A proxy that leads nowhere: it wants a login, forbids the way, or can't go it now."""
    if words.startswith("407") or "username" in words.lower():
        return "proxy_login", False
    return "proxy_failed", not words.startswith("4")


def _protocol_fault(exc: Exception) -> tuple[type[GatewayError], str, bool]:
    """What is no HTTP at all, a redirect to nowhere, or HTTP with a fault in it."""
    if _says(exc, _NO_HTTP):
        return WrongAddress, "not_http", False
    if _says(exc, ("location header",)):
        return WrongAddress, "redirected", False
    return BadReply, "bad_http", True


def _causes(exc: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [exc]
    while waiting and len(found) < 20:
        each = waiting.pop()
        if each is None or each in found:
            continue
        found.append(each)
        waiting.extend((each.__context__, each.__cause__))
        if isinstance(each, BaseExceptionGroup):  # anyio: one error per address tried
            waiting.extend(each.exceptions)
    return found


def _says(exc: Exception, words: tuple[str, ...]) -> bool:
    return any(word in str(exc).lower() for word in words)


def _words(exc: Exception) -> str:
    text = str(exc).strip()
    if isinstance(exc, httpx.TimeoutException):
        return text  # none, mostly: the code says it all
    if isinstance(exc, httpx.ConnectError):
        for cause in _causes(exc):
            if isinstance(cause, ssl.SSLCertVerificationError):
                return certificate_words(cause)
    if not text or text == "All connection attempts failed":
        for cause in _causes(exc)[1:]:
            if isinstance(cause, OSError) and str(cause).strip():
                return str(cause)
    return text or type(exc).__name__
