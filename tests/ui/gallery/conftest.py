"""A gallery page in a window, over real services and real pictures."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.core.gallery import GalleryFilter, PictureKey, PictureKind
from studio.core.records import NewPicture
from studio.services.app import AppServices
from studio.services.gallery import GalleryStore
from studio.storage.blobs import BlobStore
from studio.storage.library import Library
from studio.ui.gallery.page import GalleryPage
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from studio.ui.widgets.toast import Toast
from tests.services.conftest import Bench, make_bench
from tests.ui.chat.conftest import Run, make_services
from tests.ui.conftest import Until

SIZES = ((300, 200), (200, 200), (200, 300), (400, 200))
PROMPTS = ("a lighthouse at night", "dunes in warm light", "灯塔在夜里", "paper flowers")
PLAIN = Qt.KeyboardModifier.NoModifier


def picture(number: int, width: int, height: int) -> bytes:
    """A real PNG, each number another one."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor.fromHsv(number * 37 % 360, 180, 200))
    image.setPixelColor(number % width, number // width, QColor(number % 256, 1, 2))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, b"PNG").write(image)
    return bytes(buffer.data().data())


@dataclass
class GalleryBench:
    """A gallery page, its services, and what it asked the window for."""

    bench: Bench
    services: AppServices
    folder: Path
    run: Run
    until: Until
    window: QWidget
    page: GalleryPage
    toasts: ToastStack
    messages: list[tuple[str, str]] = field(default_factory=list)

    @property
    def store(self) -> GalleryStore:
        return self.services.gallery()

    @property
    def shown(self) -> list[int]:
        """Keys on the page, in order."""
        return list(self.page.grid.chosen.keys)

    @property
    def selected(self) -> list[int]:
        return self.page.grid.chosen.in_order()

    def fill(self, number: int, *, days: int = 1, first: int = 0) -> list[PictureKey]:
        """Adds pictures, the newest first; each day has as many, whatever the time is."""
        blobs = BlobStore(self.folder / "images")
        today = datetime.now().astimezone().replace(minute=0, second=0, microsecond=0)
        noon = today.replace(hour=12) - timedelta(days=1)
        new = []
        for at in range(first, first + number):
            width, height = SIZES[at % len(SIZES)]
            when = noon - timedelta(days=at * days // max(1, number), seconds=at)
            blob = blobs.put(picture(at, width, height))
            new.append(
                NewPicture(
                    blob, PictureKind.MADE, when, prompt=PROMPTS[at % len(PROMPTS)],
                    model_id="demo/painter", cost_usd="0.039", took_s=6.4,
                    parameters={"seed": 4127},
                )
            )  # fmt: skip
        return [key for key, _ in self.run(self.store.add(new))]

    def open(self, number: int = 0) -> None:
        """Shows the page and waits for so many images."""
        self.window.show()
        self.until(lambda: len(self.shown) == number)

    def spot(self, place: int) -> QPoint:
        """A place in the middle of an image, on the viewport."""
        return self.page.grid.rect_of(place).center()

    def click(self, place: int, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        viewport = self.page.grid.viewport()
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, modifiers, self.spot(place))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self.page.grid, key, modifiers)

    def buttons(self, name: str, within: QWidget | None = None) -> list[QAbstractButton]:
        """The visible buttons of an accessible name or label."""
        return [
            each
            for each in (within or self.window).findChildren(QAbstractButton)
            if name in (each.accessibleName(), each.text()) and each.isVisible()
        ]

    def button(self, name: str, within: QWidget | None = None) -> QAbstractButton:
        """The first of them."""
        found = self.buttons(name, within)
        assert found, f"no button {name!r}"
        return found[0]

    def toast_texts(self) -> str:
        """What the toasts say now."""
        return "\n".join(each.accessibleName() for each in self.window.findChildren(Toast))

    def until_keys(self, wanted: GalleryFilter, keys: list[PictureKey]) -> None:
        """Waits until the library has these of a filter."""

        async def poll() -> None:
            while list((await self.store.find(wanted)).keys()) != keys:
                await asyncio.sleep(0.01)

        self.run(poll())

    def run_on_library(self, work: Callable[[Library], object]) -> None:
        """Does something to the library directly, on its thread."""

        async def call() -> None:
            await asyncio.wrap_future(self.bench.database.submit(work))

        self.run(call())

    def keys_of(self, wanted: GalleryFilter) -> list[int]:
        """What the library has of a filter."""
        return list(self.run(self.store.find(wanted)).keys())


@pytest.fixture
def gallery(
    qtbot: QtBot, theme_store: ThemeStore, run: Run, until: Until, tmp_path: Path
) -> Iterator[GalleryBench]:
    bench: Bench = run(make_bench(tmp_path))
    services = make_services(bench, tmp_path)
    window = QWidget()
    toasts = ToastStack(theme_store, window)
    page = GalleryPage(
        services=services, theme=theme_store, toasts=toasts, cache=tmp_path / "cache"
    )
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(page)
    window.resize(1384, 800)
    made = GalleryBench(bench, services, tmp_path, run, until, window, page, toasts)
    page.message_requested.connect(lambda *where: made.messages.append(where))
    yield made
    until(lambda: page.thumbnails.is_idle)
    window.close()
    run(bench.close())
    window.deleteLater()
