"""What came for a reply, with its times on one axis."""

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from studio.services.run_log import LoggedEvent
from studio.ui.chat.texts import count_text, size_text
from studio.ui.theme import ThemeStore, hline, rounded_box
from studio.ui.widgets import Themed
from studio.ui.widgets.themed import plain_tip

_ROW_PX, _TIME_PX, _NAME_PX, _BAR_PX = 24, 56, 92, 116
_MOST_ROWS_SHOWN = 9
_SPAN = Qt.ItemDataRole.UserRole


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inspector", text)


def name_of(event: LoggedEvent) -> str:
    """What came, in a word or two."""
    names = {
        "sent": _tr("request sent"),
        "response": _tr("response open"),
        "model": _tr("model"),
        "reasoning": _tr("reasoning"),
        "text": _tr("text"),
        "image": _tr("image"),
        "tool_call": _tr("tool call"),
        "usage": _tr("usage"),
        "finish": _tr("finish reason"),
        "more": _tr("and more"),
        "end": _tr("end"),
    }
    return names.get(event.name, event.name)


def value_of(event: LoggedEvent) -> str:
    """How much came, or what it said."""
    if event.size_bytes:
        return size_text(event.size_bytes)
    if event.detail and event.name not in ("response",):
        return event.detail
    if event.characters:
        return _tr("{count} characters").format(count=count_text(event.characters))
    return f"×{count_text(event.count)}" if event.count > 1 else ""


class _BarDelegate(QStyledItemDelegate):
    """The bar of an event on the axis that all share."""

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Qt: axis and bar."""
        theme, span = self._theme.current, index.data(_SPAN)
        if span is None:
            return
        box = option.rect.adjusted(theme.scaled(4), 0, -theme.scaled(4), 0)
        hline(painter, box.left(), box.center().y(), box.width(), theme.color("line"))
        first, last, kind = span
        least = theme.scaled(3)
        left = box.left() + first * (box.width() - least)
        width = max(float(least), (last - first) * box.width())
        bar = QRectF(left, box.center().y() - theme.scaled(3), width, theme.scaled(6))
        token = {"sent": "text3", "end": "ok", "failed": "danger"}.get(kind, "accent")
        rounded_box(painter, bar, min(width, bar.height()) / 2, theme.color(token))


class EventList(Themed, QTableWidget):
    """Rows of 24 px: time, name, value, bar."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self._events: tuple[LoggedEvent, ...] = ()
        self.setObjectName("events")
        self.setAccessibleName(self.tr("Stream events"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegateForColumn(3, _BarDelegate(theme, self))
        self.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self._use_theme(theme)

    def show_events(self, events: tuple[LoggedEvent, ...]) -> None:
        """Shows events; the selected row stays."""
        if events == self._events:
            return
        self._events = events
        total_s = max((event.last_s for event in events), default=0.0) or 1.0
        self.setRowCount(len(events))
        for row, event in enumerate(events):
            texts = (count_text(round(event.first_s * 1000)), name_of(event), value_of(event), "")
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                if column == 0:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                    item.setForeground(self.theme.color("text3"))
                elif column == 3:
                    failed = event.name == "end" and event.detail not in ("complete", "stopped")
                    kind = "failed" if failed else event.name
                    item.setData(_SPAN, (event.first_s / total_s, event.last_s / total_s, kind))
                self.setItem(row, column, item)
        self.updateGeometry()

    def _show_theme(self) -> None:
        theme = self.theme
        self.setFont(theme.font("small", tabular=True))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme.color("side"))
        palette.setColor(QPalette.ColorRole.Text, theme.color("text"))
        palette.setColor(QPalette.ColorRole.Highlight, theme.color("accentSoft"))
        palette.setColor(QPalette.ColorRole.HighlightedText, theme.color("text"))
        self.setPalette(palette)
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(theme.scaled(_ROW_PX))
        for column, px in ((0, _TIME_PX), (1, _NAME_PX), (3, _BAR_PX)):
            self.setColumnWidth(column, theme.scaled(px))
        events, self._events = self._events, ()
        self.show_events(events)

    def sizeHint(self) -> QSize:
        """Qt: as high as its rows, up to a few."""
        rows = min(max(1, self.rowCount()), _MOST_ROWS_SHOWN)
        return QSize(self.theme.scaled(320), rows * self.theme.scaled(_ROW_PX) + 2)
