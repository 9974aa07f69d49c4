"""Paints the rows of the model picker."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.itemmodels.models import ROW_ROLE, ModelRow, RowKind
from studio.ui.theme import Theme, ThemeStore, rounded_box
from studio.ui.widgets import paint_provider_tile
from studio.ui.widgets.labels import paint_key_cap

_Index = QModelIndex | QPersistentModelIndex
_HEIGHTS_PX = {
    RowKind.MODEL: 36,
    RowKind.SECTION: 28,
    RowKind.TYPED: 52,
    RowKind.NOTE: 36,
}
SKILL_ICONS = ("eye", "image", "brain", "wrench")
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class Columns:
    """Where things are in a row, measured from the right edge of the list.

    The scrollbar's 12 px are always left free, so that nothing moves when it appears.
    """

    def __init__(self, theme: Theme, width_px: int) -> None:
        scaled = theme.scaled
        star_right = width_px - scaled(12)
        self.star = (star_right - scaled(28), scaled(28))
        self.price = (self.star[0] - scaled(8 + 104), scaled(104))
        self.context = (self.price[0] - scaled(8 + 56), scaled(56))
        self.skills = (self.context[0] - scaled(9 + 96), scaled(24))
        self.check = (self.skills[0] - scaled(24), scaled(16))
        self.tile = (scaled(15), scaled(20))
        self.text = scaled(43)


class ModelDelegate(QStyledItemDelegate):
    """Tile, id, skills in fixed slots, context, price and star of each model."""

    def __init__(self, theme_store: ThemeStore, view: QWidget) -> None:
        super().__init__(view)
        self._store = theme_store
        self._view = view
        self.star_hovered = False

    def columns(self) -> Columns:
        """The columns at the present width."""
        return Columns(self._store.current, self._view.width())

    def star_rect(self, row_rect: QRect) -> QRect:
        """Where the star of a row is."""
        left, width = self.columns().star
        return QRect(left, row_rect.top() + (row_rect.height() - width) // 2, width, width)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row: ModelRow = index.data(ROW_ROLE)
        height = _HEIGHTS_PX[row.kind]
        if row.kind == RowKind.SECTION and index.row() > 0:
            height += 4
        return QSize(10, self._store.current.scaled(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: ModelRow = index.data(ROW_ROLE)
        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if row.kind == RowKind.SECTION:
            self._paint_section(painter, rect, row)
        elif row.kind == RowKind.NOTE:
            self._paint_note(painter, rect, row)
        else:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            hovered = bool(state & QStyle.StateFlag.State_MouseOver)
            self._paint_box(painter, rect, selected, hovered)
            if row.kind == RowKind.TYPED:
                self._paint_typed(painter, rect, row, selected)
            else:
                self._paint_model(painter, rect, row, hovered)
        painter.restore()

    def _paint_box(self, painter: QPainter, rect: QRect, selected: bool, hovered: bool) -> None:
        if not (selected or hovered):
            return
        theme = self._store.current
        fill = theme.color("accentSoft" if selected else "raisedHover")
        # The scrollbar's own 12 px stay free.
        right = self._view.width() - 13
        box = QRectF(rect)
        box.setLeft(theme.scaled(7))
        box.setRight(right)
        rounded_box(painter, box, theme.scaled(6), fill)

    def _paint_section(self, painter: QPainter, rect: QRect, row: ModelRow) -> None:
        theme = self._store.current
        columns = self.columns()
        line = QRect(columns.tile[0], rect.bottom() + 1 - theme.scaled(28), 0, theme.scaled(28))
        line.setRight(columns.star[0] + columns.star[1] - theme.scaled(4))
        painter.setPen(theme.color("text3"))
        painter.setFont(theme.font("small", weight=600))
        painter.drawText(line, _LEFT, row.text)
        if row.count is not None:
            painter.setFont(theme.font("small", tabular=True))
            painter.drawText(line, _RIGHT, str(row.count))

    def _paint_note(self, painter: QPainter, rect: QRect, row: ModelRow) -> None:
        theme = self._store.current
        painter.setPen(theme.color("text3"))
        painter.setFont(theme.font("small"))
        painter.drawText(rect.adjusted(self.columns().tile[0], 0, 0, 0), _LEFT, row.text)

    def _paint_typed(self, painter: QPainter, rect: QRect, row: ModelRow, selected: bool) -> None:
        theme, columns = self._store.current, self.columns()
        self._paint_plus(painter, rect)
        key = self.tr("Enter")
        painter.setFont(theme.font("micro"))
        width = painter.fontMetrics().horizontalAdvance(key) + theme.scaled(12)
        right = self._view.width() - theme.scaled(20)
        if selected:
            height = theme.scaled(20)
            cap = QRect(right - width, rect.center().y() - height // 2, width, height)
            paint_key_cap(painter, cap, self._store, key)
        box = rect.adjusted(columns.text, theme.scaled(7), 0, 0)
        box.setRight(right - width - theme.scaled(12))
        painter.setFont(theme.font("ui", weight=500))
        painter.setPen(theme.color("text"))
        box.setHeight(theme.scaled(20))
        self._text(painter, box, row.spoken)
        box.translate(0, theme.scaled(20))
        box.setHeight(theme.scaled(16))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text2" if selected else "text3"))
        note = self.tr("Not in the list. Limits and price unknown, so no estimate is shown.")
        self._text(painter, box, note)

    def _paint_plus(self, painter: QPainter, rect: QRect) -> None:
        """A dashed square where a model has its tile."""
        theme = self._store.current
        left, side = self.columns().tile
        box = QRectF(left, rect.top() + (rect.height() - side) // 2, side, side)
        painter.setPen(QPen(theme.color("control"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        small = theme.scaled(12)
        pixmap = theme.pixmap("plus", small, "text2", painter.device().devicePixelRatio())
        gap = (side - small) / 2
        painter.drawPixmap(QPointF(box.left() + gap, box.top() + gap), pixmap)

    def _paint_model(self, painter: QPainter, rect: QRect, row: ModelRow, hovered: bool) -> None:
        theme, columns = self._store.current, self.columns()
        tile = columns.tile[1]
        top = rect.top() + (rect.height() - tile) / 2
        paint_provider_tile(painter, QRectF(columns.tile[0], top, tile, tile), theme, row.text)
        self._paint_id(painter, rect, row, columns)
        if row.is_current:
            self._icon(painter, "check", columns.check[0], rect, "accent")
        for slot, has in enumerate(row.skills):
            if has:
                left = columns.skills[0] + slot * columns.skills[1] + theme.scaled(4)
                self._icon(painter, SKILL_ICONS[slot], left, rect)
        painter.setFont(theme.font("small", tabular=True))
        painter.setPen(theme.color("text2"))
        for (left, width), text in ((columns.context, row.context), (columns.price, row.price)):
            painter.drawText(QRect(left, rect.top(), width, rect.height()), _RIGHT, text)
        left = columns.star[0] + theme.scaled(6)
        if row.is_favourite:
            self._icon(painter, "star-filled", left, rect, "star")
        elif hovered:
            self._icon(painter, "star", left, rect, "star" if self.star_hovered else "control")

    def _paint_id(self, painter: QPainter, rect: QRect, row: ModelRow, columns: Columns) -> None:
        """The provider's part in grey, the rest strong; cut in the middle of the rest."""
        theme = self._store.current
        provider, slash, name = row.text.partition("/")
        prefix, strong = (provider + slash, name) if slash else ("", row.text)
        box = QRect(columns.text, rect.top(), 0, rect.height())
        box.setRight((columns.check[0] if row.is_current else columns.skills[0]) - 4)
        painter.setFont(theme.font("ui"))
        painter.setPen(theme.color("text3"))
        if prefix:
            painter.drawText(box, _LEFT, prefix)
            box.setLeft(box.left() + painter.fontMetrics().horizontalAdvance(prefix))
        painter.setFont(theme.font("ui", weight=500))
        painter.setPen(theme.color("text"))
        self._text(painter, box, strong)

    def _text(self, painter: QPainter, box: QRect, text: str) -> None:
        middle = Qt.TextElideMode.ElideMiddle
        shown = painter.fontMetrics().elidedText(text, middle, max(0, box.width()))
        painter.drawText(box, _LEFT, shown)

    def _icon(
        self, painter: QPainter, name: str, left: int, rect: QRect, token: str = "text2"
    ) -> None:
        theme = self._store.current
        side = theme.scaled(16)
        pixmap = theme.pixmap(name, side, token, painter.device().devicePixelRatio())
        painter.drawPixmap(QPointF(left, rect.top() + (rect.height() - side) // 2), pixmap)
