"""How much of the machine is left for a benchmark, told by the time of a fixed piece of work."""

import statistics
import sys
import threading
import time

_ROUNDS = 9
_QUIET = 1.2


def work_ms() -> float:
    """Median time of a fixed piece of work done on two threads at once, as others do."""
    return statistics.median(_once_ms() for _ in range(_ROUNDS))


def wait_for_quiet(best_ms: float, patience_s: float) -> float:
    """Waits until the machine is about as quick as at its best.

    Args:
        best_ms: the quickest `work_ms` of this run so far.

    Returns:
        `work_ms` now.
    """
    deadline_s = time.monotonic() + patience_s
    now_ms = work_ms()
    while now_ms > best_ms * _QUIET and time.monotonic() < deadline_s:
        time.sleep(2)
        now_ms = work_ms()
    if now_ms > best_ms * _QUIET:
        sys.stderr.write(f"  the machine is busy: {now_ms / best_ms:.1f} times as slow as before\n")
    return now_ms


def _once_ms() -> float:
    began_s = time.perf_counter()
    # Hashing lets go of the interpreter lock: the second thread wants a second core.
    other = threading.Thread(target=_hash)
    other.start()
    total = 0
    for number in range(60_000):
        total += number * number % 7
    other.join()
    return (time.perf_counter() - began_s) * 1000


def _hash() -> None:
    import hashlib

    hashlib.sha256(bytes(8_000_000)).digest()
