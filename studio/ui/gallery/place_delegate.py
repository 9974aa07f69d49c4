"""Paints the rows of the side column and edits a name in place."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.itemmodels.gallery_places import Place, PlaceKind, PlaceRole
from studio.ui.gallery.texts import tr
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.transcript.parts.formats import count

Index = QModelIndex | QPersistentModelIndex

ICONS = {
    PlaceKind.ALL: "images",
    PlaceKind.FAVOURITES: "heart",
    PlaceKind.WEEK: "clock",
    PlaceKind.NOT_RATED: "scan",
    PlaceKind.TRASH: "trash-2",
    PlaceKind.ALBUM: "folder",
    PlaceKind.TAG: "tag",
    PlaceKind.SAVED: "filter",
}
_ROW_PX, _HEADING_PX, _MARGIN_PX = 32, 36, 8


class PlaceDelegate(QStyledItemDelegate):
    """Rows of 32 px; headings of 28 with 8 above.

    Attributes:
        shows_ring: the keyboard is in the list.
        drop_row: the row that a drag is over, or -1.
    """

    def __init__(self, *, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.shows_ring = False
        self.drop_row = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: one row."""
        place = index.data(PlaceRole.PLACE)
        if not isinstance(place, Place):
            return
        rect: QRect = option.rect
        if place.is_heading:
            self._paint_heading(painter, rect, place)
        else:
            state: QStyle.StateFlag = option.state
            self._paint_row(painter, rect, state, index, place)

    def _paint_heading(self, painter: QPainter, rect: QRect, place: Place) -> None:
        theme = self._theme.current
        painter.setFont(theme.font("small", weight=600))
        painter.setPen(theme.color("text3"))
        box = rect.adjusted(theme.scaled(16), theme.scaled(8), 0, 0)
        painter.drawText(
            box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, place.name
        )

    def _paint_row(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, index: Index, place: Place
    ) -> None:
        theme, scaled = self._theme.current, self._theme.current.scaled
        box = QRectF(rect).adjusted(scaled(_MARGIN_PX), 0, -scaled(_MARGIN_PX), 0)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        is_target = index.row() == self.drop_row
        fill = "accentSoft" if selected or is_target else ""
        if not fill and state & QStyle.StateFlag.State_MouseOver:
            fill = "hoverSide"
        ringed = selected and self.shows_ring and bool(state & QStyle.StateFlag.State_HasFocus)
        border = theme.color("accent") if ringed or is_target else None
        if fill or border is not None:
            color = theme.color(fill) if fill else None
            rounded_box(painter, box, scaled(6), color, border, theme.focus_ring_px)
        self._paint_content(painter, box.toRect(), place, selected=selected)

    def _paint_content(
        self, painter: QPainter, box: QRect, place: Place, *, selected: bool
    ) -> None:
        theme, scaled = self._theme.current, self._theme.current.scaled
        side, dpr = scaled(16), painter.device().devicePixelRatioF()
        icon = theme.pixmap(ICONS[place.kind], side, "accentText" if selected else "text2", dpr)
        painter.drawPixmap(box.left() + scaled(8), box.center().y() + 1 - side // 2, icon)
        number = "" if place.count is None else count(place.count)
        painter.setFont(theme.font("small"))
        width = QFontMetrics(painter.font()).horizontalAdvance(number)
        painter.setPen(theme.color("text2" if selected else "text3"))
        right = box.adjusted(0, 0, -scaled(8), 0)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(right, flags | Qt.AlignmentFlag.AlignRight, number)
        painter.setFont(theme.font("ui"))
        painter.setPen(theme.color("text"))
        left = box.adjusted(scaled(32), 0, -scaled(16) - width, 0)
        name = QFontMetrics(painter.font()).elidedText(
            place.name, Qt.TextElideMode.ElideRight, left.width()
        )
        painter.drawText(left, flags | Qt.AlignmentFlag.AlignLeft, name)

    # Qt

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        place = index.data(PlaceRole.PLACE)
        is_heading = isinstance(place, Place) and place.is_heading
        return QSize(0, self._theme.current.scaled(_HEADING_PX if is_heading else _ROW_PX))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setObjectName("place_name")
        field.setAccessibleName(tr("Name"))
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        place = index.data(PlaceRole.PLACE)
        if isinstance(editor, QLineEdit) and isinstance(place, Place) and not editor.isModified():
            editor.setText(place.name)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        scaled = self._theme.current.scaled
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(scaled(32), scaled(1), -scaled(8), -scaled(1)))
