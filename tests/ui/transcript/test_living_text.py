"""What is shown while a text comes in: nothing that was readable goes away again."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from studio.ui.transcript.blocks import BlockStream, split_blocks
from studio.ui.transcript.finding.texts import block_texts
from studio.ui.transcript.healing import heal_inline, heal_line_starts
from studio.ui.transcript.leaves import CodeLeaf, TableLeaf
from studio.ui.transcript.markdown import parse_block

SAMPLE = (Path(__file__).parent / "sample.md").read_text(encoding="utf-8")
PIECES = [
    "Plain words.", "Two lines\nof words", "Hard  \nbreak\\\nhere", "# Heading *x* #\n## Next",
    "Title\n===\ntext", "Title\n---\ntext", "**bold** word **Note:** x",
    "`code` & &amp; &#65; more",
    "AT&T and R&D", "- [x] done\n- [ ] open\n- [x](http://x.y) link",
    "1. first\n2. second\n   - in",
    "Text with https://example.org/a?b=c and <https://a.b/c> more", "a ~~strike~~ b ~x~",
    'A [link **bold**](http://x.y/z "a title") after', "A note[^1] here\n\n[^1]: The note",
    "[a](<http://x y>) and [b](http://x.y/c_(d)) z", "***both*** x **a*b*c** 2*3*4 a * b",
    "| a | b |\n|:--|--:|\n| 1 | **2** |\n| 3 | 4 |", "a | b\n--|--\n1 | 2", "| only | pipes |\nno",
    "> # h\n> - a\n>   - b\n\nc", "1) one\n2) two\n\n3. x\n\n      code", "> a\nlazy",
    "```python title\nprint('a')\n```\nafter", "~~~\na\n~~~~\nb", "  ```\n  in\n  ```",
    "- a\n\n  ```py\n  code\n  ```\n- b", "    indented\n    code\n\nafter", "- - -\nb", "-\n- b",
    '![alt text](http://x.y/z.png "t") after', "$$\na^2\n$$", "\\(a+b\\) and \\[c\\] and $x_1$",
    "line one\n+ item\n+ item", "a\n* * *\nb", "snake_case_name _em_ __strong__", "5 - 3\n- 2",
    "Term\n: what it means\n\nOther\n: *more*", "$$a^2 + b$$ and $$\nc\n$$ after",
    "2024. was\n1. a", "<details>\n<summary>x</summary>\n</details>",
    "Ünï **cödé** 中文*强调*文 👍🏽",
    "*a\n\nb*", "``a`b`` c", "x [a] (b) [c][d] e", "([see](http://a.b))", "\\* \\[ x",
]  # fmt: skip
# A lone backtick begins code or is a sign, as the next one decides: until then it is code.
# What such a guess shows of entities may go, so this is not mixed with others.
UNDECIDED = ["`a\n\nb`", "a ` b"]


def content(text: str) -> str:
    """Letters and digits alone: signs and blanks come and go with the markup they belong to."""
    return "".join(sign for sign in text if sign.isalnum())


def frames(text: str, steps: list[int]) -> Iterator[str]:
    """What is shown after each of the steps that a text comes in."""
    stream, closed, at = BlockStream(), "", 0
    while at < len(text):
        for step in steps:
            stream.append(text[at : at + step])
            at += step
            for block in stream.take_closed():
                closed += "\n".join(found for found in block_texts(block) if found)
            tail = stream.tail()
            live = block_texts(tail, live=True) if tail is not None else ()
            yield closed + "\n".join(found for found in live if found)
    for block in stream.close():
        closed += "\n".join(found for found in block_texts(block) if found)
    yield closed


def check(text: str, steps: list[int]) -> None:
    shown = [content(frame) for frame in frames(text, steps)]
    for at, frame in enumerate(shown):
        assert shown[-1].startswith(frame), (at, frame[-40:])


def test_an_exclamation_mark_hides_nothing_behind_it() -> None:
    for text in ("Hello! How are you", "Stop! - said *he*, and", "a ![alt](http://x.y) b! c"):
        assert heal_inline(text) == text
    assert heal_inline("Hello! An ![image of") == "Hello! An "


def test_a_formula_that_closes_at_the_start_of_a_line_opens_no_other() -> None:
    check("$$a^2 + b$$ and $$\nc\n$$ after\n`code` & &amp; &#65; more", [1])
    check('Plain words. $$\na^2\n$$ A [link **bold**](http://x.y/z "a title") after', [1])


def test_a_half_sign_behind_closed_code_waits_too() -> None:
    undecided = "$$a^2 + b$$ and $$\nc\n$$ after"
    check(f"{undecided}\n```python title\nprint('a')\n```\nafter\n& &amp; &#65; more", [1])
    check(f"{undecided}\n~~~\na\n~~~~\nb\n`code` & &amp; &#65; more", [1])
    check("Before ```python\nprint('a')\n``` after & &amp; &#65; more", [1])


def test_an_item_with_bars_is_no_head_of_a_table() -> None:
    check("2024. was\n1. a a | b\n--|--\n1 | 2", [1])
    for item in ("1. a | b", "- a | b", "> a | b"):
        check(f"{item}\n--|--\n1 | 2", [1])
        (leaf,) = parse_block(split_blocks(f"{item}\n--|--")[0])
        assert not isinstance(leaf, TableLeaf), item


@pytest.mark.parametrize("piece", PIECES + UNDECIDED)
def test_each_sign_by_itself_takes_nothing_back(piece: str) -> None:
    check(piece, [1])
    check(f"Before.\n\n{piece}\n\nAfter.", [1])
    check(f"{piece}\nmore of it", [1])


def test_a_whole_answer_takes_nothing_back() -> None:
    check(SAMPLE, [1])


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6),
    st.sampled_from(["\n", "\n\n", " "]),
    st.lists(st.integers(1, 30), min_size=1, max_size=8),
)
def test_any_markdown_in_any_deltas_takes_nothing_back(
    pieces: list[str], between: str, steps: list[int]
) -> None:
    # Fences inside a line are lone backticks, see above.
    assume(between != " " or not any("```" in piece for piece in pieces))
    check(between.join(pieces), steps)


def test_a_table_grows_row_by_row() -> None:
    text = "| a | b |\n|---|---|\n" + "".join(f"| {n} | x{n} |\n" for n in range(6))
    stream, counts = BlockStream(), []
    for sign in text:
        stream.append(sign)
        assert not stream.take_closed()
        tail = stream.tail()
        assert tail is not None
        leaves = parse_block(tail, live=True)
        leaf = leaves[0] if leaves else None
        if isinstance(leaf, TableLeaf):
            counts.append(len(leaf.rows))
            assert all(cell for row in leaf.rows for cell in row)
        else:
            assert not counts, "a table stays one"
    assert sorted(set(counts)) == counts[:1] + list(range(1, 7)) == list(range(7))
    assert counts == sorted(counts)


def test_a_code_block_stays_one_and_shows_no_fence() -> None:
    stream, seen = BlockStream(), False
    for sign in "```py\nif a:\n    b = `c`\n``\n```\n":
        stream.append(sign)
        blocks = stream.take_closed()
        tail = stream.tail()
        found = [*blocks, *([tail] if tail is not None else [])]
        if not found:
            continue
        leaves = parse_block(found[0], live=not blocks)
        leaf = leaves[0] if leaves else None
        if isinstance(leaf, CodeLeaf):
            seen = True
            assert "```" not in leaf.code
        else:
            assert not seen
    assert seen


@pytest.mark.parametrize("before", ["", "> ", "  ", "- ", "$$ x\n"])
def test_surplus_cells_are_shown_wherever_the_table_stands(before: str) -> None:
    prefix = "  " if before == "- " else before if before == "> " else ""
    text = f"{before}a | b\n{prefix}--|--\n{prefix}1 | 2 | three | four |\n{prefix}| 5 | 6 |\n"
    check(text, [1])
    *_, shown = frames(text, [len(text)])
    assert content(shown).endswith("ab12threefour56")


def test_an_item_appears_as_it_comes() -> None:
    stream = BlockStream()
    stream.append("- one\n- two words and th")
    assert not stream.take_closed()
    tail = stream.tail()
    assert tail is not None
    assert list(block_texts(tail, live=True)) == ["• one", "• two words and th"]


@pytest.mark.parametrize(
    "text",
    ["[a](" + "(" * 4000, "[a](x" + "(b" * 4000, "[x](a 'b " * 900, "![" * 4000, "&" * 8000,
     "- [" * 3000, "~~~\n" * 4000, "".join("~" * n + "x\n" for n in range(90, 3, -1)), "`" * 9000,
     "".join("`" * n + "x" for n in range(90, 1, -1))],
)  # fmt: skip
def test_healing_takes_no_longer_for_hostile_text(text: str) -> None:
    began_s = time.thread_time()
    heal_inline(heal_line_starts(text))
    assert time.thread_time() - began_s < 0.2
