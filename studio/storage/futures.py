"""Carrying an error from the thread where it happened to the one that waits."""

from concurrent.futures import Future
from types import TracebackType
from typing import Any


class settling:  # noqa: N801 (reads as a verb in a with statement)
    """A block whose error, whatever it is, becomes the error of a future.

    Every thread of this layer ends its work through this, as an executor would: the error
    is not handled here but handed to the waiting side with its traceback.
    """

    def __init__(self, outcome: "Future[Any]") -> None:
        self._outcome = outcome

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is None:
            return False
        self._outcome.set_exception(error)
        return True
