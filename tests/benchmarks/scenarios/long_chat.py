"""P7, P8, P9: a conversation of 10 MB and 30,000 blocks: opening, scrolling, resizing."""

import asyncio
import time

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.benchmarks.bench import Bench, python
from tests.benchmarks.content import LONG_CHAT_ID, SHORT_CHAT_ID
from tests.benchmarks.figures import Outcome
from tests.benchmarks.frames import Frames
from tests.benchmarks.stage import Stage, play

_TICK_S = 0.016


def run(bench: Bench) -> Outcome:
    """Opens it from the list, scrolls it in every way, resizes the window."""
    folder = bench.folder / "data"
    size = bench.pick(10_000_000, 10_000_000, 100_000)
    python("tests.benchmarks.content", "long", str(folder), str(size))

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        await stage.open_chat(SHORT_CHAT_ID)
        await _open(stage, outcome)
        steps = bench.pick(300, 150, 10)
        for name, scroll in (
            ("wheel_up", _wheel_up),
            ("wheel_down", _wheel_down),
            ("page", _page),
            ("bar", _bar),
        ):
            await _measured(stage, outcome, name, scroll, steps)
        frames = stage.frames()
        await _resize(stage, bench.pick(60, 40, 6))
        frames.stop()
        outcome.details["resize"] = frames.summary()
        outcome.add(
            "resize_p99_ms",
            "resizing: frame p99",
            frames.quantile_ms(0.99),
            "ms",
            goal="P9",
            limit=25,
        )
        outcome.add("resize_p50_ms", "resizing: frame p50", frames.quantile_ms(0.5), "ms")
        memory_mb = stage.memory_mb()
        outcome.add("scrolled_memory_mb", "memory after scrolling all of it", memory_mb, "MB")
        return outcome

    return play(scenario, folder=folder, base_url=bench.base_url)


async def _open(stage: Stage, outcome: Outcome) -> None:
    before_mb = stage.memory_mb()
    loaded_s: list[float] = []

    def note_loaded(_conversation_id: str) -> None:
        loaded_s.append(time.perf_counter())  # the pane shows it already, as it listens longer

    stage.services.conversations.tree_loaded.connect(note_loaded)
    frames = stage.frames()
    began_s = time.perf_counter()
    stage.list_view.choose(LONG_CHAT_ID)
    await stage.until(lambda: loaded_s)
    count = frames.painted_count
    await stage.until(lambda: frames.painted_count > count)
    await asyncio.sleep(0.3)
    frames.stop()
    stage.services.conversations.tree_loaded.disconnect(note_loaded)
    # Paints before it was loaded are of the chat left, and of the emptied view.
    ends_s = [f.began_s + f.took_s for f in frames.frames if f.painted]
    shown_s = next(end_s for end_s in ends_s if end_s >= loaded_s[0])
    outcome.details["open"] = {
        **frames.summary(),
        "paints_s": [round(end_s - began_s, 4) for end_s in ends_s],
        "loaded_s": loaded_s[0] - began_s,
    }
    outcome.add(
        "open_ms",
        "10 MB conversation from disk to painted",
        (shown_s - began_s) * 1000,
        "ms",
        goal="P7",
        limit=100,
    )
    outcome.add("open_stall_ms", "longest stall while opening", frames.longest_s * 1000, "ms")
    grown_mb = stage.memory_mb() - before_mb
    outcome.add("open_memory_mb", "memory that it takes", grown_mb, "MB", goal="P7", limit=60)


async def _measured(stage: Stage, outcome: Outcome, name: str, scroll: object, steps: int) -> None:
    await stage.settle(0.3)
    frames = stage.frames()
    await scroll(stage, steps)  # type: ignore[operator]
    frames.stop()
    outcome.details[name] = frames.summary()
    text = {
        "wheel_up": "scrolling 10 MB by wheel, upwards (not seen before)",
        "wheel_down": "scrolling 10 MB by wheel, back down",
        "page": "scrolling 10 MB by page keys",
        "bar": "scrolling 10 MB by dragging the bar",
    }[name]
    _add(outcome, frames, name, text)


def _add(outcome: Outcome, frames: Frames, name: str, text: str) -> None:
    half, most = frames.quantile_ms(0.5), frames.quantile_ms(0.99)
    outcome.add(f"{name}_p50_ms", f"{text}: frame p50", half, "ms", goal="P8", limit=5)
    outcome.add(f"{name}_p99_ms", f"{text}: frame p99", most, "ms", goal="P8", limit=12)


async def _wheel(stage: Stage, steps: int, by: int) -> None:
    view = stage.transcript.viewport()
    at = QPointF(view.rect().center())
    for _ in range(steps):
        event = QWheelEvent(
            at,
            view.mapToGlobal(at),
            QPoint(),
            QPoint(0, by),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.postEvent(view, event)
        await asyncio.sleep(_TICK_S)


async def _wheel_up(stage: Stage, steps: int) -> None:
    await _wheel(stage, steps, 120)


async def _wheel_down(stage: Stage, steps: int) -> None:
    await _wheel(stage, steps, -120)


async def _page(stage: Stage, steps: int) -> None:
    transcript = stage.transcript
    transcript.setFocus()
    for step in range(steps):
        key = Qt.Key.Key_PageUp if step % 3 else Qt.Key.Key_PageDown
        stage.post_key(transcript, key)
        await asyncio.sleep(_TICK_S * 2)


async def _bar(stage: Stage, steps: int) -> None:
    """Drags the bar from the bottom to the top and back, all positions fresh."""
    bar = stage.transcript.verticalScrollBar()
    bar.setSliderDown(True)
    most = bar.maximum()
    for step in range(steps):
        part = abs(1 - 2 * step / steps)
        bar.setSliderPosition(int(most * part))
        await asyncio.sleep(_TICK_S)
    bar.setSliderDown(False)


async def _resize(stage: Stage, steps: int) -> None:
    window = stage.window
    for step in range(steps):
        window.resize(1280 - 12 * (step % 30), 800 - 6 * (step % 30))
        await asyncio.sleep(_TICK_S * 2)
    QTest.qWait(0)
