"""A screen reader reads an answer: it is told of once, and read by word, line and structure."""

import pytest

from tests.e2e.conftest import Start
from tests.e2e.desktop import wait_for

pytestmark = pytest.mark.e2e

TRANSCRIPT = {"role": "list", "name": "Transcript"}


def test_an_answer_is_announced_and_read(start: Start) -> None:
    person = start("--demo")
    person.wait("Message", role="text")
    person.say("Make a table of the moon and some code")
    person.answer()

    def announced() -> list[list]:
        return [each for each in person.ask("announced") if each[0].startswith("The answer")]

    wait_for(lambda: announced(), what="the announcement")
    assert len(announced()) == 1
    assert announced()[0][0].startswith("The answer is complete: ")
    assert announced()[0][1] == 1, "politely"

    answer = {"role": "list item", "index": 1, "showing": False}
    name = person.ask("describe", TRANSCRIPT, answer)["name"]
    text = person.ask("describe", TRANSCRIPT, answer)["text"]
    assert name.endswith(": " + text)
    at = text.index(" ") + 1
    found = person.ask("read", TRANSCRIPT, answer, offset=at)
    words = text.split("\n")[0].split(" ")
    assert found["char"] == words[1][0]
    assert found["word"].strip() == words[1].strip(".,:!")
    assert found["line"].strip() == text.split("\n")[0].strip()
    assert found["paragraph"].strip() == text.split("\n")[0].strip()
    assert found["count"] == len(text)
    assert found["offset"] == at
    person.ask("caret", TRANSCRIPT, answer, offset=7)
    assert person.ask("read", TRANSCRIPT, answer, offset=7)["caret"] == 7

    inside = person.ask("tree", TRANSCRIPT, answer, showing=False)
    assert any("section 'Code" in line for line in inside), inside


def test_tables_and_headings_are_told_as_such(start: Start) -> None:
    person = start("--demo")
    person.wait("Message", role="text")
    person.say("Compare tides and waves in a table")
    person.answer()
    answer = {"role": "list item", "index": 1, "showing": False}
    inside = person.ask("tree", TRANSCRIPT, answer, showing=False)
    kinds = [line.strip().split(" '")[0] for line in inside]
    assert "table" in kinds, inside
    assert "table row" in kinds
    assert "table column header" in kinds
    assert "table cell" in kinds
