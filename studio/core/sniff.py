"""Type and size of an image from its first bytes; a server's claim is never trusted."""

from msgspec import Struct


class Sniffed(Struct, frozen=True):
    """What some bytes are: mime type, and size in pixels where the header tells it."""

    mime: str
    width_px: int | None = None
    height_px: int | None = None

    @property
    def is_image(self) -> bool:
        """Whether these are the bytes of a picture that the studio shows."""
        return self.mime.startswith("image/")


UNKNOWN_MIME = "application/octet-stream"


def sniff(data: bytes | bytearray | memoryview) -> Sniffed:
    """Looks at the head of some bytes (the whole, for sizes of JPEG and TIFF).

    Returns:
        png, jpeg, webp, gif, bmp, tiff, avif, heic, or pdf; else
        `application/octet-stream`. SVG is never an image here: it is a program.
    """
    head = bytes(data[:64])
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        if len(head) >= 24:
            return Sniffed("image/png", _big(head[16:20]), _big(head[20:24]))
        return Sniffed("image/png")
    if head.startswith(b"\xff\xd8\xff"):
        return Sniffed("image/jpeg", *_jpeg_size(data))
    if head[:6] in {b"GIF87a", b"GIF89a"} and len(head) >= 10:
        return Sniffed("image/gif", _little(head[6:8]), _little(head[8:10]))
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Sniffed("image/webp", *_webp_size(head))
    if head[:2] == b"BM" and len(head) >= 26 and head[6:10] == b"\0\0\0\0":
        return Sniffed("image/bmp", _little(head[18:22]), abs(_signed(head[22:26])))
    if head[:4] in {b"II*\0", b"MM\0*"}:
        from studio.core.sniff_sizes import tiff_size

        return Sniffed("image/tiff", *tiff_size(data))
    if head[4:8] == b"ftyp":
        from studio.core.sniff_sizes import heif_size

        brand = head[8:12]
        if is_avif(head):
            return Sniffed("image/avif", *heif_size(data))
        if brand in {b"heic", b"heix", b"hevc", b"mif1"}:
            return Sniffed("image/heic", *heif_size(data))
    if head.startswith(b"%PDF-"):
        return Sniffed("application/pdf")
    return Sniffed(UNKNOWN_MIME)


def is_avif(head: bytes) -> bool:
    """Whether the first bytes of a file say that it is an AVIF."""
    return head[4:8] == b"ftyp" and head[8:12] in {b"avif", b"avis"}


def looks_like_svg(data: bytes | bytearray | memoryview) -> bool:
    """Whether bytes are an SVG drawing, after its XML heading: for the words of a refusal."""
    head = bytes(data[:4096]).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")) and b"<svg" in head


def extension_for(mime: str) -> str:
    """The file name ending (with its dot) for a sniffed type."""
    return {
        "image/png": ".png",
        "image/jpeg": ".jpg",
        "image/webp": ".webp",
        "image/gif": ".gif",
        "image/bmp": ".bmp",
        "image/tiff": ".tiff",
        "image/avif": ".avif",
        "image/heic": ".heic",
        "application/pdf": ".pdf",
        "text/plain": ".txt",
    }.get(mime, ".bin")


def _big(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _little(raw: bytes) -> int:
    return int.from_bytes(raw, "little")


def _signed(raw: bytes) -> int:
    return int.from_bytes(raw, "little", signed=True)


def _jpeg_size(data: bytes | bytearray | memoryview) -> tuple[int | None, int | None]:
    at, end = 2, len(data)
    while at + 9 < end:
        if data[at] != 0xFF:
            return None, None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return _big(bytes(data[at + 7 : at + 9])), _big(bytes(data[at + 5 : at + 7]))
        if 0xD0 <= marker <= 0xD9 or marker == 0x01:
            at += 2
            continue
        length = _big(bytes(data[at + 2 : at + 4]))
        if length < 2:
            return None, None
        at += 2 + length
    return None, None


def _webp_size(head: bytes) -> tuple[int | None, int | None]:
    kind = head[12:16]
    if kind == b"VP8X" and len(head) >= 30:
        return _little(head[24:27]) + 1, _little(head[27:30]) + 1
    if kind == b"VP8L" and len(head) >= 25:
        bits = _little(head[21:25])
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if kind == b"VP8 " and len(head) >= 30:
        return _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF
    return None, None
