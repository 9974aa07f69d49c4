"""Elements laid out and painted: sizes, what can be clicked, selection, folding, scrolling."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from studio.ui.theme import ThemeStore
from studio.ui.transcript.blocks import Block, BlockStream
from studio.ui.transcript.code_element import CodeElement
from studio.ui.transcript.element import (
    Element,
    FoldingElement,
    HighlightingElement,
    LayoutContext,
    PaintContext,
    ScrollingElement,
    TextElement,
    gap_px,
)
from studio.ui.transcript.elements import make_elements, plain_elements
from studio.ui.transcript.table_element import TableElement
from studio.ui.transcript.text_elements import RemoteImageElement, RichTextElement
from tests.ui.transcript.painting import elements_of, paint_all

WIDTH = 760.0
SAMPLE = (Path(__file__).parent / "sample.md").read_text("utf-8")


@pytest.fixture
def layout(theme_store: ThemeStore) -> LayoutContext:
    return LayoutContext(theme_store.current)


def one(text: str, layout: LayoutContext) -> Element:
    [element] = elements_of(text, layout)
    element.height_for(WIDTH)
    return element


def has_color(image: QImage, color: QColor, area: QRectF) -> bool:
    rect = area.toRect()
    return any(
        image.pixelColor(x, y) == color
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    )


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("dpr", [1.0, 1.5])
def test_the_sample_is_painted(
    theme_store: ThemeStore, mode: str, dpr: float, tmp_path: Path
) -> None:
    theme_store.set_mode(mode)
    theme = theme_store.current
    elements = elements_of(SAMPLE, LayoutContext(theme))
    for element in elements:
        assert element.estimate_for(WIDTH) > 0
        while isinstance(element, HighlightingElement) and not element.highlight(4):
            pass
    image = paint_all(elements, theme, WIDTH, dpr=dpr, caret=True)
    assert image.save(str(tmp_path / f"sample-{mode}-{dpr}.png"))
    whole = QRectF(0, 0, image.width(), image.height())
    for token in ("text", "sunken", "line", "accent", "cKey", "cStr"):
        if dpr == 1.0 or token in ("sunken", "line"):
            assert has_color(image, theme.color(token), whole), token


def test_gaps_follow_the_specification(layout: LayoutContext) -> None:
    elements = elements_of("# h\n\np\n\n## h\n\np\n\n- a\n- b\n\np\n\n```\nc\n```\n\np", layout)
    assert [gap_px(a, b) for a, b in pairwise(elements)] == [
        8, 20, 8, 12, 4, 12, 12, 16,
    ]  # fmt: skip


def test_line_heights(layout: LayoutContext) -> None:
    assert one("text", layout).height_for(WIDTH) == 22
    assert one("# text", layout).height_for(WIDTH) == 28
    assert one("a\\\nb", layout).height_for(WIDTH) == 44
    assert one("```\na\nb\n```", layout).height_for(WIDTH) == 33 + 24 + 40
    assert one("| a |\n|---|\n| b |", layout).height_for(WIDTH) == 64


def test_zoom_scales_text(layout: LayoutContext) -> None:
    big = LayoutContext(layout.theme, 2.0)
    assert one("text", big).height_for(WIDTH) == 44
    assert one("```\na\n```", big).height_for(WIDTH) == 2 * (32 + 24 + 20) + 1


def test_links_are_hit(layout: LayoutContext) -> None:
    element = one("go to [the page](https://x.y/z) or ![p](https://x.y/i.png) now", layout)
    link, image = element.hits()
    assert (link.action, link.target) == ("link", "https://x.y/z")
    assert (image.action, image.target) == ("remote_image", "https://x.y/i.png")
    assert link.rect is not None
    assert element.hit_at(link.rect.center()) == link
    assert element.hit_at(QPointF(2, 10)) is None


def test_remote_image_card(layout: LayoutContext) -> None:
    element = one("![a cat](https://x.y/cat.png)", layout)
    assert isinstance(element, RemoteImageElement)
    [hit] = element.hits()
    assert (hit.action, hit.target) == ("remote_image", "https://x.y/cat.png")
    assert "https://x.y/cat.png" in element.plain_text()


def test_positions_and_selection(layout: LayoutContext) -> None:
    element = one("- 😀 emoji **bold** text שלום end", layout)
    assert isinstance(element, TextElement)
    text = element.plain_text()
    assert text == "• 😀 emoji bold text שלום end"
    for word in ("😀", "bold", "text"):
        start = text.index(word)
        [rect] = element.selection_rects(start, start + len(word))
        assert element.position_at(rect.center() - QPointF(rect.width() / 2 - 0.5, 0)) == start
    assert element.position_at(QPointF(WIDTH, 500)) == len(text)


def test_selection_is_painted(layout: LayoutContext) -> None:
    theme = layout.theme
    for text in ("some words", "```\nsome words\n```", "| some | words |\n|---|---|\n"):
        element = one(text, layout)
        image = QImage(760, 120, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(theme.color("base"))
        painter = QPainter(image)
        context = PaintContext(theme, QRectF(0, 0, WIDTH, 120), selection=(0, 4))
        element.paint(painter, context)
        painter.end()
        assert has_color(image, theme.color("selText"), QRectF(0, 0, 400, 100)), text


def test_caret_follows_the_last_glyph(layout: LayoutContext) -> None:
    for short, long in (
        ("word", "word word"),
        ("```\na", "```\naaa"),
        ("| a |\n|---|\n| x |\n", "| a |\n|---|\n| xxx |\n"),
    ):
        rects = []
        for text in (short, long):
            kind = "code" if text.startswith("`") else "paragraph"
            [element] = make_elements(Block(kind, text, 0), layout, True)
            element.height_for(WIDTH)
            assert isinstance(element, TextElement)
            rects.append(element.caret_rect())
        assert rects[0].width() == 2
        assert rects[0].height() == 16
        assert rects[1].left() > rects[0].left()


def test_right_to_left(layout: LayoutContext) -> None:
    element = one("- שלום", layout)
    assert isinstance(element, TextElement)
    [rect] = element.selection_rects(2, 6)
    assert rect.right() > WIDTH - 30
    code = one("```\nשלום\n```", layout)
    assert isinstance(code, TextElement)
    assert code.selection_rects(0, 4)[0].left() < 20


def long_code(lines: int) -> str:
    return "```py\n" + "\n".join(f"x{n} = {n}" for n in range(lines)) + "\n```"


def test_code_folds(layout: LayoutContext) -> None:
    assert [hit.action for hit in one(long_code(40), layout).hits()] == [
        "toggle_wrap",
        "save_code",
        "copy_code",
    ]
    element = one(long_code(68), layout)
    assert isinstance(element, FoldingElement)
    _, _, copy, fold = element.hits()
    assert copy.target.count("\n") == 67
    assert (fold.action, fold.name) == ("toggle_fold", "Show 48 more lines")
    folded = element.height_for(WIDTH)
    assert folded == 33 + 24 + 20 * 20 + 32
    element.toggle_fold()
    assert element.height_for(WIDTH) == folded + 48 * 20
    assert element.hits()[-1].name == "Show fewer lines"
    element.toggle_fold()
    assert element.height_for(WIDTH) == folded


def test_long_code_lines_wrap_when_asked(layout: LayoutContext) -> None:
    line = "abcdefghij" * 40
    element = one(f"```py\n{line}\n\n日本語{line}\n```", layout)
    assert isinstance(element, CodeElement)
    one_row, text = element.height_for(WIDTH), element.plain_text()
    assert element.scroll_range_px() > 0
    element.toggle_wrap()
    assert element.height_for(WIDTH) > one_row + 4 * 20
    assert element.scroll_range_px() == 0
    assert element.plain_text() == text
    for place in (0, 5, 250, 399, 403, 600, len(text) - 1):
        rect = next(r for r in element.selection_rects(place, place + 1) if r.width() > 0)
        assert rect.right() <= WIDTH
        assert element.position_at(rect.center() - QPointF(2, 0)) in (place, place + 1)
    narrow = element.height_for(300)
    assert narrow > element.height_for(WIDTH)
    while not element.highlight(100):
        pass
    element.toggle_wrap()
    assert element.height_for(WIDTH) == one_row


def test_very_long_code_is_not_offered_to_be_wrapped(layout: LayoutContext) -> None:
    for code in ("x\n" * 20_000, "y" * 2_000_000):
        element = one(f"```\n{code}\n```", layout)
        assert isinstance(element, CodeElement)
        assert [hit.action for hit in element.hits()][:2] == ["save_code", "copy_code"]
        element.toggle_wrap()
        assert not element.wraps


def test_code_scrolls_sideways(layout: LayoutContext) -> None:
    element = one("```\n" + "x" * 300 + "\n```", layout)
    assert isinstance(element, ScrollingElement)
    assert element.scroll_range_px() > 1000
    thumb = element.scrollbar_rect()
    assert thumb is not None
    assert element.scroll_to(100)
    assert not element.scroll_to(100)
    assert element.scroll_to(1e9)
    assert element.scroll_x_px() == element.scroll_range_px()
    moved = element.scrollbar_rect()
    assert moved is not None
    assert moved.right() == pytest.approx(WIDTH - 5)
    narrow = one("```\nx\n```", layout)
    assert isinstance(narrow, ScrollingElement)
    assert narrow.scrollbar_rect() is None


def test_closing_a_block_keeps_scrolling_and_does_not_fold(layout: LayoutContext) -> None:
    stream, before = BlockStream(), ()
    stream.append(long_code(60)[:-4] + "y" * 300)
    tail = stream.tail()
    assert tail is not None
    before = make_elements(tail, layout, True)
    before[0].height_for(WIDTH)
    assert isinstance(before[0], CodeElement)
    assert before[0].scroll_to(50)
    stream.append("\n```\n")
    [block] = stream.take_closed()
    [element] = make_elements(block, layout, previous=before)
    assert isinstance(element, CodeElement)
    assert element.height_for(WIDTH) > 60 * 20
    assert element.scroll_x_px() == 50
    assert element.hits()[-1].name == "Show fewer lines"


def test_growing_code_is_what_the_whole_is(layout: LayoutContext) -> None:
    text, before = "```py\na\tb\nсмысл\x07\n\nlast line 😀", ()
    for end in range(4, len(text) + 1):
        before = make_elements(Block("code", text[:end], 0), layout, True, previous=before)
        before[0].height_for(WIDTH)
    whole = make_elements(Block("code", text, 0), layout, True)
    assert before[0].plain_text() == whole[0].plain_text()
    assert before[0].plain_text() == "a\tb\nсмысл␇\n\nlast line 😀"


def test_growing_tables_are_what_the_whole_is(layout: LayoutContext) -> None:
    rows = "".join(f"| r{n} | {n * 3} | **b** {'x' * (n % 30)} |\n" for n in range(60))
    text, before = "| a | b | c |\n|---|---|---|\n" + rows, ()
    for end in range(30, len(text) + 1, 7):
        before = make_elements(Block("table", text[:end], 0), layout, True, previous=before)
        before[0].height_for(WIDTH)
    before = make_elements(Block("table", text, 0), layout, previous=before)
    [whole] = make_elements(Block("table", text, 0), layout)
    assert before[0].height_for(WIDTH) == whole.height_for(WIDTH)
    assert before[0].plain_text() == whole.plain_text()
    assert isinstance(before[0], TableElement)
    assert isinstance(whole, TableElement)
    assert before[0].columns.aligns == whole.columns.aligns == ["left", "right", "left"]
    assert before[0].columns.naturals() == whole.columns.naturals()


def test_highlighting_colours_code_in_slices(layout: LayoutContext) -> None:
    element = one("```python\ndef f(x):\n    return g(x) + 'é'  # c\n```", layout)
    assert isinstance(element, HighlightingElement)
    assert element.needs_highlight()
    image = paint_all([element], layout.theme)
    whole = QRectF(0, 0, image.width(), image.height())
    assert not has_color(image, layout.theme.color("cKey"), whole)
    element.highlight(0.0)  # the first of its language
    while element.is_waiting():
        element.highlight(0.0)
    steps = 0
    while not element.highlight(0.0):
        steps += 1
        assert steps < 100
    assert not element.needs_highlight()
    image = paint_all([element], layout.theme)
    assert has_color(image, layout.theme.color("cKey"), whole)
    for text in ("```nosuchlanguage\nx\n```", "```\nx\n```"):
        plain = one(text, layout)
        assert isinstance(plain, HighlightingElement)
        assert plain.highlight(4)


def test_copied_state_is_shown(layout: LayoutContext) -> None:
    element = one("```\nabc\n```", layout)
    hit = element.hits()[-1]
    assert hit.rect is not None
    images = []
    for copied in (None, hit.target):
        image = QImage(760, 120, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(layout.theme.color("base"))
        painter = QPainter(image)
        context = PaintContext(layout.theme, QRectF(0, 0, WIDTH, 120), copied=copied)
        element.paint(painter, context)
        painter.end()
        images.append(image.copy(hit.rect.toRect()))
    assert images[0] != images[1]


def test_huge_things_paint_only_what_is_seen(layout: LayoutContext) -> None:
    code = one("```\n" + "line of code\n" * 100_000 + "```", layout)
    assert isinstance(code, CodeElement)
    code.toggle_fold()
    assert code.height_for(WIDTH) > 2_000_000
    rows = "".join(f"| row {n} | {n} |\n" for n in range(5000))
    table = one("| a | b |\n|---|---|\n" + rows, layout)
    assert table.height_for(WIDTH) == 5001 * 32
    wide = one("```\n" + "x" * 200_000 + "\n```", layout)
    for element, top in ((code, 1_000_000.0), (table, 80_000.0), (wide, 0.0)):
        image = QImage(760, 600, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(layout.theme.color("base"))
        painter = QPainter(image)
        painter.translate(0, -top)
        element.paint(painter, PaintContext(layout.theme, QRectF(0, top, WIDTH, 600)))
        painter.end()
        assert has_color(image, layout.theme.color("text"), QRectF(0, 40, 200, 60))
    assert len(code.lines._layouts) < 50
    assert isinstance(table, TableElement)
    assert len(table._cells) < 100


def test_long_paragraphs_become_several_elements(layout: LayoutContext) -> None:
    for text in ("word " * 40_000, "- " + "word " * 40_000, "x" * 200_000):
        elements = elements_of(text, layout)
        assert len(elements) > 20
        joined = "".join(element.plain_text() for element in elements)
        assert joined.count("word") == text.count("word")
        assert joined.count("x") == text.count("x")
        assert all(len(element.plain_text()) < 9000 for element in elements)


def test_wide_tables_wrap_then_scroll(layout: LayoutContext) -> None:
    wrapped = one(f"| a | b |\n|---|---|\n| {'some words ' * 40} | x |", layout)
    assert wrapped.height_for(WIDTH) > 64
    assert isinstance(wrapped, ScrollingElement)
    assert wrapped.scroll_range_px() == 0
    head = "|" + " column |" * 30
    scrolled = one(f"{head}\n|{'---|' * 30}\n|{' cell |' * 30}", layout)
    assert isinstance(scrolled, ScrollingElement)
    assert scrolled.scroll_range_px() > 0
    assert scrolled.scrollbar_rect() is not None


def test_a_head_that_wraps_keeps_its_distance(layout: LayoutContext) -> None:
    head = "some words " * 20
    table = one(f"| {head} | b |\n|---|---|\n| x | y |", layout)
    assert isinstance(table, TableElement)
    lines = table.selection_rects(0, len(head) - 1)
    assert len(lines) > 1
    rule = table.height_for(WIDTH) - 32
    assert min(rect.top() for rect in lines) >= 7
    assert rule - max(rect.bottom() for rect in lines) >= 7


def test_breaks_and_links_in_cells(layout: LayoutContext) -> None:
    table = one("| a | b |\n|---|---|\n| x<br>y | [l](https://x.y) |", layout)
    assert table.height_for(WIDTH) == 32 + 32 + 20
    [hit] = table.hits()
    assert hit.rect is not None
    assert hit.target == "https://x.y"
    assert table.hit_at(hit.rect.center()) == hit
    assert table.plain_text() == "a\tb\nx y\tl"
    assert isinstance(table, TableElement)
    assert max(table.columns.naturals()) < 20


def test_typed_text_is_shown_as_typed(layout: LayoutContext) -> None:
    [element] = plain_elements("**not bold**\n- not a list\n\n<x>", layout)
    assert isinstance(element, RichTextElement)
    assert element.plain_text() == "**not bold**\n- not a list\n\n<x>"
    assert element.height_for(WIDTH) == 88


def test_every_element_is_what_it_says(layout: LayoutContext) -> None:
    for element in elements_of(SAMPLE, layout):
        element.height_for(WIDTH)
        element.hits()
        assert element.plain_text()
        assert element.markdown() or "Second" in element.plain_text()
        assert element.hit_at(QPointF(-50, -50)) is None


def test_what_did_not_change_stays_laid_out(layout: LayoutContext) -> None:
    first = make_elements(Block("list", "- a\n  - b\n  - c", 0), layout, True)
    later = make_elements(Block("list", "- a\n  - b\n  - c d", 0), layout, True, previous=first)
    assert [a is b for a, b in zip(first, later, strict=True)] == [True, True, False]


def test_a_huge_open_item_is_shown_unparsed_and_whole(layout: LayoutContext) -> None:
    text = "3) " + "**word** " * 5000
    live = make_elements(Block("list", text, 0, number=3), layout, True)
    joined = "".join(element.plain_text() for element in live)
    assert joined.startswith("3. **word**")
    assert joined.count("word") == 5000
    closed = make_elements(Block("list", text, 0, number=3), layout, previous=live)
    assert closed[0].plain_text().startswith("3. word word")
