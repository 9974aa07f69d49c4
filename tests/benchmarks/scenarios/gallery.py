"""P13 and P14 in the window: 100,000 pictures opened, scrolled, filtered; thumbnails made.

Records are many, files few: some hundred real pictures stand for all of them, each record
with its own sha256 as in a real library.
"""

import asyncio
import importlib
import os
import time
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QLinearGradient, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from studio.core.gallery import GalleryList
from studio.core.parts import BlobRef
from studio.ui.gallery.making_thumbnails import Thumb, make_thumbnail
from studio.ui.shell.late_page import GALLERY
from tests.benchmarks.bench import Bench, python
from tests.benchmarks.figures import Outcome
from tests.benchmarks.frames import Frames
from tests.benchmarks.stage import Stage, play

_OPEN_MS, _FRAME_MS, _FILTER_MS = 100, 12, 50
_PNG_PER_S, _JPEG_PER_S = 60, 180
_FRAME_S = 1 / 60
_FILES = 300


def run(bench: Bench) -> Outcome:
    """Opens the gallery, wheels and pages through it, drags its bar, types a filter."""
    folder = bench.folder / "data"
    folder.mkdir(parents=True, exist_ok=True)
    count = bench.pick(100_000, 100_000, 500)
    python("tests.benchmarks.pictures", str(folder), str(count))
    frames_each = bench.pick(240, 120, 20)

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        _measure_thumbnails(bench.folder, outcome, bench.pick(60, 30, 4))
        before_mb = stage.memory_mb()
        page = await _open(stage, outcome)
        _keep_files(stage, page.grid.list, folder)
        page.thumbnails.retry()
        page.grid.viewport().update()
        await stage.until(lambda: page.thumbnails.is_idle)
        for name, act in (("wheel", _wheel), ("page", _page), ("drag", _drag)):
            bar = page.grid.verticalScrollBar()
            bar.setValue(0)
            await asyncio.sleep(0.3)
            watched = Frames(page.grid.viewport())
            for number in range(frames_each):
                act(page.grid, number, frames_each)
                await asyncio.sleep(_FRAME_S)
            watched.stop()
            outcome.details[name] = watched.summary()
            p99 = watched.quantile_ms(0.99)
            label = f"{count:,} pictures, {name}: work of a frame, p99"
            outcome.add(f"gallery_{name}_ms", label, p99, "ms", goal="P13", limit=_FRAME_MS)
        await _filter(stage, outcome, page)
        await _resize(stage, outcome, page)
        used_mb = stage.memory_mb() - before_mb
        outcome.add("gallery_memory_mb", f"memory with {count:,} pictures", used_mb, "MB")
        return outcome

    return play(scenario, folder=folder, base_url=bench.base_url)


async def _open(stage: Stage, outcome: Outcome):  # type: ignore[no-untyped-def]
    """From Ctrl+2 to the frame that shows images; the modules are imported before."""
    longest_ms = 0.0
    for name in GALLERY:
        began_s = time.perf_counter()
        importlib.import_module(name)
        longest_ms = max(longest_ms, _ms(began_s))
    outcome.add("gallery_import_ms", "the longest import of the page", longest_ms, "ms")
    began_s = time.perf_counter()
    page = stage.window.gallery
    outcome.add("gallery_made_ms", "the page made for the first time", _ms(began_s), "ms")
    watched = Frames(page.grid.viewport())
    began_s = time.perf_counter()
    stage.window.show_page("gallery")
    await stage.until(lambda: len(page.grid.list) and watched.painted_count)
    painted_ms = (watched.painted_at_s - began_s) * 1000
    watched.stop()
    outcome.details["open"] = watched.summary()
    outcome.add("gallery_open_ms", "opened: painted", painted_ms, "ms", goal="P13", limit=_OPEN_MS)
    return page


async def _filter(stage: Stage, outcome: Outcome, page) -> None:  # type: ignore[no-untyped-def]
    """From the end of typing to the frame that shows what fits."""
    field = stage.find(QLineEdit, "search_images")
    for name, text in (("rare", "number4242"), ("common", "sunset"), ("cjk", "日落")):
        field.setText("")
        await asyncio.sleep(0.6)
        seen: list[float] = []
        whole: list[float] = []

        def take(
            found: GalleryList,
            _fresh: bool,
            seen: list[float] = seen,
            whole: list[float] = whole,
        ) -> None:
            page.grid.viewport().repaint()
            seen.append(time.perf_counter())
            if found.is_whole:
                whole.append(time.perf_counter())

        page.feed.list_changed.connect(take)
        field.setText(text)
        began_s = time.perf_counter()
        page.header._on_typing_timeout()
        await stage.until(lambda whole=whole: whole)
        page.feed.list_changed.disconnect(take)
        took_ms = (seen[0] - began_s) * 1000
        label = f"filtered by a {name} word: painted"
        outcome.add(f"gallery_filter_{name}_ms", label, took_ms, "ms", goal="P13", limit=_FILTER_MS)
        all_ms = (whole[0] - began_s) * 1000
        outcome.add(f"gallery_filter_{name}_all_ms", "  the last of them", all_ms, "ms")
    field.setText("")
    await asyncio.sleep(0.6)


async def _resize(stage: Stage, outcome: Outcome, page) -> None:  # type: ignore[no-untyped-def]
    watched = Frames(page.grid.viewport())
    for number in range(20):
        page.header.slider.setValue(200 + number * 8)
        await asyncio.sleep(_FRAME_S)
    watched.stop()
    outcome.details["size"] = watched.summary()
    p99 = watched.quantile_ms(0.99)
    outcome.add("gallery_size_ms", "the size slider moved: work of a frame, p99", p99, "ms")


def _wheel(grid: QWidget, _number: int, _count: int) -> None:
    spot = QPointF(grid.viewport().rect().center())  # type: ignore[attr-defined]
    delta = QPointF(0, -120).toPoint()
    event = QWheelEvent(
        spot, grid.mapToGlobal(spot), delta, delta, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid.viewport(), event)  # type: ignore[attr-defined]


def _page(grid: QWidget, _number: int, _count: int) -> None:
    bar = grid.verticalScrollBar()  # type: ignore[attr-defined]
    bar.setValue(bar.value() + bar.pageStep())


def _drag(grid: QWidget, number: int, count: int) -> None:
    bar = grid.verticalScrollBar()  # type: ignore[attr-defined]
    bar.setValue(bar.maximum() * number // count)


def _keep_files(stage: Stage, found: GalleryList, folder: Path) -> None:
    """The first records get real files (links to a few hundred pictures)."""
    made = _pictures(folder / "made", min(_FILES, len(found)))
    for index in range(min(len(found), 12 * _FILES)):
        path = stage.services.images.path(found[index].blob)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.link(made[index % len(made)], path)


def _pictures(folder: Path, count: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = []
    for number in range(count):
        path = folder / f"{number}.png"
        path.write_bytes(_picture(number, 512, "PNG"))
        paths.append(path)
    return paths


def _picture(number: int, side: int, kind: str) -> bytes:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    fill = QLinearGradient(0, 0, side, side)
    fill.setColorAt(0, QColor.fromHsv(number * 37 % 360, 160, 220))
    fill.setColorAt(1, QColor.fromHsv(number * 91 % 360, 200, 90))
    painter.fillRect(image.rect(), fill)
    for at in range(24):
        painter.setBrush(QColor.fromHsv((number * 13 + at * 29) % 360, 180, 200, 140))
        left, top = (number * 71 + at * 97) % side, (number * 31 + at * 53) % side
        painter.drawEllipse(QRectF(left, top, side / 5, side / 7))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, kind.encode()).write(image)
    return bytes(data.data())


def _measure_thumbnails(folder: Path, outcome: Outcome, count: int) -> None:
    """P14: on one core, from the file to the thumbnail in the cache."""
    for kind, least in (("PNG", _PNG_PER_S), ("JPG", _JPEG_PER_S)):
        source, cache = folder / f"sample.{kind.lower()}", folder / f"thumbs-{kind}"
        source.write_bytes(_picture(7, 1024, kind))
        began_s = time.process_time()
        for number in range(count):
            blob = BlobRef(f"{number:064x}", f"image/{kind.lower()}", 1, 1024, 1024)
            assert not make_thumbnail(source, cache, Thumb(blob, 256, 256, 6)).isNull()
        per_s = count / (time.process_time() - began_s)
        label = f"thumbnails of 1024 px {kind} a second and core (goal at least {least})"
        outcome.add(f"gallery_{kind.lower()}_per_s", label, per_s, "/s")
        began_s = time.process_time()
        for number in range(count):
            blob = BlobRef(f"{number:064x}", f"image/{kind.lower()}", 1, 1024, 1024)
            make_thumbnail(source, cache, Thumb(blob, 256, 256, 6))
        per_s = count / (time.process_time() - began_s)
        outcome.add(f"gallery_{kind.lower()}_kept_per_s", "the same from the cache", per_s, "/s")


def _ms(began_s: float) -> float:
    return (time.perf_counter() - began_s) * 1000
