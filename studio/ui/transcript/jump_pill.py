"""The pill that brings the reader back to the end."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from studio.ui.theme import Theme, ThemeStore, draw_shadow, rounded_box
from studio.ui.transcript.flow import Flow
from studio.ui.transcript.label import Label

_MARGIN_PX = 12  # room for the shadow
_FROM_PX = 80


class JumpPill(QPushButton):
    """`Jump to latest`: shown while the end is out of sight.

    Args:
        theme: the current look.
    """

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._owner = parent
        self._theme = theme
        self._seen = 0  # messages when the end was last in view
        self._new = 0
        self._arriving = False
        self._painted: tuple[object, QPixmap] | None = None  # as it was in some state
        self._said: tuple[Theme, str, Label] | None = None
        self.setObjectName("jump-to-latest")
        self.setAccessibleName(self.tr("Jump to latest"))
        self.setToolTip(self.tr("Jump to latest") + "  Ctrl+End")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    @property
    def label(self) -> str:
        """What it says."""
        base = self.tr("Jump to latest")
        return base if not self._new else self.tr("{0} · {1} new").format(base, self._new)

    def all_seen(self, count: int) -> None:
        """The reader has seen the end of so many messages."""
        self._seen = count

    def follow(self, flow: Flow, gutter_px: float) -> None:
        """Shows or hides itself by where the view is.

        Args:
            gutter_px: empty space beside the column.
        """
        below, count = 0.0 if flow.following else flow.below_px, len(flow.items)
        if below < 1:
            self._seen = count
        show = below > _FROM_PX
        if show:
            running = any(item.row.running for item in flow.items[-2:])
            self.set_state(new=max(0, count - self._seen), arriving=running)
            self._place(gutter_px)
        if show != self.isVisibleTo(self._owner):
            had_focus = self.hasFocus()
            self.setVisible(show)
            if had_focus and not show:
                self._owner.setFocus()

    def _place(self, gutter_px: float) -> None:
        size, scaled, owner = self.sizeHint(), self._theme.current.scaled, self._owner
        if gutter_px < scaled(160):
            x = (owner.width() - size.width()) // 2
        else:
            x = owner.width() - size.width() - scaled(16) + _MARGIN_PX
        y = owner.height() - size.height() - scaled(12) + _MARGIN_PX
        place = QRect(x, y, size.width(), size.height())
        if place != self.geometry():
            self.setGeometry(place)
        if not self.isVisible():
            self.raise_()

    def set_state(self, *, new: int, arriving: bool) -> None:
        """Shows how many messages came since the reader left, and if one is written now."""
        if (new, arriving) != (self._new, self._arriving):
            self._new, self._arriving = new, arriving
            description = self.tr("{0} new messages").format(new) if new else ""
            self.setAccessibleDescription(description)
            self.resize(self.sizeHint())
            self.update()

    def _words(self) -> Label:
        """What it says, laid out; asked for in each frame of the text that scrolls below."""
        theme, text = self._theme.current, self.label
        if self._said is None or self._said[0] is not theme or self._said[1] != text:
            self._said = (theme, text, Label(text, theme.font("ui", weight=500)))
        return self._said[2]

    # Qt

    def sizeHint(self) -> QSize:
        theme = self._theme.current
        width = round(self._words().width) + theme.scaled(12 + 16 + 8 + 12 + 2)
        return QSize(width + 2 * _MARGIN_PX, theme.scaled(32) + 2 * _MARGIN_PX)

    def hitButton(self, pos: object) -> bool:
        inner = self.rect().adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        return inner.contains(pos)  # type: ignore[call-overload, no-any-return]

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme.current, QPainter(self)
        box = self.rect().adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        painter.drawPixmap(0, 0, self._box())
        side = theme.scaled(16)
        text = box.adjusted(theme.scaled(12) + side + theme.scaled(8), 0, 0, 0)
        self._words().paint(painter, QRectF(text), theme.color("text"))
        if self._arriving:
            self._paint_dot(painter, QRectF(box))
        if self.hasFocus():
            ring = QRectF(box).adjusted(-3, -3, 3, 3)
            radius = box.height() // 2 + 3
            width = theme.focus_ring_px
            rounded_box(painter, ring, radius, border=theme.color("accent"), border_px=width)

    def _box(self) -> QPixmap:
        """All but the words; kept, since each frame of the text that scrolls below paints it."""
        state = (
            self._theme.current, self.devicePixelRatioF(), self.width(), self.height(),
            self.isDown(), self.underMouse(),
        )  # fmt: skip
        if self._painted is None or self._painted[0] != state:
            pixmap = QPixmap(self.size() * state[1])
            pixmap.setDevicePixelRatio(state[1])
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            self._paint_box(painter)
            painter.end()
            self._painted = (state, pixmap)
        return self._painted[1]

    def _paint_box(self, painter: QPainter) -> None:
        theme = self._theme.current
        box = self.rect().adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        radius = box.height() // 2
        shadow = theme.color("tip")
        shadow.setAlphaF(0.12)
        draw_shadow(painter, QRect(box), radius, shadow, blur_px=8, down_px=2)
        fill = "raised"
        if self.isDown():
            fill = "raisedPressed"
        elif self.underMouse():
            fill = "raisedHover"
        line = theme.color("lineStrong")
        rounded_box(painter, QRectF(box), radius, theme.color(fill), line)
        icon = theme.scaled(16)
        left = box.left() + theme.scaled(12)
        at = QPointF(left, box.center().y() + 1 - icon / 2)
        painter.drawPixmap(at, theme.pixmap("arrow-down", icon, "accent", self.devicePixelRatioF()))

    def _paint_dot(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme.current
        side = theme.scaled(8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(QRectF(box.right() - side - 4, box.top() - 1, side, side))
