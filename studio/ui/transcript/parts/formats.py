"""Numbers, sizes, times and costs as people read them."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication, QLocale, QTime

_MEGABYTE, _KILOBYTE = 1_000_000, 1_000


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


def count(number: int) -> str:
    """A whole number with the locale's separators."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.DefaultNumberOptions)
    return locale.toString(number)


def size(size_bytes: int) -> str:
    """A weight: `412 KB`, `2.1 MB`."""
    if size_bytes >= _MEGABYTE:
        return f"{QLocale().toString(size_bytes / _MEGABYTE, 'f', 1)} MB"
    if size_bytes >= _KILOBYTE:
        return f"{round(size_bytes / _KILOBYTE)} KB"
    return f"{size_bytes} B"


def seconds(duration_s: float) -> str:
    """A duration: `0.62 s`, `12 s`, `3 min 5 s`."""
    if duration_s < 10:
        digits = 2 if duration_s < 1 else 1
        return f"{QLocale().toString(duration_s, 'f', digits)} s"
    whole = round(duration_s)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def whole_seconds(duration_s: float) -> str:
    """A duration that counts: `4 s`, `3 min 5 s`."""
    whole = max(0, int(duration_s + 0.5))
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def cost(cost_usd: str) -> str:
    """A price: four decimals under $1, two above, none for nothing; "" when it is no number."""
    try:
        value = Decimal(cost_usd)
    except InvalidOperation:
        return ""
    if not value.is_finite():
        return ""
    if value == 0:
        return "$0"
    if 0 < value < Decimal("0.00005"):
        return "< $0.0001"
    return f"${value:.2f}" if abs(value) >= 1 else f"${value:.4f}"


def speed(tokens_per_s: float) -> str:
    """How many tokens a second: whole from 10 on, so that slow is never told as nothing."""
    return QLocale().toString(tokens_per_s, "f", 0 if tokens_per_s >= 9.95 else 1)


def moment(at: datetime, now: datetime | None = None) -> str:
    """When a message was made: the time today, the weekday within a week, else the date."""
    now = (now or datetime.now(at.tzinfo)).astimezone()
    at = at.astimezone()
    days = (now.date() - at.date()).days
    locale = QLocale()
    time = locale.toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)
    if days == 0:
        return time
    if 0 < days < 7:
        return f"{locale.dayName(at.isoweekday(), QLocale.FormatType.ShortFormat)} {time}"
    month = locale.monthName(at.month, QLocale.FormatType.ShortFormat)
    day = f"{at.day} {month}"
    return day if at.year == now.year else f"{day} {at.year}"


def mime_name(mime: str) -> str:
    """The short name of a format: `PNG`."""
    return mime.partition("/")[2].partition("+")[0].upper() or mime


def dimensions(width_px: int | None, height_px: int | None) -> str:
    """`1920 × 1080`, or "" when unknown."""
    return f"{width_px} × {height_px}" if width_px and height_px else ""
