"""`FlowLayout`: widgets in a line, and in as many lines as they need where it is narrow."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """Keeps every widget as wide as it wants to be, at most as wide as the line.

    Args:
        last_at_end: the last widget stands at the end of its line, apart from the others.
    """

    def __init__(self, *, last_at_end: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._last_at_end = last_at_end
        self.setContentsMargins(0, 0, 0, 0)

    # Qt

    def addItem(self, item: QLayoutItem) -> None:
        """Qt: one more, at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Qt: how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Qt: one of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Qt: one of them, which goes."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Qt: it takes no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Qt: narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: of all lines."""
        return self._arrange(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        """Qt: puts everything in its place."""
        super().setGeometry(rect)
        self._arrange(rect, moves=True)

    def sizeHint(self) -> QSize:
        """Qt: all in one line."""
        hints = [item.sizeHint() for item in self._shown()]
        gaps = max(0, len(hints) - 1) * self.spacing()
        width = sum(hint.width() for hint in hints) + gaps
        return self._with_margins(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Qt: each in a line of its own."""
        least = [item.minimumSize() for item in self._shown()]
        width = max((size.width() for size in least), default=0)
        return self._with_margins(width, max((size.height() for size in least), default=0))

    # Inside

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _with_margins(self, width: int, height: int) -> QSize:
        margins = self.contentsMargins()
        return QSize(
            width + margins.left() + margins.right(), height + margins.top() + margins.bottom()
        )

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        taken = 0
        for item in self._shown():
            size = item.sizeHint()
            size.setWidth(max(min(size.width(), width), item.minimumSize().width()))
            if lines and taken + self.spacing() + size.width() <= width:
                lines[-1].append((item, size))
                taken += self.spacing() + size.width()
            else:
                lines.append([(item, size)])
                taken = size.width()
        return lines

    def _arrange(self, rect: QRect, *, moves: bool) -> int:
        """Works out the lines in a rectangle; returns the height that they take."""
        margins = self.contentsMargins()
        inside = rect.marginsRemoved(margins)
        lines = self._lines(inside.width())
        y = inside.top()
        for number, line in enumerate(lines):
            height = max(size.height() for _, size in line)
            x = inside.left()
            for item, size in line:
                is_last = self._last_at_end and number == len(lines) - 1 and item is line[-1][0]
                if is_last:
                    x = max(x, inside.right() + 1 - size.width())
                if moves:
                    place = QRect(QPoint(x, y + (height - size.height()) // 2), size)
                    item.setGeometry(_mirrored(place, inside, self.parentWidget()))
                x += size.width() + self.spacing()
            y += height + (self.spacing() if number < len(lines) - 1 else 0)
        return y - rect.top() + margins.bottom()


def _mirrored(place: QRect, inside: QRect, widget: QWidget | None) -> QRect:
    """The place in the direction in which the window is read."""
    if widget is None:
        return place
    return QStyle.visualRect(widget.layoutDirection(), inside, place)
