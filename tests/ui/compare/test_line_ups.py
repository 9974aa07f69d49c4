"""Line-ups: saved under a name, chosen, renamed, forgotten."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.compare.conftest import CompareBench
from tests.ui.compare.test_compare_page import choose


def save(compare: CompareBench, name: str) -> None:
    compare.click("Line-up")
    choose("Save line-up…")
    popup = compare.window.findChild(object, "ask_popup")
    popup.field.selectAll()
    QTest.keyClicks(popup.field, name)
    QTest.keyClick(popup.field, Qt.Key.Key_Return)


def test_a_line_up_is_saved_and_chosen(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    save(compare, "Fast & good")
    compare.ask("What is it?", "First", "Second")
    first = compare.id
    compare.page.new_comparison()
    compare.click("Remove b/two")
    compare.click("Line-up")
    choose("Fast && good")
    assert [each.model_id for each in compare.setups()] == ["a/one", "b/two"]
    compare.page.open(first)
    compare.add("c/three")
    compare.click("Line-up")
    choose("Fast && good")
    assert compare.id == ""  # what was asked there stays as it is
    assert [each.model_id for each in compare.setups()] == ["a/one", "b/two"]


def test_a_line_up_is_renamed_and_forgotten(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    save(compare, "Pair")
    compare.click("Line-up")
    choose("Rename line-up…")
    popup = compare.window.findChild(object, "ask_popup")
    assert popup.field.text() == "Pair"
    QTest.keyClicks(popup.field, "Couple")
    compare.click("Save")
    assert [each.name for each in compare.comparing.store.line_ups()] == ["Couple"]
    compare.click("Line-up")
    choose("Forget line-up")
    assert compare.comparing.store.line_ups() == ()
    compare.page.undo.undo_last()
    assert [each.name for each in compare.comparing.store.line_ups()] == ["Couple"]


def test_one_model_is_no_line_up(compare: CompareBench) -> None:
    compare.add("a/one")
    compare.click("Line-up")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (save_row,) = [each for each in menu.actions() if each.text() == "Save line-up…"]
    assert not save_row.isEnabled()
    menu.close()


def test_saved_line_ups_are_offered_while_nobody_was_chosen(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    save(compare, "My pair")
    compare.click("Remove a/one")
    compare.click("Remove b/two")
    compare.click("My pair: one, two")
    assert [each.model_id for each in compare.setups()] == ["a/one", "b/two"]


def test_a_narrow_box_shows_fewer_tiles_and_all_of_the_words(compare: CompareBench) -> None:
    compare.add("a/one", "b/two", "c/three")
    button = compare.button("Line-up")
    button.resize(button.sizeHint())
    assert button.tiles() == 3
    button.resize(button.width() - 1, button.height())
    assert button.tiles() == 2
    button.resize(20, button.height())
    assert button.tiles() == 0
