"""Markdown as a line of words."""

import pytest

from studio.core.plain_line import plain_line, plain_line_around


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("### Sky\n\n| Step | Why |\n|---|:-:|\n| 1 | It *is* |\n", "Sky Step | Why 1 | It is"),
        ("**Two**, then. __First__ the _shape_ of ***it***", "Two, then. First the shape of it"),
        ("- one\n* two\n+ three\n1. four\n---\n> five\n> ## six", "one two three 1. four five six"),
        ('see [a page](https://a.example/b "t") and ![a cat](cat.png)', "see a page and a cat"),
        ("use `a_b * c` or ``x``, ~~not~~ this", "use a_b * c or x, not this"),
        ("Do:\n```python\nx = 2 ** 3  # *eight*\n```\n**Done**", "Do: x = 2 ** 3 # *eight* Done"),
        ("one\u2028two\r\n\tthree", "one two three"),
        ("a \\*star\\* and C:\\temp", "a *star* and C:\\temp"),
        ("***", "***"),
        ("", ""),
    ],
)  # fmt: skip
def test_signs_are_not_shown(text: str, line: str) -> None:
    assert plain_line(text) == line


@pytest.mark.parametrize(
    "text",
    [
        "2**3 and 2 * 3 * 4", "snake_case_name and a_b", "C# and #5, issue # 6", "a | b", "5 - 3",
        "x[0](1", "~/folder", "e.g. <b> & c", "- ", "3 ~ 4", "`open",
    ],
)  # fmt: skip
def test_what_may_be_meant_stays(text: str) -> None:
    assert plain_line(text) == " ".join(text.split())


def test_a_part_is_found_again_as_it_was() -> None:
    text = "# Head\n\nthe **Needle** in `hay`\n- more"
    at = text.index("Needle")
    line, start, length = plain_line_around(text, at, at + 6)
    assert line == "Head the Needle in hay more"
    assert line[start : start + length] == "Needle"


def test_signs_that_were_searched_for_stay() -> None:
    text = "so **bold** it *is*"
    line, start, length = plain_line_around(text, 3, 7)
    assert line[start : start + length] == "**bo"
    assert line == "so **bold it is"


def test_hostile_texts_take_no_longer_than_their_length() -> None:
    for text in ("*" * 4000, "`" * 4000, "[" * 4000, "|-" * 2000, "- " * 2000, "> " * 2000):
        assert isinstance(plain_line(text), str)
