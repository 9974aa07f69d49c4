"""The examples of the CommonMark and GitHub specifications, through the transcript's own parser.

Each example is cut into blocks, each block is parsed alone, and what comes out must have the
structure of the reference. Where the transcript differs on purpose, the example says so here.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from studio.ui.transcript.blocks import split_blocks
from studio.ui.transcript.leaves import Style
from studio.ui.transcript.markdown import plain
from studio.ui.transcript.parser import parser
from tests.ui.transcript.reference import Piece, leaves_of, reference, shown
from tests.ui.transcript.test_blocks import stream

DATA = Path(__file__).parent / "data"
COMMONMARK = json.loads((DATA / "commonmark-0.31.2.json").read_text("utf-8"))
GFM = json.loads((DATA / "gfm-extensions.json").read_text("utf-8"))

# Raw HTML is shown as text. What is expected is what markdown-it makes of the whole example when
# it is told so.
HTML = {
    21, 31, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643,
    *range(148, 192), 201, *range(613, 632),
}  # fmt: skip
# Addresses without brackets are links (GitHub's extension, as its own examples ask for).
BARE_LINKS = {602, 606, 608, 611, 612}
# `\[...\]` is a formula.
FORMULA = {12}
# What a table row has too much is not dropped: no text is lost.
SURPLUS_CELLS = {204}


@pytest.fixture(autouse=True)
def all_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples link to `/url`; here it is structure that counts, not which links are safe."""
    monkeypatch.setattr(parser(), "validateLink", lambda address: True)


def whole_without_html(markdown: str) -> list[Piece]:
    md = MarkdownIt("commonmark", {"html": False, "strikethrough_single_tilde": True})
    md.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    return reference(md.render(markdown))


def without_links(pieces: list[Piece]) -> list[tuple[str, str]]:
    return [(piece.kind, "".join(text for text, _, _ in piece.runs)) for piece in pieces]


def is_within(part: Iterable[str], whole: str) -> bool:
    rest = iter(whole)
    return all(letter in rest for letter in part)


@pytest.mark.parametrize("example", COMMONMARK, ids=lambda e: e["number"])
def test_commonmark(example: dict[str, Any]) -> None:
    number, markdown = example["number"], example["markdown"]
    if number in HTML:
        assert shown(markdown) == whole_without_html(markdown)
        return
    wanted = reference(example["html"])
    if number in FORMULA:
        [piece] = shown(markdown)
        assert [run for run in piece.runs if run[1]] == [("\\\\", Style.MATHS | Style.DISPLAY, "")]
    elif number in BARE_LINKS:
        assert shown(markdown) != wanted
        assert without_links(shown(markdown)) == without_links(wanted)
    else:
        assert shown(markdown) == wanted


@pytest.mark.parametrize("example", GFM, ids=lambda e: e["number"])
def test_github(example: dict[str, Any]) -> None:
    pieces, wanted = shown(example["markdown"]), reference(example["html"])
    if example["number"] in SURPLUS_CELLS:
        assert pieces.pop().runs == [("baz | boo", 0, "")]
        assert wanted.pop().runs == [("baz", 0, "")]
    assert pieces == wanted


@pytest.mark.parametrize("example", COMMONMARK + GFM, ids=lambda e: e["number"])
def test_no_text_of_an_example_is_lost(example: dict[str, Any]) -> None:
    found = "".join(plain(leaf) for leaf in leaves_of(example["markdown"]))
    if example["number"] in HTML:
        wanted = whole_without_html(example["markdown"])
    else:
        wanted = reference(example["html"])
    text = "".join(text for piece in wanted for text, _, _ in piece.runs)
    signs = "[]" if example["number"] in FORMULA else ""
    assert is_within([c for c in text if not c.isspace() and c not in signs], found)


@pytest.mark.parametrize("example", COMMONMARK + GFM, ids=lambda e: e["number"])
def test_an_example_is_cut_the_same_when_it_is_streamed(example: dict[str, Any]) -> None:
    text = example["markdown"]
    assert stream(text, list(range(len(text)))) == split_blocks(text)
