"""The frame probe measures work, never sleep, whatever event loop Qt runs on."""

import json
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from pytestqt.qtbot import QtBot

from studio.trace import FrameProbe


class Work(QObject):
    """Holds the event loop for a while, some times."""

    ended = Signal()

    def __init__(self, seconds: float, times: int, every_ms: int) -> None:
        super().__init__()
        self._seconds = seconds
        self._left = times
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def _on_timeout(self) -> None:
        end_s = time.perf_counter() + self._seconds
        while time.perf_counter() < end_s:
            pass
        self._left -= 1
        if not self._left:
            self._timer.stop()
            QTimer.singleShot(20, self.ended.emit)


@pytest.mark.expects_log  # where much else runs a turn may stall, and that is said
def test_frames_are_work_without_sleep(qtbot: QtBot, tmp_path: Path) -> None:
    probe = FrameProbe(tmp_path / "trace.json")
    # Far apart: on a busy machine two that follow one another closely become one turn.
    work = Work(0.012, 5, 150)
    with qtbot.waitSignal(work.ended):
        pass
    probe.close()
    long = [took_s for _, took_s in probe.frames if took_s > 0.01]
    assert len(long) >= 4
    assert min(long) < 0.035
    written = json.loads((tmp_path / "trace.json").read_text())
    assert len(written["traceEvents"]) >= len(long)


@pytest.mark.expects_log
def test_a_stall_is_kept_with_what_caused_it(qtbot: QtBot) -> None:
    probe = FrameProbe()
    work = Work(0.4, 1, 20)
    with qtbot.waitSignal(work.ended):
        pass
    probe.close()
    # On a loaded machine other turns may stall too.
    (took_s,) = [took_s for took_s, stack in probe.stalls if "_on_timeout" in stack]
    assert took_s >= 0.4


@pytest.mark.expects_log
def test_many_short_turns_are_no_stall(qtbot: QtBot) -> None:
    probe = FrameProbe()
    work = Work(0.004, 40, 0)
    with qtbot.waitSignal(work.ended):
        pass
    probe.close()
    # Together they take 160 ms; a loaded machine may stop one of them, not most.
    assert len(probe.stalls) < 5
