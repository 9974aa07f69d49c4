"""Choosing: a drop-down, a switch, chips."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QWidget,
)

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets.themed import FocusRinged, Themed, set_names


class Choice(Themed, QComboBox):
    """A drop-down. Each row is a value (any plain data) and its text.

    Args:
        width_px: in the 100 % design; 0: as wide as its rows.

    Signals:
        chosen: a person picked another value.
    """

    chosen = Signal(object)

    def __init__(
        self,
        theme_store: ThemeStore,
        name: str,
        options: tuple[tuple[object, str], ...] = (),
        *,
        width_px: int = 0,
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._width_px = width_px
        set_names(self, name, object_name=object_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The default delegate of a drop-down paints its rows without the style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.set_options(options)
        self.activated.connect(self._on_activated)
        self._use_theme(theme_store)

    @property
    def value(self) -> object:
        """The value chosen now, or None."""
        return self.currentData()

    def set_options(self, options: tuple[tuple[object, str], ...]) -> None:
        """Replaces all rows."""
        self.clear()
        for value, text in options:
            self.addItem(text, value)

    def set_value(self, value: object) -> None:
        """Shows a value without a signal; an unknown one gets a row of its own."""
        index = self.findData(value)
        if index < 0:
            self.addItem(str(value), value)
            index = self.count() - 1
        self.setCurrentIndex(index)

    def _on_activated(self, _index: int) -> None:
        self.chosen.emit(self.currentData())

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("ui"))
        self.setFixedHeight(self.theme.scaled(32))
        if self._width_px:
            self.setMinimumWidth(self.theme.scaled(self._width_px))

    def shown_text(self) -> str:
        """What is painted of the text of the value: cut where there is no room for all."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option.currentText

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Qt: what is painted; the style itself cuts words in the middle of a letter."""
        super().initStyleOption(option)
        box, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(box, option, field, self).width() - 2
        end = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(option.currentText, end, room)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling a page over a drop-down must not change a setting.
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self.theme.scaled(16)
        token = "text2" if self.isEnabled() else "disabled"
        pixmap = self.theme.pixmap("chevron-down", side, token, self.devicePixelRatioF())
        left = self.width() - side - self.theme.scaled(10)
        QPainter(self).drawPixmap(QPointF(left, (self.height() - side) / 2), pixmap)


class Switch(FocusRinged, QCheckBox):
    """On or off; the state shows by the place of the knob and by the outline.

    Its box is 32 × 18 in a 28 px high target.
    """

    ring_radius_px = 11
    ring_gap_px = 0

    def __init__(
        self,
        theme_store: ThemeStore,
        name: str,
        *,
        checked: bool = False,
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_names(self, name, object_name=object_name)
        self.setChecked(checked)
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(self.theme.scaled(32), self.theme.scaled(28))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        height, knob = theme.scaled(18), theme.scaled(12)
        box = QRectF(0, (self.height() - height) / 2, self.width(), height)
        gap = (height - knob) / 2
        if self.isChecked():
            fill = theme.color("accent" if self.isEnabled() else "lineStrong")
            rounded_box(painter, box, height / 2, fill)
            left = box.right() - gap - knob
            token = "onAccent" if self.isEnabled() else "sunken"
        else:
            token = "control" if self.isEnabled() else "lineStrong"
            rounded_box(painter, box, height / 2, None, theme.color(token), 1.5)
            left = box.left() + gap
        dot = QRectF(left, box.top() + gap, knob, knob)
        rounded_box(painter, dot, knob / 2, theme.color(token))


class Chip(FocusRinged, QPushButton):
    """A small choice or state: 28 px high.

    Args:
        menu: shows a chevron.
        removable: shows a cross while on.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str,
        *,
        icon: str = "",
        checkable: bool = True,
        menu: bool = False,
        removable: bool = False,
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name, self._menu, self._removable = icon, menu, removable
        self.setCheckable(checkable)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_names(self, text, object_name=object_name)
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("small", weight=500))

    def _tail_icon(self) -> str:
        if self._menu:
            return "chevron-down"
        return "x" if self._removable and self.isChecked() else ""

    def sizeHint(self) -> QSize:
        scaled = self.theme.scaled
        width = self.fontMetrics().horizontalAdvance(self.text()) + scaled(18)
        width += scaled(20) if self._icon_name else 0
        width += scaled(20) if self._menu or self._removable else 0
        return QSize(width, scaled(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _colors(self) -> tuple[str, str, str]:
        """Fill (or ""), border (or "") and label token."""
        if not self.isEnabled():
            return "", "line", "disabled"
        if self.isChecked():
            return "accentSoft", "accentSoft", "accentText"
        if self.isDown():
            return "pressed", "line", "text"
        if self.underMouse():
            return "raisedHover", "line", "text"
        return "", "line", "text2"

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        fill, border, label = self._colors()
        rounded_box(
            painter,
            QRectF(self.rect()),
            theme.scaled(6),
            theme.color(fill) if fill else None,
            theme.color(border),
        )
        side, x = theme.scaled(14), theme.scaled(9)
        dpr, top = self.devicePixelRatioF(), (self.height() - theme.scaled(14)) / 2
        if self._icon_name:
            painter.drawPixmap(QPointF(x, top), theme.pixmap(self._icon_name, side, label, dpr))
            x += theme.scaled(20)
        painter.setPen(theme.color(label))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        tail = self._tail_icon()
        room = self.width() - x - theme.scaled(26 if tail else 6)
        text = self.text()
        if self.width() < self.sizeHint().width():
            text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(x, 0, self.width() - x, self.height()), flags, text)
        if tail:
            left = self.width() - side - theme.scaled(8)
            painter.drawPixmap(QPointF(left, top), theme.pixmap(tail, side, label, dpr))
