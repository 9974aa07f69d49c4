"""What a markdown block consists of once it is parsed: values to lay out, no Qt.

A block becomes a flat row of leaves. Each knows the containers around it (quotes, list items)
by its `Frame`, so that a code block deep in a list can be scrolled, folded and copied like any
other.
"""

from msgspec import Struct, field


class Style:
    """How a run of characters looks. Plain integers that add up: flag enums cost 10 times more."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    STRIKE = 4
    CODE = 8
    LINK = 16
    NOTE = 32  # a footnote's number, raised
    IMAGE = 64  # stands for an image that was not fetched
    MATHS = 128  # TeX source
    DISPLAY = 256  # of a formula that was meant to stand alone


class Span(Struct, frozen=True):
    """A styled run: characters [start, end).

    Attributes:
        style: sum of `Style` values.
        target: address of a link or image.
    """

    start: int
    end: int
    style: int
    target: str = ""


class RichText(Struct, frozen=True):
    """One paragraph's characters and the styled runs in it; spans don't overlap.

    Line breaks inside are U+2028.
    """

    text: str
    spans: tuple[Span, ...] = ()


class Marker(Struct, frozen=True):
    """What stands before a list item.

    Attributes:
        depth: index of the item in `Frame.containers`.
        kind: `bullet`, `number`, `task`, `done`.
        label: the number with its dot.
    """

    depth: int
    kind: str
    label: str = ""


class Frame(Struct, frozen=True):
    """Where a leaf stands.

    Attributes:
        containers: `quote`, `item`, `wide` (an item with a long number), `note` or `meaning`
            (below a term), outermost first.
        markers: of the items that begin with this leaf.
        close: stands close to what is above: a further item, or the first of a nested list.
        source: the markdown of the leaf, with the signs of its containers.
    """

    containers: tuple[str, ...] = ()
    markers: tuple[Marker, ...] = ()
    close: bool = False
    source: str = ""


class TextLeaf(Struct, frozen=True):
    """A paragraph or heading.

    Attributes:
        style: `body`, `h1`, `h2`, `h3`, `h4`, `note` (of a footnote, whose first run is its
            label) or `definition` (of links).
    """

    rich: RichText
    style: str = "body"
    frame: Frame = field(default_factory=Frame)


class CodeLeaf(Struct, frozen=True):
    """A code block.

    Attributes:
        language: the first word after the fence, without decoration.
        info: all that stands after the fence, as written.
    """

    code: str
    language: str = ""
    info: str = ""
    frame: Frame = field(default_factory=Frame)


class TableLeaf(Struct, frozen=True):
    """A table of markdown cells.

    Attributes:
        aligns: `left`, `center`, `right` or "" (not said) per column.
        rows: each with as many cells as `header`.
    """

    header: tuple[str, ...]
    aligns: tuple[str, ...]
    rows: list[list[str]]
    frame: Frame = field(default_factory=Frame)


class RuleLeaf(Struct, frozen=True):
    """A horizontal rule."""

    frame: Frame = field(default_factory=Frame)


class ImageLeaf(Struct, frozen=True):
    """An image that stands alone, by its address; it is never fetched from here."""

    address: str
    alt: str = ""
    frame: Frame = field(default_factory=Frame)


class MathsLeaf(Struct, frozen=True):
    """A displayed formula.

    Attributes:
        tex: without its delimiters.
        whole: its end has come.
    """

    tex: str
    whole: bool = True
    frame: Frame = field(default_factory=Frame)


Leaf = TextLeaf | CodeLeaf | TableLeaf | RuleLeaf | ImageLeaf | MathsLeaf
