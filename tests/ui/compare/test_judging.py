"""Votes on the compare page: picks, blind columns, points."""

import json
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.modeltest import ModelTester

from studio.core.errors import ModelUnavailable
from studio.core.judging.leaderboard import leaderboard
from studio.core.judging.votes import Verdict, Vote
from studio.itemmodels.standings import StandingColumn, StandingsModel
from studio.services.judging.votes import VoteStore
from studio.ui.compare.judging.standings_page import StandingsPage
from studio.ui.compare.side_rows import SideRow
from studio.ui.transcript.announcing import words_of
from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.view import TranscriptView
from studio.ui.widgets import Choice, Menu
from tests.core.test_bradley_terry import vote as made_vote
from tests.ui.compare.conftest import CompareBench, answer


def votes_of(compare: CompareBench) -> VoteStore:
    return compare.services.judging().votes


def only_vote(compare: CompareBench) -> Vote:
    (vote,) = votes_of(compare).votes()
    return vote


def said(widget: QWidget) -> str:
    """Everything that a person or a screen reader gets from a widget and all in it."""
    texts = []
    for each in [widget, *widget.findChildren(QWidget)]:
        if each.isVisibleTo(widget) or each is widget:
            texts += [each.accessibleName(), each.toolTip(), each.accessibleDescription()]
            text = getattr(each, "text", None)
            if callable(text):
                texts.append(str(text()))
    return "\n".join(texts)


def answered(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "first", "second")


def test_an_answer_is_picked_and_taken_back(compare: CompareBench) -> None:
    answered(compare)
    compare.click("Pick: b/two")
    vote = only_vote(compare)
    assert (vote.verdict, vote.candidates[vote.winner or 0].model_id) == (Verdict.BETTER, "b/two")
    assert (vote.is_blind, vote.question) == (False, "What is it?")
    assert compare.button("Pick: b/two").text() == "Your pick"
    assert compare.button("Pick: a/one").text() == "Pick"
    compare.click("Pick: a/one")
    assert votes_of(compare).vote_on(vote.question_id, vote.subject[1]).winner == 0
    compare.click("Pick: a/one")
    assert compare.button("Pick: a/one").text() == "Pick"
    assert compare.button("Pick: b/two").text() == "Pick"  # the vote before it stays replaced
    assert votes_of(compare).vote_on(vote.question_id, vote.subject[1]) is None


def test_a_key_picks_the_answer_with_the_keyboard(compare: CompareBench) -> None:
    answered(compare)
    compare.page.focus_column(1)
    column = compare.columns()[1]
    QTest.keyClick(column.transcript, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    vote = only_vote(compare)
    assert vote.candidates[vote.winner or 0].model_id == "b/two"


def test_nothing_can_be_picked_before_two_answers_are_whole(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    assert not compare.button("Pick: a/one").isEnabled()
    compare.ask("What is it?", "first", "second")
    assert compare.button("Pick: a/one").isEnabled()


def test_blind_columns_say_nothing_of_who_wrote_them(compare: CompareBench) -> None:
    answered(compare)
    compare.click("Blind")
    names = [column.name for column in compare.columns()]
    assert names == ["Answer A", "Answer B"]
    for column in compare.columns():
        everything = said(column)
        for telling in ("a/one", "b/two", "tok/s", "TTFT"):
            assert telling not in everything
        for item in column.transcript.items():
            assert item.row.message.model_id is None
            assert item.row.message.usage is None
        assert not column.figures.isVisible()
    compare.click("Pick: Answer A")
    vote = only_vote(compare)
    picked = compare.columns()[0].answer
    assert picked is not None
    assert vote.is_blind
    assert vote.candidates[vote.winner or 0].message_id == picked.id
    assert compare.page.voting.vote_text(vote) == "You picked Answer A"
    compare.click("Reveal")
    first = compare.columns()[0]
    assert first.answer is not None
    assert first.answer.id == picked.id  # it stays where it was
    assert first.name == picked.model_id
    assert first.figures.isVisible()
    assert compare.page.voting.vote_text(only_vote(compare)) == f"You picked {picked.model_id}"


def test_the_inspector_tells_nothing_while_blind(compare: CompareBench) -> None:
    answered(compare)
    compare.page.acts.toggle_inspector("parameters")
    assert compare.page.acts.close_panel()
    compare.page.acts.toggle_inspector("parameters")
    menu_act(compare, "More", "Judge blind")  # there is no room for the switch
    assert not compare.page.acts.close_panel()  # it went by itself
    compare.page.acts.toggle_inspector("request")
    assert not compare.page.acts.close_panel()
    assert toast_texts(compare)[-1].startswith("Hidden while you judge blind")


def test_the_next_question_is_blind_again(compare: CompareBench) -> None:
    answered(compare)
    compare.click("Blind")
    compare.click("Reveal")
    assert compare.columns()[0].name in ("a/one", "b/two")
    compare.ask("And then?", "third", "fourth")
    assert [column.name for column in compare.columns()] == ["Answer A", "Answer B"]
    compare.click("Equally good")
    assert only_vote(compare).verdict is Verdict.TIE
    compare.click("All bad")
    newest = compare.page.voting.vote()
    assert newest is not None
    assert newest.verdict is Verdict.BOTH_BAD
    compare.click("Blind")
    assert [column.name for column in compare.columns()] == ["a/one", "b/two"]


def test_what_is_revealed_before_the_vote_is_no_blind_vote(compare: CompareBench) -> None:
    answered(compare)
    compare.click("Blind")
    compare.click("Reveal")
    compare.click("Pick: a/one")
    assert only_vote(compare).is_blind is False


def test_points_note_and_tags_belong_to_a_vote(compare: CompareBench) -> None:
    answered(compare)
    compare.click("Blind")
    compare.click("Pick: Answer B")
    compare.click("Points and note…")
    popup = compare.window.findChild(QWidget, "points_popup")
    assert popup is not None
    choices = {c.accessibleName(): c for c in popup.findChildren(Choice)}
    choices["Correct: Answer A"].set_value(2)
    choices["Correct: Answer B"].set_value(5)
    note = popup.findChild(QWidget, "vote_note")
    QTest.keyClicks(note, "B is right")
    QTest.keyClicks(popup.findChild(QWidget, "vote_tags"), "sums, short")
    QTest.mouseClick(popup.findChild(QWidget, "save_vote"), Qt.MouseButton.LeftButton)
    vote = compare.page.voting.vote()
    assert vote is not None
    assert (vote.note, vote.tags, vote.verdict) == ("B is right", ("sums", "short"), Verdict.BETTER)
    second = compare.columns()[1].answer
    assert second is not None
    place = [each.message_id for each in vote.candidates].index(second.id)
    assert vote.winner == place
    assert vote.scores[0].points[place] == 5
    compare.click("Pick: Answer B")  # taken back: the points stay
    vote = compare.page.voting.vote()
    assert vote is not None
    assert (vote.verdict, vote.note) == (Verdict.SCORED, "B is right")


def standing_rows(compare: CompareBench) -> list[str]:
    rows = compare.window.findChildren(SideRow)
    return [r.accessibleName() for r in rows if r.isVisible() and r.objectName() != "runs"]


def test_standings_stand_below_the_list_and_tell_nothing_while_blind(
    compare: CompareBench,
) -> None:
    answered(compare)
    assert standing_rows(compare) == ["All standings"]
    compare.click("Blind")
    compare.click("Pick: Answer A")
    assert standing_rows(compare) == ["All standings"]
    compare.click("Reveal")
    compare.until(lambda: len(standing_rows(compare)) == 3)
    winner = compare.columns()[0].column.setup.model_id.partition("/")[2]
    assert standing_rows(compare)[0] == f"{winner}, 1 of 1 won"


def test_the_leaderboard_is_filtered_and_left(compare: CompareBench) -> None:
    answered(compare)
    compare.click("Pick: b/two")
    compare.page.views.show_standings()
    page = compare.window.findChild(StandingsPage)
    assert page is not None
    compare.until(lambda: page.model.rowCount() == 2)
    top = page.model.index(0, StandingColumn.MODEL)
    assert top.data() == "b/two"
    spoken = page.model.index(0, StandingColumn.RATING).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "with 95 % confidence" in spoken
    compare.click("Judges")
    compare.until(lambda: page.model.rowCount() == 0)
    compare.click("My votes")
    compare.until(lambda: page.model.rowCount() == 2)
    compare.click("Images")
    compare.until(lambda: page.model.rowCount() == 0)
    compare.page.escape()
    assert compare.columns()[0].isVisible()


def test_the_table_of_standings_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    votes = [made_vote(n, "abc", n % 3) for n in range(9)]
    model = StandingsModel()
    qtmodeltester.check(model)
    model.set_rows(leaderboard(votes))
    qtmodeltester.check(model)


def menu_act(compare: CompareBench, button: str, label: str) -> None:
    compare.click(button)
    menu = compare.window.findChild(Menu)
    assert menu is not None
    action = next(each for each in menu.actions() if each.text() == label)
    assert action.isEnabled(), label
    action.trigger()
    menu.close()
    compare.until(lambda: not compare.window.findChildren(Menu))


def toast_texts(compare: CompareBench) -> list[str]:
    return [toast.text for toast in compare.toasts.toasts]


def test_a_model_judges_and_what_it_said_is_shown(compare: CompareBench) -> None:
    answered(compare)
    judge = compare.services.judging().judge
    says = '{"ranking": ["A", "B"], "tie": false}'
    compare.gateway.scripts = [answer(says), answer(says)]
    menu_act(compare, "Judge", "Judge with a model…")
    compare.picks[-1](compare.connection_id, "c/judge")
    compare.until(lambda: not judge.running())
    text = "A tie: the judge decided by the order of the answers"
    compare.until(lambda: text in toast_texts(compare))
    assert votes_of(compare).votes() == ()
    menu_act(compare, "Judge", "Show what the judge said")
    popup = compare.window.findChild(QWidget, "judgement_popup")
    assert popup is not None
    shown = popup.findChild(QPlainTextEdit).toPlainText()
    assert shown.count(says) == 2
    assert "A: a/one" in shown
    assert "A: b/two" in shown


def test_the_rubric_is_edited(compare: CompareBench) -> None:
    answered(compare)
    menu_act(compare, "Judge", "Judge's rubric…")
    popup = compare.window.findChild(QWidget, "rubric_popup")
    assert popup is not None
    popup.findChild(QPlainTextEdit).setPlainText("Only brevity counts.")
    criteria = popup.findChild(QLineEdit, "criteria")
    criteria.setText("Brief, Kind")
    QTest.mouseClick(popup.findChild(QWidget, "save_rubric"), Qt.MouseButton.LeftButton)
    rubric = votes_of(compare).rubric
    assert (rubric.text, rubric.criteria) == ("Only brevity counts.", ("Brief", "Kind"))


def test_answers_are_merged_in_a_column_of_its_own(compare: CompareBench) -> None:
    answered(compare)
    compare.gateway.scripts = [answer("both")]
    menu_act(compare, "Judge", "Merge into one answer…")
    compare.picks[-1](compare.connection_id, "c/writer")
    compare.idle()
    assert compare.texts() == ["first", "second", "both"]
    assert [setup.model_id for setup in compare.setups()] == ["a/one", "b/two", "c/writer"]


def test_a_comparison_is_exported_where_a_person_says(
    compare: CompareBench, tmp_path: Path
) -> None:
    answered(compare)
    compare.click("Pick: b/two")
    for label, name in (
        ("Web page (HTML)…", "x.html"),
        ("Preference pairs (JSONL)…", "x.jsonl"),
        ("Picture of the columns (PNG)…", "x.png"),
    ):
        compare.click("More")
        menu = compare.window.findChild(Menu, "compare_menu")
        next(each for each in menu.actions() if each.text() == "Export…").trigger()
        menu.close()
        formats = compare.window.findChild(Menu, "export_menu")
        next(each for each in formats.actions() if each.text() == label).trigger()
        formats.close()
        dialog = compare.window.findChild(QFileDialog)
        dialog.filesSelected.emit([str(tmp_path / name)])
        dialog.close()
        compare.until(lambda name=name: f"Exported to {name}" in toast_texts(compare))
        compare.until(lambda: not compare.window.findChildren(QFileDialog))
    assert "second" in (tmp_path / "x.html").read_text()
    pair = json.loads((tmp_path / "x.jsonl").read_text())
    assert (pair["chosen"][0]["content"], pair["rejected"][0]["content"]) == ("second", "first")
    with Image.open(tmp_path / "x.png") as picture:
        assert picture.size[0] > 700


def test_the_end_of_an_answer_is_announced_with_its_model_or_its_letter(
    compare: CompareBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def announce(view: TranscriptView, item: MessageItem) -> None:
        said.append(words_of(item, view.speaker))

    monkeypatch.setattr("studio.ui.transcript.view.announce", announce)
    compare.add("a/one", "b/two")
    compare.ask("Why?", "First", "Second")
    compare.until(lambda: len(said) == 2)
    assert sorted(said) == [
        "a/one: The answer is complete: First", "b/two: The answer is complete: Second",
    ]  # fmt: skip
    said.clear()
    compare.click("Blind")
    compare.ask("And then?", "Third", "Fourth")
    compare.until(lambda: len(said) == 2)
    names = {each.rpartition(": ")[2]: each.partition(":")[0] for each in said}
    assert sorted(names.values()) == ["Answer A", "Answer B"]
    shown = {column.name: column.answer.text for column in compare.columns() if column.answer}
    assert {name: text for text, name in names.items()} == shown
    assert not any("a/one" in each or "b/two" in each for each in said)


def test_a_failure_does_not_tell_the_model_of_a_blind_column(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    failed = ModelUnavailable("no channel for model b/two", status=503)
    compare.gateway.scripts += [answer("First"), [failed]]
    compare.send("Why?")
    compare.idle()
    shown = "\n".join(compare.shown(0) + compare.shown(1))
    assert "no channel for model b/two" in shown
    compare.click("Blind")
    shown = "\n".join(compare.shown(0) + compare.shown(1))
    assert "b/two" not in shown
    compare.click("Reveal")
    assert "no channel for model b/two" in "\n".join(compare.shown(0) + compare.shown(1))


def test_the_leaderboard_does_not_tell_who_was_just_picked_blind(compare: CompareBench) -> None:
    answered(compare)
    compare.click("Pick: b/two")
    compare.click("Blind")
    compare.ask("And then?", "third", "fourth")
    a = compare.columns()[0].name
    compare.click(f"Pick: {a}")
    compare.click("All standings")
    model = compare.window.findChild(StandingsPage).model
    compare.until(lambda: model.rowCount() == 2)
    note = compare.window.findChild(QLabel, "standings_note")
    games = [model.index(row, StandingColumn.GAMES).data() for row in range(2)]
    assert games == ["1", "1"]
    assert "after you reveal" in note.text()
    compare.click("Back to the columns")
    compare.click("Reveal")
    compare.click("All standings")
    compare.until(lambda: model.index(0, StandingColumn.GAMES).data() == "2")
    assert "after you reveal" not in note.text()


@pytest.mark.parametrize("width", [1384, 900])
def test_intervals_of_ratings_have_room_in_narrow_windows(
    compare: CompareBench, width: int
) -> None:
    answered(compare)
    compare.click("Pick: a/one")
    compare.window.resize(width, 800)
    compare.page.views.show_standings()
    page = compare.page.views.stack.currentWidget()
    assert isinstance(page, StandingsPage)
    compare.until(lambda: page.model.rowCount() == 2 and page.table.isVisible())
    table = page.table
    assert table.columnWidth(StandingColumn.RATING) >= 200
    bar = table.horizontalScrollBar()
    assert (bar.maximum() > 0) == (table.viewport().width() < 892)
