"""The contract of a view element: a piece of the transcript laid out for one width.

The data (messages, parts, markdown blocks) and the elements are different objects, so that
one message can be shown in two panes. An element belongs to one view.
"""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.ui.theme import Theme


class Hit(Struct, frozen=True):
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


class LayoutContext(Struct, frozen=True):
    """What an element needs to know to lay itself out; given at construction.

    A change of theme, scale or zoom makes new elements: they hold on to this for life.

    Attributes:
        theme: fonts and line heights (colours come with the `PaintContext`).
        zoom: factor on all text sizes on top of the theme's scale.
        compact: for narrow columns: smaller code, less room at the sides.
    """

    theme: Theme
    zoom: float = 1.0
    compact: bool = False

    def style(self, style: str) -> str:
        """The type style that is used for one."""
        return "code_small" if self.compact and style == "code" else style


class PaintContext(Struct):
    """What an element needs to know of the view while it paints.

    Attributes:
        theme: colours and fonts.
        clip: the part of the element that is visible, in its own coordinates; nothing
            outside needs painting.
        hover: pointer position in the element's coordinates, or None.
        focused: the keyboard-focused hit of this element, or None.
        show_caret: the accent caret goes after the last glyph (streaming tail).
        dpr: device pixel ratio.
        selection: selected characters as [start, end) of `plain_text()`, or None.
        copied: the `target` of a `copy_code` hit that was just used; its button reads
            "Copied" (the view clears it after 1.5 s).
    """

    theme: Theme
    clip: QRectF
    hover: QPointF | None = None
    focused: Hit | None = None
    show_caret: bool = False
    dpr: float = 1.0
    selection: tuple[int, int] | None = None
    copied: str | None = None


class Element(Protocol):
    """One painted piece. Coordinates are its own: 0, 0 is its top left corner.

    Attributes:
        space_before_px, space_after_px: wanted gaps; `gap_px` settles two neighbours' wishes.
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


def gap_px(above: Element, below: Element) -> float:
    """The gap between two neighbours: the larger wish; a negative wish is exact and goes first.

    So a heading stays close (-8) to the paragraph that wants 12, and an item (-4) to the
    item above it.
    """
    wishes = (above.space_after_px, below.space_before_px)
    exact = [-wish for wish in wishes if wish < 0]
    return max(exact) if exact else max(wishes)


@runtime_checkable
class TextElement(Element, Protocol):
    """An element with characters that can be selected and a place for the caret."""

    def caret_rect(self) -> QRectF:
        """Where the streaming caret stands: 2 px wide, after the last glyph."""
        ...

    def position_at(self, pos: QPointF) -> int:
        """The offset in `plain_text()` nearest to a point."""
        ...

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """The areas that the characters [start, end) of `plain_text()` cover."""
        ...


class HitWalking(Protocol):
    """An element that may have thousands of hits, of which few are asked for."""

    def hits_from(self, start: Hit | None, *, forward: bool) -> Iterator[Hit]:
        """Those of `hits()` that come after one of them, or before it, the nearest first.

        Args:
            start: that one; None: all of them, from the first or from the last one on.
        """
        ...


def behind(hits: Iterator[Hit], start: Hit) -> Iterator[Hit]:
    """What comes after one of some hits."""
    for hit in hits:
        if hit == start:
            break
    return hits


@runtime_checkable
class ScrollingElement(Element, Protocol):
    """An element whose content may be wider than itself (code, tables)."""

    def scroll_range_px(self) -> float:
        """How far the content can be scrolled sideways; 0: all of it is visible."""
        ...

    def scroll_x_px(self) -> float:
        """How far it is scrolled now."""
        ...

    def scroll_to(self, x_px: float) -> bool:
        """Scrolls sideways, clamped; True if that changed something (repaint)."""
        ...

    def scrollbar_rect(self) -> QRectF | None:
        """The thumb, to drag; None when nothing scrolls."""
        ...


@runtime_checkable
class FoldingElement(Element, Protocol):
    """An element that shows a part of itself until asked for all (hit `toggle_fold`)."""

    def toggle_fold(self) -> None:
        """Folds or unfolds; its height changes."""
        ...


@runtime_checkable
class HighlightingElement(Element, Protocol):
    """An element that becomes prettier by work that is too long for a paint.

    When an element was painted and `needs_highlight()`, the view calls `highlight()` in idle
    time until it returns True, and repaints. Heights never change by it.
    """

    def needs_highlight(self) -> bool:
        """True while there is something left to highlight."""
        ...

    def highlight(self, budget_ms: float = 4.0) -> bool:
        """Does a slice of the work; True when all is done."""
        ...

    def is_waiting(self) -> bool:
        """Whether the last `highlight()` could do nothing yet: ask again a little later."""
        ...


@runtime_checkable
class LinedElement(Element, Protocol):
    """An element that knows its rows, where counting the characters before one takes long."""

    def line_near(self, y: float) -> int:
        """The row at a height."""
        ...

    def line_rect(self, row: int) -> QRectF:
        """Where a row is; the same row again, whatever it was laid out for meanwhile."""
        ...


@runtime_checkable
class SettlingElement(Element, Protocol):
    """An element of which only what comes into view is measured; the rest is guessed."""

    @property
    def settles(self) -> bool:
        """Whether some of it is still guessed."""
        ...

    def settle(self, first_px: float, last_px: float, *, from_end: bool) -> bool:
        """Measures what stands between two distances below its top; True if that moved some.

        Args:
            from_end: what stands at `last_px` is to stay, else what stands at `first_px`.
        """
        ...


@runtime_checkable
class PreparingElement(Element, Protocol):
    """An element that does some of its work when it is painted, or before, where time is left."""

    def prepare(self, until_s: float, *, from_end: bool) -> bool:
        """Does what painting will need, near the end that comes into view first.

        Args:
            until_s: of `time.perf_counter`.
            from_end: its bottom will be seen first, not its top.

        Returns:
            Whether all of it is done.
        """
        ...


@runtime_checkable
class FormulaTaking(Element, Protocol):
    """An element with formulas, which are drawn in the background."""

    def take_formulas(self) -> bool:
        """Takes those that have come since; True if its height may differ."""
        ...


@runtime_checkable
class WrappingElement(Element, Protocol):
    """An element whose long lines may be wrapped (hit `toggle_wrap`).

    Attributes:
        wraps: whether they are.
    """

    wraps: bool

    def toggle_wrap(self) -> None:
        """Wraps them or lets them run on; its height changes."""
        ...
