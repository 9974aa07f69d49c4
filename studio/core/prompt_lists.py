"""Lists of prompts as people keep them: lines of text, a table, or JSON values."""

import csv
import io
import json
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from studio.core.messages import Attachment, attachment_parts
from studio.core.parts import Part, TextPart
from studio.core.prompt_files import (
    FILE_NAMES,
    FileTaker,
    NoFiles,
    PromptListFault,
    files_of_cell,
    files_of_object,
    read_content,
)
from studio.core.prompt_variables import expand

MOST_PROMPTS = 10_000
_MOST_CELL_CHARS = 128 * 1024 * 1024  # a cell may hold an image
_PROMPT_NAMES = ("prompt", "question", "input", "text")
_EXPECTED_NAMES = ("expected", "answer", "reference", "ideal")


class ListKind(StrEnum):
    """How a list of prompts is written."""

    LINES = "lines"
    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    JSON = "json"


class ListedPrompt(Struct, frozen=True):
    """One prompt of a list.

    Attributes:
        expected: what a good answer says; "" when the list does not say it. Checks may use it.
        attachments: images and files that go along.
    """

    text: str
    expected: str = ""
    attachments: tuple[Attachment, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to ask."""
        return not self.text.strip() and not self.attachments

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is asked, as parts of a message: attachments first, then the text."""
        text = (TextPart(self.text),) if self.text else ()
        return (*attachment_parts(self.attachments), *text)


def kind_of_name(name: str) -> ListKind:
    """How a file of this name is written."""
    ending = name.lower().rpartition(".")[2]
    if ending in {"csv", "tsv", "jsonl", "json"}:
        return ListKind(ending)
    return ListKind.JSONL if ending == "ndjson" else ListKind.LINES


def text_of(data: bytes) -> str:
    """The text of a file that is a list, lines ended as here: UTF-8, or UTF-16 with its mark.

    Nothing is guessed, and nothing put in the place of a character that can't be read: what is
    asked costs money.

    Raises:
        PromptListFault: it is written in another way.
    """
    wide = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise PromptListFault(f"line {line} is not UTF-8; save the file as UTF-8") from exc
    zero_at = text.find("\0")
    if zero_at >= 0:
        line = text.count("\n", 0, zero_at) + 1
        raise PromptListFault(f"line {line} is no text; save the file as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_prompts(
    text: str, kind: ListKind, *, with_variables: bool = False, take: FileTaker | None = None
) -> tuple[ListedPrompt, ...]:
    """The prompts of a list, in order; empty ones are left out.

    Lines: each is a prompt. Tables: the column `prompt` (or `question`, `input`, `text`),
    `expected` (or `answer`, `reference`, `ideal`) and `files` (or `images`, `attachments`) where
    there is one; a table without these names has its prompts in the first column. JSON lines, or
    JSON that is a list: a text, an object with the same names, or one with `messages`, whose last
    message of the user counts, with what its content parts hold.

    Args:
        with_variables: `{a|b}` stands for one prompt of each (see `prompt_variables`).
        take: keeps files and images; None: a list with some is at fault.

    Raises:
        PromptListFault: nothing is in there, too much, or a line or a file can't be read.
    """
    text = text.removeprefix("\ufeff")
    take = take or NoFiles()
    if kind is ListKind.JSONL:
        found = _json_lines(text, take)
    elif kind is ListKind.JSON:
        found = _json_list(text, take)
    elif kind is ListKind.LINES:
        found = [ListedPrompt(line.strip()) for line in text.split("\n")]
    else:
        found = _table(text, "\t" if kind is ListKind.TSV else _separator(text), take)
    prompts = tuple(each for each in found if not each.is_empty)
    if with_variables:
        prompts = expanded(prompts)
    if not prompts:
        raise PromptListFault("there is no prompt in it")
    if len(prompts) > MOST_PROMPTS:
        raise PromptListFault(f"more than {MOST_PROMPTS:,} prompts")
    return prompts


def expanded(prompts: Iterable[ListedPrompt]) -> tuple[ListedPrompt, ...]:
    """One prompt for each value of its variables; of too many, one more than there may be."""
    found: list[ListedPrompt] = []
    for each in prompts:
        room = MOST_PROMPTS + 1 - len(found)
        found += [replace(each, text=text) for text in expand(each.text, max(room, 0))]
    return tuple(found)


def _separator(text: str) -> str:
    """What stands between cells: `;` in what spreadsheets write where the comma is in numbers."""
    names = text.lstrip().partition("\n")[0].lower()
    for each in ",;\t":
        if _column([name.strip(' "') for name in names.split(each)], _PROMPT_NAMES) is not None:
            return each
    return ","


def _table(text: str, delimiter: str, take: FileTaker) -> list[ListedPrompt]:
    csv.field_size_limit(_MOST_CELL_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, row))
    except csv.Error as exc:
        raise PromptListFault(f"line {reader.line_num}: {exc}") from exc
    if not rows:
        return []
    names = [cell.strip().lower() for cell in rows[0][1]]
    prompt_at = _column(names, _PROMPT_NAMES)
    if prompt_at is None:
        return [ListedPrompt(row[0].strip()) for _, row in rows]
    expected_at = _column(names, _EXPECTED_NAMES)
    files_at = [at for at, name in enumerate(names) if name in FILE_NAMES]
    found = []
    for number, row in rows[1:]:
        try:
            files = tuple(f for at in files_at for f in files_of_cell(_cell(row, at), take))
        except PromptListFault as fault:
            raise PromptListFault(f"line {number}: {fault}") from fault
        expected = _cell(row, expected_at).strip()
        found.append(ListedPrompt(_cell(row, prompt_at).strip(), expected, files))
    return found


def _column(names: list[str], wanted: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _cell(row: list[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _json_lines(text: str, take: FileTaker) -> list[ListedPrompt]:
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise PromptListFault(f"line {number} is not JSON") from exc
        found.append(_json_prompt(value, f"line {number}", take))
    return found


def _json_list(text: str, take: FileTaker) -> list[ListedPrompt]:
    if not text.strip():
        return []
    try:
        value = json.loads(text)
    except json.JSONDecodeError as exc:
        if exc.msg == "Extra data":  # a value on each line, under the name of another kind
            return _json_lines(text, take)
        raise PromptListFault(f"line {exc.lineno} is not JSON") from exc
    except (ValueError, RecursionError) as exc:
        raise PromptListFault("it is not JSON") from exc
    items = value if isinstance(value, list) else [value]
    return [_json_prompt(each, f"item {number}", take) for number, each in enumerate(items, 1)]


def _json_prompt(value: Any, place: str, take: FileTaker) -> ListedPrompt:
    try:
        prompt = _prompt_of(value, take)
    except PromptListFault as fault:
        raise PromptListFault(f"{place}: {fault}") from fault
    if prompt is None:
        raise PromptListFault(f"{place} has no prompt")
    return prompt


def _prompt_of(value: Any, take: FileTaker) -> ListedPrompt | None:
    if isinstance(value, str):
        return ListedPrompt(value)
    if not isinstance(value, dict):
        return None
    found = _last_of_user(value.get("messages"), take)
    for name in _PROMPT_NAMES:
        found = found or read_content(value.get(name), take)
    expected = next((value[n] for n in _EXPECTED_NAMES if value.get(n) is not None), "")
    if not isinstance(expected, str):
        expected = json.dumps(expected, ensure_ascii=False)
    files = files_of_object(value, take)
    if found is None:
        return ListedPrompt("", expected, files) if files else None
    return ListedPrompt(found[0], expected, (*found[1], *files))


def _last_of_user(messages: Any, take: FileTaker) -> tuple[str, tuple[Attachment, ...]] | None:
    for message in reversed(messages if isinstance(messages, list) else []):
        if isinstance(message, dict) and message.get("role") == "user":
            return read_content(message.get("content"), take)
    return None
