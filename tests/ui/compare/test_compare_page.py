"""The compare page: columns, sending to all, failures in place, stopping, going on."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from studio.core.errors import ServerFailed
from studio.core.events import Finished, TextDelta
from studio.core.messages import MessageState
from studio.core.models import ModelInfo
from studio.core.requests import ChatRequest
from tests.services.fakes import Hold
from tests.ui.compare.conftest import CompareBench, answer
from tests.ui.conftest import Until


def choose(name: str) -> None:
    """Chooses a row of the menu that is open."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (action,) = [each for each in menu.actions() if each.text() == name]
    assert action.isEnabled(), name
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def test_nothing_can_be_sent_before_there_are_two_models(compare: CompareBench) -> None:
    compare.type("What is it?")
    assert not compare.button("Send to all").isEnabled()
    assert "two models" in compare.button("Send to all").toolTip()
    compare.add("a/one")
    assert not compare.button("Send to all").isEnabled()
    compare.add("b/two")
    assert compare.button("Send to all").isEnabled()


def test_one_prompt_is_answered_in_every_column(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    assert [compare.shown(0), compare.shown(1)] == [["First"], ["Second"]]
    names = [column.transcript.accessibleName() for column in compare.columns()]
    assert names == ["Transcript: a/one", "Transcript: b/two"]
    words = [column.head.state.word for column in compare.columns()]
    assert all(word.startswith("Done") for word in words)
    assert compare.page.title() == "What is it?"
    assert compare.page.composer.draft().is_empty
    assert compare.page.list.model.row_of(compare.id) >= 0


def test_the_same_model_stands_there_twice_with_numbers(compare: CompareBench) -> None:
    compare.add("a/one", "b/two", "a/one")
    names = [column.name for column in compare.columns()]
    assert names == ["a/one (1)", "b/two", "a/one (2)"]
    compare.ask("What is it?", "1", "2", "3")
    assert compare.texts() == ["1", "2", "3"]
    compare.click("Remove a/one (1)")
    assert [column.name for column in compare.columns()] == ["b/two", "a/one"]
    assert compare.texts() == ["2", "3"]
    compare.page.undo.undo_last()
    assert compare.texts() == ["1", "2", "3"]


def test_a_failed_column_is_told_in_place_and_retried(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two")
    hold = Hold()
    compare.gateway.scripts = [
        [ServerFailed("down", status=500)],
        [(TextDelta(0, "slow"),), hold, (TextDelta(0, "ly"),), (Finished(0, "stop"),)],
    ]
    compare.send("What is it?")
    until(lambda: compare.columns()[0].head.state.word == "Failed")
    assert "failed" in compare.shown(0)[0]
    until(lambda: compare.columns()[1].head.state.word == "Streaming")
    compare.gateway.scripts.append(answer("Now"))
    compare.click("Retry: a/one")
    until(lambda: compare.shown(0) == ["Now"])
    assert compare.columns()[1].head.state.word == "Streaming"
    hold.go()
    compare.idle()
    assert compare.shown(1) == ["slowly"]


def test_an_answer_that_was_cut_off_says_so(compare: CompareBench) -> None:
    compare.add("a/one", "b/two", "c/three")
    texts, reasons = ("Whole", "Long", "Bad"), ("stop", "length", "content_filter")
    for text, reason in zip(texts, reasons, strict=True):
        compare.gateway.scripts.append([(TextDelta(0, text),), (Finished(0, reason),)])
    compare.send("What is it?")
    compare.idle()
    words = [column.head.state.word.partition(" ")[0] for column in compare.columns()]
    assert words == ["Done", "Cut", "Cut"]
    shown = ["\n".join(compare.shown(number)) for number in range(3)]
    assert [text in said for text, said in zip(texts, shown, strict=True)] == [True] * 3
    assert compare.button("Pick: c/three").isEnabled()


def test_one_column_or_all_are_stopped(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two", "a/one")
    holds = [Hold() for _ in range(3)]
    compare.gateway.scripts = [[(TextDelta(0, "be"),), hold] for hold in holds]
    compare.send("What is it?")
    until(lambda: all(hold.reached for hold in holds))
    until(lambda: compare.shown(1) == ["be"])
    compare.click("Stop: b/two")
    until(lambda: compare.columns()[1].head.state.word == "Stopped")
    assert compare.columns()[0].head.state.word == "Streaming"
    compare.click("Stop")
    compare.idle()
    states = [each.state for each in compare.answers() if each is not None]
    assert states == [MessageState.STOPPED] * 3
    assert compare.texts() == ["be", "be", "be"]


def test_escape_stops_all(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two")
    holds = [Hold(), Hold()]
    compare.gateway.scripts = [[(TextDelta(0, "be"),), hold] for hold in holds]
    compare.send("What is it?")
    until(lambda: all(hold.reached for hold in holds))
    QTest.keyClick(compare.page.composer.edit, Qt.Key.Key_Escape)
    compare.idle()


def test_what_waits_says_so(compare: CompareBench, until: Until) -> None:
    compare.bench.preferences.set(compare_at_once=1)
    compare.add("a/one", "b/two", "a/one")
    hold = Hold()
    compare.gateway.scripts = [[hold, *answer("1")], answer("2"), answer("3")]
    compare.send("What is it?")
    until(lambda: hold.reached)
    words = [column.head.state.word for column in compare.columns()]
    assert words == ["Waiting", "Queued · 1", "Queued · 2"]
    hold.go()
    compare.idle()
    assert compare.texts() == ["1", "2", "3"]


def test_a_model_added_later_answers_the_same_prompt(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    compare.gateway.scripts = [answer("Third")]
    compare.add("a/one")
    compare.idle()
    assert compare.texts() == ["First", "Second", "Third"]
    request = compare.gateway.requests[-1]
    assert isinstance(request, ChatRequest)
    assert [m.text for m in request.history] == ["What is it?"]


def test_all_columns_go_on_from_the_answer_that_was_chosen(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    compare.click("Continue with this: b/two")
    assert compare.columns()[1].head.isVisible()
    assert compare.button("Continue with this: b/two").isChecked()
    assert not compare.button("Continue with this: a/one").isChecked()
    compare.ask("And then?", "Third", "Fourth")
    assert compare.shown(0) == ["What is it?", "Second", "And then?", "Third"]
    assert compare.shown(1) == ["What is it?", "Second", "And then?", "Fourth"]
    assert not compare.button("Continue with this: b/two").isChecked()


def test_an_edited_prompt_is_asked_again_of_all(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    compare.gateway.scripts = [answer("Third"), answer("Fourth")]
    compare.click("Edit prompt")
    popup = compare.window.findChild(object, "prompt_popup")
    assert popup.edit.toPlainText() == "What is it?"
    QTest.keyClicks(popup.edit, " Really?")
    compare.click("Ask all again")
    compare.idle()
    assert compare.texts() == ["Third", "Fourth"]
    assert len(compare.gateway.requests) == 4
    last = compare.page.last_question()
    assert last is not None
    assert last.text == "What is it? Really?"


def test_what_is_typed_is_kept_with_its_comparison(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    first = compare.id
    compare.type("Half a thou")
    QTest.keyClick(compare.window, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier)
    compare.page.new_comparison()
    assert compare.page.composer.draft().is_empty
    assert compare.setups() == list(compare.comparing.store.current)
    compare.type("Another")
    until(lambda: compare.id)
    assert compare.id != first
    compare.page.open(first)
    assert compare.page.composer.draft().text == "Half a thou"


def test_columns_are_moved_by_mouse_and_by_key(compare: CompareBench) -> None:
    compare.add("a/one", "b/two", "c/three")
    compare.ask("What is it?", "1", "2", "3")
    head = compare.columns()[0].head
    start = head.rect().center()
    far = QPoint(compare.columns()[2].geometry().right() - 10, start.y())
    at = head.mapFromGlobal(compare.columns()[0].parentWidget().mapToGlobal(far))
    QTest.mousePress(head, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(head, start + QPoint(20, 0))
    QTest.mouseMove(head, at)
    QTest.mouseRelease(head, Qt.MouseButton.LeftButton, pos=at)
    assert compare.texts() == ["2", "3", "1"]
    compare.page.focus_column(2)
    QTest.keyClick(
        compare.columns()[2].transcript, Qt.Key.Key_Left,
        Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    assert compare.texts() == ["2", "1", "3"]


def test_one_key_shows_a_column_full_width_and_back(compare: CompareBench) -> None:
    compare.add("a/one", "b/two", "c/three")
    narrow = compare.columns()[1].width()
    QTest.keyClick(compare.page, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert compare.columns()[1].transcript.hasFocus()
    QTest.keyClick(compare.columns()[1].transcript, Qt.Key.Key_F9)
    assert [column.isVisible() for column in compare.columns()] == [False, True, False]
    assert compare.columns()[1].width() > 2.5 * narrow
    QTest.keyClick(compare.columns()[1].transcript, Qt.Key.Key_F9)
    assert all(column.isVisible() for column in compare.columns())
    QTest.keyClick(compare.columns()[1].transcript, Qt.Key.Key_3)
    assert compare.columns()[2].transcript.hasFocus()
    compare.page.focus_box()
    compare.type("123")
    assert compare.page.composer.draft().text == "123"


def test_twelve_columns_page_sideways_and_none_is_narrow(compare: CompareBench) -> None:
    compare.add(*["a/one", "b/two"] * 6)
    assert len(compare.columns()) == 12
    assert not compare.button("Add model").isEnabled()
    assert all(column.width() >= 360 for column in compare.columns())
    area = compare.page.board.area
    assert area.is_seen(compare.columns()[11])  # the newest
    compare.page.focus_column(0)
    assert not area.is_seen(compare.columns()[11])
    compare.page.focus_column(9)
    assert area.is_seen(compare.columns()[9])
    compare.click("Previous columns")
    assert not area.is_seen(compare.columns()[11])


@pytest.mark.parametrize("layout", ["Grid", "Stacked", "Tabs", "Columns"])
def test_layouts(compare: CompareBench, layout: str) -> None:
    compare.bench.preferences.set(compare_layout="grid" if layout == "Columns" else "columns")
    compare.add("a/one", "b/two", "c/three", "d/four")
    compare.click("More")
    choose(layout)
    columns = compare.columns()
    tops, lefts = {c.y() for c in columns}, {c.x() for c in columns}
    seen = [column.isVisible() for column in columns]
    if layout == "Grid":
        assert (len(tops), len(lefts), all(seen)) == (2, 2, True)
    elif layout == "Stacked":
        assert (len(tops), len(lefts), all(seen)) == (4, 1, True)
    elif layout == "Tabs":
        assert seen == [True, False, False, False]
    else:
        assert (len(tops), len(lefts), all(seen)) == (1, 4, True)


def test_columns_scroll_together_by_headings_and_by_share(compare: CompareBench) -> None:
    filler = "\n\n".join(f"Paragraph {number} with some words in it." for number in range(60))
    first = f"{filler}\n\n## Where it ends\n\n{filler}"
    second = f"Short.\n\n## Where it ends\n\n{filler}\n\n{filler}"
    compare.add("a/one", "b/two")
    compare.ask("What is it?", first, second)
    left, right = (column.transcript for column in compare.columns())
    left.flow.scroll_to(0)
    left.user_moved()
    compare.until(lambda: right.flow.scroll_y < 1)
    heading = next(y for name, y in _marks(left) if name == "# where it ends")
    left.flow.scroll_to(heading)
    left.user_moved()
    there = next(y for name, y in _marks(right) if name == "# where it ends")
    compare.until(lambda: abs(right.flow.scroll_y - there) < 30)
    compare.click("Scroll together")
    before = right.flow.scroll_y
    left.flow.scroll_to(0)
    left.user_moved()
    QTest.qWait(60)
    assert right.flow.scroll_y == before
    assert not compare.bench.preferences.values.compare_scrolls_together


def test_a_step_that_is_due_when_scrolling_together_ends_is_not_made(
    compare: CompareBench,
) -> None:
    filler = "\n\n".join(f"Paragraph {number} with some words in it." for number in range(60))
    compare.add("a/one", "b/two")
    compare.ask("What is it?", filler, filler)
    left, right = (column.transcript for column in compare.columns())
    compare.until(lambda: not compare.page.linked._timer.isActive())
    before = right.flow.scroll_y
    together = compare.button("Scroll together")
    left.flow.scroll_to(0)
    left.user_moved()
    together.click()
    assert compare.page.linked._timer.isActive()
    compare.until(lambda: not compare.page.linked._timer.isActive())
    assert right.flow.scroll_y == before


def _marks(view: object) -> list[tuple[str, float]]:
    from studio.ui.compare.scroll_map import marks_of
    from studio.ui.transcript.view import TranscriptView

    assert isinstance(view, TranscriptView)
    return marks_of(view)


def test_a_column_that_nobody_sees_takes_all_when_it_is_shown(
    compare: CompareBench, until: Until
) -> None:
    compare.add(*["a/one", "b/two"] * 3)
    compare.page.focus_column(0)
    compare.page.focus_box()
    hold = Hold()
    scripts = [answer(str(number)) for number in range(5)]
    last = [(TextDelta(0, "one "),), (TextDelta(0, "two "),), hold, *answer("three")]
    compare.gateway.scripts = [*scripts, last]
    compare.send("What is it?")
    until(lambda: hold.reached)
    column = compare.columns()[5]
    assert column.answer is not None
    until(lambda: compare.page.board.feed.is_behind(column.answer.id))
    assert compare.shown(5) == [""]
    compare.page.focus_column(5)
    until(lambda: compare.shown(5) == ["one two"])
    hold.go()
    compare.idle()
    assert compare.shown(5) == ["one two three"]


def test_tokens_of_all_models_are_estimated(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two")
    compare.type("What is it that we see here?")
    estimate = compare.window.findChild(object, "estimate")
    until(lambda: estimate.text().endswith("tokens in × 2"))


def test_deleting_is_undone(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First", "Second")
    cid = compare.id
    compare.click("More")
    choose("Delete comparison")
    assert compare.id == ""
    compare.page.undo.undo_last()
    assert compare.id == cid
    assert compare.texts() == ["First", "Second"]


def test_tabs_show_one_column_and_name_all(compare: CompareBench) -> None:
    compare.add("a/one", "b/two", "c/three")
    compare.bench.preferences.set(compare_layout="tabs")
    assert [column.isVisible() for column in compare.columns()] == [True, False, False]
    compare.page.focus_column(0)
    compare.click("Show b/two")
    assert [column.isVisible() for column in compare.columns()] == [False, True, False]
    compare.columns()[1].transcript.setFocus()
    compare.page.board.area.show_alone(compare.columns()[0].column_id)
    assert compare.columns()[0].transcript.hasFocus()  # it was in the one that went
    QTest.keyClick(compare.page, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert [column.isVisible() for column in compare.columns()] == [False, False, True]
    compare.bench.preferences.set(compare_layout="columns")
    assert all(column.isVisible() for column in compare.columns())
    assert not compare.page.tabs.isVisible()


def test_a_wide_column_has_a_way_back(compare: CompareBench) -> None:
    compare.add("a/one", "b/two", "c/three")
    compare.page.focus_column(2)
    compare.page.widen()
    assert [column.isVisible() for column in compare.columns()] == [False, False, True]
    compare.click("Show all columns")
    assert all(column.isVisible() for column in compare.columns())


def test_all_figures_fit_below_each_model(compare: CompareBench, until: Until) -> None:
    compare.bench.preferences.set(compare_all_figures=True)
    compare.add("a/one", "b/two", "c/three")
    heights = {column.figures.height() for column in compare.columns()}
    compare.page.widen()
    assert compare.columns()[0].figures.height() < min(heights)  # side by side


def test_the_fullest_context_is_told(compare: CompareBench, until: Until) -> None:
    compare.gateway.listed = (
        ModelInfo("a/one", context_tokens=1000), ModelInfo("b/two", context_tokens=100_000),
    )  # fmt: skip
    compare.bench.catalogue.refresh(compare.connection_id)
    until(lambda: compare.bench.catalogue.get(compare.connection_id, "a/one").context_tokens)
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "word " * 400, "word " * 400)
    context = compare.window.findChild(object, "context")
    until(lambda: "of 1K context" in context.text())


def test_a_question_that_waits_comes_back_when_all_failed(
    compare: CompareBench, until: Until
) -> None:
    compare.add("a/one", "b/two")
    holds = [Hold(), Hold()]
    compare.gateway.scripts = [[hold, ServerFailed("down", status=500)] for hold in holds]
    compare.send("What is it?")
    until(lambda: all(hold.reached for hold in holds))
    compare.send("And then?")
    assert compare.comparing.runner.queued(compare.id) is not None
    for hold in holds:
        hold.go()
    until(lambda: compare.page.composer.draft().text == "And then?")
    assert compare.comparing.runner.queued(compare.id) is None
    assert len(compare.gateway.requests) == 2


def test_how_many_are_asked_at_once_is_set_in_the_menu(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.click("More")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (inner,) = [each.menu() for each in menu.actions() if each.menu() is not None]
    assert [each.text() for each in inner.actions() if each.isChecked()] == ["12"]
    (four,) = [each for each in inner.actions() if each.text() == "4"]
    four.trigger()
    assert compare.bench.preferences.values.compare_at_once == 4
    menu.close()


def test_enter_in_the_search_opens_the_first_comparison_found(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("Why is the sky blue?", "First", "Second")
    blue = compare.id
    compare.page.new_comparison()
    compare.ask("What is a dune?", "Third", "Fourth")
    assert compare.id != blue
    search = compare.page.list.search
    search.setFocus()
    QTest.keyClicks(search, "blue")
    QTest.keyClick(search, Qt.Key.Key_Return)
    compare.until(lambda: compare.id == blue)
    assert compare.page.composer.edit.hasFocus()
