"""When a failed request is sent again, and after how long."""

from collections.abc import Callable, Iterable

from studio.core.errors import EndedEarly, GatewayError, TimedOut
from studio.core.events import (
    ModelReported,
    ResponseStarted,
    StreamEvent,
    UsageReported,
)

LONGEST_WAIT_S = 60.0
_FIRST_S = 0.5
_CAP_S = 8.0


def has_content(events: Iterable[StreamEvent]) -> bool:
    """Whether some of the answer came: from there on nothing is sent again."""
    return any(
        not isinstance(event, ResponseStarted | ModelReported | UsageReported) for event in events
    )


def delay_s(
    error: GatewayError, tries: int, max_retries: int, chance: Callable[[], float]
) -> float | None:
    """Seconds to wait before the next try, or None when there is none.

    Args:
        error: what the last try ended with.
        tries: requests made so far, 1 after the first.
        max_retries: further requests allowed after the first.
        chance: a random number from 0 to 1.

    Returns:
        At least what the server asked for; None when it asked for more than a minute, when
        another try can't help, after a silence (it was waited for long enough, and the
        answer may have been paid for), and when the server ended an answer on its own
        (`[DONE]` without a finish reason: a blocked prompt, or a silence behind it).
    """
    if tries > max_retries or not error.retryable:
        return None
    if isinstance(error, TimedOut) and error.code == "silence_timeout":
        return None
    if isinstance(error, EndedEarly) and error.code == "no_finish_reason":
        return None
    if error.retry_after_s is not None:
        if error.retry_after_s > LONGEST_WAIT_S:
            return None
        return error.retry_after_s + 0.1 + 0.2 * chance()
    return float(min(_CAP_S, _FIRST_S * 2 ** (tries - 1)) * (0.75 + 0.5 * chance()))
