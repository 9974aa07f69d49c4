"""Paints the rows of the palette."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.ui.palette.entries import Entry, Kind, Row
from studio.ui.palette.rows_model import ROW_ROLE
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import key_text, paint_provider_tile
from studio.ui.widgets.labels import paint_key_cap

ROW_PX, LABEL_PX = 36, 28
_INSET_PX, _ICON_LEFT_PX, _TEXT_LEFT_PX, _RIGHT_PX, _GAP_PX = 8, 16, 44, 16, 12
_MOST_NOTE = 0.35  # of a row, of the name of a message's chat
_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_END = Qt.TextElideMode.ElideRight


class RowDelegate(QStyledItemDelegate):
    """Icon, text with what fits marked, note, and the keys at the right."""

    def __init__(self, theme_store: ThemeStore, view: QWidget) -> None:
        super().__init__(view)
        self._store, self._view = theme_store, view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row: Row = index.data(ROW_ROLE)
        return QSize(10, self._store.current.scaled(ROW_PX if row.entry else LABEL_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: Row = index.data(ROW_ROLE)
        rect = QRect(option.rect)
        # The scroll bar's 12 px stay free, so that nothing moves when it comes.
        rect.setWidth(self._view.width() - self._store.current.scaled(4))
        state: QStyle.StateFlag = option.state
        painter.save()
        if row.entry is None:
            self._paint_label(painter, rect, row.label)
        else:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            self._paint_box(painter, rect, selected, bool(state & QStyle.StateFlag.State_MouseOver))
            self._paint_icon(painter, rect, row.entry)
            self._paint_words(painter, rect, row, row.entry, selected)
        painter.restore()

    def _paint_label(self, painter: QPainter, rect: QRect, text: str) -> None:
        theme = self._store.current
        painter.setPen(theme.color("text3"))
        painter.setFont(theme.font("small", weight=600))
        painter.drawText(rect.adjusted(theme.scaled(_ICON_LEFT_PX), 0, 0, 0), _LEFT, text)

    def _paint_box(self, painter: QPainter, rect: QRect, selected: bool, hovered: bool) -> None:
        if selected or hovered:
            theme = self._store.current
            inset = theme.scaled(_INSET_PX)
            fill = theme.color("accentSoft" if selected else "raisedHover")
            rounded_box(painter, QRectF(rect.adjusted(inset, 0, -inset, 0)), theme.scaled(6), fill)

    def _paint_icon(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        theme = self._store.current
        side = theme.scaled(16 if entry.icon else 20)
        left = rect.left() + theme.scaled(_ICON_LEFT_PX) - (0 if entry.icon else theme.scaled(2))
        top = rect.top() + (rect.height() - side) / 2
        if not entry.icon:
            paint_provider_tile(painter, QRectF(left, top, side, side), theme, entry.text)
            return
        dpr = painter.device().devicePixelRatio()
        painter.drawPixmap(QPointF(left, top), theme.pixmap(entry.icon, side, "text2", dpr))

    def _paint_words(
        self, painter: QPainter, rect: QRect, row: Row, entry: Entry, selected: bool
    ) -> None:
        theme = self._store.current
        box = rect.adjusted(theme.scaled(_TEXT_LEFT_PX), 0, -theme.scaled(_RIGHT_PX), 0)
        if entry.keys:
            box.setRight(self._paint_keys(painter, box, entry.keys) - theme.scaled(_GAP_PX))
        font = theme.font("ui")
        metrics = QFontMetrics(font)
        small = QFontMetrics(theme.font("small"))
        room = box.width()
        if entry.kind is Kind.MESSAGE:  # its chat is told, however long the text is
            most = round(box.width() * _MOST_NOTE)
            room -= min(small.horizontalAdvance(row.note) + 1, most) + theme.scaled(_GAP_PX)
        text = metrics.elidedText(entry.text, _END, max(0, room))
        self._paint_spans(painter, box, metrics, row, text)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        painter.drawText(box, _LEFT, text)
        box.setLeft(box.left() + metrics.horizontalAdvance(text) + theme.scaled(_GAP_PX))
        if row.note and box.width() > 0:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.color("text2" if selected else "text3"))
            painter.drawText(box, _LEFT, small.elidedText(row.note, _END, box.width()))

    def _paint_spans(
        self, painter: QPainter, box: QRect, metrics: QFontMetrics, row: Row, text: str
    ) -> None:
        """The marks under what fits and is seen; the text is painted over them in one piece."""
        theme, height = self._store.current, metrics.height()
        top = box.top() + (box.height() - height) / 2
        whole = row.entry is not None and text == row.entry.text
        for start, end in row.spans:
            if whole or end < len(text):
                left = box.left() + metrics.horizontalAdvance(text[:start])
                right = box.left() + metrics.horizontalAdvance(text[:end])
                mark = QRectF(left, top, right - left, height)
                rounded_box(painter, mark, 2, theme.color("match"))

    def _paint_keys(self, painter: QPainter, box: QRect, keys: str) -> int:
        """A cap for each key, the last one at the right. Returns: where they begin."""
        theme = self._store.current
        painter.setFont(theme.font("micro"))
        height = theme.scaled(20)
        right = box.right() + 1
        for text in reversed(key_text(keys).split(" ")):
            width = max(height, painter.fontMetrics().horizontalAdvance(text) + theme.scaled(12))
            top = box.top() + (box.height() - height) // 2
            paint_key_cap(painter, QRect(right - width, top, width, height), self._store, text)
            right -= width + theme.scaled(4)
        return right
