"""`Kit`: what all elements and items of one view share."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct
from PySide6.QtGui import QFont

from studio.ui.images.loader import ImageLoader
from studio.ui.theme import Theme
from studio.ui.transcript.blocks import Block
from studio.ui.transcript.element import Element, LayoutContext
from studio.ui.transcript.markdown import References


class MakeElements(Protocol):
    """Turns a markdown block into elements; see `elements.make_elements`."""

    def __call__(
        self,
        block: Block,
        layout: LayoutContext,
        live: bool = False,
        *,
        previous: Sequence[Element] = (),
        references: References | None = None,
    ) -> Sequence[Element]:
        """The elements of a block, from top to bottom."""
        ...


COLUMN_PX, GUTTER_PX, COMPACT_GUTTER_PX = 760, 24, 16
MESSAGE_GAP_PX = 24


class Kit(Struct, frozen=True):
    """What elements need to be made; a change of theme, scale or zoom makes a new one.

    Attributes:
        layout: the layout context of text elements.
        loader: decodes images off the GUI thread.
        make_elements: turns a markdown block into elements .
    """

    layout: LayoutContext
    loader: ImageLoader
    make_elements: MakeElements

    @property
    def theme(self) -> Theme:
        """The theme that the elements are laid out for."""
        return self.layout.theme

    @property
    def gutter_px(self) -> int:
        """The least room at either side of the column."""
        return self.px(COMPACT_GUTTER_PX if self.layout.compact else GUTTER_PX)

    def px(self, px: float) -> int:
        """A length of the 100 % design at the interface size."""
        return self.theme.scaled(px)

    def text_font(self, style: str = "body", *, weight: int | None = None) -> QFont:
        """A font of message text: the theme's, times the zoom."""
        font = self.theme.font(style, weight=weight)
        if self.layout.zoom != 1.0:
            font.setPixelSize(max(1, round(font.pixelSize() * self.layout.zoom)))
        return font

    def text_line_px(self, style: str = "body") -> int:
        """The least line height of message text, in px."""
        return round(self.theme.line_px(self.layout.style(style)) * self.layout.zoom)
