"""The family of an image: what it was made from, itself, what was made from it."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QWidget

from studio.core.gallery import PictureKey
from studio.core.parts import BlobRef
from studio.core.records import PictureDetails
from studio.ui.gallery.making_thumbnails import Thumb
from studio.ui.gallery.thumbnails import ThumbnailLoader
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged
from studio.ui.widgets.themed import plain_tip

_SIDE_PX, _GAP_PX, _LABEL_PX = 56, 22, 20


class Kin(Struct, frozen=True):
    """One image of the family; `key` is None when it is not here any more."""

    key: PictureKey | None
    blob: BlobRef | None
    label: str
    is_this: bool = False


class _Tile(FocusRinged, QPushButton):
    """One image of the strip."""

    ring_gap_px = 2

    def __init__(self, theme: ThemeStore, thumbnails: ThumbnailLoader, kin: Kin) -> None:
        super().__init__()
        self.kin = kin
        self._thumbnails = thumbnails
        self.setAutoDefault(False)
        self.setAccessibleName(kin.label)
        self.setToolTip(plain_tip(kin.label))
        self.setEnabled(kin.key is not None)
        self._use_theme(theme)

    def thumb(self) -> Thumb | None:
        """What it shows."""
        if self.kin.blob is None:
            return None
        dpr = self.devicePixelRatioF()
        side = round(self.theme.scaled(_SIDE_PX) * dpr)
        # Twice the box, cut to a square: strips have squares throughout.
        return Thumb(self.kin.blob, side * 2, side * 2)

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
        thumb = self.thumb()
        found = self._thumbnails.get(thumb) if thumb is not None else None
        pixmap = found.pixmap if found is not None else None
        if pixmap is None and self.kin.blob is not None:
            pixmap = self._thumbnails.stand_in(self.kin.blob.sha256)
        if pixmap is not None:
            shortest = min(pixmap.width(), pixmap.height())
            source = QRectF(0, 0, shortest, shortest)
            source.moveCenter(QPointF(pixmap.width() / 2, pixmap.height() / 2))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(QRectF(box), pixmap, source)
        elif self.kin.blob is None:
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


class LineageStrip(QScrollArea):
    """Walks by click or by arrows.

    Signals:
        chosen: key of another image of the family.
    """

    chosen = Signal(object)

    def __init__(
        self, theme: ThemeStore, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._thumbnails = theme, thumbnails
        self._tiles: list[_Tile] = []
        self.setObjectName("lineage")
        self.setAccessibleName(self.tr("Lineage"))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        thumbnails.loaded.connect(self._on_thumbnails_loaded)

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
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.current.scaled(_GAP_PX) - self._theme.current.scaled(4))
        self._tiles = []
        for kin in family:
            tile = _Tile(self._theme, self._thumbnails, kin)
            tile.clicked.connect(self._on_tile_clicked)
            tile.installEventFilter(self)
            row.addWidget(tile)
            self._tiles.append(tile)
        row.addStretch(1)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)  # a scroll area fills what it is given
        self.setFixedHeight(self._tiles[0].sizeHint().height() + self._theme.current.scaled(12))
        thumbs = [thumb for thumb in (tile.thumb() for tile in self._tiles) if thumb is not None]
        self._thumbnails.want("lineage", thumbs)

    def _on_tile_clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, _Tile) and tile.kin.key is not None and not tile.kin.is_this:
            self.chosen.emit(tile.kin.key)

    def _on_thumbnails_loaded(self, sha256: str) -> None:
        for tile in self._tiles:
            if tile.kin.blob is not None and tile.kin.blob.sha256 == sha256:
                tile.update()

    def eventFilter(self, watched: object, event: object) -> bool:
        """Qt: left and right walk the family."""
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            tile = next((each for each in self._tiles if each is watched), None)
            if step is not None and tile is not None:
                at = self._tiles.index(tile) + step
                if 0 <= at < len(self._tiles) and self._tiles[at].kin.key is not None:
                    self._tiles[at].setFocus(Qt.FocusReason.TabFocusReason)
                    self.chosen.emit(self._tiles[at].kin.key)
                return True
        return False
