"""The figures of an answer as people read them."""

from decimal import Decimal
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from studio.core.comparing_figures import Figures
from studio.ui.transcript.parts import formats

UNKNOWN = "–"


class Cell(Struct, frozen=True):
    """One figure.

    Attributes:
        name: the field of `Figures`.
    """

    name: str
    label: str
    value: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("CompareFigures", text)


def cells_of(figures: Figures, *, all_of_them: bool = False) -> list[Cell]:
    """The four figures that stand below every model, and the others after them."""
    tokens = value_text("tokens_out", figures.tokens_out)
    if figures.tokens_are_estimated and figures.tokens_out:
        tokens = f"≈ {tokens}"
    cost = value_text("cost_usd", figures.cost_usd)
    if figures.cost_is_listed and figures.cost_usd is not None:
        cost = f"≈ {cost}"
    cells = [
        _cell(figures, "first_token_s", _tr("TTFT")),
        _cell(figures, "tokens_per_s", _tr("Speed")),
        Cell("tokens_out", _tr("Tokens"), tokens),
        Cell("cost_usd", _tr("Cost"), cost),
    ]
    if not all_of_them:
        return cells
    return [
        *cells,
        _cell(figures, "total_s", _tr("Total")),
        _cell(figures, "tokens_in", _tr("Tokens in")),
        _cell(figures, "tokens_reasoning", _tr("Reasoning")),
        _cell(figures, "tokens_cached", _tr("Cached")),
        _cell(figures, "characters", _tr("Characters")),
        Cell("finish_reason", _tr("Finish"), figures.finish_reason or UNKNOWN),
    ]


def _cell(figures: Figures, name: str, label: str) -> Cell:
    return Cell(name, label, value_text(name, getattr(figures, name)))


def value_text(name: str, value: Any) -> str:
    """A figure with its unit; what looks the same here is a tie."""
    if value is None:
        return UNKNOWN
    if name in ("first_token_s", "total_s"):
        return formats.seconds(value)
    if name == "tokens_per_s":
        return _tr("{speed} tok/s").format(speed=formats.speed(value))
    if isinstance(value, Decimal):
        return formats.cost(str(value))
    return formats.count(value)


def spoken(figures: Figures, best: frozenset[str]) -> str:
    """All that is known, as one text for assistive tools and the tooltip."""
    texts: list[str] = []
    for cell in cells_of(figures, all_of_them=True):
        if cell.value == UNKNOWN:
            continue
        text = f"{cell.label}: {cell.value}"
        texts.append(f"{text} ({_tr('best')})" if cell.name in best else text)
    return "\n".join(texts)
