"""Undo of a mask: the tiles that a step changed, within a bound of memory."""

from collections.abc import Iterator

from msgspec import Struct, field
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

TILE_PX = 256
MOST_BYTES = 64 * 1024 * 1024
"""What all steps together may take; the oldest go first."""

_EMPTY = bytes(TILE_PX * TILE_PX)
_BLACK = Qt.GlobalColor.black


class Tiles(Struct):
    """Copies of tiles of a mask, by column and row; None is a tile without a mark."""

    kept: dict[tuple[int, int], QImage | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.kept)

    def keep(self, image: QImage, box: QRect) -> None:
        """Copies the tiles under a box that are not copied yet."""
        for key, tile in tiles_in(image, box):
            if key not in self.kept:
                self.kept[key] = _copy(image, tile)

    @property
    def size_bytes(self) -> int:
        """What the copies take."""
        return sum(each.sizeInBytes() for each in self.kept.values() if each is not None)

    def box(self, image: QImage) -> QRect:
        """What the tiles cover."""
        box = QRect()
        for key in self.kept:
            box = box.united(_tile(image, key))
        return box


class Step(Struct):
    """One step: tiles as they were before it, or that it inverted everything."""

    before: Tiles = field(default_factory=Tiles)
    inverts: bool = False


class MaskHistory:
    """Steps that were taken and taken back."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return bool(self._undone)

    @property
    def size_bytes(self) -> int:
        """What all steps take."""
        return sum(step.before.size_bytes for step in (*self._done, *self._undone))

    def add(self, step: Step) -> None:
        """A step was taken; what was taken back is forgotten."""
        self._undone.clear()
        self._done.append(step)
        while len(self._done) > 1 and self.size_bytes > MOST_BYTES:
            del self._done[0]

    def undo(self, image: QImage) -> QRect:
        """Takes the last step back. Returns what changed."""
        if not self._done:
            return QRect()
        step = self._done.pop()
        self._undone.append(_swapped(step, image))
        return _box(step, image)

    def redo(self, image: QImage) -> QRect:
        """Takes a step again. Returns what changed."""
        if not self._undone:
            return QRect()
        step = self._undone.pop()
        self._done.append(_swapped(step, image))
        return _box(step, image)


def snapshot(image: QImage) -> Tiles:
    """Copies of all tiles that have a mark."""
    tiles = Tiles()
    for key, box in tiles_in(image, image.rect()):
        copied = _copy(image, box)
        if copied is not None:
            tiles.kept[key] = copied
    return tiles


def put_back(tiles: Tiles, image: QImage) -> QRect:
    """Puts copies back where they are from. Returns what changed."""
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for key, tile in tiles.kept.items():
        box = _tile(image, key)
        if tile is None:
            painter.fillRect(box, _BLACK)
        else:
            painter.drawImage(box.topLeft(), tile)
    painter.end()
    return tiles.box(image)


def tiles_in(image: QImage, box: QRect) -> Iterator[tuple[tuple[int, int], QRect]]:
    """The tiles that a box touches."""
    box = box.intersected(image.rect())
    if box.isEmpty():
        return
    for row in range(box.top() // TILE_PX, box.bottom() // TILE_PX + 1):
        for column in range(box.left() // TILE_PX, box.right() // TILE_PX + 1):
            yield (column, row), _tile(image, (column, row))


def _tile(image: QImage, key: tuple[int, int]) -> QRect:
    box = QRect(key[0] * TILE_PX, key[1] * TILE_PX, TILE_PX, TILE_PX)
    return box.intersected(image.rect())


def _copy(image: QImage, box: QRect) -> QImage | None:
    copied = image.copy(box)
    data = bytes(copied.constBits())
    return None if data == _EMPTY[: len(data)] else copied


def _swapped(step: Step, image: QImage) -> Step:
    """Puts back what was before a step; returns the step that undoes that."""
    if step.inverts:
        image.invertPixels()
        return step
    now = Tiles()
    for key in step.before.kept:
        now.kept[key] = _copy(image, _tile(image, key))
    put_back(step.before, image)
    return Step(now)


def _box(step: Step, image: QImage) -> QRect:
    return image.rect() if step.inverts else step.before.box(image)
