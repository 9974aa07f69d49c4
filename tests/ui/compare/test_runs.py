"""Runs of many prompts in the window: made, watched, paused, read, exported."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from studio.core.batches import BatchState, CellState
from studio.core.events import Finished, TextDelta, UsageReported
from studio.core.messages import Usage
from studio.services.batches import Batches
from studio.ui.compare.runs import check_rows
from studio.ui.compare.runs.page import RunsPage
from studio.ui.widgets import Choice, Menu, Switch, TextField
from tests.services.fakes import Hold
from tests.storage.library_kit import png
from tests.ui.compare.conftest import CompareBench, answer
from tests.ui.compare.test_judging import toast_texts
from tests.ui.dragging import DRAG_POINT


def batches_of(compare: CompareBench) -> Batches:
    return compare.services.batches()


def runs_page(compare: CompareBench) -> RunsPage:
    return compare.page.views.runs


def form(compare: CompareBench) -> QWidget:
    compare.add("a/one", "b/two")
    compare.click("Runs of many prompts")
    compare.until(lambda: batches_of(compare).store.is_loaded)
    compare.click("New run")
    found = compare.window.findChild(QWidget, "run_form")
    assert found is not None
    return found


def text_of(widget: QWidget, name: str) -> str:
    label = widget.findChild(QLabel, name)
    assert label is not None
    return label.text()


def made(compare: CompareBench, prompts: str) -> str:
    """Fills the form and starts. Returns the conversation."""
    found = form(compare)
    QTest.keyClicks(found.findChild(QLineEdit, "run_name"), "Colours")
    found.findChild(QPlainTextEdit, "run_prompts").setPlainText(prompts)
    found.findChild(Choice, "run_at_once").setCurrentIndex(0)
    compare.until(lambda: compare.button("Start run").isEnabled())
    compare.click("Start run")
    (batch,) = batches_of(compare).store.all()
    return batch.plan.conversation_id


def idle(compare: CompareBench, cid: str) -> None:
    compare.until(lambda: not batches_of(compare).runner.is_running(cid))


def status(compare: CompareBench) -> str:
    return text_of(compare.window, "run_status")


def test_the_keyboard_stays_with_pause_and_go_on(compare: CompareBench) -> None:
    holds = [Hold(), Hold()]
    compare.gateway.scripts = [[hold, *answer("x")] for hold in holds] + [answer("x")] * 2
    cid = made(compare, "first\nsecond")
    compare.until(lambda: holds[0].reached)
    compare.until(lambda: compare.button("Pause").isVisible())
    compare.button("Pause").setFocus()
    QTest.keyClick(compare.button("Pause"), Qt.Key.Key_Space)
    holds[0].go()
    idle(compare, cid)
    compare.until(lambda: "Paused" in status(compare))
    assert compare.button("Go on").hasFocus()
    QTest.keyClick(compare.button("Go on"), Qt.Key.Key_Space)
    compare.until(lambda: holds[1].reached)
    assert compare.button("Pause").hasFocus()
    holds[1].go()
    idle(compare, cid)
    compare.until(lambda: status(compare).startswith("Done"))
    assert compare.window.findChild(QTableView, "run_table").hasFocus()


def test_the_form_says_what_is_missing_and_what_it_will_take(compare: CompareBench) -> None:
    found = form(compare)
    assert not compare.button("Start run").isEnabled()
    assert text_of(found, "run_estimate") == "Write at least one prompt"
    assert text_of(found, "run_models") == "a/one, b/two"
    found.findChild(QPlainTextEdit, "run_prompts").setPlainText("a {red|blue} fox\nhi")
    compare.until(lambda: text_of(found, "run_estimate").startswith("4 answers"))
    compare.click("Variables")
    compare.until(lambda: text_of(found, "run_estimate").startswith("6 answers"))
    assert "no price is known of a/one" in text_of(found, "run_estimate")
    limit = found.findChild(QLineEdit, "run_limit")
    QTest.keyClicks(limit, "much")
    compare.until(lambda: "no sum of money" in text_of(found, "run_estimate"))
    limit.clear()
    compare.click("Add a check")
    found.findChild(Choice, "check_kind_1").setCurrentIndex(2)
    QTest.keyClicks(found.findChild(QLineEdit, "check_value_1"), "(")
    compare.until(lambda: bool(found.findChild(QLineEdit, "check_value_1").toolTip()))
    compare.until(lambda: not compare.button("Start run").isEnabled())


def test_prompts_come_from_a_file(compare: CompareBench, tmp_path: Path) -> None:
    found = form(compare)
    path = tmp_path / "list.csv"
    path.write_text("prompt,expected\nOne?,1\nTwo?,2\n")
    compare.click("From a file…")
    compare.window.findChild(QFileDialog).filesSelected.emit([str(path)])
    compare.until(lambda: text_of(found, "run_estimate").startswith("4 answers"))
    compare.window.findChild(QFileDialog).close()
    compare.click("Without the file")
    assert text_of(found, "run_estimate") == "Write at least one prompt"


def test_a_run_is_watched_paused_and_read_side_by_side(compare: CompareBench) -> None:
    hold = Hold()
    compare.gateway.scripts = [[hold, *answer("red")], answer("blue"), answer("x"), answer("x")]
    cid = made(compare, "first\nsecond")
    compare.until(lambda: hold.reached)
    compare.until(lambda: "Running" in status(compare))
    compare.click("Pause")
    hold.go()
    idle(compare, cid)
    compare.until(lambda: status(compare).startswith("Paused · 1 of 4 answers"))
    compare.click("Go on")
    idle(compare, cid)
    compare.until(lambda: status(compare).startswith("Done · 4 of 4 answers"))
    table = compare.window.findChild(QTableView, "run_table")
    model = table.model()
    assert [model.index(0, column).data() for column in range(3)] == ["first", "red", "blue"]
    compare.click("Only rows that differ")
    assert model.rowCount() == 1
    QTest.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table.visualRect(model.index(0, 1)).center(),
    )
    assert compare.id == cid
    compare.until(lambda: compare.texts() == ["red", "blue"])
    assert compare.columns()[0].isVisible()
    compare.click("Runs of many prompts")
    assert table.isVisible()
    QTest.keyClick(table, Qt.Key.Key_Return)
    compare.until(lambda: compare.columns()[0].isVisible())
    compare.page.focus_box()
    compare.page.escape()
    assert table.isVisible()
    assert table.hasFocus()


def test_lost_and_failed_answers_are_asked_again_by_a_person(compare: CompareBench) -> None:
    from msgspec.structs import replace

    from studio.core.errors import ServerFailed

    compare.gateway.scripts = [[ServerFailed("down", status=500)], answer("2")]
    cid = made(compare, "first")
    idle(compare, cid)
    compare.until(lambda: "1 failed" in status(compare) and status(compare).startswith("Done"))
    compare.gateway.scripts = [answer("1")]
    compare.click("Ask what failed again")
    idle(compare, cid)
    store = batches_of(compare).store
    cells = store.cells(cid)
    assert cells is not None
    store.put_cells(cells_id(cid), [replace(cells[1], state=CellState.UNSURE, maybe_charged=True)])
    banner = compare.window.findChild(QWidget, "run_unsure")
    compare.until(lambda: banner.isVisible())
    compare.gateway.scripts = [answer("again")]
    compare.click("Ask again")
    idle(compare, cid)
    compare.until(lambda: not banner.isVisible())
    batch = store.get(cid)
    assert batch is not None
    assert batch.state is BatchState.DONE


def cells_id(cid: str):
    from studio.core.ids import ConversationId

    return ConversationId(cid)


def test_a_run_is_exported_and_deleted_with_undo(compare: CompareBench, tmp_path: Path) -> None:
    compare.gateway.scripts = [answer("=1"), answer("2")]
    cid = made(compare, "first")
    idle(compare, cid)
    compare.until(lambda: compare.button("Export run").isEnabled())
    compare.click("Export run")
    menu = compare.window.findChild(Menu, "export_menu")
    next(each for each in menu.actions() if each.text() == "Table (CSV)…").trigger()
    menu.close()
    target = tmp_path / "colours.csv"
    compare.window.findChild(QFileDialog).filesSelected.emit([str(target)])
    compare.window.findChild(QFileDialog).close()
    compare.until(lambda: "Exported to colours.csv" in toast_texts(compare))
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file)] == ["'=1", "2"]
    compare.click("Delete run")
    assert batches_of(compare).store.all() == ()
    compare.page.undo.undo_last()
    assert [each.plan.name for each in batches_of(compare).store.all()] == ["Colours"]


def test_the_switch_and_keys_reach_everything(compare: CompareBench) -> None:
    found = form(compare)
    assert found.isVisible()
    compare.page.escape()
    assert runs_page(compare).currentWidget() is runs_page(compare).list
    compare.page.escape()
    assert not runs_page(compare).isVisible()
    for switch in compare.window.findChildren(Switch):
        assert switch.accessibleName()


def test_a_run_that_its_limit_stopped_goes_on_with_another(compare: CompareBench) -> None:
    usage = UsageReported(Usage(1, 2, 3, cost_usd="0.5"))
    text = [(TextDelta(0, "x"),), (usage,), (Finished(0, "stop"),)]
    compare.gateway.scripts = [text, text, text, text]
    found = form(compare)
    found.findChild(QPlainTextEdit, "run_prompts").setPlainText("first\nsecond")
    found.findChild(Choice, "run_at_once").setCurrentIndex(0)
    QTest.keyClicks(found.findChild(QLineEdit, "run_limit"), "$0,75")
    compare.until(lambda: compare.button("Start run").isEnabled())
    compare.click("Start run")
    (batch,) = batches_of(compare).store.all()
    cid = batch.plan.conversation_id
    idle(compare, cid)
    compare.until(lambda: status(compare).startswith("Stopped by its limit"))
    asked = len(compare.gateway.requests)
    assert asked < 4
    compare.click("Go on")
    idle(compare, cid)
    assert len(compare.gateway.requests) == asked  # still too dear
    compare.click("Spending limit")
    popup = compare.window.findChild(QWidget, "ask_popup")
    field = popup.findChild(QLineEdit, "ask_field")
    assert field.text() == "0.75"
    field.setText("much")
    save = popup.findChild(QWidget, "ask_ok")
    assert not save.isEnabled()
    field.setText("")
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    compare.click("Go on")
    idle(compare, cid)
    compare.until(lambda: status(compare).startswith("Done · 4 of 4 answers"))


def chosen(compare: CompareBench, *paths: Path) -> None:
    """Answers the file dialog."""
    dialog = compare.window.findChild(QFileDialog)
    dialog.filesSelected.emit([str(path) for path in paths])
    dialog.close()
    compare.until(lambda: compare.window.findChild(QFileDialog) is None)


def attached(found: QWidget) -> list[str]:
    rows = found.findChild(QTableView, "run_prompt_list").model()
    return [rows.index(at, 1).data() for at in range(rows.rowCount())]


def test_images_go_along_with_all_prompts_or_with_one(
    compare: CompareBench, tmp_path: Path
) -> None:
    for name in ("all.png", "two.png"):
        (tmp_path / name).write_bytes(png(8))
    (tmp_path / "a.txt").write_text("notes")
    found = form(compare)
    found.findChild(QPlainTextEdit, "run_prompts").setPlainText("first\nsecond")
    table = found.findChild(QTableView, "run_prompt_list")
    compare.until(lambda: table.isVisible() and table.model().rowCount() == 3)
    assert text_of(found, "run_attach_to") == "to all prompts"
    compare.click("Attach…")
    chosen(compare, tmp_path / "all.png")
    compare.until(lambda: attached(found) == ["all.png", "", ""])
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert text_of(found, "run_attach_to") == "to 2. second"
    QTest.keyClick(table, Qt.Key.Key_Return)
    chosen(compare, tmp_path / "two.png", tmp_path / "a.txt")
    compare.until(lambda: attached(found) == ["all.png", "", "two.png, a.txt"])
    compare.until(lambda: compare.button("Start run").isEnabled())
    compare.click("Remove a.txt")
    assert attached(found) == ["all.png", "", "two.png"]
    compare.gateway.scripts = [answer(str(n)) for n in range(4)]
    compare.click("Start run")
    (batch,) = batches_of(compare).store.all()
    idle(compare, batch.plan.conversation_id)
    names = [[each.name for each in prompt.attachments] for prompt in batch.plan.prompts]
    assert names == [["all.png"], ["all.png", "two.png"]]
    model = compare.window.findChild(QTableView, "run_table").model()
    assert model.index(1, 0).data() == "second"
    assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "second\nall.png\ntwo.png"
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "second, all.png, two.png"


def drop(widget: QWidget, at: QPoint, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    rest = (
        Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    for event in (QDragEnterEvent(DRAG_POINT(at), *rest), QDragMoveEvent(DRAG_POINT(at), *rest)):
        QApplication.sendEvent(widget, event)
        assert event.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(at), *rest))


def test_files_are_dropped_on_a_prompt_or_on_the_form(
    compare: CompareBench, tmp_path: Path
) -> None:
    (tmp_path / "one.png").write_bytes(png(8))
    (tmp_path / "empty.png").touch()
    (tmp_path / "list.jsonl").write_text('{"prompt": "third", "files": ["one.png"]}')
    found = form(compare)
    found.findChild(QPlainTextEdit, "run_prompts").setPlainText("first\nsecond")
    table = found.findChild(QTableView, "run_prompt_list")
    compare.until(lambda: table.isVisible())
    second = table.visualRect(table.model().index(2, 0)).center()
    drop(table.viewport(), second, tmp_path / "one.png")
    compare.until(lambda: attached(found) == ["", "", "one.png"])
    drop(found, QPoint(5, 5), tmp_path / "one.png", tmp_path / "empty.png")
    compare.until(lambda: attached(found) == ["one.png", "", "one.png"])
    compare.until(lambda: any("empty.png" in text for text in toast_texts(compare)))
    drop(found, QPoint(5, 5), tmp_path / "list.jsonl")
    compare.until(lambda: attached(found) == ["one.png", "", "one.png", "one.png"])
    assert text_of(found, "run_file_text") == "1 prompt of list.jsonl · 1 image or file"


def test_a_list_with_a_missing_file_is_not_taken(compare: CompareBench, tmp_path: Path) -> None:
    found = form(compare)
    path = tmp_path / "list.csv"
    path.write_text("prompt,files\nOne?,\nTwo?,gone.png\n")
    compare.click("From a file…")
    chosen(compare, path)
    compare.until(lambda: "line 3: gone.png is not there" in text_of(found, "run_file_text"))
    assert not compare.button("Start run").isEnabled()
    assert text_of(found, "run_estimate") == "Write at least one prompt"


def test_a_pasted_image_goes_along_with_the_line_of_the_cursor(compare: CompareBench) -> None:
    found = form(compare)
    box = found.findChild(QPlainTextEdit, "run_prompts")
    box.setPlainText("first\n\nsecond")
    box.moveCursor(QTextCursor.MoveOperation.End)
    data = QMimeData()
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    data.setImageData(image)
    assert box.canInsertFromMimeData(data)
    box.insertFromMimeData(data)
    compare.until(lambda: attached(found) == ["", "", "pasted-image.png"])
    assert box.toPlainText() == "first\n\nsecond"
    box.setPlainText("zero\nfirst\nsecond")
    compare.until(lambda: attached(found) == ["", "", "", "pasted-image.png"])


def test_the_table_of_a_run_that_just_began_shows_answers_as_they_come(
    compare: CompareBench,
) -> None:
    hold = Hold()
    compare.gateway.scripts = [answer("red"), [hold, *answer("blue")]]
    made(compare, "first")
    model = compare.window.findChild(QTableView, "run_table").model()
    compare.until(lambda: hold.reached)
    compare.until(lambda: [model.index(0, at).data() for at in (1, 2)] == ["red", "Under way"])
    hold.go()
    compare.until(lambda: model.index(0, 2).data() == "blue")


def test_what_a_schema_needs_is_imported_before_one_is_typed(
    compare: CompareBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready: list[bool] = []
    monkeypatch.setattr(check_rows, "are_ready", lambda: bool(ready))
    began = Hold()

    async def make_ready() -> None:
        await began.wait()
        ready.append(True)

    monkeypatch.setattr(check_rows, "make_ready", make_ready)
    found = form(compare)
    found.findChild(QPlainTextEdit, "run_prompts").setPlainText("first")
    compare.click("Add a check")
    compare.until(lambda: began.reached)
    found.findChild(Choice, "check_kind_1").setCurrentIndex(3)
    QTest.keyClicks(found.findChild(QLineEdit, "check_value_1"), '{"type": 3}')
    compare.until(lambda: "made ready" in text_of(found, "run_estimate"))
    assert not compare.button("Start run").isEnabled()
    assert not found.findChild(TextField, "check_value_1").is_invalid
    began.go()
    compare.until(lambda: found.findChild(TextField, "check_value_1").is_invalid)
    compare.until(lambda: "made ready" not in text_of(found, "run_estimate"))
