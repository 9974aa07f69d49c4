"""The conversation tree: nothing is overwritten, nothing is lost from view."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Message, Role
from studio.core.parts import TextPart
from studio.core.tree import ConversationTree

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def message(name: str, parent: str | None, minutes: int = 0) -> Message:
    return Message(
        id=MessageId(name),
        conversation_id=ConversationId("c"),
        parent_id=MessageId(parent) if parent else None,
        role=Role.USER,
        parts=(TextPart(name),),
        created_at=BEGAN + timedelta(minutes=minutes),
    )


def ids(messages: tuple[Message, ...]) -> list[str]:
    return [m.id for m in messages]


def test_regenerating_adds_a_sibling_and_shows_it() -> None:
    tree = ConversationTree()
    tree.add(message("q", None), message("a1", "q"))
    change = tree.add(message("a2", "q"))
    assert change.added == ("a2",)
    assert ids(tree.path()) == ["q", "a2"]
    assert tree.siblings(MessageId("a1")) == ("a1", "a2")
    tree.show(MessageId("a1"))
    assert ids(tree.path()) == ["q", "a1"]


def test_showing_an_earlier_version_goes_to_its_newest_leaf() -> None:
    tree = ConversationTree()
    tree.add(message("q", None), message("a1", "q"), message("q2", "a1"), message("b", "q2"))
    tree.add(message("a2", "q"))
    tree.show(MessageId("a1"))
    assert ids(tree.path()) == ["q", "a1", "q2", "b"]


def test_removing_goes_to_the_neighbour_and_takes_the_branch() -> None:
    tree = ConversationTree()
    tree.add(message("q", None), message("a1", "q"), message("x", "a1"))
    tree.add(message("a2", "q"))
    change = tree.remove(MessageId("a2"))
    assert change.removed == ("a2",)
    assert ids(tree.path()) == ["q", "a1", "x"]
    tree.remove(MessageId("a1"))
    assert ids(tree.path()) == ["q"]
    tree.remove(MessageId("q"))
    assert tree.leaf_id is None
    assert len(tree) == 0


def test_a_message_is_never_overwritten_by_another() -> None:
    tree = ConversationTree([message("q", None)])
    with pytest.raises(ValueError, match="already"):
        tree.add(message("q", None))
    with pytest.raises(ValueError, match="parent"):
        tree.replace(message("q", "elsewhere"))


def test_an_orphan_and_a_ring_are_still_shown() -> None:
    tree = ConversationTree([message("lost", "gone"), message("a", "b"), message("b", "a")])
    assert "lost" in tree
    assert ids(tree.path(MessageId("lost"))) == ["lost"]
    assert set(ids(tree.path(MessageId("a")))) == {"a", "b"}


@given(st.lists(st.integers(0, 30), max_size=40))
def test_every_message_is_on_some_path(parents: list[int]) -> None:
    messages = []
    for number, parent in enumerate(parents):
        name = str(parent) if parent < number else None
        messages.append(message(str(number), name, number))
    tree = ConversationTree(messages)
    for each in messages:
        tree.show(each.id)
        assert each.id in ids(tree.path())
    seen = {m for root in tree.children(None) for m in tree.subtree(root)}
    assert seen == {m.id for m in messages}
