"""A button with an icon alone."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets.themed import FocusRinged, set_names

# Hover and pressed fills on each surface.
_FILLS = {
    "base": ("hover", "pressed"),
    "side": ("hoverSide", "pressed"),
    "raised": ("raisedHover", "raisedPressed"),
    "sunken": ("pressed", "lineStrong"),
    "viewer": ("overlay", "overlay"),
}


class IconButton(FocusRinged, QPushButton):
    """An icon that acts; its accessible name is its tooltip.

    Args:
        icon: name of the icon; `checked_icon` while it is on.
        name: accessible name and tooltip.
        shortcut: portable key text for the tooltip; it is not bound here.
        surface: what it lies on: base, side, raised, sunken, viewer.
        token: colour at rest.
    """

    ring_gap_px = 0

    def __init__(
        self,
        theme_store: ThemeStore,
        icon: str,
        name: str,
        shortcut: str = "",
        *,
        surface: str = "base",
        size_px: int = 28,
        icon_px: int = 16,
        radius_px: int = 6,
        checkable: bool = False,
        checked_icon: str = "",
        token: str = "text2",
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._checked_icon = icon, checked_icon
        self._surface, self._token = surface, token
        self._size_px, self._icon_px = size_px, icon_px
        self.ring_radius_px = radius_px
        self.setCheckable(checkable)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        set_names(self, name, shortcut, object_name=object_name)
        self._use_theme(theme_store)

    def set_icon_name(self, icon: str) -> None:
        """Shows another icon."""
        if icon != self._icon_name:
            self._icon_name = icon
            self.update()

    def set_name(self, name: str, shortcut: str = "") -> None:
        """Changes accessible name and tooltip."""
        set_names(self, name, shortcut)

    def set_token(self, token: str) -> None:
        """Changes the colour at rest."""
        self._token = token
        self.update()

    def _show_theme(self) -> None:
        side = self.theme.scaled(self._size_px)
        self.setFixedSize(QSize(side, side))

    def _look(self) -> tuple[str, str]:
        """Fill (or "") and icon token of the present state."""
        hover, pressed = _FILLS[self._surface]
        on_dark = self._surface == "viewer"
        if not self.isEnabled():
            return "", "disabled"
        if self.isCheckable() and self.isChecked():
            return "accentSoft", "accentText"
        if self.isDown():
            return pressed, "onOverlay" if on_dark else "text"
        if self.underMouse():
            plain = self._token == "text2"
            return hover, "onOverlay" if on_dark else ("text" if plain else self._token)
        return "", "onOverlay" if on_dark else self._token

    def sizeHint(self) -> QSize:
        side = self.theme.scaled(self._size_px)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.theme
        fill, token = self._look()
        painter = QPainter(self)
        if fill:
            radius = theme.scaled(self.ring_radius_px)
            rounded_box(painter, QRectF(self.rect()), radius, theme.color(fill))
        side = theme.scaled(self._icon_px)
        on = self.isCheckable() and self.isChecked()
        name = self._checked_icon if on and self._checked_icon else self._icon_name
        pixmap = theme.pixmap(name, side, token, self.devicePixelRatioF())
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        painter.drawPixmap(QPointF(left, top), pixmap)
