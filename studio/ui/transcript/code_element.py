"""`CodeElement`: a code block with its language, a copy button, own scrolling and folding."""

import time

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath

from studio.ui.theme import hair_px, rounded_box
from studio.ui.transcript.code_lines import CodeLines
from studio.ui.transcript.code_places import (
    HEAD_PX,
    ICON_PX,
    PAD_PX,
    RADIUS_PX,
    ROW_PX,
    CodePlaces,
    code_places,
    label_px,
)
from studio.ui.transcript.code_tools import paint_tool
from studio.ui.transcript.element import Hit, PaintContext
from studio.ui.transcript.highlight import LIMIT_CHARS, Highlighter
from studio.ui.transcript.label import Label
from studio.ui.transcript.leaves import CodeLeaf
from studio.ui.transcript.look import Look
from studio.ui.transcript.placement import Placement
from studio.ui.transcript.scrolling import SideScroll
from studio.ui.transcript.text_elements import FramedElement, tr
from studio.ui.transcript.visible import visible
from studio.ui.transcript.wrapped_lines import WrappedLines

FOLD_OVER_LINES, FOLDED_LINES = 40, 20
_MOST_WRAPPED_LINES, _MOST_WRAPPED = 10_000, 1_000_000
_PREPARED_LINES, _PREPARED_CHARS = 48, 20_000


class CodeElement(FramedElement):
    """A code block.

    Args:
        live: it still grows: not folded, not highlighted.
        previous: the same block a moment ago; its scrolling and folding stay.
    """

    def __init__(
        self,
        leaf: CodeLeaf,
        place: Placement,
        look: Look,
        *,
        live: bool = False,
        previous: "CodeElement | None" = None,
    ) -> None:
        super().__init__(place, look)
        self._leaf = leaf
        self._lines: CodeLines | None = None
        self._info = visible(leaf.info)
        self._count = leaf.code.count("\n") + 1
        self._can_fold = not live and self._count > FOLD_OVER_LINES
        self._folded = self._can_fold
        self._highlighter = (
            None if live else Highlighter(visible(leaf.code[:LIMIT_CHARS]), leaf.language)
        )
        self._coloured_lines = 0
        self._scroll = SideScroll(look)
        # Cutting more would hold the window.
        self._can_wrap = self._count <= _MOST_WRAPPED_LINES and len(leaf.code) <= _MOST_WRAPPED
        self.wraps = False
        self._wrapped_px = 0.0  # the width that the lines are wrapped for
        self._known_places: CodePlaces | None = None
        if previous is not None:
            self._folded = self._can_fold and previous._folded
            self._scroll.x = previous._scroll.x
            self.wraps = previous.wraps
            if previous._lines is not None and not self.wraps:
                self._lines = CodeLines(leaf.code, look, previous._lines)

    @property
    def leaf(self) -> CodeLeaf:
        """What it shows."""
        return self._leaf

    @property
    def lines(self) -> CodeLines:
        """The lines, split at the first need; cut to the box while they wrap."""
        width = self.inner_width - 2 * self.look.px(PAD_PX) if self.wraps else 0.0
        if self._lines is None or width != self._wrapped_px:
            code, self._wrapped_px = self._leaf.code, width
            wrapped = WrappedLines(code, self.look, width) if self.wraps else None
            self._lines = wrapped or CodeLines(code, self.look)
            if self._highlighter is not None:
                self._lines.set_runs(self._highlighter.runs)
        return self._lines

    def toggle_wrap(self) -> None:
        """Wraps long lines, or lets them run on; its height changes."""
        self.wraps = not self.wraps and self._can_wrap
        self._measure()

    # Layout

    def _shown(self) -> int:
        count = FOLDED_LINES if self._folded else self._count
        lines = self.lines if self.wraps else None
        return lines.rows_of(count) if isinstance(lines, WrappedLines) else count

    def _height(self) -> float:
        px = self.look.px
        rows = self._shown() * self.look.line_px("code")
        fold = px(ROW_PX) if self._can_fold else 0
        return float(self.place.pad_top + px(HEAD_PX) + 1 + 2 * px(PAD_PX) + rows + fold)

    def _measure(self) -> None:
        self.height = self._height()
        self._known_places = None

    def height_for(self, width_px: float) -> float:
        """Arithmetic; see `Element`."""
        self.width = width_px
        self._measure()
        return self.height

    def estimate_for(self, width_px: float) -> float:
        """The height is known without layout."""
        return self._height()

    @property
    def _places(self) -> CodePlaces:
        """Where its parts are; forgotten when its width or height may be another."""
        if self._known_places is None:
            top = self.place.pad_top
            self._known_places = code_places(
                self.look,
                QPointF(self.origin.x(), top),
                self.inner_width,
                self._height() - top,
                folds=self._can_fold,
                wraps=self._can_wrap,
                copy=tr("Copy"),
            )
        return self._known_places

    def _text_origin(self) -> QPointF:
        body, pad = self._places.body, self.look.px(PAD_PX)
        return QPointF(body.left() - 1 + pad - self._sync_scroll().x, body.top() + pad)

    def _sync_scroll(self) -> SideScroll:
        content = 0.0 if self.wraps else self.lines.width() + 2 * self.look.px(PAD_PX)
        self._scroll.set_area(self._places.body, content)
        return self._scroll

    # Painting

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Paints box, head and the lines in the clip."""
        theme, box = context.theme, self._places.box
        self.paint_frame(painter, context, (0.0, float(self.look.px(HEAD_PX))))
        rounded_box(painter, box, RADIUS_PX, theme.color("sunken"), theme.color("line"))
        self._paint_head(painter, context, box)
        self._paint_lines(painter, context)
        if self._can_fold:
            self._paint_fold(painter, context)
        self._scroll.paint(painter, context)
        if context.show_caret:
            painter.fillRect(self.caret_rect(), theme.color("accent"))

    def _paint_head(self, painter: QPainter, context: PaintContext, box: QRectF) -> None:
        theme, px = context.theme, self.look.px
        head, copy, tools = self._places.head, self._places.copy, self._places.tools
        if not head.intersects(context.clip):
            return
        line = QRectF(box.left() + 1, head.bottom(), box.width() - 2, hair_px(context.dpr))
        painter.fillRect(line, theme.color("line"))
        space = head.adjusted(px(PAD_PX), 0, 0, 0)
        space.setRight(min(rect.left() for rect in tools.values()) - px(8))
        self._info_label(space.width()).paint(painter, space, theme.color("text2"))
        self._paint_copy(painter, context, copy)
        for action, rect in tools.items():
            lit = action == "toggle_wrap" and self.wraps
            paint_tool(painter, context, self.look, rect, action, lit=lit)

    def _info_label(self, room_px: float) -> Label:
        """What stands after the fence, as much of it as there is room for."""
        label = self.look.label("small", self._info)
        if label.width <= room_px:
            return label
        metrics, room = QFontMetricsF(self.look.font("small")), max(0.0, float(int(room_px)))
        side = Qt.TextElideMode.ElideRight
        return self.look.label("small", metrics.elidedText(self._info, side, room))

    def _paint_copy(self, painter: QPainter, context: PaintContext, rect: QRectF) -> None:
        theme, px = context.theme, self.look.px
        copied = context.copied is not None and context.copied == self._leaf.code
        hovered = context.hover is not None and rect.contains(context.hover)
        if hovered:
            rounded_box(painter, rect, 6, theme.color("hover"))
        if context.focused is not None and context.focused.action == "copy_code":
            rounded_box(painter, rect, 6, None, theme.color("accent"), theme.focus_ring_px)
        token = "ok" if copied else "text" if hovered else "text2"
        icon = px(ICON_PX)
        label = tr("Copied") if copied else tr("Copy")
        width = label_px(self.look, label)
        left = rect.right() - px(8) - width
        pixmap = theme.pixmap("check" if copied else "copy", icon, token, context.dpr)
        top = round(rect.center().y() - icon / 2)
        painter.drawPixmap(QPointF(round(left - px(6) - icon), top), pixmap)
        area = QRectF(left, rect.top(), width + 2, rect.height())
        color = theme.color("text" if hovered else "text2")
        self.look.label("small", label, 500).paint(painter, area, color)

    def _paint_lines(self, painter: QPainter, context: PaintContext) -> None:
        body = self._places.body
        seen = body.intersected(context.clip)
        if seen.isEmpty():
            return
        origin, line = self._text_origin(), self.look.line_px("code")
        first = max(0, int((seen.top() - origin.y()) // line))
        last = min(self._shown(), int((seen.bottom() - origin.y()) // line) + 1)
        painter.save()
        painter.setClipRect(seen, Qt.ClipOperation.IntersectClip)
        reach = (seen.left() - origin.x(), seen.right() - origin.x())
        self.lines.paint(painter, origin, range(first, last), context, reach)
        painter.restore()

    def _paint_fold(self, painter: QPainter, context: PaintContext) -> None:
        theme, rect = context.theme, self._places.fold
        hovered = context.hover is not None and rect.contains(context.hover)
        if hovered:
            box = self._places.box
            path = QPainterPath()
            path.addRoundedRect(box.adjusted(1, 1, -1, -1), RADIUS_PX - 1, RADIUS_PX - 1)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
            painter.fillPath(path, theme.color("hover"))
            painter.restore()
        line = QRectF(rect.left() + 1, rect.top(), rect.width() - 2, hair_px(context.dpr))
        painter.fillRect(line, theme.color("line"))
        color = theme.color("text" if hovered else "text2")
        self.look.label("small", self._fold_name(), 500).paint(painter, rect, color, part=0.5)
        if context.focused is not None and context.focused.action == "toggle_fold":
            ring = rect.adjusted(2, 2, -2, -2)
            rounded_box(painter, ring, 6, None, theme.color("accent"), theme.focus_ring_px)

    def _fold_name(self) -> str:
        if not self._folded:
            return tr("Show fewer lines")
        return tr("Show {count} more lines").format(count=self._count - FOLDED_LINES)

    # What can be done with it

    def hits(self) -> tuple[Hit, ...]:
        """Copy, and fold or unfold."""
        rects, code = self._places.tools, self._leaf.code
        wrap = tr("Let long lines run on") if self.wraps else tr("Wrap long lines")
        saved = f"{self._leaf.language}\n{code}"
        found = (
            *(
                Hit("toggle_wrap", "", wrap, rect)
                for action, rect in rects.items()
                if action == "toggle_wrap"
            ),
            Hit("save_code", saved, tr("Save code as"), rects["save_code"]),
            Hit("copy_code", code, tr("Copy code"), self._places.copy),
        )
        if not self._can_fold:
            return found
        return *found, Hit("toggle_fold", "", self._fold_name(), self._places.fold)

    def hit_at(self, pos: QPointF) -> Hit | None:
        """The button or row at a point."""
        for hit in self.hits():
            if hit.rect is not None and hit.rect.contains(pos):
                return hit
        return None

    def toggle_fold(self) -> None:
        """See `FoldingElement`."""
        self._folded = self._can_fold and not self._folded
        self._measure()

    def scroll_range_px(self) -> float:
        """See `ScrollingElement`."""
        return self._sync_scroll().range

    def scroll_x_px(self) -> float:
        """See `ScrollingElement`."""
        return self._scroll.x

    def scroll_to(self, x_px: float) -> bool:
        """See `ScrollingElement`."""
        return self._sync_scroll().move_to(x_px)

    def scrollbar_rect(self) -> QRectF | None:
        """See `ScrollingElement`."""
        return self._sync_scroll().thumb()

    def needs_highlight(self) -> bool:
        """See `HighlightingElement`."""
        return self._highlighter is not None and not self._highlighter.done

    def is_waiting(self) -> bool:
        """See `HighlightingElement`."""
        return self._highlighter is not None and self._highlighter.waiting

    def highlight(self, budget_ms: float = 4.0) -> bool:
        """See `HighlightingElement`."""
        if self._highlighter is None:
            return True
        done = self._highlighter.step(budget_ms / 1000)
        self.lines.set_runs(self._highlighter.runs)
        return done

    def prepare(self, until_s: float, *, from_end: bool) -> bool:
        """See `PreparingElement`: its colours, then the lines that come into view first."""
        if self.needs_highlight() and len(self._leaf.code) <= _PREPARED_CHARS:
            self.highlight(max(0.0, until_s - time.perf_counter()) * 1000)
            if self.needs_highlight() and not self.is_waiting():
                return False
        count, lines = self._shown(), self.lines
        first = max(0, count - _PREPARED_LINES) if from_end else 0
        for index in range(first, min(count, first + _PREPARED_LINES)):
            if time.perf_counter() > until_s:
                return False
            lines.prepare(index)
        return True

    # Text

    @property
    def language(self) -> str:
        """As it is written at the fence; "" for none."""
        return self._leaf.language

    def plain_text(self) -> str:
        """All code, folded or not."""
        return self.lines.text

    def caret_rect(self) -> QRectF:
        """See `TextElement`."""
        px, last = self.look.px, self._shown() - 1
        origin, line = self._text_origin(), self.look.line_px("code")
        x = origin.x() + self.lines.x_of(last, len(self.lines.lines[last]))
        right = self._places.body.right() - px(PAD_PX)
        top = origin.y() + last * line + (line - px(16)) / 2
        return QRectF(min(round(x), right), round(top), px(2), px(16))

    def position_at(self, pos: QPointF) -> int:
        """See `TextElement`."""
        origin = self._text_origin()
        row = int((pos.y() - origin.y()) // self.look.line_px("code"))
        if row < 0:
            return 0
        if row >= self._shown():
            return len(self.lines.text)
        return self.lines.start_of(row) + self.lines.column_at(row, pos.x() - origin.x())

    def text_clip(self) -> QRectF:
        """Where its lines can be seen."""
        return self._places.body

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """See `TextElement`."""
        origin = self._text_origin()
        rects = self.lines.rects(start, end, self._shown())
        return [rect.translated(origin) for rect in rects]
