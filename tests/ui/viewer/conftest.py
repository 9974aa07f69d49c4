"""A viewer in a window over real files."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.core.parts import BlobRef
from studio.core.sniff import sniff
from studio.services.app import AppServices
from studio.storage.blobs import BlobStore
from studio.ui.images.items import ImageItem, ImageItems
from studio.ui.theme import ThemeStore
from studio.ui.viewer.page import ViewerPage
from studio.ui.widgets import ToastStack
from tests.services.conftest import Bench, make_bench
from tests.ui.chat.conftest import Run, make_services
from tests.ui.conftest import Until


class Opener(QObject):
    """Stands in for the system's file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url)


def png(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def squares(width: int = 64, height: int = 48, seed: int = 0) -> Image.Image:
    """Each pixel has its own colour: red says the column, green the row."""
    image = Image.new("RGB", (width, height))
    image.putdata(
        [(x * 255 // width, y * 255 // height, seed) for y in range(height) for x in range(width)]
    )
    return image


@dataclass
class Viewer:
    """A viewer page, and what it asked for."""

    page: ViewerPage
    window: QWidget
    services: AppServices
    store: BlobStore
    until: Until
    toasts: ToastStack
    opener: Opener
    lefts: list[bool] = field(default_factory=list)
    messages: list[tuple[str, str]] = field(default_factory=list)

    def item(self, data: bytes, name: str = "x.png", **more: object) -> ImageItem:
        """Keeps bytes and names them."""
        seen = sniff(data)
        blob = self.store.put(data) if data else BlobRef("0" * 64, "image/png", 0)
        known = BlobRef(blob.sha256, seen.mime, len(data), seen.width_px, seen.height_px)
        return ImageItem(known, name, **more)  # type: ignore[arg-type]

    def open(self, items: ImageItems, index: int = 0) -> None:
        self.page.open(items, index)
        self.until(self.is_settled)
        self.until(QApplication.focusWidget)  # keys go where the focus is

    def is_settled(self) -> bool:
        return self.page.loader.is_idle

    def open_pictures(self, *pictures: Image.Image, index: int = 0) -> None:
        items = [self.item(png(each), f"{n}.png") for n, each in enumerate(pictures)]
        self.open(items, index)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.window.focusWidget() or self.page, key, modifier)

    def wheel(self, at: QPoint, notches: float, widget: QWidget | None = None) -> None:
        target = widget or self.page.stage.canvas
        event = QWheelEvent(
            QPointF(at), QPointF(target.mapToGlobal(at)), QPoint(), QPoint(0, round(notches * 120)),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(target, event)

    def button(self, name: str) -> QAbstractButton:
        found = [
            each
            for each in self.window.findChildren(QAbstractButton)
            if each.accessibleName() == name and each.isVisible()
        ]
        assert found, f"no button {name!r}"
        return found[0]

    def click(self, name: str) -> None:
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    @property
    def canvas(self):
        return self.page.stage.canvas

    @property
    def scale(self) -> float:
        return self.canvas.placement.scale

    def pixels(self) -> QImage:
        """The canvas as it is painted."""
        image = QImage(self.canvas.size(), QImage.Format.Format_RGB32)
        self.canvas.render(image)
        return image

    def color(self, x: int, y: int) -> QColor:
        return self.pixels().pixelColor(x, y)


@pytest.fixture
def opener() -> Iterator[Opener]:
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")  # type: ignore[call-overload]
    yield opener
    QDesktopServices.unsetUrlHandler("file")


MakeViewer = Callable[[], Viewer]


@pytest.fixture
def viewer(
    qtbot: QtBot, theme_store: ThemeStore, run: Run, until: Until, tmp_path: Path, opener: Opener
) -> Iterator[Viewer]:
    bench: Bench = run(make_bench(tmp_path))
    services = make_services(bench, tmp_path)
    window = QWidget()
    toasts = ToastStack(theme_store, window)
    page = ViewerPage(services=services, theme=theme_store, toasts=toasts)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(page)
    window.resize(1200, 800)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    until(window.isActiveWindow)
    store = BlobStore(tmp_path / "images")
    made = Viewer(page, window, services, store, until, toasts, opener)
    page.left.connect(lambda: made.lefts.append(True))
    page.message_requested.connect(lambda *ids: made.messages.append(ids))
    yield made
    page.clear()
    window.close()
    run(bench.close())
    window.deleteLater()
