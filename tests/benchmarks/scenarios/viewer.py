"""A picture of 8192 × 8192 in the viewer: decoded, zoomed, panned, turned; and what it takes."""

import asyncio
import time

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.core.parts import BlobRef
from studio.ui.images.items import ImageItem
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Outcome
from tests.benchmarks.frames import Frames
from tests.benchmarks.stage import Stage, play

_GOAL_MS = 8
_FRAME_S = 0.016


def run(bench: Bench) -> Outcome:
    """Opens the picture beside a small one, wheels in and out, drags, goes to the next."""
    side = bench.pick(8192, 8192, 1024)
    frames_each = bench.pick(120, 60, 10)

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        large, small = await _keep(stage, side, "PNG"), await _keep(stage, 1024, "PNG")
        jpeg = await _keep(stage, side, "JPG")
        before_mb = stage.memory_mb()
        viewer = stage.window.viewer
        began_s = time.perf_counter()
        frames = Frames(stage.window)
        viewer.open((large, small, jpeg), 0)
        page = viewer.page
        canvas = page.stage.canvas
        await stage.until(lambda: canvas.pyramid is not None)
        outcome.add("viewer_shown_s", f"{side}² PNG: first seen", _since(began_s), "s")
        await stage.until(lambda: page.loader.is_idle)
        outcome.add("viewer_whole_s", f"{side}² PNG: all pixels", _since(began_s), "s")
        frames.stop()
        outcome.details["decoding"] = frames.summary()
        longest_ms = frames.longest_s * 1000
        outcome.add("viewer_decode_ms", "longest stall while it is decoded", longest_ms, "ms")
        for name, act in (("zoom", _wheel), ("pan", _drag)):
            watched = Frames(canvas)
            for number in range(frames_each):
                act(canvas, number, frames_each)
                await asyncio.sleep(_FRAME_S)
            watched.stop()
            outcome.details[name] = watched.summary()
            p99 = watched.quantile_ms(0.99)
            label = f"{name} in {side}²: work of a frame, p99"
            outcome.add(f"viewer_{name}_ms", label, p99, "ms", goal="Viewer", limit=_GOAL_MS)
        watched = Frames(canvas)
        began_s = time.perf_counter()
        page.next()
        canvas.repaint()
        outcome.add("viewer_next_ms", "next image on the screen", _since(began_s) * 1000, "ms")
        watched.stop()
        page.previous()
        await stage.until(lambda: page.loader.is_idle)
        used_mb = stage.memory_mb() - before_mb
        outcome.add("viewer_memory_mb", f"memory with {side}² open", used_mb, "MB")
        viewer.close()
        await asyncio.sleep(0.5)
        left_mb = stage.memory_mb() - before_mb
        outcome.add("viewer_left_mb", "memory after closing", left_mb, "MB")
        return outcome

    return play(scenario, folder=bench.folder / "data", base_url=bench.base_url)


def _since(began_s: float) -> float:
    return time.perf_counter() - began_s


async def _keep(stage: Stage, side: int, kind: str) -> ImageItem:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    gradient = QLinearGradient(0, 0, side, side)
    for stop in range(21):
        gradient.setColorAt(stop / 20, QColor.fromHsv(stop * 17, 190, 120 + stop * 6))
    painter.fillRect(image.rect(), gradient)
    for number in range(400):
        x, y = number * 7919 % side, number * 104_729 % side
        painter.setBrush(QColor.fromHsv(number * 37 % 360, 200, 220))
        painter.drawEllipse(QPoint(x, y), 20 + number % 90, 20 + number % 70)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)
    name = f"bench-{side}.{kind.lower()}"
    kept = await stage.services.images.import_bytes(bytes(data.data()), name)
    blob: BlobRef = kept.blob
    return ImageItem(blob, name, prompt="a bench")


def _wheel(canvas: QWidget, number: int, count: int) -> None:
    """In for the first half, out for the second, at a point beside the middle."""
    at = QPointF(canvas.width() * 0.6, canvas.height() * 0.4)
    turn = 40 if number < count / 2 else -40
    event = QWheelEvent(
        at, QPointF(canvas.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, turn),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.postEvent(canvas, event)


def _drag(canvas: QWidget, number: int, count: int) -> None:
    """At 70 %, from one side to the other and back."""
    if number == 0:
        canvas.zoom_to(0.7)  # type: ignore[attr-defined]
    x = canvas.width() / 2 + (number % 40 - 20) * 12
    at = QPointF(x, canvas.height() / 2 + number % 7)
    kind = QMouseEvent.Type.MouseMove
    buttons = Qt.MouseButton.LeftButton
    if number % 40 == 0:
        kind = QMouseEvent.Type.MouseButtonPress
    elif number % 40 == 39 or number == count - 1:
        kind = QMouseEvent.Type.MouseButtonRelease
    event = QMouseEvent(
        kind, at, canvas.mapToGlobal(at), Qt.MouseButton.LeftButton, buttons,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.postEvent(canvas, event)
