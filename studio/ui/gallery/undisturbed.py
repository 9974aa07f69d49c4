"""`undisturbed`: short work of the window that other threads don't break into."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LONG_S = 0.02


@contextmanager
def undisturbed() -> Iterator[None]:
    """While this lasts other threads wait up to 20 ms before they ask for the interpreter lock.

    They ask every half millisecond otherwise, and each time the window has to wait until it
    gets the lock back. For some milliseconds of Python that call nothing that waits: what gives
    the lock away by itself might not get it back in time.
    """
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(_LONG_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before_s)
