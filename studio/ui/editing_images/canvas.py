"""`EditCanvas`: an image that is painted on, cropped, moved."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QCursor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from studio.ui.editing_images.crop_frame import CropFrame, paint_crop
from studio.ui.editing_images.mask import MOST_BRUSH_PX, MaskImage
from studio.ui.editing_images.mask_painting import on_canvas, paint_mask, paint_ring
from studio.ui.editing_images.tools import Tool
from studio.ui.editing_images.touch import TOUCHES, TouchInput
from studio.ui.theme import ThemeStore
from studio.ui.viewer.canvas import PictureCanvas
from studio.ui.viewer.painting import target_rect

_LEFT, _NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
_GRIP_PX = 12
_LEAST_PRESSURE = 0.15
_TABLET = frozenset({QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease})


class EditCanvas(PictureCanvas):
    """Brush and eraser paint into the mask, the pen's pressure is the width.

    Signals:
        mask_changed: there is another mask, or a stroke ended.
        crop_changed: the box of the crop is another one.
    """

    mask_changed = Signal()
    crop_changed = Signal()

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme_store, parent)
        self.setObjectName("edit_image")
        self.setAccessibleName(self.tr("Image to edit"))
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.marks: MaskImage | None = None
        self.crop: CropFrame | None = None
        self.brush_px, self.feather_px = 144.0, 8.0
        self._tool, self._before_hand = Tool.BRUSH, Tool.BRUSH
        self._shows_mask = True
        self._last: QPointF | None = None  # of the stroke under way, in px of the image
        self._ring_at: QPointF | None = None
        self._pressure = 1.0
        self._finger_at = QPointF()
        self._erases = False
        self._pen_is_down = False
        # Fingers are understood here: a pinch of Qt's would come beside the stroke it began with.
        self.ungrabGesture(Qt.GestureType.PinchGesture)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self._touch = TouchInput(self, theme_store)
        self.installEventFilter(self)  # before `Pointing`, which came first

    # What is shown

    @property
    def tool(self) -> Tool:
        """What the pointer does."""
        return self._tool

    @property
    def is_painting(self) -> bool:
        """Whether a stroke is under way."""
        return self._last is not None

    def set_mask(self, mask: MaskImage | None) -> None:
        """Shows the mask of another image."""
        self._last = None
        self.marks = mask
        self.crop = CropFrame(QSizeF(mask.size)) if mask is not None else None
        self.update()
        self.mask_changed.emit()

    def set_tool(self, tool: Tool) -> None:
        """Takes another tool."""
        self._tool = tool
        self._show_cursor(None)
        self.update()

    def set_shows_mask(self, on: bool) -> None:
        """Whether the mask is painted."""
        self._shows_mask = on
        self.update()

    def set_brush(self, brush_px: float, feather_px: float) -> None:
        """Width of the brush and of its soft side, in px of the image."""
        self.brush_px, self.feather_px = brush_px, feather_px
        self.update()

    def change_mask(self, act: str) -> None:
        """`undo`, `redo`, `invert` or `clear`."""
        if self.marks is None or self.is_painting:
            return
        acts = {
            "undo": self.marks.undo, "redo": self.marks.redo,
            "invert": self.marks.invert, "clear": self.marks.clear,
        }  # fmt: skip
        acts[act]()
        self.update()
        self.mask_changed.emit()

    def image_point(self, at: QPointF) -> QPointF:
        """Which px of the image lies under a point, in logical px."""
        place, target = self.placement, target_rect(self.placement)
        return QPointF(
            (at.x() * place.dpr - target.x()) / place.scale,
            (at.y() * place.dpr - target.y()) / place.scale,
        )

    # Painting with the pointer

    def _press(self, at: QPointF, *, erase: bool, pressure: float) -> None:
        assert self.marks is not None
        self._erases, self._pressure = erase, pressure
        self.marks.begin_stroke()
        self._last = self.image_point(at)
        self._paint_to(at, self._last)

    def _paint_to(self, at: QPointF, start: QPointF) -> None:
        assert self.marks is not None
        end = self.image_point(at)
        width = self.brush_px * max(_LEAST_PRESSURE, self._pressure)
        feather = self.feather_px * max(_LEAST_PRESSURE, self._pressure)
        box = self.marks.stroke(start, end, min(width, MOST_BRUSH_PX), feather, erase=self._erases)
        self._last = end
        if not box.isEmpty():
            self.update(on_canvas(box, self.placement))

    def _release(self) -> None:
        if self.marks is not None and self.is_painting:
            self._last = None
            self.marks.end_stroke()
            self.mask_changed.emit()

    def _take_back(self) -> None:
        if self.marks is not None and self.is_painting:
            self._last = None
            self.update(on_canvas(self.marks.cancel_stroke(), self.placement))
            self.mask_changed.emit()

    def _show_ring(self, at: QPointF | None) -> None:
        for spot in (self._ring_at, at):
            if spot is not None:
                self.update(self._ring_box(spot))
        self._ring_at = at

    def _ring_radius(self) -> float:
        place = self.placement
        return max(2.0, self.brush_px / 2 * place.scale / place.dpr)

    def _ring_box(self, at: QPointF) -> QRect:
        reach = self._ring_radius() + 4
        return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach).toAlignedRect()

    def _show_cursor(self, at: QPointF | None) -> None:
        if self._tool in (Tool.BRUSH, Tool.ERASER) and self.marks is not None:
            self.setCursor(QCursor(Qt.CursorShape.CrossCursor))
        elif self._tool is Tool.CROP and self.crop is not None and at is not None:
            self.setCursor(QCursor(self.crop.cursor(self.image_point(at), self._grip_px())))
        else:
            self.pointing.show_cursor()

    def _grip_px(self) -> float:
        place = self.placement
        return self.theme.scaled(_GRIP_PX) * place.dpr / place.scale

    # Fingers

    @property
    def pen_is_down(self) -> bool:
        """Whether a pen draws now."""
        return self._pen_is_down

    def finger_press(self, at: QPointF, pressure: float) -> None:
        """A finger uses the tool."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._finger_at = at
        if self._paints:
            self._press(at, erase=self._tool is Tool.ERASER, pressure=pressure)
            self._show_ring(at)
        elif self._tool is Tool.CROP and self.crop is not None:
            self._crop(QEvent.Type.MouseButtonPress, at, grip=2)

    def finger_move(self, at: QPointF, pressure: float) -> None:
        """The finger goes on."""
        moved, self._finger_at = at - self._finger_at, at
        if self._last is not None:
            self._pressure = pressure
            self._paint_to(at, self._last)
            self._show_ring(at)
        elif self._tool is Tool.CROP and self.crop is not None:
            self._crop(QEvent.Type.MouseMove, at)
        elif not self._paints:
            self.pan_by(moved.x(), moved.y())

    def finger_release(self, at: QPointF) -> None:
        """The finger is up."""
        self._release()
        self._show_ring(None)
        if self._tool is Tool.CROP and self.crop is not None:
            self._crop(QEvent.Type.MouseButtonRelease, at)

    def finger_cancel(self) -> None:
        """The finger began to move the picture: what it painted is taken back."""
        self._take_back()
        self._show_ring(None)
        if self._tool is Tool.CROP and self.crop is not None:
            self._crop(QEvent.Type.MouseButtonRelease, self._finger_at)

    def finger_double_tap(self, at: QPointF) -> None:
        """Fit or 1:1, where taps do not paint."""
        if self._tool is Tool.HAND:
            self.switch_zoom(at)

    @property
    def _paints(self) -> bool:
        return self.marks is not None and self._tool in (Tool.BRUSH, Tool.ERASER)

    # Events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the tool comes before what moves the picture; False leaves it to that."""
        if isinstance(event, QTouchEvent) and event.type() in TOUCHES:
            self._touch.handle(event)
            return True
        if self.marks is None or self._tool is Tool.HAND:
            return False
        if isinstance(event, QTabletEvent) and event.type() in _TABLET:
            return self._tablet(event)
        if isinstance(event, QMouseEvent) and event.type() != QEvent.Type.MouseButtonDblClick:
            return self._mouse(event)
        if event.type() == QEvent.Type.MouseButtonDblClick:
            event.accept()
            return True
        if event.type() == QEvent.Type.Leave:
            self._show_ring(None)
        return False

    def _tablet(self, event: QTabletEvent) -> bool:
        if event.type() == QEvent.Type.TabletRelease:
            self._pen_is_down = False
        if self._tool is Tool.CROP or event.button() not in (_LEFT, _NO_BUTTON):
            return False  # it comes again as a mouse event; the pen's buttons are no brush
        at = event.position()
        is_eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        if event.type() == QEvent.Type.TabletPress:
            self._pen_is_down = True
            self._take_back()  # a hand that came to rest before its pen has painted nothing
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            erase = is_eraser or self._tool is Tool.ERASER
            self._press(at, erase=erase, pressure=event.pressure())
        elif event.type() == QEvent.Type.TabletMove and self._last is not None:
            self._pressure = event.pressure()
            self._paint_to(at, self._last)
        elif event.type() == QEvent.Type.TabletRelease:
            self._release()
        self._show_ring(at)
        event.accept()
        return True

    def _mouse(self, event: QMouseEvent) -> bool:
        at, kind = event.position(), event.type()
        if event.button() not in (_LEFT, _NO_BUTTON):
            return False  # the middle button moves the picture
        if event.buttons() & Qt.MouseButton.MiddleButton:
            return False
        if self._tool is Tool.CROP:
            self._crop(kind, at)
        elif kind == QEvent.Type.MouseButtonPress:
            self._press(at, erase=self._tool is Tool.ERASER, pressure=1.0)
        elif kind == QEvent.Type.MouseMove and self._last is not None:
            self._paint_to(at, self._last)
        elif kind == QEvent.Type.MouseButtonRelease:
            self._release()
        if self._tool is not Tool.CROP:
            self._show_ring(at)
        self._show_cursor(at)
        if kind == QEvent.Type.MouseButtonPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()
        return True

    def _crop(self, kind: QEvent.Type, at: QPointF, grip: float = 1) -> None:
        """Args: grip: how much larger the handles are than for the mouse."""
        assert self.crop is not None
        point = self.image_point(at)
        if kind == QEvent.Type.MouseButtonPress:
            self.crop.press(point, self._grip_px() * grip)
        elif kind == QEvent.Type.MouseMove:
            self.crop.drag(point)
        else:
            self.crop.release()
        self.update()
        self.crop_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the image, the mask over it, the ring of the brush or the crop."""
        super().paintEvent(event)
        painter, place = QPainter(self), self.placement
        if self.marks is None:
            return
        marked = self.is_painting or not self.marks.is_empty
        if marked and self._shows_mask and self._tool is not Tool.CROP:
            clip = QRectF(event.rect())
            dpr = place.dpr
            device = QRectF(clip.x() * dpr, clip.y() * dpr, clip.width() * dpr, clip.height() * dpr)
            painter.scale(1 / dpr, 1 / dpr)
            paint_mask(painter, self.marks, place, self.theme, device)
            painter.resetTransform()
        if self._tool is Tool.CROP and self.crop is not None:
            paint_crop(painter, self._on_canvas(self.crop.box), self._whole(), self.theme)
        elif self._ring_at is not None and self._tool in (Tool.BRUSH, Tool.ERASER):
            paint_ring(painter, self._ring_at, self._ring_radius())

    def _whole(self) -> QRectF:
        target, dpr = target_rect(self.placement), self.placement.dpr
        return QRectF(
            target.x() / dpr, target.y() / dpr, target.width() / dpr, target.height() / dpr
        )

    def _on_canvas(self, box: QRectF) -> QRectF:
        whole, place = self._whole(), self.placement
        scale = place.scale / place.dpr
        return QRectF(
            whole.x() + box.x() * scale, whole.y() + box.y() * scale,
            box.width() * scale, box.height() * scale,
        )  # fmt: skip
