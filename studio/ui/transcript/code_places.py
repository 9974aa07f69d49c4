"""`CodePlaces`: where the parts of a code block are, worked out once per layout."""

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from studio.ui.transcript.look import Look

HEAD_PX, PAD_PX, ROW_PX, RADIUS_PX, ICON_PX = 32, 12, 32, 8, 16
_BUTTON_PX = 28


class CodePlaces(Struct, frozen=True):
    """Areas in the coordinates of the element.

    Attributes:
        box: all of it.
        head: the language and the buttons.
        body: where the lines are; the padding below included.
        fold: the row that folds and unfolds.
        copy: the copy button.
        tools: the buttons left of it, by action.
    """

    box: QRectF
    head: QRectF
    body: QRectF
    fold: QRectF
    copy: QRectF
    tools: dict[str, QRectF]


def label_px(look: Look, text: str) -> float:
    """Width of a button's label, in whole px."""
    return float(int(look.label("small", text, 500).width) + 1)


def code_places(
    look: Look, corner: QPointF, width: float, height: float, *, folds: bool, wraps: bool, copy: str
) -> CodePlaces:
    """The places of a code block.

    Args:
        corner: of its box.
        width, height: of its box.
        folds: it has a row to fold it.
        wraps: it has a button to wrap its lines.
        copy: the label of the copy button.
    """
    px = look.px
    box = QRectF(corner.x(), corner.y(), width, height)
    head = QRectF(box.left(), box.top(), width, px(HEAD_PX))
    top = box.top() + px(HEAD_PX) + 1
    bottom = box.bottom() - (px(ROW_PX) if folds else 0)
    body = QRectF(box.left() + 1, top, width - 2, bottom - top)
    fold = QRectF(box.left(), box.bottom() - px(ROW_PX), width, px(ROW_PX))
    wide = px(ICON_PX) + px(8) + label_px(look, copy) + px(16)
    high = px(_BUTTON_PX)
    side = box.top() + (px(HEAD_PX) - high) / 2
    button = QRectF(box.right() - px(4) - wide, side, wide, high)
    wrap = QRectF(button.left() - 2 * high, side, high, high)
    save = wrap.translated(high, 0)
    tools = {"toggle_wrap": wrap, "save_code": save} if wraps else {"save_code": save}
    return CodePlaces(box, head, body, fold, button, tools)
