"""Selecting by mouse and keyboard, across messages and all kinds of elements."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.core.errors import Failure
from studio.core.messages import MessageState
from studio.core.parts import (
    BlobRef,
    FilePart,
    ImageOrigin,
    ImagePart,
    ReasoningPart,
    TextPart,
    ToolCallPart,
)
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView

from .conftest import click
from .samples import Blobs, reply, rows, user
from .selecting import (
    CONTROL,
    LEFT,
    SHIFT,
    copied,
    copy,
    drag_on,
    key,
    place_of,
    select,
)

_Key = Qt.Key
KINDS = """# Heading one

A paragraph with **bold** words.

- first item
- second item

> quoted words

```python
x = 1
y = 2
```

| a | b |
|---|---|
| c1 | c2 |
| d1 | d2 |

The end."""


# Mouse.


def test_a_drag_selects_across_all_kinds(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart(KINDS))))
    select(view, "Heading", "The end.")
    assert copy(view) == KINDS


def test_a_double_click_takes_a_word_and_a_drag_goes_on_by_words(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("Alpha beta, gamma don't stop."))))
    QTest.mouseDClick(view.viewport(), LEFT, pos=place_of(view, "beta", end=True))
    assert copy(view) == "beta"
    QTest.mouseDClick(view.viewport(), LEFT, pos=place_of(view, "on't"))
    assert copy(view) == "don't"
    at = place_of(view, "amma")
    QTest.mousePress(view.viewport(), LEFT, pos=at)
    QTest.mouseRelease(view.viewport(), LEFT, pos=at)
    QTest.mouseDClick(view.viewport(), LEFT, pos=at)
    drag_on(view, at, place_of(view, "top"))
    assert copy(view) == "gamma don't stop"
    drag_on(view, place_of(view, "top"), place_of(view, "lpha"))
    assert copy(view) == "Alpha beta, gamma", "the first word stays selected"
    QTest.mouseRelease(view.viewport(), LEFT, pos=place_of(view, "lpha"))


def test_a_third_click_takes_the_paragraph_and_a_drag_goes_on_by_lines(
    view: TranscriptView,
) -> None:
    view.set_path(
        rows(reply("a", TextPart("First *one* here.\n\nSecond.\n\n```\nab\ncd\nef\n```")))
    )
    viewport, at = view.viewport(), place_of(view, "one")
    QTest.mouseDClick(viewport, LEFT, pos=at)
    QTest.mouseClick(viewport, LEFT, pos=at)
    assert copy(view) == "First *one* here."
    at = place_of(view, "cd")
    QTest.mouseDClick(viewport, LEFT, pos=at)
    QTest.mousePress(viewport, LEFT, pos=at)
    assert copy(view) == "cd"
    drag_on(view, at, place_of(view, "ef"))
    QTest.mouseRelease(viewport, LEFT, pos=place_of(view, "ef"))
    assert copy(view) == "cd\nef"


def test_three_clicks_take_a_cell_of_a_table(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart(KINDS))))
    at = place_of(view, "c2")
    QTest.mouseDClick(view.viewport(), LEFT, pos=at)
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    assert copy(view) == "c2"


def test_cells_are_selected_in_reading_order(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart(KINDS))))
    select(view, "c2", "d1")
    assert copy(view) == "\tc2\nd1\t"
    assert "<td>c2</td>" in copied("text/html")


def test_shift_click_goes_on_from_the_last_click(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("One two three four"))))
    QTest.mouseClick(view.viewport(), LEFT, pos=place_of(view, "two"))
    assert view.selection.is_empty
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, pos=place_of(view, "three", end=True))
    assert copy(view) == "two three"
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, pos=place_of(view, "One"))
    assert copy(view) == "One "


def test_a_click_on_the_selection_lets_go_of_it(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("One two three four"))))
    select(view, "One", "three")
    QTest.mouseClick(view.viewport(), LEFT, pos=place_of(view, "two"))
    assert view.selection.is_empty


def test_dragging_beyond_the_edge_scrolls_faster_with_distance(
    view: TranscriptView, qtbot: QtBot
) -> None:
    text = "\n\n".join(f"Paragraph {i}" for i in range(400))
    view.set_path(rows(reply("a", TextPart(text))))
    view.flow.scroll_to(0)
    view.user_moved()
    start = place_of(view, "Paragraph 2")

    def scrolled(below: int) -> float:
        QTest.mousePress(view.viewport(), LEFT, pos=start)
        before = view.flow.scroll_y
        drag_on(view, start, QPoint(start.x(), view.viewport().height() + below))
        auto = view.pointer.selecting._auto
        for _ in range(4):
            with qtbot.waitSignal(auto.timeout):
                pass
        moved = view.flow.scroll_y - before
        assert "Paragraph 12" in copy(view)
        QTest.mouseRelease(view.viewport(), LEFT, pos=start)
        assert not auto.isActive()
        view.flow.scroll_to(0)
        view.user_moved()
        view.selection.clear()
        return moved

    near, far = scrolled(12), scrolled(300)
    assert 0 < near * 3 < far


def test_a_drag_beyond_code_scrolls_it_sideways(view: TranscriptView, qtbot: QtBot) -> None:
    line = "wide " * 80
    view.set_path(rows(reply("a", TextPart(f"```\n{line}\n```"))))
    at = place_of(view, "wide")
    QTest.mousePress(view.viewport(), LEFT, pos=at)
    drag_on(view, at, QPoint(view.viewport().width() - 5, at.y()))
    before = len(copy(view))
    auto = view.pointer.selecting._auto
    for _ in range(5):
        with qtbot.waitSignal(auto.timeout):
            pass
    QTest.mouseRelease(view.viewport(), LEFT, pos=at)
    assert len(copy(view)) > before + 10


def test_images_in_a_selection_are_tinted_and_copied_by_name(
    view: TranscriptView, blobs: Blobs
) -> None:
    picture = blobs.picture(300, 200, "#334455", "#aabbcc")
    image = ImagePart(picture, ImageOrigin.CONTENT, "a quiet dune")
    view.set_path(rows(user("u", "Draw"), reply("a", TextPart("Above"), image, TextPart("Below"))))
    view.grab()
    where = next(
        hit.rect.translated(view.canvas.rect_of(v, n).topLeft()).center().toPoint()
        for v in view.flow.visible
        for n, element in enumerate(v.piece.elements)
        for hit in element.hits()
        if hit.action == "image" and hit.rect is not None
    )
    plain = view.grab().toImage().pixelColor(where)
    select(view, "Above", "Below")
    assert view.grab().toImage().pixelColor(where) != plain
    text = copy(view)
    name = f"a-quiet-dune-{picture.sha256[:6]}.png"
    assert text == f"Above\n\n![a quiet dune]({name})\n\nBelow"
    assert "<img" not in copied("text/html")
    assert name in copied("text/html")


def test_cards_bubbles_and_open_reasoning_are_selected(view: TranscriptView) -> None:
    failure = Failure("server_failed", "overloaded upstream", status=503, request_id="req_9")
    notes = FilePart(BlobRef("0" * 64, "text/markdown", 3120), "crop-notes.md")
    view.set_path(
        rows(
            user("u", "Please\nlook", notes),
            reply(
                "a",
                ReasoningPart("I think\nof it.", 3.0),
                ToolCallPart(0, "x", "palette", '{"k": 5}'),
                TextPart("Half"),
                state=MessageState.FAILED,
                failure=failure,
            ),
        )
    )
    key(view, _Key.Key_A, mods=CONTROL)
    hidden = copy(view)
    assert "I think" not in hidden, "what is folded is not copied"
    for shown in (
        "crop-notes.md",
        "Please\nlook",
        'palette {"k": 5}',
        "Half",
        "overloaded",
        "req_9",
    ):
        assert shown in hidden
    view.selection.clear()
    click(view, "a", "toggle_part")
    select(view, "think", "of it")
    assert copy(view) == "think\nof it"
    select(view, "loaded upstream", "req_9")
    assert copy(view) == "loaded upstream\nreq_9"
    select(view, "lease", "palette")
    assert copy(view).startswith("lease\nlook\n\n> I think\n> of it.\n\n")


# Keys.


def test_select_all_takes_the_whole_path(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "Ask"), reply("a", TextPart("Answer **it**"))))
    key(view, _Key.Key_A, mods=CONTROL)
    assert copy(view) == "Ask\n\nAnswer **it**"
    key(view, _Key.Key_Escape)
    assert view.selection.is_empty


def test_shift_and_arrows_select_from_the_focused_message(view: TranscriptView) -> None:
    view.set_path(
        rows(user("u", "Ask me"), reply("a", TextPart("Naïve 👩‍👩‍👧 ones.\n\nMore words.")))
    )
    key(view, _Key.Key_Up, mods=Qt.KeyboardModifier.AltModifier)
    key(view, *[_Key.Key_Right] * 7, mods=SHIFT)
    assert copy(view) == "Naïve 👩‍👩‍👧", "a family is one character"
    key(view, _Key.Key_Left, mods=SHIFT)
    assert copy(view) == "Naïve "
    key(view, _Key.Key_Right, mods=CONTROL | SHIFT)
    assert copy(view) == "Naïve 👩‍👩‍👧 ones"
    key(view, _Key.Key_End, mods=SHIFT)
    assert copy(view) == "Naïve 👩‍👩‍👧 ones."
    key(view, _Key.Key_Down, mods=SHIFT)
    assert copy(view).startswith("Naïve 👩‍👩‍👧 ones.\n\nMore")
    key(view, _Key.Key_Home, mods=SHIFT)
    assert copy(view) == "Naïve 👩‍👩‍👧 ones."
    key(view, _Key.Key_Home, mods=CONTROL | SHIFT)
    assert copy(view) == "Ask me"


def test_up_and_down_keep_their_column(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("```\nabcdef\nab\nabcdef\n```"))))
    QTest.mouseClick(view.viewport(), LEFT, pos=place_of(view, "ef"))
    key(view, _Key.Key_Down, mods=SHIFT)
    assert copy(view) == "ef\nab"
    key(view, _Key.Key_Down, mods=SHIFT)
    assert copy(view) == "ef\nab\nabcd"
    key(view, _Key.Key_Up, _Key.Key_Up, mods=SHIFT)
    assert view.selection.is_empty


def test_keys_go_on_where_the_mouse_left_off(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("One two three\n\nfour five"))))
    select(view, "One", "two")
    key(view, *[_Key.Key_Right] * 4, mods=SHIFT)
    assert copy(view) == "One two thr"
    key(view, _Key.Key_Down, mods=CONTROL | SHIFT)
    key(view, _Key.Key_Down, mods=CONTROL | SHIFT)
    assert copy(view) == "One two three\n\nfour five"


def test_a_page_further_brings_the_caret_along(view: TranscriptView) -> None:
    text = "\n\n".join(f"Paragraph {i}" for i in range(200))
    view.set_path(rows(reply("a", TextPart(text))))
    view.flow.scroll_to(0)
    view.user_moved()
    QTest.mouseClick(view.viewport(), LEFT, pos=place_of(view, "Paragraph 0"))
    key(view, _Key.Key_PageDown, _Key.Key_PageDown, mods=SHIFT)
    assert view.flow.scroll_y > 700
    assert not view.keyboard.caret.rect().isNull()
    assert "Paragraph 20" in copy(view)
    key(view, *[_Key.Key_PageUp] * 4, mods=SHIFT)
    assert len(copy(view)) < 30
    key(view, _Key.Key_End, mods=CONTROL | SHIFT)
    assert copy(view).endswith("Paragraph 199")


def test_arrows_in_right_to_left_text_go_where_they_point(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("שלום עולם"))))
    key(view, _Key.Key_Up, mods=Qt.KeyboardModifier.AltModifier)
    key(view, _Key.Key_Left, _Key.Key_Left, mods=SHIFT)
    assert copy(view) == "של"


def test_a_selection_survives_that_the_answer_ends(view: TranscriptView) -> None:
    live = reply(
        "a",
        TextPart(""),
        ReasoningPart("Hm."),
        TextPart("Stay selected"),
        state=MessageState.STREAMING,
    )
    view.set_path(rows(live))
    select(view, "Stay", "selected")
    done = reply("a", ReasoningPart("Hm.", 1.0), TextPart("Stay selected"))
    view.update_message(MessageRow(done))
    assert copy(view) == "Stay selected"


def test_a_selection_of_what_is_gone_is_dropped(view: TranscriptView) -> None:
    chat = rows(user("u", "Ask"), reply("a", TextPart("Answer")))
    view.set_path(chat)
    key(view, _Key.Key_A, mods=CONTROL)
    view.set_path(chat[:1])
    assert view.selection.is_empty
    QApplication.clipboard().setText("kept")
    key(view, _Key.Key_C, mods=CONTROL)
    assert QApplication.clipboard().text() == "kept"
