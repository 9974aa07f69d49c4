"""Tool calls: a card that grows, opens, and shows the result inside."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.messages import MessageState
from studio.core.parts import TextPart, ToolCallPart
from studio.core.reply import PartSet
from studio.ui.transcript.parts.tool_card import ToolHead, pretty
from studio.ui.transcript.rows import MessageRow, ToolResult
from studio.ui.transcript.view import TranscriptView

from .conftest import click, hits_of, line_on_screen
from .samples import reply, rows, user
from .selecting import copy

LONG = "\n".join(f"row {n}" for n in range(100))


def shown(view: TranscriptView) -> str:
    return "\n".join(e.plain_text() for v in view.flow.visible for e in v.piece.elements)


def answered(result: str, arguments: str = '{"k":5,"name":"Zoë"}') -> MessageRow:
    call = ToolCallPart(0, "c1", "palette", arguments)
    row = MessageRow(reply("a", call, TextPart("Below")))
    return replace(row, results=(ToolResult("c1", result),))


def test_arguments_are_pretty_printed_once_they_are_complete(
    view: TranscriptView, qtbot: QtBot
) -> None:
    live = reply("live", state=MessageState.STREAMING)
    view.set_path([*rows(user("u", "Go")), MessageRow(live, running=True)])
    view.advance("live", (PartSet(0, ToolCallPart(0, "c1", "palette", '{"k": [1,')),))
    qtbot.waitUntil(lambda: not view.is_busy)
    assert "palette" in shown(view)
    assert "Running" in shown(view)
    click(view, "live", "toggle_part")
    assert '{"k": [1,' in shown(view)
    view.advance("live", (PartSet(0, ToolCallPart(0, "c1", "palette", '{"k": [1, 2]}')),))
    qtbot.waitUntil(lambda: '{\n  "k": [\n    1,' in shown(view))


def test_the_result_stands_in_the_card(view: TranscriptView) -> None:
    view.set_path([*rows(user("u", "Go")), answered("five colours")])
    view.grab()
    assert "Done" in shown(view)
    assert "Below" in shown(view)
    folded = line_on_screen(view, "Below")
    click(view, "a", "toggle_part")
    assert line_on_screen(view, "five colours") < line_on_screen(view, "Below")
    assert '"name": "Zoë"' in shown(view)
    view.grab()
    click(view, "a", "toggle_part")
    assert line_on_screen(view, "Below") == folded


def test_a_long_result_is_folded_and_unfolds(view: TranscriptView) -> None:
    view.resize(900, 1400)
    view.set_path([*rows(user("u", "Go")), answered(LONG)])
    click(view, "a", "toggle_part")
    assert "row 19" in shown(view)
    assert "row 20" not in shown(view)
    more = [hit for hit, _ in hits_of(view, "a") if "more lines" in hit.name]
    assert [hit.name for hit in more] == ["Show 80 more lines"]
    at = next(pos for hit, pos in hits_of(view, "a") if hit == more[0])
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    view.flow.to_end()
    view.refresh()
    assert "row 99" in shown(view)
    assert any(hit.name == "Show fewer lines" for hit, _ in hits_of(view, "a"))


def test_a_result_that_comes_later_finds_its_card(view: TranscriptView) -> None:
    row = answered("five colours")
    view.set_path([*rows(user("u", "Go")), replace(row, results=())])
    assert "Done" not in shown(view)
    view.update_message(row)
    assert "Done" in shown(view)


def test_a_megabyte_of_result_costs_what_is_seen(view: TranscriptView) -> None:
    view.set_path([*rows(user("u", "Go")), answered(LONG * 1500)])
    item = view.item_of("a")
    assert item is not None
    item.state.open_parts |= {"tool0", "tool0:all"}
    item.rebuild(view.flow.width)
    view.flow.item_changed(item)
    view.flow.to_item(item)
    view.refresh()
    section = next(each for each in item.sections or () if each.key == "tool0")
    assert section.count > 1000
    assert len(section.pieces) < 40
    assert view.flow.visible


def test_text_of_a_result_can_be_selected(view: TranscriptView) -> None:
    view.set_path([*rows(user("u", "Go")), answered("five colours")])
    click(view, "a", "toggle_part")
    for visible in view.flow.visible:
        if "five colours" in visible.piece.elements[0].plain_text():
            at = view.canvas.rect_of(visible, 0).topLeft()
            rect = visible.piece.elements[0].selection_rects(0, 4)[0]
            point = rect.translated(at).center().toPoint()
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert copy(view) == "five"


def test_the_spinner_turns_only_while_the_call_is_written(
    view: TranscriptView, qtbot: QtBot
) -> None:
    call = ToolCallPart(0, "c1", "palette", "{}")
    running = ToolHead(view._kit, "tool0", call, None, running=True, is_open=False, alone=True)
    assert running.is_running
    assert running.state == "Running"
    done = ToolHead(view._kit, "tool0", call, "x", running=True, is_open=False, alone=True)
    assert not done.is_running


def test_what_is_no_json_is_shown_as_it_is() -> None:
    assert pretty('{"a": 1') == '{"a": 1'
    assert pretty("[" * 5000 + "]" * 5000) == "[" * 5000 + "]" * 5000
    assert pretty('{"a":"\u202e"}') == '{\n  "a": "⟨U+202E⟩"\n}'
    assert pretty("plain") == "plain"
