"""A run of 10,000 answers: its table opened, scrolled, sorted, filtered, and while it grows."""

import asyncio
import random
import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from studio.core.batches import Cell, CellState, Plan, new_batch_id
from studio.core.comparing import ColumnSetup
from studio.core.ids import MessageId
from studio.core.prompt_lists import ListedPrompt
from studio.itemmodels.batch_table import Metric
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Outcome
from tests.benchmarks.frames import Frames
from tests.benchmarks.stage import Stage, play

_MODELS, _FRAME_MS, _STALL_MS = 3, 12, 50


def run(bench: Bench) -> Outcome:
    """Opens the runs of the compare page with one of very many cells."""
    rows = bench.pick(3_334, 3_334, 100)

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        plan = await _fill(stage, rows)
        stage.window.show_page("compare")
        page = stage.window.compare.page
        runs = page.views.runs
        page.views.show_runs()
        await asyncio.sleep(0.5)
        began_s = time.perf_counter()
        runs.open(plan.conversation_id)
        QApplication.sendPostedEvents()
        runs.run.repaint()
        text = f"a run of {plan.cells:,} answers"
        outcome.add("run_open_ms", f"{text}: opened", _ms(began_s), "ms", limit=100)
        await _scroll(outcome, runs.run.table, text, bench.pick(120, 60, 10))
        _act(outcome, "run_sort_ms", f"{text}: sorted by time", lambda: _sort(runs.run))
        model = runs.run.model
        _act(outcome, "run_filter_ms", f"{text}: filtered", lambda: model.set_only_differing(True))
        model.set_only_differing(False)
        await _grow(stage, outcome, runs.run, plan, text)
        return outcome

    return play(scenario, folder=bench.folder / "data", base_url=bench.base_url)


async def _fill(stage: Stage, rows: int) -> Plan:
    chance = random.Random(1)
    prompts = tuple(ListedPrompt(f"Prompt number {n} of the list") for n in range(rows))
    columns = tuple(ColumnSetup(f"bench/model-{n}") for n in range(_MODELS))
    plan = Plan(new_batch_id(), "Benchmark", stage.services.clock.now(), prompts, columns)
    store = stage.services.batches().store
    await stage.until(lambda: store.is_loaded)
    store.add(plan)
    cells = [
        Cell(
            place,
            CellState.DONE,
            MessageId(f"m{place}"),
            first_token_s=chance.random(),
            total_s=chance.lognormvariate(0.5, 0.5),
            tokens_in=20,
            tokens_out=chance.randint(20, 400),
            cost_usd=f"{chance.random() / 100:.6f}",
            characters=400,
            preview=f"An answer of some words, number {place}, as they are",
            digest=str(chance.randint(0, 3)),
        )
        for place in range(plan.cells)
    ]
    for at in range(0, len(cells), 500):
        store.put_cells(plan.conversation_id, cells[at : at + 500])
        await asyncio.sleep(0.01)
    await stage.services.conversations.flush()
    return plan


async def _scroll(outcome: Outcome, table, text: str, count: int) -> None:  # type: ignore[no-untyped-def]
    """By the wheel, as a person reads; and by the bar, where every frame shows other rows."""
    bar = table.verticalScrollBar()
    for name, step_px in (("wheel", 60), ("bar", bar.maximum() // count)):
        bar.setValue(0)
        await asyncio.sleep(0.3)
        watched = Frames(table.viewport())
        for number in range(count):
            bar.setValue(number * step_px)
            await asyncio.sleep(1 / 60)
        watched.stop()
        p50, p99 = watched.quantile_ms(0.5), watched.quantile_ms(0.99)
        label = f"{text}, {name}: frame"
        outcome.add(f"run_{name}_p50_ms", f"{label} p50", p50, "ms", limit=_FRAME_MS)
        limit = _FRAME_MS if name == "wheel" else _STALL_MS
        outcome.add(f"run_{name}_p99_ms", f"{label} p99", p99, "ms", limit=limit)


async def _grow(stage: Stage, outcome: Outcome, view, plan: Plan, text: str) -> None:  # type: ignore[no-untyped-def]
    """Answers come in as fast as a fast run brings them."""
    store = stage.services.batches().store
    cells = dict(store.cells(plan.conversation_id) or {})
    longest_ms = 0.0
    for place in range(100):
        began_s = time.perf_counter()
        store.put_cells(plan.conversation_id, [cells[place]])
        longest_ms = max(longest_ms, _ms(began_s))
        await asyncio.sleep(0.02)
    began_s = time.perf_counter()
    view._show_state()
    outcome.add(
        "run_state_ms", f"{text}: its state and charts", _ms(began_s), "ms", limit=_STALL_MS
    )
    outcome.add("run_cell_ms", f"{text}: one more answer, longest", longest_ms, "ms", limit=8)


def _sort(view) -> None:  # type: ignore[no-untyped-def]
    view.model.set_metric(Metric.TOTAL)
    view.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)


def _act(outcome: Outcome, key: str, text: str, act) -> None:  # type: ignore[no-untyped-def]
    began_s = time.perf_counter()
    act()
    outcome.add(key, text, _ms(began_s), "ms", limit=_STALL_MS)


def _ms(since_s: float) -> float:
    return (time.perf_counter() - since_s) * 1000
