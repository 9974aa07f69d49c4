"""Very long texts are read in slabs: all of the text, cut where blocks begin."""

import time

import pytest

from studio.demo.writing import long_text
from studio.ui.transcript.blocks import split_blocks
from studio.ui.transcript.slabs import LONG_CHARS, SLAB_CHARS, LineSlabs, Slabs


def sources(slabs: Slabs) -> list[str]:
    """Of all slabs, looked at from the end, as a view that opens at the end does."""
    found = [slabs.source(number) for number in reversed(range(slabs.count))]
    return found[::-1]


def test_slabs_give_the_blocks_of_the_whole_text() -> None:
    text = "\n\n".join([long_text("the sea", 300_000)] * 4)
    slabs = Slabs(text)
    parts = sources(slabs)
    assert "".join(parts) == text
    assert all(len(part) < 1.5 * SLAB_CHARS for part in parts)
    whole = [(block.kind, block.source) for block in split_blocks(text)]
    pieces = [(block.kind, block.source) for part in parts for block in split_blocks(part)]
    assert pieces == whole


@pytest.mark.parametrize("fence", ["```", "~~~"])
@pytest.mark.parametrize("language", ["python", ""])
def test_no_cut_is_made_inside_of_code(fence: str, language: str) -> None:
    code = f"{fence}{language}\n" + "value = 1\n\nother = 2\n" * 20_000 + f"{fence}\n\n"
    text = ("Some words.\n\n" + code) * 4
    parts = sources(Slabs(text))
    assert "".join(parts) == text
    kinds = [block.kind for part in parts for block in split_blocks(part)]
    assert kinds == ["paragraph", "code"] * 4


def test_a_hundred_thousand_lines_of_code_are_cut_in_no_time() -> None:
    lines = "\n".join(f'value_{at} = compute({at}, "text {at}")' for at in range(100_000))
    text = f"Intro\n\n```python\n{lines}\n```\n\nAfter.\n"
    began_s = time.thread_time()
    parts = sources(Slabs(text))
    assert time.thread_time() - began_s < 0.1  # 10 ms where nothing else runs; 170 before
    assert "".join(parts) == text


def test_signs_of_code_in_prose_are_no_fences() -> None:
    text = "A line with ```code``` in it.\n\nAnd words.\n\n" * 15_000
    assert all(0 < len(part) < 1.5 * SLAB_CHARS for part in sources(Slabs(text)))


@pytest.mark.parametrize(
    "line",
    ["word " * 60_000 + "\n", "- an item\n", "1. an item\n", "a line of a poem\n", "x" * 100_000],
    ids=["long lines", "bullets", "numbers", "lines", "no space"],
)
def test_texts_without_blank_lines_are_cut_all_the_same(line: str) -> None:
    text = line * (600_000 // len(line))
    parts = sources(Slabs(text))
    assert "".join(parts) == text
    assert all(len(part) < 2 * SLAB_CHARS for part in parts)


def test_plain_text_is_cut_at_line_ends() -> None:
    text = "a line as it was typed\n" * 30_000
    slabs = LineSlabs(text)
    assert len(text) > LONG_CHARS
    assert "\n".join(sources(slabs)) == text
