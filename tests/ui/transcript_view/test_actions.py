"""Clicks, keys, menus, tooltips and selection."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent, QTextDocument, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolTip
from pytestqt.qtbot import QtBot

from studio.core.errors import Failure
from studio.core.messages import MessageState
from studio.core.parts import (
    ImageOrigin,
    ImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
)
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView

from .conftest import click, clipboard, hits_of, line_on_screen
from .samples import Blobs, message, reply, rows, user

LINK = "See [the notes](https://example.org/n) for more.\n\n```python\nprint(1)\n```"


def clicked(qtbot: QtBot, view: TranscriptView, message_id: str, action: str) -> list[str]:
    with qtbot.waitSignal(view.action_requested) as caught:
        click(view, message_id, action)
    return list(caught.args)


def test_the_footer_asks(view: TranscriptView, qtbot: QtBot) -> None:
    row = MessageRow(reply("a", TextPart("Hi")), version=2, versions=3)
    view.set_path([*rows(user("u", "Hello")), row])
    assert clicked(qtbot, view, "a", "copy_message") == ["copy_message", "a", ""]
    assert clicked(qtbot, view, "a", "regenerate") == ["regenerate", "a", ""]
    assert clicked(qtbot, view, "a", "previous_version") == ["previous_version", "a", "1"]
    assert clicked(qtbot, view, "a", "next_version") == ["next_version", "a", "3"]


def test_the_first_version_has_no_previous_one(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path([MessageRow(reply("a", TextPart("Hi")), version=1, versions=2)])
    with qtbot.assertNotEmitted(view.action_requested):
        click(view, "a", "previous_version")


def test_a_persons_message_shows_edit_and_copy_under_the_pointer(
    view: TranscriptView, qtbot: QtBot
) -> None:
    view.set_path(rows(user("u", "Hello")))
    before = view.grab().toImage()
    text = line_on_screen(view, "Hello")
    QTest.mouseMove(view.viewport(), QPoint(view.width() // 2, round(text) + 10))
    assert view.grab().toImage() != before
    assert line_on_screen(view, "Hello") == text, "nothing moves on hover"
    assert clicked(qtbot, view, "u", "edit") == ["edit", "u", ""]
    assert clicked(qtbot, view, "u", "copy_message") == ["copy_message", "u", ""]


def test_links_are_opened_by_asking_and_say_where_they_lead(
    view: TranscriptView, qtbot: QtBot
) -> None:
    view.set_path(rows(reply("a", TextPart(LINK))))
    assert clicked(qtbot, view, "a", "link") == ["open_link", "a", "https://example.org/n"]
    at = next(pos for hit, pos in hits_of(view, "a") if hit.action == "link")
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QGuiApplication.sendEvent(view.viewport(), event)
    assert QToolTip.text() == "https://example.org/n"
    QToolTip.hideText()


def test_a_footnote_is_no_html_in_its_tooltip(view: TranscriptView) -> None:
    note = "See <img src='file:///etc/x.png'> and <b>this</b>"
    view.set_path(rows(reply("a", TextPart(f"Said so[^x].\n\n[^x]: {note}\n"))))
    at = next(pos for hit, pos in hits_of(view, "a") if hit.action == "footnote")
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QGuiApplication.sendEvent(view.viewport(), event)
    shown = QTextDocument()
    shown.setHtml(QToolTip.text())
    QToolTip.hideText()
    assert shown.toPlainText() == note


def test_copy_code_copies(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart(LINK))))
    click(view, "a", "copy_code")
    assert clipboard().strip() == "print(1)"
    assert view.marks.copied is not None


def test_images_are_opened_copied_and_saved(
    view: TranscriptView, qtbot: QtBot, blobs: Blobs
) -> None:
    picture = blobs.picture(300, 200, "#334455", "#aabbcc")
    image = ImagePart(picture, ImageOrigin.CONTENT)
    view.set_path(rows(user("u", "Draw a dune"), reply("a", image)))
    named = {hit.action: hit.name for hit, _ in hits_of(view, "a")}
    assert named["image"] == "Draw a dune"
    acts = ("open_image", "edit_image", "copy_image", "save_image")
    names = ("Open image", "Edit image", "Copy image", "Save image")
    assert tuple(named[action] for action in acts) == names
    for action in acts:
        assert clicked(qtbot, view, "a", action) == [action, "a", picture.sha256]
    assert clicked(qtbot, view, "a", "image") == ["open_image", "a", picture.sha256]


def test_remote_images_are_loaded_only_when_asked(view: TranscriptView, qtbot: QtBot) -> None:
    url = "https://example.org/x.png"
    view.set_path(rows(reply("a", RemoteImagePart(url, ImageOrigin.CONTENT))))
    args = clicked(qtbot, view, "a", "load_remote_image")
    assert args == ["load_remote_image", "a", url]


def test_a_model_that_is_back_is_tried_again_from_the_card(
    view: TranscriptView, qtbot: QtBot
) -> None:
    failure = Failure("model_unavailable", "no such model", status=404)
    failed = reply("a", state=MessageState.FAILED, failure=failure)
    view.set_path(rows(user("u", "Hi"), failed))
    assert clicked(qtbot, view, "a", "retry") == ["retry", "a", ""]


def test_a_failure_offers_its_action_and_its_request_id(view: TranscriptView, qtbot: QtBot) -> None:
    failure = Failure("server_failed", "overloaded", status=503, tries=3, request_id="req_1")
    failed = reply("a", state=MessageState.FAILED, failure=failure)
    view.set_path(rows(user("u", "Hi"), failed))
    assert clicked(qtbot, view, "a", "retry") == ["retry", "a", ""]
    assert clicked(qtbot, view, "a", "retry_other_model") == ["retry_other_model", "a", ""]
    click(view, "a", "copy_text")
    assert clipboard() == "req_1"


@pytest.mark.parametrize("state", [MessageState.STOPPED, MessageState.INTERRUPTED])
def test_what_did_not_end_can_be_retried(
    view: TranscriptView, qtbot: QtBot, state: MessageState
) -> None:
    view.set_path(rows(reply("a", TextPart("Half"), state=state)))
    assert clicked(qtbot, view, "a", "retry") == ["retry", "a", ""]


def test_reasoning_opens_and_scrolls_by_itself(
    view: TranscriptView, wheel: Callable[..., None]
) -> None:
    thoughts = "\n".join(f"Thought {i}" for i in range(60))
    view.set_path(rows(reply("a", ReasoningPart(thoughts, 12.0), TextPart("So it is."))))
    folded = line_on_screen(view, "So it is.")
    click(view, "a", "toggle_part")
    opened = line_on_screen(view, "So it is.")
    assert opened == folded + 320 + 12
    top = line_on_screen(view, "Thought 1")
    view.grab()
    wheel(-1, QPoint(view.width() // 2, round(top) + 100))
    assert line_on_screen(view, "So it is.") == opened, "the text below stays"
    click(view, "a", "toggle_part")
    assert line_on_screen(view, "So it is.") == folded


def test_reasoning_stays_open_when_the_answer_ends(view: TranscriptView) -> None:
    live = reply("a", ReasoningPart("Hm.\nHm."), state=MessageState.STREAMING)
    view.set_path(rows(live))
    click(view, "a", "toggle_part")
    done = reply("a", ReasoningPart("Hm.\nHm.", 3.0), TextPart("Yes."))
    view.update_message(MessageRow(done))
    assert "Thought for 3 s\nHm." in _visible_text(view)


def _visible_text(view: TranscriptView) -> str:
    return "\n".join(e.plain_text() for v in view.flow.visible for e in v.piece.elements)


def test_a_tool_call_opens(view: TranscriptView) -> None:
    call = ToolCallPart(0, None, "palette", '{"k": 5,\n "image": "x"}')
    view.set_path(rows(reply("a", call, TextPart("Below"))))
    folded = line_on_screen(view, "Below")
    click(view, "a", "toggle_part")
    assert line_on_screen(view, "Below") > folded


# Keys.


def test_alt_arrows_walk_the_messages_and_tab_their_actions(
    view: TranscriptView, qtbot: QtBot
) -> None:
    view.set_path(rows(user("u", "Hello"), reply("a", TextPart(LINK))))
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(view, Qt.Key.Key_Up, alt)
    assert view.marks.focused_item is view.item_of("a")
    QTest.keyClick(view, Qt.Key.Key_Up, alt)
    assert view.marks.focused_item is view.item_of("u")
    QTest.keyClick(view, Qt.Key.Key_Down, alt)
    walked = []
    for _ in range(8):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        assert view.marks.focused is not None
        walked.append(view.marks.focused[3].action)
    code = ["toggle_wrap", "save_code", "copy_code"]
    assert walked == ["link", *code, "copy_message", "regenerate", "fork", "more_actions"]
    QTest.keyClick(view, Qt.Key.Key_Backtab)
    QTest.keyClick(view, Qt.Key.Key_Backtab)
    with qtbot.waitSignal(view.action_requested) as caught:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert caught.args == ["regenerate", "a", ""]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.marks.focused_item is None


def test_copy_asks_for_the_focused_message(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(user("u", "Hello")))
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    with qtbot.waitSignal(view.action_requested) as caught:
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert caught.args == ["copy_message", "u", ""]


def test_a_focused_message_out_of_sight_is_brought_into_view(view: TranscriptView) -> None:
    texts = [reply(f"a{i}", TextPart("word " * 300)) for i in range(8)]
    view.set_path(rows(*texts))
    for _ in range(6):
        QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    item = view.marks.focused_item
    assert item is not None
    assert not view.canvas.rect_of_item(item).isNull()


def test_text_zoom_by_keys_and_wheel(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(reply("a", TextPart("word " * 200))))
    height = view.flow.total
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(view.zoom_changed) as caught:
        QTest.keyClick(view, Qt.Key.Key_Equal, control)
    assert caught.args == [110]
    assert view.flow.total > height
    at = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        control,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QGuiApplication.sendEvent(view.viewport(), event)
    assert view.zoom_percent == 100
    assert view.flow.total == height
    for _ in range(9):
        QTest.keyClick(view, Qt.Key.Key_Minus, control)
    assert view.zoom_percent == 85
    QTest.keyClick(view, Qt.Key.Key_0, control)
    assert view.zoom_percent == 100


# Menus.


def open_menu(view: TranscriptView, qtbot: QtBot, message_id: str) -> QMenu:
    at = next(v for v in view.flow.visible if v.place.item.id == message_id)
    pos = QPoint(view.width() // 2, round(at.top + at.piece.gap + 8))
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, pos, view.viewport().mapToGlobal(pos))
    QGuiApplication.sendEvent(view.viewport(), event)
    menu = view.findChild(QMenu, "message-menu")
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    return menu


def test_the_menu_of_a_message(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(user("u", "Hello"), reply("a", TextPart("Hi"))))
    menu = open_menu(view, qtbot, "u")
    labels = [action.text() for action in menu.actions() if action.text()]
    assert labels == [
        "Copy message",
        "Copy as",
        "Edit message",
        "Answer again",
        "Answer with another model",
        "Fork from here",
        "Compare with…",
        "Delete message",
    ]
    with qtbot.waitSignal(view.action_requested) as caught:
        QTest.keyClick(menu, Qt.Key.Key_Up)
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert caught.args == ["delete", "u", ""]
    qtbot.waitUntil(lambda: view.findChild(QMenu, "message-menu") is None)


def test_the_menu_key_opens_the_menu_of_the_focused_message(
    view: TranscriptView, qtbot: QtBot
) -> None:
    view.set_path(rows(user("u", "Hello"), reply("a", TextPart("Hi"))))
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(view, Qt.Key.Key_Menu)
    menu = view.findChild(QMenu, "message-menu")
    assert menu is not None
    assert "Regenerate" in [action.text() for action in menu.actions()]
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: view.findChild(QMenu, "message-menu") is None)


# Selection.


def drag(view: TranscriptView, start: QPoint, end: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    viewport = view.viewport()
    QTest.mousePress(viewport, left, pos=start)
    for step in range(1, 9):
        at = start + (end - start) * step / 8
        local, outer = QPointF(at), QPointF(viewport.mapToGlobal(at))
        from PySide6.QtGui import QMouseEvent

        kind = QEvent.Type.MouseMove
        move = QMouseEvent(kind, local, outer, Qt.MouseButton.NoButton, left, _NONE)
        QGuiApplication.sendEvent(viewport, move)
    QTest.mouseRelease(viewport, left, pos=end)


_NONE = Qt.KeyboardModifier.NoModifier


def test_dragging_selects_and_copies(view: TranscriptView) -> None:
    text = "First **bold** words here.\n\nSecond paragraph.\n\nThird one."
    view.set_path(rows(reply("a", TextPart(text))))
    first = line_on_screen(view, "First") + 10
    third = line_on_screen(view, "Third") + 10
    left = round(view.canvas.left)
    drag(view, QPoint(left, round(first)), QPoint(left + 400, round(third)))
    assert not view.is_following
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == text
    # A press on what is selected would drag it away: the first click lets go of it.
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left, 5))
    drag(view, QPoint(left, round(third)), QPoint(left + 34, round(third)))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "Third one.".startswith(clipboard())
    assert clipboard()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left, 5))
    assert view.selection.is_empty


def test_selection_goes_across_messages(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "Question"), reply("a", TextPart("Answer."))))
    ask, answer = line_on_screen(view, "Question"), line_on_screen(view, "Answer.")
    right = round(view.canvas.left + view.flow.width)
    drag(view, QPoint(right - 110, round(ask) + 20), QPoint(right, round(answer) + 8))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "Question\n\nAnswer."


def test_a_double_click_selects_a_word(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("Palette of dunes"))))
    at = QPoint(round(view.canvas.left) + 20, round(line_on_screen(view, "Palette")) + 10)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "Palette"


# Odd content.


def test_broken_and_hostile_images_are_boxes(
    view: TranscriptView, qtbot: QtBot, blobs: Blobs
) -> None:
    broken = blobs.put(b"not an image", "image/png", 100, 80)
    unknown = blobs.put(b"GIF89a", "image/gif", None, None)
    view.set_path(
        rows(
            *(reply(n, ImagePart(b, ImageOrigin.PART)) for n, b in (("a", broken), ("b", unknown)))
        )
    )
    view.grab()
    qtbot.waitUntil(lambda: view.loader.is_broken(broken) and view.loader.is_broken(unknown))
    view.grab()


def test_every_role_and_empty_messages_can_be_shown(view: TranscriptView) -> None:
    from studio.core.messages import Role

    view.set_path(
        rows(
            message("s", Role.SYSTEM, TextPart("Be brief.")),
            user("u", ""),
            reply("e"),
            message("t", Role.TOOL, TextPart('{"ok": true}'), name="palette"),
            reply("w", state=MessageState.WAITING),
        )
    )
    view.grab()
    assert "Be brief." in _visible_text(view)
    view.set_path([])
    view.grab()
    assert view.flow.visible == []


def test_very_long_pastes_are_laid_out_in_chunks(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "x" * 30_000 + "\n" * 500 + "end of it")))
    assert "end of it" in _visible_text(view)
    assert len(view.flow.visible) < 12
    view.grab()


def test_theme_and_scale_changes_make_everything_again(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "Hello"), reply("a", TextPart(LINK))))
    light = view.grab().toImage().pixelColor(2, 2)
    view.theme.set_mode("dark")
    assert view.grab().toImage().pixelColor(2, 2) != light
    wide = view.flow.total
    view.theme.set_scale(130)
    assert view.flow.total > wide
    view.grab()


def test_an_equal_row_makes_nothing_again(view: TranscriptView) -> None:
    chat = rows(user("u", "Hello"), reply("a", TextPart(LINK)))
    view.set_path(chat)
    elements = [id(e) for v in view.flow.visible for e in v.piece.elements]
    view.set_path([replace(row) for row in chat])
    assert [id(e) for v in view.flow.visible for e in v.piece.elements] == elements
