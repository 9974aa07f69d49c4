"""How slow this machine is now, so that limits of time hold on a slow host too.

The same work takes up to 1.7 times the processor time while other guests use the host
(measured 2026-11: 0.62 to 1.04 s for the same stream), which no test can tell from slow code.
"""

import time

_LOOPS = 30_000
_BEST_S = 0.0019
"""Processor time of the loop on a machine at its best (2 cores, Python 3.11, 2026-11)."""
_MOST = 3.0


def at_best(seconds: float) -> float:
    """Processor time as it would have been on a machine at its best; never more than it was."""
    return seconds / slowness()


def slowness() -> float:
    """1 on a machine at its best, 3 at most."""
    took_s = min(_loop_s() for _ in range(5))
    return min(_MOST, max(1.0, took_s / _BEST_S))


def _loop_s() -> float:
    began_s = time.thread_time()
    total = 0
    for number in range(_LOOPS):
        total += number * number % 7
    return time.thread_time() - began_s
