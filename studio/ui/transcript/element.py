"""The contract of a view element: a piece of the transcript laid out for one width.

The data (messages, parts, markdown blocks) and the elements are different objects, so that
one message can be shown in two panes. An element belongs to one view.
"""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Hit:
    """What is under the pointer.

    Attributes:
        action: `link`, `copy_code`, `toggle_reasoning`, `open_image`, `retry`, ... ("": text).
        target: address of a link, id of an image, text to copy, ...
        name: accessible name and tooltip of what is there.
        rect: where it is, in the element's coordinates (hover, focus ring).
    """

    action: str
    target: str = ""
    name: str = ""
    rect: QRectF | None = None


@dataclass(slots=True)
class PaintContext:
    """What an element needs to know of the view while it paints.

    Attributes:
        theme: colours and fonts.
        clip: the part of the element that is visible, in its own coordinates; nothing
            outside needs painting.
        hover: pointer position in the element's coordinates, or None.
        focused: the keyboard-focused hit of this element, or None.
        show_caret: the accent caret goes after the last glyph (streaming tail).
        dpr: device pixel ratio.
    """

    theme: Theme
    clip: QRectF
    hover: QPointF | None = None
    focused: Hit | None = None
    show_caret: bool = False
    dpr: float = 1.0


class Element(Protocol):
    """One painted piece. Coordinates are its own: 0, 0 is its top left corner.

    Attributes:
        space_before_px, space_after_px: wanted gaps; the larger of two neighbours counts.
    """

    space_before_px: float
    space_after_px: float

    def height_for(self, width_px: float) -> float:
        """Lays out for a width (cached) and returns the height, in px."""
        ...

    def estimate_for(self, width_px: float) -> float:
        """A cheap guess of the height, without layout."""
        ...

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Paints at the width last laid out."""
        ...

    def hits(self) -> tuple[Hit, ...]:
        """All that can be acted upon, in reading order, each with its rect."""
        ...

    def hit_at(self, pos: QPointF) -> Hit | None:
        """What is at a point, or None."""
        ...

    def plain_text(self) -> str:
        """The text as a person reads it."""
        ...

    def markdown(self) -> str:
        """The text as markdown source, for copying."""
        ...
