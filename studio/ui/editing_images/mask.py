"""`MaskImage`: where an image is to change, at its own resolution.

A pixel of 255 changes wholly, one of 0 not at all. A move of the pointer paints one line with
soft sides into it; what was there before is kept in tiles, so that it can be undone.
"""

import math

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion

from studio.ui.editing_images.mask_history import MaskHistory, Step, Tiles, put_back, snapshot

MOST_BRUSH_PX = 1024
_MOST_LAYERS = 8
_LAYER_PIXELS = 1_200_000
_SAMPLE_PX = 512
_LEAST_DONE_PX = 40  # smaller squares are painted again: leaving them out costs as much
_LIGHTEN = QPainter.CompositionMode.CompositionMode_Lighten
_DARKEN = QPainter.CompositionMode.CompositionMode_Darken


class MaskImage:
    """The mask of one image, with undo.

    Args:
        size: of the image, in its own px.

    Attributes:
        image: the pixels; 8 bit grey.
    """

    def __init__(self, size: QSize) -> None:
        self.image = QImage(size, QImage.Format.Format_Grayscale8)
        self.image.fill(0)
        self._history = MaskHistory()
        self._stroke: Tiles | None = None
        self._painted_to: tuple[QPointF, float, float, bool] | None = None  # of this stroke
        self._coverage: float | None = 0.0

    @property
    def size(self) -> QSize:
        """Of the image."""
        return self.image.size()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return self._history.can_redo

    @property
    def is_empty(self) -> bool:
        """Whether nothing is marked."""
        return self.coverage() == 0

    def alpha(self) -> QImage:
        """The same pixels as see-through ones, without a copy; for painting at once."""
        image = self.image
        return QImage(
            image.bits(), image.width(), image.height(), image.bytesPerLine(),
            QImage.Format.Format_Alpha8,
        )  # fmt: skip

    def coverage(self) -> float:
        """Which share is marked, 0 to 1, to a thousandth; 0 only when nothing is."""
        if self._coverage is None:
            small = self.image
            if max(small.width(), small.height()) > _SAMPLE_PX:
                small = small.scaled(
                    _SAMPLE_PX, _SAMPLE_PX, Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.FastTransformation,
                )  # fmt: skip
            width, line = small.width(), small.bytesPerLine()
            data = bytes(small.constBits())
            rows = (data[at : at + width] for at in range(0, line * small.height(), line))
            share = sum(sum(row) for row in rows) / 255 / (width * small.height())
            self._coverage = share or (1e-6 if snapshot(self.image) else 0.0)
        return self._coverage

    # Painting

    def begin_stroke(self) -> None:
        """What is painted until `end_stroke` is one step."""
        self._stroke = Tiles()
        self._painted_to = None

    def stroke(
        self, start: QPointF, end: QPointF, width_px: float, feather_px: float, *, erase: bool
    ) -> QRect:
        """Paints a line with round ends.

        Args:
            width_px: of the line, in px of the image.
            feather_px: how wide its soft side is, inside the width.

        Returns:
            What changed.
        """
        width = max(1.0, min(width_px, MOST_BRUSH_PX))
        reach = width / 2 + 2
        box = QRect(start.toPoint(), start.toPoint()).united(QRect(end.toPoint(), end.toPoint()))
        edge = int(reach) + 1
        box = box.adjusted(-edge, -edge, edge, edge).intersected(self.image.rect())
        if box.isEmpty():
            return box
        if self._stroke is None:
            self.begin_stroke()
        assert self._stroke is not None
        self._stroke.keep(self.image, box)
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRegion(self._to_paint(box, start, width, feather_px, erase))
        for wide, value in brush_layers(width, feather_px):
            painter.setCompositionMode(_DARKEN if erase else _LIGHTEN)
            grey = 255 - value if erase else value
            pen = QPen(QColor(grey, grey, grey), wide)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            if start == end:
                painter.drawPoint(start)
            else:
                painter.drawLine(start, end)
        painter.end()
        self._painted_to = (end, width, feather_px, erase)
        self._coverage = None
        return box

    def _to_paint(
        self, box: QRect, start: QPointF, width: float, feather_px: float, erase: bool
    ) -> QRegion:
        """A box without the square around its start that this stroke has painted in full.

        A wide brush moves by a small part of its width: half of its area was painted already.
        """
        half = int((width / 2 - feather_px) / math.sqrt(2)) - 2
        if half < _LEAST_DONE_PX or self._painted_to != (start, width, feather_px, erase):
            return QRegion(box)
        middle = start.toPoint()
        return QRegion(box) - QRegion(middle.x() - half, middle.y() - half, 2 * half, 2 * half)

    def end_stroke(self) -> None:
        """The stroke is a step that can be undone."""
        self._painted_to = None
        if self._stroke is not None and self._stroke.kept:
            self._history.add(Step(self._stroke))
        self._stroke = None

    def cancel_stroke(self) -> QRect:
        """The stroke under way was none: everything is as before. Returns what changed."""
        self._painted_to = None
        stroke, self._stroke = self._stroke, None
        return self._changed(put_back(stroke, self.image)) if stroke is not None else QRect()

    def invert(self) -> QRect:
        """Marks what was not marked, and the other way round."""
        self._history.add(Step(inverts=True))
        self.image.invertPixels()
        self._coverage = None
        return self.image.rect()

    def clear(self) -> QRect:
        """Marks nothing."""
        marked = snapshot(self.image)
        if marked.kept:
            self._history.add(Step(marked))
            self.image.fill(0)
            self._coverage = 0.0
        return self.image.rect()

    def mark(self, boxes: tuple[QRect, ...]) -> QRect:
        """Marks whole boxes, as one step."""
        self.begin_stroke()
        assert self._stroke is not None
        for box in boxes:
            self._stroke.keep(self.image, box)
        painter = QPainter(self.image)
        for box in boxes:
            painter.fillRect(box, Qt.GlobalColor.white)
        painter.end()
        self.end_stroke()
        self._coverage = None
        return self.image.rect()

    def mark_around(self, left: int, top: int, size: QSize) -> QRect:
        """Marks everything but a box."""
        width, height = self.image.width(), self.image.height()
        right, bottom = left + size.width(), top + size.height()
        boxes = (
            QRect(0, 0, width, max(0, top)),
            QRect(0, bottom, width, max(0, height - bottom)),
            QRect(0, top, max(0, left), size.height()),
            QRect(right, top, max(0, width - right), size.height()),
        )
        return self.mark(tuple(box for box in boxes if not box.isEmpty()))

    def undo(self) -> QRect:
        """Takes the last step back. Returns what changed."""
        return self._changed(self._history.undo(self.image))

    def redo(self) -> QRect:
        """Takes a step again. Returns what changed."""
        return self._changed(self._history.redo(self.image))

    def _changed(self, box: QRect) -> QRect:
        self._coverage = None
        return box

    def data(self) -> bytes:
        """The pixels, row by row without gaps."""
        width, line = self.image.width(), self.image.bytesPerLine()
        data = bytes(self.image.constBits())
        if width == line:
            return data
        return b"".join(data[at : at + width] for at in range(0, len(data), line))


def brush_layers(width_px: float, feather_px: float) -> list[tuple[float, int]]:
    """Lines that make one with soft sides: width and value of each, the widest first.

    A wide brush has fewer of them: each costs time in proportion to its area.
    """
    feather = min(feather_px, width_px / 2)
    if feather < 0.5:
        return [(width_px, 255)]
    most = max(2, min(_MOST_LAYERS, int(_LAYER_PIXELS / (width_px * width_px + 1)) + 1))
    count = max(2, min(most, int(feather) + 1))
    layers = []
    for at in range(1, count + 1):
        near = at / count
        value = near * near * (3 - 2 * near)
        layers.append((max(1.0, width_px - 2 * feather * (at - 0.5) / count), round(255 * value)))
    return layers
