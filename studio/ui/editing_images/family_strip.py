"""The family of an image: parents, itself, and what was made of it; walkable by arrows."""

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from studio.core.parts import BlobRef
from studio.ui.images.loader import ImageLoader
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged, SpinnerTicker, Surface, paint_spinner
from studio.ui.widgets.scroll_area import ScrollArea
from studio.ui.widgets.themed import plain_tip

_WIDTH_PX, _TILE_PX = 96, 72


class Member(Struct, frozen=True):
    """One image of the family, or one that is being made.

    Attributes:
        key: sha256, or the id of a job that has no image yet.
        blob: None while there is none.
        words: what it is, for people: `Original`, `Parent`, `Result 2`, `12 s`.
        busy: it is being made.
        failed: why there is none, or "".
    """

    key: str
    blob: BlobRef | None
    words: str
    busy: bool = False
    failed: str = ""


class _Tile(FocusRinged, QAbstractButton):
    """One member as a small picture with a word under it."""

    ring_gap_px = 0
    ring_radius_px = 8

    def __init__(self, theme: ThemeStore, loader: ImageLoader) -> None:
        super().__init__()
        self.member = Member("", None, "")
        self._loader = loader
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._ticker = SpinnerTicker(theme, self)
        self._ticker.ticked.connect(self.update)
        loader.loaded.connect(self._on_loader_loaded)
        self._use_theme(theme)

    def show_member(self, member: Member) -> None:
        """Shows another state of it."""
        self.member = member
        self.setObjectName(f"family_{member.key[:12]}")
        self.setAccessibleName(member.words)
        self.setToolTip(plain_tip(member.failed or member.words))
        (self._ticker.start if member.busy else self._ticker.stop)()
        self.update()

    def _show_theme(self) -> None:
        self.setFixedSize(self.theme.scaled(_TILE_PX), self.theme.scaled(_TILE_PX + 18))

    def _on_loader_loaded(self, sha256: str) -> None:
        if self.member.blob is not None and self.member.blob.sha256 == sha256:
            self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        side = theme.scaled(_TILE_PX)
        box = QRectF(0, 0, side, side)
        rounded_box(painter, box, theme.scaled(8), theme.color("sunken"))
        inside = box.adjusted(3, 3, -3, -3)
        blob, dpr = self.member.blob, self.devicePixelRatioF()
        if blob is not None:
            edge = round(inside.width() * dpr)
            pixmap = self._loader.pixmap(blob, edge, edge)
            if pixmap is not None:
                size = pixmap.size() / dpr
                spot = QRectF(0, 0, size.width(), size.height())
                spot.moveCenter(inside.center())
                painter.drawPixmap(spot, pixmap, QRectF(pixmap.rect()))
        if self.member.busy:
            px = theme.scaled(18)
            spot = QRectF(0, 0, px, px)
            spot.moveCenter(box.center())
            plate = spot.adjusted(-4, -4, 4, 4)
            rounded_box(painter, plate, plate.width() / 2, theme.color("overlay"))
            paint_spinner(painter, spot, theme, "onOverlay", self._ticker.step)
        elif self.member.failed:
            px = theme.scaled(18)
            icon = theme.pixmap("circle-alert", px, "danger", dpr)
            painter.drawPixmap(round((side - px) / 2), round((side - px) / 2), icon)
        if self.isChecked():
            rounded_box(painter, box, theme.scaled(8), None, theme.color("accent"), 2)
        painter.setFont(theme.font("micro"))
        painter.setPen(theme.color("text" if self.isChecked() else "text2"))
        words = painter.fontMetrics().elidedText(
            self.member.words, Qt.TextElideMode.ElideRight, side
        )
        line = QRectF(0, side, side, self.height() - side)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)


class FamilyStrip(Surface):
    """A column of tiles; Up and Down walk through them.

    Signals:
        chosen: key of a member.
    """

    chosen = Signal(str)

    def __init__(self, theme: ThemeStore, loader: ImageLoader) -> None:
        super().__init__(theme, "viewer", lines=("left",))
        self._loader = loader
        self._tiles: list[_Tile] = []
        self.setObjectName("family")
        self.setAccessibleName(self.tr("Family of the image"))
        self.setFixedWidth(theme.current.scaled(_WIDTH_PX))
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        gap = theme.current.scaled(6)
        self._column.setContentsMargins(gap, gap, gap, gap)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        area = ScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)  # Qt has just switched it on
        self._area = area
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(area)

    @property
    def members(self) -> tuple[Member, ...]:
        """All, from the oldest to the newest."""
        return tuple(tile.member for tile in self._tiles)

    def show_members(self, members: tuple[Member, ...], current: str) -> None:
        """Shows a family; tiles that stay keep the focus."""
        while len(self._tiles) > len(members):
            tile = self._tiles.pop()
            self._column.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        while len(self._tiles) < len(members):
            tile = _Tile(self.theme_store, self._loader)
            tile.clicked.connect(self._on_tile_clicked)
            self._tiles.append(tile)
            self._column.addWidget(tile)
        for tile, member in zip(self._tiles, members, strict=True):
            tile.show_member(member)
            tile.setChecked(member.key == current)
        self.setVisible(len(members) > 1)

    def step(self, by: int) -> None:
        """Goes to the next (1) or the one before (-1)."""
        at = next((at for at, tile in enumerate(self._tiles) if tile.isChecked()), 0)
        to = max(0, min(at + by, len(self._tiles) - 1))
        if to != at:
            tile = self._tiles[to]
            tile.setChecked(True)
            if any(each.hasFocus() for each in self._tiles):
                tile.setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(tile)
            self.chosen.emit(tile.member.key)

    def _on_tile_clicked(self) -> None:
        tile = self.sender()
        assert isinstance(tile, _Tile)
        self.chosen.emit(tile.member.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        by = steps.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.step(by)
