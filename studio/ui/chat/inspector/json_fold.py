"""A JSON body as a few short lines: small things on one line, long texts cut, all to be opened."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from studio.core.sent import SentBody

Path = tuple[str | int, ...]
_LEAST_TEXT = 5
_NEVER_CUT = 10  # roles and types stay whole
_INDENT = "  "
_FIRST, _LAST = 40, 160
_MOST_OPENED = 20_000
_MARK_CHARS = 80  # a mark with its head is shorter


class Line(Struct, frozen=True):
    """One line of the folded body.

    Attributes:
        path: of the value that a click opens or folds; None: nothing to open here.
    """

    text: str
    path: Path | None = None


class Folder:
    """Writes a body.

    Args:
        name_data: tells of encoded data in words, by its index in `SentBody.data`.
        width: how many characters fit on a line.
    """

    def __init__(self, body: SentBody, name_data: Callable[[int], str], *, width: int = 46) -> None:
        self._body = body
        self._name_data = name_data
        self._width = width
        self._whole = re.compile(rf"(?:data:[\w/+.;-]*,)?@{re.escape(body.nonce)}:(\d+)@")
        self._toggled: set[Path] = set()
        self._fields = dict(body.fields)

    @property
    def width(self) -> int:
        """How many characters fit on a line."""
        return self._width

    def set_width(self, width: int) -> None:
        """More or fewer characters fit."""
        self._width = width

    def toggle(self, path: Path) -> None:
        """Opens what is folded, and folds what is open."""
        self._toggled ^= {path}

    def lines(self) -> list[Line]:
        """All lines now."""
        return list(self._write(self._fields, (), 0, "", ""))

    def raw(self, most_chars: int) -> str:
        """All of it, indented, but for encoded data; cut when it is very long."""
        pieces: list[str] = []
        length = 0
        for piece in json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(self._fields):
            pieces.append(piece[:most_chars])
            length += len(pieces[-1])
            if length > most_chars:
                break  # a long conversation need not be written to its end
        text = self._noted("".join(pieces))
        return text if length <= most_chars else text[:most_chars] + "…"

    def whole(self) -> str:
        """All of it for the clipboard: JSON, with notes for encoded data."""
        return self._noted(json.dumps(self._fields, ensure_ascii=False, indent=2))

    def _noted(self, text: str) -> str:
        """A text with notes in the place of marks (whose signs JSON leaves alone)."""
        if not self._body.data:
            return text
        return self._whole.sub(lambda found: f"[{self._name_data(int(found[1]))}]", text)

    def _write(self, value: Any, path: Path, depth: int, before: str, after: str) -> Iterator[Line]:
        pad = _INDENT * depth
        toggled = path in self._toggled
        if not isinstance(value, dict | list) or not value:
            room = self._width - len(pad) - len(before) - len(after)
            text, was_cut = self._scalar(value, room, whole=toggled)
            can_open = was_cut or toggled
            yield Line(f"{pad}{before}{text}{after}", path if can_open else None)
            return
        room = self._width - len(pad) - len(before) - len(after)
        compact = self._compact(value, room)
        fits = compact is not None and depth > 0
        if fits and compact is not None and not toggled:
            yield Line(f"{pad}{before}{compact}{after}", path)
            return
        signs = "{}" if isinstance(value, dict) else "[]"
        if not fits and toggled and depth > 0:
            yield Line(f"{pad}{before}{signs[0]} … {len(value)} {signs[1]}{after}", path)
            return
        joined = self._joined_head(value, room) if depth else None
        if joined is not None:
            yield from self._write_joined(value, path, depth, f"{pad}{before}{joined}", after)
            return
        yield Line(f"{pad}{before}{signs[0]}", path if depth else None)
        yield from self._entries(value, path, depth + 1)
        yield Line(f"{pad}{signs[1]}{after}")

    def _entries(self, value: Any, path: Path, depth: int) -> Iterator[Line]:
        """What is inside; of very many things the first and the last ones."""
        entries = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        left_out = len(entries) - _FIRST - _LAST
        for at, (name, each) in enumerate(entries):
            if left_out > 0 and _FIRST <= at < len(entries) - _LAST:
                if at == _FIRST:
                    yield Line(f"{_INDENT * depth}… {left_out} …")
                continue
            label = f"{_quoted(str(name))}: " if isinstance(value, dict) else ""
            comma = "," if at + 1 < len(entries) else ""
            yield from self._write(each, (*path, name), depth, label, comma)

    def _joined_head(self, value: Any, room: int) -> str | None:
        """`{ "role": "user", "content": [`: a small object around one large thing at its end."""
        if not isinstance(value, dict):
            return None
        *others, (last, inner) = value.items()
        if not isinstance(inner, dict | list) or not inner or len(others) > 2:
            return None
        if any(isinstance(each, dict | list) for _, each in others):
            return None
        texts = [f"{_quoted(name)}: {self._one_line(each, 16)}" for name, each in others]
        head = "{ " + ", ".join([*texts, f"{_quoted(last)}: " + "{["[isinstance(inner, list)]])
        return head if len(head) <= room else None

    def _write_joined(
        self, value: Any, path: Path, depth: int, head: str, after: str
    ) -> Iterator[Line]:
        yield Line(head, path)
        name, inner = list(value.items())[-1]
        yield from self._entries(inner, (*path, name), depth + 1)
        sign = "]" if isinstance(inner, list) else "}"
        yield Line(f"{_INDENT * depth}{sign} }}{after}")

    def _scalar(self, value: Any, room: int, *, whole: bool) -> tuple[str, bool]:
        """A value on one line, and whether something of it is left out."""
        if not isinstance(value, str):
            return json.dumps(value, ensure_ascii=False), False
        found = self._whole.fullmatch(value)
        if found:
            return self._name_data(int(found[1])), False
        if whole:
            return _quoted(self._noted(value[:_MOST_OPENED])) + "…" * (
                len(value) > _MOST_OPENED
            ), False
        if len(value) <= 4 * room:
            text = _quoted(self._noted(value))
            if len(text) <= room:
                return text, False
        return self._cut(value, max(_LEAST_TEXT, room - 3)), True

    def _cut(self, text: str, chars: int) -> str:
        head = self._noted(text[: 4 * chars + _MARK_CHARS])
        return _quoted(" ".join(head.split())[:chars].rstrip())[:-1] + '…"'

    def _compact(self, value: Any, room: int) -> str | None:
        """A small object or list on one line with its texts cut; None when it does not fit."""
        if _size(value, 24) > 24:
            return None
        least = self._one_line(value, _LEAST_TEXT)
        if len(least) > room:
            return None
        share = (room - len(least)) // max(1, least.count('…"'))
        text = self._one_line(value, _LEAST_TEXT + share)
        while len(text) > room:  # a cut at a blank was shorter than its share
            share -= 1
            text = self._one_line(value, _LEAST_TEXT + share)
        return text

    def _one_line(self, value: Any, text_chars: int) -> str:
        if isinstance(value, dict):
            if not value:
                return "{}"
            if value.get("type") == "image_url" and len(value) == 2:
                url = (value.get("image_url") or {}).get("url", "")
                if self._whole.fullmatch(str(url)):
                    return f'{{ "type": "image_url", {self._one_line(url, text_chars)} }}'
            entries = (f"{_quoted(k)}: {self._one_line(v, text_chars)}" for k, v in value.items())
            return "{ " + ", ".join(entries) + " }"
        if isinstance(value, list):
            inner = ", ".join(self._one_line(each, text_chars) for each in value)
            return f"[ {inner} ]" if value else "[]"
        room = max(text_chars, _NEVER_CUT) + 2
        text, was_cut = self._scalar(value, room, whole=False)
        return self._cut(value, text_chars) if was_cut else text


def _size(value: Any, most: int) -> int:
    """How many values there are inside, counted as far as it matters."""
    if not isinstance(value, dict | list):
        return 1
    total = 1
    for each in value.values() if isinstance(value, dict) else value:
        total += _size(each, most)
        if total > most:
            break
    return total


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
