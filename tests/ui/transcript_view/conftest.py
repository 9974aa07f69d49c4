"""A shown transcript view over a folder of images."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui.theme import ThemeStore
from studio.ui.transcript.element import Hit
from studio.ui.transcript.view import TranscriptView

from .samples import Blobs


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path)


@pytest.fixture
def view(qtbot: QtBot, theme_store: ThemeStore, blobs: Blobs) -> Iterator[TranscriptView]:
    found = TranscriptView(theme=theme_store, images=blobs)
    qtbot.addWidget(found)
    found.resize(900, 600)
    with qtbot.waitExposed(found):
        found.show()
    found.setFocus(Qt.FocusReason.OtherFocusReason)
    yield found
    found.hide()


@pytest.fixture
def wheel(view: TranscriptView) -> Callable[[int], None]:
    """Turns the wheel by notches; positive: up."""

    def turn(notches: int, pos: QPoint | None = None) -> None:
        at = QPointF(pos or view.viewport().rect().center())
        for _ in range(abs(notches)):
            step = QPoint(0, 120 if notches > 0 else -120)
            event = QWheelEvent(
                at,
                QPointF(view.viewport().mapToGlobal(at.toPoint())),
                QPoint(),
                step,
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QGuiApplication.sendEvent(view.viewport(), event)

    return turn


def hits_of(view: TranscriptView, message_id: str) -> list[tuple[Hit, QPoint]]:
    """Visible hits of a message with their centres in the viewport."""
    found = []
    for visible in view.flow.visible:
        if visible.place.item.id != message_id:
            continue
        for number, element in enumerate(visible.piece.elements):
            origin = view.canvas.rect_of(visible, number).topLeft()
            for hit in element.hits():
                assert hit.rect is not None
                found.append((hit, hit.rect.translated(origin).center().toPoint()))
    return found


def click(view: TranscriptView, message_id: str, action: str) -> None:
    """Clicks the first visible hit of an action with the mouse."""
    at = next(pos for hit, pos in hits_of(view, message_id) if hit.action == action)
    QTest.mouseMove(view.viewport(), at)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def line_on_screen(view: TranscriptView, text: str) -> float:
    """Where the element with a text is, in px below the viewport's top."""
    for visible in view.flow.visible:
        for number, element in enumerate(visible.piece.elements):
            if text in element.plain_text():
                return view.canvas.rect_of(visible, number).top()
    raise AssertionError(f"{text!r} is not visible")


def clipboard() -> str:
    return QApplication.clipboard().text()
