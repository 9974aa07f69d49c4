"""The table of a run: filter, sorting, and that 10,000 cells are no trouble."""

import time
from collections.abc import Iterable

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from studio.core.batches import Batch, Cell, CellState, Outcome, Plan, new_batch_id
from studio.core.comparing import ColumnSetup
from studio.core.ids import MessageId
from studio.core.prompt_lists import ListedPrompt
from studio.itemmodels.batch_table import CELL_ROLE, ROW_ROLE, BatchTableModel, Metric
from tests.storage.library_kit import START

MODELS = (ColumnSetup("a/one"), ColumnSetup("b/two"), ColumnSetup("a/one"))


def batch(rows: int) -> Batch:
    prompts = tuple(ListedPrompt(f"prompt {rows - n}") for n in range(rows))
    return Batch(Plan(new_batch_id(), "Test", START, prompts, MODELS))


def done(place: int, text: str, **fields) -> Cell:
    return Cell(
        place, CellState.DONE, MessageId(f"m{place}"), preview=text, digest=text,
        characters=len(text), **fields,
    )  # fmt: skip


def model_of(made: Batch, cells: Iterable[Cell]) -> tuple[BatchTableModel, dict[int, Cell]]:
    known = {cell.place: cell for cell in cells}
    model = BatchTableModel()
    model.set_batch(made, known)
    return model, known


def rows_of(model: BatchTableModel) -> list[int]:
    return [model.index(at, 0).data(ROW_ROLE) for at in range(model.rowCount())]


def test_cells_stand_where_their_prompt_and_model_are(qtmodeltester: ModelTester) -> None:
    cells = [
        done(0, "yes", total_s=2.0, cost_usd="0.5", outcomes=(Outcome(True), Outcome(False))),
        Cell(1, CellState.FAILED, MessageId("m1"), failure="rate_limited"),
        Cell(5, CellState.UNSURE, MessageId("m5")),
    ]
    model, _ = model_of(batch(2), cells)
    qtmodeltester.check(model)
    titles = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    assert titles == ["Prompt", "a/one (1)", "b/two", "a/one (2)"]
    assert model.index(0, 0).data() == "prompt 2"
    assert model.index(0, 1).data() == "yes"
    assert model.index(0, 2).data() == "Failed: rate limited"
    assert model.index(1, 3).data() == "Lost, may have been charged"
    assert model.index(1, 1).data() == ""
    assert model.index(0, 1).data(CELL_ROLE) == cells[0]
    spoken = model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("b/two: Failed")
    shown = {}
    for metric in Metric:
        model.set_metric(metric)
        shown[metric] = model.index(0, 1).data()
    assert shown[Metric.TOTAL] == "2.0 s"
    assert shown[Metric.COST] == "$0.5000"
    assert shown[Metric.CHECKS] == "1 / 2"
    assert shown[Metric.SPEED] == "–"


def test_only_rows_that_differ(qtmodeltester: ModelTester) -> None:
    texts = ["x", "x", "x", "x", "y", "x", "z", "z"]  # the last row is not whole
    model, known = model_of(batch(3), [done(n, text) for n, text in enumerate(texts)])
    model.set_only_differing(True)
    qtmodeltester.check(model)
    assert rows_of(model) == [1]
    known[8] = done(8, "other")
    model.set_only_differing(False)
    model.set_only_differing(True)
    assert rows_of(model) == [1, 2]


def test_rows_are_sorted_by_what_is_shown_and_the_unknown_comes_last() -> None:
    cells = [
        done(0, "b", total_s=3.0), done(3, "a", total_s=1.0),
        Cell(6, CellState.FAILED, total_s=0.1), done(9, "c", total_s=2.0),
    ]  # fmt: skip
    model, known = model_of(batch(4), cells)
    model.set_metric(Metric.TOTAL)
    model.sort(1, Qt.SortOrder.AscendingOrder)
    assert rows_of(model) == [1, 3, 0, 2]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert rows_of(model) == [0, 3, 1, 2]
    model.set_metric(Metric.ANSWER)
    assert rows_of(model) == [3, 0, 1, 2]
    model.sort(0, Qt.SortOrder.AscendingOrder)
    assert rows_of(model) == [3, 2, 1, 0]
    model.sort(-1, Qt.SortOrder.AscendingOrder)
    assert rows_of(model) == [0, 1, 2, 3]
    changed = []
    model.dataChanged.connect(lambda first, _: changed.append((first.row(), first.column())))
    known[3] = done(3, "now")
    model.note_changed([3])
    assert changed == [(1, 1)]


def test_ten_thousand_cells_are_sorted_and_filtered_in_a_moment() -> None:
    made = batch(3_334)
    cells = [
        done(n, f"answer {n % 7}", total_s=(n * 37 % 1000) / 100, cost_usd=f"0.{n % 97:04}")
        for n in range(made.plan.cells)
    ]
    began_s = time.thread_time()
    model, _ = model_of(made, cells)
    for metric in (Metric.TOTAL, Metric.COST, Metric.ANSWER):
        model.set_metric(metric)
        model.sort(2, Qt.SortOrder.DescendingOrder)
    model.set_only_differing(True)
    assert model.rowCount() == 3_334
    assert time.thread_time() - began_s < 1.0  # 0.1 s on a slow machine


def test_an_answer_of_html_is_no_html_in_its_tooltip() -> None:
    model, _ = model_of(batch(1), [done(0, "<h1>Hi</h1> & <img src='file:///x'>")])
    tip = model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "<br>&lt;h1>Hi&lt;/h1> &amp; &lt;img src='file:///x'>" in tip
    assert tip.startswith("<p>")
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "prompt 1"
