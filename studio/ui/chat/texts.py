"""Figures as people read them: sizes, token counts, prices; and cheap estimates of tokens."""

import mimetypes
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication, QLocale

from studio.core.messages import Attachment
from studio.core.parts import BlobRef, FilePart, ImagePart, Part
from studio.core.sniff import UNKNOWN_MIME

_PICTURE_TILE_PX = 512
_PICTURE_TILE_TOKENS = 170
_PICTURE_BASE_TOKENS = 85
_UNKNOWN_PICTURE_TOKENS = 765
_TEXT_MIMES = frozenset(
    {"application/json", "application/xml", "application/javascript", "application/x-sh"}
)


def size_text(size_bytes: int) -> str:
    """`2.1 MB`, `3 KB`, `410 B`."""
    locale = QLocale()
    if size_bytes < 1000:
        return f"{locale.toString(size_bytes)} B"
    if size_bytes < 999_500:
        return f"{locale.toString(round(size_bytes / 1000))} KB"
    return f"{locale.toString(size_bytes / 1e6, 'f', 1)} MB"


def count_text(count: int) -> str:
    """`1,284` in the system's way of writing numbers."""
    return QLocale().toString(count)


def short_count_text(count: int) -> str:
    """`740`, `12.4K`, `200K`, `1M`."""
    for limit, divisor, unit in ((999_500, 1e6, "M"), (1000, 1e3, "K")):
        if count >= limit:
            value = count / divisor
            digits = 0 if value >= 100 or abs(value - round(value)) < 0.05 else 1
            return f"{QLocale().toString(value, 'f', digits)}{unit}"
    return str(count)


def cost_text(cost_usd: Decimal) -> str:
    """`$0.0182`, `$0.041`: four decimals at most under a dollar, two above; `$0` for nothing."""
    if not cost_usd:
        return "$0"
    if cost_usd >= 1:
        return f"${QLocale().toString(float(cost_usd), 'f', 2)}"
    return f"${QLocale().toString(float(cost_usd), 'f', 3 if cost_usd >= Decimal('0.01') else 4)}"


def decimal_of(text: str | None) -> Decimal | None:
    """A decimal of wire text, or None when it is none."""
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def attachment_tokens(attachment: Attachment) -> int:
    """About how many tokens an attachment makes: pictures by size, texts by length."""
    return _blob_tokens(attachment.blob, attachment.name)


def is_text_file(mime: str, name: str) -> bool:
    """Whether a file is probably text, by its bytes' kind or by its name."""
    if mime.startswith("text/"):
        return True
    guessed = mimetypes.guess_type(name)[0] or ""
    return mime == UNKNOWN_MIME and (guessed.startswith("text/") or guessed in _TEXT_MIMES)


def attachment_parts_tokens(parts: tuple[Part, ...]) -> int:
    """About how many tokens the pictures and files of a message make."""
    return sum(
        _blob_tokens(part.blob, part.name if isinstance(part, FilePart) else "")
        for part in parts
        if isinstance(part, ImagePart | FilePart)
    )


def _blob_tokens(blob: BlobRef, name: str) -> int:
    if blob.mime.startswith("image/"):
        if not blob.width_px or not blob.height_px:
            return _UNKNOWN_PICTURE_TOKENS
        shrink = min(1.0, 2048 / max(blob.width_px, blob.height_px))
        shrink *= min(1.0, 768 / (min(blob.width_px, blob.height_px) * shrink))
        across = -(-round(blob.width_px * shrink) // _PICTURE_TILE_PX)
        down = -(-round(blob.height_px * shrink) // _PICTURE_TILE_PX)
        return _PICTURE_BASE_TOKENS + across * down * _PICTURE_TILE_TOKENS
    return -(-blob.size_bytes // 4) if is_text_file(blob.mime, name) else 0


def tokens_text(tokens: int) -> str:
    """`≈ 1,310 tokens`: an estimate."""
    return QCoreApplication.translate("Composer", "≈ {count} tokens").format(
        count=count_text(tokens)
    )
