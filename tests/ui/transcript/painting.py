"""Paints elements into an image, as the view would."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from studio.ui.theme import Theme
from studio.ui.transcript.blocks import split_blocks
from studio.ui.transcript.element import Element, LayoutContext, PaintContext, gap_px
from studio.ui.transcript.elements import make_elements
from studio.ui.transcript.markdown import definitions_in


def elements_of(text: str, layout: LayoutContext) -> list[Element]:
    """All elements of a text."""
    blocks = split_blocks(text)
    references = {key: value for block in blocks for key, value in definitions_in(block).items()}
    return [e for block in blocks for e in make_elements(block, layout, references=references)]


def paint_all(
    elements: Sequence[Element],
    theme: Theme,
    width: float = 760,
    *,
    margin: int = 24,
    dpr: float = 1.0,
    hover: QPointF | None = None,
    caret: bool = False,
) -> QImage:
    """An image of elements one below the other."""
    tops, y = [], float(margin)
    for index, element in enumerate(elements):
        if index:
            y += gap_px(elements[index - 1], element)
        tops.append(round(y))
        y = round(y) + element.height_for(width)
    size = (round((width + 2 * margin) * dpr), round((y + margin) * dpr))
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    image.fill(theme.color("base"))
    painter = QPainter(image)
    for index, (element, top) in enumerate(zip(elements, tops, strict=True)):
        painter.save()
        painter.translate(margin, top)
        context = PaintContext(
            theme,
            QRectF(0, 0, width, element.height_for(width)),
            hover=hover - QPointF(margin, top) if hover is not None else None,
            show_caret=caret and index == len(elements) - 1,
            dpr=dpr,
        )
        element.paint(painter, context)
        painter.restore()
    painter.end()
    return image
