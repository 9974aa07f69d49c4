"""Finding models by what a person types."""

import re
from collections.abc import Iterable

from studio.core.models import ModelInfo

_SPLIT = re.compile(r"[-/.:_\s]+")

EXACT, STARTS, HOLDS, WORDS, CLOSE = range(5)


def match_rank(query: str, model_id: str) -> int | None:
    """How well an id fits: `EXACT` best, `CLOSE` worst, None: not at all."""
    wanted, found = query.strip().lower(), model_id.lower()
    if not wanted:
        return HOLDS
    short = found.partition("/")[2] or found
    if wanted in (found, short):
        return EXACT
    if short.startswith(wanted) or found.startswith(wanted):
        return STARTS
    if wanted in found:
        return HOLDS
    words = [word for word in _SPLIT.split(wanted) if word]
    if words and all(word in found for word in words):
        return WORDS
    # An id that a provider renamed or that is newer than the list: same family.
    long_words = [word for word in words if len(word) >= 3]
    if any(part.startswith(word) for word in long_words for part in _SPLIT.split(found)):
        return CLOSE
    return None


def find_models(query: str, models: Iterable[ModelInfo]) -> tuple[list[ModelInfo], bool]:
    """The models that fit, best first.

    Returns:
        The models, and whether they are only close: then none holds what was typed.
    """
    ranked: list[tuple[int, str, ModelInfo]] = []
    for model in models:
        rank = match_rank(query, model.id)
        if rank is not None:
            ranked.append((rank, model.id.lower(), model))
    ranked.sort(key=lambda entry: entry[:2])
    good = [model for rank, _, model in ranked if rank != CLOSE]
    if good:
        return good, False
    return [model for _, _, model in ranked], True
