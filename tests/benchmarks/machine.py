"""What a process uses, read from /proc; and what this machine is."""

import os
import platform
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.screen import ROOT

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Proportional set size in MB (10^6 bytes)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise ValueError("no Pss line")


def cpu_s(pid: int) -> float:
    """Seconds of processor time used by all threads of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_S


def threads_cpu_s() -> dict[str, float]:
    """Seconds of processor time by thread of this process."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    used: dict[str, float] = {}
    for stat in Path("/proc/self/task").glob("*/schedstat"):
        name = names.get(int(stat.parent.name), "other")
        used[name] = used.get(name, 0.0) + int(stat.read_text().split()[0]) / 1e9
    return used


def living_threads_cpu_s(pid: int) -> float:
    """Seconds of processor time of the threads a process has now, to the nanosecond."""
    stats = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(stat.read_text().split()[0]) for stat in stats) / 1e9


def wake_ups(pid: int) -> int:
    """How often threads of a process went to sleep of their own will so far."""
    total = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        for line in status.read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                total += int(line.split()[1])
    return total


def versions() -> dict[str, Any]:
    """Versions of everything that matters, and the machine."""
    import PySide6
    from PySide6.QtCore import qVersion

    def git(*args: str) -> str:
        done = subprocess.run(["git", *args], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "pyside": PySide6.__version__,
        "qt": qVersion(),
        "commit": git("rev-parse", "--short=12", "HEAD"),
        "changed_files": len(git("status", "--porcelain", "--", "studio").splitlines()),
        "machine": {
            "system": platform.platform(),
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
            "load": round(os.getloadavg()[0], 2),
        },
        "argv": sys.argv[1:],
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()
