"""`CropFrame`: the box of a crop, its handles, and how a drag changes it. In px of the image."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from studio.services.image_pixels import Box
from studio.ui.theme import Theme

_GRIP_PX, _LEAST_PX = 12, 8
_EDGES = {
    "nw": (0, 0), "n": (0.5, 0), "ne": (1, 0), "e": (1, 0.5),
    "se": (1, 1), "s": (0.5, 1), "sw": (0, 1), "w": (0, 0.5),
}  # fmt: skip
_CURSORS = {
    "nw": Qt.CursorShape.SizeFDiagCursor, "se": Qt.CursorShape.SizeFDiagCursor,
    "ne": Qt.CursorShape.SizeBDiagCursor, "sw": Qt.CursorShape.SizeBDiagCursor,
    "n": Qt.CursorShape.SizeVerCursor, "s": Qt.CursorShape.SizeVerCursor,
    "e": Qt.CursorShape.SizeHorCursor, "w": Qt.CursorShape.SizeHorCursor,
    "in": Qt.CursorShape.SizeAllCursor, "": Qt.CursorShape.CrossCursor,
}  # fmt: skip


class CropFrame:
    """The box, always inside the image.

    Attributes:
        box: what is kept.
        ratio: width by height that it keeps, or None.
    """

    def __init__(self, size: QSizeF) -> None:
        self._size = size
        self.box = QRectF(0, 0, size.width(), size.height())
        self.ratio: float | None = None
        self._grip = ""
        self._from = QPointF()
        self._before = QRectF()

    @property
    def is_whole(self) -> bool:
        """Whether all of the image is kept."""
        return self.pixels() == Box(0, 0, int(self._size.width()), int(self._size.height()))

    def pixels(self) -> Box:
        """The box in whole px."""
        box = self.box
        left, top = round(box.left()), round(box.top())
        return Box(left, top, max(left + 1, round(box.right())), max(top + 1, round(box.bottom())))

    def set_ratio(self, ratio: float | None) -> None:
        """Keeps a ratio from now on; the box becomes the largest of it, in the middle."""
        self.ratio = ratio
        if ratio is None:
            return
        width, height = self._size.width(), self._size.height()
        wanted = QSizeF(ratio, 1).scaled(self._size, Qt.AspectRatioMode.KeepAspectRatio)
        self.box = QRectF(
            (width - wanted.width()) / 2, (height - wanted.height()) / 2,
            wanted.width(), wanted.height(),
        )  # fmt: skip

    def cursor(self, at: QPointF, grip_px: float) -> Qt.CursorShape:
        """What the pointer looks like over a point."""
        return _CURSORS[self._grip or self._grip_at(at, grip_px)]

    def press(self, at: QPointF, grip_px: float) -> None:
        """A drag begins: of a handle, of the box, or of a new box."""
        self._grip = self._grip_at(at, grip_px)
        self._from, self._before = at, QRectF(self.box)
        if not self._grip:
            self._grip = "se"
            self._before = QRectF(at, at)

    def drag(self, at: QPointF) -> None:
        """The pointer moved."""
        if not self._grip:
            return
        moved = at - self._from
        if self._grip == "in":
            self._move_to(self._before.topLeft() + moved)
        else:
            self._resize(moved)

    def release(self) -> None:
        """The drag is over."""
        self._grip = ""

    def nudge(self, dx: float, dy: float) -> None:
        """Moves the box."""
        self._move_to(self.box.topLeft() + QPointF(dx, dy))

    def _move_to(self, corner: QPointF) -> None:
        x = min(max(0.0, corner.x()), self._size.width() - self.box.width())
        y = min(max(0.0, corner.y()), self._size.height() - self.box.height())
        self.box.moveTo(x, y)

    def _resize(self, moved: QPointF) -> None:
        box, grip = QRectF(self._before), self._grip
        if "w" in grip:
            box.setLeft(box.left() + moved.x())
        if "e" in grip:
            box.setRight(box.right() + moved.x())
        if "n" in grip:
            box.setTop(box.top() + moved.y())
        if "s" in grip:
            box.setBottom(box.bottom() + moved.y())
        box = box.normalized().intersected(QRectF(QPointF(), self._size))
        if self.ratio is not None and box.width() and box.height():
            size = QSizeF(self.ratio, 1).scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left = box.right() - size.width() if "w" in grip else box.left()
            top = box.bottom() - size.height() if "n" in grip else box.top()
            box = QRectF(QPointF(left, top), size)
        if box.width() >= _LEAST_PX and box.height() >= _LEAST_PX:
            self.box = box

    def _grip_at(self, at: QPointF, grip_px: float) -> str:
        for name, spot in self._spots().items():
            if abs(spot.x() - at.x()) <= grip_px and abs(spot.y() - at.y()) <= grip_px:
                return name
        whole = self.box.size() == self._size
        return "in" if self.box.contains(at) and not whole else ""

    def _spots(self) -> dict[str, QPointF]:
        box = self.box
        return {
            name: QPointF(box.left() + x * box.width(), box.top() + y * box.height())
            for name, (x, y) in _EDGES.items()
        }


def paint_crop(painter: QPainter, box: QRectF, image: QRectF, theme: Theme) -> None:
    """The box over a darkened image. All in logical px of the canvas."""
    path = QPainterPath()
    path.addRect(image)
    hole = QPainterPath()
    hole.addRect(box)
    painter.save()
    painter.fillPath(path.subtracted(hole), theme.color("scrim"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    thin = QColor(Qt.GlobalColor.white)
    thin.setAlphaF(0.4)
    painter.setPen(QPen(thin, 1))
    for third in (1 / 3, 2 / 3):
        x, y = box.left() + third * box.width(), box.top() + third * box.height()
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
    painter.setPen(QPen(QColor(Qt.GlobalColor.white), 1.5))
    painter.drawRect(box)
    painter.setBrush(QColor(Qt.GlobalColor.white))
    half = theme.scaled(_GRIP_PX) / 3
    for x, y in _EDGES.values():
        spot = QPointF(box.left() + x * box.width(), box.top() + y * box.height())
        painter.drawRect(QRectF(spot - QPointF(half, half), spot + QPointF(half, half)))
    painter.restore()
