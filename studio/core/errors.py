"""Every error a layer may raise, and `Failure`, the value that is kept with a reply.

Errors are translated at the edge of a layer (`raise X from exc`). They hold codes, never
sentences for people: those are made in one place, `studio.ui.failure_texts`.
"""

import re
from pathlib import Path

from msgspec import Struct


class Failure(Struct, frozen=True):
    """What went wrong with one reply; stored with its message.

    Attributes:
        kind: the error class in snake case, e.g. `rate_limited`, `ended_early`.
        code: the server's own code as text, or None.
        status: HTTP status, or None when no answer came.
        message: the server's or the system's words, redacted, at most 2,000 characters.
        retryable: whether sending the same request again may help.
        retry_after_s: seconds the server asked to wait, or None.
        request_id: the gateway's id of the request, or None.
        parameter: the request parameter that the server refused, or None.
        maybe_charged: the request may have been paid for although no answer came.
        tries: how many requests were made, the first included.
    """

    kind: str
    message: str = ""
    code: str | None = None
    status: int | None = None
    retryable: bool = False
    retry_after_s: float | None = None
    request_id: str | None = None
    parameter: str | None = None
    maybe_charged: bool = False
    tries: int = 1


class StudioError(Exception):
    """Base of every expected error of the studio.

    Args:
        detail: the words of the server or system, already redacted.
        others: see `Failure`.
    """

    default_retryable = False

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        retryable: bool | None = None,
        retry_after_s: float | None = None,
        status: int | None = None,
        request_id: str | None = None,
        parameter: str | None = None,
        maybe_charged: bool = False,
        tries: int = 1,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code
        self.retryable = self.default_retryable if retryable is None else retryable
        self.retry_after_s = retry_after_s
        self.status = status
        self.request_id = request_id
        self.parameter = parameter
        self.maybe_charged = maybe_charged
        self.tries = tries

    @property
    def kind(self) -> str:
        """The class name in snake case, e.g. `quota_exceeded`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    def as_failure(self) -> Failure:
        """This error as a value that can be stored and shown."""
        return Failure(
            kind=self.kind,
            message=self.detail[:2000],
            code=self.code,
            status=self.status,
            retryable=self.retryable,
            retry_after_s=self.retry_after_s,
            request_id=self.request_id,
            parameter=self.parameter,
            maybe_charged=self.maybe_charged,
            tries=self.tries,
        )


class GatewayError(StudioError):
    """The gateway could not be reached, refused, or sent something unusable."""


class ConnectionFailed(GatewayError):
    """No connection: refused, no such host, no route, a bad certificate, a reset."""

    default_retryable = True


class TimedOut(GatewayError):
    """Connecting took too long, or the server was silent for too long."""

    default_retryable = True


class WrongAddress(GatewayError):
    """The address is unusable, or something else than a gateway answers there."""


class AuthenticationFailed(GatewayError):
    """No key, or the key is wrong, expired, disabled or of the wrong kind."""


class QuotaExceeded(GatewayError):
    """The account or the key has no money left (403 quota, 402 payment needed)."""


class RateLimited(GatewayError):
    """Too many requests; `retry_after_s` when the server said how long to wait."""

    default_retryable = True


class ModelUnavailable(GatewayError):
    """The model does not exist there, or no channel serves it now."""


class RequestRejected(GatewayError):
    """The request itself was refused (bad parameter, too long, not allowed)."""


class RequestTooLarge(GatewayError):
    """The body was over the server's limit (413): send fewer or smaller pictures."""


class ContentRefused(GatewayError):
    """A safety filter refused the prompt or the answer."""


class ServerFailed(GatewayError):
    """The server or the provider behind it failed."""

    default_retryable = True


class BadReply(GatewayError):
    """An answer came that can't be understood, or was larger than allowed."""


class EndedEarly(GatewayError):
    """The stream ended without a finish reason; what came before is kept."""

    default_retryable = True


class StorageError(StudioError):
    """Something could not be kept or read back."""


class DiskFull(StorageError):
    """No space left where the data lives."""


class DatabaseLocked(StorageError):
    """Another program holds the database."""

    default_retryable = True


class DatabaseDamaged(StorageError):
    """The database can't be read; it was set aside untouched.

    Attributes:
        set_aside: where the damaged file is now; None when it is still in its place.
        newest_backup: a backup that can be restored, or None.
    """

    set_aside: Path | None = None
    newest_backup: Path | None = None


class DatabaseTooNew(StorageError):
    """The database was written by a newer version of the studio."""


class BlobMissing(StorageError):
    """An image's file is gone or was changed outside."""


class SettingsError(StudioError):
    """The settings file could not be read or written."""


class SecretsUnavailable(StudioError):
    """No system keychain answers (absent, locked, or silent)."""
