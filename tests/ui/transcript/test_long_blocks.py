"""Long items and quotes are several blocks, and look as if they were one."""

from collections.abc import Iterable

import pytest

from studio.ui.theme import ThemeStore
from studio.ui.transcript.blocks import Block, BlockStream, split_blocks
from studio.ui.transcript.copying.as_html import html_of
from studio.ui.transcript.copying.clips import MarkdownClip
from studio.ui.transcript.element import LayoutContext, gap_px
from studio.ui.transcript.elements import make_elements
from studio.ui.transcript.leaves import Leaf, TextLeaf
from studio.ui.transcript.markdown import gather_definitions, names_any, parse_block


@pytest.fixture
def layout(theme_store: ThemeStore) -> LayoutContext:
    return LayoutContext(theme_store.current)


ITEM = "1. Top\n" + "\n".join(
    f"     - deeper {n}" if n % 3 else f"   - nested {n} with `code`" for n in range(900)
)
LIST = f"{ITEM}\n2. Second\n3. Third"
CODE_ITEM = "- Top\n  ```\n" + "  - no item\n" * 900 + "  ```\n" + "  - nested\n" * 5 + "- Next"
QUOTE = "> " + "\n>\n> ".join(f"Paragraph {n} with **bold** words." for n in range(900))
PROSE_QUOTE = "> " + "\n> ".join(f"Line {n} of one paragraph." for n in range(2_000))


def leaves_of(blocks: Iterable[Block]) -> list[Leaf]:
    return [leaf for block in blocks for leaf in parse_block(block)]


def test_an_item_goes_on_at_a_list_in_it() -> None:
    blocks = split_blocks(LIST)
    assert max(len(block.source) for block in blocks) < 2_200
    leaves = leaves_of(blocks)
    assert [leaf.rich.text for leaf in leaves if isinstance(leaf, TextLeaf)][:3] == [
        "Top",
        "nested 0 with code",
        "deeper 1",
    ]
    assert len(leaves) == 903
    depths = [len(leaf.frame.containers) for leaf in leaves]
    assert depths == [1, *(3 if n % 3 else 2 for n in range(900)), 1, 1]
    labels = [m.label for leaf in leaves for m in leaf.frame.markers if m.label]
    assert labels == ["1.", "2.", "3."]


def test_code_in_an_item_is_not_cut() -> None:
    blocks = split_blocks(CODE_ITEM)
    assert [block.continues for block in blocks] == [False, True, True]
    assert "no item" not in blocks[1].source
    assert blocks[1].inside == "- x"


@pytest.mark.parametrize("text", [QUOTE, PROSE_QUOTE], ids=["paragraphs", "prose"])
def test_a_quote_goes_on_in_further_blocks(text: str) -> None:
    blocks = split_blocks(text)
    assert max(len(block.source) for block in blocks) < 8_400
    assert {block.kind for block in blocks} == {"quote"}
    said = " ".join(leaf.rich.text for leaf in leaves_of(blocks) if isinstance(leaf, TextLeaf))
    assert said == " ".join(text.replace("**", "").replace(">", "").split())


def test_the_rule_of_a_quote_has_no_gap_where_it_goes_on(layout: LayoutContext) -> None:
    first, second = (make_elements(block, layout) for block in split_blocks(QUOTE)[:2])
    assert gap_px(first[-1], second[0]) < 0.01
    inside = second[1].height_for(600) - second[0].height_for(600)
    assert inside == 0, "the room between two paragraphs is the same"


@pytest.mark.parametrize("text", [LIST, CODE_ITEM, QUOTE, PROSE_QUOTE])
@pytest.mark.parametrize("step", [13, 1_000, 5_000])
def test_it_goes_on_in_the_same_places_when_it_streams(text: str, step: int) -> None:
    stream, found = BlockStream(), []
    for start in range(0, len(text), step):
        stream.append(text[start : start + step])
        found += stream.take_closed()
        tail = stream.tail()
        assert tail is None or len(tail.source) < 15_000
    assert found + stream.close() == split_blocks(text)


def test_what_is_copied_is_one_list_and_one_quote() -> None:
    html = html_of([MarkdownClip(LIST)])
    assert html.count("<ol>") == 1
    assert html.count("<li>") == 903
    assert html_of([MarkdownClip(QUOTE)]).count("<blockquote>") == 1


def test_no_definition_of_thousands_is_lost_or_cut() -> None:
    text = "\n".join(f"[l{n}]: https://example.org/{n}" for n in range(3_000))
    blocks = split_blocks(text)
    assert len(blocks) > 5
    assert len(gather_definitions(blocks)) == 3_000
    leaves = leaves_of(blocks)
    assert {leaf.style for leaf in leaves if isinstance(leaf, TextLeaf)} == {"definition"}
    stream, found = BlockStream(), []
    for start in range(0, len(text), 700):
        stream.append(text[start : start + 700])
        found += stream.take_closed()
    assert found + stream.close() == blocks


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("See [One  two].", True),
        ("See [x][one Two].", True),
        ("Text[^n].", True),
        ("[one three], (one two), one two", False),
        ("Nothing.", False),
    ],
)
def test_blocks_are_made_again_when_what_they_name_is_defined(source: str, named: bool) -> None:
    assert names_any(Block("paragraph", source, 0), {"ONE TWO", "^n"}) == named
