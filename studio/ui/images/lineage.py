"""The family of an image: what it was made from, itself, what was made from it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from msgspec import Struct
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.core.gallery import PictureKey
from studio.core.parts import BlobRef
from studio.core.records import PictureDetails
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged, Themed
from studio.ui.widgets.scroll_area import ScrollArea
from studio.ui.widgets.themed import plain_tip

_SIDE_PX, _LABEL_PX, _ARROW_PX = 56, 20, 12
_GAP_PX, _LEAST_GAP_PX = 18, 10

_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class KinPictures(Protocol):
    """Small pictures for the strip, from wherever a page has them."""

    @property
    def loaded(self) -> SignalInstance:
        """Says of which image (sha256) there is more."""
        ...

    def want(self, blobs: Sequence[BlobRef], box_px: int) -> None:
        """Says which images are shown now, in boxes of so many device px."""
        ...

    def pixmap(self, blob: BlobRef, box_px: int) -> QPixmap | None:
        """One of them, of this size or of another one until it is there."""
        ...


class Kin(Struct, frozen=True):
    """One image of the family; `key` is None when it is not here any more."""

    key: PictureKey | None
    blob: BlobRef | None
    label: str
    is_this: bool = False


class _Tile(FocusRinged, QPushButton):
    """One image of the strip."""

    ring_gap_px = -2  # inside: the strip ends where its tiles end

    def __init__(self, theme: ThemeStore, pictures: KinPictures, kin: Kin) -> None:
        super().__init__()
        self.kin = kin
        self._pictures = pictures
        self.setAutoDefault(False)
        self.setAccessibleName(kin.label)
        self.setToolTip(plain_tip(kin.label))
        self.setEnabled(kin.key is not None)
        self._use_theme(theme)

    @property
    def box_px(self) -> int:
        """Of its picture, in device px: twice the square that is cut out of its middle."""
        return 2 * round(self.theme.scaled(_SIDE_PX) * self.devicePixelRatioF())

    def _show_theme(self) -> None:
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(self.theme.scaled(_SIDE_PX + 4), self.theme.scaled(_SIDE_PX + 4 + _LABEL_PX))

    def paintEvent(self, _event: object) -> None:
        """Qt: square and label."""
        theme, painter = self.theme, QPainter(self)
        side = theme.scaled(_SIDE_PX)
        box = QRect((self.width() - side) // 2, theme.scaled(2), side, side)
        rounded_box(painter, QRectF(box), theme.scaled(6), theme.color("sunken"))
        blob = self.kin.blob
        pixmap = self._pictures.pixmap(blob, self.box_px) if blob is not None else None
        if pixmap is not None:
            shortest = min(pixmap.width(), pixmap.height())
            source = QRectF(0, 0, shortest, shortest)
            source.moveCenter(QPointF(pixmap.width() / 2, pixmap.height() / 2))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            outline = QPainterPath()
            outline.addRoundedRect(QRectF(box), theme.scaled(6), theme.scaled(6))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(outline)
            painter.drawPixmap(QRectF(box), pixmap, source)
            painter.setClipping(False)
        elif blob is None:
            icon = theme.pixmap("image-off", theme.scaled(16), "text3", self.devicePixelRatioF())
            half = QPoint(theme.scaled(8), theme.scaled(8))
            painter.drawPixmap(box.center() - half, icon)
        if self.kin.is_this:
            ring = QRectF(box).adjusted(-2, -2, 2, 2)
            rounded_box(painter, ring, theme.scaled(8), None, theme.color("accent"), 2)
        font = theme.font("small", weight=600 if self.kin.is_this else 400)
        painter.setFont(font)
        painter.setPen(theme.color("text" if self.kin.is_this else "text3"))
        text = QFontMetrics(font).elidedText(
            self.kin.label, Qt.TextElideMode.ElideRight, self.width()
        )
        label = QRect(0, box.bottom() + theme.scaled(3), self.width(), theme.scaled(_LABEL_PX))
        painter.drawText(label, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)


class _Row(Themed, QWidget):
    """The tiles beside one another, an arrow where one generation follows another."""

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self._use_theme(theme)

    def fit(self, width: int) -> None:
        """Takes smaller gaps where all tiles fit a width then; else they are scrolled."""
        tiles, scaled = self.row.count() - 1, self.theme.scaled
        free = width - tiles * scaled(_SIDE_PX + 4)
        gap = free // max(1, tiles - 1) - 1
        widest = scaled(_GAP_PX)
        self.row.setSpacing(gap if scaled(_LEAST_GAP_PX) <= gap < widest else widest)

    def paintEvent(self, _event: object) -> None:
        """Qt: the arrows."""
        theme, painter = self.theme, QPainter(self)
        side = theme.scaled(_ARROW_PX)
        icon = theme.pixmap("chevron-right", side, "text2", self.devicePixelRatioF())
        tiles = sorted(self.findChildren(_Tile), key=_left)
        middle = theme.scaled(2) + theme.scaled(_SIDE_PX) // 2
        for before, after in pairwise(tiles):
            if before.kin.is_this or after.kin.is_this:
                x = (before.geometry().right() + 1 + after.x() - side) // 2
                painter.drawPixmap(QPoint(x, middle - side // 2), icon)


def _left(tile: QWidget) -> int:
    return tile.x()


class LineageStrip(ScrollArea):
    """Walks by click or by arrows.

    Signals:
        chosen: key of another image of the family.
    """

    chosen = Signal(object)

    def __init__(
        self, theme: ThemeStore, pictures: KinPictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._pictures = theme, pictures
        self._tiles: list[_Tile] = []
        self.setObjectName("lineage")
        self.setAccessibleName(self.tr("Lineage"))
        self.setFrameShape(ScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        pictures.loaded.connect(self._on_pictures_loaded)

    def show_family(self, details: PictureDetails) -> None:
        """Shows the family of an image."""
        parents = [self._kin(each, self.tr("Source")) for each in details.parents]
        names = {True: self.tr("Edit"), False: self.tr("Variant")}
        shared = len(details.children) > 1
        children = [
            self._kin(each, names[not (shared and number)])
            for number, each in enumerate(details.children)
        ]
        this = Kin(details.key, details.blob, self.tr("This"), is_this=True)
        self._show([*parents, this, *children])

    def _kin(self, relative: object, label: str) -> Kin:
        key = getattr(relative, "key", None)
        deleted = getattr(relative, "deleted", False)
        blob = None if deleted else getattr(relative, "blob", None)
        return Kin(None if deleted else key, blob, label)

    def _show(self, family: Sequence[Kin]) -> None:
        focused = next((tile for tile in self._tiles if tile.hasFocus()), None)
        shows_ring = focused is not None and focused.shows_focus_ring
        inner = _Row(self._theme)
        self._tiles = []
        for kin in family:
            tile = _Tile(self._theme, self._pictures, kin)
            tile.clicked.connect(self._on_tile_clicked)
            tile.installEventFilter(self)
            inner.row.addWidget(tile)
            self._tiles.append(tile)
        inner.row.addStretch(1)
        inner.fit(self.width())
        self.setWidget(inner)
        inner.setAutoFillBackground(False)  # a scroll area fills what it is given
        self.setFixedHeight(self._tiles[0].sizeHint().height() + self._theme.current.scaled(12))
        blobs = [kin.blob for kin in family if kin.blob is not None]
        self._pictures.want(blobs, self._tiles[0].box_px)
        if focused is not None:  # whoever walks by arrows goes on from where the family is seen
            this = next(tile for tile in self._tiles if tile.kin.is_this)
            reason = Qt.FocusReason
            this.setFocus(reason.TabFocusReason if shows_ring else reason.OtherFocusReason)

    def _on_tile_clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, _Tile) and tile.kin.key is not None and not tile.kin.is_this:
            self.chosen.emit(tile.kin.key)

    def _on_pictures_loaded(self, sha256: str) -> None:
        for tile in self._tiles:
            if tile.kin.blob is not None and tile.kin.blob.sha256 == sha256:
                tile.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the gaps follow the width."""
        super().resizeEvent(event)
        row = self.widget()
        if isinstance(row, _Row):
            row.fit(self.width())

    def eventFilter(self, watched: object, event: object) -> bool:
        """Qt: left and right walk the family, also where they are keys of the page."""
        if not isinstance(event, QKeyEvent) or event.modifiers() & ~_KEYPAD:
            return False
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        tile = next((each for each in self._tiles if each is watched), None)
        if step is None or tile is None:
            return False
        if event.type() == QKeyEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QKeyEvent.Type.KeyPress:
            at = self._tiles.index(tile) + step
            if 0 <= at < len(self._tiles) and self._tiles[at].kin.key is not None:
                self._tiles[at].setFocus(Qt.FocusReason.TabFocusReason)
                self.chosen.emit(self._tiles[at].kin.key)
        else:
            return False
        return True
