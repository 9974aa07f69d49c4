"""Request bodies as JSON bytes, with large base64 put in behind the encoder.

The encoder would hold the interpreter for as long as it escapes megabytes that need no
escaping; so the objects hold short marks, and the bytes are joined afterwards.
"""

import base64
import json
import re
from collections.abc import Mapping
from uuid import uuid4

from studio.core.errors import RequestRejected

_SLICE_BYTES = 384 * 1024  # a multiple of 3, so that slices can be joined


class Attachments:
    """Bytes that stand in a body as base64, each behind a mark."""

    def __init__(self) -> None:
        self._nonce = uuid4().hex
        self._encoded: list[list[bytes]] = []

    def base64(self, data: bytes) -> str:
        """A mark that becomes the base64 text of `data`. Thread: a worker for large data."""
        pieces = [
            base64.b64encode(data[at : at + _SLICE_BYTES])
            for at in range(0, len(data), _SLICE_BYTES)
        ]
        self._encoded.append(pieces)
        return f"@{self._nonce}:{len(self._encoded) - 1}@"

    def data_uri(self, data: bytes, mime: str) -> str:
        """A mark that becomes a data URI."""
        return f"data:{mime};base64,{self.base64(data)}"

    def encode(self, body: Mapping[str, object]) -> bytes:
        """The body as UTF-8 JSON.

        Raises:
            RequestRejected: code `bad_parameter`: a value that is no JSON.
        """
        try:
            text = json.dumps(
                body,
                ensure_ascii=False,
                allow_nan=False,
                separators=(",", ":"),
                default=_plain,
            )
        except (TypeError, ValueError, RecursionError) as exc:
            raise RequestRejected(
                f"a parameter can't be sent: {exc}", code="bad_parameter"
            ) from exc
        raw = text.encode("utf-8", "replace")
        if not self._encoded:
            return raw
        marks = re.split(rb"@%s:(\d+)@" % self._nonce.encode(), raw)
        out: list[bytes] = []
        for at, piece in enumerate(marks):
            if at % 2:
                out.extend(self._encoded[int(piece)])
            else:
                out.append(piece)
        return b"".join(out)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} is no JSON value")
