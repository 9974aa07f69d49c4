"""A request as a command or a program. The key is always a variable, pictures are file names."""

import json
import re
from collections.abc import Callable
from typing import Any

from studio.core.sent import SentBody
from studio.core.sniff import extension_for

KEY_VARIABLE = "DGRID_API_KEY"


def file_names(body: SentBody) -> list[str]:
    """A file name for all encoded data of a body, in order."""
    return [
        f"{'picture' if each.mime.startswith('image/') else 'file'}-{number}"
        f"{extension_for(each.mime) if each.mime else '.bin'}"
        for number, each in enumerate(body.data, start=1)
    ]


def as_curl(body: SentBody) -> str:
    """A command for a POSIX shell; it reads pictures from files beside it."""
    lines = [*_notes(body), f"curl {_quoted(body.url)}"]
    if body.takes_key:
        lines.append(f'  -H "Authorization: Bearer ${KEY_VARIABLE}"')
    if body.is_form:
        lines += [f"  {option} {_quoted(field)}" for option, field in _form_fields(body)]
        return _notes_then_command(lines, len(_notes(body)))
    lines.append("  -H 'Content-Type: application/json'")
    text = json.dumps(body.fields, ensure_ascii=False, indent=2)
    if not body.data:
        lines.append("  --data-binary @- <<'JSON'")
        return _notes_then_command(lines, len(_notes(body))) + f"\n{text}\nJSON\n"
    # The shell fills in the pictures, so what else it would fill in is escaped.
    names = file_names(body)
    escaped = re.sub(r"([\\$`])", r"\\\1", text)

    def data(number: int) -> str:
        return f"$(base64 < {names[number]} | tr -d '\\n')"

    lines.append("  --data-binary @- <<JSON")
    filled = _filled(escaped, body, data)
    return _notes_then_command(lines, len(_notes(body))) + f"\n{filled}\nJSON\n"


def as_python(body: SentBody) -> str:
    """A program that needs the package `requests`."""
    names = file_names(body)
    lines = ["import base64"] if body.data and not body.is_form else []
    lines += ["import os"] if body.takes_key else []
    lines += ["", "import requests", "", *_notes(body)]
    if body.data and not body.is_form:
        lines += ["", "", "def encoded(name):", '    with open(name, "rb") as file:']
        lines += ["        return base64.b64encode(file.read()).decode()", "", ""]
    arguments = [f"    {body.url!r},"]
    if body.takes_key:
        header = f'{{"Authorization": f"Bearer {{os.environ[\'{KEY_VARIABLE}\']}}"}}'
        arguments.append(f"    headers={header},")
    if body.is_form:
        texts = {name: value for name, value in body.fields.items() if isinstance(value, str)}
        files = ", ".join(
            f"({name!r}, open({names[number]!r}, 'rb'))" for name, number in _files_of(body)
        )
        arguments += [f"    data={_literal(texts, body, names, 1)},", f"    files=[{files}],"]
    else:
        arguments.append(f"    json={_literal(dict(body.fields), body, names, 1)},")
    lines += ["response = requests.post(", *arguments, "    timeout=600,", ")"]
    lines += ["response.raise_for_status()", "print(response.text)", ""]
    return "\n".join(lines).lstrip("\n")


def _notes(body: SentBody) -> list[str]:
    if not body.data:
        return []
    names = ", ".join(file_names(body))
    return [f"# Needs beside it what was sent along: {names}"]


def _notes_then_command(lines: list[str], notes: int) -> str:
    return "\n".join([*lines[:notes], " \\\n".join(lines[notes:])])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _filled(text: str, body: SentBody, data: Callable[[int], str]) -> str:
    mark = re.compile(rf"@{re.escape(body.nonce)}:(\d+)@")
    return mark.sub(lambda found: data(int(found[1])), text)


def _files_of(body: SentBody) -> list[tuple[str, int]]:
    """Names of form fields that are files, with the index of their data."""
    mark = re.compile(rf"@{re.escape(body.nonce)}:(\d+)@")
    return [
        (name, int(found[1]))
        for name, value in body.fields.items()
        if isinstance(value, list)
        for each in value
        if (found := mark.fullmatch(str(each)))
    ]


def _form_fields(body: SentBody) -> list[tuple[str, str]]:
    """Options of curl with their values; a text may begin with a sign that means a file."""
    names = file_names(body)
    texts = [
        ("--form-string", f"{name}={value}")
        for name, value in body.fields.items()
        if isinstance(value, str)
    ]
    return texts + [("-F", f"{name}=@{names[number]}") for name, number in _files_of(body)]


def _literal(value: Any, body: SentBody, names: list[str], depth: int) -> str:
    """A value as Python source."""
    pad, end = "    " * (depth + 1), "    " * depth
    if isinstance(value, dict) and value:
        rows = [
            f"{pad}{name!r}: {_literal(each, body, names, depth + 1)},\n"
            for name, each in value.items()
        ]
        return "{\n" + "".join(rows) + end + "}"
    if isinstance(value, list) and value:
        rows = [f"{pad}{_literal(each, body, names, depth + 1)},\n" for each in value]
        return "[\n" + "".join(rows) + end + "]"
    if not isinstance(value, str) or not body.data:
        return repr(value)
    pieces = re.split(rf"@{re.escape(body.nonce)}:(\d+)@", value)
    texts = [
        f"encoded({names[int(piece)]!r})" if at % 2 else repr(piece)
        for at, piece in enumerate(pieces)
        if at % 2 or piece or len(pieces) == 1
    ]
    return " + ".join(texts)
