"""Checks of one answer that need no model: texts, patterns with a limit of time, JSON schemas.

Answers are hostile input, and patterns are often worse than they look: `(a|aa)+$` takes for ever
on some texts. `re` can't be stopped, so `regex` matches, with a time limit, and in schemas too.
Nothing is ever fetched for a schema.
"""

import json
from typing import Any

import regex

from studio.core.batches import Check, CheckKind, Outcome

LIMIT_S = 0.5
MOST_WORDS = 300


def outcome_of(check: Check, answer: str, expected: str = "") -> Outcome:
    """What a check finds in an answer; a check for a judge is not decided here.

    Args:
        expected: what the list of prompts says a good answer is.

    Thread: a worker; a pattern takes `LIMIT_S` at most.
    """
    wanted = check.value or expected
    if check.kind is CheckKind.JUDGE:
        return Outcome(None, "not judged yet")
    if not wanted.strip():
        return Outcome(None, "nothing is expected of this prompt")
    try:
        if check.kind is CheckKind.REGEX:
            return _matches(check, answer)
        if check.kind is CheckKind.SCHEMA:
            return _fits(check.value, answer)
    except TimeoutError:
        return Outcome(None, f"the pattern took more than {LIMIT_S:g} s")
    return _compared(check, wanted, answer)


def fault_of(check: Check) -> str:
    """Why a check can't be used: the words of its parser; "" when it can."""
    try:
        if check.kind is CheckKind.REGEX:
            regex.compile(check.value)
        elif check.kind is CheckKind.SCHEMA:
            from studio.services.batches.json_schema import schema_fault

            return short_words(schema_fault(check.value))
    except regex.error as exc:
        return short_words(str(exc))
    return ""


def _compared(check: Check, wanted: str, answer: str) -> Outcome:
    if check.ignore_case:
        wanted, answer = wanted.casefold(), answer.casefold()
    if check.kind is CheckKind.CONTAINS:
        return Outcome(wanted.strip() in answer)
    return Outcome(" ".join(wanted.split()) == " ".join(answer.split()))


def _matches(check: Check, answer: str) -> Outcome:
    flags = regex.IGNORECASE if check.ignore_case else 0
    try:
        pattern = regex.compile(check.value, flags | regex.MULTILINE)
    except regex.error as exc:
        return Outcome(None, short_words(str(exc)))
    found = pattern.search(answer, timeout=LIMIT_S, concurrent=True)
    return Outcome(found is not None)


def _fits(schema_text: str, answer: str) -> Outcome:
    from studio.services.batches.json_schema import fits

    try:
        value = _json_of(answer)
    except ValueError:
        return Outcome(False, "the answer is no JSON")
    passed, words = fits(schema_text, value, LIMIT_S)
    return Outcome(passed, short_words(words))


def _json_of(answer: str) -> Any:
    """The JSON of an answer: all of it, or what stands in its only fenced block."""
    text = answer.strip()
    fenced = regex.fullmatch(r"(?s)```[a-zA-Z]*\n(.*)\n```", text)
    try:
        return json.loads(fenced[1] if fenced else text)
    except RecursionError as exc:
        raise ValueError("nested too deeply") from exc


def short_words(words: str) -> str:
    """A text that is short enough to be kept with every cell."""
    words = " ".join(words.split())
    return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1] + "…"
