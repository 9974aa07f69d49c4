"""What a screen reader reads of a message: its text, its structure, and how an answer ended."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.errors import Failure
from studio.core.messages import MessageState
from studio.core.parts import ReasoningPart, TextPart
from studio.demo.writing import long_text
from studio.ui.transcript.announcing import words_of
from studio.ui.transcript.view import TranscriptView

from .samples import ANSWER, reply, rows, user
from .selecting import copy
from .test_accessible import children, interface, names

_Name, _Role = QAccessible.Text.Name, QAccessible.Role


def text_of(found: Any) -> Any:
    made = QAccessibleInterface.textInterface(found)
    assert made is not None
    return made


@pytest.fixture
def answer(view: TranscriptView) -> Any:
    view.set_path(rows(user("u", "Hello 👍🏽 you"), reply("a", TextPart(ANSWER))))
    return interface(view).child(1)


def test_the_text_of_a_message_is_read_by_offsets(view: TranscriptView, answer: Any) -> None:
    text = text_of(answer)
    whole = text.text(0, text.characterCount())
    assert answer.text(_Name) == f"anthropic/claude-sonnet-4.5: {whole}"
    assert whole.startswith("Palette from the dunes\nFour of the five")
    assert text.text(8, 12) == "from"
    assert text.text(0, -1) == whole
    question = text_of(interface(view).child(0))
    assert question.characterCount() == len("Hello 👍🏽 you") + 2, "as Qt counts: UTF-16"
    assert question.text(6, 10) == "👍🏽"
    assert question.text(11, 14) == "you"


def test_characters_are_where_they_are_painted(view: TranscriptView, answer: Any) -> None:
    text = text_of(answer)
    whole = text.text(0, -1)
    QTest.keyClick(view, Qt.Key.Key_Home)
    for word in ("Palette", "Ridge shadow is", "python"):
        offset = whole.find(word)
        if offset < 0:
            continue
        rect = text.characterRect(offset)
        assert answer.rect().contains(rect.center()), word
        assert 0 < rect.width() < 40
        if view.rect().contains(view.mapFromGlobal(rect.center())):
            inside = QPoint(rect.left() + 1, rect.center().y())
            assert text.offsetAtPoint(inside) == offset, word
    assert text.offsetAtPoint(QPoint(-500, -500)) == -1


def test_a_screen_reader_moves_the_cursor_and_brings_text_into_view(
    view: TranscriptView, answer: Any
) -> None:
    view.set_path(rows(reply("b", TextPart(long_text("the sea", 8000) + "\n\nThe last words."))))
    item = interface(view).child(0)
    text = text_of(item)
    QTest.keyClick(view, Qt.Key.Key_Home)
    last = text.text(0, -1).index("The last words")
    text.scrollToSubstring(last, last + 3)
    middle = text.characterRect(last).center()
    assert view.rect().contains(view.mapFromGlobal(middle))
    text.setCursorPosition(5)
    assert text.cursorPosition() == 5
    assert view.rect().contains(view.mapFromGlobal(text.characterRect(5).center()))


def test_a_screen_reader_selects(view: TranscriptView, answer: Any) -> None:
    text = text_of(answer)
    start = text.text(0, -1).index("Four of")
    text.addSelection(start, start + 4)
    assert copy(view) == "Four"
    text.removeSelection(0)
    assert view.selection.is_empty


def test_a_message_takes_the_focus(view: TranscriptView, answer: Any) -> None:
    focus = QAccessibleActionInterface.setFocusAction()  # its name differs between versions
    QAccessibleInterface.actionInterface(answer).doAction(focus)
    assert interface(view).focusChild() is answer
    link = next(child for child in children(answer) if child.role() == _Role.Link)
    QAccessibleInterface.actionInterface(link).doAction(focus)
    assert interface(view).focusChild() is link


def test_the_structure_of_an_answer(answer: Any) -> None:
    found = {child.role(): child for child in children(answer)}
    heading = found[_Role.Heading]
    assert heading.text(_Name) == "Palette from the dunes"
    attributes = heading.attributesInterface()
    assert attributes.attributeValue(QAccessible.Attribute.Level) == 2
    assert text_of(heading).text(0, 7) == "Palette"

    listed = found[_Role.List]
    assert listed.text(_Name) == "List with 3 items"
    assert [child.role() for child in children(listed)] == [_Role.ListItem] * 3
    assert names(listed)[0].startswith("• Sky and haze cover 58 %")

    code = found[_Role.Section]
    assert code.text(_Name) == "Code, python"
    assert text_of(code).text(0, 18) == "import numpy as np"

    table = found[_Role.Table]
    assert table.text(_Name) == "Table with 4 rows and 4 columns"
    head, *body = children(table)
    assert names(head) == ["Colour", "Hex", "Share of area", "ΔE to next"]
    assert {child.role() for child in children(head)} == {_Role.ColumnHeader}
    assert body[0].text(_Name) == "Evening sky, #6F86A8, 31 %, 53.6"
    assert table.child(0).parent() is table
    for child in children(answer):
        assert answer.rect().contains(child.rect().center()), child.text(_Name)


def test_a_huge_message_is_told_of_in_bounds(view: TranscriptView) -> None:
    text = "\n\n".join([long_text("the sea", 500_000)] * 10)
    view.set_path(rows(user("u", text), reply("a", TextPart(text))))
    for index, most in ((0, 10), (1, 300)):
        item = interface(view).child(index)
        assert len(item.text(_Name)) < 1_000_100
        assert text_of(item).characterCount() <= 1_000_001
        assert 0 < item.childCount() < most


def test_a_huge_chat_makes_no_thousands_of_interfaces(view: TranscriptView) -> None:
    view.set_path(rows(*(reply(f"a{n}", TextPart(ANSWER)) for n in range(400))))
    top = interface(view)
    for index in range(400):
        assert names(top.child(index))
        QTest.qWait(0)
    assert view.accessible.made_count < 2500  # type: ignore[union-attr]
    assert names(top.child(0))[0] == "Palette from the dunes"


def test_an_answer_is_announced_once_at_its_end(
    view: TranscriptView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "studio.ui.transcript.view.announce", lambda _view, item: said.append(words_of(item))
    )
    from studio.core.reply import TextAppended

    view.set_path(rows(user("u", "Hi"), reply("a", state=MessageState.STREAMING)))
    for word in ("Good ", "morning", "."):
        view.advance("a", (TextAppended(0, word),) if word != "Good " else ())
    qtbot.waitUntil(lambda: not view.is_busy)
    assert said == []
    view.update_message(rows(reply("a", TextPart("Good morning.")))[0])
    view.update_message(rows(reply("a", TextPart("Good morning.")))[0])
    assert said == ["The answer is complete: Good morning."]


def test_the_words_of_an_announcement(view: TranscriptView) -> None:
    long = "word " * 400
    view.set_path(
        rows(
            reply("whole", ReasoningPart("Hm.", 1.0), TextPart("It is **late**.")),
            reply("long", TextPart(long)),
            reply("stopped", TextPart("Half"), state=MessageState.STOPPED),
            reply("failed", state=MessageState.FAILED, failure=Failure("rate_limited")),
        )
    )
    whole, cut, stopped, failed = (words_of(item) for item in view.items())
    assert whole == "The answer is complete: It is late."
    assert cut.endswith("word …")
    assert len(cut) < 700
    assert stopped == "The answer was stopped"
    assert failed.startswith("The answer failed: ")
    assert "Too many requests" in failed
