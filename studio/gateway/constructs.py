"""Recognises images in Markdown text that may be cut anywhere.

Every function looks at one place of the text and says: an image begins here, none does, or
more text is needed. Nothing is ever looked at again over more than a bounded length.
"""

import re
from typing import Final

from msgspec import Struct

_MAX_ALT = 1000
_MAX_LINK_LABEL = 80
_MAX_HEADER = 160
_MAX_URL = 4096
_SCHEME = "data:"
_IN_ALT = re.compile(r"\\.|!\[|\n[ \t>]*(?:\n|```|~~~)|[\[\]]")
_IN_LABEL = re.compile(r"\\.|!\[|\n|[\[\]]")
_DESTINATION = re.compile(r"[ \t]*\n?[ \t]*<?")
_HEADER = re.compile(r"data:([A-Za-z0-9!#$&^_.+*/;=%\"'~-]*)(,?)", re.IGNORECASE)
_WIDE_HEADER = re.compile(r"data:([A-Za-z0-9!#$&^_.+*/;=%\"'~ \t-]*)(,?)", re.IGNORECASE)
_HTTP = re.compile(r"https?://", re.IGNORECASE)
_REMOTE = re.compile(
    r"(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))+))"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*\)"
)
_NO_TITLE = re.compile(r"[^\s<>]+[ \t]+[^\s\"'()]")
_IMAGE_PATH = re.compile(
    r"https?://[^\s?#]+\.(?:png|jpe?g|webp|gif|avif|bmp|tiff?|heic)(?:[?#]\S*)?\Z", re.IGNORECASE
)


class DataImage(Struct, frozen=True):
    """A data URI begins; its base64 starts at `end`.

    Attributes:
        bare: not inside Markdown's brackets.
    """

    end: int
    mime: str
    alt: str
    bare: bool


class RemoteImage(Struct, frozen=True):
    """`![alt](http...)` ends at `end`."""

    end: int
    url: str
    alt: str


class Undecided:
    """More text is needed to tell."""


UNDECIDED: Final = Undecided()


def match_bracket(text: str, at: int) -> DataImage | RemoteImage | Undecided | None:
    """Looks at `![` or `[` at `at`."""
    is_image = text[at] == "!"
    begin = at + (2 if is_image else 1)
    middle = _closing_bracket(text, begin, is_image=is_image)
    if not isinstance(middle, int):
        return middle
    if middle + 1 == len(text):
        return UNDECIDED
    if text[middle + 1] != "(":
        return None
    alt = "" if _has_data(text[begin:middle]) else text[begin:middle].replace("\\", "").strip()
    begun = _DESTINATION.match(text, middle + 2)
    assert begun is not None
    target = begun.end()
    if target - middle > 64:
        return None
    found = _data_header(text, target, _WIDE_HEADER)
    if isinstance(found, tuple):
        return DataImage(found[1], found[0], alt, bare=False)
    if found is UNDECIDED or not is_image:
        return found
    return _match_remote(text, target - (1 if text[target - 1] == "<" else 0), alt)


def match_bare(text: str, at: int) -> DataImage | Undecided | None:
    """Looks at `data:` at `at`, outside brackets."""
    found = _data_header(text, at, _HEADER)
    if isinstance(found, tuple):
        return DataImage(found[1], found[0], "", bare=True)
    return found


def is_image_address(url: str) -> bool:
    """Whether an address ends like one of an image."""
    return _IMAGE_PATH.match(url) is not None


def _has_data(alt: str) -> bool:
    return "base64," in alt.lower()


def _closing_bracket(text: str, begin: int, *, is_image: bool) -> int | Undecided | None:
    """Where the bracket ends that was opened before `begin`."""
    end = begin + (_MAX_ALT if is_image else _MAX_LINK_LABEL)
    depth = 0
    for found in (_IN_ALT if is_image else _IN_LABEL).finditer(text, begin, end):
        mark = found[0]
        if mark == "[":
            depth += 1
        elif mark == "]":
            if depth == 0:
                return found.start()
            depth -= 1
        elif mark[0] != "\\":
            return None
    return UNDECIDED if len(text) < end else None


def _data_header(
    text: str, at: int, pattern: re.Pattern[str]
) -> tuple[str, int] | Undecided | None:
    """The type and the start of the base64 of a data URI at `at`."""
    head = text[at : at + len(_SCHEME)].lower()
    if head != _SCHEME:
        return UNDECIDED if len(text) == at + len(head) and _SCHEME.startswith(head) else None
    found = pattern.match(text, at, at + _MAX_HEADER)
    assert found is not None
    if not found[2]:
        return UNDECIDED if found.end() == len(text) else None
    kind, *parameters = [part.strip().lower() for part in found[1].split(";")]
    return (kind, found.end()) if "base64" in parameters else None


def _match_remote(text: str, at: int, alt: str) -> RemoteImage | Undecided | None:
    bare = at + 1 if text[at : at + 1] == "<" else at
    scheme = text[bare : bare + 8].lower()
    if _HTTP.match(scheme) is None:
        whole = "https://".startswith(scheme) or "http://".startswith(scheme)
        return UNDECIDED if whole and bare + len(scheme) == len(text) else None
    found = _REMOTE.match(text, at, at + _MAX_URL)
    if found is not None:
        return RemoteImage(found.end(), found[1] or found[2], alt)
    if len(text) - at > _MAX_URL or _NO_TITLE.match(text, at) or "\n" in text[at:]:
        return None
    return UNDECIDED
