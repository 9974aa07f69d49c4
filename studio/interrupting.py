"""Ctrl+C while a command is starting or has done its work: it ends at once, without a word.

Modules are imported then: an exception amid that is printed at length, or swallowed.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

INTERRUPTED: Final = 130


def end_at_once(_number: int, _frame: FrameType | None) -> None:
    """Ends the process."""
    os._exit(INTERRUPTED)


@contextmanager
def ending_when_interrupted() -> Iterator[None]:
    """Inside, Ctrl+C ends the process, unless it is ignored or handled already.

    Thread: the main one.
    """
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, end_at_once)
    try:
        yield
    finally:
        if ours and signal.getsignal(signal.SIGINT) is end_at_once:
            signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def interruptible_work() -> Iterator[None]:
    """Inside that, Ctrl+C is an exception again, so that what came can be kept."""
    ends = signal.getsignal(signal.SIGINT) is end_at_once
    if ends:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        if ends:
            signal.signal(signal.SIGINT, end_at_once)
