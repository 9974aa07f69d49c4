"""Base64 as gateways send it, decoded piece by piece while it arrives."""

import binascii
import time

SLICE_BYTES = 256 * 1024
"""At most this much is decoded by one call: about 0.6 ms, so that no other thread waits."""

_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_SPACE = b" \t\r\n\f\v"
_BATCH_BYTES = 16 * 1024


class Base64Decoder:
    """Decodes base64 that comes in pieces cut anywhere.

    White space, missing padding and the url-safe alphabet are accepted; anything else makes
    the whole undecodable. Small pieces are gathered, large ones are decoded in slices with
    a pause for other threads between them.

    Attributes:
        received_bytes: encoded bytes taken so far.
    """

    def __init__(self) -> None:
        self.received_bytes = 0
        self._decoded: list[bytes] = []
        self._waiting = bytearray()
        self._padded = False
        self._broken = False

    def feed(self, data: bytes) -> None:
        """Takes more encoded bytes; faults show in `close` only."""
        self.received_bytes += len(data)
        if self._broken:
            return
        if len(data) <= SLICE_BYTES:
            self._take(data)
            return
        for start in range(0, len(data), SLICE_BYTES):
            self._take(data[start : start + SLICE_BYTES])
            time.sleep(0)

    def close(self) -> bytes | None:
        """The decoded bytes, or None when this was no base64."""
        if not self._broken and self._waiting:
            self._decode(bytes(self._waiting), last=True)
            self._waiting.clear()
        # Joining bytes objects of over 1 MB lets other threads run meanwhile.
        whole = None if self._broken else b"".join(self._decoded)
        self._decoded.clear()
        return whole

    def _take(self, data: bytes) -> None:
        self._waiting += data
        if len(self._waiting) >= _BATCH_BYTES:
            waiting = bytes(self._waiting)
            self._waiting.clear()
            self._decode(waiting, last=False)

    def _decode(self, data: bytes, *, last: bool) -> None:
        """Decodes all whole groups of four; the rest waits, unless it is the last."""
        if not last and not self._padded:
            whole = len(data) & ~3
            try:
                self._decoded.append(binascii.a2b_base64(data[:whole], strict_mode=True))
            except binascii.Error:
                pass  # white space, another alphabet or the padding: looked at below
            else:
                self._padded = data[:whole].endswith(b"=")
                self._waiting += data[whole:]
                return
        self._decode_cleaned(data.translate(_URL_SAFE, _SPACE), last=last)

    def _decode_cleaned(self, data: bytes, *, last: bool) -> None:
        if self._padded:
            self._broken = self._broken or bool(data)
            return
        if last:
            data += b"=" * (-len(data) % 4)
        whole = len(data) & ~3
        try:
            self._decoded.append(binascii.a2b_base64(data[:whole], strict_mode=True))
        except binascii.Error:
            self._broken = True
            self._decoded.clear()
            return
        self._padded = data[:whole].endswith(b"=")
        self._waiting += data[whole:]
