"""The transcript as assistive tools see it: a list of messages with text, links and buttons."""

import gc
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.errors import Failure
from studio.core.messages import MessageState
from studio.core.parts import ImageOrigin, ImagePart, TextPart
from studio.core.reply import TextAppended
from studio.ui.theme import ThemeStore
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView

from .conftest import hits_of
from .samples import Blobs, reply, rows, user

_Name, _Description = QAccessible.Text.Name, QAccessible.Text.Description
TEXT = "A **bold** [link](https://example.org/x).\n\n- one\n- two"


def interface(view: TranscriptView) -> Any:
    found = QAccessible.queryAccessibleInterface(view)
    assert found is not None
    return found


def children(found: Any) -> list[Any]:
    return [found.child(index) for index in range(found.childCount())]


def names(found: Any) -> list[str]:
    return [child.text(_Name) for child in children(found)]


def test_a_list_with_one_item_per_message(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "Hello *you*"), reply("a", TextPart(TEXT))))
    top = interface(view)
    assert top.role() == QAccessible.Role.List
    assert top.text(_Name) == "Transcript"
    assert [child.role() for child in children(top)] == [QAccessible.Role.ListItem] * 2
    said = names(top)
    assert said[0] == "You: Hello *you*"
    assert said[1].startswith("anthropic/claude-sonnet-4.5: A bold link.")
    assert "two" in said[1]
    assert [top.indexOfChild(child) for child in children(top)] == [0, 1]
    assert top.child(0).parent() is top
    assert top.child(2) is None


def test_buttons_links_and_images_are_children(view: TranscriptView, blobs: Blobs) -> None:
    image = ImagePart(blobs.picture(80, 60, "#222222", "#eeeeee"), ImageOrigin.CONTENT)
    row = MessageRow(reply("a", TextPart(TEXT), image), version=2, versions=2)
    view.set_path([*rows(user("u", "Draw")), row])
    ask, answer = children(interface(view))
    assert names(ask) == ["Edit message", "Copy message"]
    found = {child.text(_Name): child for child in children(answer)}
    assert list(found) == [
        "https://example.org/x",
        "List with 2 items",
        "Draw",
        "Open image",
        "Edit image",
        "Copy image",
        "Save image",
        "Previous version",
        "Next version",
        "Copy message",
        "Regenerate",
        "Fork from here",
        "More actions",
    ]
    assert found["Draw"].role() == QAccessible.Role.Graphic
    assert found["https://example.org/x"].role() == QAccessible.Role.Link
    assert found["Regenerate"].role() == QAccessible.Role.Button
    assert not found["Previous version"].state().disabled
    assert found["Next version"].state().disabled


def test_rects_are_where_things_are(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "Hello"), reply("a", TextPart(TEXT))))
    answer = interface(view).child(1)
    where = {hit.name: pos for hit, pos in hits_of(view, "a")}
    for child in children(answer):
        if child.role() == QAccessible.Role.List:
            continue
        at = view.viewport().mapToGlobal(where[child.text(_Name)])
        assert child.rect().contains(at)
        assert answer.rect().contains(child.rect().center())
        assert answer.childAt(at.x(), at.y()) is child
        assert interface(view).childAt(at.x(), at.y()) is answer


def test_the_press_action_does_what_a_click_does(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(user("u", "Hello"), reply("a", TextPart(TEXT))))
    for child in children(interface(view).child(1)):
        if child.text(_Name) == "Regenerate":
            actions = QAccessibleInterface.actionInterface(child)
            assert actions.actionNames() == ["Press"]
            with qtbot.waitSignal(view.action_requested) as caught:
                actions.doAction("Press")
            assert caught.args == ["regenerate", "a", ""]
            return
    pytest.fail("no Regenerate")


def test_states_are_words(view: TranscriptView) -> None:
    failed = reply("f", state=MessageState.FAILED, failure=Failure("rate_limited"))
    live = reply("s", TextPart("So far"), state=MessageState.STREAMING)
    view.set_path(rows(reply("a", TextPart("Hi")), failed, live))
    found = children(interface(view))
    assert [child.text(_Description) for child in found] == ["", "Failed", "Streaming"]
    assert "Too many requests" in found[1].text(_Name)
    assert found[2].state().busy


def test_the_text_grows_with_the_stream(view: TranscriptView, qtbot: QtBot) -> None:
    live = reply("s", TextPart("So far"), state=MessageState.STREAMING)
    view.set_path(rows(live))
    item = interface(view).child(0)
    assert item.text(_Name).endswith("So far")
    view.advance("s", (TextAppended(0, " and more"),))
    qtbot.waitUntil(lambda: not view.is_busy)
    assert item.text(_Name).endswith("So far and more")


def test_what_is_gone_is_invalid_and_taken_back(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "Hello"), reply("a", TextPart(TEXT))))
    answer = interface(view).child(1)
    link = answer.child(0)
    assert answer.isValid()
    view.set_path(rows(user("u", "Hello")))
    assert not shiboken6.isValid(answer)
    assert not shiboken6.isValid(link)
    assert interface(view).childCount() == 1


def test_the_pill_is_there_while_it_is_shown(view: TranscriptView) -> None:
    view.set_path(rows(*(reply(f"a{i}", TextPart("word " * 300)) for i in range(5))))
    top = interface(view)
    assert top.childCount() == 5
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert names(top)[-1] == "Jump to latest"
    assert top.child(5).role() == QAccessible.Role.Button
    assert top.indexOfChild(top.child(5)) == 5


def test_focus_follows_the_keyboard(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "Hello"), reply("a", TextPart(TEXT))))
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    top = interface(view)
    assert top.focusChild() is top.child(1)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert top.focusChild() is top.child(1).child(0)
    assert top.child(1).child(0).state().focused


def test_interfaces_survive_their_view(qtbot: QtBot, theme_store: ThemeStore, blobs: Blobs) -> None:
    for _ in range(20):
        view = TranscriptView(theme=theme_store, images=blobs)
        view.set_path(rows(user("u", "Hello"), reply("a", TextPart(TEXT))))
        top = interface(view)
        item = top.child(1)
        link = item.child(0)
        shiboken6.delete(view)
        assert not any(shiboken6.isValid(each) for each in (top, item, link))
        del view, top, item, link
        gc.collect()


def test_a_far_message_has_a_place_below_or_above(view: TranscriptView) -> None:
    view.set_path(rows(*(reply(f"a{i}", TextPart("word " * 300)) for i in range(9))))
    first = interface(view).child(0)
    assert first.state().offscreen
    assert first.rect().top() < view.mapToGlobal(view.rect().topLeft()).y()
    assert first.rect() != QRect()
