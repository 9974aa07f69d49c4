"""What a column is asked with, what it will be sent, and what it was sent."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.core.requests import ChatRequest
from tests.ui.compare.conftest import CompareBench
from tests.ui.compare.test_compare_page import choose
from tests.ui.conftest import Until


def body(compare: CompareBench) -> str:
    return compare.page.acts.inspector.panel.request.body.whole_text()


def test_what_will_be_sent_is_seen_before(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    compare.type("And then?")
    compare.click("More for b/two")
    choose("Show what is sent next")
    until(lambda: '"And then?"' in body(compare))
    assert '"model": "b/two"' in body(compare)
    assert '"Second"' in body(compare)
    assert '"First"' not in body(compare)
    compare.click("Continue with this: a/one")
    until(lambda: '"First"' in body(compare))
    compare.type(" Really?")
    until(lambda: '"And then? Really?"' in body(compare))
    assert len(compare.gateway.requests) == 2


def test_what_was_sent_is_seen_after(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    compare.click("More for a/one")
    choose("Show request")
    until(lambda: '"What is it?"' in body(compare))
    assert '"model": "a/one"' in body(compare)
    compare.page.escape()
    assert not compare.page.acts.inspector.is_open


def test_a_column_has_parameters_of_its_own(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two", "a/one")
    compare.click("More for a/one (2)")
    choose("Parameters")
    form = compare.page.acts.inspector.panel.parameters.form
    form.prompt.setFocus()
    QTest.keyClicks(form.prompt, "Be brief.")
    until(lambda: compare.setups()[2].system_prompt == "Be brief.")
    assert [each.system_prompt for each in compare.setups()] == ["", "", "Be brief."]
    QTest.keyClicks(form.prompt, " Please.")
    until(lambda: compare.setups()[2].system_prompt == "Be brief. Please.")
    assert compare.page.acts.inspector.is_open
    for _ in " Please.":
        QTest.keyClick(form.prompt, Qt.Key.Key_Backspace)
    until(lambda: compare.setups()[2].system_prompt == "Be brief.")
    assert compare.button("Parameters of a/one (2): System prompt").isVisible()
    compare.page.focus_box()
    compare.ask("What is it?", "1", "2", "3")
    prompts = [r.system_prompt for r in compare.gateway.requests if isinstance(r, ChatRequest)]
    assert prompts == ["", "", "Be brief."]
    compare.page.acts.inspector.open(compare.columns()[2], "parameters")
    compare.click("Reset")
    assert compare.setups()[2].system_prompt == ""
    compare.page.undo.undo_last()
    assert compare.setups()[2].system_prompt == "Be brief."


def test_the_panel_goes_with_its_column(compare: CompareBench) -> None:
    compare.add("a/one", "b/two", "c/three")
    compare.page.focus_column(1)
    compare.page.acts.toggle_inspector("parameters")
    assert compare.page.acts.inspector.is_open
    compare.click("Remove b/two")
    assert not compare.page.acts.inspector.is_open
    compare.page.acts.toggle_inspector("request")
    QTest.keyClick(compare.page.acts.inspector.panel, Qt.Key.Key_Escape)
    assert not compare.page.acts.inspector.is_open


def test_nothing_is_told_while_one_judges_blind(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    compare.page.acts.toggle_inspector("request")
    inspector = compare.page.acts.inspector
    assert inspector.is_open
    compare.page.board.blinding.set_on(True)
    assert not inspector.is_open
    compare.page.acts.toggle_inspector("parameters")
    assert not inspector.is_open
