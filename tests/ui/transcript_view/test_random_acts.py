"""Anything may happen in any order: the view never breaks and always fills the viewport."""

import random
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from studio.core.messages import Message, MessageState
from studio.core.parts import (
    ImageOrigin,
    ImagePart,
    Part,
    PendingImagePart,
    ReasoningPart,
    TextPart,
    ToolCallPart,
)
from studio.core.reply import PartSet, TextAppended
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView

from .samples import ANSWER, Blobs, reply, rows, user

KEYS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Return,
)


class Acts:
    """Random acts on a view, and a conversation that they change."""

    def __init__(self, view: TranscriptView, blobs: Blobs, seed: int) -> None:
        self.view = view
        self.rnd = random.Random(seed)
        self.image = blobs.picture(200, 150, "#203040", "#506070")
        self.messages: list[Message] = [user("u", "Hello")]
        self.count = 0

    def some_part(self) -> Part:
        return self.rnd.choice(
            (
                TextPart(ANSWER[: self.rnd.randrange(0, 900)]),
                TextPart(""),
                ImagePart(self.image, ImageOrigin.CONTENT, draft=self.rnd.random() < 0.3),
                PendingImagePart(self.rnd.randrange(10**7)),
                ReasoningPart("Think. " * self.rnd.randrange(40)),
                ToolCallPart(0, None, "tool", '{"a": 1}'),
            )
        )

    def add(self) -> None:
        self.count += 1
        state = self.rnd.choice(list(MessageState))
        parts = [self.some_part() for _ in range(self.rnd.randrange(4))]
        self.messages.append(reply(f"m{self.count}", *parts, state=state))
        self.view.set_path(rows(*self.messages))

    def remove(self) -> None:
        if len(self.messages) > 1:
            self.messages.pop(self.rnd.randrange(len(self.messages)))
        self.view.set_path(rows(*self.messages))

    def stream(self) -> None:
        item = self.view.item_of(self.messages[-1].id)
        if item is None or not item.row.running:
            return
        parts = item.parts()
        texts = [i for i, part in enumerate(parts) if isinstance(part, TextPart | ReasoningPart)]
        if texts and self.rnd.random() < 0.7:
            at = self.rnd.randrange(len(ANSWER))
            change: Any = TextAppended(self.rnd.choice(texts), ANSWER[at : at + 90])
        else:
            change = PartSet(self.rnd.randrange(len(parts) + 1), self.some_part())
        self.view.advance(item.id, (change,))

    def end(self) -> None:
        last = self.messages[-1]
        item = self.view.item_of(last.id)
        if item is not None:
            kept = tuple(p for p in item.parts() if not isinstance(p, PendingImagePart))
            self.messages[-1] = replace(last, parts=kept, state=MessageState.COMPLETE)
            self.view.update_message(MessageRow(self.messages[-1], versions=2))

    def resize(self) -> None:
        self.view.resize(self.rnd.randrange(300, 1200), self.rnd.randrange(200, 800))

    def key(self) -> None:
        alt = Qt.KeyboardModifier.AltModifier
        none = Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.view, self.rnd.choice(KEYS), self.rnd.choice((none, none, alt)))

    def click(self) -> None:
        area = self.view.viewport().rect()
        at = QPoint(self.rnd.randrange(area.width()), self.rnd.randrange(area.height()))
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def scroll(self) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(self.rnd.randrange(bar.maximum() + 1))

    def anchor(self) -> None:
        self.view.restore_anchor(self.view.scroll_anchor())

    def zoom(self) -> None:
        self.view.set_zoom(self.rnd.choice((85, 100, 130)))

    def listen(self) -> None:
        top: Any = QAccessible.queryAccessibleInterface(self.view)
        for index in range(top.childCount()):
            child = top.child(index)
            child.text(QAccessible.Text.Name)
            for inner in range(child.childCount()):
                child.child(inner).rect()

    def paint(self) -> None:
        self.view.grab()

    def check(self) -> None:
        view, flow = self.view, self.view.flow
        if view.is_busy:
            return
        assert [item.index for item in flow.items] == list(range(len(flow.items)))
        assert flow.visible
        assert flow.visible[0].top <= 0
        edges = zip(flow.visible, flow.visible[1:], strict=False)
        assert all(upper.bottom == lower.top for upper, lower in edges)
        filled = flow.visible[-1].bottom + flow.pad >= flow.view_height
        assert filled or (flow.scroll_y == 0 and flow.below_px == 0)
        total = sum(item.height for item in flow.items) + flow.pad
        assert abs(flow.total - total) < 0.01


@pytest.mark.parametrize("seed", range(8))
def test_random_acts(view: TranscriptView, blobs: Blobs, seed: int) -> None:
    acts = Acts(view, blobs, seed)
    view.set_path(rows(*acts.messages))
    for _ in range(6):
        acts.add()
    choices = (
        *(acts.stream,) * 6,
        *(acts.add, acts.end, acts.key, acts.click, acts.scroll, acts.paint) * 2,
        *(acts.remove, acts.resize, acts.anchor, acts.zoom, acts.listen),
    )
    for _ in range(120):
        acts.rnd.choice(choices)()
        for menu in view.findChildren(object, "message-menu"):
            menu.close()  # type: ignore[attr-defined]
        acts.check()
