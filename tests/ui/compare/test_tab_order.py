"""Tab goes through the compare page as it is read, whatever came, went or moved before."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.compare.conftest import CompareBench

COLUMN = (
    "Change model: {model}", "More for {model}", "Remove {model}", "Transcript: {model}",
    "Pick: {model}", "Copy answer: {model}", "Continue with this: {model}",
)  # fmt: skip


def walk(start: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[str]:
    """The names of what the keyboard comes to, until it is where it began."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    names: list[str] = []
    for _ in range(200):
        at = QApplication.focusWidget()
        assert at is not None
        if at is start and names:
            return names
        names.append(at.accessibleName() or at.property("text") or at.objectName())
        QTest.keyClick(at, key)
    raise AssertionError(names)


def of_columns(*models: str) -> list[str]:
    return [pattern.format(model=model) for model in models for pattern in COLUMN]


def within(names: list[str], *models: str) -> list[str]:
    """From the first thing of the columns to the last."""
    wanted = set(of_columns(*models))
    places = [place for place, name in enumerate(names) if name in wanted]
    return names[places[0] : places[-1] + 1]


def test_tab_goes_through_the_page_as_it_is_read(compare: CompareBench) -> None:
    compare.add("a/one", "b/two", "c/three")
    compare.ask("What is it?", "First", "Second", "Third")
    names = walk(compare.page.list.search)
    around = ["Search comparisons", "Comparisons", "All standings", "Runs of many prompts"]
    header = ["Differences", "Scroll together", "Blind", "Judge", "Add model", "More"]
    assert names[:10] == around + header
    assert names[10] == "Edit prompt"
    models = ("a/one", "b/two", "c/three")
    assert names[11 : 11 + 21] == of_columns(*models)
    assert "Message" in names[32:]
    assert names[-1] == "New comparison"


def test_shift_tab_goes_back_the_same_way(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    there = walk(compare.page.composer.edit)
    back = walk(compare.page.composer.edit, Qt.Key.Key_Backtab)
    assert back[1:] == there[:0:-1]


def test_moved_added_and_removed_columns_stand_in_order(compare: CompareBench) -> None:
    compare.add("a/one", "b/two", "c/three")
    compare.ask("What is it?", "First", "Second", "Third")
    compare.page.acts.move(compare.columns()[2], 0)
    models = ("c/three", "a/one", "b/two")
    assert within(walk(compare.page.composer.edit), *models) == of_columns(*models)
    compare.click("Remove a/one")
    compare.page.undo.undo_last()
    assert within(walk(compare.page.composer.edit), *models) == of_columns(*models)


def test_another_comparison_stands_in_order(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    first = compare.id
    compare.page.new_comparison()
    compare.ask("And this?", "Third", "Fourth")
    compare.page.open(first)
    compare.until(lambda: compare.texts() == ["First", "Second"])
    names = walk(compare.page.list.search)
    assert within(names, "a/one", "b/two") == of_columns("a/one", "b/two")
    assert names.index("Continue with this: b/two") < names.index("Message")
    assert names.index("Edit prompt") < names.index("Change model: a/one")


def test_what_opens_between_header_and_columns_is_read_there(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First one", "Second one")
    compare.click("Differences")
    names = walk(compare.page.list.search)
    between = names[names.index("Edit prompt") : names.index("Change model: a/one")]
    assert "First answer" in between
    assert "Fold what is the same" in between
    compare.click("Differences")
    compare.page.widen()
    names = walk(compare.page.list.search)
    between = names[names.index("Edit prompt") : names.index("Change model: a/one")]
    assert between[1:] == ["Show a/one", "Show all columns"]


def test_the_bar_of_blind_votes_is_read_after_the_columns(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    compare.click("Blind")
    names = walk(compare.page.list.search)
    last = max(names.index(f"Continue with this: Answer {letter}") for letter in "AB")
    assert last < names.index("Reveal") < names.index("Message")


def test_the_list_over_a_narrow_page_is_read_first(compare: CompareBench) -> None:
    compare.window.resize(900, 800)
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    compare.page.side.toggle()
    names = walk(compare.page.list.search)
    assert names[1:4] == ["Comparisons", "All standings", "Runs of many prompts"]
    compare.page.side.toggle()
    compare.window.resize(1384, 900)
    names = walk(compare.page.list.search)
    assert names[1:4] == ["Comparisons", "All standings", "Runs of many prompts"]
    assert names[-1] == "New comparison"


def test_columns_shown_one_at_a_time_stand_behind_their_names(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    compare.bench.preferences.set(compare_layout="tabs")
    compare.page.board.area.show_alone(compare.columns()[1].column_id)
    names = walk(compare.page.list.search)
    assert names.index("Show b/two") + 1 == names.index("Change model: b/two")
    assert within(names, "b/two") == of_columns("b/two")


def test_a_column_out_of_sight_is_removed_by_key(compare: CompareBench) -> None:
    compare.add(*(f"a/{number}" for number in range(8)))
    area = compare.page.board.area
    compare.page.focus_column(0)
    remove = compare.button("Remove a/0")
    remove.setFocus(Qt.FocusReason.TabFocusReason)
    bar = area.horizontalScrollBar()
    bar.setValue(bar.maximum())
    QTest.keyClick(remove, Qt.Key.Key_Space)
    assert [column.name for column in compare.columns()][:2] == ["a/1", "a/2"]
    focused = QApplication.focusWidget()
    assert focused is not None
    assert compare.columns()[0].isAncestorOf(focused)
    assert area.is_seen(compare.columns()[0])


def test_standings_stay_whole_while_the_list_comes_and_goes(compare: CompareBench) -> None:
    compare.window.resize(900, 800)
    compare.page.views.show_standings()
    standings = compare.page.views.stack.currentWidget()
    assert standings is not None
    for _ in range(2):
        compare.page.side.toggle()
        compare.window.resize(compare.window.width() - 40, 800)
        QTest.qWait(10)
    compare.page.views.show_columns()
    compare.page.views.show_runs()
    compare.page.views.show_standings()
    shown = [each for each in standings.findChildren(QWidget) if each.isVisible()]
    assert sum(each.accessibleName() in ("Tag", "Period", "Voter") for each in shown) >= 2
