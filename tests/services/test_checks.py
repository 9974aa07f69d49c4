"""Checks of an answer, also of hostile ones."""

import subprocess
import sys
import time

import pytest

from studio.core.batches import Check, CheckKind
from studio.services.batches.checks import LIMIT_S, fault_of, outcome_of

SCHEMA = """{"type": "object", "required": ["a"], "properties": {
  "a": {"type": "integer"}, "b": {"type": "string", "pattern": "^(a|aa)+$"}},
  "patternProperties": {"^x": {"type": "null"}}}"""


@pytest.mark.parametrize(
    ("kind", "value", "answer", "passed"),
    [
        ("contains", "four", "It is four.", True),
        ("contains", "Four", "It is four.", False),
        ("equals", "a  b\n", " a b", True),
        ("equals", "a b", "a b.", False),
        ("regex", r"^\d+$", "no\n42\nno", True),
        ("regex", r"^\d+$", "no", False),
        ("schema", SCHEMA, '{"a": 1}', True),
        ("schema", SCHEMA, '```json\n{"a": 1, "b": "aaa"}\n```', True),
        ("schema", SCHEMA, '{"a": 1, "b": "c"}', False),
        ("schema", SCHEMA, '{"a": 1, "x1": 2}', False),
        ("schema", SCHEMA, '{"a": "1"}', False),
        ("schema", SCHEMA, "The answer is 4", False),
        ("schema", SCHEMA, "[" * 100_000, False),
    ],
)
def test_a_check_finds(kind: str, value: str, answer: str, passed: bool) -> None:
    assert outcome_of(Check(CheckKind(kind), value), answer).passed is passed


def test_case_can_be_ignored_and_the_list_says_what_is_expected() -> None:
    check = Check(CheckKind.CONTAINS, ignore_case=True)
    assert outcome_of(check, "It is FOUR", "four").passed is True
    assert outcome_of(Check(CheckKind.EQUALS), "4", "4").passed is True
    assert outcome_of(Check(CheckKind.EQUALS), "4").passed is None


def test_a_pattern_that_would_take_for_ever_is_given_up() -> None:
    hostile = "a" * 60 + "!"
    for check, answer in (
        (Check(CheckKind.REGEX, r"^(a|aa)+$"), hostile),
        (Check(CheckKind.SCHEMA, SCHEMA), f'{{"a": 1, "b": "{hostile}"}}'),
    ):
        began_s = time.thread_time()
        found = outcome_of(check, answer)
        assert found.passed is None
        assert "took more than" in found.words
        assert time.thread_time() - began_s < 8 * LIMIT_S


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("regex", "("),
        ("schema", "{"),
        ("schema", '{"type": "nonsense"}'),
        ("schema", '{"type": 3}'),
    ],
)
def test_a_check_that_can_not_be_used_says_so(kind: str, value: str) -> None:
    check = Check(CheckKind(kind), value)
    assert fault_of(check)
    assert outcome_of(check, '{"a": 1}').passed is None
    assert fault_of(Check(CheckKind.CONTAINS, "(")) == ""


def test_nothing_is_fetched_for_a_schema() -> None:
    schema = '{"$ref": "http://127.0.0.1:9/schema.json"}'
    assert outcome_of(Check(CheckKind.SCHEMA, schema), "1").passed is None


def test_words_are_short() -> None:
    found = outcome_of(Check(CheckKind.SCHEMA, '{"type": "null"}'), '"' + "x" * 9_000 + '"')
    assert found.passed is False
    assert 0 < len(found.words) <= 300


def test_making_ready_imports_all_that_a_fault_needs() -> None:
    """In a process of its own: here it is imported already."""
    code = (
        "import asyncio, sys\n"
        "from studio.services.batches import late_checks\n"
        "from studio.core.batches import Check, CheckKind\n"
        "assert not late_checks.are_ready() and 'jsonschema' not in sys.modules\n"
        "asyncio.run(late_checks.make_ready())\n"
        "assert late_checks.are_ready()\n"
        "before = set(sys.modules)\n"
        "from studio.services.batches.checks import fault_of\n"
        "assert fault_of(Check(CheckKind.SCHEMA, '{\"type\": 3}'))\n"
        "assert not fault_of(Check(CheckKind.REGEX, 'a+'))\n"
        "assert set(sys.modules) == before, set(sys.modules) - before\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
