"""Cuts images out of the text of one choice while it streams.

Text that could still become an image is held back; what is not held is emitted at once.
Inside code fences everything is text.
"""

import re

from studio.core.events import RemoteImageFound
from studio.core.parts import ImageOrigin
from studio.gateway.constructs import (
    DataImage,
    RemoteImage,
    Undecided,
    is_image_address,
    match_bare,
    match_bracket,
)
from studio.gateway.long_lines import CutRun
from studio.gateway.open_image import OpenImage
from studio.gateway.sink import RawImage, Sink

_MAX_INDENT = 64
_MAX_ADDRESS = 4096
_MAX_BLANK = 256
_quiet = re.compile(r"[\n`!\[dD]").search
_TOKEN = re.compile(r"\n|`|!?\[|data:|(?:!|d(?:at?)?|data)\Z", re.IGNORECASE)
# What lists and quotes put before a line, and the fence that may follow.
_LINE_HEAD = re.compile(r"(?:[ \t>]|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))*(?:(`+)|(~+))?")
_OPEN_MARKER = re.compile(r"(?:[-*+]|\d{1,9}[.)]?)\Z")
_FENCE_END = re.compile(r"[ \t>]*(`+|~+|)[ \t\r]*")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`]+", re.IGNORECASE)
_BLANK = re.compile(r"\s*")
_SCHEMES = ("https://", "http://")
_NEWLINE = re.compile(r"\n")
_INFO_END = re.compile(r"[`\n]")


class TextScanner:
    """Turns text of one choice, cut anywhere, into text and images.

    Args:
        choice: index of the choice.
        sink: takes the events.
        in_reasoning: the text is reasoning: addresses stay text, images get that origin.

    Attributes:
        image: the image that is arriving, or None.
        addresses: known to be images although they don't look so.
    """

    def __init__(self, choice: int, sink: Sink, *, in_reasoning: bool = False) -> None:
        self.addresses: set[str] = set()
        self._choice = choice
        self._sink = sink
        self._in_reasoning = in_reasoning
        self._emit_to = sink.reasoning if in_reasoning else sink.text
        self._origin = ImageOrigin.REASONING if in_reasoning else ImageOrigin.CONTENT
        self._held = ""
        self.image: OpenImage | None = None
        self._fence = ""
        self._in_quote = False  # the fence
        self._in_info = False
        self._line_start = True
        self._behind_image = False
        self._in_row = False  # of a table
        self._row_images: list[RawImage | RemoteImageFound] = []
        self._in_code = False
        self._is_plain = False  # amid an ordinary line, nothing held

    def feed(self, text: str) -> None:
        """Takes more text."""
        if self._is_plain and _quiet(text) is None:
            self._emit_to(self._choice, text)
            return
        self._scan(self._held + text if self._held else text, final=False)

    def feed_run(self, run: CutRun) -> None:
        """Takes long base64 that was cut out of the line at this place."""
        if self.image is not None:
            self.image.feed_run(run)
        else:
            self.feed(run.text())

    def settle(self) -> None:
        """Releases what is held, unless an image has begun; other content follows."""
        if self._held and self.image is None and not self._held.startswith("!["):
            self._scan(self._held, final=True)

    def close(self) -> None:
        """Ends the text: nothing stays held, an image that is not whole becomes a note."""
        if self.image is not None:
            self._held = self._end_image(self.image, whole=False)
        self._scan(self._held, final=True)
        self._end_table()

    def _scan(self, text: str, *, final: bool) -> None:
        self._held = ""
        at = 0
        while at < len(text):
            if self.image is not None:
                at = self.image.feed(text, at)
                if self.image.ended:
                    text, at = self._after_image(text, at)
            elif self._fence:
                at = self._read_fenced(text, at, final=final)
            elif self._line_start:
                at = self._read_line_head(text, at, final=final)
            else:
                at = self._read_plain(text, at, final=final)
        self._is_plain = not (self._held or self.image or self._fence or self._line_start)

    def _emit(self, text: str) -> None:
        if text:
            self._emit_to(self._choice, text)

    def _hold(self, text: str, at: int) -> int:
        self._held = text[at:]
        return len(text)

    # Lines

    def _read_line_head(self, text: str, at: int, *, final: bool) -> int:
        """Looks whether a line opens a fence or is nothing but an address."""
        head = _LINE_HEAD.match(text, at)
        assert head is not None
        end = head.end()
        is_open = end == len(text) or _OPEN_MARKER.match(text, end) is not None
        if is_open and end - at < _MAX_INDENT and not final:
            return self._hold(text, at)
        self._in_row = text[end : end + 1] == "|"
        if not self._in_row:
            self._end_table()
        marker = head[1] or head[2] or ""
        alone, self._behind_image = not self._behind_image, False
        if len(marker) >= 3:
            self._emit(text[at:end])
            self._fence, self._in_info, self._line_start = marker, True, False
            self._in_quote = ">" in head[0]
            return end
        if alone and not (self._in_reasoning or head[0].strip()):
            after = self._read_address(text, at, end, final=final)
            if after is not None:
                return after
        self._line_start = False
        return at

    def _end_table(self) -> None:
        """Images of a table come behind it: amid they would cut it in pieces."""
        for image in self._row_images:
            self._sink.add(image)
        self._row_images.clear()

    def _read_address(self, text: str, at: int, begin: int, *, final: bool) -> int | None:
        """An address alone on a line is held: it is an image when nothing follows."""
        rest = text[begin : begin + 8].lower()
        if begin + len(rest) == len(text) and any(s.startswith(rest) for s in _SCHEMES):
            return None if final else self._hold(text, at)
        found = _ADDRESS.match(text, begin, begin + _MAX_ADDRESS)
        if found is None:
            return None
        end = found.end()
        blank = _BLANK.match(text, end, end + _MAX_BLANK)
        assert blank is not None
        if blank.end() < len(text) or end - begin >= _MAX_ADDRESS:
            return None
        if not final:
            return self._hold(text, at)
        if not (is_image_address(found[0]) or found[0] in self.addresses):
            return None
        self._emit(text[at:begin])
        self._sink.add(RemoteImageFound(self._choice, found[0], self._origin))
        self._line_start = False
        return len(text)

    def _read_fenced(self, text: str, at: int, *, final: bool) -> int:
        """Inside a fence all is text; looks for the line that ends it."""
        if self._in_info:
            return self._read_info(text, at)
        if self._line_start:
            found = _FENCE_END.match(text, at, at + _MAX_INDENT)
            assert found is not None
            end = found.end()
            if end == len(text) and end - at < _MAX_INDENT and not final:
                return self._hold(text, at)
            if self._in_quote and ">" not in text[at : found.start(1)]:
                self._fence = ""  # the quote is over, and all that was in it
                return at
            marker = found[1]
            if marker[:1] == self._fence[0] and len(marker) >= len(self._fence):
                closes = end - at < _MAX_INDENT and self._ends_line(text, end, final=final)
                if closes is None:
                    return self._hold(text, at)
                if closes:
                    self._fence = ""
            self._line_start = False
            self._in_code = False
            if not self._fence:
                self._emit(text[at:end])
                return end
        newline = text.find("\n", at)
        end = len(text) if newline < 0 else newline + 1
        self._emit(text[at:end])
        self._line_start = newline >= 0
        return end

    def _ends_line(self, text: str, at: int, *, final: bool) -> bool | None:
        """Whether what ends a fence is followed by nothing, or by an image.

        Gateways glue images to the text before them (wire reference, section 7). None: more
        text is needed to tell.
        """
        if at == len(text) or text[at] == "\n":
            return True
        if text[at] != "!" or text[at - 1] not in "`~":
            return False
        if at + 1 == len(text):
            return False if final else None
        found = match_bracket(text, at) if text[at + 1] == "[" else None
        if isinstance(found, Undecided):
            return False if final else None
        return isinstance(found, DataImage)

    def _read_info(self, text: str, at: int) -> int:
        """The rest of the line that opens a fence; a backtick there means it opens none."""
        found = (_INFO_END if self._fence[0] == "`" else _NEWLINE).search(text, at)
        end = len(text) if found is None else found.start()
        self._emit(text[at:end])
        if found is None:
            return end
        self._in_info = False
        if found[0] == "`":
            self._fence, self._in_code = "", True
            return end
        self._emit("\n")
        self._line_start = True
        return end + 1

    # Inside a line

    def _read_plain(self, text: str, at: int, *, final: bool) -> int:
        """Ordinary text up to the next image, held place or line end."""
        begin = at
        while (token := _TOKEN.search(text, at)) is not None:
            mark = token[0]
            start, at = token.start(), token.end()
            if mark == "`":
                self._in_code = not self._in_code
                continue
            if mark == "\n":
                self._line_start, self._in_code = True, False
                self._emit(text[begin:at])
                return at
            if at == len(text) and mark.lower() in {"!", "d", "da", "dat", "data"}:
                found: DataImage | RemoteImage | Undecided | None = None
                if not final:
                    self._emit(text[begin:start])
                    return self._hold(text, start)
            elif mark.endswith("["):
                found = match_bracket(text, start)
            else:
                found = match_bare(text, start)
            if isinstance(found, Undecided) and not final:
                self._emit(text[begin:start])
                return self._hold(text, start)
            if isinstance(found, RemoteImage) and not (self._in_code or self._in_reasoning):
                remote = RemoteImageFound(self._choice, found.url, self._origin, found.alt)
                if self._in_row:
                    self._row_images.append(remote)
                    at = found.end
                    continue
                self._emit(text[begin:start])
                self._sink.add(remote)
                return found.end
            if isinstance(found, DataImage):
                self._emit(text[begin:start])
                self.image = OpenImage(found, text[start : found.end])
                return found.end
        self._emit(text[begin:])
        return len(text)

    # Images

    def _after_image(self, text: str, at: int) -> tuple[str, int]:
        """Ends the image; returns the text to go on with, and where."""
        assert self.image is not None
        leftover = self._end_image(self.image, whole=True)
        # Text that a gateway glued to the image begins a part of its own: it may be a fence.
        self._line_start = self._behind_image = not (leftover or self._in_row)
        return (leftover + text[at:], 0) if leftover else (text, at)

    def _end_image(self, image: OpenImage, *, whole: bool) -> str:
        self.image = None
        data = image.result(whole=whole)
        if data is not None:
            self._row_images.append(RawImage(self._choice, data, self._origin, image.alt))
            if self._in_row:
                self._emit(image.alt.replace("\n", " ").replace("|", "\\|"))
            else:
                self._end_table()
            return ""
        source = image.source() if self._in_code else None
        if source is not None:
            self._emit(source)
            return ""
        self._emit(image.note(whole=whole))
        return image.leftover
