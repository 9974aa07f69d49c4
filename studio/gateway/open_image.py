"""One image in the text, from its first base64 character to its end."""

import re

from studio.core.sniff import sniff
from studio.gateway.base64_data import Base64Decoder
from studio.gateway.constructs import DataImage
from studio.gateway.long_lines import CutRun

_LEAST_IMAGE_BYTES = 24
_KEPT_CHARS = 512
_NOT_PAYLOAD = re.compile(r"[^A-Za-z0-9+/=_\- \t\r\n\f\v]")
_NOT_BARE = re.compile(r"[^A-Za-z0-9+/=_\-]")
_JUNK_END = re.compile(r"[)\s\"'<>`]")
_LONG_WORD = re.compile(r"[A-Za-z0-9+/=_-]{40}")
_TITLE_END = re.compile(r"[)\n]")


class OpenImage:
    """Takes the text after `;base64,` until the image ends.

    Attributes:
        alt: alternative text.
        ended: the end was found; `result` and `note` may be called.
        leftover: text that was taken but belongs behind the image.
    """

    def __init__(self, begun: DataImage, source: str) -> None:
        self.alt = begun.alt
        self.ended = False
        self.leftover = ""
        self._mime = begun.mime
        self._bare = begun.bare
        self._decoder = Base64Decoder()
        self._state = _NOT_BARE if begun.bare else _NOT_PAYLOAD
        self._source = source
        self._start: str | None = ""
        self._closing = ""
        self._broken = False
        self._title_in_brackets = False

    @property
    def received_bytes(self) -> int:
        """Encoded bytes so far."""
        return self._decoder.received_bytes

    def feed(self, text: str, at: int) -> int:
        """Takes text from `at` on; returns where the image's text ends, or the length."""
        while True:
            found = self._state.search(text, at)
            end = len(text) if found is None else found.start()
            if end > at:
                self._take(text[at:end])
            if found is None:
                return end
            if self._state in {_NOT_PAYLOAD, _NOT_BARE}:
                at = self._stop_payload(text, end)
            elif self._title_in_brackets and found[0] == ")":
                self._title_in_brackets = False  # that of the image is still to come
                self._take(")")
                at = end + 1
            else:
                self.ended = True
                self._closing = found[0] if found[0] == ")" else ""
                at = end + len(self._closing)
            if self.ended:
                return at

    def feed_run(self, run: CutRun) -> None:
        """Takes a long run that was cut out of the line."""
        self._start = None
        if self._state not in {_NOT_PAYLOAD, _NOT_BARE}:
            return
        if self._decoder.received_bytes == 0 and run.decoder is not None:
            self._decoder, run.decoder = run.decoder, None
        else:
            run.feed_to(self._decoder)

    def result(self, *, whole: bool) -> bytes | None:
        """The image's bytes, or None when this is no image.

        Args:
            whole: the end was seen; else the bytes themselves must show that they are whole.
        """
        data = None if self._broken else self._decoder.close()
        if not data or not (whole or self._bare or looks_whole(data)):
            return None
        if sniff(data).is_image:
            return data
        named = self._mime.startswith("image/") or not self._mime
        return data if named and len(data) >= _LEAST_IMAGE_BYTES else None

    def note(self, *, whole: bool) -> str:
        """What is shown in place of the image when it is none.

        Text that was taken for base64 goes to `leftover`, when it was words.
        """
        if self._start is not None:
            words = re.search(r"\s.*", self._start, re.DOTALL)
            self.leftover = words[0] if words and not _LONG_WORD.search(words[0]) else ""
        fault = "could not be read" if whole else "is incomplete"
        kind = "data" if self._mime and not self._mime.startswith("image/") else "image"
        name = f"{self.alt}: " if self.alt else ""
        size = f"{self._mime or 'unknown type'}, {self.received_bytes:,} characters"
        return f"[{name}{kind} {fault} ({size})]"

    def source(self) -> str | None:
        """The text as it came, while it is short enough to be words about images."""
        return None if self._start is None else self._source + self._start + self._closing

    def _take(self, piece: str) -> None:
        if self._start is not None:
            self._start += piece
            if len(self._start) > _KEPT_CHARS:
                self._start = None
        if self._state in {_NOT_PAYLOAD, _NOT_BARE}:
            self._decoder.feed(piece.encode("ascii"))

    def _stop_payload(self, text: str, at: int) -> int:
        """Decides what the first character means that is no base64."""
        char = text[at]
        if self._bare or char == ")":
            self.ended = True
            self._closing = "" if self._bare else char
            return at + len(self._closing)
        if char in "\"'>(":
            self._state = _TITLE_END
            if char == "(":
                self._title_in_brackets = True
                self._take("(")
                return at + 1
        else:
            self._broken = True
            self._state = _JUNK_END
        return at


def looks_whole(data: bytes) -> bool:
    """Whether the bytes of an image reach its end."""
    mime = sniff(data).mime
    if mime == "image/png":
        return b"IEND" in data[-16:]
    if mime == "image/jpeg":
        return data.rstrip(b"\0").endswith(b"\xff\xd9")
    if mime == "image/webp":
        return len(data) >= int.from_bytes(data[4:8], "little") + 8
    return mime == "image/gif" and data.endswith(b";")
