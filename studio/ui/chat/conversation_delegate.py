"""Paints the rows of the chat list and edits a title in place."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.itemmodels.conversations import ConversationRole
from studio.ui.chat.labelled_list import RowHeights
from studio.ui.theme import Theme, ThemeStore, rounded_box
from studio.ui.widgets import SpinnerTicker, paint_spinner

_Index = QModelIndex | QPersistentModelIndex
_ROW_PX, _SECTION_PX, _SECTION_SPACE_PX = 44, 28, 8
_FILLED = "filled"


class ConversationDelegate(QStyledItemDelegate):
    """Two-line rows with one sign at the right: spinner, failure, unread dot, or pin.

    Args:
        ticker: turns the spinners of rows being answered.
    """

    def __init__(
        self,
        *,
        theme: ThemeStore,
        ticker: SpinnerTicker,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._store = theme
        self._ticker = ticker
        self.hovered_menu = QPersistentModelIndex()
        self.shows_ring = False
        self.exposed = QRect()  # what the view paints now; empty: all of it

    def heights(self) -> RowHeights:
        """Rows are 44 high, section labels 28 with 8 above."""
        scaled = self._store.current.scaled
        return RowHeights(
            scaled(_ROW_PX), scaled(_SECTION_PX + _SECTION_SPACE_PX), scaled(_SECTION_PX)
        )

    def menu_rect(self, row_rect: QRect) -> QRect:
        """Where the ellipsis of a row is, given the row's rectangle."""
        side = self._store.current.scaled(28)
        box = self._box(row_rect)
        return QRect(
            box.right() + 1 - side - self._store.current.scaled(4),
            box.center().y() - side // 2 + 1,
            side,
            side,
        )

    def sign_rect(self, row_rect: QRect) -> QRect:
        """Where the sign of a row is (spinner, dot, pin), given the row's rectangle."""
        side = self._store.current.scaled(16)
        box = self._box(row_rect)
        left = box.right() + 1 - self._store.current.scaled(8) - side
        return QRect(left, box.center().y() - side // 2 + 1, side, side)

    def _box(self, row_rect: QRect) -> QRect:
        margin = self._store.current.scaled(8)
        view = self.parent()
        # A scrollbar has its own room beside the rows: no second gap.
        scrolls = isinstance(view, QAbstractScrollArea) and view.verticalScrollBar().isVisible()
        return row_rect.adjusted(margin, 0, 0 if scrolls else -margin, 0)

    def _paint_section(self, painter: QPainter, rect: QRect, label: str) -> None:
        theme = self._store.current
        line = rect.adjusted(theme.scaled(16), 0, -theme.scaled(16), 0)
        line.setTop(rect.bottom() + 1 - theme.scaled(_SECTION_PX))
        painter.setFont(theme.font("small", weight=600))
        painter.setPen(theme.color("text3"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)

    def _paint_fill(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> bool:
        """Returns whether the row is selected."""
        theme = self._store.current
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        radius = theme.scaled(6)
        if selected:
            rounded_box(painter, QRectF(box), radius, self._selected_fill(option.widget))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            rounded_box(painter, QRectF(box), radius, theme.color("hoverSide"))
        if self.shows_ring and option.state & QStyle.StateFlag.State_HasFocus:
            ring = theme.focus_ring_px
            rounded_box(painter, QRectF(box), radius, None, theme.color("accent"), ring)
        return selected

    def _selected_fill(self, view: QWidget) -> QColor:
        return self._store.current.color("accentSoft" if view.isActiveWindow() else "fill")

    def paint_turned(
        self, painter: QPainter, spot: QRect, view: QWidget, *, selected: bool
    ) -> None:
        """Paints a spinner where the sign of a row is, and what is below it there."""
        if selected:
            painter.fillRect(spot, self._selected_fill(view))
        paint_spinner(painter, QRectF(spot), self._store.current, "accent", self._ticker.step)

    def _paint_sign(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, index: _Index
    ) -> bool:
        """Paints what goes on at the right; returns whether there is anything."""
        theme = self._store.current
        spot = self.sign_rect(option.rect)
        side = spot.width()
        dpr = option.widget.devicePixelRatioF()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if hovered:
            menu = self.menu_rect(option.rect)
            on_menu = self.hovered_menu == index
            if on_menu:
                rounded_box(painter, QRectF(menu), theme.scaled(6), theme.color("pressed"))
            icon = theme.pixmap("ellipsis", side, "text" if on_menu else "text2", dpr)
            painter.drawPixmap(menu.center() - QRect(0, 0, side, side).center(), icon)
        elif index.data(ConversationRole.RUNNING):
            paint_spinner(painter, QRectF(spot), theme, "accent", self._ticker.step)
        elif index.data(ConversationRole.FAILED):
            painter.drawPixmap(spot, theme.pixmap("circle-alert", side, "danger", dpr))
        elif index.data(ConversationRole.UNREAD):
            dot = QRectF(0, 0, theme.scaled(8), theme.scaled(8))
            dot.moveCenter(QRectF(spot).center())
            rounded_box(painter, dot, dot.width() / 2, theme.color("accent"))
        elif index.data(ConversationRole.PINNED):
            painter.drawPixmap(spot, theme.pixmap("pin", side, "text3", dpr))
        else:
            return False
        return True

    def _only_sign_exposed(self, row_rect: QRect) -> bool:
        """Whether nothing but the sign of a row needs painting: a spinner that turned."""
        return not self.exposed.isEmpty() and self.sign_rect(row_rect).contains(self.exposed)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """Qt: a field over the title."""
        editor = QLineEdit(parent)
        editor.setObjectName("rename")
        editor.setAccessibleName(self.tr("Chat title"))
        editor.setToolTip(self.tr("Chat title"))
        editor.setFont(self._store.current.font("ui", weight=500))
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Qt: the title, once: a row that changes must not undo what is typed."""
        if isinstance(editor, QLineEdit) and not editor.property(_FILLED):
            editor.setProperty(_FILLED, True)
            editor.setText(index.data(Qt.ItemDataRole.EditRole) or "")
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Qt: renames, if the title is another one."""
        if isinstance(editor, QLineEdit) and editor.text() != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Qt: as large as the row's box."""
        height = self._store.current.scaled(32)
        box = self._box(option.rect)
        box.setTop(box.center().y() - height // 2 + 1)
        box.setHeight(height)
        editor.setGeometry(box)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Qt: one row."""
        theme = self._store.current
        if index.data(ConversationRole.IS_SECTION):
            self._paint_section(painter, option.rect, index.data())
            return
        box = self._box(option.rect)
        selected = self._paint_fill(painter, option, box)
        has_sign = self._paint_sign(painter, option, box, index)
        if has_sign and self._only_sign_exposed(option.rect):
            return
        pad = theme.scaled(8)
        text = box.adjusted(pad, 0, -(theme.scaled(36) if has_sign else pad), 0)
        first = QRect(text.left(), box.top() + theme.scaled(5), text.width(), theme.scaled(18))
        second = QRect(text.left(), first.bottom() + 1, text.width(), theme.scaled(16))
        weight = 600 if index.data(ConversationRole.UNREAD) else 500
        _line(painter, first, index.data(), theme.font("ui", weight=weight), theme, "text")
        subtitle = index.data(ConversationRole.SUBTITLE)
        token = "text2" if selected else "text3"
        _line(painter, second, subtitle, theme.font("small"), theme, token)


def _line(painter: QPainter, rect: QRect, text: str, font: QFont, theme: Theme, token: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.color(token))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    # Each title runs its own way, so that the ellipsis stands at its end; all share one edge.
    way = painter.layoutDirection()
    edge = QStyle.visualAlignment(way, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.drawText(rect, edge | Qt.AlignmentFlag.AlignVCenter, shown)
    painter.setLayoutDirection(way)
