"""Cards and rows of a reply: tool call, remote image, file, note."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.core.parts import FilePart, RemoteImagePart, ToolCallPart
from studio.ui.theme import hline, rounded_box
from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts import formats
from studio.ui.transcript.parts.base import (
    BUTTON_PX,
    PaintedPart,
    joined,
    paint_focus,
    paint_icon,
    paint_line,
    text_width,
)
from studio.ui.transcript.parts.buttons import button_width, paint_button
from studio.ui.transcript.parts.plain import PlainLayout
from studio.ui.transcript.state import ItemState


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


class ToolCard(PaintedPart):
    """A tool call: its name and arguments in one line, all of them when opened."""

    space_before_px = 8.0
    space_after_px = 16.0

    def __init__(self, kit: Kit, key: str, call: ToolCallPart, state: ItemState) -> None:
        super().__init__(kit)
        self._key = key
        self._call = call
        self._state = state
        self._body: PlainLayout | None = None

    def update(self, call: ToolCallPart) -> None:
        """Takes more of the same call."""
        self._call = call
        self._body = None
        self.changed()

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Border, head, and the arguments when open."""
        theme, px = context.theme, self.kit.px
        box = QRectF(0, 0, self._width, self._height)
        rounded_box(painter, box, px(8), border=theme.color("line"))
        head = QRectF(px(12), 0, self._width - px(24), px(36))
        icon = px(16)
        centre = QPointF(head.left() + icon / 2, head.center().y())
        paint_icon(painter, "wrench", centre, icon, "text2", context)
        line = QRectF(head)
        line.setLeft(head.left() + icon + px(8))
        line.setRight(head.right() - icon - px(8))
        mono = theme.font("code_small")
        name = self._call.name or _tr("Tool")
        used = paint_line(painter, name, line, mono, theme.color("text"))
        line.setLeft(line.left() + used + px(8))
        if not self._is_open and line.width() > 20:
            arguments = " ".join(self._call.arguments[:400].split())
            paint_line(painter, arguments, line, mono, theme.color("text3"))
        chevron = "chevron-down" if self._is_open else "chevron-right"
        centre = QPointF(head.right() - icon / 2, head.center().y())
        paint_icon(painter, chevron, centre, icon, "text2", context)
        if self._is_open and self._body is not None:
            hline(painter, 0, head.bottom(), self._width, theme.color("line"))
            at = QPointF(px(12), head.bottom() + px(8))
            self._body.paint(painter, at, context, "text2")
        if context.focused == self._hits[0]:
            paint_focus(painter, box, px(8), theme)

    def plain_text(self) -> str:
        """Name and arguments."""
        return f"{self._call.name or _tr('Tool')} {self._call.arguments}"

    def markdown(self) -> str:
        """The call as code."""
        return f"```json\n{self._call.name}: {self._call.arguments}\n```"

    @property
    def _is_open(self) -> bool:
        return self._key in self._state.open_parts

    def _lay_out(self, width: float) -> float:
        px = self.kit.px
        head = float(px(36))
        name = _tr("Hide arguments") if self._is_open else _tr("Show arguments")
        self._add("toggle_part", name, QRectF(0, 0, width, head), self._key)
        if not self._is_open:
            return head
        if self._body is None:
            text = self._call.arguments[:20_000]
            font = self.kit.theme.font("code_small")
            self._body = PlainLayout(text, font, self.kit.theme.line_px("code_small"))
        return head + px(16) + self._body.lay_out(width - 2 * px(12))


@dataclass(frozen=True, slots=True)
class RowContent:
    """A one-line card: icon, text, and at most one button.

    Attributes:
        action, label, target: of the button; no action, no button.
    """

    icon: str
    text: str
    detail: str = ""
    action: str = ""
    label: str = ""
    target: str = ""


def remote_image_row(part: RemoteImagePart) -> RowContent:
    """An image that is only an address: fetched when asked, never by itself."""
    return RowContent("globe", part.url, part.alt, "load_remote_image", _tr("Load"), part.url)


def file_row(part: FilePart) -> RowContent:
    """An attached file."""
    return RowContent("file-text", part.name, formats.size(part.blob.size_bytes))


class RowCard(PaintedPart):
    """A one-line card; right aligned and only as wide as needed for a person's files."""

    space_before_px = 8.0
    space_after_px = 8.0

    def __init__(self, kit: Kit, content: RowContent, *, right: bool = False) -> None:
        super().__init__(kit)
        self._content = content
        self._right = right
        self._box = QRectF()

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Border, icon, text, detail, button."""
        theme, px, content = context.theme, self.kit.px, self._content
        rounded_box(painter, self._box, px(8), border=theme.color("line"))
        icon = px(16)
        centre = QPointF(self._box.left() + px(12) + icon / 2, self._box.center().y())
        paint_icon(painter, content.icon, centre, icon, "text2", context)
        line = self._box.adjusted(px(12) + icon + px(8), 0, -px(12), 0)
        if self._hits and self._hits[0].rect is not None:
            line.setRight(self._hits[0].rect.left() - px(8))
        used = paint_line(painter, content.text, line, theme.font("ui"), theme.color("text"))
        line.setLeft(line.left() + used + px(8))
        if content.detail and line.width() > px(24):
            small = theme.font("small")
            paint_line(painter, content.detail, line, small, theme.color("text3"))
        for hit in self._hits:
            paint_button(painter, hit, content.label, "text", context)

    def plain_text(self) -> str:
        """Its text."""
        return joined((self._content.text, self._content.detail), " ")

    def _lay_out(self, width: float) -> float:
        px, content, theme = self.kit.px, self._content, self.kit.theme
        height = float(px(36))
        box_px = width
        if self._right:
            wanted = px(12 + 16 + 8 + 12) + text_width(content.text, theme.font("ui"))
            if content.detail:
                wanted += px(8) + text_width(content.detail, theme.font("small"))
            box_px = min(width, float(round(wanted + 1)))
        self._box = QRectF(width - box_px if self._right else 0, 0, box_px, height)
        if content.action:
            button_px = button_width(self.kit, content.label)
            side = px(BUTTON_PX)
            x = self._box.right() - px(4) - button_px
            rect = QRectF(x, (height - side) / 2, button_px, side)
            self._add(content.action, content.label, rect, content.target)
        return height


class Note(PaintedPart):
    """A quiet line below a reply that did not come to its end.

    Args:
        continues: there is text to go on with: Continue comes before Retry.
    """

    space_before_px = 8.0

    def __init__(self, kit: Kit, text: str, *, continues: bool = False) -> None:
        super().__init__(kit)
        self._text = text
        self._continues = continues

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Text and button."""
        theme = context.theme
        line = QRectF(0, 0, self._width, self._height)
        paint_line(painter, self._text, line, theme.font("small"), theme.color("text3"))
        for hit in self._hits:
            icon = "refresh-cw" if hit.action == "retry" else "arrow-down"
            paint_button(painter, hit, hit.name, "text", context, icon)

    def plain_text(self) -> str:
        """What it says."""
        return self._text

    def _lay_out(self, width: float) -> float:
        height = float(self.kit.px(BUTTON_PX))
        x = text_width(self._text, self.kit.theme.font("small")) + self.kit.px(4)
        buttons = [("continue", _tr("Continue"))] if self._continues else []
        for action, label in (*buttons, ("retry", _tr("Retry"))):
            button_px = button_width(self.kit, label, icon=True)
            self._add(action, label, QRectF(x, 0, button_px, height))
            x += button_px + self.kit.px(4)
        return height
