"""What other programs break on: each opens at once, scrolls, and never holds the window."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.messages import Message, MessageState
from studio.core.parts import ImageOrigin, ImagePart, ReasoningPart, TextPart
from studio.demo.writing import long_text
from studio.ui.theme import ThemeStore
from studio.ui.transcript.code_element import CodeElement
from studio.ui.transcript.element import Element
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView
from tests.benchmarks.hard_content import picture
from tests.ui.heartbeat import Heartbeat

from .samples import ANSWER, Blobs, reply, rows, user

LONGEST_S = 0.05


@pytest.fixture
def heartbeat(view: TranscriptView) -> Iterator[Heartbeat]:
    """Beats from here on; its longest pause is checked at the end of the test."""
    view.set_path(rows(user("warm", "Hello"), reply("warmer", TextPart(ANSWER))))
    QTest.qWait(50)
    gc.collect()
    gc.disable()  # as in the studio, where garbage waits until there is nothing to do
    beats = Heartbeat()
    yield beats
    longest_s = beats.stop()
    gc.enable()
    assert longest_s < LONGEST_S


def breathe(view: TranscriptView, qtbot: QtBot) -> None:
    """Until what was asked for is painted and idle work is done."""
    painted = view.flow.anchor()
    QTest.qWait(30)
    qtbot.waitUntil(lambda: view.flow.anchor() == painted or view.flow.visible != [])


def go_through(view: TranscriptView, qtbot: QtBot) -> None:
    """Scrolls to the top and back, by keys and by the bar, and makes the window narrower."""
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_End):
        QTest.keyClick(view, key)
        breathe(view, qtbot)
    bar = view.verticalScrollBar()
    for part in (0.2, 0.5, 0.9):
        bar.setValue(int(bar.maximum() * part))
        breathe(view, qtbot)
    for width in (700, 900):
        view.resize(width, 600)
        breathe(view, qtbot)
    QTest.keyClick(view, Qt.Key.Key_End)
    breathe(view, qtbot)
    assert view.is_following


def shown_text(view: TranscriptView) -> str:
    return "\n".join(
        element.plain_text() for shown in view.flow.visible for element in shown.piece.elements
    )


def wait_for_image(view: TranscriptView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.loader.cached_count == 1)


def many(count: int) -> list[MessageRow]:
    messages: list[Message] = []
    for number in range(count // 2):
        messages.append(user(f"u{number}", f"Question {number}"))
        messages.append(reply(f"a{number}", TextPart(f"Answer {number}. " + "word " * 120)))
    return rows(*messages)


def test_one_message_of_50_mb(view: TranscriptView, qtbot: QtBot, heartbeat: Heartbeat) -> None:
    part = long_text("the sea", 1_000_000)
    text = "The beginning.\n\n" + "\n\n".join([part] * 50) + "\n\nThe end."
    heartbeat.forget()
    view.set_path(rows(user("u", "All of it"), reply("a", TextPart(text))))
    breathe(view, qtbot)
    assert "The end." in shown_text(view)
    go_through(view, qtbot)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert "The beginning." in shown_text(view)
    view.set_zoom(110)
    breathe(view, qtbot)
    assert "The beginning." in shown_text(view)


@pytest.mark.parametrize("line", ["a line of a log\n", "word ", "x"], ids=["lines", "words", "x"])
def test_messages_of_10_mb_without_structure(
    view: TranscriptView, qtbot: QtBot, heartbeat: Heartbeat, line: str
) -> None:
    text = line * (10_000_000 // len(line))
    heartbeat.forget()
    view.set_path(rows(user("u", text), reply("a", TextPart(text))))
    breathe(view, qtbot)
    go_through(view, qtbot)


def test_10_000_messages(view: TranscriptView, qtbot: QtBot, heartbeat: Heartbeat) -> None:
    path = many(10_000)
    heartbeat.forget()
    view.set_path(path)
    breathe(view, qtbot)
    assert "Answer 4999." in shown_text(view)
    assert sum(1 for _ in view.items().made()) < 50, "only what is looked at is made"
    go_through(view, qtbot)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert "Question 0" in shown_text(view)
    assert sum(1 for _ in view.items().made()) < 500


def test_a_change_of_10_000_messages_costs_little(view: TranscriptView, qtbot: QtBot) -> None:
    path = many(10_000)
    view.set_path(path)
    breathe(view, qtbot)
    small = Heartbeat()
    other = replace(path[-1], message=reply("b", TextPart("Another answer.")), versions=2)
    view.set_path([*path[:-1], other])
    breathe(view, qtbot)
    assert "Another answer." in shown_text(view)
    view.set_path(path[:-2])
    breathe(view, qtbot)
    assert "Answer 4998." in shown_text(view)
    view.set_path([*path[:-2], *rows(user("u", "Something new"))])
    breathe(view, qtbot)
    assert "Something new" in shown_text(view)
    assert small.stop() < LONGEST_S / 2


def test_switching_between_two_huge_chats(
    view: TranscriptView, qtbot: QtBot, heartbeat: Heartbeat
) -> None:
    first = many(10_000)
    part = long_text("the sea", 500_000)
    second = rows(*(reply(f"r{number}", TextPart(part)) for number in range(20)))
    heartbeat.forget()
    for _ in range(3):
        view.set_path([])
        view.set_path(first)
        breathe(view, qtbot)
        view.set_path([])
        view.set_path(second)
        breathe(view, qtbot)


def test_500_images_of_4k(
    view: TranscriptView, qtbot: QtBot, blobs: Blobs, heartbeat: Heartbeat
) -> None:
    data = picture(3840, 2160, 1)
    refs = [
        blobs.put(data + str(number).encode(), "image/png", 3840, 2160) for number in range(500)
    ]
    turns = [reply(f"a{n}", ImagePart(ref, ImageOrigin.IMAGES)) for n, ref in enumerate(refs)]
    heartbeat.forget()
    view.set_path(rows(*turns))
    qtbot.waitUntil(lambda: view.loader.cached_count > 0)
    assert view.loader.cached_count < 20, "only what is near the viewport is decoded"
    bar = view.verticalScrollBar()
    for step in range(40):
        bar.setValue(int(bar.maximum() * step / 40))
        QTest.qWait(10)
    qtbot.waitUntil(lambda: view.loader.is_idle)
    assert view.loader.cached_count < 200
    assert view.loader.used_bytes <= view.loader.cache_bytes
    # At the size they are shown, not at 4K.
    assert view.loader.used_bytes / view.loader.cached_count < 3_000_000


def test_a_megabyte_of_reasoning(view: TranscriptView, qtbot: QtBot, heartbeat: Heartbeat) -> None:
    thoughts = "".join(f"Thought {number}, and another.\n" for number in range(45_000))
    view.set_path(rows(user("u", "Think"), reply("a", ReasoningPart(thoughts, 60.0))))
    breathe(view, qtbot)
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Return)
    breathe(view, qtbot)
    assert "Thought 44999" in shown_text(view)
    view.resize(700, 600)
    breathe(view, qtbot)


def test_a_closed_view_leaves_nothing_behind(
    qtbot: QtBot, theme_store: ThemeStore, blobs: Blobs
) -> None:
    view = TranscriptView(theme=theme_store, images=blobs)
    view.resize(900, 600)
    view.show()
    image = ImagePart(blobs.picture(300, 200, "#222222", "#eeeeee"), ImageOrigin.CONTENT)
    view.set_path(rows(user("u", "Hello"), reply("a", TextPart(ANSWER), image)))
    wait_for_image(view, qtbot)
    shown = view.flow.visible
    left = [weakref.ref(each) for each in view.items()]
    left += [weakref.ref(section) for each in view.items() for section in each.sections or ()]
    left += [weakref.ref(element) for each in shown for element in each.piece.elements]
    del shown
    view.set_path(rows(user("v", "Another chat")))
    QTest.qWait(20)
    gc.collect()
    assert [found for ref in left if (found := ref()) is not None] == []

    item, loader = weakref.ref(view.items()[0]), weakref.ref(view.loader)
    view.close()
    view.deleteLater()
    gone = weakref.ref(view)
    del view
    QTest.qWait(20)
    gc.collect()
    assert (gone(), item(), loader()) == (None, None, None)


def test_the_end_of_a_very_long_stream_moves_nothing(view: TranscriptView, qtbot: QtBot) -> None:
    text = "\n\n".join([long_text("the sea", 200_000)] * 2)
    live = reply("a", TextPart(text), state=MessageState.STREAMING)
    view.set_path(rows(user("u", "Go on"), live))
    qtbot.waitUntil(lambda: not view.is_busy)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    QTest.qWait(20)
    before = [(shown.top, shown.piece.elements[0].plain_text()) for shown in view.flow.visible]
    view.update_message(MessageRow(reply("a", TextPart(text))))
    after = [(shown.top, shown.piece.elements[0].plain_text()) for shown in view.flow.visible]
    assert after[: len(before)] == before


def test_a_huge_line_of_code_is_made_once(view: TranscriptView, qtbot: QtBot) -> None:
    """Its text is in one slab; the many empty ones behind it don't push that one out."""
    filler = TextPart("\n\n".join(["A line of text."] * 40))
    line = TextPart("```js\n" + "a=1;" * 750_000 + "\n```")
    view.set_path(rows(reply("a", filler), reply("b", line), reply("c", filler)))
    view.flow.to_item(view.items()[1])

    def code() -> list[Element]:
        elements = (each for shown in view.flow.visible for each in shown.piece.elements)
        return [each for each in elements if isinstance(each, CodeElement)]

    (made,) = code()
    for by_px in (-200, 200, 40, -40):
        view.flow.scroll_by(by_px)
        assert code() == [made]
