"""What all widgets share: following the theme, names, and the keyboard focus ring."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from shiboken6 import isValid

from studio.ui.theme import Theme, ThemeStore, rounded_box

if TYPE_CHECKING:
    _Mixed = QWidget
else:
    _Mixed = object

KEYBOARD_REASONS = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    }
)
# A widget with this property is where focus rings of what is inside are painted.
RING_HOST = "focusRingHost"
POPUP_HOST = "popup_host"
"""Property of a box around an anchor that a popup should not cover."""
POPUP_OPEN = "popup_open"
"""Property of an anchor while its popup is open; it is repainted then."""


def key_text(shortcut: str) -> str:
    """A shortcut as shown to people, e.g. `Ctrl N`."""
    native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("+", " ") if len(native) > 1 else native


def is_palette_key(event: QEvent) -> bool:
    """Whether an event asks who wants Ctrl+K: the palette does, though text fields would take it.

    Qt gives it to them on X11, to delete the rest of the line.
    """
    return (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_K
        and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    )


def plain_tip(text: str) -> str:
    """A text of any origin as a tooltip: Qt would take what looks like HTML for HTML."""
    if "<" not in text and "&" not in text:
        return text
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<p>{safe}</p>"


def set_names(widget: QWidget, name: str, shortcut: str = "", *, object_name: str = "") -> None:
    """Gives a widget its accessible name, and a tooltip of the name and the shortcut.

    Args:
        shortcut: portable key text such as `Ctrl+N`; only shown, not bound.
    """
    widget.setAccessibleName(name)
    widget.setToolTip(plain_tip(f"{name}   {key_text(shortcut)}" if shortcut else name))
    if object_name:
        widget.setObjectName(object_name)


class Themed(_Mixed):
    """Mixin: holds the theme store and calls `_show_theme` at first and on each change."""

    theme_store: ThemeStore

    def _use_theme(self, theme_store: ThemeStore) -> None:
        self.theme_store = theme_store
        theme_store.changed.connect(self._on_theme_changed)
        self._show_theme()

    @property
    def theme(self) -> Theme:
        """The theme to paint with now."""
        return self.theme_store.current

    def _show_theme(self) -> None:
        """Sets fonts and sizes from `self.theme`."""

    def _on_theme_changed(self) -> None:
        self._show_theme()
        self.updateGeometry()
        self.update()


class FocusRinged(Themed):
    """Mixin: a ring around the widget while it has keyboard focus, outside its bounds.

    Attributes:
        ring_radius_px: corner radius of the widget itself, in the 100 % design.
        ring_gap_px: free space between the widget and the ring.
    """

    ring_radius_px = 6
    ring_gap_px = 2
    _ring: "FocusRing | None" = None

    @property
    def shows_focus_ring(self) -> bool:
        """Whether the ring is on."""
        return self._ring is not None

    def _drop_ring(self) -> None:
        if self._ring is not None:
            self._ring.leave()
            self._ring = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in KEYBOARD_REASONS and self._ring is None:
            self._ring = FocusRing(self, self.ring_radius_px, self.ring_gap_px)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # Another window in front, or an own menu: focus will be back for the same reason.
        kept = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.reason() not in kept:
            self._drop_ring()


class FocusRing(QWidget):
    """The ring itself: a sibling above everything, that follows its target and takes no input."""

    def __init__(self, target: FocusRinged, radius_px: int, gap_px: int) -> None:
        self._target = target
        self._store = target.theme_store
        self._radius_px, self._gap_px = radius_px, gap_px
        self._host, self._watched = _ring_host(target)
        super().__init__(self._host)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for widget in self._watched:
            widget.installEventFilter(self)
        self._place()

    def leave(self) -> None:
        """Takes the ring away."""
        for widget in self._watched:
            widget.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def _place(self) -> None:
        out = self._gap_px + self._store.current.focus_ring_px
        top_left = self._target.mapTo(self._host, QPoint(0, 0))
        rect = QRect(top_left, self._target.size()).adjusted(-out, -out, out, out)
        self.setGeometry(rect)
        self.setVisible(self._target.isVisible())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (
            QEvent.Type.Move,
            QEvent.Type.Resize,
            QEvent.Type.Show,
            QEvent.Type.Hide,
            QEvent.Type.LayoutRequest,
        ) and (isValid(self._target) and isValid(self._host)):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._store.current
        painter = QPainter(self)
        radius = theme.scaled(self._radius_px) + self._gap_px + theme.focus_ring_px
        rounded_box(
            painter,
            QRectF(self.rect()),
            radius,
            border=theme.color("accent"),
            border_px=theme.focus_ring_px,
        )


def _ring_host(target: QWidget) -> tuple[QWidget, list[QWidget]]:
    """The widget to paint the ring in, and those whose moves move the target in it."""
    watched = [target]
    host = target.parentWidget()
    while host is not None and not host.isWindow() and not host.property(RING_HOST):
        outer = host.parentWidget()
        area = outer.parentWidget() if outer is not None else None
        if isinstance(area, QAbstractScrollArea) and area.viewport() is outer:
            break
        watched.append(host)
        host = outer
    return (host or target), watched
