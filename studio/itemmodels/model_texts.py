"""Facts of a model in words."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication, QLocale

from studio.core.models import ModelInfo

UNKNOWN = "–"
_MILLION = Decimal(1_000_000)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Models", text)


def context_text(tokens: int | None) -> str:
    """`200K`, `1M`; a dash when unknown."""
    if not tokens:
        return UNKNOWN
    base = 1000 if tokens % 1000 == 0 or tokens % 1024 else 1024
    thousands = tokens / base
    if thousands < 1:
        return str(tokens)
    if thousands < 1000:
        return f"{thousands:.0f}K"
    return f"{thousands / base:.1f}".removesuffix(".0") + "M"


def price_per_million(price_usd_per_token: str | None) -> Decimal | None:
    """A listed price for a million tokens in USD; None when unknown."""
    if price_usd_per_token is None:
        return None
    try:
        price = Decimal(price_usd_per_token) * _MILLION
    except InvalidOperation:
        return None
    return price if price >= 0 else None


def price_text(model: ModelInfo) -> str:
    """`3.00 / 15.00`: USD for a million tokens in and out; a dash when unknown."""
    price_in = price_per_million(model.price_prompt_usd_per_token)
    price_out = price_per_million(model.price_completion_usd_per_token)
    prices = (price_in, price_out)
    if price_in is None and price_out is None:
        return UNKNOWN
    if not any(prices) and None not in prices:
        return _tr("Free")
    locale = QLocale()
    return " / ".join(UNKNOWN if p is None else locale.toString(float(p), "f", 2) for p in prices)


def skills_text(model: ModelInfo) -> str:
    """What it can do, for screen readers: `Vision, Reasoning`."""
    skills = (
        (model.sees_images, _tr("Vision")),
        (model.draws_images, _tr("Image out")),
        (model.reasons, _tr("Reasoning")),
        (model.calls_tools, _tr("Tools")),
    )
    return ", ".join(text for has, text in skills if has)


def age_text(then: datetime, now: datetime) -> str:
    """`just now`, `2 min ago`, `3 h ago`, `5 d ago`."""
    seconds = max(0.0, (now - then).total_seconds())
    if seconds < 60:
        return _tr("just now")
    if seconds < 3600:
        return _tr("{0} min ago").format(int(seconds // 60))
    if seconds < 86400:
        return _tr("{0} h ago").format(int(seconds // 3600))
    return _tr("{0} d ago").format(int(seconds // 86400))
