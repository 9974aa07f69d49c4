"""Names of pages side by side; the one that is shown has an accent line."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets.themed import FocusRinged, Themed, set_names


class _Tab(FocusRinged, QAbstractButton):
    """One name; left and right go to its neighbours."""

    ring_gap_px = -4
    stepped = Signal(int)

    def __init__(self, theme: ThemeStore, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._use_theme(theme)

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("ui", weight=500))

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, self.theme.scaled(32))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        lit = self.isChecked() or self.underMouse()
        painter.setPen(theme.color("text" if lit else "text2"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.isChecked():
            line = theme.scaled(2)
            box = QRectF(0, self.height() - line, self.width(), line)
            painter.fillRect(box, theme.color("accent"))


class TabBar(Themed, QWidget):
    """Exactly one of a few pages.

    Args:
        pages: value and name of each.
    Signals:
        chosen: a person went to another page.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: ThemeStore,
        name: str,
        pages: tuple[tuple[str, str], ...],
        *,
        object_name: str = "",
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._values = tuple(value for value, _ in pages)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for index, (value, text) in enumerate(pages):
            tab = _Tab(theme, text)
            set_names(tab, text, object_name=f"{object_name}_{value}")
            tab.stepped.connect(self._on_tab_stepped)
            self._group.addButton(tab, index)
            self._row.addWidget(tab)
        self._group.idClicked.connect(self._on_group_id_clicked)
        self._group.button(0).setChecked(True)
        self._use_theme(theme)

    @property
    def value(self) -> str:
        """The page that is shown."""
        return self._values[self._group.checkedId()]

    def set_value(self, value: str) -> None:
        """Shows which page it is, without a signal."""
        self._group.button(self._values.index(value)).setChecked(True)

    def _on_group_id_clicked(self, index: int) -> None:
        self.chosen.emit(self._values[index])

    def _on_tab_stepped(self, step: int) -> None:
        index = (self._group.checkedId() + step) % len(self._values)
        tab = self._group.button(index)
        tab.setFocus(Qt.FocusReason.TabFocusReason)
        tab.click()

    def _show_theme(self) -> None:
        self._row.setSpacing(self.theme.scaled(20))
