"""Formulas: found in text, drawn in the background, laid out on the line, never in the way."""

import threading
import time

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage

from studio.ui.theme import ThemeStore
from studio.ui.transcript.blocks import Block, split_blocks
from studio.ui.transcript.element import Element, LayoutContext, PaintContext, TextElement
from studio.ui.transcript.formula_drawing import FormulaError, draw
from studio.ui.transcript.formula_element import FormulaElement
from studio.ui.transcript.formula_shelf import formulas
from studio.ui.transcript.kinds import takes_formulas
from studio.ui.transcript.leaves import MathsLeaf, Style, TextLeaf
from studio.ui.transcript.markdown import parse_block, plain
from tests.ui.conftest import Until
from tests.ui.transcript.painting import elements_of, paint_all

WIDTH = 760.0


@pytest.fixture
def layout(theme_store: ThemeStore) -> LayoutContext:
    return LayoutContext(theme_store.current)


def drawn(text: str, layout: LayoutContext, until: Until) -> list[Element]:
    """Elements of a text with all formulas in place."""
    elements = elements_of(text, layout)
    for element in elements:
        element.height_for(WIDTH)
    paint_all(elements, layout.theme, WIDTH)
    until(lambda: not formulas().is_busy)
    for element in elements:
        takes_formulas(element)
        element.height_for(WIDTH)
    return elements


def maths_in(text: str, *, live: bool = False) -> list[str]:
    found = []
    for block in split_blocks(text):
        for leaf in parse_block(block, live=live):
            if isinstance(leaf, MathsLeaf):
                found.append(leaf.tex)
            elif isinstance(leaf, TextLeaf):
                spans = (s for s in leaf.rich.spans if s.style & Style.MATHS)
                found += [leaf.rich.text[s.start : s.end] for s in spans]
    return found


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("a $x^2$ b", ["x^2"]),
        (r"a \(x_1\), \[y\] b", ["x_1", "y"]),
        ("$$\nx\n= y\n+ z\n$$", ["x\n= y\n+ z"]),
        ("text:\n$$\nx\n- y\n$$\nmore", ["x\n- y"]),
        ("\\[\nx\n\\]", ["x"]),
        (r"\begin{align}a&=b\\c&=d\end{align}", [r"\begin{align}a&=b\\c&=d\end{align}"]),
        ("- item\n  $$\n  x\n  $$\n- more $y$", ["x", "y"]),
        ("> $$\n> x\n> $$", ["x"]),
        ("it costs $5 and $10", []),
        ("it costs $5, or 5$ in all", []),
        ("between $5-$10 and US$20", []),
        ("`$x$` and \\$y$", []),
        ("$ x $ and $x", []),
        ("$$\nx\n\ny\n$$", []),
        ("```\n$$x$$\n```", []),
    ],
)
def test_formulas_are_found_and_money_is_not(text: str, tex: list[str]) -> None:
    assert maths_in(text) == tex


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("text\n\n$$", []),
        ("$$\nx^", ["x^"]),
        ("$$\nx\n$", ["x"]),
        ("\\[ x + ", ["x +"]),
        ("- a\n  $$\n  x\n  + y", ["x\n+ y"]),
        ("\\begin{align}\na &= b", ["\\begin{align}\na &= b\\end{align}"]),
    ],
)
def test_half_a_formula_is_one_formula_and_nothing_else(text: str, shown: list[str]) -> None:
    *_, last = split_blocks(text)
    leaves = parse_block(Block(last.kind, last.source, 0), live=True)
    found = [leaf for leaf in leaves if isinstance(leaf, MathsLeaf)]
    assert [leaf.tex for leaf in found] == shown
    assert not any(leaf.whole for leaf in found)


HOSTILE = {
    "braces": "{" * 10_000 + "}" * 10_000,
    "rows": "{" * 30 + "x" + "}" * 30,
    "fractions": r"\frac{" * 30 + "x" + "}{y}" * 30,
    "fences": r"\left(" * 30 + "x" + r"\right)" * 30,
    "roots": r"\frac{1}{1+" * 20 + "x" + "}" * 20,
    "matrices": r"\begin{pmatrix}" * 8 + "a" + r"\end{pmatrix}" * 8,
    "long": "x+" * 50_000,
    "symbols": r"\alpha " * 500,
    "cells": r"\begin{matrix}" + ("a&" * 50 + r"\\") * 20 + r"\end{matrix}",
    "entities": "&lol;&#0;<!DOCTYPE x [<!ENTITY a 'b'>]>",
    "unknown": r"\input{/etc/passwd} \write18{ls}",
    "nothing": "",
    "half": r"\frac{a",
    "ends": "}" * 50,
}


@pytest.mark.parametrize("tex", HOSTILE.values(), ids=HOSTILE)
def test_hostile_formulas_are_refused_or_drawn_soon(tex: str) -> None:
    draw("x", 16, "#112233", displayed=True)
    began = time.thread_time()
    try:
        drawing = draw(tex, 16, "#112233", displayed=True)
    except FormulaError:
        pass
    else:
        assert drawing.width < 10_000
        assert len(drawing.svg) < 1_000_000
    assert time.thread_time() - began < 3


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{equation}e^{i\pi}+1=0\end{equation}", r"\begin{gather}a\\b\end{gather}",
        r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", r"\begin{cases}a&x>0\\b\end{cases}",
        r"\int_0^\infty f(x)\,dx", r"a<b \tag{3}\label{e}", r"\text{if } \mathbb{R} \ne \emptyset",
        r"\begin{eqnarray}a&=&b\end{eqnarray}", r"\sqrt[3]{x} \binom{n}{k} \hat{x} \vec v",
    ],
)  # fmt: skip
def test_usual_formulas_are_drawn(tex: str) -> None:
    drawing = draw(tex, 16, "#112233", displayed=True)
    assert drawing.width > 5
    assert 0 < drawing.ascent <= drawing.height + 1
    assert "<path" in drawing.svg
    assert "symbol" not in drawing.svg


def ink(image: QImage, area: QRectF, theme_color: str) -> int:
    rect = area.toRect()
    return sum(
        image.pixelColor(x, y).name() != theme_color
        for x in range(max(0, rect.left()), min(image.width(), rect.right()))
        for y in range(max(0, rect.top()), min(image.height(), rect.bottom()))
    )


def test_an_inline_formula_is_painted_and_is_its_source_as_text(
    layout: LayoutContext, until: Until
) -> None:
    [element] = drawn(r"Before $\frac{a}{b}$ after.", layout, until)
    assert isinstance(element, TextElement)
    assert element.plain_text() == r"Before \frac{a}{b} after."
    assert "$" in element.markdown()
    start, end = 7, 7 + len(r"\frac{a}{b}")
    [area] = element.selection_rects(start, end)
    assert 6 < area.width() < 30
    assert element.position_at(QPointF(area.left() + 1, area.center().y())) == start
    assert element.position_at(QPointF(area.right() - 1, area.center().y())) == end
    [after] = element.selection_rects(end + 1, end + 6)
    assert after.left() > area.right()
    image = paint_all([element], layout.theme, WIDTH, margin=0)
    base = layout.theme.color("base").name()
    assert ink(image, area, base) > 20
    assert element.height_for(WIDTH) > 22


def test_the_source_is_there_while_a_formula_is_drawn(layout: LayoutContext, until: Until) -> None:
    tex = r"\beta_{17} + \frac{\gamma}{2}"
    [element] = elements_of(f"$$\n{tex}\n$$", layout)
    assert isinstance(element, FormulaElement)
    before = element.height_for(WIDTH)
    assert element.plain_text() == tex
    assert before > 0
    until(lambda: takes_formulas(element))
    assert element.plain_text() == tex
    element.height_for(WIDTH)
    assert element.hit_at(QPointF(380, 10)) is None
    [box] = element.selection_rects(0, 3)
    assert box.center().x() == pytest.approx(WIDTH / 2, abs=1)


def test_what_can_not_be_drawn_is_source_with_its_reason(
    layout: LayoutContext, until: Until
) -> None:
    shown, inline = drawn("$$\\nonsense{x}$$\n\nin $\\nonsense{y}$ line", layout, until)
    hit = shown.hit_at(QPointF(4, 4))
    assert hit is not None
    assert "\\nonsense" in hit.name
    assert isinstance(inline, TextElement)
    [area] = inline.selection_rects(4, 8)
    reason = inline.hit_at(area.center())
    assert reason is not None
    assert reason.action == ""
    assert "\\nonsense" in reason.name
    assert shown.hits() == inline.hits() == ()


def test_formulas_in_tables_make_their_rows_higher(layout: LayoutContext, until: Until) -> None:
    tall = r"\frac{\frac{a}{b}}{\frac{c}{d}}"
    [element] = drawn(f"| a | b |\n|---|---|\n| x | ${tall}$ |\n| y | z |", layout, until)
    assert element.height_for(WIDTH) > 3 * 32 + 4


def test_drawing_happens_on_another_thread(layout: LayoutContext, until: Until) -> None:
    names: list[str] = []
    original = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        names.append(thread.name)
        original(thread)

    threading.Thread.start = start  # type: ignore[method-assign]
    try:
        drawn(r"$\delta^{\epsilon^{\zeta}}$", layout, until)
    finally:
        threading.Thread.start = original  # type: ignore[method-assign]
    assert "formulas" in names


def test_selected_formulas_show_it(layout: LayoutContext, until: Until) -> None:
    from PySide6.QtGui import QPainter

    for text in ("$$x+y$$", "a $x+y$ b"):
        [element] = drawn(text, layout, until)
        image = QImage(760, 60, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(layout.theme.color("base"))
        painter = QPainter(image)
        context = PaintContext(layout.theme, QRectF(0, 0, WIDTH, 60), selection=(0, 7))
        element.paint(painter, context)
        painter.end()
        wanted = layout.theme.color("selText")
        assert any(
            image.pixelColor(x, y) == wanted for x in range(0, 760, 2) for y in range(2, 40, 3)
        )


def test_deep_nesting_keeps_its_text() -> None:
    for text in (
        "> " * 1_000 + "deep",
        "".join("  " * depth + f"- item {depth}\n" for depth in range(240)),
        "- " * 1_000 + "deep",
        "".join(">" * depth + f" line {depth}\n" for depth in range(1, 200)),
    ):
        shown = "\n".join(plain(leaf) for b in split_blocks(text) for leaf in parse_block(b))
        for word in text.replace(">", " ").replace("-", " ").split():
            assert word in shown
