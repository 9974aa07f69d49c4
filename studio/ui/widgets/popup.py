"""Popups and menus.

A popup is a child of its window, not a window: its shadow and round corners need no
compositor, input methods work in it, and it can't be left behind on another screen.
"""

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QVBoxLayout, QWidget
from shiboken6 import isValid

from studio.ui.theme import ThemeStore, draw_shadow, rounded_box
from studio.ui.theme.compositor import can_be_see_through
from studio.ui.widgets.fading import Fader
from studio.ui.widgets.focus_chain import next_in_chain, previous_in_chain
from studio.ui.widgets.themed import POPUP_HOST, POPUP_OPEN, RING_HOST, Themed

_BLUR_PX, _DOWN_PX = 24, 8
_MARGINS = QMargins(_BLUR_PX, _BLUR_PX - _DOWN_PX, _BLUR_PX, _BLUR_PX + _DOWN_PX)
_IN_MS, _OUT_MS = 100, 60
_GAP_PX = 8
_LEAST_HEIGHT_PX = 320


class Popup(Themed, QWidget):
    """A raised box over the window. Closes on Esc, on a press outside, and when told.

    Put content into `body`. Tab stays inside; the focus goes back where it was.

    Args:
        app: to see presses outside.
        window: the window (or page) it lies on.
    Signals:
        closed: it is gone.
    """

    closed = Signal()

    def __init__(
        self, theme_store: ThemeStore, app: QApplication, window: QWidget, *, radius_px: int = 10
    ) -> None:
        super().__init__(window)
        self._app, self._window = app, window
        self._radius_px = radius_px
        self._anchor: QWidget | None = None
        self._wanted = QSize()
        self._spot: QRect | None = None
        self._before: QWidget | None = None
        self._open = False
        self.setProperty(RING_HOST, True)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(_MARGINS + QMargins(1, 1, 1, 1))
        self.body.setSpacing(0)
        self._fader = Fader(self)
        self._fader.faded_out.connect(self.closed)
        self.hide()
        self._use_theme(theme_store)

    @property
    def is_open(self) -> bool:
        """Whether it is shown and not on its way out."""
        return self._open

    def open_at(
        self,
        anchor: QWidget,
        size: QSize,
        focus: QWidget | None = None,
        *,
        spot: QRect | None = None,
    ) -> None:
        """Shows it above the anchor, or below where there is more room.

        Args:
            spot: what in the anchor it belongs to, in the anchor's coordinates; None: all.
            size: of the box in px; less is used when the window is smaller.
            focus: what inside gets the keyboard focus.
        """
        self._mark_anchor(False)
        self._anchor, self._wanted, self._spot = anchor, size, spot
        self._mark_anchor(True)
        self._before = self._app.focusWidget()
        self._open = True
        self._place()
        self._fader.fade_in(self.theme.duration_ms(_IN_MS))
        self.raise_()
        self._app.installEventFilter(self)
        if focus is not None:
            focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_popup(self) -> None:
        """Takes it away and gives the focus back."""
        if not self._open:
            return
        self._open = False
        self._mark_anchor(False)
        self._app.removeEventFilter(self)
        inside = self._app.focusWidget()
        if inside is None or self.isAncestorOf(inside):
            self._give_back(self._before)
        self._before = None
        self._fader.fade_out(self.theme.duration_ms(_OUT_MS))

    def _place(self) -> None:
        if self._anchor is None or not isValid(self._anchor):
            return
        area = self._window.rect().adjusted(_GAP_PX, _GAP_PX, -_GAP_PX, -_GAP_PX)
        size = self._wanted.boundedTo(area.size())
        spot = self._spot or self._anchor.rect()
        anchor = spot.translated(self._anchor.mapTo(self._window, QPoint(0, 0)))
        host = self._host()
        over = anchor
        if host is not None:
            over = QRect(host.mapTo(self._window, QPoint(0, 0)), host.size())
        above, below = over.top() - area.top(), area.bottom() - over.bottom()
        if above >= size.height() + _GAP_PX or above >= below:
            # A popup that scrolls rather shrinks than covers where one types.
            least = min(size.height(), self.theme.scaled(_LEAST_HEIGHT_PX))
            size.setHeight(max(least, min(size.height(), above - _GAP_PX)))
            top = over.top() - _GAP_PX - size.height()
        else:
            top = over.bottom() + 1 + _GAP_PX
        top = max(area.top(), min(top, area.bottom() + 1 - size.height()))
        left = max(area.left(), min(anchor.left(), area.right() + 1 - size.width()))
        self.show_box(QRect(QPoint(left, top), size))

    def show_box(self, box: QRect) -> None:
        """Puts the box, without its shadow, to a place in the window."""
        self.setGeometry(box.marginsAdded(_MARGINS))

    def _host(self) -> QWidget | None:
        """A box around the anchor that the popup keeps clear of."""
        around: QWidget | None = self._anchor
        while around is not None and around is not self._window:
            if around.property(POPUP_HOST):
                return around
            around = around.parentWidget()
        return None

    def _give_back(self, before: QWidget | None) -> None:
        """The focus, unless what had it went with its page meanwhile."""
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark_anchor(self, is_open: bool) -> None:
        if self._anchor is not None and isValid(self._anchor):
            self._anchor.setProperty(POPUP_OPEN, is_open)
            self._anchor.update()

    def _box(self) -> QRect:
        return self.rect().marginsRemoved(_MARGINS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            spot = event.globalPosition().toPoint()
            in_menu = self._app.activePopupWidget() is not None
            if not in_menu and not self._box().contains(self.mapFromGlobal(spot)):
                self.close_popup()
        elif event.type() == QEvent.Type.Resize and watched is self._window:
            self._place()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._takes_key(watched, event)
        return False

    def _takes_key(self, watched: QObject, event: QKeyEvent) -> bool:
        """Escape closes it also when the focus fell out of it, as when what had it is hidden."""
        if event.key() != Qt.Key.Key_Escape or not isinstance(watched, QWidget):
            return False
        if watched.window() is not self.window() or self._app.activePopupWidget() is not None:
            return False
        inside: QWidget | None = watched
        while inside is not None:
            if isinstance(inside, Popup):
                return False  # its own key
            inside = inside.parentWidget()
        before = self._before
        self.close_popup()
        self._give_back(before)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next_: bool) -> bool:
        current = self._app.focusWidget()
        start = current if current is not None and self.isAncestorOf(current) else self
        step = next_in_chain if next_ else previous_in_chain
        widget = start
        while (widget := step(widget)) is not start:
            takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            usable = widget.isVisible() and widget.isEnabled() and self.isAncestorOf(widget)
            if takes_tab and usable:
                reason = Qt.FocusReason
                widget.setFocus(reason.TabFocusReason if next_ else reason.BacktabFocusReason)
                break
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        box, radius = self._box(), theme.scaled(self._radius_px)
        shadow = theme.color("shadowPopup")
        draw_shadow(painter, box, radius, shadow, blur_px=_BLUR_PX, down_px=_DOWN_PX)
        rounded_box(painter, QRectF(box), radius, theme.color("raised"), theme.color("lineStrong"))


def make_round(menu: QMenu) -> None:
    """Gives a menu round corners where windows may be see-through."""
    if can_be_see_through():
        menu.setProperty("round", True)
        menu.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        menu.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        menu.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)


class Menu(QMenu):
    """A menu with the studio's look; corners are round where windows may be see-through."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(False)
        make_round(self)

    def refuse(self, action: QAction, why: str) -> None:
        """Shows an act that can't be done now, and says why."""
        action.setEnabled(False)
        action.setToolTip(why)
        action.setProperty("why", why)

    def event(self, event: QEvent) -> bool:
        """Qt: a tooltip only where it says more than the row itself."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            action = self.actionAt(event.pos())
            why = str(action.property("why") or "") if action is not None else ""
            QToolTip.showText(event.globalPos(), why, self)
            return True
        return super().event(event)

    def popup_under(self, anchor: QWidget) -> None:
        """Opens under a button, without waiting for a choice; never beyond the window's edge."""
        width, window = self.sizeHint().width(), anchor.window()
        over = anchor.mapTo(window, QPoint(0, 0)).x() + width + _GAP_PX - window.width()
        left = anchor.width() - width if over > 0 else 0
        self.popup(anchor.mapToGlobal(QPoint(left, anchor.height() + 4)))
