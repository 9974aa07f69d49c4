"""What a benchmark is given, and the processes it starts."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.screen import ROOT

_OPEN_S = 30.0


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of one benchmark.

    Attributes:
        folder: of its own, empty at first.
        base_url: of the gateway, which runs in a process of its own.
        size: "full", "quick" (shorter stretches of time), or "tiny" (does it work at all?).
    """

    folder: Path
    base_url: str
    size: str = "full"

    def pick(self, full: Any, quick: Any, tiny: Any) -> Any:
        """A value by size."""
        return {"full": full, "quick": quick, "tiny": tiny}[self.size]


def python(*args: str) -> str:
    """Runs a module in a new Python; gives what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", *args], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{args}: {done.stderr[-2000:]}")
    return done.stdout


def yardstick(*args: str) -> dict[str, float]:
    """Measures a yardstick in a process of its own."""
    found: dict[str, float] = json.loads(python("tests.benchmarks.yardsticks", *args))
    return found


class StudioProcess:
    """`python -m studio` on the screen of this process.

    Attributes:
        started_s: when it was started, of `time.perf_counter`, which all processes share.
    """

    def __init__(self, folder: Path, *args: str, trace: Path | None = None) -> None:
        self.trace = trace
        self._socket = folder / "studio.sock"
        tracing = ["--trace", str(trace)] if trace else []
        self.started_s = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "studio", "--data-dir", str(folder), *args, *tracing],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ},
        )

    def wait_until_open(self, then_s: float) -> None:
        """Waits until its window is open (it answers later starts then), and a while more."""
        deadline_s = time.perf_counter() + _OPEN_S
        while not self._socket.exists() and self.process.poll() is None:
            if time.perf_counter() > deadline_s:
                raise TimeoutError("the studio opened no window")
            time.sleep(0.05)
        time.sleep(then_s)

    def end(self) -> dict[str, Any]:
        """Quits it in order; gives its trace."""
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=20)
        if self.process.returncode:
            raise RuntimeError(f"the studio ended with {self.process.returncode}: {errors!r}")
        if self.trace is None:
            return {}
        trace: dict[str, Any] = json.loads(self.trace.read_text())
        return trace
