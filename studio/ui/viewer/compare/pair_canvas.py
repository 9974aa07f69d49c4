"""`PairCanvas`: two pictures in one place, the first left of a line, the second right of it."""

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.ui.images.pyramid import Pyramid
from studio.ui.theme import ThemeStore
from studio.ui.viewer.canvas import PictureCanvas
from studio.ui.viewer.compare.divider import WHOLE, Divider
from studio.ui.viewer.compare.linking import over, seen_part
from studio.ui.viewer.painting import paint_picture


class PairCanvas(PictureCanvas):
    """The first picture is placed, the second lies over it in the same place.

    Signals:
        split_changed: the line moved.
    """

    split_changed = Signal()

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        self._second: Pyramid | None = None
        self._is_split = False
        super().__init__(theme_store, parent)
        self.setObjectName("compare_image")
        self.divider = Divider(theme_store, self)
        self.divider.hide()
        self.divider.valueChanged.connect(self._on_divider_value_changed)
        self.divider.dragged.connect(self._on_divider_dragged)
        self.zoom_changed.connect(self._place_divider)

    def show_pair(
        self,
        first: Pyramid | None,
        second: Pyramid | None,
        *,
        is_new: bool,
        split: bool = False,
    ) -> None:
        """Shows two pictures with the line between them; second None: the first alone.

        Args:
            split: there is a line although the second can't be seen: its side is empty.
        """
        self._second, self._is_split = second, second is not None or split
        self.show_pyramid(first, is_new=is_new)
        self._place_alone()
        self.divider.setVisible(self._is_split)
        self._place_divider()

    def show_instead(self, pyramid: Pyramid | None) -> None:
        """Shows another picture in the place of the first one, without a line."""
        self._second, self._is_split = pyramid, False
        self.divider.hide()
        self._place_alone()
        self.update()

    def _place_alone(self) -> None:
        """Where the first picture can't be seen the second is placed in its stead."""
        second = self._second
        if self.pyramid is None and second is not None:
            size = second.size.width(), second.size.height()
            if (self.placement.picture_w, self.placement.picture_h) != size:
                self.place(self.placement.with_picture(*size))

    def _line_x(self) -> float:
        """Where the line is, in device px."""
        part = seen_part(self.placement)
        return part.left() + part.width() * self.divider.value() / WHOLE

    def _place_divider(self) -> None:
        dpr, part = self.placement.dpr, seen_part(self.placement)
        x = self._line_x() / dpr - self.divider.width() / 2
        self.divider.setGeometry(
            round(x), round(part.top() / dpr), self.divider.width(), round(part.height() / dpr)
        )
        self.update()

    def _on_divider_value_changed(self, _value: int) -> None:
        self._place_divider()
        self.split_changed.emit()

    def _on_divider_dragged(self, x: float) -> None:
        part = seen_part(self.placement)
        if part.width() > 0:
            share = (x * self.placement.dpr - part.left()) / part.width()
            self.divider.setValue(round(share * WHOLE))

    def _covered(self) -> QRect:
        alone = self._second is None and not self._is_split
        return super()._covered() if alone else QRect()

    def _paint_picture(self, painter: QPainter) -> None:
        place, second = self.placement, self._second
        if second is None and not self._is_split:
            super()._paint_picture(painter)
            return
        canvas = QRectF(0, 0, place.canvas_w, place.canvas_h)
        if second is None:
            if self.pyramid is not None:
                canvas.setRight(round(self._line_x()))
                fast = self.is_moving
                paint_picture(painter, self.pyramid, place, self.theme, clip=canvas, fast=fast)
            return
        size = second.size
        second_place = over(place, size.width(), size.height())
        if not self._is_split:
            paint_picture(painter, second, second_place, self.theme, fast=self.is_moving)
            return
        line, fast = round(self._line_x()), self.is_moving
        left, right = QRectF(canvas), QRectF(canvas)
        left.setRight(line)
        right.setLeft(line)
        if self.pyramid is not None:
            paint_picture(painter, self.pyramid, place, self.theme, clip=left, fast=fast)
        paint_picture(painter, second, second_place, self.theme, clip=right, fast=fast)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the line stays at its share of the picture."""
        super().resizeEvent(event)
        self._place_divider()
