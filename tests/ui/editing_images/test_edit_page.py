"""The page of an edit, by mouse, pen and keys, with a look at the pixels."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.core.events import Finished, ImageReceived
from studio.core.messages import Attachment
from studio.core.parts import ImageOrigin
from studio.core.requests import ChatRequest, ImageRequest
from studio.ui.editing_images.canvas import EditCanvas
from studio.ui.editing_images.page import EditPage
from studio.ui.editing_images.tools import Tool
from studio.ui.images.items import ImageItem
from studio.ui.viewer.painting import target_rect
from studio.ui.widgets import Label
from tests.ui.conftest import Until
from tests.ui.making.conftest import DRAWS, PAINTS, make_shell, picture, studio
from tests.ui.shell.conftest import Shell

__all__ = ["make_shell", "studio"]

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
Run = Callable[..., Any]


class Editing:
    """A page on which a picture of 640 × 480 is edited."""

    def __init__(self, studio: Shell, until: Until, original: Attachment) -> None:
        self.studio, self.until, self.original = studio, until, original
        studio.window.resize(1440, 900)
        self.open()

    def open(self) -> None:
        self.studio.window.editor.open(ImageItem(self.original.blob, self.original.name))
        self.until(lambda: self.canvas.marks is not None)

    @property
    def page(self) -> EditPage:
        return self.studio.window.editor.page

    @property
    def canvas(self) -> EditCanvas:
        return self.page.canvas

    def at(self, x: float, y: float) -> QPoint:
        """Where a px of the picture is on the canvas."""
        place, target = self.canvas.placement, target_rect(self.canvas.placement)
        return QPointF(
            (target.x() + x * place.scale) / place.dpr, (target.y() + y * place.scale) / place.dpr
        ).toPoint()

    def drag(self, *points: tuple[float, float]) -> None:
        first, *rest = (self.at(*point) for point in points)
        QTest.mousePress(self.canvas, LEFT, pos=first)
        for spot in rest:
            QTest.mouseMove(self.canvas, spot)
        QTest.mouseRelease(self.canvas, LEFT, pos=rest[-1] if rest else first)

    def value(self, x: int, y: int) -> int:
        assert self.canvas.marks is not None
        return self.canvas.marks.image.pixelColor(x, y).red()

    def grab(self) -> QImage:
        return self.canvas.grab().toImage()

    def brush(self, width: float, feather: float = 0) -> None:
        self.page.bar.brush.set_value(width)
        self.page.bar.feather.set_value(feather)
        self.page._on_bar_brush_changed()

    def key(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        wanted = Qt.KeyboardModifier.NoModifier
        for each in modifiers:
            wanted |= each
        QTest.keyClick(self.canvas, key, wanted)

    def pen(self, kind: QEvent.Type, x: float, y: float, pressure: float, pointer: Any) -> None:
        spot = QPointF(self.at(x, y))
        device = QPointingDevice(
            "pen", 1, QInputDevice.DeviceType.Stylus, pointer,
            QInputDevice.Capability.Pressure, 1, 3,
        )  # fmt: skip
        buttons = LEFT if kind != QEvent.Type.TabletRelease else Qt.MouseButton.NoButton
        event = QTabletEvent(
            kind, device, spot, QPointF(self.canvas.mapToGlobal(spot)), pressure, 0, 0, 0, 0, 0,
            Qt.KeyboardModifier.NoModifier, LEFT, buttons,
        )  # fmt: skip
        QApplication.sendEvent(self.canvas, event)


@pytest.fixture
def editing(studio: Shell, until: Until, run: Run) -> Editing:
    kept = run(studio.services.images.import_bytes(picture("teal", 640, 480), "teal.png"))
    return Editing(studio, until, kept)


def answers(editing: Editing, count: int) -> None:
    made = editing.original.blob
    editing.studio.bench.gateway.scripts = [
        [(ImageReceived(0, made, ImageOrigin.PART),), (Finished(0, "stop"),)]
    ] * count


def test_sliders_are_named_wherever_there_is_room(editing: Editing) -> None:
    window, bar = editing.studio.window, editing.page.bar

    def names() -> list[str]:
        wanted = {"Brush", "Feather", "Show mask"}
        shown = [each for each in bar.findChildren(Label) if each.isVisible()]
        return [each.text() for each in shown if each.text() in wanted]

    for width in (1440, 960):
        window.resize(width, 800)
        editing.until(lambda width=width: bar.width() == width)
        assert names() == ["Brush", "Feather", "Show mask"], width
        assert bar.cancel.geometry().right() < bar.width()
    bar.show_image("pic12-39dc04.png")
    name = next(each for each in bar.findChildren(Label) if "pic12" in each.accessibleName())
    editing.until(lambda: name.width() == name.maximumWidth())  # there is room for all of it
    bar.resize(640, bar.height())
    assert names() == []
    bar.resize(960, bar.height())
    assert len(names()) == 3


def test_the_window_is_the_page(editing: Editing) -> None:
    window = editing.studio.window
    assert window.page == "edit"
    assert window.windowTitle().startswith("Edit teal.png")
    assert window.rail.isHidden()
    assert editing.page.bar.brush.value == pytest.approx(51, abs=1)
    assert editing.page.box._note == "No mask: all may change"


def test_the_brush_marks_what_it_goes_over_and_shows_it(editing: Editing) -> None:
    editing.brush(40)
    before = editing.grab()
    editing.drag((100, 200), (200, 200), (300, 200))
    assert [editing.value(x, 200) for x in (70, 100, 250, 300, 330)] == [0, 255, 255, 255, 0]
    after = editing.grab()
    inside, outside = editing.at(150, 205), editing.at(150, 300)
    assert after.pixelColor(inside) != before.pixelColor(inside)
    assert after.pixelColor(outside) == before.pixelColor(outside)
    assert editing.page.box._note == "Mask covers 3 %"
    QTest.mouseClick(editing.page.bar.shown, LEFT)
    assert editing.grab().pixelColor(inside) == before.pixelColor(inside)


def test_the_eraser_undo_redo_and_invert_by_keys(editing: Editing) -> None:
    editing.brush(60)
    editing.drag((100, 200), (400, 200))
    editing.key(Qt.Key.Key_E)
    assert editing.canvas.tool is Tool.ERASER
    editing.drag((250, 200), (250, 201))
    assert (editing.value(250, 200), editing.value(120, 200)) == (0, 255)
    editing.key(Qt.Key.Key_Z, CTRL)
    assert editing.value(250, 200) == 255
    editing.key(Qt.Key.Key_Z, CTRL, Qt.KeyboardModifier.ShiftModifier)
    assert editing.value(250, 200) == 0
    editing.key(Qt.Key.Key_I)
    assert (editing.value(250, 200), editing.value(120, 200), editing.value(5, 5)) == (255, 0, 255)
    editing.key(Qt.Key.Key_Delete)
    assert editing.canvas.marks is not None
    assert editing.canvas.marks.is_empty


def test_a_pen_paints_as_wide_as_it_is_pressed(editing: Editing) -> None:
    editing.brush(100)
    pen, eraser = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
    editing.pen(QEvent.Type.TabletPress, 100, 100, 0.3, pen)
    editing.pen(QEvent.Type.TabletMove, 200, 100, 0.3, pen)
    editing.pen(QEvent.Type.TabletRelease, 200, 100, 0, pen)
    assert (editing.value(150, 110), editing.value(150, 125)) == (255, 0)
    editing.pen(QEvent.Type.TabletPress, 400, 100, 1.0, pen)
    editing.pen(QEvent.Type.TabletRelease, 400, 100, 0, pen)
    assert editing.value(440, 100) == 255
    # The other end of the pen takes away, whatever tool is chosen.
    editing.pen(QEvent.Type.TabletPress, 400, 100, 0.5, eraser)
    editing.pen(QEvent.Type.TabletRelease, 400, 100, 0, eraser)
    assert (editing.value(400, 100), editing.value(440, 100)) == (0, 255)


def test_brackets_change_the_brush(editing: Editing) -> None:
    editing.brush(100)
    editing.key(Qt.Key.Key_BracketRight)
    assert editing.canvas.brush_px == 110
    editing.key(Qt.Key.Key_BracketLeft)
    assert editing.canvas.brush_px == 99


def test_escape_loses_neither_mask_nor_words(editing: Editing) -> None:
    editing.drag((100, 200), (300, 200))
    QTest.keyClicks(editing.page.box.edit, "a moon")
    QTest.keyClick(editing.page.box.edit, Qt.Key.Key_Escape)
    assert editing.studio.window.page == "chat"
    assert not editing.studio.window.rail.isHidden()
    editing.open()
    assert editing.value(200, 200) == 255
    assert editing.page.box.edit.toPlainText() == "a moon"


def test_an_edit_goes_to_a_chat_model_with_a_marked_copy(editing: Editing, until: Until) -> None:
    answers(editing, 2)
    assert editing.page.box.model[1] == PAINTS
    editing.drag((100, 200), (300, 200))
    editing.page.box.versions.set_value(2)
    QTest.keyClicks(editing.page.box.edit, "a moon")
    QTest.keyClick(editing.page.box.edit, Qt.Key.Key_Return)
    requests = editing.studio.bench.gateway.requests
    until(lambda: len(requests) == 2)
    assert isinstance(requests[0], ChatRequest)
    image, marked, _text = requests[0].history[0].parts
    assert image.blob == editing.original.blob  # type: ignore[union-attr]
    assert marked.name == "marked-area.jpg"  # type: ignore[union-attr]
    assert requests[0].parameters.aspect_ratio == "4:3"
    making = editing.studio.services.making.get()
    until(lambda: all(job.is_over for job in making.jobs()))


def test_an_edit_goes_to_the_endpoint_with_a_mask(editing: Editing, until: Until) -> None:
    answers(editing, 1)
    connection = editing.studio.bench.connections.all()[0]
    editing.page.use_model(connection.id, DRAWS)
    editing.drag((100, 200), (300, 200))
    QTest.keyClicks(editing.page.box.edit, "a moon")
    QTest.mouseClick(editing.page.box.make_button, LEFT)
    requests = editing.studio.bench.gateway.requests
    until(lambda: requests)
    (request,) = requests
    assert isinstance(request, ImageRequest)
    assert request.images == (editing.original.blob,)
    assert request.mask is not None
    assert (request.mask.width_px, request.mask.height_px) == (640, 480)
    making = editing.studio.services.making.get()
    until(lambda: all(job.is_over for job in making.jobs()))


def test_the_brush_is_offered_while_nothing_is_cropped(editing: Editing) -> None:
    bar = editing.page.bar
    assert bar.brush.isVisible()
    editing.page.set_tool(Tool.CROP)
    assert not bar.brush.isVisible()
    assert not bar.shown.isVisible()
    editing.studio.window.resize(1300, 800)
    assert not bar.feather.isVisible()
    editing.page.set_tool(Tool.ERASER)
    assert bar.brush.isVisible()
    assert bar.shown.isVisible()


def test_a_crop_is_a_new_image_with_its_family(editing: Editing, until: Until) -> None:
    editing.key(Qt.Key.Key_C)
    page = editing.page
    assert page.crop.isVisible()
    assert not page.crop.crop.isEnabled()
    QTest.mouseClick(page.crop.chips["1:1"], LEFT)
    frame = editing.canvas.crop
    assert frame is not None
    assert frame.box == QRectF(80, 0, 480, 480)
    editing.drag((560, 480), (400, 320))  # the corner
    assert frame.pixels().right - frame.pixels().left == pytest.approx(320, abs=3)
    QTest.mouseClick(page.crop.crop, LEFT)
    until(lambda: page.bar.title_text().startswith("Edit teal-3"))
    until(lambda: len(page.family.members) == 2)
    assert [member.words for member in page.family.members] == ["Made from", "This image"]
    assert editing.studio.services.images.exists(editing.original.blob)
    until(lambda: editing.canvas.marks is not None)
    # The arrows walk: what it was made from is shown beside it.
    editing.key(Qt.Key.Key_Left)
    assert page.result.isVisible()
    until(lambda: page.result.canvas.pyramid is not None)
    editing.key(Qt.Key.Key_Return, CTRL)
    assert page._original is not None
    assert page._original.blob == editing.original.blob


def test_an_extended_image_is_marked_at_its_border(editing: Editing, until: Until) -> None:
    page = editing.page
    editing.key(Qt.Key.Key_C)
    assert not page.crop.extend.isEnabled()
    QTest.mouseClick(page.crop.chips["1:1"], LEFT)
    QTest.mouseClick(page.crop.extend, LEFT)
    until(lambda: page._original is not None and page._original.blob != editing.original.blob)
    until(lambda: editing.canvas.marks is not None)
    assert editing.canvas.marks is not None
    assert (editing.canvas.marks.size.width(), editing.canvas.marks.size.height()) == (640, 640)
    assert (editing.value(320, 40), editing.value(320, 320), editing.value(320, 600)) == (
        255, 0, 255,
    )  # fmt: skip


def test_every_control_has_a_name_and_a_tooltip(editing: Editing) -> None:
    from PySide6.QtWidgets import QAbstractButton, QSlider

    for kind in (QAbstractButton, QSlider):
        for each in editing.page.findChildren(kind):
            if each.isVisible():
                assert each.accessibleName() or each.text(), each.objectName()  # type: ignore[attr-defined]
                assert each.toolTip(), each.objectName()


def test_an_image_of_a_chat_is_edited_from_its_menu(studio: Shell, until: Until, run: Run) -> None:
    kept: Attachment = run(studio.services.images.import_bytes(picture("teal", 640, 480), "a.png"))
    studio.bench.gateway.scripts = [
        [(ImageReceived(0, kept.blob, ImageOrigin.CONTENT),), (Finished(0, "stop"),)]
    ]
    chat = studio.window.chat
    studio.services.runs.send(chat.pane.conversation_id, "Draw")
    tree = studio.services.conversations.tree(chat.pane.conversation_id)
    assert tree is not None
    until(lambda: tree.path()[-1].finish_reason == "stop")
    until(lambda: chat.pane.reader is not None)
    chat.pane.reader.actions.run("edit_image", tree.path()[-1].id, kept.blob.sha256)
    assert studio.window.page == "edit"
    until(lambda: studio.window.editor.page.canvas.marks is not None)
    QTest.keyClick(studio.window.editor.page.canvas, Qt.Key.Key_Escape)
    assert studio.window.page == "chat"


def ask_for(editing: Editing, made: Attachment, words: str) -> None:
    """Applies an edit that gives an image, and waits until it is there."""
    editing.studio.bench.gateway.scripts = [
        [(ImageReceived(0, made.blob, ImageOrigin.PART),), (Finished(0, "stop"),)]
    ]
    QTest.keyClicks(editing.page.box.edit, words)
    QTest.keyClick(editing.page.box.edit, Qt.Key.Key_Return)
    keys = [made.blob.sha256]
    editing.until(lambda: [each.key for each in editing.page.family.members][-1:] == keys)


def test_what_came_of_an_edit_is_shown_beside_the_original(
    editing: Editing, until: Until, run: Run
) -> None:
    keep = editing.studio.services.images.import_bytes
    first, second = (run(keep(picture(c, 640, 480), f"{c}.png")) for c in ("navy", "olive"))
    page = editing.page
    ask_for(editing, first, "a moon")
    until(lambda: page.result.isVisible() and page.result.canvas.pyramid is not None)
    assert page._other == first.blob
    ask_for(editing, second, " and a star")
    until(lambda: page._other == second.blob)
    until(
        lambda: [each.words for each in page.family.members] == ["Original", "Result 1", "Result 2"]
    )
    editing.key(Qt.Key.Key_Left)
    assert page._other == first.blob


def test_no_result_moves_the_picture_under_the_brush(
    editing: Editing, until: Until, run: Run
) -> None:
    keep = editing.studio.services.images.import_bytes
    made = run(keep(picture("navy", 640, 480), "navy.png"))
    QTest.mousePress(editing.canvas, LEFT, pos=editing.at(100, 100))
    ask_for(editing, made, "a moon")
    assert not editing.page.result.isVisible()
    QTest.mouseRelease(editing.canvas, LEFT, pos=editing.at(100, 100))
    making = editing.studio.services.making.get()
    until(lambda: all(job.is_over for job in making.jobs()))
