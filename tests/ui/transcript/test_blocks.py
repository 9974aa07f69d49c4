"""Cutting markdown into blocks: nothing is lost, and deltas make no difference."""

import itertools
import re
import time

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from studio.ui.transcript import block_scanner
from studio.ui.transcript.blocks import Block, BlockStream, split_blocks
from studio.ui.transcript.leaves import Leaf
from studio.ui.transcript.markdown import definitions_in, parse_block, plain
from studio.ui.transcript.parser import parser
from studio.ui.transcript.walk import Walk

LINES = [
    "", "", "", "  ", "text", "more text here", "  indented two", "   three", "    four", "\ttab",
    "# head", "## two ##", "#no", "===", "---", "--", "- - -", "***", "___", "> quote", "> # h",
    "> - a", ">", "> ```", "- item", "- ", "-", "* star", "+ plus", "  - nested", "    - deep",
    "1. one", "2. two", "10. ten", "1) paren", "   cont", "     cont five", "- [ ] task",
    "- [x] done", "```", "```py", "````", "~~~", "~~~ x`y", "  ```", "```a`b", "| a | b |",
    "|---|:-:|", "| 1 | 2 |", "a | b", "--- | ---", "|---|", "[ref]: http://x.y", "[^1]: note",
    "![i](http://a/b.png)",
    "<div>", "</div>", "<!-- c", "日本語", "שלום", "a\\", "b  ", "**bo", "ld**",
    "$$", "$$ x $$", "$$ y", "z $$", "\\[", "\\]", "\\[ x \\]", "+ b", "\\begin{align}",
    "\\end{align}", "[^n]:", "[^n]: more", "    in note", "Term", ": meaning", "costs $5 and $6",
]  # fmt: skip
markdown = st.lists(st.sampled_from(LINES), max_size=14).map("\n".join)
noisy = st.text(alphabet=" \t\n\r-=*_>#`~|1.)[]:$\\^abé😀", max_size=80)


def stream(text: str, cuts: list[int]) -> list[Block]:
    source = BlockStream()
    found = []
    edges = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    for start, end in itertools.pairwise(edges):
        source.append(text[start:end])
        found += source.take_closed()
        tail = source.tail()
        shown = found[-1].start + len(found[-1].source) if found else 0
        if tail is not None:
            assert text[tail.start :].startswith(tail.source)
            assert text[shown : tail.start].strip() == ""
            assert text[tail.start + len(tail.source) : end].strip() == ""
        else:
            assert text[shown:end].strip() == ""
    return found + source.close()


def check_covers(text: str, found: list[Block]) -> None:
    at = 0
    for block in found:
        assert text[at : block.start].strip() == ""
        assert text.startswith(block.source, block.start)
        at = block.start + len(block.source)
    assert text[at:].strip() == ""


@settings(deadline=None, max_examples=400)
@given(st.one_of(markdown, noisy), st.lists(st.integers(0, 1000), max_size=12))
def test_deltas_end_in_the_same_blocks(text: str, cuts: list[int]) -> None:
    whole = split_blocks(text)
    check_covers(text, whole)
    assert stream(text, cuts) == whole


@settings(deadline=None, max_examples=200)
@given(st.one_of(markdown, noisy))
def test_one_character_at_a_time(text: str) -> None:
    assert stream(text, list(range(len(text)))) == split_blocks(text)


@settings(deadline=None, max_examples=200)
@given(markdown, st.lists(st.integers(0, 1000), max_size=12))
def test_deltas_with_long_paragraphs(text: str, cuts: list[int]) -> None:
    before = block_scanner.LIMIT_CHARS
    block_scanner.LIMIT_CHARS = 24
    try:
        whole = split_blocks(text)
        check_covers(text, whole)
        assert stream(text, cuts) == whole
    finally:
        block_scanner.LIMIT_CHARS = before


def outline_of(leaves: list[Leaf]) -> list[tuple[object, ...]]:
    """Leaves without what cutting lists into items changes: their numbers."""
    return [
        (
            type(leaf).__name__,
            getattr(leaf, "style", ""),
            tuple("item" if c == "wide" else c for c in leaf.frame.containers),
            [marker.kind for marker in leaf.frame.markers],
            plain(leaf).rstrip(),  # empty lines at the end of a text are no part of it
        )
        for leaf in leaves
    ]


# Only meanings right below their term, without blank or indented lines in them, are told apart
# from what follows by the cutting.
LOOSE_MEANING = re.compile(
    r"\n[ \t]*\n {0,3}:|\n {0,3}: [\s\S]*\n[ \t\n]|^ {0,3}: "
    r"|\n: [^\n]*\n(?!:)[\s\S]*\n: "
)


@settings(deadline=None, max_examples=600)
@given(st.lists(st.sampled_from([line for line in LINES if "|" not in line]), max_size=12))
@example(["> quote", "$$", "$$ y", "# head", "$$"])
@example(["[ref]: http://x.y", "    four", "", "     cont five"])
@example(["[ref]: http://x.y", "2. two", "", "   three"])
@example(["[ref]: http://x.y", "[ref]: http://x.y", "    four", "    'deep'", "", "    four"])
def test_blocks_are_what_they_are_in_the_whole(lines: list[str]) -> None:
    text = "".join(line + "\n" for line in lines)
    assume(not LOOSE_MEANING.search(text))
    # A link definition right above an empty item or an underline is not told from a heading.
    assume(not re.search(r"\]: http[^\n]*\n(?:-+|=+|[-+*]|\d+[.)]) *\n", text))
    blocks = split_blocks(text)
    references: dict[str, dict[str, str]] = {}
    for block in blocks:
        references = definitions_in(block) | references
    parts = [leaf for block in blocks for leaf in parse_block(block, references=references)]
    walk = Walk(Block("paragraph", text, 0), text)
    whole = walk.leaves_of(parser().parse(text, {"references": references}))
    assert outline_of(parts) == outline_of(whole)


def test_fifty_megabytes_are_cut_in_bounded_time_and_memory() -> None:
    paragraph = "Some words of a paragraph with `code` and *more* in it, line after line.\n" * 8
    unit = f"{paragraph}\n- item\n- more\n\n```py\nx = 1\n```\n\n$$\nx\n$$\n\n"
    count = 50_000_000 // len(unit)
    source, found, longest = BlockStream(), 0, 0.0
    for _ in range(0, count, 100):
        began = time.thread_time()
        source.append(unit * 100)
        found += len(source.take_closed())
        longest = max(longest, time.thread_time() - began)
    found += len(source.close())
    assert found >= 5 * (count - count % 100)
    assert longest < 0.05
