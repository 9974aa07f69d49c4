"""Figures as people read them: sizes, token counts, prices."""

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication, QLocale


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


def tokens_text(tokens: int) -> str:
    """`≈ 1,310 tokens`: an estimate."""
    return QCoreApplication.translate("Composer", "≈ {count} tokens").format(
        count=count_text(tokens)
    )
