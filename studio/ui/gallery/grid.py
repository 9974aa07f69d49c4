"""`ImageGrid`: all images of a list, of which only those on the screen cost anything."""

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from studio.core.gallery import GalleryCard, GalleryList
from studio.services.file_checks import FileState
from studio.ui.gallery.accessible import install_accessibility, tell_focus, tell_reordered
from studio.ui.gallery.badges import Badges
from studio.ui.gallery.choosing import Chosen
from studio.ui.gallery.keyboard import GridKeys
from studio.ui.gallery.moving import Moving
from studio.ui.gallery.planning import TilePlan, TilePlans
from studio.ui.gallery.pointing import GridPointer
from studio.ui.gallery.rows import Rows
from studio.ui.gallery.section_labels import SectionLabels
from studio.ui.gallery.stretches import Measures, Shapes
from studio.ui.gallery.texts import file_text
from studio.ui.gallery.thumbnails import ThumbnailLoader
from studio.ui.gallery.tiles import TileState, paint_tile
from studio.ui.gallery.undisturbed import undisturbed
from studio.ui.gallery.wanting import Wanting
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Themed
from studio.ui.widgets.themed import KEYBOARD_REASONS

LEAST_SIZE_PX, MOST_SIZE_PX = 64, 512
"""Of the slider: the side of squares; justified rows are between 96 and 280 px high."""

_STATES = frozenset(FileState)
_FADE_MS = 80
_GUTTER_PX, _RING_PX = 12, 8
_RADIUS_PX = 6
_HEADER_PX = 32
_TOP_PX = 4
_FRAME_MS = 16
_MOST_PAINTED = 2000


def row_height_px(size_px: int) -> int:
    """The target height of justified rows for a value of the size slider."""
    part = (size_px - LEAST_SIZE_PX) / (MOST_SIZE_PX - LEAST_SIZE_PX)
    return round(96 + part * (280 - 96))


class Anchor(NamedTuple):
    """An image that stays where it is: its key, its place and its top in the viewport."""

    key: int
    place: int
    top: int


class _Moment(NamedTuple):
    """When something is painted, and how long pictures take to appear."""

    now_s: float
    fade_s: float


class ImageGrid(Themed, QAbstractScrollArea):
    """The images of a list in rows; see `rows` for where they lie.

    Attributes:
        name_of: what an image is called, by its key, for assistive tools.
        plans: what the tiles of rows show.
        file_state: what became of its file, by sha256.
        alike: of images that stand for a stack, how many it has, by key.

    Signals:
        chosen_changed: another selection, or another image has the keyboard.
        act_requested(str): something is to be done with the selected images: `open`, `look`,
            `rate0` to `rate5`, `favourite`, `delete`, `rename`, `copy`, `drag`, `next`, ...
        menu_requested(QPoint): a menu for the selected images, at a place on the screen.
        scrolled: other images are on the screen.
    """

    chosen_changed = Signal()
    act_requested = Signal(str)
    menu_requested = Signal(QPoint)
    scrolled = Signal()

    def __init__(
        self, *, theme: ThemeStore, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        install_accessibility()
        super().__init__(parent)
        self.list = GalleryList()
        self.chosen = Chosen()
        self.thumbnails = thumbnails
        self.accessible: object | None = None
        self._shapes = Shapes()
        self._sections: list[tuple[int, int]] = []
        self._size_px = 200
        self._is_justified = True
        self._by_keyboard = False
        self._rows = Rows(Shapes(), (), Measures(1, 1))
        self._settling = False
        self._shown: set[str] = set()  # sha256 of what was painted as a picture before
        self._faded: set[int] = set()  # places of what was painted while it appeared
        self._fading = QTimer(self)
        self._fading.setInterval(_FRAME_MS)
        self._fading.timeout.connect(self._on_fading_timeout)
        self._painted: dict[str, int] = {}  # sha256 and place of what was painted lately
        self._wanting = Wanting(self)
        self.plans = TilePlans()
        self._moving = Moving(self)
        self.name_of: Callable[[int], str] = str
        self.alike: Mapping[int, int] = {}
        self.file_state: Callable[[str], FileState] = _fine
        self.labels = SectionLabels()
        self._badges = Badges()
        self.pointer = GridPointer(self)
        self.keys = GridKeys(self)
        self._build(theme)

    def _build(self, theme: ThemeStore) -> None:
        self.setObjectName("images")
        self.setAccessibleName(self.tr("Images"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.thumbnails.loaded.connect(self._on_thumbnails_loaded)
        self._use_theme(theme)

    # What is shown

    def show_list(self, found: GalleryList, *, keep_place: bool = True) -> None:
        """Shows another list.

        Args:
            keep_place: what is on the screen stays where it is, if it is still in the list.
        """
        anchor = self._anchor() if keep_place else None
        # Everything that was there of a list that was not whole: everything is meant.
        chose_all = not self.list.is_whole and len(self.chosen.selected) == len(self.list) > 0
        self.list = found
        self._shapes = Shapes(found.widths, found.heights)
        self._sections = [(each.first, each.count) for each in found.sections]
        self.labels.show(found.sections)
        self.chosen.show(found.key_column)
        if chose_all and keep_place:
            self.chosen.everything()
        self.pointer.forget()
        self._lay_out(anchor)
        tell_reordered(self)
        if not keep_place:
            self.verticalScrollBar().setValue(0)
        self.chosen_changed.emit()

    def set_size(self, size_px: int) -> None:
        """Sets the size of tiles, `LEAST_SIZE_PX` to `MOST_SIZE_PX`."""
        size_px = max(LEAST_SIZE_PX, min(MOST_SIZE_PX, size_px))
        if size_px != self._size_px:
            self._size_px = size_px
            self._lay_out(self._anchor())

    def set_justified(self, on: bool) -> None:
        """Rows of one height, or squares."""
        if on != self._is_justified:
            self._is_justified = on
            self._lay_out(self._anchor())

    @property
    def is_justified(self) -> bool:
        """Whether there are rows of one height."""
        return self._is_justified

    @property
    def size_px(self) -> int:
        """The size of tiles."""
        return self._size_px

    @property
    def rows(self) -> Rows:
        """Where everything is, in px from the top of the content."""
        return self._rows

    @property
    def offset(self) -> QPoint:
        """Where the content's corner is in the viewport."""
        scaled = self.theme.scaled
        return QPoint(scaled(_GUTTER_PX), scaled(_TOP_PX) - self.verticalScrollBar().value())

    @property
    def shows_ring(self) -> bool:
        """Whether the image that has the keyboard is marked."""
        return self._by_keyboard and self.hasFocus()

    def set_by_keyboard(self, on: bool) -> None:
        """Says whether the person uses the keyboard or the pointer."""
        if on != self._by_keyboard:
            self._by_keyboard = on
            self.viewport().update()

    def card(self, key: int | None) -> GalleryCard | None:
        """What is known of an image of the list."""
        place = self.chosen.place_of(key)
        return self.list[place] if place >= 0 else None

    def tell_chosen(self) -> None:
        """The selection changed: shows it and tells others."""
        self.viewport().update()
        self.chosen_changed.emit()
        tell_focus(self)

    def image_at(self, spot: QPoint) -> int:
        """Place of the image at a spot of the viewport, or -1."""
        at = spot - self.offset
        if self._covered_by_label(spot):
            return -1
        return self._rows.image_at(at.x(), at.y())

    def spot_name(self, spot: str) -> str:
        """What a mark on a tile does, for a tooltip."""
        if spot.startswith("star"):
            return self.tr("Rate {0}   {0}").format(spot[4:])
        names = {"check": self.tr("Select"), "more": self.tr("More actions")}
        names["stack"] = self.tr("Open the stack   Return")
        return names.get(spot) or file_text(FileState(spot) if spot in _STATES else FileState.FINE)

    def rect_of(self, place: int) -> QRect:
        """Where an image is in the viewport."""
        return self._rows.rect_of(place).translated(self.offset)

    def bring_into_view(self, place: int) -> None:
        """Scrolls as little as needed to show an image whole, its ring as well."""
        bar, room = self.verticalScrollBar(), self.theme.scaled(8)
        top = self._rows.measures.header + room if self._sections else room
        for _ in range(2):  # once more: what was far away becomes exact when it is near
            rect = self.rect_of(place)
            if rect.top() < top:
                bar.setValue(bar.value() + rect.top() - top)
            elif rect.bottom() + room > self.viewport().height():
                below = rect.bottom() + room - self.viewport().height()
                bar.setValue(bar.value() + min(below, rect.top() - top))

    def visible_places(self) -> range:
        """The images on the screen."""
        top = -self.offset.y()
        rows = list(self._rows.visible(top, top + self.viewport().height()))
        return range(rows[0].first, rows[-1].stop) if rows else range(0)

    # Laying out

    def _measures(self) -> Measures:
        scaled = self.theme.scaled
        wanted = row_height_px(self._size_px) if self._is_justified else self._size_px
        # The bar has its room even while it is hidden: rows don't depend on whether it shows.
        bar_px = self.verticalScrollBar().sizeHint().width()
        width = self.width() - bar_px - 2 * scaled(_GUTTER_PX)
        return Measures(
            max(scaled(64), width),
            scaled(wanted),
            gap=scaled(8),
            header=scaled(_HEADER_PX) if self._sections else 0,
            below=scaled(8),
            justified=self._is_justified,
        )

    def _lay_out(self, anchor: Anchor | None) -> None:
        measures = self._measures()
        self._rows = Rows(self._shapes, self._sections, measures)
        dpr = self.viewport().devicePixelRatioF()
        self.plans.reset(self.list, self._rows, dpr, self.theme.scaled(_RADIUS_PX))
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(max(20, measures.target // 3))
        value = bar.value()
        place = self.chosen.place_of(anchor.key, anchor.place) if anchor is not None else -1
        if anchor is not None and place >= 0:
            value += self.rect_of(place).top() - anchor.top
        self._settle(value)
        self._moving.forget()

    def _settle(self, value: int) -> None:
        """Shows a place of the content; what is near it becomes exact."""
        bar, height, above = self.verticalScrollBar(), self.viewport().height(), self._room_above
        self._settling = True
        for _ in range(3):  # at the very end what is exact may be less than was guessed
            wanted = self._rows.settle(max(0, value) - above, height) + above
            most = max(0, self._rows.total + above + self.theme.scaled(_GUTTER_PX) - height)
            if bar.maximum() != most:
                bar.setRange(0, most)
            bar.setValue(wanted)
            if wanted <= most:
                break
            value = most
        self._settling = False

    @property
    def _room_above(self) -> int:
        return self.theme.scaled(_TOP_PX)

    def _anchor(self) -> Anchor | None:
        """An image that is looked at; None at the very top."""
        if not self.verticalScrollBar().value():
            return None
        places = self.visible_places()
        if not places:
            return None
        current = self.chosen.current_place
        place = current if current in places else places[0]
        # The first row may be nearly out of view; then the one below is what is looked at.
        if place != current and self.rect_of(place).center().y() < 0:
            place = min(self._rows.row_of(place).stop, places[-1])
        return Anchor(self.chosen.keys[place], place, self.rect_of(place).top())

    def _covered_by_label(self, spot: QPoint) -> bool:
        return bool(self._sections) and 0 <= spot.y() < self._sticky_bottom()

    def _sticky_bottom(self) -> int:
        header, top = self._rows.measures.header, -self.offset.y()
        section = self._rows.section_at(max(0, top))
        if section + 1 < self._rows.labels:
            return min(header, self._rows.head(section + 1) - top)
        return header

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the tiles of the area, then the labels over them."""
        with undisturbed():
            self._paint(event.region())

    def _paint(self, area: QRegion) -> None:
        painter = QPainter(self.viewport())
        offset, rect = self.offset, area.boundingRect()
        painter.fillRect(rect, self.theme.color("base"))
        if len(self._painted) > _MOST_PAINTED:
            self._painted.clear()
        self.plans.use_dpr(self.viewport().devicePixelRatioF())
        lacks = False
        moment = _Moment(time.monotonic(), self.theme.duration_ms(_FADE_MS) / 1000)
        wanted = area.translated(-offset)
        painter.translate(offset)
        for row in self._rows.visible(
            rect.top() - offset.y() - _RING_PX, rect.bottom() + 1 - offset.y() + _RING_PX
        ):
            for plan in self.plans.of(row):
                if wanted.intersects(plan.around):
                    lacks |= self._paint_tile(painter, plan, moment)
        painter.translate(-offset)
        self.labels.paint(painter, self, rect)
        self.pointer.paint_band(painter)
        if lacks or rect.height() >= self.viewport().height():
            self._wanting.soon()

    def _paint_tile(self, painter: QPainter, plan: TilePlan, moment: "_Moment") -> bool:
        """Paints one; returns whether its picture is not there yet."""
        card, place = plan.card, plan.place
        sha256 = card.blob.sha256
        self._painted[sha256] = place
        arrived, opacity = self.thumbnails.get(plan.thumb), 1.0
        pixmap = arrived.pixmap if arrived is not None else self.thumbnails.stand_in(sha256)
        if arrived is not None and sha256 not in self._shown:
            age_s = moment.now_s - arrived.at_s
            if age_s < moment.fade_s:
                opacity = max(0.05, age_s / moment.fade_s)
                self._faded.add(place)
                self._fading.start()
            else:
                self._shown.add(sha256)
        state = TileState(
            selected=card.key in self.chosen.selected,
            hovered=place == self.pointer.hovered,
            ring=self.shows_ring and card.key == self.chosen.current,
            broken=self.thumbnails.is_broken(sha256),
            file=self.file_state(sha256),
            alike=self.alike.get(card.key, 0),
            spot=self.pointer.spot if place == self.pointer.hovered else "",
        )
        paint_tile(
            painter, self.theme, plan.tile, card, pixmap, state, opacity, self._badges, plan.shown
        )
        return arrived is None

    # Slots

    def _on_scrolled(self) -> None:
        if not self._settling:
            self._settle(self.verticalScrollBar().value())
        self._moving.follow()
        self.pointer.scrolled()
        self._wanting.soon()
        self.scrolled.emit()

    def _on_thumbnails_loaded(self, sha256: str) -> None:
        place = self._painted.get(sha256, -1)
        if 0 <= place < len(self.list) and self.list[place].blob.sha256 == sha256:
            self.viewport().update(self.rect_of(place))

    def _on_fading_timeout(self) -> None:
        self._fading.stop()  # painting starts it again while there is something to fade
        faded, self._faded = self._faded, set()
        for place in faded:
            if place < len(self.list):
                self.viewport().update(self.rect_of(place))

    def _show_theme(self) -> None:
        self._badges.clear()
        self.labels.set_theme(self.theme_store.current)
        self._lay_out(self._anchor() if len(self.list) else None)

    # Qt

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Qt: would paint everything anew; see `Moving`."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: rows are laid out again around what is looked at."""
        super().resizeEvent(event)
        anchor = self._anchor()
        self._lay_out(anchor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: see `keyboard`."""
        if not self.keys.press(event):
            super(QAbstractScrollArea, self).keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: see `pointing`."""
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: see `pointing`."""
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: see `pointing`."""
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: opens the image."""
        self.pointer.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: a menu for what is under the pointer, or for the selection by the key."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self.pointer.prepare_menu(event.pos())
            self.menu_requested.emit(event.globalPos())
        elif self.chosen.current_place >= 0:
            middle = self.rect_of(self.chosen.current_place).center()
            self.menu_requested.emit(self.viewport().mapToGlobal(middle))
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the first image on the screen gets the keyboard when none has it."""
        super().focusInEvent(event)
        if event.reason() in KEYBOARD_REASONS:
            places = self.visible_places()
            if self.chosen.current is None and places:
                self.chosen.go(places[0])
            self.set_by_keyboard(True)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def leaveEvent(self, event: object) -> None:
        """Qt: nothing is under the pointer any more."""
        self.pointer.forget()


def _fine(_sha256: str) -> FileState:
    return FileState.FINE
