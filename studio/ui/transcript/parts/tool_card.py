"""A tool call: a head with name, arguments and state; arguments and result when opened.

What is opened is cut into chunks, so that a result of a megabyte costs what is seen of it.
"""

import json
import re
import time

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.core.parts import ToolCallPart
from studio.ui.theme import hline, rounded_box
from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts.base import (
    PaintedPart,
    is_hovered,
    paint_focus,
    paint_icon,
    paint_line,
    paint_spinner,
    text_width,
)
from studio.ui.transcript.parts.plain import PlainLayout
from studio.ui.transcript.parts.selectable import Patch, SelectablePart, line_patch
from studio.ui.transcript.visible import visible

HEAD_PX, _PAD_X_PX, PAD_Y_PX, FOLD_PX, _RADIUS_PX, _ICON_PX = 36, 12, 8, 32, 8, 16
_MOST_CHARS = 400  # of one line
_MOST_PRETTY_CHARS, _MOST_DEPTH = 200_000, 100
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)  # strings are skipped


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


def pretty(text: str) -> str:
    """JSON with one entry a line; anything else, half-received JSON too, as it is."""
    shown = text.strip()
    is_json = shown[:1] in "{[" and shown[-1:] in "}]" and len(shown) <= _MOST_PRETTY_CHARS
    if is_json and _depth(shown) <= _MOST_DEPTH:
        try:
            shown = json.dumps(json.loads(shown), ensure_ascii=False, indent=2)
        except (ValueError, RecursionError):
            pass
    return visible(shown.replace("\r\n", "\n"))


def _depth(text: str) -> int:
    """How deep JSON is nested: each level indents all that is in it."""
    depth = deepest = 0
    for sign in _BRACKETS.findall(text):
        if sign in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "}]":
            depth -= 1
    return deepest


def one_line(text: str) -> str:
    """The beginning of a text on one line."""
    return visible(" ".join(text[:_MOST_CHARS].split()))


class ToolHead(SelectablePart):
    """Name, arguments and state in one line; below it the beginning of the result.

    Args:
        key: of the part, for the fold state.
        result: what the tool gave, or None while there is nothing.
        running: the call is being written or carried out.
        is_open: arguments and result are shown below, by other elements.
    """

    space_before_px = 8.0

    def __init__(
        self,
        kit: Kit,
        key: str,
        call: ToolCallPart,
        result: str | None,
        *,
        running: bool,
        is_open: bool,
        alone: bool,
    ) -> None:
        super().__init__(kit)
        self._key, self._call, self._result = key, call, result
        self._open, self._alone = is_open, alone
        self._name = visible(call.name) or _tr("Tool")
        self.is_running = running and result is None
        self.space_after_px = 16.0 if alone else 0.0

    @property
    def state(self) -> str:
        """What the head says about the call."""
        if self._result is not None:
            return _tr("Done")
        return _tr("Running") if self.is_running else ""

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Box, icon, name, arguments, state and chevron."""
        theme, px = context.theme, self.kit.px
        paint_box(painter, self._width, self._height, context, px(_RADIUS_PX), last=self._alone)
        self.paint_selection(painter, context)
        head = QRectF(px(_PAD_X_PX), 0, self._width - 2 * px(_PAD_X_PX), px(HEAD_PX))
        icon = px(_ICON_PX)
        paint_icon(
            painter,
            "wrench",
            QPointF(head.left() + icon / 2, head.center().y()),
            icon,
            "text2",
            context,
        )
        chevron = "chevron-down" if self._open else "chevron-right"
        at = QPointF(head.right() - icon / 2, head.center().y())
        paint_icon(painter, chevron, at, icon, "text2", context)
        line = head.adjusted(icon + px(8), 0, -icon - px(8), 0)
        line.setRight(line.right() - self._paint_state(painter, context, line))
        mono = theme.font("code_small")
        used = paint_line(painter, self._name, line, mono, theme.color("text"))
        line.setLeft(line.left() + used + px(8))
        if not self._open and line.width() > px(20):
            arguments = one_line(self._call.arguments)
            paint_line(painter, arguments, line, mono, theme.color("text3"))
        if self._height > head.height() and self._result is not None:
            hline(painter, 0, head.bottom(), self._width, theme.color("line"))
            strip = QRectF(head.left(), head.bottom(), head.width(), self._height - head.height())
            paint_line(painter, one_line(self._result), strip, mono, theme.color("text2"))
        if context.focused == self._hits[0]:
            paint_focus(painter, QRectF(0, 0, self._width, head.height()), px(_RADIUS_PX), theme)

    def _paint_state(self, painter: QPainter, context: PaintContext, line: QRectF) -> float:
        """Icon and word at the right; returns how much room they take."""
        if not self.state:
            return 0.0
        theme, px = context.theme, self.kit.px
        font, icon = theme.font("small"), px(14)
        width = text_width(self.state, font)
        left = line.right() - width
        paint_line(
            painter,
            self.state,
            QRectF(left, 0, width + 1, line.height()),
            font,
            theme.color("text2"),
        )
        centre = QPointF(left - px(4) - icon / 2, line.center().y())
        if self.is_running:
            paint_spinner(painter, centre, icon, _turn(), context)
        else:
            paint_icon(painter, "check", centre, icon, "ok", context)
        return self._state_px()

    def plain_text(self) -> str:
        """Name and state, and the arguments while nothing else shows them."""
        texts = (self._name, "" if self._open else self._call.arguments, self.state)
        return " ".join(text for text in texts if text)

    def _make_patches(self) -> list[Patch]:
        px, mono = self.kit.px, self.kit.theme.font("code_small")
        side = px(_PAD_X_PX + _ICON_PX + 8)
        line = QRectF(side, 0, self._width - 2 * side - self._state_px(), px(HEAD_PX))
        found = [line_patch(self._name, line, mono)]
        left = line.left() + text_width(self._name, mono) + px(8)
        if not self._open and line.right() - left > px(20):
            rest = QRectF(left, 0, line.right() - left, line.height())
            found.append(line_patch(one_line(self._call.arguments), rest, mono))
        if self._height > line.height() and self._result is not None:
            strip = QRectF(px(_PAD_X_PX), line.bottom(), self._width - 2 * px(_PAD_X_PX), 0)
            strip.setBottom(self._height)
            found.append(line_patch(one_line(self._result), strip, mono))
        return found

    def _state_px(self) -> float:
        """How much room the state takes."""
        width = text_width(self.state, self.kit.theme.font("small")) if self.state else 0.0
        return width + self.kit.px(4 + 12) + self.kit.px(14) if width else 0.0

    def find_rects(self, start: int, end: int) -> list[QRectF]:
        """The area of the name, which is all that is found in a head."""
        left = self.kit.px(_PAD_X_PX + _ICON_PX + 8)
        width = text_width(self._name, self.kit.theme.font("code_small"))
        height = self.kit.theme.line_px("code_small")
        return [QRectF(left, (self.kit.px(HEAD_PX) - height) / 2, width, height)]

    def _lay_out(self, width: float) -> float:
        head = float(self.kit.px(HEAD_PX))
        name = _tr("Hide tool call") if self._open else _tr("Show tool call")
        self._add("toggle_part", name, QRectF(0, 0, width, head), self._key)
        if self._open or self._result is None:
            return head
        line = self.kit.theme.line_px("code_small")
        return head + float(line + 2 * self.kit.px(PAD_Y_PX))


class ToolChunk(PaintedPart):
    """A piece of the arguments or of the result.

    Args:
        first, last: of the arguments or of the result: padding, and a line above the first.
        ends: it is the end of the card.
        fold: name of the row below that shows more or less; "": there is none.
        fold_key: what that row toggles.
    """

    def __init__(
        self,
        kit: Kit,
        text: str,
        *,
        first: bool,
        last: bool,
        ends: bool,
        fold: str = "",
        fold_key: str = "",
    ) -> None:
        super().__init__(kit)
        line_px = kit.theme.line_px("code_small")
        self._layout = PlainLayout(text, kit.theme.font("code_small"), line_px)
        self._first, self._last, self._ends = first, last, ends
        self._fold, self._fold_key = fold, fold_key
        self._origin = QPointF()
        self.space_after_px = 16.0 if ends else 0.0

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Sides of the box, text, and the fold row."""
        theme, px = context.theme, self.kit.px
        paint_box(
            painter,
            self._width,
            self._height,
            context,
            px(_RADIUS_PX),
            first=False,
            last=self._ends,
        )
        if self._first:
            hline(painter, 0, 0, self._width, theme.color("line"))
        self._layout.paint(painter, self._origin, context, "text2")
        for hit in self._hits:
            if hit.rect is None:
                continue
            hovered = is_hovered(hit, context)
            hline(painter, 1, hit.rect.top(), self._width - 2, theme.color("line"))
            font, color = (
                theme.font("small", weight=500),
                theme.color("text" if hovered else "text2"),
            )
            paint_line(painter, hit.name, hit.rect, font, color, Qt.AlignmentFlag.AlignHCenter)
            if context.focused == hit:
                paint_focus(painter, hit.rect.adjusted(2, 2, -2, -2), px(6), theme)

    def plain_text(self) -> str:
        """The text."""
        return self._layout.text

    def markdown(self) -> str:
        """The text as code."""
        return f"```\n{self._layout.text}\n```"

    def position_at(self, pos: QPointF) -> int:
        """See `TextElement`."""
        return self._layout.position_at(pos - self._origin)

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """See `TextElement`."""
        return [r.translated(self._origin) for r in self._layout.selection_rects(start, end)]

    def caret_rect(self) -> QRectF:
        """See `TextElement`."""
        return self._layout.caret_rect().translated(self._origin)

    def _lay_out(self, width: float) -> float:
        px = self.kit.px
        top = float(px(PAD_Y_PX)) if self._first else 0.0
        self._origin = QPointF(px(_PAD_X_PX), top)
        height = top + self._layout.lay_out(width - 2 * px(_PAD_X_PX))
        height += px(PAD_Y_PX) if self._last else 0
        if self._fold:
            rect = QRectF(0, height, width, px(FOLD_PX))
            self._add("toggle_part", self._fold, rect, self._fold_key)
            height += px(FOLD_PX)
        return height


def paint_box(
    painter: QPainter,
    width: float,
    height: float,
    context: PaintContext,
    radius: float,
    *,
    first: bool = True,
    last: bool = True,
) -> None:
    """A part of a box with a thin line; only its first part has the top, its last the bottom."""
    box = QRectF(0, 0, width, height)
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    whole = box.adjusted(0, 0 if first else -2 * radius, 0, 0 if last else 2 * radius)
    rounded_box(painter, whole, radius, border=context.theme.color("line"))
    painter.restore()


def _turn() -> int:
    """The step of the spinner at this moment."""
    return int(time.monotonic() * 10) % 8
