"""Checks a key before it goes anywhere."""

import re

from studio.core.errors import AuthenticationFailed
from studio.core.requests import Connection

_SENDABLE = re.compile(r"[\x21-\x7e]+")
_HEADER = re.compile(r"\A(?:authorization:\s*)?bearer\s+", re.IGNORECASE)  # copied along


def usable_key(connection: Connection, key: str | None) -> str | None:
    """The key as it is sent, or None when the connection needs none and there is none.

    Raises:
        AuthenticationFailed: code `no_key`; `management_key` (DGrid's `mk-` keys manage
            other keys and can't call models); `bad_key` (line breaks, spaces, letters that
            no header can carry).
    """
    key = _HEADER.sub("", (key or "").strip())
    if not key:
        if connection.needs_key:
            raise AuthenticationFailed("no API key is set", code="no_key")
        return None
    if not _SENDABLE.fullmatch(key):
        raise AuthenticationFailed("the API key holds characters no key has", code="bad_key")
    if key.startswith("mk-"):
        raise AuthenticationFailed("this is a management key", code="management_key")
    return key
