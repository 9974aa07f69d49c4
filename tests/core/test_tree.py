"""The conversation tree: nothing is overwritten, nothing is lost from view."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

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
    assert set(ids(tree.path(MessageId("b")))) == {"a", "b"}


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


def test_a_ring_of_parents_ends_every_walk() -> None:
    """A damaged library may say so; whoever walks the tree must come to an end."""
    tree = ConversationTree(
        [
            message("root", None, 1),
            message("a", "c", 2),
            message("b", "a", 3),
            message("c", "b", 4),
            message("self", "self", 5),
            message("child", "self", 6),
        ],
        MessageId("a"),
    )
    for each in tree:
        tree.show(each.id)
        assert each.id in ids(tree.path())
        assert len(tree.subtree(each.id)) == len(set(tree.subtree(each.id)))
        assert each.id in tree.siblings(each.id)
    below = {found for root in tree.children(None) for found in tree.subtree(root)}
    assert below == {each.id for each in tree}
    tree.remove(MessageId("b"))
    assert MessageId("b") not in tree
    assert tree.path()


@given(st.lists(st.integers(0, 9), min_size=1, max_size=10))
def test_any_parents_give_a_tree(parents: list[int]) -> None:
    tree = ConversationTree(
        [message(str(number), str(parent), number) for number, parent in enumerate(parents)]
    )
    below = [found for root in tree.children(None) for found in tree.subtree(root)]
    assert sorted(below) == sorted(each.id for each in tree)
    assert tree.path()
    for each in tree:
        tree.show(each.id)
        assert each.id in ids(tree.path())


def test_the_path_is_right_after_every_edit() -> None:
    """It is kept between two questions: no edit may leave an old one behind."""
    tree = ConversationTree()

    def check() -> None:
        found, at = [], tree.leaf_id
        while at is not None:
            found.append(tree[at])
            at = tree[at].parent_id
        assert list(tree.path()) == found[::-1]

    chain = [message("a", None), message("b", "a"), message("c", "b"), message("d", "c")]
    for each in chain:
        tree.add(each)
        check()
    tree.replace(replace(chain[3], model_id="other"))
    check()
    tree.replace(replace(chain[1], model_id="other"))
    check()
    tree.add(message("e", "b"), show=False)
    check()
    tree.add(message("f", "b"), message("g", "f"))
    check()
    assert tree.version(MessageId("f")) == (3, 3)
    assert tree.version(MessageId("a")) == (1, 1)
    assert tree.branching() == {"c", "e", "f"}
    for shown in ("c", "e", "f"):
        tree.show(MessageId(shown))
        check()
    tree.remove(MessageId("f"))
    check()
    tree.remove(MessageId("b"))
    check()
    tree.remove(MessageId("a"))
    assert tree.path() == ()
