"""Buttons with a label. One primary button per region."""

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets.spinner import SpinnerTicker, paint_spinner
from studio.ui.widgets.themed import FocusRinged


class ButtonLook(Struct, frozen=True):
    """Tokens of one kind of button; an empty token paints nothing.

    Attributes:
        padding_px: left and right of the label, together.
        style, weight: of the label, see `Theme.font`.
    """

    rest: str
    hover: str
    pressed: str
    label: str
    border: str = ""
    disabled: str = "sunken"
    padding_px: int = 26
    style: str = "ui"
    weight: int = 500


PRIMARY = ButtonLook("accent", "accentHover", "accentPressed", "onAccent")
SECONDARY = ButtonLook("raised", "raisedHover", "raisedPressed", "text", border="lineStrong")
TEXT = ButtonLook("", "hover", "pressed", "text", disabled="", padding_px=24)
LINK = ButtonLook("", "raisedHover", "raisedPressed", "accent", disabled="", padding_px=24)
INLINE = ButtonLook("", "", "", "accent", disabled="", padding_px=0)
QUIET = ButtonLook(
    "", "hover", "pressed", "text3", disabled="", padding_px=8, style="small", weight=400
)
DANGER_TEXT = ButtonLook("", "dangerSoft", "dangerSoft", "danger", disabled="", padding_px=24)
DANGER = ButtonLook("dangerFill", "dangerFill", "dangerFill", "onDanger")
_TEXT_LOOKS = {
    "text": TEXT,
    "link": LINK,
    "inline": INLINE,
    "quiet": QUIET,
    "danger": DANGER_TEXT,
}
ON = ButtonLook("accentSoft", "accentSoft", "accentSoft", "accentText", border="accent")


class Button(FocusRinged, QPushButton):
    """A push button painted from tokens.

    Args:
        icon: name of an icon left of the label, or "".
        compact: 28 px high instead of 32.
        height_px: another height in the 100 % design, or 0.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str,
        look: ButtonLook,
        *,
        icon: str = "",
        compact: bool = False,
        height_px: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._icon_name = icon
        self._height_px = height_px or (28 if compact else 32)
        self._busy = False
        self._rest_text = text
        self._ticker = SpinnerTicker(theme_store, self)
        self._ticker.ticked.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(text)
        self._use_theme(theme_store)

    @property
    def is_busy(self) -> bool:
        """Whether the button shows a running act and ignores clicks."""
        return self._busy

    def set_busy(self, busy: bool, text: str = "") -> None:
        """Shows a spinner and what is being done; the accessible name stays.

        Args:
            text: the act, e.g. "Testing".
        """
        if busy == self._busy:
            return
        self._busy = busy
        if busy:
            self._rest_text = self.text()
            self.setAccessibleName(self.accessibleName() or self._rest_text)
            self.setText(text or self._rest_text)
            self._ticker.start()
        else:
            self.setText(self._rest_text)
            self._ticker.stop()
        # The width is kept, so that nothing beside the button moves.
        kept = self.width() if self.isVisible() else 0
        self.setMinimumWidth(max(kept, self.sizeHint().width()) if busy else 0)
        self.update()

    def set_icon_name(self, icon: str) -> None:
        """Changes the icon; "" for none."""
        self._icon_name = icon
        self.updateGeometry()
        self.update()

    def _show_theme(self) -> None:
        self.setFont(self.theme.font(self._look.style, weight=self._look.weight))
        self.setFixedHeight(self.theme.scaled(self._height_px))

    def _colors(self) -> tuple[str, str, str]:
        """Fill, border and label token of the present state."""
        look = ON if self.isCheckable() and self.isChecked() else self._look
        if not self.isEnabled():
            return look.disabled, "line" if look.disabled else "", "disabled"
        if self.isDown():
            return look.pressed, look.border, look.label
        if self.underMouse() and not self._busy:
            return look.hover, look.border, look.label
        return look.rest, look.border, look.label

    def _shortened(self, room_px: int) -> str:
        """The label where a line has less room than it needs; the tooltip has it all."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room_px)

    def _padding_px(self) -> int:
        return self.theme.scaled(self._look.padding_px)

    def _lead_px(self) -> int:
        """Width of icon or spinner and the gap after it."""
        if not (self._icon_name or self._busy):
            return 0
        return self.theme.scaled(16 + (6 if self.text() else 0))

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().horizontalAdvance(self.text().replace("&&", "&"))
        return QSize(
            text + self._lead_px() + self._padding_px(), self.theme.scaled(self._height_px)
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._busy:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._busy:
            self.click()
        elif not self._busy:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.theme
        painter = QPainter(self)
        fill, border, label = self._colors()
        rounded_box(
            painter,
            QRectF(self.rect()),
            theme.scaled(6),
            theme.color(fill) if fill else None,
            theme.color(border) if border else None,
        )
        text = self.fontMetrics().horizontalAdvance(self.text())
        lead = self._lead_px()
        spare = self.width() - text - lead
        x = spare // 2 if spare >= 0 else min(theme.scaled(4), self._padding_px() // 2)
        if lead:
            side = theme.scaled(16)
            y = (self.height() - side) // 2
            if self._busy:
                paint_spinner(painter, QRectF(x, y, side, side), theme, label, self._ticker.step)
            else:
                dpr = self.devicePixelRatioF()
                pixmap = theme.pixmap(self._icon_name, side, label, dpr)
                painter.drawPixmap(QPointF(x, y), pixmap)
        if self._look is INLINE:
            font = self.font()
            font.setUnderline(self.underMouse())
            painter.setFont(font)
        painter.setPen(theme.color(label))
        box = QRect(x + lead, 0, max(text + 2, 0), self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        shown = self.text() if spare >= 0 else self._shortened(self.width() - 2 * x - lead)
        painter.drawText(box, flags, shown)


class PrimaryButton(Button):
    """The one main act of a region."""

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str,
        *,
        icon: str = "",
        compact: bool = False,
        height_px: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme_store,
            text,
            PRIMARY,
            icon=icon,
            compact=compact,
            height_px=height_px,
            parent=parent,
        )


class SecondaryButton(Button):
    """Any other act; may be checkable."""

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str,
        *,
        icon: str = "",
        compact: bool = False,
        height_px: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme_store,
            text,
            SECONDARY,
            icon=icon,
            compact=compact,
            height_px=height_px,
            parent=parent,
        )


class TextButton(Button):
    """A quiet act without a box.

    Args:
        kind: `text`, `link` (accent), `inline` (a link that stands like text, without room
            around it), `quiet` (small and grey) or `danger`.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str,
        *,
        kind: str = "text",
        icon: str = "",
        compact: bool = False,
        height_px: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme_store,
            text,
            _TEXT_LOOKS[kind],
            icon=icon,
            compact=compact,
            height_px=height_px,
            parent=parent,
        )


class DangerButton(Button):
    """An act that can't be undone."""

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str,
        *,
        icon: str = "",
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme_store, text, DANGER, icon=icon, compact=compact, parent=parent)
