"""What was large is given back to the system."""

import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot

from studio.memory import GivingBack

_USED = """
import os, sys
from studio.memory import give_back_what_is_large
def used_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
if sys.argv[1] == "on":
    assert give_back_what_is_large()
kept = []
large = ["x" * 20_000_000 for _ in range(2)]
del large
large = ["x" * 20_000_000 for _ in range(5)]
for _ in range(5):
    kept.append("y" * 3_000_000)  # lies above what is freed now
    large.pop()
    large.insert(0, "z" * 20_000_000)
before = used_mb()
del large
print(before - used_mb())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other allocators")
def test_large_texts_leave_no_memory_behind() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _USED, "on"], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) > 90  # of 100 MB


_HOLES = """
import os
from studio.memory import give_back_what_is_free
def used_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
kept = ["x" * 20_000 for _ in range(5000)]
del kept[::2]
before = used_mb()
assert give_back_what_is_free()
print(before - used_mb())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other allocators")
def test_holes_between_texts_are_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _HOLES], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) > 25  # of 50 MB


def test_it_is_given_back_once_after_many_answers_and_not_without_any(qtbot: QtBot) -> None:
    giving = GivingBack(every_ms=1)
    for _ in range(3):
        giving.soon()
    qtbot.waitUntil(lambda: giving.thread_ is not None)
    first = giving.thread_
    assert first is not None
    first.join()
    giving.soon()
    qtbot.waitUntil(lambda: giving.thread_ is not first)
    assert giving.thread_ is not None
    giving.thread_.join()
