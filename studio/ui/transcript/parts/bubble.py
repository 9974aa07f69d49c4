"""A person's message: the bubble, in chunks, with its actions at the left on hover."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath

from studio.ui.transcript.element import Element, Hit, PaintContext
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts.base import BUTTON_PX, PaintedPart, paint_icon_button
from studio.ui.transcript.parts.plain import CHUNK_CHARS, PlainLayout, chunks_of
from studio.ui.transcript.pieces import UNMEASURED, Section
from studio.ui.transcript.state import ItemState

_MOST_PX, _RADIUS_PX, _PAD_X_PX, _PAD_Y_PX = 600, 12, 16, 12


class BubbleShape:
    """The width that all chunks of one bubble share."""

    def __init__(self, kit: Kit, text: str | None) -> None:
        self._kit = kit
        is_short = text is not None and len(text) <= CHUNK_CHARS and len(chunks_of(text)) == 1
        self._text = text if is_short else None
        self._known: dict[float, tuple[float, float]] = {}

    def place(self, column: float) -> tuple[float, float]:
        """Left edge and width of the bubble in a column, in px."""
        found = self._known.get(column)
        if found is None:
            pad = 2 * self._kit.px(_PAD_X_PX)
            buttons = 2 * self._kit.px(BUTTON_PX) + self._kit.px(8) + self._kit.px(4)
            most = min(float(self._kit.px(_MOST_PX)), max(column - buttons, column * 0.4))
            width = most
            if self._text is not None:
                layout = PlainLayout(self._text, self._kit.text_font(), 1)
                layout.lay_out(most - pad)
                width = min(most, float(round(layout.natural_width + 0.5)) + pad)
            found = self._known[column] = (column - width, width)
        return found


class BubbleChunk(PaintedPart):
    """A piece of a person's text with its part of the bubble behind it."""

    def __init__(
        self, kit: Kit, text: str, shape: BubbleShape, state: ItemState, first: bool, last: bool
    ) -> None:
        super().__init__(kit)
        self._layout = PlainLayout(text, kit.text_font(), kit.text_line_px())
        self._shape = shape
        self._state = state
        self._first = first
        self._last = last
        self._box = QRectF()
        self._origin = QPointF()

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Fill, text, and the actions while the message is hovered or focused."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(self._outline(), context.theme.color("turn"))
        painter.restore()
        self._layout.paint(painter, self._origin, context)
        for hit, icon in zip(self._hits, ("pencil", "copy"), strict=False):
            if self._state.hovered or self._state.focused or context.focused == hit:
                paint_icon_button(painter, hit, icon, context)

    def plain_text(self) -> str:
        """The text as typed."""
        return self._layout.text

    def markdown(self) -> str:
        """The text as typed."""
        return self._layout.text

    def position_at(self, pos: QPointF) -> int:
        """The offset in the text nearest to a point."""
        return self._layout.position_at(pos - self._origin)

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """The areas that characters cover."""
        return [r.translated(self._origin) for r in self._layout.selection_rects(start, end)]

    def caret_rect(self) -> QRectF:
        """After the last glyph."""
        return self._layout.caret_rect().translated(self._origin)

    def hit_at(self, pos: QPointF) -> Hit | None:
        """The actions, or text."""
        found = super().hit_at(pos)
        if found is None and self._box.contains(pos):
            return Hit("", rect=self._box)
        return found

    def _lay_out(self, width: float) -> float:
        left, box_width = self._shape.place(width)
        pad_x, pad_y = self.kit.px(_PAD_X_PX), self.kit.px(_PAD_Y_PX)
        top = pad_y if self._first else 0
        height = top + self._layout.lay_out(box_width - 2 * pad_x)
        height += pad_y if self._last else 0
        self._box = QRectF(left, 0, box_width, height)
        self._origin = QPointF(left + pad_x, top)
        if self._first:
            side = self.kit.px(BUTTON_PX)
            y = max(0.0, min(height - side, (self.kit.px(44) - side) / 2))
            x = left - self.kit.px(8) - side
            copy = QRectF(x, y, side, side)
            edit = QRectF(x - side - self.kit.px(4), y, side, side)
            translate = QCoreApplication.translate
            self._add("edit", translate("Transcript", "Edit message"), edit)
            self._add("copy_message", translate("Transcript", "Copy message"), copy)
        return height

    def _outline(self) -> QPainterPath:
        path = QPainterPath()
        radius = float(self.kit.px(_RADIUS_PX))
        box = self._box
        if self._first and self._last:
            path.addRoundedRect(box, radius, radius)
            return path
        path.setFillRule(path.fillRule().WindingFill)
        path.addRoundedRect(box, radius, radius) if self._first or self._last else None
        if not self._first:
            path.addRect(box.adjusted(0, 0, 0, -radius if self._last else 0))
        if not self._last:
            path.addRect(box.adjusted(0, radius if self._first else 0, 0, 0))
        return path


class BubbleSection(Section):
    """A person's text, or a part of a very long one.

    Args:
        first, last: whether the bubble begins and ends with it.
    """

    def __init__(
        self,
        key: str,
        text: str,
        kit: Kit,
        state: ItemState,
        width: float,
        *,
        first: bool = True,
        last: bool = True,
    ) -> None:
        super().__init__(key, text, kit)
        self._first, self._last = first, last
        self._chunks = chunks_of(text)
        self._shape = BubbleShape(kit, text if first and last else None)
        self._state = state
        usable = max(80.0, min(kit.px(_MOST_PX), width) - 2 * kit.px(_PAD_X_PX))
        per_line = usable / (kit.text_font().pixelSize() * 0.5)
        line = kit.text_line_px()
        for index, chunk in enumerate(self._chunks):
            lines = chunk.count("\n") + 1 + len(chunk) / per_line
            pads = (index == 0) + (index == len(self._chunks) - 1)
            self.heights.append(float(round(lines * line + pads * kit.px(_PAD_Y_PX))))
            self.measured.append(UNMEASURED)

    def make(self, index: int) -> Sequence[Element]:
        """One chunk."""
        chunk = self._chunks[index]
        first = self._first and index == 0
        last = self._last and index == len(self._chunks) - 1
        return (BubbleChunk(self.kit, chunk, self._shape, self._state, first=first, last=last),)

    def may_act(self, index: int | None = None) -> bool:
        """See `Section`: the first piece has the actions."""
        return self._first and not index

    def offset_of(self, index: int) -> int:
        """Where a chunk begins in the text."""
        text, at = str(self.value), 0
        for chunk in self._chunks[:index]:
            at += len(chunk)
            at += text[at : at + 1] == "\n"
        return at

    def text(self) -> str:
        """The text as typed."""
        return str(self.value)
