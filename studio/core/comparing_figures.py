"""What is known of an answer beside its text, and which answer is best in what."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

from studio.core.messages import Message, MessageState
from studio.core.models import ModelInfo

CUT_OFF = frozenset({"length", "content_filter"})
"""Finish reasons of answers that are complete, and not whole."""


class Figures(Struct, frozen=True):
    """The figures of one answer; None: not known (yet).

    Attributes:
        is_over: nothing more comes. Tokens and cost are only compared then.
        failed: there is no whole answer: nothing of it is best.
        first_token_s, total_s: seconds from sending.
        tokens_are_estimated: counted by length, because the gateway's count comes last.
        cost_usd: as billed or reported, else by the list price (`cost_is_listed`).
        characters: of its visible text.
    """

    is_over: bool = False
    failed: bool = False
    first_token_s: float | None = None
    tokens_per_s: float | None = None
    total_s: float | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    tokens_are_estimated: bool = False
    tokens_reasoning: int | None = None
    tokens_cached: int | None = None
    cost_usd: Decimal | None = None
    cost_is_listed: bool = False
    characters: int = 0
    finish_reason: str = ""

    @property
    def is_cut_off(self) -> bool:
        """Whether it ended before its end; what it saved by that is no merit."""
        return self.finish_reason in CUT_OFF


def figures_of(message: Message, model: ModelInfo) -> Figures:
    """The figures of an answer that is over."""
    usage, timing = message.usage, message.timing
    cost, listed = _cost(message, model)
    tokens_out = usage.completion_tokens if usage is not None else None
    return Figures(
        is_over=True,
        failed=message.state is not MessageState.COMPLETE,
        first_token_s=timing.first_token_s,
        tokens_per_s=_speed(tokens_out, timing.first_token_s, timing.total_s),
        total_s=timing.total_s,
        tokens_in=usage.prompt_tokens if usage is not None else None,
        tokens_out=tokens_out,
        tokens_reasoning=usage.reasoning_tokens if usage is not None else None,
        tokens_cached=usage.cached_tokens if usage is not None else None,
        cost_usd=cost,
        cost_is_listed=listed,
        characters=len(message.text),
        finish_reason=message.finish_reason or "",
    )


def combined(figures: Sequence[Figures]) -> Figures:
    """Several answers of one model, asked for at once, as one: the longest time, the whole cost."""
    if len(figures) == 1:
        return figures[0]
    times = [each.total_s for each in figures if each.total_s is not None]
    costs = [each.cost_usd for each in figures if each.cost_usd is not None]
    return Figures(
        is_over=bool(figures) and all(each.is_over for each in figures),
        failed=any(each.failed for each in figures),
        total_s=max(times, default=None),
        cost_usd=sum(costs, Decimal(0)) if costs else None,
        cost_is_listed=any(each.cost_is_listed for each in figures),
    )


def _speed(tokens: int | None, first_s: float | None, total_s: float | None) -> float | None:
    if not tokens or first_s is None or total_s is None or total_s - first_s <= 0.05:
        return None
    return tokens / (total_s - first_s)


def _cost(message: Message, model: ModelInfo) -> tuple[Decimal | None, bool]:
    """What it cost, and whether that is worked out from the list price."""
    usage = message.usage
    if usage is None:
        return None, False
    reported = _decimal(usage.cost_usd)
    if reported is not None:
        return reported, False
    into = _decimal(model.price_prompt_usd_per_token)
    out = _decimal(model.price_completion_usd_per_token)
    if into is None or out is None:
        return None, False
    return into * usage.prompt_tokens + out * usage.completion_tokens, True


def _decimal(text: str | None) -> Decimal | None:
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


# Name, whether the least is best, and whether only answers that are over count.
_CONTESTS: tuple[tuple[str, bool, bool], ...] = (
    ("first_token_s", True, False),
    ("tokens_per_s", False, False),
    ("total_s", True, True),
    ("tokens_out", True, True),
    ("cost_usd", True, True),
)


def best_of(
    figures: Sequence[Figures], shown: Callable[[str, Any], str] = lambda _, value: str(value)
) -> list[frozenset[str]]:
    """Names of the figures in which each answer is alone the best.

    Args:
        shown: a figure as people read it: what looks the same is a tie.
    """
    won: list[set[str]] = [set() for _ in figures]
    for name, least, only_over in _CONTESTS:
        known = [
            (at, getattr(each, name))
            for at, each in enumerate(figures)
            if getattr(each, name) is not None
            and not each.failed
            and (not only_over or (each.is_over and not each.is_cut_off))
        ]
        if len(known) < 2:
            continue
        values = [value for _, value in known]
        best = min(values) if least else max(values)
        winners = [at for at, value in known if shown(name, value) == shown(name, best)]
        if len(winners) == 1:
            won[winners[0]].add(name)
    return [frozenset(names) for names in won]
