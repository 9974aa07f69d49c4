"""Finding in a conversation of 10 MB: keys while it is read for the first time, and after."""

import asyncio
import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from tests.benchmarks.bench import Bench, python
from tests.benchmarks.content import LONG_CHAT_ID
from tests.benchmarks.figures import Outcome
from tests.benchmarks.stage import Stage, play

_KEY_S = 0.08
_GOAL_MS = 16


def run(bench: Bench) -> Outcome:
    """Opens the chat, types into the find bar letter by letter, goes from match to match."""
    folder = bench.folder / "data"
    size = bench.pick(10_000_000, 10_000_000, 100_000)
    python("tests.benchmarks.content", "long", str(folder), str(size))

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        await stage.open_chat(LONG_CHAT_ID)
        before_mb = stage.memory_mb()
        stage.window.chat.pane.reader.finding.open()
        bar = stage.find(QWidget, "find_bar")
        field = stage.find(QLineEdit, "find_field")
        finder = bar._finder  # type: ignore[attr-defined]
        await _typed(stage, outcome, field, "first", "the sea is not the end of it")
        began_s = time.perf_counter()
        await stage.until(lambda: finder.is_complete)
        read_s = time.perf_counter() - began_s
        outcome.add("find_read_s", "10 MB read after the last key", read_s, "s")
        for name, text in (
            ("common", "the and for"),
            ("rare", "narwhal x"),
            ("cased", "Tokyo Delhi"),
        ):
            field.selectAll()
            await _typed(stage, outcome, field, name, text)
            await stage.until(lambda: finder.is_complete)
        field.setText("")
        began_s = time.perf_counter()
        field.setText("the")
        await stage.until(lambda: finder.is_complete)
        outcome.add("find_count_s", "all of 10 MB counted", time.perf_counter() - began_s, "s")
        frames = stage.frames()
        for _ in range(bench.pick(60, 30, 5)):
            stage.post_key(field, Qt.Key.Key_Return)
            await asyncio.sleep(_KEY_S / 2)
        frames.stop()
        outcome.details["steps"] = frames.summary()
        longest_ms = frames.longest_s * 1000
        outcome.add(
            "find_step_ms",
            "from match to match: longest stall",
            longest_ms,
            "ms",
            goal="Find",
            limit=_GOAL_MS,
        )
        outcome.add("find_memory_mb", "memory that it takes", stage.memory_mb() - before_mb, "MB")
        return outcome

    return play(scenario, folder=folder, base_url=bench.base_url)


async def _typed(stage: Stage, outcome: Outcome, field: QWidget, name: str, text: str) -> None:
    """Types a text; the longest the window looked for no events is what a frame waits."""
    field.setFocus()
    await asyncio.sleep(0.1)
    frames = stage.frames()
    for letter in text:
        key = Qt.Key.Key_Space if letter == " " else Qt.Key.Key_A
        stage.post_key(field, key, letter)
        await asyncio.sleep(_KEY_S)
    frames.stop()
    outcome.details[name] = frames.summary()
    label = f"typing into find, 10 MB ({name}): longest stall"
    longest_ms = frames.longest_s * 1000
    outcome.add(f"find_{name}_ms", label, longest_ms, "ms", goal="Find", limit=_GOAL_MS)
