"""Blocks that are read without the parser come out as the parser would give them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.ui.transcript import markdown
from studio.ui.transcript.blocks import Block, split_blocks
from studio.ui.transcript.definitions import definition_leaves
from studio.ui.transcript.leaves import Leaf
from studio.ui.transcript.markdown import parse_block
from studio.ui.transcript.simple import simple_leaves
from tests.ui.transcript.test_living_text import PIECES

SAMPLE = (Path(__file__).parent / "sample.md").read_text("utf-8")
SIGNS = "ab é中A1 .,:;'\"?()/-—%*_~`[]!\\<>&#|$+=@^{}\n\t\u00a0\u3000\u200b\u202ew"
WORDS = [
    "some words", "**bold**", "*italic*", "`code`", "**Note:**", "[a link](https://a.org/b)",
    "~~gone~~", "~~a~~b", "~a~", "~~~a~~~", "~~a~~.",
    "[x](http://a.b/C_d?e=f)", "(**so**)", "a**b**", "**a**b", "*a*.", "**a.**", "**a**-",
    "**a.**x", "`a b`", "` a`", "``a``", "!", "![i](http://x.y)", "[a](x)", "[**a**](http://x.y)",
    "www.x.y", "http://x.y", "a@b.c", "- ", "1. ", "12) ", "# ", "### ", " #", "> ", "\n",
    "\nmore", "\n  more", "  \n", "\n: x", "\n---", "***a***", "**a *b* c**", "* a", "5 * 3",
    "snake_case", "a > b", "“q”", "(", ")", '"', "'", "[^1]", "[1]", "[a]: b", "$5", "&amp;",
    "\\*", "~~a~~", "|", "{}", "1986. a",
]  # fmt: skip


def parsed(block: Block, monkeypatch: pytest.MonkeyPatch, **more: bool) -> list[Leaf]:
    """What the parser alone gives."""
    with monkeypatch.context() as patch:
        patch.setattr(markdown, "simple_leaves", lambda *_, **__: None)
        patch.setattr(markdown, "definition_leaves", lambda *_: None)
        return parse_block(block, **more)


def check(text: str, patch: pytest.MonkeyPatch) -> int:
    """Compares all blocks of a text; returns how many were read without the parser."""
    count = 0
    for block in split_blocks(text):
        for keep_breaks in (False, True):
            simple = simple_leaves(block, block.source, keep_breaks=keep_breaks)
            if simple is not None:
                count += 1
                assert simple == parsed(block, patch, keep_breaks=keep_breaks), block
                assert parse_block(block, keep_breaks=keep_breaks) == simple
        for live in (False, True):
            assert parse_block(block, live=live) == parsed(block, patch, live=live), block
    return count


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(WORDS), st.text(alphabet=SIGNS, max_size=6)),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from([" ", "", "\n"]),
)
def test_any_text(pieces: list[str], between: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        check(between.join(pieces), patch)


def test_every_word_beside_every_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for first in WORDS:
        for second in WORDS:
            check(f"A {first} {second}", monkeypatch)
            check(f"{first}{second} b", monkeypatch)
            check(f"- {first}{second}", monkeypatch)


@pytest.mark.parametrize("piece", PIECES)
def test_each_kind_of_text(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check(piece, monkeypatch)


@pytest.mark.parametrize(
    "source",
    [
        "Plain words, no more.", "Two lines\nof words", "A **bold** word: `code`, *so*.",
        "**Note:** see [Tide](https://en.wikipedia.org/wiki/Tide) for more!", "- **Term**: meaning",
        "12. one", "1234. one", "## A heading", "中文 **强调** 文", "Ünï, “cödé” — 5 °C",
    ],
)  # fmt: skip
def test_common_blocks_need_no_parser(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(source, monkeypatch) == 2


DEFINITIONS = [
    "[a]: http://x.y", "[a]: https://x.y/B_c?d=e 'f'", '  [b  c]: http://x.y "A title"  ',
    "[www.x.y]: http://x.y/z", '[d@e.f]: http://x.y "see http://z.q, (or g@h.i)."', "[Ünï 中]: http://x",
    "[\u202ee]:  http://x.y/~f", "[\tg\u200b]: http://x.y", "[x]: http://x.y", "[ ]: http://x.y",
    "[^1]: http://x.y", "[1]:http://x.y", "[j]: <http://x.y>", "[k]: /l", "[m]:", '"n"', "'o'", "",
    "    [p]: http://x.y", "[q]: http://x.y r", "[s] t", "- u", ": v", "---", "===", "|-|", "> w",
    '[A]: http://x.y "\x07 b"', "[&amp;]: http://x.y", "[`c`]: http://x.y", "[*d*]: http://x.y.",
]  # fmt: skip


def check_definitions(text: str, patch: pytest.MonkeyPatch) -> int:
    """As `check`, for link definitions."""
    for block in split_blocks(text):
        for live in (False, True):
            assert parse_block(block, live=live) == parsed(block, patch, live=live), block
    return sum(definition_leaves(block, block.source) is not None for block in split_blocks(text))


@pytest.mark.parametrize("first", DEFINITIONS)
def test_definitions_come_out_as_parsed(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for second in DEFINITIONS:
        check_definitions(f"{first}\n{second}", monkeypatch)
        check_definitions(f"{first}\n[z]: http://x.y/z\n{second}", monkeypatch)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(DEFINITIONS), max_size=6),
    st.text(alphabet=SIGNS, max_size=6),
    st.text(alphabet=SIGNS, max_size=6),
)
def test_any_definitions(lines: list[str], label: str, title: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        check_definitions("\n".join([*lines, f'[{label}]: http://x.y/z "{title}"']), patch)


def test_plain_definitions_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(f'[l{n}]: https://e.org/{n} "Title {n}"' for n in range(600))
    assert check_definitions(text, monkeypatch) == len(split_blocks(text)) > 2
