"""Finding goes over the answers of all columns: counted and stepped through together."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.ui.chat.find_bar import FindBar
from studio.ui.transcript.finding.marks import FoundMarks
from tests.ui.compare.conftest import CompareBench

FILLER = "\n\n".join(f"Paragraph {number} of many." for number in range(60))


def open_bar(compare: CompareBench, text: str) -> FindBar:
    compare.page.finding.open()
    bar = compare.page.finding.bar
    QTest.keyClicks(bar.field, text)
    compare.until(lambda: bar._finder.is_complete)  # before, it counts what it knows so far
    assert bar.count.text() == "No matches" or "of" in bar.count.text()
    return bar


def current(compare: CompareBench) -> list[bool]:
    """Which columns have the current match."""
    marks = [column.transcript.marks.found for column in compare.columns()]
    return [isinstance(each, FoundMarks) and each.current is not None for each in marks]


@pytest.fixture
def tides(compare: CompareBench) -> CompareBench:
    compare.add("a/one", "b/two", "c/three")
    compare.ask(
        "What turns?", "The tide, the Tide.", "Nothing here.", f"A tidepool.\n\n{FILLER}\n\nTide"
    )
    return compare


def test_matches_of_all_columns_are_counted_and_stepped_through(tides: CompareBench) -> None:
    bar = open_bar(tides, "tide")
    assert bar.isVisible()
    assert bar.count.text() == "1 of 4"
    seen = []
    for _ in range(5):
        seen.append((bar.count.text(), current(tides).index(True)))
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
    wanted = [("1 of 4", 0), ("2 of 4", 0), ("3 of 4", 2), ("4 of 4", 2), ("1 of 4", 0)]
    assert seen == wanted
    assert current(tides) == [True, False, False]  # of the step that went round
    third = tides.columns()[2].transcript
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (bar.count.text(), current(tides)) == ("4 of 4", [False, False, True])
    assert third.flow.scroll_y > 0  # the last match is far down


def test_case_and_whole_words(tides: CompareBench) -> None:
    bar = open_bar(tides, "Tide")
    assert bar.count.text().endswith("of 4")
    bar.case.click()
    tides.until(lambda: bar.count.text().endswith("of 2"))
    bar.case.click()
    bar.words.click()
    tides.until(lambda: bar.count.text().endswith("of 3"))


def test_the_search_begins_in_the_column_with_the_keyboard(tides: CompareBench) -> None:
    tides.page.focus_column(2)
    tides.columns()[2].transcript.flow.scroll_to(0)
    bar = open_bar(tides, "tide")
    assert (bar.count.text(), current(tides)) == ("3 of 4", [False, False, True])
    bar.close_button.click()
    assert not bar.isVisible()
    assert tides.columns()[2].transcript.hasFocus()
    assert all(column.transcript.marks.found is None for column in tides.columns())


def test_where_the_focused_column_has_no_match_the_next_one_is_shown(tides: CompareBench) -> None:
    tides.page.focus_column(1)
    bar = open_bar(tides, "tide")
    assert (bar.count.text(), current(tides)) == ("3 of 4", [False, False, True])
    QTest.keyClicks(bar.field, "s of March")
    tides.until(lambda: bar.count.text() == "No matches")


def test_a_column_that_is_added_or_removed_is_searched_too(tides: CompareBench) -> None:
    bar = open_bar(tides, "tide")
    tides.click("Remove a/one")
    tides.until(lambda: bar.count.text().endswith("2"))
    tides.page.undo.undo_last()
    tides.until(lambda: bar.count.text().endswith("4"))
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    tides.until(lambda: sum(current(tides)) == 1)


def test_a_match_in_a_column_out_of_sight_comes_into_sight(tides: CompareBench) -> None:
    tides.bench.preferences.set(compare_layout="tabs")
    bar = open_bar(tides, "tidepool")
    assert bar.count.text() == "1 of 1"
    assert [column.isVisible() for column in tides.columns()] == [False, False, True]
    assert bar.isVisible()


def test_marks_of_differences_stay_while_something_is_found(tides: CompareBench) -> None:
    tides.click("Differences")
    first = tides.columns()[0].transcript
    tides.until(lambda: first.marks.different is not None)
    open_bar(tides, "tide")
    assert first.marks.different is not None
    tides.page.escape()
    assert first.marks.different is not None
    assert first.marks.found is None


def test_escape_and_another_comparison_close_it(tides: CompareBench) -> None:
    bar = open_bar(tides, "tide")
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    open_bar(tides, "tide")
    tides.page.new_comparison()
    assert not bar.isVisible()
    tides.page.finding.open()  # there is nothing to find in
    assert not bar.isVisible()
