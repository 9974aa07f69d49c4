"""P16: nothing to do with a chat open: who wakes up, and what it costs."""

import os
import subprocess
import sys
import time

from tests.benchmarks.bench import Bench, StudioProcess, python
from tests.benchmarks.figures import Outcome
from tests.benchmarks.machine import living_threads_cpu_s, wake_ups
from tests.benchmarks.screen import ROOT

_SETTLE_S = 3.0

_BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit
app = QApplication(sys.argv)
window = QMainWindow()
box = QPlainTextEdit()
window.setCentralWidget(box)
window.resize(1280, 800)
window.show()
window.activateWindow()
box.setFocus()
app.exec()
"""


def run(bench: Bench) -> Outcome:
    """Counts sleeps from outside; the yardstick is a window with a blinking cursor."""
    outcome = Outcome()
    seconds = bench.pick(20, 10, 1)
    python(
        "tests.benchmarks.content",
        "long",
        str(bench.folder),
        str(bench.pick(1_000_000, 1_000_000, 20_000)),
    )
    bare = subprocess.Popen([sys.executable, "-c", _BARE], cwd=ROOT, env={**os.environ})
    time.sleep(_SETTLE_S)
    bare_wakes, bare_cpu = _count(bare.pid, seconds)
    bare.terminate()
    bare.wait()
    studio = StudioProcess(bench.folder, "--base-url", bench.base_url)
    studio.wait_until_open(_SETTLE_S)
    wakes, used = _count(studio.process.pid, seconds)
    studio.end()
    outcome.add("bare_wakes", "bare window with a cursor: wake-ups a second", bare_wakes, "/s")
    outcome.add("bare_idle_percent", "bare window with a cursor: processor", bare_cpu, "%")
    outcome.add(
        "idle_wakes",
        "idle: wake-ups a second",
        wakes,
        "/s",
        goal="P16",
        limit=1.05,
        against="bare_wakes",
    )
    outcome.add("idle_percent", "idle: processor", used, "%", goal="P16", limit=0.1)
    return outcome


def _count(pid: int, seconds: float) -> tuple[float, float]:
    wakes, used_s = wake_ups(pid), living_threads_cpu_s(pid)
    time.sleep(seconds)
    used_s = living_threads_cpu_s(pid) - used_s
    return (wake_ups(pid) - wakes) / seconds, used_s / seconds * 100
