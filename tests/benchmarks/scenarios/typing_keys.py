"""P10: from a key press to the painted character while six chats stream."""

import asyncio
import random
import threading
import time

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QPlainTextEdit

from studio.turns import Turns
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Outcome
from tests.benchmarks.stage import Stage, play

_CHATS = 6


def run(bench: Bench) -> Outcome:
    """Six replies at 200 tokens a second, one of them on the screen; a person types."""
    keys = bench.pick(300, 150, 10)

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        idle = await _latencies(stage, keys // 3)
        seconds = int(keys * 0.08) + 12
        for _ in range(_CHATS):
            await stage.new_chat(f"bench/20kb-d16-rate-200-s{seconds}")
            stage.send("go")
        await stage.until(lambda: len(stage.services.runs.running()) == _CHATS)
        await asyncio.sleep(1)
        frames = stage.frames()
        busy = await _latencies(stage, keys)
        frames.stop()
        assert len(stage.services.runs.running()) == _CHATS, "the streams ended too early"
        stage.services.runs.stop_all()
        await stage.until(lambda: not stage.services.runs.running())
        outcome.add("key_idle_p99_ms", "key to painted, nothing else", _part(idle, 0.99), "ms")
        outcome.add("key_p50_ms", "key to painted, six streams: p50", _part(busy, 0.5), "ms")
        outcome.add(
            "key_p99_ms",
            "key to painted, six streams: p99",
            _part(busy, 0.99),
            "ms",
            goal="P10",
            limit=16,
        )
        outcome.details["typing"] = {
            **frames.summary(),
            "latencies_ms": [round(x, 2) for x in busy],
        }
        return outcome

    return play(scenario, folder=bench.folder / "data", base_url=bench.base_url)


def _part(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


class _Painted(QObject):
    """Notes the end of each turn in which the box was painted after its text changed."""

    def __init__(self, box: QPlainTextEdit) -> None:
        super().__init__()
        self.pressed_s = 0.0
        self.latencies_ms: list[float] = []
        self._changed = self._painted = False
        self._box = box
        box.viewport().installEventFilter(self)
        box.textChanged.connect(self._on_box_text_changed)
        self._turns = Turns(self._on_turn, self._on_turn, self._on_turn)

    def close(self) -> None:
        self._turns.close()
        self._box.viewport().removeEventFilter(self)
        self._box.textChanged.disconnect(self._on_box_text_changed)

    def _on_box_text_changed(self) -> None:
        self._changed = True

    def _on_turn(self) -> None:
        if self._changed and self._painted:
            self._changed = self._painted = False
            self.latencies_ms.append((time.perf_counter() - self.pressed_s) * 1000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._painted = self._changed
        return False


async def _latencies(stage: Stage, keys: int) -> list[float]:
    """Keys from another thread, at moments that know nothing of frames."""
    box = stage.box
    box.setFocus()
    await asyncio.sleep(0.5)
    painted = _Painted(box)
    done = threading.Event()
    moments = random.Random(3)

    def press() -> None:
        for number in range(keys):
            time.sleep(moments.uniform(0.06, 0.1))
            painted.pressed_s = time.perf_counter()
            letter = "the quick brown fox "[number % 20]
            stage.post_key(box, Qt.Key.Key_Space if letter == " " else Qt.Key.Key_A, letter)
        done.set()

    thread = threading.Thread(target=press, name="typist")
    thread.start()
    await stage.until(done.is_set)
    await asyncio.sleep(0.3)
    thread.join()
    painted.close()
    return painted.latencies_ms
