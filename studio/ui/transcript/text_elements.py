"""`RichTextElement`: a paragraph, heading or list item of a message; and rules and images."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.ui.theme import rounded_box
from studio.ui.transcript.element import Hit, PaintContext, behind
from studio.ui.transcript.inline import LINE_BREAK
from studio.ui.transcript.leaves import (
    Frame,
    ImageLeaf,
    RichText,
    RuleLeaf,
    Span,
    Style,
    TextLeaf,
)
from studio.ui.transcript.look import Look
from studio.ui.transcript.paragraph import Paragraph
from studio.ui.transcript.parts.whole_pictures import WholePictures
from studio.ui.transcript.placement import Placement, marker_text, paint_frame
from studio.ui.transcript.visible import visible

_TYPES = {"note": "ui", "definition": "small"}  # what has another type style than its own name
_CHAR_WIDTH = 0.48  # of the font size; for estimates


def tr(text: str) -> str:
    """Translates a text of the transcript's elements."""
    return QCoreApplication.translate("Transcript", text)


class FramedElement:
    """What all markdown elements share: gaps, indent, quote rules, markers."""

    def __init__(self, place: Placement, look: Look) -> None:
        self.space_before_px = float(place.before)
        self.space_after_px = float(place.after)
        self.place = place
        self.look = look
        self.width = 0.0
        self.height = 0.0
        self._right_to_left = False

    @property
    def inner_width(self) -> float:
        """Width beside the indent."""
        return max(1.0, self.width - self.place.indent)

    @property
    def origin(self) -> QPointF:
        """Where the content begins: beside the indent, on either side."""
        left = 0.0 if self._right_to_left else self.place.indent
        return QPointF(left, self.place.pad_top)

    def paint_frame(
        self, painter: QPainter, context: PaintContext, line: tuple[float, float]
    ) -> None:
        """Paints rules and markers; `line` is top and height of the first line."""
        if not self.place.frame.containers:
            return
        paint_frame(
            painter,
            self.place,
            self.look,
            context.theme,
            height=self.height,
            first_line=(line[0] + self.place.pad_top, line[1]),
            mirror_width=self.width if self._right_to_left else None,
            clip_top=context.clip.top(),
        )

    def markdown(self) -> str:
        """The source of the leaf."""
        return self.place.frame.source


class RichTextElement(FramedElement):
    """One paragraph, heading or first paragraph of a list item."""

    def __init__(self, leaf: TextLeaf, place: Placement, look: Look) -> None:
        super().__init__(place, look)
        quiet = "quote" in place.frame.containers and leaf.style == "body"
        self._style = _TYPES.get(leaf.style, leaf.style)
        quiet = quiet or self._style != leaf.style
        self._paragraph = Paragraph(leaf.rich, look, self._style, "text2" if quiet else "text")
        self._right_to_left = self._paragraph.is_rtl
        self._leaf = leaf
        self._prefix = len(marker_text(place.frame))

    @property
    def heading_level(self) -> int:
        """1 to 4 for a heading, else 0."""
        style = self._leaf.style
        return int(style[1:]) if style in ("h1", "h2", "h3", "h4") else 0

    @property
    def leaf(self) -> TextLeaf:
        """What it shows."""
        return self._leaf

    def shows(self, leaf: TextLeaf, place: Placement, look: Look) -> bool:
        """Whether an element for these would be the same, so that this one can stay."""
        return self.look is look and self.place == place and self._leaf == leaf

    def grow(self, text: str, source: str) -> None:
        """Takes more plain text at its end, and the markdown of it; it is to be laid out again."""
        rich, frame, place = self._leaf.rich, self._leaf.frame, self.place
        rich = RichText(rich.text + text, rich.spans)
        frame = Frame(frame.containers, frame.markers, frame.close, frame.source + source)
        self._leaf = TextLeaf(rich, self._leaf.style, frame)
        self.place = Placement(frame, place.indent, place.before, place.after, place.pad_top)
        self._paragraph.grow(rich)
        self.width = 0.0

    def take_same_px(self) -> float:
        """How much of it looks as it did when this was asked before, in px from its top."""
        same_px = self._paragraph.take_same_px()
        return self.place.pad_top + same_px if same_px else 0.0

    def height_for(self, width_px: float) -> float:
        """Lays the paragraph out; see `Element`."""
        if width_px != self.width:
            self.width = width_px
            height = self._paragraph.lay_out(self.inner_width)
            self.height = height + self.place.pad_top
        return self.height

    def estimate_for(self, width_px: float) -> float:
        """Guesses from the number of characters; see `Element`."""
        size = self.look.font(self._style).pixelSize()
        per_line = max(4.0, (width_px - self.place.indent) / (size * _CHAR_WIDTH))
        lines = len(self._leaf.rich.text) // per_line + 1
        return float(lines * self.look.line_px(self._style) + self.place.pad_top)

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Paints markers, rules and text."""
        self.paint_frame(painter, context, self._paragraph.first_line())
        selection = None
        if context.selection is not None:
            start, end = context.selection
            length = len(self._leaf.rich.text)
            selection = (max(0, start - self._prefix), min(length, end - self._prefix))
        self._paragraph.paint(painter, self.origin, context, selection)
        if context.show_caret:
            painter.fillRect(self.caret_rect(), context.theme.color("accent"))

    def hits(self) -> tuple[Hit, ...]:
        """Its links, in reading order."""
        return tuple(self.hits_from(None, forward=True))

    def hits_from(self, start: Hit | None, *, forward: bool) -> Iterator[Hit]:
        """See `HitWalking`."""
        links = self._paragraph.links()
        found = map(self._hit, links if forward else reversed(links))
        return found if start is None else behind(found, start)

    def hit_at(self, pos: QPointF) -> Hit | None:
        """The link at a point, or why a formula there is shown as source."""
        span = self._paragraph.span_at(pos - self.origin)
        if span is not None:
            return self._hit(span)
        failed = self._paragraph.reason_at(pos - self.origin)
        return Hit("", "", failed[0], failed[1].translated(self.origin)) if failed else None

    def take_formulas(self) -> bool:
        """Takes formulas that have come since; True if its height may differ."""
        taken = self._paragraph.take_formulas()
        self.width = 0.0 if taken else self.width
        return taken

    def _hit(self, span: Span) -> Hit:
        rects = self._paragraph.rects(span.start, span.end)
        action = "remote_image" if span.style & Style.IMAGE else "link"
        rect = rects[0].translated(self.origin) if rects else None
        if span.style & Style.NOTE and not span.style & Style.LINK:
            label = self._leaf.rich.text[span.start : span.end]
            if self._leaf.style == "note" and not span.start:
                return Hit("footnote_back", label, tr("Back to the text"), rect)
            return Hit("footnote", label, span.target, rect)
        return Hit(action, span.target, visible(span.target), rect)

    def plain_text(self) -> str:
        """Marker and text."""
        return marker_text(self.place.frame) + self._leaf.rich.text.replace(LINE_BREAK, "\n")

    def caret_rect(self) -> QRectF:
        """See `TextElement`."""
        return self._paragraph.caret_rect().translated(self.origin)

    def position_at(self, pos: QPointF) -> int:
        """See `TextElement`."""
        return self._paragraph.position_at(pos - self.origin) + self._prefix

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """See `TextElement`."""
        rects = self._paragraph.rects(max(0, start - self._prefix), end - self._prefix)
        return [rect.translated(self.origin) for rect in rects]


class RuleElement(FramedElement):
    """A horizontal rule."""

    def __init__(self, leaf: RuleLeaf, place: Placement, look: Look) -> None:
        super().__init__(place, look)
        self.leaf = leaf

    def height_for(self, width_px: float) -> float:
        """One px and what a quote adds."""
        self.width = width_px
        self.height = 1.0 + self.place.pad_top
        return self.height

    def estimate_for(self, width_px: float) -> float:
        """The height is known."""
        return 1.0 + self.place.pad_top

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Paints the line."""
        self.paint_frame(painter, context, (0.0, 1.0))
        line = QRectF(self.origin.x(), self.place.pad_top, self.inner_width, 1.0)
        painter.fillRect(line, context.theme.color("line"))

    def hits(self) -> tuple[Hit, ...]:
        """Nothing can be done with it."""
        return ()

    def hit_at(self, pos: QPointF) -> Hit | None:
        """Nothing can be done with it."""
        return None

    def plain_text(self) -> str:
        """A few dashes."""
        return "---"


class RemoteImageElement(WholePictures, FramedElement):
    """An image that a text names by its address; shown as a card, never fetched from here."""

    _HEIGHT_PX, _RADIUS_PX, _PAD_PX, _ICON_PX = 48, 8, 12, 16

    def __init__(self, leaf: ImageLeaf, place: Placement, look: Look) -> None:
        super().__init__(place, look)
        self._leaf = leaf
        self._address = visible(leaf.address)
        self._alt = visible(leaf.alt) or tr("Image")

    @property
    def leaf(self) -> ImageLeaf:
        """What it stands for."""
        return self._leaf

    def height_for(self, width_px: float) -> float:
        """A row of fixed height."""
        self.width = width_px
        self.height = float(self.look.px(self._HEIGHT_PX)) + self.place.pad_top
        return self.height

    def estimate_for(self, width_px: float) -> float:
        """The height is known."""
        return float(self.look.px(self._HEIGHT_PX)) + self.place.pad_top

    def _box(self) -> QRectF:
        width = min(self.inner_width, float(self.look.px(480)))
        return QRectF(self.origin.x(), self.place.pad_top, width, self.look.px(self._HEIGHT_PX))

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Paints icon, alternative text and address."""
        theme, look, box = context.theme, self.look, self._box()
        self.paint_frame(painter, context, (box.top(), box.height()))
        hovered = context.hover is not None and box.contains(context.hover)
        rounded_box(
            painter,
            box,
            self._RADIUS_PX,
            theme.color("hover" if hovered else "base"),
            theme.color("line"),
        )
        if context.focused is not None and context.focused.rect == box:
            rounded_box(
                painter, box, self._RADIUS_PX, None, theme.color("accent"), theme.focus_ring_px
            )
        pad, icon = look.px(self._PAD_PX), look.px(self._ICON_PX)
        top = round(box.center().y() - icon / 2)
        pixmap = theme.pixmap("image", icon, "text2", context.dpr)
        painter.drawPixmap(QPointF(box.left() + pad, top), pixmap)
        left = box.left() + pad * 2 + icon
        width = box.right() - pad - left
        half = box.height() / 2
        upper = QRectF(left, box.top() + look.px(5), width, half - look.px(5))
        lower = QRectF(left, box.top() + half, width, half - look.px(5))
        for area, text, style, token in (
            (upper, self._alt, "ui", "text"),
            (lower, self._address, "small", "text3"),
        ):
            font = look.font(style)
            painter.setFont(font)
            painter.setPen(theme.color(token))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, int(width))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
        self.tint(painter, context, self._RADIUS_PX)

    def find_rects(self, start: int, end: int) -> list[QRectF]:
        """What was found in its text is marked as a whole."""
        return [self._box()]

    @property
    def _rects(self) -> list[QRectF]:  # type: ignore[override]
        return [self._box()]

    def hits(self) -> tuple[Hit, ...]:
        """Opens the address (asked first by who handles it)."""
        name = tr("Image at {address}").format(address=self._address)
        return (Hit("remote_image", self._leaf.address, name, self._box()),)

    def hit_at(self, pos: QPointF) -> Hit | None:
        """The card."""
        return self.hits()[0] if self._box().contains(pos) else None

    def plain_text(self) -> str:
        """Alternative text and address."""
        return f"{self._leaf.alt} ({self._address})" if self._leaf.alt else self._address
