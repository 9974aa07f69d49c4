"""Answers that came compressed although that was not asked for.

Requests ask for bytes as they are. What comes as gzip or deflate all the same is undone by httpx;
for the rest (proxies like Brotli and Zstandard) it would need more packages, so it is told.
"""

import codecs
import re

import httpx

from studio.core.errors import BadReply

_UNREADABLE = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}  # came without a header
_HEAD_BYTES = 512
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


def name_gzip(response: httpx.Response) -> None:
    """Calls gzip by the one name of it that httpx knows. Source: RFC 9110, section 8.4.1.3."""
    said = response.headers.get("content-encoding", "")
    if "x-gzip" in said.lower():
        response.headers["content-encoding"] = re.sub("x-gzip", "gzip", said, flags=re.IGNORECASE)


def compressed_error(response: httpx.Response, head: bytes) -> BadReply | None:
    """The error for an answer that is compressed in a way that can't be undone, or None.

    Args:
        head: the first bytes of the body. Where they are text, a header that calls them
            compressed is wrong, and what it says doesn't matter.
    """
    coding = _coding(response.headers.get("content-encoding", ""), head)
    if coding is None or _is_text(head[:_HEAD_BYTES]):
        return None
    return BadReply(
        f"the answer is compressed ({coding}), which was not asked for",
        code="bad_encoding",
        status=response.status_code,
    )


def _coding(said: str, head: bytes) -> str | None:
    for coding in said.lower().split(","):
        if coding.strip() in _UNREADABLE:
            return coding.strip()
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def _is_text(head: bytes) -> bool:
    if _CONTROLS.search(head) is not None:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
