"""Lists of prompts as people keep them: lines of text, a table, or one JSON value on a line."""

import csv
import io
import json
from enum import StrEnum
from typing import Any

from msgspec import Struct

from studio.core.prompt_variables import expand

MOST_PROMPTS = 10_000
_PROMPT_NAMES = ("prompt", "question", "input", "text")
_EXPECTED_NAMES = ("expected", "answer", "reference", "ideal")


class ListKind(StrEnum):
    """How a list of prompts is written."""

    LINES = "lines"
    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"


class ListedPrompt(Struct, frozen=True):
    """One prompt of a list.

    Attributes:
        expected: what a good answer says; "" when the list does not say it. Checks may use it.
    """

    text: str
    expected: str = ""


class PromptListFault(ValueError):
    """A list can't be read; the text says where and why."""


def kind_of_name(name: str) -> ListKind:
    """How a file of this name is written."""
    ending = name.lower().rpartition(".")[2]
    kinds = {"csv": ListKind.CSV, "tsv": ListKind.TSV, "jsonl": ListKind.JSONL}
    return kinds.get(ending, ListKind.JSONL if ending == "ndjson" else ListKind.LINES)


def read_prompts(
    text: str, kind: ListKind, *, with_variables: bool = False
) -> tuple[ListedPrompt, ...]:
    """The prompts of a list, in order; empty ones are left out.

    Lines: each is a prompt. Tables: the column `prompt` (or `question`, `input`, `text`), and
    `expected` (or `answer`, `reference`, `ideal`) where there is one; a table without these
    names has its prompts in the first column. JSON lines: a text, an object with the same
    names, or one with `messages`, whose last message of the user counts.

    Args:
        with_variables: `{a|b}` stands for one prompt of each (see `prompt_variables`).

    Raises:
        PromptListFault: nothing is in there, too much, or a line can't be read.
    """
    text = text.removeprefix("\ufeff")
    if kind is ListKind.JSONL:
        found = _json_lines(text)
    elif kind is ListKind.LINES:
        found = [ListedPrompt(line.strip()) for line in text.split("\n")]
    else:
        found = _table(text, "\t" if kind is ListKind.TSV else ",")
    found = [each for each in found if each.text.strip()]
    if with_variables:
        found = _expanded(found)
    if not found:
        raise PromptListFault("there is no prompt in it")
    if len(found) > MOST_PROMPTS:
        raise PromptListFault(f"more than {MOST_PROMPTS:,} prompts")
    return tuple(found)


def _expanded(prompts: list[ListedPrompt]) -> list[ListedPrompt]:
    found: list[ListedPrompt] = []
    for each in prompts:
        room = MOST_PROMPTS + 1 - len(found)
        found += [ListedPrompt(text, each.expected) for text in expand(each.text, max(room, 0))]
    return found


def _table(text: str, delimiter: str) -> list[ListedPrompt]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as exc:
        raise PromptListFault(f"line {reader.line_num}: {exc}") from exc
    if not rows:
        return []
    names = [cell.strip().lower() for cell in rows[0]]
    prompt_at = _column(names, _PROMPT_NAMES)
    expected_at = _column(names, _EXPECTED_NAMES)
    if prompt_at is None:
        return [ListedPrompt(row[0].strip()) for row in rows]
    return [
        ListedPrompt(_cell(row, prompt_at).strip(), _cell(row, expected_at).strip())
        for row in rows[1:]
    ]


def _column(names: list[str], wanted: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _cell(row: list[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _json_lines(text: str) -> list[ListedPrompt]:
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise PromptListFault(f"line {number} is not JSON") from exc
        prompt = _json_prompt(value)
        if prompt is None:
            raise PromptListFault(f"line {number} has no prompt")
        found.append(prompt)
    return found


def _json_prompt(value: Any) -> ListedPrompt | None:
    if isinstance(value, str):
        return ListedPrompt(value)
    if not isinstance(value, dict):
        return None
    text = next((value[n] for n in _PROMPT_NAMES if isinstance(value.get(n), str)), None)
    if text is None:
        text = _last_of_user(value.get("messages"))
    expected = next((value[n] for n in _EXPECTED_NAMES if value.get(n) is not None), "")
    if not isinstance(expected, str):
        expected = json.dumps(expected, ensure_ascii=False)
    return ListedPrompt(text, expected) if text is not None else None


def _last_of_user(messages: Any) -> str | None:
    for message in reversed(messages if isinstance(messages, list) else []):
        if isinstance(message, dict) and message.get("role") == "user":
            content = message.get("content")
            return content if isinstance(content, str) else None
    return None
