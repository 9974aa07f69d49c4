"""The list of sections at the left of the settings."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import Themed

_ICON_ROLE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


class _SectionDelegate(QStyledItemDelegate):
    """One-line rows, 32 px high: icon and title."""

    def __init__(self, theme_store: ThemeStore, view: "SectionList") -> None:
        super().__init__(view)
        self._store = theme_store
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(10, self._store.current.scaled(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = self._store.current
        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        margin = theme.scaled(8)
        box = QRectF(rect.adjusted(margin, 0, -margin, 0))
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            rounded_box(painter, box, theme.scaled(6), theme.color("accentSoft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded_box(painter, box, theme.scaled(6), theme.color("hoverSide"))
        if self._view.hasFocus() and selected:
            rounded_box(
                painter, box, theme.scaled(6), None, theme.color("accent"), theme.focus_ring_px
            )
        side = theme.scaled(16)
        token = "accentText" if selected else "text2"
        dpr = painter.device().devicePixelRatio()
        pixmap = theme.pixmap(str(index.data(_ICON_ROLE)), side, token, dpr)
        left = box.left() + theme.scaled(8)
        painter.drawPixmap(QPointF(left, rect.top() + (rect.height() - side) / 2), pixmap)
        painter.setFont(theme.font("ui", weight=500))
        painter.setPen(theme.color("text"))
        text = rect.adjusted(margin + theme.scaled(32), 0, -margin, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(text, flags, str(index.data()))
        painter.restore()


class SectionList(Themed, QListWidget):
    """Titles of the sections; the current row is the section shown."""

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_sections")
        self.setAccessibleName(self.tr("Settings sections"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setItemDelegate(_SectionDelegate(theme_store, self))
        self._use_theme(theme_store)

    def add_section(self, title: str, icon: str) -> None:
        """Adds a row at the end."""
        item = QListWidgetItem(title)
        item.setData(_ICON_ROLE, icon)
        item.setToolTip(title)
        self.addItem(item)

    def show_only(self, rows: frozenset[int]) -> None:
        """Hides all other rows."""
        for row in range(self.count()):
            self.item(row).setHidden(row not in rows)

    def _show_theme(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
