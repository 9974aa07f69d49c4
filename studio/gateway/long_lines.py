"""Takes long base64 runs out of a line while the line is still arriving.

An image of 20 MB comes as one line. Decoding that line as JSON would hold all threads for
70 ms (measured, 2 cores, Python 3.11) and copy it several times, so the run is cut out
first: a short token stands in its place, and the run itself is decoded as it comes.
"""

import itertools
import re
import secrets

from studio.gateway.base64_data import Base64Decoder

_RUN_CHARS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_\\"
_LEAST_RUN_BYTES = 4096
_LOOK_EVERY_BYTES = 64 * 1024
_ESCAPES = {
    b"/": b"/",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"u002b": b"+",
    b"u002f": b"/",
    b"u003d": b"=",
}
_ESCAPE = re.compile(rb"\\(?:([/nrt]|u00(?:2[bf]|3d))|(.?))", re.IGNORECASE | re.DOTALL)
_OPEN_ESCAPE = re.compile(rb"\\(?:u(?:0(?:0[23]?)?)?)?\Z")
_NO_ESCAPE = re.compile(rb"[^\\]{8}")
_MARK = f"@run:{secrets.token_hex(8)}:"  # can't be guessed, so no answer can forge a token
_TOKEN = re.compile(_MARK + r"(\d+)@")
_NUMBERS = itertools.count()
_IMAGE_BEGINS = (b"base64,", b'"b64_json":"', b'"b64_json": "', b'"data":"', b'"data": "')


class CutRun:
    """A long run of base64 that was cut out of a line.

    Attributes:
        size_bytes: encoded bytes.
        decoder: has decoded the run already, when it stands at the start of an image.
    """

    def __init__(self, *, starts_image: bool) -> None:
        self.size_bytes = 0
        self.decoder = Base64Decoder() if starts_image else None
        self._pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        """Takes a further piece, JSON escapes already resolved."""
        self.size_bytes += len(piece)
        self._pieces.append(piece)
        if self.decoder is not None:
            self.decoder.feed(piece)

    def feed_to(self, decoder: Base64Decoder) -> None:
        """Gives the run to a decoder that has taken an earlier part of the image."""
        for piece in self._pieces:
            decoder.feed(piece)

    def text(self) -> str:
        """The run as it stood, for places where it is no image."""
        return b"".join(self._pieces).decode("latin-1")


class Runs:
    """The runs that were cut out of one event, found again by their tokens."""

    def __init__(self) -> None:
        self._runs: dict[str, CutRun] = {}

    def add(self, run: CutRun) -> bytes:
        """Keeps a run; returns the token that stands in its place."""
        number = str(next(_NUMBERS))
        self._runs[number] = run
        return f"{_MARK}{number}@".encode()

    def update(self, others: "Runs") -> None:
        """Takes the runs of a further line of the same event."""
        self._runs.update(others._runs)

    def split(self, text: str) -> list[str | CutRun]:
        """A decoded text as plain pieces and runs, in order."""
        if _MARK not in text:
            return [text]
        pieces: list[str | CutRun] = []
        at = 0
        for found in _TOKEN.finditer(text):
            run = self._runs.get(found[1])
            if run is not None:
                pieces += [text[at : found.start()], run]
                at = found.end()
        pieces.append(text[at:])
        return [piece for piece in pieces if piece]

    def restored(self, text: str) -> str:
        """A decoded text with its runs back in place."""
        return "".join(
            piece if isinstance(piece, str) else piece.text() for piece in self.split(text)
        )


class LongLine:
    """One line over 64 KB, growing.

    Attributes:
        size_bytes: bytes of the line so far, runs included.
        runs: what was cut out of it.
    """

    def __init__(self, head: bytes) -> None:
        self.size_bytes = 0
        self.runs = Runs()
        self._kept = bytearray()
        self._looked_at = 0
        self._run: CutRun | None = None
        self._open_escape = b""
        self.feed(head)

    @property
    def run_bytes(self) -> int:
        """Encoded bytes of the run that is arriving now, or 0."""
        return self._run.size_bytes if self._run is not None else 0

    def head(self) -> bytes:
        """The first bytes of the line, without runs."""
        return bytes(self._kept[:4096])

    def feed(self, piece: bytes) -> None:
        """Takes a further piece of at most some hundred KB, without line ends."""
        self.size_bytes += len(piece)
        if self._run is not None:
            piece = self._feed_run(self._run, self._open_escape + piece)
        if piece:
            self._kept += piece
            if len(self._kept) - self._looked_at >= _LOOK_EVERY_BYTES:
                self._look_for_run()

    def close(self) -> bytes:
        """The line with tokens in place of its runs."""
        if self._run is not None:
            self._end_run(self._run)
        return bytes(self._kept)

    def _look_for_run(self) -> None:
        """Starts a run when the line ends in one now."""
        recent = bytes(self._kept[self._looked_at :])
        head = recent.rstrip(_RUN_CHARS)
        start = self._looked_at + len(head)
        if not head and start and self._kept[start - 1] in _RUN_CHARS:
            # Amid such characters: an escape must not be cut in two.
            safe = _NO_ESCAPE.search(self._kept, start)
            start = len(self._kept) if safe is None else safe.end()
        self._looked_at = start
        if len(self._kept) - start < _LEAST_RUN_BYTES:
            return
        before = bytes(self._kept[max(0, start - 16) : start])
        run = CutRun(starts_image=before.lower().endswith(_IMAGE_BEGINS))
        begun = bytes(self._kept[start:])
        del self._kept[start:]
        self._run = run
        self._kept += self._feed_run(run, begun)
        if not self.run_bytes:
            self._looked_at = len(self._kept)  # what ended this run would end the next too

    def _feed_run(self, run: CutRun, piece: bytes) -> bytes:
        """Adds the base64 at the start of a piece; returns the rest when the run ended."""
        self._open_escape = b""
        end = _first_of(piece, b'"', b")")
        body, rest = (piece, b"") if end < 0 else (piece[:end], piece[end:])
        if b"\\" in body:
            body, stopped = self._unescape(body, ended=end >= 0)
            if stopped:
                rest = stopped + self._open_escape + rest
                self._open_escape = b""
        if body and body.translate(None, _RUN_CHARS + b"\n\r\t"):
            # Something that is no base64: the run ends before this piece.
            body, rest, self._open_escape = b"", piece, b""
        if body:
            run.add(body)
        if rest:
            self._end_run(run)
        return rest

    def _unescape(self, body: bytes, *, ended: bool) -> tuple[bytes, bytes]:
        """Resolves the JSON escapes that base64 may hold; others end the run.

        Returns:
            The resolved bytes, and what follows the end of the run.
        """
        if not ended and (cut := _OPEN_ESCAPE.search(body)):
            self._open_escape = cut[0]
            body = body[: cut.start()]
        if body.count(b"\\") == body.count(b"\\/"):
            return body.replace(b"\\/", b"/"), b""
        stopped = b""
        for found in _ESCAPE.finditer(body):
            if found[1] is None:
                body, stopped = body[: found.start()], body[found.start() :]
                break
        return _ESCAPE.sub(lambda found: _ESCAPES[found[1].lower()], body), stopped

    def _end_run(self, run: CutRun) -> None:
        self._run = None
        if run.size_bytes:
            self._kept += self.runs.add(run)
        if self._open_escape:
            self._kept += self._open_escape
            self._open_escape = b""
        self._looked_at = len(self._kept)


def _first_of(data: bytes, *ends: bytes) -> int:
    found = [at for at in map(data.find, ends) if at >= 0]
    return min(found, default=-1)
