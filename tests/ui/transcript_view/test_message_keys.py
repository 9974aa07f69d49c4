"""Acting on messages: keys, the menu that tells them, tooltips of versions, cut answers."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolTip
from pytestqt.qtbot import QtBot

from studio.core.errors import Failure
from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Message, MessageState
from studio.core.parts import TextPart
from studio.ui.transcript.build import note_of
from studio.ui.transcript.message_menu import KEYS
from studio.ui.transcript.rows import MessageRow, VersionFacts
from studio.ui.transcript.version_texts import age
from studio.ui.transcript.view import TranscriptView

from .conftest import click, hits_of
from .samples import reply, rows, user

AT = datetime(2026, 3, 2, 14, 2, tzinfo=UTC)
Mod = Qt.KeyboardModifier
CONTROL, SHIFT, ALT, NONE = Mod.ControlModifier, Mod.ShiftModifier, Mod.AltModifier, Mod.NoModifier


def cut_answer() -> Message:
    return reply("a", TextPart("Half of"), state=MessageState.STOPPED)


def versions() -> MessageRow:
    return MessageRow(
        cut_answer(),
        version=2,
        versions=3,
        previous=VersionFacts(1, AT, 1284, 4000, "google/gemini-2.5-flash"),
        shown=VersionFacts(2, AT, None, 7, "a/b"),
        following=VersionFacts(3, AT, None, 0, None),
    )


@pytest.mark.parametrize(
    ("key", "modifiers", "action"),
    [
        (Qt.Key.Key_R, CONTROL | SHIFT, "retry_other_model"),
        (Qt.Key.Key_Return, CONTROL | SHIFT, "continue"),
        (Qt.Key.Key_Enter, CONTROL | SHIFT | Mod.KeypadModifier, "continue"),
        (Qt.Key.Key_B, CONTROL | SHIFT, "fork"),
        (Qt.Key.Key_Left, ALT, "previous_version"),
        (Qt.Key.Key_Right, ALT, "next_version"),
        (Qt.Key.Key_I, CONTROL, "show_request"),
        (Qt.Key.Key_Delete, NONE, "delete"),
        (Qt.Key.Key_C, CONTROL, "copy_message"),
    ],
)
def test_keys_act_on_the_focused_message(
    view: TranscriptView, qtbot: QtBot, key: Qt.Key, modifiers: Mod, action: str
) -> None:
    view.set_path([*rows(user("u", "Hello")), versions()])
    QTest.keyClick(view, Qt.Key.Key_Up, ALT)
    with qtbot.waitSignal(view.action_requested) as caught:
        QTest.keyClick(view, key, modifiers)
    assert caught.args[:2] == [action, "a"]


def test_keys_do_nothing_without_a_focused_message(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path([*rows(user("u", "Hello")), versions()])
    with qtbot.assertNotEmitted(view.action_requested):
        QTest.keyClick(view, Qt.Key.Key_Delete)
        QTest.keyClick(view, Qt.Key.Key_Left, ALT)


def test_the_ring_stays_where_a_version_or_a_deletion_changes_the_message(
    view: TranscriptView, qtbot: QtBot
) -> None:
    question = user("u", "Hello")
    view.set_path([*rows(question), versions()])
    QTest.keyClick(view, Qt.Key.Key_Up, ALT)
    other = replace(cut_answer(), id=MessageId("b"))
    view.set_path([*rows(question), MessageRow(other, version=1, versions=3)])
    with qtbot.waitSignal(view.action_requested) as caught:
        QTest.keyClick(view, Qt.Key.Key_Right, ALT)
    assert caught.args[:2] == ["next_version", "b"]
    view.set_path(rows(question))
    assert view.marks.focused_item is view.item_of("u")
    assert view.item_of("u").state.focused


def test_another_conversation_begins_without_a_ring(view: TranscriptView) -> None:
    view.set_path([*rows(user("u", "Hello")), versions()])
    QTest.keyClick(view, Qt.Key.Key_Up, ALT)
    there = replace(user("v", "Elsewhere"), conversation_id=ConversationId("d"))
    view.set_path(rows(there))
    assert view.marks.focused_item is None


def test_keys_of_what_is_impossible_do_nothing(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(user("u", "Hello"), reply("a", TextPart("Whole"))))
    QTest.keyClick(view, Qt.Key.Key_Up, ALT)
    with qtbot.assertNotEmitted(view.action_requested):
        QTest.keyClick(view, Qt.Key.Key_Return, CONTROL | SHIFT)
        QTest.keyClick(view, Qt.Key.Key_Left, ALT)


def test_the_menu_tells_every_key_and_shift_f10_opens_it(
    view: TranscriptView, qtbot: QtBot
) -> None:
    view.set_path([*rows(user("u", "Hello")), versions()])
    QTest.keyClick(view, Qt.Key.Key_Up, ALT)
    QTest.keyClick(view, Qt.Key.Key_F10, SHIFT)
    menu = view.findChild(QMenu, "message-menu")
    assert menu is not None
    told = {
        action.data()[0]: action.shortcut().toString() for action in menu.actions() if action.data()
    }
    assert told == {action: key for action, key in KEYS.items() if action in told}
    assert {"continue", "fork", "previous_version", "next_version", "show_request"} <= set(told)
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: view.findChild(QMenu, "message-menu") is None)


def tooltip_at(view: TranscriptView, at: QPoint) -> str:
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QGuiApplication.sendEvent(view.viewport(), event)
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def test_tooltips_tell_the_key_and_what_a_version_is(view: TranscriptView) -> None:
    view.set_path([*rows(user("u", "Hello")), versions()])
    at = {hit.action: pos for hit, pos in hits_of(view, "a")}
    assert tooltip_at(view, at["fork"]) == "Fork from here  Ctrl+Shift+B"
    back = tooltip_at(view, at["previous_version"])
    assert back.startswith("Previous version  Alt+Left\nVersion 1 of 3, 1,284 tokens, ")
    assert back.endswith(", google/gemini-2.5-flash")
    between = (at["previous_version"] + at["next_version"]) / 2
    assert tooltip_at(view, between).startswith("Version 2 of 3, 7 characters, ")


def test_ages_are_told_as_people_say_them() -> None:
    def told(**ago: float) -> str:
        return age(AT - timedelta(**ago), AT)

    assert told(seconds=3) == "just now"
    assert told(seconds=-90) == "just now"
    assert told(minutes=5, seconds=50) == "5 min ago"
    assert told(hours=3) == "3 h ago"
    assert "Feb" in told(days=20)


@pytest.mark.parametrize(
    "row",
    [
        reply("a", TextPart("Half"), state=MessageState.STOPPED),
        reply("a", TextPart("Half"), state=MessageState.INTERRUPTED),
        reply("a", TextPart("Half"), finish_reason="length"),
        reply("a", TextPart("Half"), state=MessageState.FAILED, failure=Failure("ended_early")),
    ],
    ids=["stopped", "interrupted", "length", "ended early"],
)
def test_cut_answers_offer_to_continue(view: TranscriptView, qtbot: QtBot, row: Message) -> None:
    view.set_path(rows(user("u", "Hi"), row))
    with qtbot.waitSignal(view.action_requested) as caught:
        click(view, "a", "continue")
    assert caught.args == ["continue", "a", ""]


def test_answers_say_why_they_are_not_whole() -> None:
    said = [
        note_of(reply("a", TextPart("Half"), finish_reason=reason))
        for reason in ("stop", "length", "content_filter")
    ]
    assert said == ["", "Cut off at the length limit", "Cut off by a content filter"]


@pytest.mark.parametrize(
    "row",
    [
        reply("a", TextPart("Whole"), finish_reason="stop"),
        reply("a", state=MessageState.STOPPED),
        reply("a", TextPart("x"), state=MessageState.FAILED, failure=Failure("content_refused")),
        reply("a", TextPart("x"), finish_reason="content_filter"),
    ],
    ids=["whole", "nothing came", "refused", "filtered"],
)
def test_others_do_not(view: TranscriptView, row: Message) -> None:
    view.set_path(rows(user("u", "Hi"), row))
    assert "continue" not in [hit.action for hit, _ in hits_of(view, "a")]


def test_a_failure_that_was_sent_shows_its_request(view: TranscriptView, qtbot: QtBot) -> None:
    failure = Failure("server_failed", "overloaded", status=503)
    view.set_path(rows(user("u", "Hi"), reply("a", state=MessageState.FAILED, failure=failure)))
    with qtbot.waitSignal(view.action_requested) as caught:
        click(view, "a", "show_request")
    assert caught.args == ["show_request", "a", ""]
    unsent = Failure("authentication_failed", code="no_key")
    view.set_path(rows(user("u", "Hi"), reply("b", state=MessageState.FAILED, failure=unsent)))
    assert "show_request" not in [hit.action for hit, _ in hits_of(view, "b")]
