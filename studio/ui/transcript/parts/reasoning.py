"""The reasoning of a reply: one row, folded; opened it scrolls in a box of its own."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.ui.theme import rounded_box
from studio.ui.transcript.element import Hit, PaintContext
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts import formats
from studio.ui.transcript.parts.base import (
    PaintedPart,
    is_hovered,
    paint_focus,
    paint_icon,
    paint_line,
    text_width,
)
from studio.ui.transcript.parts.long_plain import LongPlain
from studio.ui.transcript.state import ItemState

_ROW_PX, _MOST_PX, _INDENT_PX, _ABOVE_PX, _BELOW_PX = 28, 320, 14, 4, 8


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


class Reasoning(PaintedPart):
    """A row that says how long the model thought; its text below when opened.

    Args:
        key: of the part, for the fold state.
        text: gives the text; asked only while the part is open.
        tokens: reasoning tokens of the whole reply, or None when unknown.
    """

    space_before_px = 4.0
    space_after_px = 8.0

    def __init__(
        self,
        kit: Kit,
        key: str,
        text: Callable[[], str],
        duration_s: float | None,
        state: ItemState,
        tokens: int | None = None,
        *,
        live: bool = False,
    ) -> None:
        super().__init__(kit)
        self._key = key
        self._state = state
        self._tokens = tokens
        self._stick = True
        self._body_text = LongPlain(kit)
        self.set_value(text, duration_s, live=live)

    def set_value(self, text: Callable[[], str], duration_s: float | None, *, live: bool) -> None:
        """Takes a newer value; what is laid out is kept when text was only added."""
        self._text = text
        self._duration_s = duration_s
        self._live = live and duration_s is None
        self.changed()

    @property
    def is_open(self) -> bool:
        """Whether its text is shown."""
        return self._key in self._state.open_parts

    @property
    def is_counting(self) -> bool:
        """Whether the model thinks now."""
        return self._live

    def count(self, now_s: float) -> None:
        """Time went on; `now_s` is monotonic."""
        self._state.thinking_since_s.setdefault(self._key, now_s)
        self._state.now_s = now_s

    @property
    def label(self) -> str:
        """What the row says now."""
        if self._duration_s is not None:
            return _tr("Thought for {0}").format(formats.whole_seconds(self._duration_s))
        if not self._live:
            return _tr("Thought")
        since = self._state.thinking_since_s.get(self._key, self._state.now_s)
        return _tr("Thinking, {0}").format(formats.whole_seconds(self._state.now_s - since))

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """The row, and the text behind its rule when open."""
        theme, px = context.theme, self.kit.px
        row, hit = px(_ROW_PX), self._hits[0]
        token = "text" if is_hovered(hit, context) else "text2"
        icon = px(16)
        paint_icon(painter, "brain", QRectF(0, 0, icon, row).center(), icon, token, context)
        x = float(icon + px(8))
        font = theme.font("ui", tabular=True)
        x += px(8) + paint_line(
            painter, self.label, QRectF(x, 0, self._width - x, row), font, theme.color(token)
        )
        if self._tokens:
            small = theme.font("small")
            text = _tr("{0} tokens").format(formats.count(self._tokens))
            line = QRectF(x, 0, self._width - x, row)
            x += px(8) + paint_line(painter, text, line, small, theme.color("text3"))
        chevron = "chevron-down" if self.is_open else "chevron-right"
        paint_icon(painter, chevron, QRectF(x, 0, px(14), row).center(), px(14), token, context)
        if context.focused == hit and hit.rect is not None:
            paint_focus(painter, hit.rect.adjusted(-px(4), 0, px(4), 0), px(6), theme)
        if self.is_open:
            self._paint_body(painter, context)

    def _paint_body(self, painter: QPainter, context: PaintContext) -> None:
        theme, body = context.theme, self._body()
        painter.fillRect(QRectF(0, body.top(), 2, body.height()), theme.color("line"))
        painter.save()
        painter.setClipRect(body, Qt.ClipOperation.IntersectClip)
        self._paint_selection(painter, context)
        inner = PaintContext(theme, context.clip.intersected(body), dpr=context.dpr)
        self._body_text.paint(painter, body, inner, "text2")
        painter.restore()
        total = self._body_text.height
        if total > body.height():
            thumb = max(24.0, body.height() * body.height() / total)
            part = self._body_text.scroll_px / (total - body.height())
            at = (body.height() - thumb) * min(1.0, part)
            bar = QRectF(body.right() - 6, body.top() + at, 6, thumb)
            color = theme.color("control")
            color.setAlphaF(0.4)
            rounded_box(painter, bar, 3, fill=color)

    def scroll_by(self, dy_px: float) -> bool:
        """Scrolls the open text; False when there is nothing further that way."""
        if not self.is_open or not self._width:
            return False
        text, box_px = self._body_text, self._body().height()
        before = text.scroll_px
        text.scroll_px = max(0.0, min(text.height - box_px, before + dy_px))
        moved = text.scroll_px != before
        text.settle(box_px)
        self._stick = text.scroll_px >= text.height - box_px - 1
        return moved

    # Finding: positions are those of `finding.texts.reasoning_text`.

    def find_rects(self, start: int, end: int) -> list[QRectF]:
        """The areas of characters of the open text, scrolled as it is."""
        if not self.is_open or not self._width:
            return []
        corner = self._body().topLeft()
        return [rect.translated(corner) for rect in self._body_text.rects(start, end)]

    def find_range(self) -> tuple[int, int]:
        """About which characters of the open text are shown."""
        return self._body_text.shown(self._body().height()) if self.is_open else (0, 0)

    def text_clip(self) -> QRectF:
        """Where the open text can be seen."""
        return self._body()

    def body_contains(self, y_px: float) -> bool:
        """Whether a height lies in the open text."""
        return self.is_open and y_px >= self.kit.px(_ROW_PX)

    def markdown(self) -> str:
        """Nothing: reasoning is not copied with the answer."""
        return ""

    def plain_text(self) -> str:
        """The row, and the text when it is open."""
        return f"{self.label}\n{self._text()}" if self.is_open else self.label

    # Selecting: positions as for finding.

    def selectable_text(self) -> str:
        """The open text."""
        return self._body_text.text() if self.is_open and self._width else ""

    def position_at(self, pos: QPointF) -> int:
        """See `TextElement`."""
        return self._body_text.position_at(pos - self._body().topLeft()) if self.is_open else 0

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """What can be seen of the areas; see `TextElement`."""
        if not self.is_open or not self._width:
            return []
        body = self._body()
        first, last = self._body_text.shown(body.height())
        rects = self._body_text.rects(max(start, first), min(end, last))
        inside = (rect.translated(body.topLeft()).intersected(body) for rect in rects)
        return [rect for rect in inside if not rect.isEmpty()]

    def caret_rect(self) -> QRectF:
        """See `TextElement`."""
        return QRectF(self._body().bottomLeft(), self._body().bottomLeft() + QPointF(2, 0))

    def _paint_selection(self, painter: QPainter, context: PaintContext) -> None:
        if context.selection is not None:
            fill = context.theme.color("selText")
            for rect in self.selection_rects(*context.selection):
                painter.fillRect(rect, fill)

    def _body(self) -> QRectF:
        indent, top = self.kit.px(_INDENT_PX), self.kit.px(_ROW_PX) + self.kit.px(_ABOVE_PX)
        height = max(0.0, self._height - top - self.kit.px(_BELOW_PX))
        return QRectF(indent, top, self._width - indent, height)

    def _lay_out(self, width: float) -> float:
        row = float(self.kit.px(_ROW_PX))
        label_px = text_width(self.label, self.kit.theme.font("ui", tabular=True))
        name = _tr("Hide reasoning") if self.is_open else _tr("Show reasoning")
        hit_px = min(width, label_px + self.kit.px(48 + (96 if self._tokens else 0)))
        rect = QRectF(0, 0, hit_px, row)
        self._hits.append(Hit("toggle_part", self._key, name, rect))
        if not self.is_open:
            return row
        text = self._body_text
        text.set_width(width - self.kit.px(_INDENT_PX) - 10)
        text.set_text(self._text().strip("\n"))
        most = float(self.kit.px(_MOST_PX))
        text.settle(most, at_end=self._live and self._stick)
        shown = min(text.height, most)
        return row + self.kit.px(_ABOVE_PX) + shown + self.kit.px(_BELOW_PX)
