"""How a command ends, whatever happens to it."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any, TypeVar

from studio.headless import status
from studio.headless.output import Output, OutputFailed, ReaderLeft
from studio.headless.status import UsageFault
from studio.interrupting import end_at_once, interruptible_work

T = TypeVar("T")


def exit_status_of(work: Callable[[Output], int]) -> int:
    """Does the work of a command; what stops it is told on standard error.

    Returns:
        Exit status; see `studio.headless.status`.
    """
    output = Output()
    try:
        with interruptible_work():
            return work(output)
    except UsageFault as fault:
        output.problem(f"error: {fault}")
        return status.USAGE
    except ReaderLeft:
        return status.READER_LEFT
    except OutputFailed as failed:
        output.problem(str(failed))
        return status.FAILED
    except KeyboardInterrupt:
        return status.INTERRUPTED


def run_until_interrupted(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work` in an event loop of its own; the first Ctrl+C cancels it, another ends all.

    Raises:
        KeyboardInterrupt: it was interrupted, and let itself be cancelled.
    """
    return asyncio.run(_cancelled_between_callbacks(work))


async def _cancelled_between_callbacks(work: Coroutine[Any, Any, T]) -> T:
    """WORKAROUND: asyncio cancels amid whatever runs when the signal comes.

    When that is its own reading of a socket, it tells at length that the future is cancelled.
    """
    cancel = signal.getsignal(signal.SIGINT)
    if not callable(cancel) or cancel is signal.default_int_handler:  # another thread, or ignored
        return await work
    loop = asyncio.get_running_loop()

    def on_interrupt(number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, end_at_once)
        loop.call_soon_threadsafe(cancel, number, None)

    signal.signal(signal.SIGINT, on_interrupt)
    try:
        return await work
    finally:
        signal.signal(signal.SIGINT, cancel)
