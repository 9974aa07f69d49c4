"""Text, lines, plain surfaces, badges and key caps."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore, fill, hline, rounded_box, vline
from studio.ui.widgets.themed import Themed, plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent

_BREAK = "\u200b"  # zero width space
_LONGEST_WORD, _PIECE = 28, 12
_LONG_WORD = re.compile(r"\S{29,}")


class Label(Themed, QLabel):
    """Text in one type style and colour.

    Args:
        style, weight: see `Theme.font`.
        token: colour of the text.
        elide: shorten at the end with an ellipsis instead of asking for width.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str = "",
        *,
        style: str = "ui",
        weight: int | None = None,
        token: str = "text",
        wrap: bool = False,
        elide: bool = False,
        selectable: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._style, self._weight, self._token = style, weight, token
        self._tabular = tabular
        self._elide = elide
        self._full_text = text
        self._broken_text = ""  # the text with places to break
        self._breaks: frozenset[int] = frozenset()  # where those are, in units of UTF-16
        self._full_name = ""  # for assistive tools, while words are broken
        self._cut_tip = ""  # the tooltip that tells the rest of a shortened text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._use_theme(theme_store)
        self.set_text(text)

    @property
    def is_elided(self) -> bool:
        """Whether it takes the width there is, and shortens its text."""
        return self._elide

    def set_text(self, text: str) -> None:
        """Shows another text."""
        self._full_text = text
        if self._elide:
            self.setAccessibleName(text)
            self._show_elided()
        elif self.wordWrap():
            shown = _breakable(text)
            if self.accessibleName() == self._full_name:  # nobody gave it another name
                self._full_name = text if shown != text else ""
                self.setAccessibleName(self._full_name)
            self._broken_text, self._breaks = shown, _places_of_breaks(text, shown)
            self.setText(shown)
        else:
            self.setText(text)

    def text(self) -> str:
        """Qt: what is shown, without the places where long words may break."""
        shown = super().text()
        return self._full_text if self._breaks and shown == self._broken_text else shown

    def selectedText(self) -> str:
        """Qt: what is selected, without the places where long words may break."""
        selected = super().selectedText()
        if not self._breaks or super().text() != self._broken_text:
            return selected
        return _without(selected, self.selectionStart(), self._breaks)

    def copy_selected(self) -> None:
        """Puts what is selected on the clipboard, as it is said."""
        if self.hasSelectedText():
            QGuiApplication.clipboard().setText(self.selectedText())

    def select_all(self) -> None:
        """Selects the whole text."""
        self.setSelection(0, len(super().text()))

    def set_token(self, token: str) -> None:
        """Shows the text in another colour."""
        self._token = token
        self._show_token()

    def _show_theme(self) -> None:
        theme = self.theme
        self.setFont(theme.font(self._style, weight=self._weight, tabular=self._tabular))
        self._show_token()
        self.setMinimumHeight(theme.line_px(self._style))
        if self._elide:
            self._show_elided()

    def _show_token(self) -> None:
        theme, palette = self.theme, self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.color(self._token))
        palette.setColor(
            QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText, theme.color("disabled")
        )
        self.setPalette(palette)

    def _show_elided(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._full_text, Qt.TextElideMode.ElideRight, self.width()
        )
        self.setText(shown)
        tip = "" if shown == self._full_text else plain_tip(self._full_text)
        if tip != self._cut_tip and self.toolTip() == self._cut_tip:  # nobody gave it another
            self._cut_tip = tip
            self.setToolTip(tip)

    @property
    def _is_selectable(self) -> bool:
        return bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        if self.hasSelectedText() and event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: "QContextMenuEvent") -> None:
        if self._is_selectable:
            from studio.ui.widgets.label_menu import open_menu

            open_menu(self, event.globalPos())
        else:
            super().contextMenuEvent(event)

    def mouseReleaseEvent(self, event: "QMouseEvent") -> None:
        super().mouseReleaseEvent(event)
        clipboard = QGuiApplication.clipboard()
        # Where selecting alone copies (X11), Qt copied what is shown.
        if self.hasSelectedText() and clipboard.supportsSelection():
            from PySide6.QtGui import QClipboard

            clipboard.setText(self.selectedText(), QClipboard.Mode.Selection)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # WORKAROUND(Qt: a style sheet brings back the palette of the first polish, seen with
        # 6.11 when a widget gets another parent): the colour is set again.
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "theme_store"):
            self._show_token()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._elide:
            self._show_elided()


def _breakable(text: str) -> str:
    """The text with places to break in words that no column has room for."""
    if len(text) <= _LONGEST_WORD:
        return text
    return _LONG_WORD.sub(_broken, text)


def _broken(word: re.Match[str]) -> str:
    # Chinese, Japanese and Korean break anywhere. Not compiled above: that alone takes 2 ms.
    return re.sub(r"[^\u2e80-\uffff]{29,}", _in_pieces, word[0])


def _in_pieces(word: re.Match[str]) -> str:
    return _BREAK.join(word[0][at : at + _PIECE] for at in range(0, len(word[0]), _PIECE))


def _places_of_breaks(text: str, shown: str) -> frozenset[int]:
    """Where places to break were put into a text (it may have some of its own)."""
    found: list[int] = []
    if text != shown:
        left, at = iter(text), 0
        wanted = next(left, "")
        for sign in shown:
            if sign == _BREAK and wanted != _BREAK:
                found.append(at)
            else:
                wanted = next(left, "")
            at += 1 + (sign > "\uffff")
    return frozenset(found)


def _without(part: str, start: int, places: frozenset[int]) -> str:
    """A part of a shown text, without what was put in."""
    kept: list[str] = []
    for sign in part:
        if start not in places:
            kept.append(sign)
        start += 1 + (sign > "\uffff")
    return "".join(kept)


class SectionLabel(Label):
    """The small heading of a group of rows: 28 px high, 16 px from the left."""

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str,
        *,
        padding_px: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        self._padding_px = padding_px
        super().__init__(theme_store, text, style="small", weight=600, token="text3", parent=parent)

    def _show_theme(self) -> None:
        super()._show_theme()
        self.setFixedHeight(self.theme.scaled(28))
        self.setContentsMargins(self.theme.scaled(self._padding_px), 0, 0, 0)


class Surface(Themed, QWidget):
    """A plain area filled with one token, with lines at chosen edges.

    Args:
        lines: any of `left`, `right`, `top`, `bottom`.
        radius_px: rounded corners with a full border when `lines` is empty and `border` set.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        token: str = "base",
        *,
        lines: tuple[str, ...] = (),
        radius_px: int = 0,
        border: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._token, self._lines = token, lines
        self._radius_px, self._border = radius_px, border
        self._use_theme(theme_store)

    def set_token(self, token: str, border: str = "") -> None:
        """Changes the fill and the border."""
        self._token, self._border = token, border
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        if self._radius_px or self._border:
            rounded_box(
                painter,
                QRectF(self.rect()),
                theme.scaled(self._radius_px),
                theme.color(self._token),
                theme.color(self._border) if self._border else None,
            )
        else:
            fill(painter, QRectF(event.rect()), theme.color(self._token))
        color = theme.color("line")
        for edge in self._lines:
            if edge == "top":
                hline(painter, 0, 0, self.width(), color)
            elif edge == "bottom":
                hline(painter, 0, self.height() - 1, self.width(), color)
            elif edge == "left":
                vline(painter, 0, 0, self.height(), color)
            else:
                vline(painter, self.width() - 1, 0, self.height(), color)


class HLine(Themed, QWidget):
    """A 1 px line across."""

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._use_theme(theme_store)

    def paintEvent(self, event: QPaintEvent) -> None:
        hline(QPainter(self), 0, 0, self.width(), self.theme.color("line"))


BADGE_KINDS = {
    "neutral": ("fill", "text2"),
    "accent": ("accentSoft", "accentText"),
    "ok": ("okSoft", "ok"),
    "warn": ("warnSoft", "warn"),
    "danger": ("dangerSoft", "danger"),
}


class Badge(Themed, QLabel):
    """A short state word in a small box.

    Args:
        kind: neutral, accent, ok, warn or danger.
        large: 22 px high with small text, for card heads.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        text: str = "",
        kind: str = "neutral",
        *,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind, self._large = kind, large
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._use_theme(theme_store)

    def set_badge(self, text: str, kind: str) -> None:
        """Shows another word and kind."""
        self._kind = kind
        self.setText(text)
        self.updateGeometry()
        self.update()

    def _show_theme(self) -> None:
        style = "small" if self._large else "micro"
        self.setFont(self.theme.font(style, weight=500))

    def sizeHint(self) -> QSize:
        theme = self.theme
        width = self.fontMetrics().horizontalAdvance(self.text())
        padding, height = (16, 22) if self._large else (10, 18)
        return QSize(width + theme.scaled(padding), theme.scaled(height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        fill, text = BADGE_KINDS[self._kind]
        rounded_box(painter, QRectF(self.rect()), theme.scaled(4), theme.color(fill))
        painter.setPen(theme.color(text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


def paint_key_cap(painter: QPainter, rect: QRect, theme_store: ThemeStore, text: str) -> None:
    """A key in a list row or hint line."""
    theme = theme_store.current
    rounded_box(
        painter, QRectF(rect), theme.scaled(4), theme.color("raised"), theme.color("lineStrong")
    )
    painter.setFont(theme.font("micro"))
    painter.setPen(theme.color("text2"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


class KeyCap(Themed, QLabel):
    """One key, e.g. `Enter`."""

    def __init__(self, theme_store: ThemeStore, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("micro"))

    def sizeHint(self) -> QSize:
        height = self.theme.scaled(20)
        width = self.fontMetrics().horizontalAdvance(self.text()) + self.theme.scaled(12)
        return QSize(max(width, height), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_key_cap(QPainter(self), self.rect(), self.theme_store, self.text())
