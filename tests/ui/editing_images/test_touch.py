"""Fingers and pens on the canvas of an edit."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtTest import QTest

from studio.ui.editing_images.tools import Tool
from tests.ui.conftest import Until
from tests.ui.editing_images.test_edit_page import Editing
from tests.ui.making.conftest import make_shell, picture, studio
from tests.ui.shell.conftest import Shell

__all__ = ["make_shell", "studio"]

Run = Callable[..., Any]
PEN = QPointingDevice.PointerType.Pen


@pytest.fixture
def editing(studio: Shell, until: Until, run: Run) -> Editing:
    kept = run(studio.services.images.import_bytes(picture("teal", 640, 480), "teal.png"))
    return Editing(studio, until, kept)


@pytest.fixture
def screen() -> QPointingDevice:
    """A touch screen that does not measure pressure."""
    return QTest.createTouchDevice()


class Hand:
    """Fingers on the canvas, at px of the picture."""

    def __init__(self, editing: Editing, screen: QPointingDevice) -> None:
        self._editing = editing
        self._sequence = QTest.touchEvent(editing.canvas, screen, False)
        self._down: set[int] = set()

    def send(self, **fingers: tuple[str, float, float]) -> None:
        """One event: `f0=("press", 10, 10)`; fingers that are not named stay where they are."""
        canvas, sequence = self._editing.canvas, self._sequence
        for name, (kind, x, y) in fingers.items():
            number, at = int(name[1:]), self._editing.at(x, y)
            getattr(sequence, kind)(number, at, canvas)
            self._down.add(number)
        for number in self._down:
            if f"f{number}" not in fingers:
                sequence.stationary(number)
        sequence.commit()
        self._down -= {int(n[1:]) for n, (kind, _, _) in fingers.items() if kind == "release"}


@pytest.fixture
def hand(editing: Editing, screen: QPointingDevice) -> Hand:
    editing.brush(40)
    return Hand(editing, screen)


def test_one_finger_paints(editing: Editing, hand: Hand) -> None:
    hand.send(f0=("press", 100, 200))
    assert editing.value(100, 200) == 255  # at once
    hand.send(f0=("move", 200, 200))
    hand.send(f0=("release", 200, 200))
    assert [editing.value(x, 200) for x in (70, 100, 150, 200, 230)] == [0, 255, 255, 255, 0]
    assert not editing.canvas.is_painting
    assert editing.canvas.marks is not None
    assert editing.canvas.marks.can_undo
    editing.canvas.change_mask("undo")
    assert editing.canvas.marks.is_empty


def test_two_fingers_move_and_zoom_and_do_not_paint(editing: Editing, hand: Hand) -> None:
    canvas = editing.canvas
    assert canvas.marks is not None
    before = canvas.placement.scale
    hand.send(f0=("press", 100, 200))
    hand.send(f0=("move", 104, 200))
    hand.send(f1=("press", 300, 200))
    assert canvas.marks.is_empty  # what the first finger painted was no stroke
    assert not canvas.marks.can_undo
    assert not canvas.marks.can_redo
    middle = canvas.image_point(editing.at(202, 200).toPointF())
    spot = editing.at(202, 200)
    hand.send(f0=("move", 1, 200), f1=("move", 403, 200))
    assert canvas.placement.scale == pytest.approx(2 * before, rel=0.05)
    now = canvas.image_point(spot.toPointF())
    assert (now - middle).manhattanLength() < 4  # the fingers keep what is between them
    # The one that stays on the screen does nothing until it is up, too.
    hand.send(f1=("release", 250, 200))
    place = canvas.placement
    hand.send(f0=("move", 100, 100))
    hand.send(f0=("release", 100, 100))
    assert canvas.placement == place
    assert canvas.marks.is_empty


def test_two_fingers_drag_the_picture(editing: Editing, hand: Hand) -> None:
    canvas = editing.canvas
    canvas.zoom_to(4.0)
    place = canvas.placement
    first, second = canvas.image_point(canvas.rect().center().toPointF()), 40
    x, y = first.x(), first.y()
    hand.send(f0=("press", x, y), f1=("press", x + second, y))
    dx = 10
    hand.send(f0=("move", x + dx, y), f1=("move", x + second + dx, y))
    hand.send(f0=("release", x + dx, y), f1=("release", x + second + dx, y))
    assert canvas.placement.x == pytest.approx(place.x + dx * place.scale, abs=2 * place.dpr)
    assert canvas.placement.scale == pytest.approx(place.scale, rel=0.02)
    assert canvas.marks is not None
    assert canvas.marks.is_empty


def test_a_stroke_that_went_far_stays_when_a_second_finger_comes(
    editing: Editing, hand: Hand
) -> None:
    hand.send(f0=("press", 100, 200))
    hand.send(f0=("move", 300, 200))
    hand.send(f1=("press", 400, 300))
    hand.send(f0=("release", 300, 200))
    hand.send(f1=("release", 400, 300))
    assert editing.value(200, 200) == 255
    assert editing.value(400, 300) == 0


def test_a_finger_moves_with_the_hand_tool_and_crops_with_the_crop_tool(
    editing: Editing, hand: Hand
) -> None:
    canvas = editing.canvas
    editing.page.set_tool(Tool.HAND)
    canvas.zoom_to(4.0)
    place = canvas.placement
    hand.send(f0=("press", 300, 200))
    hand.send(f0=("move", 310, 200))
    hand.send(f0=("release", 310, 200))
    assert canvas.placement.x > place.x
    assert canvas.marks is not None
    assert canvas.marks.is_empty
    canvas.fit()
    editing.page.set_tool(Tool.CROP)
    assert canvas.crop is not None
    editing.studio.window.grab()  # the bar of the crop is another one: all is laid out again
    hand.send(f0=("press", 15, 15))  # a finger is wider than a pointer
    hand.send(f0=("move", 215, 165))
    hand.send(f0=("release", 215, 165))
    assert canvas.crop.pixels().left == pytest.approx(200, abs=3)
    assert canvas.crop.pixels().top == pytest.approx(150, abs=3)


def test_a_hand_that_rests_beside_the_pen_paints_nothing(editing: Editing, hand: Hand) -> None:
    assert editing.canvas.marks is not None
    hand.send(f0=("press", 500, 400))
    editing.pen(QEvent.Type.TabletPress, 100, 100, 1.0, PEN)
    assert editing.value(500, 400) == 0
    hand.send(f0=("move", 560, 440))
    editing.pen(QEvent.Type.TabletMove, 200, 100, 1.0, PEN)
    hand.send(f0=("release", 560, 440))
    hand.send(f0=("press", 500, 400))
    editing.pen(QEvent.Type.TabletRelease, 200, 100, 0, PEN)
    hand.send(f0=("release", 500, 400))
    assert (editing.value(500, 400), editing.value(530, 420), editing.value(150, 100)) == (
        0, 0, 255,
    )  # fmt: skip


def test_a_screen_that_measures_pressure_paints_as_wide_as_it_is_pressed(
    editing: Editing, until: Until
) -> None:
    from studio.ui.editing_images.touch import _pressure

    capable = QTest.createTouchDevice(
        QInputDevice.DeviceType.TouchScreen, QInputDevice.Capability.Pressure
    )
    seen: list[float] = []

    class Point:
        def __init__(self, pressure: float) -> None:
            self._pressure = pressure

        def pressure(self) -> float:
            return self._pressure

    class Event:
        def __init__(self, device: QPointingDevice) -> None:
            self._device = device

        def device(self) -> QPointingDevice:
            return self._device

    for device in (capable, QTest.createTouchDevice()):
        seen += [_pressure(Event(device), Point(0.4)), _pressure(Event(device), Point(0.0))]  # type: ignore[arg-type]
    assert seen == [0.4, 1.0, 1.0, 1.0]
    editing.brush(100)
    spot = editing.at(300, 200).toPointF()
    editing.canvas.finger_press(spot, 0.3)
    editing.canvas.finger_release(spot)
    assert (editing.value(300, 210), editing.value(300, 225)) == (255, 0)


def test_the_button_of_a_pen_is_no_brush(editing: Editing) -> None:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QTabletEvent
    from PySide6.QtWidgets import QApplication

    right = Qt.MouseButton.RightButton
    device = QPointingDevice(
        "pen", 1, QInputDevice.DeviceType.Stylus, PEN, QInputDevice.Capability.Pressure, 1, 3
    )
    spot = QPointF(editing.at(100, 100))
    event = QTabletEvent(
        QEvent.Type.TabletPress, device, spot, QPointF(editing.canvas.mapToGlobal(spot)), 1.0, 0,
        0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, right, right,
    )  # fmt: skip
    QApplication.sendEvent(editing.canvas, event)
    assert editing.canvas.marks is not None
    assert editing.canvas.marks.is_empty
    assert not editing.canvas.is_painting
