"""Files and images of listed prompts, as lists write them.

A list names files by their paths, or holds them itself: as data URIs, or as base64 of content
parts. The list is hostile input: what a path may name is for whoever takes it (`FileTaker`).
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from studio.core.messages import Attachment
from studio.core.sniff import extension_for, sniff

FILE_NAMES = ("files", "file", "images", "image", "attachments", "attachment")
"""Columns of tables, and keys of objects, that hold files."""

_TEXT_KINDS = frozenset({"text", "input_text", "output_text"})
_IMAGE_KINDS = frozenset({"image_url", "input_image", "image"})
_FILE_KINDS = frozenset({"file", "input_file"})
_URL = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)  # two letters at least: `c:` is a drive
_MOST_SHOWN = 60


class PromptListFault(ValueError):
    """A list can't be read; the text says where and why."""


class FileTaker(Protocol):
    """Keeps the files of a list. Both raise PromptListFault for what is not taken."""

    def named(self, path: str) -> Attachment:
        """A file that the list names by its path."""
        ...

    def inline(self, data: bytes, name: str) -> Attachment:
        """A file that stands in the list itself; `name` has no folder."""
        ...


class NoFiles:
    """Takes none: of lists that have no place, such as typed ones."""

    def named(self, path: str) -> Attachment:
        """Raises: PromptListFault."""
        raise PromptListFault(f"{shown(path)}: files go with a list that is a file")

    def inline(self, data: bytes, name: str) -> Attachment:
        """Raises: PromptListFault."""
        raise PromptListFault(f"{shown(name)}: files go with a list that is a file")


def files_of_cell(cell: str, take: FileTaker) -> tuple[Attachment, ...]:
    """The files of a cell of a table: paths or data URIs on lines, or paths between semicolons.

    A number is none: exported tables count images in a column of that name.
    """
    found: list[str] = []
    for line in cell.split("\n"):
        found += [line] if line.lstrip().startswith("data:") else line.split(";")
    names = (each.strip() for each in found)
    return tuple(_taken(each, "", take) for each in names if each and not each.isdigit())


def files_of_object(value: dict[str, Any], take: FileTaker) -> tuple[Attachment, ...]:
    """The files of an object that is a line of JSON: one or several under each name."""
    found: list[Attachment] = []
    for name in FILE_NAMES:
        listed = value.get(name)
        for each in listed if isinstance(listed, list) else [listed]:
            if isinstance(each, str) and each.strip():
                found.append(_taken(each.strip(), "", take))
            elif isinstance(each, dict):
                found.append(_of_part({"type": "file", "file": each}, take))
            elif each:
                raise PromptListFault(f"“{name}” holds no path")
    return tuple(found)


def read_content(content: Any, take: FileTaker) -> tuple[str, tuple[Attachment, ...]] | None:
    """Text and files of the content of a message; None for what is no content."""
    if isinstance(content, str):
        return content, ()
    if not isinstance(content, list):
        return None
    texts: list[str] = []
    files: list[Attachment] = []
    for part in content:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict) and part.get("type") in _TEXT_KINDS:
            texts.append(str(part.get("text") or ""))
        elif isinstance(part, dict):
            files.append(_of_part(part, take))
        else:
            return None
    return "\n".join(texts), tuple(files)


def _of_part(part: dict[str, Any], take: FileTaker) -> Attachment:
    """The file of a content part, of chat completions or of responses."""
    kind = part.get("type")
    if kind == "input_audio":
        return _audio(part.get("input_audio"), take)
    if kind not in _IMAGE_KINDS | _FILE_KINDS:
        raise PromptListFault(f"a part of the kind “{shown(str(kind))}” can't be sent")
    inner = part.get(str(kind)) or part.get("image_url") or part.get("file")
    if isinstance(inner, str):
        return _taken(inner.strip(), "", take)
    fields = inner if isinstance(inner, dict) else part
    name = next((fields[n] for n in ("filename", "name") if isinstance(fields.get(n), str)), "")
    for source in _sources(fields):
        return _taken(source.strip(), name, take)
    if name:
        return _taken(name, "", take)
    raise PromptListFault(f"a part of the kind “{kind}” holds no file")


def _sources(fields: dict[str, Any]) -> Iterator[str]:
    for name in ("url", "file_data", "path", "data"):
        if isinstance(fields.get(name), str) and fields[name].strip():
            yield fields[name]


def _audio(inner: Any, take: FileTaker) -> Attachment:
    fields = inner if isinstance(inner, dict) else {}
    data, kind = fields.get("data"), fields.get("format")
    if not isinstance(data, str):
        raise PromptListFault("a part of the kind “input_audio” holds no data")
    ending = kind if isinstance(kind, str) and kind.isalnum() else "wav"
    return take.inline(_base64(data), f"audio.{ending[:8]}")


def _taken(source: str, name: str, take: FileTaker) -> Attachment:
    if source.startswith("data:"):
        data = _data_of(source)
        return take.inline(data, name or f"attached{extension_for(sniff(data).mime)}")
    if _URL.match(source):
        raise PromptListFault(
            f"{shown(source)}: files on the web are not fetched, save them beside the list"
        )
    return take.named(source)


def _data_of(uri: str) -> bytes:
    head, comma, rest = uri.partition(",")
    if not comma:
        raise PromptListFault("a data URI is not whole")
    return _base64(rest) if head.lower().endswith(";base64") else unquote_to_bytes(rest)


def _base64(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except (Base64Error, ValueError) as exc:
        raise PromptListFault("the base64 of a file is damaged") from exc


def shown(text: str) -> str:
    """The beginning of a text of a list, fit for a line of its fault."""
    text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
