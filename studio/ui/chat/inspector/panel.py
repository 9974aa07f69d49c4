"""The inspector at the right of the chat: what is sent with messages, and what was sent."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.ui.chat.inspector.parameters_view import ParametersView
from studio.ui.chat.inspector.request_view import RequestView
from studio.ui.theme import ThemeStore
from studio.ui.widgets import HLine, IconButton, Surface
from studio.ui.widgets.tab_bar import TabBar

LEAST_PX, MOST_PX = 320, 560
PARAMETERS, REQUEST = "parameters", "request"
# What each opens at until a person chose a width.
WIDTHS_PX = {PARAMETERS: 320, REQUEST: 432}


class _Edge(QWidget):
    """The left edge: drag it to make the panel wider."""

    dragged = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._last: QPoint | None = None
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a drag begins."""
        self._last = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the edge follows the pointer."""
        if self._last is not None:
            at = event.globalPosition().toPoint()
            self.dragged.emit(self._last.x() - at.x())
            self._last = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a drag ends."""
        self._last = None


class InspectorPanel(Surface):
    """Two tabs.

    Signals:
        closed: a person closed it.
        tab_chosen(str): a person went to `parameters` or `request`.
        widened: by how many px a person made it wider.
    """

    closed = Signal()
    tab_chosen = Signal(str)
    widened = Signal(int)

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "side", lines=("left",), parent=parent)
        self.setObjectName("inspector")
        self.setAccessibleName(self.tr("Inspector"))
        self.parameters = ParametersView(theme)
        self.request = RequestView(theme)
        self._edge = _Edge(self)
        self._tabs = TabBar(
            theme,
            self.tr("Pages"),
            ((PARAMETERS, self.tr("Parameters")), (REQUEST, self.tr("Request"))),
            object_name="inspector_tab",
        )
        self._close = IconButton(
            theme, "x", self.tr("Close inspector"), "Esc", surface="side",
            object_name="close_inspector",
        )  # fmt: skip
        self._pages = QStackedWidget()
        self._pages.addWidget(self.parameters)
        self._pages.addWidget(self.request)
        self._head = QHBoxLayout()
        self._head.addWidget(self._tabs)
        self._head.addStretch(1)
        self._head.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(HLine(theme))
        column.addWidget(self._pages, 1)
        self._edge.dragged.connect(self.widened)
        self._close.clicked.connect(self.closed)
        self._tabs.chosen.connect(self.tab_chosen)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    @property
    def tab(self) -> str:
        """`parameters` or `request`."""
        return self._tabs.value

    def show_tab(self, tab: str) -> None:
        """Goes to a tab."""
        self._tabs.set_value(tab)
        self._pages.setCurrentWidget(self.parameters if tab == PARAMETERS else self.request)

    def focus_tab(self) -> None:
        """Puts the keyboard into what the tab shows."""
        if self.tab == PARAMETERS:
            self.parameters.form.focus_first()
        else:
            self.request.focus_body()

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self._tabs.setFixedHeight(s(52))
        self._head.setContentsMargins(s(16), 0, s(12), 0)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the edge is as high as the panel."""
        super().resizeEvent(event)
        self._edge.setGeometry(0, 0, self.theme_store.current.scaled(6), self.height())
        self._edge.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
