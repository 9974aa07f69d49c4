"""TeX becomes a drawing: an SVG of plain paths with its size and baseline, by ziamath.

No Qt in here. Formulas are hostile input, and drawing some takes exponential time: what would
take too much is refused before it begins.

Thread: one at a time, in the background; the first call imports ziamath (0.2-0.5 s).
"""

import re
from xml.etree import ElementTree

from msgspec import Struct

_MOST_CHARS = 4_000
_DEEPEST = 40
_MOST_WORK = 6_000  # about 0.5 s (2 cores, 2026-11)
_MOST_SVG_CHARS = 600_000
_LARGEST_PX = 8_000.0

_UNNUMBERED = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])|\\label\s*\{[^{}]*\}")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
# Without numbers: each formula is drawn alone, and all would have number 1.
_ALIGNED = re.compile(
    r"\\(begin|end)\{(?:align|alignat|flalign|eqnarray|split|aligned)\*?\}(?:\{\d+\})?"
)
_GATHERED = re.compile(r"\\(begin|end)\{(?:gather|gathered|multline)\*?\}")
_EQUATION = re.compile(r"\\(begin|end)\{equation\}")
_COMMAND = re.compile(r"\\[A-Za-z]+")


class FormulaError(Exception):
    """A formula can't be drawn; the text says why, as `kind: detail`."""


class Drawing(Struct, frozen=True):
    """A drawn formula; lengths in px.

    Attributes:
        ascent: from the top down to the baseline.
    """

    svg: str
    width: float
    height: float
    ascent: float


def draw(tex: str, size_px: float, color: str, *, displayed: bool) -> Drawing:
    """Draws a formula.

    Args:
        size_px: of the font.
        color: `#RRGGBB`.
        displayed: it stands alone, with large operators.

    Raises:
        FormulaError: it can't be drawn, or would take too long.
    """
    _check_source(tex)
    root = _mathml(tex, displayed=displayed)
    root.set("mathcolor", color)
    from ziamath.config import config
    from ziamath.zmath import Math

    config.svg2 = False  # plain paths: Qt draws no symbols
    config.precision = 3
    try:
        maths = Math(root, size=size_px, margin=0)
        box = maths.node.bbox
        width, height = box.xmax - box.xmin, box.ymax - box.ymin
        if not 0 < max(width, height) <= _LARGEST_PX:
            raise FormulaError("large")
        svg = maths.svg()
    except FormulaError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as exc:
        raise FormulaError("refused") from exc
    if len(svg) > _MOST_SVG_CHARS:
        raise FormulaError("large")
    return Drawing(svg, width, height, box.ymax)


def _check_source(tex: str) -> None:
    if len(tex) > _MOST_CHARS:
        raise FormulaError("long")
    depth = 0
    for sign in re.findall(r"\\.|[{}]|\\(?:left|begin)(?![A-Za-z])", tex, re.DOTALL):
        depth += (sign == "{") - (sign == "}")
        if depth > _DEEPEST:
            raise FormulaError("deep")
    if depth:
        raise FormulaError("braces")
    if tex.count("\\left") + tex.count("\\begin") > _DEEPEST:
        raise FormulaError("deep")


def _mathml(tex: str, *, displayed: bool) -> ElementTree.Element:
    tex = _TAG.sub(r"\\qquad\\text{(\1)}", _UNNUMBERED.sub("", tex))
    tex = _ALIGNED.sub(r"\\\1{align*}", tex).replace("&=&", "&=")
    tex = _EQUATION.sub(r"\\\1{equation*}", _GATHERED.sub(r"\\\1{gather*}", tex))
    from ziamath.escapes import unescape
    from ziamath.tex import tex2mml

    try:
        root = ElementTree.fromstring(unescape(tex2mml(tex, inline=not displayed)))
    except _grammar_errors() as exc:
        raise FormulaError("grammar") from exc
    _simplify(root)
    for element in root.iter():
        unknown = _COMMAND.search(element.text or "")
        if unknown and not element.tag.endswith("mtext"):
            raise FormulaError(f"unknown: {unknown.group()}")
    if _work(root) > _MOST_WORK:
        raise FormulaError("long")
    return root


def _grammar_errors() -> tuple[type[Exception], ...]:
    """What reading TeX may raise; the reader's own errors have no common base."""
    from latex2mathml import exceptions

    own = (each for each in vars(exceptions).values() if isinstance(each, type))
    return (
        *(each for each in own if issubclass(each, Exception)),
        ElementTree.ParseError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    )


def _simplify(element: ElementTree.Element) -> None:
    """Takes out rows of one element: each would double the work."""
    for index, child in enumerate(element):
        while child.tag.endswith("mrow") and len(child) == 1 and not child.attrib:
            child = child[0]
        element[index] = child
        _simplify(child)


def _work(element: ElementTree.Element) -> int:
    """How many nodes are made for an element: a row makes its own twice."""
    inside = sum(map(_work, element))
    return 1 + inside * (2 if element.tag.endswith(("mrow", "math", "mstyle", "mtd")) else 1)
