"""The quick way of reading flags finds what the whole command line finds, or nothing."""

import pytest

from studio.command_line import parse
from studio.window_flags import read_quickly, start_options

ENVIRONMENT = {"DGRID_BASE_URL": " http://here/v1 ", "DGRID_STUDIO_DATA": "/data"}


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--demo"],
        ["--data-dir", "/tmp/some where", "--trace=/tmp/trace.json"],
        ["--base-url=http://there/v1?a=b", "--model", "openai/gpt-4o", "--safe-mode"],
        ["--theme", "dark", "--lang=de", "--demo", "--demo"],
        ["--model=-x", "--data-dir=", "--lang", ""],
    ],
)
def test_both_ways_find_the_same(arguments: list[str]) -> None:
    values = read_quickly(arguments)
    assert values is not None
    assert start_options(values, ENVIRONMENT) == parse(arguments, ENVIRONMENT)
    assert start_options(values, {}) == parse(arguments, {})


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "hello"], ["--demo", "models"], ["--help"], ["-h"], ["--version"], ["--nope"],
        ["--theme", "blue"], ["--theme"], ["--demo=yes"], ["--model", "--demo"], ["--mod", "x"],
        ["--", "x"], ["stray"], [""],
    ],
)  # fmt: skip
def test_all_else_is_left_to_the_whole_command_line(arguments: list[str]) -> None:
    assert read_quickly(arguments) is None
