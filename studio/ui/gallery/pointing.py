"""`GridPointer`: the mouse in the grid: hover, choose, rubber band, drag out, rate."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication, QMouseEvent, QPainter

from studio.ui.gallery.rubber_band import RubberBand
from studio.ui.gallery.tiles import spot_at
from studio.ui.theme import rounded_box
from studio.ui.widgets.themed import plain_tip

if TYPE_CHECKING:
    from studio.ui.gallery.grid import ImageGrid

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_SCROLL_MS = 16
_MOST_STEP_PX = 40


class GridPointer:
    """What the mouse does in a grid.

    Attributes:
        hovered: place of the image under the pointer, or -1.
        spot: what on its tile is under the pointer, see `tiles.spot_at`.
    """

    def __init__(self, grid: "ImageGrid") -> None:
        self._grid = grid
        self.hovered = -1
        self.spot = ""
        self._spot: QPoint | None = None  # where the pointer was last seen in the viewport
        self._pressed: QPoint | None = None  # in the viewport, while the button is down
        self._pressed_place = -1
        self._band: RubberBand | None = None
        self._only_on_release = False
        self._scroller = QTimer(grid)
        self._scroller.setInterval(_SCROLL_MS)
        self._scroller.timeout.connect(self._on_scroller_timeout)
        self._behind = QTimer(grid)
        self._behind.setSingleShot(True)
        self._behind.timeout.connect(self._on_behind_timeout)

    @property
    def is_banding(self) -> bool:
        """Whether a rubber band is being drawn."""
        return self._band is not None and self._pressed is not None

    def forget(self) -> None:
        """The images changed, or the pointer left."""
        if self.hovered >= 0 or self.spot:
            self.hovered, self.spot = -1, ""
            self._grid.viewport().update()

    def scrolled(self) -> None:
        """Other images lie under the pointer."""
        # The screen is not asked where the pointer is: that waits until all is painted.
        if self._pressed is None:
            if self._spot is not None and self._grid.viewport().underMouse():
                self._hover(self._spot)
            else:
                self.forget()

    # Events

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        grid, spot = self._grid, event.position().toPoint()
        self._spot = spot
        self.finish_band()
        grid.set_by_keyboard(False)
        place = grid.image_at(spot)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed, self._pressed_place = spot, place
        self._only_on_release = False
        if place < 0:
            self._begin_band(spot, keeps=bool(event.modifiers() & (_CTRL | _SHIFT)))
            return
        self._hover(spot)
        if self.spot:
            return  # acts when the button comes up
        self._choose(place, event.modifiers())

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved."""
        self._spot = spot = event.position().toPoint()
        if self.is_banding:
            self._stretch_band(spot)
        elif self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._hover(spot)
        elif self._pressed_place >= 0 and not self.spot:
            far = (spot - self._pressed).manhattanLength()
            if far >= QGuiApplication.styleHints().startDragDistance():
                self._pressed = None
                self._only_on_release = False
                self._grid.act_requested.emit("drag")

    def release(self, event: QMouseEvent) -> None:
        """A button came up."""
        grid, spot = self._grid, event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place, pressed, was_banding = self._pressed_place, self._pressed, self.is_banding
        self._pressed = None
        if was_banding:
            self._end_band()
        elif pressed is not None and self.spot and grid.image_at(spot) == place:
            tile = grid.rect_of(place)
            if self._spot_at(place, tile, spot) == self.spot:
                self._act_on_spot(place)
        elif self._only_on_release:
            grid.chosen.only(place)
            grid.tell_chosen()
        self._only_on_release = False

    def double_click(self, event: QMouseEvent) -> None:
        """Opens an image; on the marks of a tile it is a second click."""
        spot = event.position().toPoint()
        place = self._grid.image_at(spot)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if place >= 0:
            self._hover(spot)
        if place < 0 or self.spot:
            self.press(event)
            return
        self._grid.chosen.only(place)
        self._grid.tell_chosen()
        self._grid.act_requested.emit("open")

    def prepare_menu(self, spot: QPoint) -> None:
        """A menu belongs to the selection, or to the image under the pointer alone."""
        grid = self._grid
        self.finish_band()
        place = grid.image_at(spot)
        if place < 0:
            grid.chosen.nothing()
        elif grid.chosen.keys[place] in grid.chosen.selected:
            grid.chosen.go(place)
        else:
            grid.chosen.only(place)
        grid.tell_chosen()

    # Choosing

    def _choose(self, place: int, modifiers: Qt.KeyboardModifier) -> None:
        chosen = self._grid.chosen
        if modifiers & _SHIFT:
            chosen.reach(place, adds=bool(modifiers & _CTRL))
        elif modifiers & _CTRL:
            chosen.toggle(place)
        elif chosen.keys[place] in chosen.selected and len(chosen.selected) > 1:
            # It may be the beginning of a drag of all of them.
            chosen.go(place)
            self._only_on_release = True
        else:
            chosen.only(place)
        self._grid.tell_chosen()

    def _act_on_spot(self, place: int) -> None:
        grid, spot = self._grid, self.spot
        chosen = grid.chosen
        if spot == "check":
            if QGuiApplication.keyboardModifiers() & _SHIFT:
                chosen.reach(place, adds=True)
            else:
                chosen.toggle(place)
            grid.tell_chosen()
            return
        if chosen.keys[place] not in chosen.selected:
            chosen.only(place)
            grid.tell_chosen()
        if spot == "stack":
            grid.act_requested.emit("open")
            return
        if spot == "more":
            grid.menu_requested.emit(QCursor.pos())
            return
        wanted = int(spot[4:])
        card = grid.card(chosen.keys[place])
        # The star that is on already takes the rating away.
        same = card is not None and card.rating == wanted
        grid.act_requested.emit(f"rate{0 if same else wanted}")

    def _spot_at(self, place: int, tile: QRect, spot: QPoint) -> str:
        is_stack = self._grid.chosen.keys[place] in self._grid.alike
        return spot_at(self._grid.theme, tile, spot.x(), spot.y(), is_stack=is_stack)

    def _hover(self, spot: QPoint) -> None:
        grid = self._grid
        place = grid.image_at(spot)
        on = ""
        if place >= 0:
            on = self._spot_at(place, grid.rect_of(place), spot)
        if (place, on) == (self.hovered, self.spot):
            return
        for each in {place, self.hovered}:
            if each >= 0 and each < len(grid.list):
                grid.viewport().update(grid.rect_of(each))
        self.hovered, self.spot = place, on
        card = grid.list[place] if place >= 0 else None
        state = grid.file_state(card.blob.sha256) if card is not None else ""
        grid.viewport().setToolTip(plain_tip(grid.spot_name(on or state)))

    # The rubber band

    def _begin_band(self, spot: QPoint, *, keeps: bool) -> None:
        grid = self._grid
        if not keeps and grid.chosen.selected:
            grid.chosen.nothing()
            grid.tell_chosen()
        self._band = RubberBand(grid, spot - grid.offset, keeps=keeps)

    def _stretch_band(self, spot: QPoint) -> None:
        grid = self._grid
        if self._band is not None:
            self._show_band(self._band, changed=self._band.reach(spot - grid.offset))
        height = grid.viewport().height()
        if (spot.y() < 0 or spot.y() > height) != self._scroller.isActive():
            if self._scroller.isActive():
                self._scroller.stop()
            else:
                self._scroller.start()

    def _show_band(self, band: RubberBand, *, changed: bool) -> None:
        if changed:
            self._grid.tell_chosen()
        if band.is_behind:
            self._behind.start()
        self._grid.viewport().update()

    def _end_band(self) -> None:
        self._scroller.stop()
        if self._band is not None and not self._band.is_behind:
            self._band = None
        self._grid.viewport().update()

    def finish_band(self) -> None:
        """Something else begins: a band that is not drawn any more selects the rest now."""
        while self._band is not None and not self.is_banding:
            if self._band.take_up():
                self._grid.tell_chosen()
            if not self._band.is_behind:
                self._band = None

    def paint_band(self, painter: QPainter) -> None:
        """Paints the rubber band."""
        if self._band is None or not self.is_banding:
            return
        band = self._band.area
        if band.width() < 3 and band.height() < 3:
            return
        theme = self._grid.theme
        fill = theme.color("accent")
        fill.setAlphaF(0.14)
        area = QRectF(band.translated(self._grid.offset))
        rounded_box(painter, area, theme.scaled(2), fill, theme.color("accent"))

    def _on_scroller_timeout(self) -> None:
        viewport, bar = self._grid.viewport(), self._grid.verticalScrollBar()
        spot = self._spot or QPoint()
        over = spot.y() if spot.y() < 0 else max(0, spot.y() - viewport.height())
        bar.setValue(bar.value() + max(-_MOST_STEP_PX, min(_MOST_STEP_PX, over)))
        self._stretch_band(spot)

    def _on_behind_timeout(self) -> None:
        if self._band is not None:
            self._show_band(self._band, changed=self._band.take_up())
            if self._pressed is None and not self._band.is_behind:
                self._band = None
