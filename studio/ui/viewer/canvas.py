"""`PictureCanvas`: one picture that can be zoomed, panned and turned."""

import math

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from studio.ui.images.pyramid import Pyramid
from studio.ui.theme import ThemeStore, line_px
from studio.ui.viewer.painting import paint_picture, target_rect
from studio.ui.viewer.placement import MOST_SCALE, MOST_WHEEL_SCALE, Placement
from studio.ui.viewer.pointing import Pointing
from studio.ui.widgets import Themed
from studio.ui.widgets.roles import give_role
from studio.ui.widgets.themed import KEYBOARD_REASONS

_LARGE_CANVAS_PIXELS = 2_400_000  # from here on smoothing takes over 5 ms
_REST_MS = 120


class PictureCanvas(Themed, QWidget):
    """Paints a picture where its placement says.

    Signals:
        zoom_changed: `scale` or `placement` is another one.
    """

    zoom_changed = Signal()

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewer_image")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        give_role(self, QAccessible.Role.Graphic, self.tr("Image"))
        self._pyramid: Pyramid | None = None
        self._frame: QImage | None = None
        self._turns = 0
        self._place = Placement(0, 0, 1, 1)
        self._shows_ring = False
        self._resting = QTimer(self, singleShot=True, interval=_REST_MS)
        self._resting.timeout.connect(self.update)
        self._use_theme(theme_store)
        self.pointing = Pointing(self, self)

    # What is shown

    @property
    def pyramid(self) -> Pyramid | None:
        """The pixels that are painted."""
        return self._pyramid

    @property
    def placement(self) -> Placement:
        """Where the picture lies."""
        return self._place

    @property
    def turns(self) -> int:
        """Quarters clockwise that the picture is turned by."""
        return self._turns

    def show_pyramid(self, pyramid: Pyramid | None, *, is_new: bool) -> None:
        """Shows pixels.

        Args:
            is_new: of another picture, which is fitted; else sharper ones of the same.
        """
        self._pyramid = pyramid
        if is_new:
            self._turns, self._frame = 0, None
        if pyramid is not None:
            size = self._turned_size(pyramid)
            if is_new or (self._place.picture_w, self._place.picture_h) != size:
                self._move(self._place.with_picture(*size))
        self.update()

    def show_frame(self, frame: QImage | None) -> None:
        """Shows one frame of a moving picture, or its first one again."""
        self._frame = frame
        self.update()

    def turn(self, quarters: int) -> None:
        """Turns the picture clockwise; what was fitted stays so."""
        self._turns = (self._turns + quarters) % 4
        if self._pyramid is not None:
            self._move(self._place.with_picture(*self._turned_size(self._pyramid)))

    @property
    def is_moving(self) -> bool:
        """Whether it is zoomed or panned now, on a canvas too large to smooth every frame."""
        return self._resting.isActive()

    def tell(self, words: str) -> None:
        """Describes the picture to assistive tools; another picture is announced."""
        if words == self.accessibleDescription():
            return
        is_first = not self.accessibleDescription()
        self.setAccessibleDescription(words)
        if QAccessible.isActive() and not is_first:
            event = QAccessibleAnnouncementEvent(self, words)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
            QAccessible.updateAccessibility(event)

    # Zooming

    @property
    def can_pan(self) -> bool:
        """Whether a part of the picture is outside."""
        return self._place.can_pan

    def fit(self) -> None:
        """Shows all of the picture."""
        self._move(self._place.fitted())

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Zooms to a scale, device px per px of the picture; around the middle without `at`."""
        x, y = self._device(at)
        self._move(self._place.zoomed(scale, x, y, MOST_SCALE))

    def zoom_by(self, factor: float, at: QPointF) -> None:
        """Zooms as the wheel does, up to 800 %."""
        x, y = self._device(at)
        self._move(self._place.zoomed(self._place.scale * factor, x, y, MOST_WHEEL_SCALE))

    def step_zoom(self, direction: int) -> None:
        """Zooms to the next round scale above (1) or below (-1), around the middle."""
        self._move(self._place.stepped(direction, *self._device(None)))

    def switch_zoom(self, at: QPointF) -> None:
        """Between fit and 1:1; a picture that is smaller than the canvas goes to 200 %."""
        if not self._place.is_fit:
            self.fit()
        else:
            self.zoom_to(2.0 if abs(self._place.scale - 1) < 0.001 else 1.0, at)

    def pan_by(self, dx: float, dy: float) -> None:
        """Moves the picture, by logical px."""
        dpr = self._place.dpr
        self._move(self._place.panned(dx * dpr, dy * dpr))

    def place(self, placement: Placement) -> None:
        """Takes scale and place of another canvas of the same size (linked views)."""
        self._move(placement)

    def set_margins(self, sides_px: int, top_px: int, below_px: int) -> None:
        """What a fitted picture leaves free, in logical px."""
        dpr = self._place.dpr
        place = replace(
            self._place,
            margin_w=sides_px * dpr,
            margin_top=top_px * dpr,
            margin_below=below_px * dpr,
        )
        self._move(place.fitted() if place.is_fit else place)

    def _move(self, place: Placement) -> None:
        if place != self._place:
            self._place = place
            if place.canvas_w * place.canvas_h > _LARGE_CANVAS_PIXELS:
                self._resting.start()
            self.update()
            self.pointing.show_cursor()
            self.zoom_changed.emit()

    def _device(self, at: QPointF | None) -> tuple[float, float]:
        if at is None:
            return self._place.canvas_w / 2, self._place.canvas_h / 2
        return at.x() * self._place.dpr, at.y() * self._place.dpr

    def _turned_size(self, pyramid: Pyramid) -> tuple[float, float]:
        size = (float(pyramid.width_px), float(pyramid.height_px))
        return (size[1], size[0]) if self._turns % 2 else size

    def _fit_canvas(self) -> None:
        dpr = self.devicePixelRatioF()
        width, height = round(self.width() * dpr), round(self.height() * dpr)
        place, grown = self._place, dpr / self._place.dpr
        if grown != 1:
            place = replace(
                place,
                margin_w=place.margin_w * grown,
                margin_top=place.margin_top * grown,
                margin_below=place.margin_below * grown,
            )
        self._move(place.resized(max(1, width), max(1, height), dpr))

    def _shown(self) -> Pyramid | None:
        if self._pyramid is None or self._frame is None:
            return self._pyramid
        return replace(self._pyramid, levels=(self._frame,), turns=0, is_preview=False)

    def _covered(self) -> QRect:
        """What the picture surely paints over, in logical px: it is not filled before."""
        if self._pyramid is None or self._frame is not None:
            return QRect()
        target, dpr = target_rect(self._place), self._place.dpr
        left, top = math.ceil(target.left() / dpr), math.ceil(target.top() / dpr)
        right, bottom = math.floor(target.right() / dpr), math.floor(target.bottom() / dpr)
        return QRect(left, top, right - left, bottom - top).adjusted(1, 1, -1, -1)

    def _paint_picture(self, painter: QPainter) -> None:
        """Paints in device px."""
        shown = self._shown()
        if shown is not None:
            paint_picture(
                painter, shown, self._place, self.theme, turns=self._turns, fast=self.is_moving
            )

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the surround, the picture, and the ring while the keyboard is here."""
        painter, theme = QPainter(self), self.theme
        if self.devicePixelRatioF() != self._place.dpr:
            self._fit_canvas()
        painter.setClipRegion(QRegion(self.rect()).subtracted(QRegion(self._covered())))
        painter.fillRect(self.rect(), theme.color("viewer"))
        painter.setClipping(False)
        dpr = self._place.dpr
        painter.scale(1 / dpr, 1 / dpr)
        self._paint_picture(painter)
        painter.resetTransform()
        if self._shows_ring:
            width, color = line_px(painter, theme.focus_ring_px), theme.color("accent")
            for box in self._ring_boxes(width):
                painter.fillRect(*box, color)

    def _ring_boxes(self, width: float) -> list[tuple[int, int, int, int]]:
        thick, right, bottom = round(width), self.width(), self.height()
        return [
            (0, 0, right, thick),
            (0, bottom - thick, right, thick),
            (0, 0, thick, bottom),
            (right - thick, 0, thick, bottom),
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: what is fitted stays so, else the middle stays."""
        self._fit_canvas()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: a ring for those who came by keyboard."""
        self._shows_ring = event.reason() in KEYBOARD_REASONS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: no ring."""
        self._shows_ring = False
        self.update()
