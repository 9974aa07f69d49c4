"""Cards and rows of a reply: remote image, file, note."""

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.core.parts import FilePart, RemoteImagePart
from studio.ui.theme import rounded_box
from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts import formats
from studio.ui.transcript.parts.base import (
    BUTTON_PX,
    PaintedPart,
    joined,
    paint_icon,
    paint_line,
    text_width,
)
from studio.ui.transcript.parts.buttons import button_width, paint_button
from studio.ui.transcript.parts.selectable import Patch, SelectablePart, line_patch


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


class RowContent(Struct, frozen=True):
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


class RowCard(SelectablePart):
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
        line = self._line()
        self.paint_selection(painter, context)
        used = paint_line(painter, content.text, line, theme.font("ui"), theme.color("text"))
        line.setLeft(line.left() + used + px(8))
        if content.detail and line.width() > px(24):
            small = theme.font("small")
            paint_line(painter, content.detail, line, small, theme.color("text3"))
        for hit in self._hits:
            paint_button(painter, hit, content.label, "text", context)

    def _line(self) -> QRectF:
        """Where its texts stand."""
        px = self.kit.px
        line = self._box.adjusted(px(12) + px(16) + px(8), 0, -px(12), 0)
        if self._hits and self._hits[0].rect is not None:
            line.setRight(self._hits[0].rect.left() - px(8))
        return line

    def _make_patches(self) -> list[Patch]:
        return [line_patch(self._content.text, self._line(), self.kit.theme.font("ui"))]

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
