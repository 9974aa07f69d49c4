"""Following the end, yielding to the reader, and keeping the reader's place."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.messages import MessageState
from studio.core.parts import ImageOrigin, ImagePart, TextPart
from studio.core.reply import PartSet, TextAppended
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView

from .conftest import line_on_screen
from .samples import Blobs, reply, rows, user

Wheel = Callable[[int], None]


def paragraphs(first: int, count: int) -> str:
    return "\n\n".join(f"Paragraph {first + i} of this text. " + "word " * 40 for i in range(count))


def long_chat(turns: int = 12) -> list[MessageRow]:
    messages = []
    for turn in range(turns):
        messages.append(user(f"u{turn}", f"Question {turn}"))
        messages.append(reply(f"a{turn}", TextPart(paragraphs(turn * 10, 8))))
    return rows(*messages)


def streaming_chat() -> list[MessageRow]:
    live = reply("live", TextPart("Begin. "), state=MessageState.STREAMING)
    return [*long_chat(4), *rows(user("ask", "And now?"), live)]


def at_end(view: TranscriptView) -> bool:
    bar = view.verticalScrollBar()
    return bar.value() == bar.maximum() and view.flow.below_px < 1


def stream(view: TranscriptView, qtbot: QtBot, text: str) -> None:
    length = view.item_of("live").text_length  # type: ignore[union-attr]
    view.advance("live", (TextAppended(0, text),))
    qtbot.waitUntil(lambda: _shown_chars(view) >= length + len(text))


def _shown_chars(view: TranscriptView) -> int:
    item = view.item_of("live")
    assert item is not None
    pending = any(getattr(section, "_fed", False) for section in item.sections or ())
    return 0 if pending else item.text_length


def test_a_new_path_opens_at_its_end(view: TranscriptView) -> None:
    view.set_path(long_chat())
    assert at_end(view)
    assert view.is_following
    assert view.scroll_anchor() == "end"


def test_streaming_stays_at_the_end_while_following(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(streaming_chat())
    for number in range(6):
        stream(view, qtbot, f"\n\nLine {number} " + "more " * 60)
        assert at_end(view)
    assert view.is_following


@pytest.mark.parametrize("how", ["wheel", "page up", "up", "home", "bar", "track"])
def test_any_upward_act_stops_following(
    view: TranscriptView, qtbot: QtBot, wheel: Wheel, how: str
) -> None:
    view.set_path(streaming_chat())
    bar = view.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    with qtbot.waitSignal(view.following_changed, check_params_cb=lambda on: not on):
        if how == "wheel":
            wheel(1)
        elif how == "page up":
            QTest.keyClick(view, Qt.Key.Key_PageUp)
        elif how == "up":
            QTest.keyClick(view, Qt.Key.Key_Up)
        elif how == "home":
            QTest.keyClick(view, Qt.Key.Key_Home)
        elif how == "bar":
            bar.setSliderDown(True)
            bar.setSliderPosition(bar.maximum() // 2)
            bar.setSliderDown(False)
        else:
            QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(6, 40))
    before = view.flow.visible[0].place.spot, view.flow.visible[0].top
    stream(view, qtbot, "\n\nA new paragraph " + "again " * 200)
    assert (view.flow.visible[0].place.spot, view.flow.visible[0].top) == before
    assert not at_end(view)
    assert not view.is_following


def test_reaching_the_end_by_an_own_act_follows_again(
    view: TranscriptView, qtbot: QtBot, wheel: Wheel
) -> None:
    view.set_path(streaming_chat())
    wheel(1)
    assert not view.is_following
    wheel(-3)
    assert view.is_following
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.is_following
    stream(view, qtbot, "\n\nfurther " * 30)
    assert at_end(view)


def test_layout_changes_never_follow(view: TranscriptView, blobs: Blobs, wheel: Wheel) -> None:
    """Content that shrinks under the reader so that he stands at the end is not his act."""
    chat = long_chat(3)
    view.set_path(chat)
    wheel(2)
    view.set_path(chat[:-1])
    view.set_path(chat)
    assert not view.is_following


def test_late_images_do_not_move_the_text(
    view: TranscriptView, qtbot: QtBot, blobs: Blobs, wheel: Wheel
) -> None:
    picture = blobs.picture(600, 400, "#203040", "#a0b0c0")
    chat = long_chat(3)
    first = reply("pic", ImagePart(picture, ImageOrigin.CONTENT), TextPart("Below the image."))
    view.set_path([*rows(user("u", "Draw"), first), *chat])
    view.restore_anchor("pic|text1|0|0")
    y = line_on_screen(view, "Below the image")
    with qtbot.waitSignal(view.loader.loaded):
        wheel(1)
    view.grab()
    moved = line_on_screen(view, "Below the image") - y
    assert moved == pytest.approx(3 * view.verticalScrollBar().singleStep(), abs=1)


def test_when_the_answer_ends_nothing_moves(
    view: TranscriptView, qtbot: QtBot, wheel: Wheel
) -> None:
    view.set_path(streaming_chat())
    stream(view, qtbot, "\n\n" + paragraphs(50, 6))
    for away in (0, 2):
        wheel(away)
        item = view.item_of("live")
        assert item is not None
        parts = item.parts()
        before = [(v.place.spot, v.top) for v in view.flow.visible if v.place.item is item]
        done = reply("live", *parts)
        view.update_message(MessageRow(done))
        after = [(v.place.spot, v.top) for v in view.flow.visible if v.place.item is item]
        assert after == before
        view.set_path(streaming_chat())
        stream(view, qtbot, "\n\n" + paragraphs(50, 6))


def test_measuring_above_never_moves_what_is_read(view: TranscriptView, wheel: Wheel) -> None:
    """Scrolling up through never-seen messages moves the text by the wheel's distance."""
    view.set_path(long_chat(30))
    step = 3 * view.verticalScrollBar().singleStep()
    for _ in range(400):
        mark = view.flow.visible[0]
        text = mark.piece.elements[0].plain_text()
        before = view.canvas.rect_of(mark, 0).top()
        wheel(1)
        if view.flow.scroll_y == 0:
            break
        shown = [v for v in view.flow.visible if v.place == mark.place]
        if not text or not shown:
            continue
        assert view.canvas.rect_of(shown[0], 0).top() == pytest.approx(before + step, abs=1)
    else:
        pytest.fail("the top was not reached")


def test_the_width_changes_and_the_first_line_stays(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(long_chat(20))
    view.restore_anchor("a9|text0|3|0")
    before = line_on_screen(view, "Paragraph 93 ")
    for width in (700, 520, 460, 840, 1100):
        view.resize(width, 600)
        assert line_on_screen(view, "Paragraph 93 ") == before


def test_anchor_comes_back_after_another_conversation(view: TranscriptView) -> None:
    chat = long_chat(20)
    view.set_path(chat)
    view.restore_anchor("a7|text0|2|5")
    anchor, y = view.scroll_anchor(), line_on_screen(view, "Paragraph 73 ")
    assert anchor == "a7|text0|2|5"
    view.set_path(rows(user("other", "Else")))
    assert view.is_following
    view.set_path(chat)
    view.restore_anchor(anchor)
    assert not view.is_following
    assert line_on_screen(view, "Paragraph 73 ") == y


@pytest.mark.parametrize("text", ["", "end", "gone|text0|1|2", "a1|text0|x|2", "a|b"])
def test_an_unreadable_anchor_goes_to_the_end(view: TranscriptView, text: str) -> None:
    view.set_path(long_chat())
    view.restore_anchor(text)
    assert at_end(view)


def test_moving_reports_the_anchor_after_a_pause(
    view: TranscriptView, qtbot: QtBot, wheel: Wheel
) -> None:
    view.set_path(long_chat())
    with qtbot.waitSignal(view.anchor_changed) as caught:
        wheel(3)
        wheel(2)
    assert caught.args == [view.scroll_anchor()]
    assert caught.args[0] != "end"


def test_the_pill_brings_the_reader_back(view: TranscriptView, qtbot: QtBot, wheel: Wheel) -> None:
    view.set_path(streaming_chat())
    assert not view.pill.isVisible()
    wheel(1)
    assert view.pill.isVisible()
    assert view.pill.accessibleName() == "Jump to latest"
    more = rows(user("u+", "One more"))
    view.set_path([*streaming_chat(), *more])
    assert "1 new" in view.pill.label
    qtbot.mouseClick(view.pill, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: at_end(view))
    assert view.is_following
    assert not view.pill.isVisible()


def test_a_new_question_comes_into_view(view: TranscriptView, wheel: Wheel) -> None:
    chat = long_chat()
    view.set_path(chat)
    wheel(20)
    waiting = reply("w", state=MessageState.WAITING)
    view.set_path([*chat, *rows(user("new", "The new question"), waiting)])
    assert not view.is_following
    view.follow_new_question()
    assert line_on_screen(view, "The new question") > 0
    assert view.is_following


def test_a_path_with_more_messages_keeps_the_readers_place(
    view: TranscriptView, wheel: Wheel
) -> None:
    chat = long_chat(10)
    view.set_path(chat)
    view.restore_anchor("a5|text0|2|0")
    y = line_on_screen(view, "Paragraph 53 ")
    changed = [replace(row, versions=2) if row.message.id == "a2" else row for row in chat]
    view.set_path([*rows(user("before", "An older one\n" * 40)), *changed, *rows(user("z", "New"))])
    assert line_on_screen(view, "Paragraph 53 ") == y
    view.set_path(chat[6:])
    assert line_on_screen(view, "Paragraph 53 ") == y


def test_the_bar_reaches_both_ends(view: TranscriptView) -> None:
    view.set_path(long_chat(40))
    bar = view.verticalScrollBar()
    bar.setSliderDown(True)
    bar.setSliderPosition(0)
    bar.setSliderDown(False)
    assert view.flow.scroll_y == 0
    assert view.flow.visible[0].place.item.id == "u0"
    bar.setSliderDown(True)
    bar.setSliderPosition(bar.maximum())
    bar.setSliderDown(False)
    assert at_end(view)


def test_pending_image_becomes_an_image_in_place(
    view: TranscriptView, qtbot: QtBot, blobs: Blobs
) -> None:
    from studio.core.parts import PendingImagePart

    view.set_path(streaming_chat())
    view.advance("live", (PartSet(1, PendingImagePart(1000)),))
    view.advance("live", (PartSet(1, PendingImagePart(2_000_000)),))
    qtbot.waitUntil(lambda: "images1" in _keys(view))
    assert at_end(view)
    picture = blobs.picture(640, 480, "#804020", "#204080")
    view.advance("live", (PartSet(1, ImagePart(picture, ImageOrigin.CONTENT)),))
    view.advance("live", (PartSet(2, TextPart("After the image.")),))
    qtbot.waitUntil(lambda: "text2" in _keys(view))
    qtbot.waitUntil(lambda: at_end(view))
    assert line_on_screen(view, "After the image.") > 0


def _keys(view: TranscriptView) -> list[str]:
    item = view.item_of("live")
    assert item is not None
    return [section.key for section in item.sections or ()]


def test_parts_left_out_at_the_end_move_nothing(view: TranscriptView, wheel: Wheel) -> None:
    """An empty or pending part in front of the text is gone in the final value."""
    from studio.core.parts import PendingImagePart

    text = paragraphs(70, 9)
    parts = (TextPart(""), TextPart(text), PendingImagePart(10))
    live = reply("live", *parts, state=MessageState.STREAMING)
    view.set_path([*long_chat(2), *rows(live)])
    wheel(8)
    before = [(v.piece.elements[0], v.top) for v in view.flow.visible[:4]]
    view.update_message(MessageRow(reply("live", TextPart(text))))
    after = [(v.piece.elements[0], v.top) for v in view.flow.visible[: len(before)]]
    assert after == before


def test_a_place_that_is_the_end_is_followed(view: TranscriptView, qtbot: QtBot) -> None:
    """A conversation that fits was left "somewhere": there is nothing but the end."""
    view.set_path(rows(user("u", "Hi"), reply("a", TextPart("Hello"))))
    view.restore_anchor("u|bubble|0|0")
    assert view.is_following
    live = reply("live", TextPart("Begin. "), state=MessageState.STREAMING)
    view.set_path([*rows(user("u", "Hi"), reply("a", TextPart("Hello")), live)])
    stream(view, qtbot, "\n\nmore " * 60)
    assert at_end(view)


def test_the_bar_knows_the_true_range_after_a_drag(view: TranscriptView) -> None:
    view.set_path(long_chat(40))
    bar = view.verticalScrollBar()
    bar.setSliderDown(True)
    bar.setSliderPosition(bar.maximum() // 3)
    bar.setSliderDown(False)
    assert bar.maximum() == round(view.flow.most_y)
    assert bar.value() == round(view.flow.scroll_y)


def test_what_is_scrolled_after_a_new_width_moves(view: TranscriptView) -> None:
    table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 300
    view.set_path(rows(reply("a", TextPart(table))))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    view.resize(700, 600)
    before = view.flow.visible[0].top
    bar.setValue(bar.value() + 100)
    assert view.flow.visible[0].top == before - 100
    view.resize(900, 600)
    bar.setValue(bar.value() + 100)
