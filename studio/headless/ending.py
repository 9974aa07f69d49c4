"""How a command ends, whatever happens to it."""

from collections.abc import Callable

from studio.headless import status
from studio.headless.output import Output, OutputFailed, ReaderLeft
from studio.headless.status import UsageFault
from studio.interrupting import interruptible_work


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
