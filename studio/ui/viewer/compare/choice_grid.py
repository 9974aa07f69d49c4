"""The images that one may be compared with: tiles with a picture and its name."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from studio.core.parts import BlobRef
from studio.ui.images.loader import ImageLoader
from studio.ui.theme import ThemeStore, rounded_box

BLOB_ROLE = Qt.ItemDataRole.UserRole + 1
_TILE_PX, _LINE_PX, _PAD_PX = 150, 22, 4
_FLAG = QItemSelectionModel.SelectionFlag
Index = QModelIndex | QPersistentModelIndex


class _TileDelegate(QStyledItemDelegate):
    """Paints one image and its name."""

    def __init__(self, theme: ThemeStore, loader: ImageLoader, view: "ChoiceGrid") -> None:
        super().__init__(view)
        self._theme, self._loader, self._view = theme, loader, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Qt: all are of one size."""
        s = self._theme.current.scaled
        return QSize(s(_TILE_PX), s(_TILE_PX + _LINE_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: the picture in its box, a check when it is selected, a ring for the keyboard."""
        theme, dpr = self._theme.current, self._view.devicePixelRatioF()
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        pad = theme.scaled(_PAD_PX)
        box = QRectF(option.rect).adjusted(pad, pad, -pad, -pad)
        line = theme.scaled(_LINE_PX)
        picture = QRectF(box.x(), box.y(), box.width(), box.height() - line)
        rounded_box(painter, picture, theme.scaled(6), theme.color("sunken"))
        blob = index.data(BLOB_ROLE)
        if isinstance(blob, BlobRef):
            inside = picture.adjusted(3, 3, -3, -3)
            self._paint_picture(painter, inside, blob, dpr)
        if chosen:
            edge = theme.color("accent")
            rounded_box(painter, picture, theme.scaled(6), None, edge, 3)
            self._paint_check(painter, picture, dpr)
        has_focus = self._view.hasFocus() and index == self._view.currentIndex()
        if has_focus:
            ring = picture.adjusted(-2, -2, 2, 2)
            rounded_box(painter, ring, theme.scaled(8), None, theme.color("text"), 2)
        font = theme.font("small")
        painter.setFont(font)
        painter.setPen(theme.color("text" if chosen else "text2"))
        words = QFontMetrics(font).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(picture.width())
        )
        below = QRectF(picture.x(), picture.bottom(), picture.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _paint_picture(self, painter: QPainter, box: QRectF, blob: BlobRef, dpr: float) -> None:
        edge = round(box.width() * dpr)
        pixmap = self._loader.pixmap(blob, edge, round(box.height() * dpr))
        if pixmap is None:
            return
        size = pixmap.size() / dpr
        spot = QRectF(0, 0, size.width(), size.height())
        spot.moveCenter(box.center())
        painter.drawPixmap(spot, pixmap, QRectF(pixmap.rect()))

    def _paint_check(self, painter: QPainter, picture: QRectF, dpr: float) -> None:
        theme = self._theme.current
        side, gap = theme.scaled(20), theme.scaled(8)
        disc = QRectF(picture.x() + gap, picture.y() + gap, side, side)
        rounded_box(painter, disc, side / 2, theme.color("accent"))
        icon = theme.scaled(14)
        pixmap = theme.pixmap("check", icon, "onAccent", dpr)
        offset = (side - icon) / 2
        painter.drawPixmap(round(disc.x() + offset), round(disc.y() + offset), pixmap)


class ChoiceGrid(QListView):
    """Click or Space selects and takes back; arrows walk; Enter takes."""

    def __init__(self, theme: ThemeStore, loader: ImageLoader) -> None:
        super().__init__()
        self.setObjectName("choice_grid")
        self.setAccessibleName(self.tr("Images"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.MultiSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_TileDelegate(theme, loader, self))
        loader.loaded.connect(self._on_loader_loaded)

    def select(self, index: QModelIndex) -> None:
        """Selects one more."""
        self.selectionModel().select(index, _FLAG.Select)

    def set_current_quietly(self, index: QModelIndex) -> None:
        """The keyboard begins there; nothing is selected by it."""
        self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)

    def _on_loader_loaded(self, _sha256: str) -> None:
        self.viewport().update()
