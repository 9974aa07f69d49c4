"""P12: twelve columns at 100 tokens a second each: frames and processor time.

Once as columns beside each other, of which some fit the window, and once as a grid, where as many
as possible are on the screen at the same time. Then the differences of two answers of 200 KB.
"""

import asyncio
import time

from msgspec.structs import replace

from studio.core.comparing import ColumnSetup
from studio.core.parts import TextPart
from studio.ui.compare.page import ComparePage
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Outcome
from tests.benchmarks.frames import Frames
from tests.benchmarks.machine import threads_cpu_s
from tests.benchmarks.stage import Stage, play

_COLUMNS, _RATE = 12, 100
_LEAD_S = 2
_MOST_SHARE = 0.6


def run(bench: Bench) -> Outcome:
    """Asks twelve models on the compare page."""
    seconds = bench.pick(30, 10, 1)

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        for layout in ("columns", "grid"):
            await _measure(stage, outcome, layout, seconds)
        await _differences(stage, outcome, bench.pick(200, 200, 20))
        return outcome

    return play(scenario, folder=bench.folder / "data", base_url=bench.base_url)


async def _measure(stage: Stage, outcome: Outcome, layout: str, seconds: int) -> None:
    services = stage.services
    services.preferences.set(compare_layout=layout)
    stage.window.show_page("compare")
    page = stage.window.compare.page
    page.new_comparison()
    connection = services.connections.default()
    assert connection is not None
    model = f"bench/4kb-d16-rate-{_RATE}-s{seconds * 2 + _LEAD_S * 3}"
    services.comparing().store.set_current([ColumnSetup(model, connection.id)] * _COLUMNS)
    await stage.until(lambda: len(page.board.columns()) == _COLUMNS)
    page.composer.edit.setPlainText("Go on")
    page.composer.edit.send_requested.emit()
    await stage.until(lambda: len(services.runs.writing()) == _COLUMNS)
    await asyncio.sleep(_LEAD_S)
    threads = threads_cpu_s()
    began_s, used_s = time.perf_counter(), time.process_time()
    await asyncio.sleep(seconds)
    used_s, took_s = time.process_time() - used_s, time.perf_counter() - began_s
    threads_s = {
        name: round(now_s - threads.get(name, 0.0), 3) for name, now_s in threads_cpu_s().items()
    }
    frames = _watch(page)
    await asyncio.sleep(seconds)
    frames.stop()
    assert len(services.runs.writing()) == _COLUMNS, "the streams ended too early"
    seen = sum(page.board.area.is_seen(column) for column in page.board.columns())
    text = f"12 columns at 100 tokens/s, {layout}, {seen} on the screen"
    goal = "P12" if layout == "columns" else ""
    key = f"compare_{layout}"
    share = used_s / took_s
    outcome.add(f"{key}_share", f"{text}: share of a core", share, "", goal=goal, limit=_MOST_SHARE)
    p50, p99 = frames.quantile_ms(0.5), frames.quantile_ms(0.99)
    outcome.add(f"{key}_p50_ms", f"{text}: frame p50", p50, "ms")
    outcome.add(f"{key}_p99_ms", f"{text}: frame p99", p99, "ms", goal=goal, limit=16)
    cpu_p99 = frames.summary()["cpu_p99_ms"]
    assert isinstance(cpu_p99, float)
    outcome.add(f"{key}_cpu_p99_ms", f"{text}: frame p99, own processor time", cpu_p99, "ms")
    outcome.add(f"{key}_stall_ms", f"{text}: longest stall", frames.longest_s * 1000, "ms")
    outcome.details[key] = {**frames.summary(), "seen": seen, "threads_cpu_s": threads_s}
    services.comparing().runner.stop_all(page.conversation_id)
    await stage.until(lambda: not services.runs.running())


async def _differences(stage: Stage, outcome: Outcome, kilobytes: int) -> None:
    """From the switch to the marks, of answers in which every twentieth word is another."""
    services, page = stage.services, stage.window.compare.page
    services.preferences.set(compare_layout="columns")
    page.new_comparison()
    connection = services.connections.default()
    assert connection is not None
    setup = ColumnSetup(f"bench/{kilobytes}kb-d16", connection.id)
    services.comparing().store.set_current([setup] * 2)
    await stage.until(lambda: len(page.board.columns()) == 2)
    page.composer.edit.setPlainText("Go on")
    page.composer.edit.send_requested.emit()
    await stage.until(lambda: page.conversation_id and not services.runs.running())
    second = page.board.answers()[1]
    assert second is not None
    words = second.text.split(" ")
    words[::20] = ["other"] * len(words[::20])
    changed = replace(second, parts=(TextPart(" ".join(words)),))
    services.conversations.update_message(changed)
    await asyncio.sleep(1)
    frames = _watch(page)
    began_s = time.perf_counter()
    page.header.differences.click()
    marks = page.board.columns()[0].transcript.marks
    await stage.until(lambda: marks.different is not None)
    took_ms = (time.perf_counter() - began_s) * 1000
    frames.stop()
    text = f"differences of two answers of {kilobytes} KB"
    outcome.add("differences_ms", f"{text}: switch to marks", took_ms, "ms")
    outcome.add("differences_stall_ms", f"{text}: stall", frames.longest_s * 1000, "ms", limit=50)
    page.header.differences.click()


def _watch(page: ComparePage) -> Frames:
    """Records turns in which any column is painted."""
    columns = page.board.columns()
    frames = Frames(columns[0].transcript.viewport())
    for column in columns[1:]:
        column.transcript.viewport().installEventFilter(frames)
    return frames
