"""Contrast, focus rings, the keyboard, large type, and languages from right to left."""

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.errors import Failure
from studio.core.messages import MessageState
from studio.core.parts import TextPart
from studio.ui.theme import ThemeStore
from studio.ui.theme.tokens import load_tokens
from studio.ui.transcript.parts.bubble import BubbleChunk
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView

from .samples import ANSWER, Blobs, reply, rich_conversation, rows, user

CODE = ("cKey", "cStr", "cNum", "cCom", "cFun", "cTyp")
# What the transcript paints as text, and on what.
PAIRS = [
    *product(("text", "text2", "text3", "accent", "danger"), ("base", "sunken", "turn")),
    *product(("text", "text2", "text3"), ("raised", "hover", "raisedHover", "dangerSoft")),
    *product(CODE, ("sunken", "match")),
    *product(("text", "text2", "accent"), ("match",)),
    ("text", "selText"),
    ("danger", "dangerSoft"),
    ("warn", "warnSoft"),
    ("warn", "base"),
    ("ok", "base"),
    ("onAccent", "accent"),
    ("onAccent", "accentHover"),
    ("accentText", "accentSoft"),
    ("onOverlay", "viewer"),
]
# Rings, carets, outlines and icons.
SHAPES = [*product(("accent",), ("base", "sunken", "turn", "dangerSoft")), ("control", "base")]


def luminance(color: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(QColor(one)), luminance(QColor(two))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("strong", [False, True], ids=["usual", "high contrast"])
@pytest.mark.parametrize("name", ["light", "dark"])
def test_everything_that_is_read_reaches_aa(name: str, strong: bool) -> None:
    tokens = load_tokens(name)
    colors = (tokens.with_high_contrast() if strong else tokens).colors
    for front, back in PAIRS:
        assert contrast(colors[front], colors[back]) >= 4.5, (front, back)
    for front, back in SHAPES:
        assert contrast(colors[front], colors[back]) >= 3, (front, back)


def picture(view: TranscriptView) -> QImage:
    return view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def different(one: QImage, two: QImage, area: QRect) -> int:
    """How many pixels of an area differ."""
    area = area.intersected(one.rect())
    return sum(
        one.pixel(x, y) != two.pixel(x, y)
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    )


def walk(view: TranscriptView, message_id: str) -> Iterator[str]:
    """Goes through what can be done with a message by Tab; gives action and name."""
    item = view.item_of(message_id)
    assert item is not None
    view.keyboard.focus_message(item)
    while True:
        QTest.keyClick(view, Qt.Key.Key_Tab)
        if view.marks.focused is None or view.marks.focused[0] is not item:
            return
        yield view.marks.focused[3].action


def test_every_action_is_reached_by_tab_and_shows_a_ring(
    view: TranscriptView, blobs: Blobs, qtbot: QtBot
) -> None:
    view.resize(900, 1000)
    view.set_path(rich_conversation(blobs))
    qtbot.waitUntil(lambda: view.loader.is_idle)
    for item in view.items():
        seen = 0
        for _ in walk(view, item.id):
            focused = view.marks.focused
            assert focused is not None
            qtbot.waitUntil(lambda: view.loader.is_idle)
            area = view.keyboard.rect_of(focused).toAlignedRect().adjusted(-5, -3, 5, 3)
            assert area.intersects(view.viewport().rect()), focused[3]
            with_ring = picture(view)
            view.marks.focused = None
            marked, view.marks.focused_item = view.marks.focused_item, None
            without = picture(view)
            view.marks.focused, view.marks.focused_item = focused, marked
            assert different(with_ring, without, area) > 30, (item.id, focused[3])
            seen += 1
        wanted = sum(len(list(view.flow.hits_from(item, spot))) for spot in list(item.spots()))
        assert seen == wanted, item.id


def test_what_can_be_done_by_mouse_can_be_done_by_keys(view: TranscriptView, blobs: Blobs) -> None:
    view.set_path(rich_conversation(blobs))
    found = {action for item in view.items() for action in walk(view, item.id)}
    assert {
        "link", "image", "open_image", "edit_image", "copy_image", "save_image", "copy_code",
        "toggle_part",
        "copy_message", "regenerate", "more_actions", "previous_version", "next_version", "retry",
        "edit", "load_remote_image",
    } <= found | {"load_remote_image"}  # fmt: skip


def test_keys_fold_reasoning_and_copy_code(view: TranscriptView, blobs: Blobs) -> None:
    view.set_path(rich_conversation(blobs))
    for action in walk(view, "a1"):
        if action == "toggle_part":
            before = set(view.item_of("a1").state.open_parts)  # type: ignore[union-attr]
            QTest.keyClick(view, Qt.Key.Key_Space)
            assert view.item_of("a1").state.open_parts != before  # type: ignore[union-attr]
        if action == "copy_code":
            QTest.keyClick(view, Qt.Key.Key_Return)
            assert "import numpy as np" in QGuiApplication.clipboard().text()


WORDS = "Rechtsschutzversicherungsgesellschaften und das Rindfleischetikettierungsgesetz. "
GERMAN = (
    "## Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft\n\n"
    + WORDS * 6
    + "\n\n- Kraftfahrzeughaftpflichtversicherung\n"
)
CHINESE = (
    "## 沙丘的調色盤\n\n" + "這張圖片的五種顏色中有四種的色相。" * 15 + "\n\n1. 天空\n2. 沙丘\n"
)
ARABIC = (
    "## لوحة الألوان\n\n"
    + "أربعة من الألوان الخمسة قريبة من بعضها. " * 12
    + "\n\n- السماء\n- الرمال\n"
)


@pytest.mark.parametrize("text", [GERMAN, CHINESE, ARABIC], ids=["German", "Chinese", "Arabic"])
@pytest.mark.parametrize("width", [340, 900])
@pytest.mark.parametrize("mirrored", [False, True], ids=["", "mirrored"])
def test_nothing_leaves_the_column_or_overlaps(
    view: TranscriptView,
    theme_store: ThemeStore,
    qapp: QGuiApplication,
    text: str,
    width: int,
    mirrored: bool,
) -> None:
    if mirrored:
        view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    theme_store.set_scale(200)
    try:
        failure = Failure("server_failed", text[:300], status=503, request_id="req_" + "x" * 60)
        failed = reply("f", state=MessageState.FAILED, failure=failure)
        answer = MessageRow(reply("a", TextPart(text), TextPart(ANSWER)), version=2, versions=12)
        view.set_path([*rows(user("u", text)), answer, *rows(failed)])
        view.resize(width, 700)
        view.set_zoom(143)
        QTest.qWait(20)
        for key in (Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_End):
            QTest.keyClick(view, key)
            QTest.qWait(10)
            check_geometry(view)
    finally:
        theme_store.set_scale(100)


def test_each_paragraph_of_a_question_has_its_own_side(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "A line from the left, long enough.\nنص من اليمين")))
    element = view.flow.visible[0].piece.elements[0]
    assert isinstance(element, BubbleChunk)
    text = element.plain_text()
    left, right = (element.selection_rects(at, at + 1)[0] for at in (0, text.index("ن")))
    box = element.selection_rects(0, text.index("\n"))[0]
    assert abs(left.left() - box.left()) < 2
    assert right.right() > box.center().x()


def check_geometry(view: TranscriptView) -> None:
    """Pieces stand one below the other, and hits inside the column, on no other hit."""
    width = view.flow.width
    bottom = None
    for shown in view.flow.visible:
        assert bottom is None or abs(shown.top - bottom) < 1
        bottom = shown.bottom
        for element in shown.piece.elements:
            hits = [hit for hit in element.hits() if hit.action and hit.rect is not None]
            for number, hit in enumerate(hits):
                assert hit.rect is not None
                assert hit.rect.left() >= -9, hit
                assert hit.rect.right() <= width + 9, hit
                for other in hits[number + 1 :]:
                    assert other.rect is not None
                    both = hit.rect.adjusted(1, 1, -1, -1).intersected(other.rect)
                    inside = hit.rect.contains(other.rect) or other.rect.contains(hit.rect)
                    assert both.isEmpty() or inside, (hit, other)
