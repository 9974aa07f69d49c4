"""The rail at the left edge: one tile per page, the connection, settings."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore, fill, rounded_box, vline
from studio.ui.widgets import FocusRinged, Themed, set_names
from studio.ui.widgets.themed import plain_tip

_WIDTH_PX, _TILE_PX, _ICON_PX = 56, 40, 18
_DOTS = {"ok": "ok", "testing": "warn", "failed": "danger"}


class RailTile(FocusRinged, QPushButton):
    """One page of the studio.

    Args:
        name: accessible name and tooltip.
        shortcut: shown in the tooltip; not bound here.
    """

    ring_radius_px = 8
    ring_gap_px = 0

    def __init__(self, theme: ThemeStore, icon: str, name: str, shortcut: str = "") -> None:
        super().__init__()
        self._icon_name = icon
        self._dot = ""
        # Not "checked": assistive tools would call it a check box.
        self._is_current = False
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        set_names(self, name, shortcut)
        self._use_theme(theme)

    @property
    def is_current(self) -> bool:
        """Whether its page is the one that is shown."""
        return self._is_current

    def set_current(self, is_current: bool) -> None:
        """Shows, and tells assistive tools, whether its page is shown."""
        self._is_current = is_current
        self.setAccessibleDescription(self.tr("Current page") if is_current else "")
        self.update()

    def set_dot(self, token: str) -> None:
        """Shows a state dot in a colour, or none for ""."""
        if token != self._dot:
            self._dot = token
            self.update()

    def _show_theme(self) -> None:
        side = self.theme.scaled(_TILE_PX)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: fill, icon, dot."""
        theme, painter = self.theme, QPainter(self)
        on = self._is_current
        fill = "accentSoft" if on else ("pressed" if self.isDown() else "")
        if not fill and self.underMouse():
            fill = "hoverSide"
        if fill:
            rounded_box(painter, QRectF(self.rect()), theme.scaled(8), theme.color(fill))
        side = theme.scaled(_ICON_PX)
        token = "accentText" if on else ("text" if self.underMouse() else "text2")
        icon = theme.pixmap(self._icon_name, side, token, self.devicePixelRatioF())
        at = (self.width() - side) // 2
        painter.drawPixmap(at, at, icon)
        if self._dot:
            size = theme.scaled(8)
            edge = at + side - size + theme.scaled(3)
            rim = QRectF(edge - 1, edge - 1, size + 2, size + 2)
            rounded_box(painter, rim, rim.width() / 2, theme.color("side"))
            dot = QRectF(edge, edge, size, size)
            rounded_box(painter, dot, size / 2, theme.color(self._dot))


class _Mark(Themed, QWidget):
    """The sign of the studio."""

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__()
        self._use_theme(theme)

    def _show_theme(self) -> None:
        side = self.theme.scaled(_TILE_PX)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the mark."""
        side = self.theme.scaled(20)
        mark = self.theme.pixmap("mark", side, "accent", self.devicePixelRatioF())
        at = (self.width() - side) // 2
        QPainter(self).drawPixmap(at, at, mark)


class Rail(Themed, QWidget):
    """Goes from page to page; shows only pages that exist.

    Signals:
        page_requested: `chat`, `compare`, `gallery` or `settings`.
        connection_requested: look at the connection in use.
    """

    page_requested = Signal(str)
    connection_requested = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._mark = _Mark(theme)
        self.chat = RailTile(theme, "message-square", self.tr("Chat"), "Ctrl+1")
        self.chat.setObjectName("rail_chat")
        self.compare = RailTile(theme, "columns-3", self.tr("Compare"), "Ctrl+3")
        self.compare.setObjectName("rail_compare")
        self.gallery = RailTile(theme, "images", self.tr("Gallery"), "Ctrl+2")
        self.gallery.setObjectName("rail_gallery")
        self.connection = RailTile(theme, "plug", self.tr("Connection"))
        self.connection.setObjectName("rail_connection")
        self.settings = RailTile(theme, "settings", self.tr("Settings"), "Ctrl+,")
        self.settings.setObjectName("rail_settings")
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._mark)
        self._column.addSpacing(theme.current.scaled(4))
        self._column.addWidget(self.chat)
        self._column.addWidget(self.compare)
        self._column.addWidget(self.gallery)
        self._column.addStretch(1)
        self._column.addWidget(self.connection)
        self._column.addWidget(self.settings)
        self.chat.clicked.connect(self._on_chat_clicked)
        self.compare.clicked.connect(self._on_compare_clicked)
        self.gallery.clicked.connect(self._on_gallery_clicked)
        self.settings.clicked.connect(self._on_settings_clicked)
        self.connection.clicked.connect(self.connection_requested)
        self._use_theme(theme)

    def show_page(self, page: str) -> None:
        """Marks the page that is shown; "" for none."""
        self.chat.set_current(page == "chat")
        self.compare.set_current(page == "compare")
        self.gallery.set_current(page == "gallery")
        self.settings.set_current(page == "settings")
        self.update()

    def show_connection(self, name: str, state: str, words: str) -> None:
        """Shows how the connection in use is.

        Args:
            name: of the connection, or "" for none.
            state: `ok`, `testing`, `failed` or `unknown`.
            words: the state for people.
        """
        text = f"{name}: {words}" if name else words
        self.connection.setToolTip(plain_tip(text))
        self.connection.setAccessibleName(self.tr("Connection"))
        self.connection.setAccessibleDescription(text)
        self.connection.set_dot(_DOTS.get(state, ""))

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self.setFixedWidth(scaled(_WIDTH_PX))
        self._column.setContentsMargins(scaled(8), scaled(8), scaled(7), scaled(8))
        self._column.setSpacing(scaled(4))

    def _on_chat_clicked(self) -> None:
        self.page_requested.emit("chat")

    def _on_compare_clicked(self) -> None:
        self.page_requested.emit("compare")

    def _on_gallery_clicked(self) -> None:
        self.page_requested.emit("gallery")

    def _on_settings_clicked(self) -> None:
        self.page_requested.emit("settings")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: ground, right line, bar of the page that is shown."""
        theme, painter = self.theme, QPainter(self)
        fill(painter, QRectF(self.rect()), theme.color("side"))
        vline(painter, self.width() - 1, 0, self.height(), theme.color("line"))
        for tile in (self.chat, self.compare, self.gallery, self.settings):
            if tile.is_current:
                height = theme.scaled(20)
                top = tile.geometry().center().y() + 1 - height / 2
                bar = QRectF(-theme.scaled(3), top, theme.scaled(6), height)
                rounded_box(painter, bar, theme.scaled(2), theme.color("accent"))
