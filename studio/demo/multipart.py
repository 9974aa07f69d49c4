"""Reads `multipart/form-data` bodies."""

import re

from msgspec import Struct

_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_NAME = re.compile(r'\bname="([^"]*)"')
_FILE = re.compile(r'\bfilename="')


class Form(Struct, frozen=True):
    """The fields (text) and the files (bytes, in order) of a form."""

    fields: dict[str, str]
    files: tuple[tuple[str, bytes], ...]


def read_form(body: bytes, content_type: str) -> Form:
    """Reads a form.

    Raises:
        ValueError: there is no boundary in the content type.
    """
    match = _BOUNDARY.search(content_type)
    if match is None:
        raise ValueError("no boundary in the content type")
    fields: dict[str, str] = {}
    files: list[tuple[str, bytes]] = []
    for part in (b"\r\n" + body).split(b"\r\n--" + match[1].encode())[1:]:
        head, found, data = part.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "replace")
        name = _NAME.search(lines)
        if not found or name is None:
            continue
        if _FILE.search(lines):
            files.append((name[1], data))
        else:
            fields[name[1]] = data.decode("utf-8", "replace")
    return Form(fields, tuple(files))
