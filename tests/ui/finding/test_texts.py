"""The texts that are searched are those that are shown."""

from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.demo.writing import long_text
from studio.ui.theme import ThemeStore
from studio.ui.transcript.blocks import split_blocks
from studio.ui.transcript.element import Element, LayoutContext
from studio.ui.transcript.elements import make_elements
from studio.ui.transcript.finding.texts import GrowingText, Unit, block_texts, text_units
from studio.ui.transcript.text_elements import RemoteImageElement, RuleElement

SAMPLE = (Path(__file__).parents[1] / "transcript" / "sample.md").read_text(encoding="utf-8")
PIECES = [
    "Plain words here.", "Two lines\nof words", "Hard  \nbreak", "# Heading *x*", "Title\n===",
    "**bold** word", "`code` & &amp; more", "[a link](http://x.y) here", "[r]", "[r]: http://x.y",
    "- item\n- other **one**", "1. first\n2. second\n   - nested", "> quoted *text*\n> more",
    "```py\ndef f():\n\treturn 1\n```", "| a | b |\n|---|---|\n| **1** | `2` |", "---",
    "$x^2$ maths", "a\n2. b", "a\n+ b", "tab\there", "中文 *文* 本", "emoji 👍🏽 \\* escaped",
    "Term\n: what it means\n\nOther\n: *more*", "$$\na^2 + b\n$$", "A note[^1]\n\n[^1]: The note",
    "\\(x+y\\) and \\[z\\]", "<b>html</b>",
    "![alt](http://x.y/z.png)", "a ![alt](http://x.y/z.png) b", "nul \x01 \u202e x",
    "- [ ] task\n- [x] done", "http://example.org/a_b_c", "a_b_c _d_", "  indented\n    more",
]  # fmt: skip


def shown(element: Element) -> str:
    skipped = (RuleElement, RemoteImageElement)
    return "" if isinstance(element, skipped) else element.plain_text()


def check(text: str, layout: LayoutContext) -> None:
    for block in split_blocks(text):
        elements = make_elements(block, layout)
        texts = [found for found in block_texts(block) if found is not None]
        assert len(texts) == len(elements)
        for found, element in zip(texts, elements, strict=True):
            if isinstance(element, RuleElement | RemoteImageElement):
                continue
            assert " ".join(found.split()) == " ".join(shown(element).split())
            assert len(found) == len(shown(element))


@pytest.fixture
def layout(theme_store: ThemeStore) -> LayoutContext:
    return LayoutContext(theme_store.current)


def test_all_kinds_of_blocks(layout: LayoutContext) -> None:
    check(SAMPLE, layout)
    check(long_text("tides", 60_000), layout)
    check("\n\n".join(PIECES), layout)
    check("word " * 4000, layout)


def test_any_mixture_of_blocks(theme_store: ThemeStore) -> None:
    layout = LayoutContext(theme_store.current)

    @settings(max_examples=150, deadline=None)
    @given(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=5), st.sampled_from(["\n", "\n\n"])
    )
    def mixed(pieces: list[str], between: str) -> None:
        check(between.join(pieces), layout)

    mixed()


@given(st.lists(st.integers(1, 60), min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_a_growing_text_has_the_units_of_the_whole(steps: list[int]) -> None:
    text = "\n\n".join(PIECES)
    growing, found, at = GrowingText("text0"), [], 0
    for step in cycle(steps):
        growing.append(text[at : at + step])
        found += [unit for unit in growing.closed() if unit is not None]
        at += step
        if at >= len(text):
            break
    assert growing.length == len(text)
    found += [unit for unit in growing.finish() if unit is not None]
    plain = [unit for unit in text_units("text0", text) if unit is not None]
    assert [_same(unit) for unit in found] == [_same(unit) for unit in plain]


def _same(unit: Unit) -> Unit:
    """References that come later are not known to what was read before."""
    return Unit(*unit.place, unit.text.replace("[r]", "r"))
