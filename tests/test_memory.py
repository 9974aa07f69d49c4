"""What was large is given back to the system."""

import subprocess
import sys

import pytest

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
