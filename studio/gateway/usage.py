"""Token counts and cost, in all spellings, as one value."""

from typing import Any

from studio.core.messages import Usage
from studio.gateway.json_values import count_of, decimal_text, dict_of

_COSTS = ("cost", "total_cost", "cost_usd")


def read_usage(fields: dict[str, Any]) -> Usage | None:
    """The usage that a `usage` object reports, or None when it reports nothing.

    Source: wire reference, sections 2, 3b and 8.
    """
    prompt = _first(fields, "prompt_tokens", "input_tokens")
    completion = _first(fields, "completion_tokens", "output_tokens")
    total = _first(fields, "total_tokens")
    cost = next((text for name in _COSTS if (text := decimal_text(fields.get(name)))), None)
    if prompt is None and completion is None and total is None and cost is None:
        return None
    before = dict_of(fields.get("prompt_tokens_details") or fields.get("input_tokens_details"))
    after = dict_of(fields.get("completion_tokens_details") or fields.get("output_tokens_details"))
    cached = _first(before, "cached_tokens")
    if cached is None:
        cached = _first(fields, "prompt_cache_hit_tokens", "cached_tokens")
    reasoning = _first(after, "reasoning_tokens")
    return Usage(
        prompt_tokens=prompt or 0,
        completion_tokens=completion or 0,
        total_tokens=(prompt or 0) + (completion or 0) if total is None else total,
        cached_tokens=cached,
        reasoning_tokens=_first(fields, "reasoning_tokens") if reasoning is None else reasoning,
        image_tokens=_first(after, "image_tokens"),
        cost_usd=cost,
    )


def _first(fields: dict[str, Any], *names: str) -> int | None:
    return next((n for name in names if (n := count_of(fields.get(name))) is not None), None)
