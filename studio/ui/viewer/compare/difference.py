"""What differs between two pictures, worked out beside the GUI thread."""

from threading import Thread

from PySide6.QtCore import QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter

from studio.ui.images.pyramid import Pyramid
from studio.ui.images.strips import Stop, half, never

MOST_PIXELS = 12_000_000
"""Larger pictures are compared at half their size, and so on."""

_STRIP_PIXELS = 256 * 1024
_DOUBLINGS = 2  # each difference is shown four times as strong
_FORMAT = QImage.Format.Format_RGB32
_DIFFERENCE = QPainter.CompositionMode.CompositionMode_Difference
_PLUS = QPainter.CompositionMode.CompositionMode_Plus
_SMOOTH = QPainter.RenderHint.SmoothPixmapTransform
_BLACK = Qt.GlobalColor.black


def difference(first: Pyramid, second: Pyramid, stop: Stop = never) -> tuple[Pyramid, bool] | None:
    """The difference of each pixel's colour from what lies in the same place, made stronger.

    Returns:
        The picture of the differences and whether there is none; None when it was stopped.

    Thread: any.
    """
    one = _level(first)
    box = QRectF(0, 0, one.width(), one.height())
    other = second.level_for(_scale(second, box))
    placed = QRectF(0, 0, *_contained(other, box))
    placed.moveCenter(box.center())
    made, same = QImage(one.size(), _FORMAT), True
    rows = max(1, _STRIP_PIXELS // one.width())
    painter = QPainter(made)
    for top in range(0, one.height(), rows):
        if stop():
            painter.end()
            return None
        lines = min(rows, one.height() - top)
        strip = _strip(one, other, placed.translated(0, -top), top, lines)
        black = QImage(strip.size(), _FORMAT)
        black.fill(_BLACK)
        same = same and strip == black
        painter.drawImage(0, top, _stronger(strip))
    painter.end()
    levels = [made]
    while max(levels[-1].width(), levels[-1].height()) > 512 and not stop():
        levels.append(half(levels[-1], stop))
    return (Pyramid(first.size.width(), first.size.height(), tuple(levels)), same)


def _level(pyramid: Pyramid) -> QImage:
    for level in pyramid.levels:
        if level.width() * level.height() <= MOST_PIXELS:
            return level
    return pyramid.levels[-1]


def _scale(pyramid: Pyramid, box: QRectF) -> float:
    size = pyramid.size
    return min(box.width() / size.width(), box.height() / size.height())


def _contained(image: QImage, box: QRectF) -> tuple[float, float]:
    factor = min(box.width() / image.width(), box.height() / image.height())
    return image.width() * factor, image.height() * factor


def _strip(one: QImage, other: QImage, placed: QRectF, top: int, lines: int) -> QImage:
    strip = QImage(one.width(), lines, _FORMAT)
    strip.fill(_BLACK)
    painter = QPainter(strip)
    painter.drawImage(0, -top, one)
    painter.setCompositionMode(_DIFFERENCE)
    painter.setRenderHint(_SMOOTH, placed.size() != QRectF(other.rect()).size())
    painter.drawImage(placed, other)
    painter.end()
    return strip


def _stronger(strip: QImage) -> QImage:
    for _ in range(_DOUBLINGS):
        twice = strip.copy()
        painter = QPainter(twice)
        painter.setCompositionMode(_PLUS)
        painter.drawImage(0, 0, strip)
        painter.end()
        strip = twice
    return strip


class _Relay(QObject):
    done = Signal(int, object)


class Differ(QObject):
    """Works out one difference at a time; the newest wish counts.

    Signals:
        found: a `Pyramid` of the differences, whether there is none.
    """

    found = Signal(object, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wish = 0
        self._relay = _Relay()
        self._relay.done.connect(self._on_relay_done, Qt.ConnectionType.QueuedConnection)

    def start(self, first: Pyramid, second: Pyramid) -> None:
        """Works out a difference; what was wished before ends."""
        self._wish += 1
        wish, relay = self._wish, self._relay

        def work() -> None:
            relay.done.emit(wish, difference(first, second, lambda: self._wish != wish))

        Thread(target=work, name="picture-difference", daemon=True).start()

    def stop(self) -> None:
        """Nothing is wished any more."""
        self._wish += 1

    @Slot(int, object)
    def _on_relay_done(self, wish: int, result: tuple[Pyramid, bool] | None) -> None:
        if wish == self._wish and result is not None:
            self.found.emit(*result)
