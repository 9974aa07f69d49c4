"""Tables of many or heavy cells: rows are measured when they come into view, and nothing jumps."""

import random
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.messages import MessageState
from studio.core.parts import TextPart
from studio.core.reply import TextAppended
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.table_element import TableElement
from studio.ui.transcript.view import TranscriptView

from .samples import reply, rows, user

BOLD = " ".join(f"**b{n}** x" for n in range(300))
HEAVY = "| a | b | c |\n|---|---|---|\n" + f"| {BOLD} | {BOLD} | {BOLD} |\n" * 10
PROSE = "The **quick brown** fox, `a dog`, and what else there is to say of them. "


def long_table(count: int = 120, columns: int = 6) -> str:
    """Rows of very different heights."""
    lines = ["| Row |" + " Words |" * columns, "|---|" + "---|" * columns]
    for row in range(count):
        cells = (PROSE * (1 + (row * 7 + column * 3) % 4) for column in range(columns))
        lines.append(f"| row {row} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def table_of(view: TranscriptView) -> tuple[TableElement, float]:
    """The table on the screen, and where it is, in px below the viewport's top."""
    for shown in view.flow.visible:
        for number, element in enumerate(shown.piece.elements):
            if isinstance(element, TableElement):
                return element, shown.top + shown.piece.tops[number]
    raise AssertionError("no table is visible")


def row_tops(view: TranscriptView) -> dict[int, float]:
    """Where the rows are that are on the screen."""
    table, top = table_of(view)
    found = {}
    row = table.line_near(max(0.0, -top))
    while row < len(table.leaf.rows) and top + table.line_rect(row).top() < view.flow.view_height:
        found[row] = top + table.line_rect(row).top()
        row += 1
    return found


@pytest.fixture
def shown(view: TranscriptView) -> TranscriptView:
    """A long table between two paragraphs, seen from its beginning."""
    text = "Before it.\n\n" + long_table() + "\n\nAfter it."
    view.set_path(rows(user("u", "Go"), reply("a", TextPart(text))))
    return view


def test_only_rows_near_the_viewport_are_laid_out(shown: TranscriptView) -> None:
    table, _ = table_of(shown)
    assert table.settles
    assert len(table._cells) < 200, "of 847"


def test_no_row_jumps_while_one_scrolls_up_and_down(shown: TranscriptView) -> None:
    chance = random.Random(7)
    QTest.keyClick(shown, Qt.Key.Key_End)
    steps = [-90] * 60 + [chance.choice((-400, -37, -3, 3, 50, 300)) for _ in range(150)]
    for step in steps:
        before = row_tops(shown)
        if not -step < shown.flow.scroll_y or step > shown.flow.below_px:
            continue
        shown.flow.scroll_by(step)
        after = row_tops(shown)
        for row in before.keys() & after.keys():
            assert after[row] == before[row] - step
        assert list(after) == sorted(after)


def test_rows_that_come_into_view_have_the_height_of_their_cells(shown: TranscriptView) -> None:
    shown.set_following(False)
    shown.flow.scroll_to(0)
    total = shown.flow.total
    for _ in range(200):
        table, _top = table_of(shown)
        for row in row_tops(shown):
            needed = max(table._cell(row, column).height for column in range(7))
            assert table.line_rect(row).height() >= needed
        if shown.flow.below_px < 400:
            break
        shown.flow.scroll_by(350)
    assert not table.settles
    assert 0.5 * total < shown.flow.total < 2 * total, "guesses are not far off"


def test_the_same_place_looks_the_same_from_above_and_from_below(
    shown: TranscriptView, qtbot: QtBot
) -> None:
    shown.set_following(False)
    shown.flow.scroll_to(0)
    while 60 not in row_tops(shown):
        shown.flow.scroll_by(300)
    shown.flow.scroll_by(row_tops(shown)[60])
    shown.show_position()
    from_above = shown.grab().toImage().copy(0, 0, 860, 540)
    QTest.keyClick(shown, Qt.Key.Key_End)
    while 60 not in row_tops(shown):
        shown.flow.scroll_by(-300)
    shown.flow.scroll_by(row_tops(shown)[60])
    shown.show_position()
    assert shown.grab().toImage().copy(0, 0, 860, 540) == from_above


def test_the_row_at_the_top_stays_with_another_width_and_zoom(shown: TranscriptView) -> None:
    QTest.keyClick(shown, Qt.Key.Key_End)
    shown.flow.scroll_by(-3_000)
    shown.user_moved()
    first = next(row for row, top in row_tops(shown).items() if top >= 0)
    acts: list[Callable[[], None]] = [
        lambda: shown.resize(700, 600),
        lambda: shown.set_zoom(120),
        lambda: shown.resize(900, 600),
        lambda: shown.set_zoom(100),
    ]
    for act in acts:
        act()
        assert next(row for row, top in row_tops(shown).items() if top >= 0) == first


def test_a_table_that_streams_in_shows_its_last_rows(view: TranscriptView, qtbot: QtBot) -> None:
    text = long_table()
    live = reply("a", TextPart(""), state=MessageState.STREAMING)
    view.set_path([*rows(user("u", "Go")), MessageRow(live, running=True)])
    for start in range(0, len(text), 9_000):
        view.advance("a", (TextAppended(0, text[start : start + 9_000]),))
        qtbot.waitUntil(lambda: not view.is_busy)
        assert view.is_following
        table, _ = table_of(view)
        assert list(row_tops(view))[-1] == len(table.leaf.rows) - 1
    view.update_message(MessageRow(reply("a", TextPart(text))))
    assert "row 119" in table_of(view)[0].plain_text()


@pytest.mark.parametrize("text", [HEAVY, long_table(300)], ids=["heavy cells", "many cells"])
def test_no_act_on_a_huge_table_takes_long(view: TranscriptView, text: str) -> None:
    warm = TextPart("| a | b |\n|---|---|\n| **1** | `2` |\n\nText.")
    view.set_path(rows(user("w", "Hello"), reply("x", warm)))
    view.grab()
    path = rows(user("u", "Go"), reply("a", TextPart(text)))

    def took_ms(act: Callable[[], object]) -> float:
        began_s = time.thread_time()
        act()
        view.grab()
        return (time.thread_time() - began_s) * 1000

    def go(by: float) -> Callable[[], None]:
        return lambda: view.flow.scroll_by(by)

    assert took_ms(lambda: view.set_path(path)) < 100
    acts = [go(-500), go(-500), lambda: view.resize(700, 600), lambda: view.set_zoom(110)]
    assert sorted(map(took_ms, acts))[1] < 50
