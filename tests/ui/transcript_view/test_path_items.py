"""A path's items: made when they are asked for, kept when the path changes."""

import pytest

from studio.core.parts import TextPart
from studio.ui.transcript.path_items import PathItems, Unmade
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView

from .samples import reply, rows, user


@pytest.fixture
def path() -> list[MessageRow]:
    turns = [
        (user(f"u{n}", f"Question {n}"), reply(f"a{n}", TextPart("Words.\n" * n))) for n in range(9)
    ]
    return rows(*(message for turn in turns for message in turn))


@pytest.fixture
def items(view: TranscriptView, path: list[MessageRow]) -> PathItems:
    view.set_path(path)
    return view.items()


def test_an_item_is_made_once(items: PathItems) -> None:
    assert items[3] is items[3] is items.find("a1")
    assert items[-1] is items[17]
    assert [item.id for item in items[2:4]] == ["u1", "a1"]
    assert [item.index for item in items] == list(range(18))
    assert items.find("x") is None
    with pytest.raises(IndexError):
        items[18]


def test_a_reply_knows_its_question(
    view: TranscriptView, items: PathItems, path: list[MessageRow]
) -> None:
    first, second = items[1], items[5]
    assert first.prompt == "Question 0"
    assert items[0].question is None
    # Two replies in a row answer the same question.
    assert second.prompt == "Question 2"
    view.set_path([*path[:2], path[5]])
    assert view.items()[2] is second
    assert second.prompt == "Question 0"
    assert second.index == 2


def test_a_kept_item_keeps_its_height_and_takes_a_newer_value(
    view: TranscriptView, items: PathItems, path: list[MessageRow]
) -> None:
    kept, height = items[17], items[17].height
    newer = MessageRow(path[17].message, version=2, versions=2)
    view.set_path([path[0], newer])
    assert view.items()[1] is kept
    assert kept.row is newer
    assert view.items().heights()[1] == kept.height == pytest.approx(height, abs=60)


def test_a_value_that_was_updated_in_place_counts_as_shown(
    view: TranscriptView, items: PathItems, path: list[MessageRow]
) -> None:
    newer = MessageRow(reply("a0", TextPart("Another answer")))
    view.update_message(newer)
    changed, same = items.renewed([path[0], newer, *path[2:]], view._make_kit(), 400)
    assert same == 18
    assert changed[1] is items[1]


def test_reading_makes_no_items(items: PathItems) -> None:
    made = sum(1 for _ in items.made())
    sources = list(items.sources())
    assert sum(1 for _ in items.made()) == made < 18
    assert [each.row.message.id for each in sources[:2]] == ["u0", "a0"]
    assert isinstance(sources[0], Unmade)
    assert sources[1].parts() == (TextPart(""),)
