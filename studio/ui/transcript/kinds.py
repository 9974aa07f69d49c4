"""What an element can do, asked in every frame: known per class, without a protocol check."""

from collections.abc import Iterator
from functools import lru_cache
from typing import cast

from studio.ui.transcript.element import (
    Element,
    FormulaTaking,
    HighlightingElement,
    Hit,
    HitWalking,
    PreparingElement,
    SettlingElement,
    TextElement,
    behind,
)


@lru_cache(maxsize=64)
def _has(kind: type, method: str) -> bool:
    return hasattr(kind, method)


def as_text(element: Element) -> TextElement | None:
    """The element, if characters of it can be selected."""
    return cast("TextElement", element) if _has(type(element), "position_at") else None


def selectable_text(element: Element) -> str:
    """The characters that a selection counts; images count as one each."""
    if _has(type(element), "selectable_text"):
        return str(element.selectable_text())  # type: ignore[attr-defined]
    return element.plain_text() if as_text(element) is not None else ""


def as_characters(element: Element) -> TextElement | None:
    """The element, if it has characters, not images, that can be selected."""
    return None if _has(type(element), "tint") else as_text(element)


def label_length(element: Element) -> int:
    """How many characters of an element's `plain_text()` come before those to select."""
    if not _has(type(element), "selectable_text"):
        return 0
    plain, inner = element.plain_text(), selectable_text(element)
    has_label = plain.endswith(inner) and not plain.startswith(inner)
    return len(plain) - len(inner) if has_label else 0


def has_many_hits(element: Element) -> bool:
    """Whether an element may have thousands of them: see `HitWalking`."""
    return _has(type(element), "hits_from")


def hits_from(element: Element, start: Hit | None, *, forward: bool) -> Iterator[Hit]:
    """See `HitWalking`; of any element."""
    if has_many_hits(element):
        return cast("HitWalking", element).hits_from(start, forward=forward)
    hits = element.hits()
    found = iter(hits if forward else hits[::-1])
    return found if start is None else behind(found, start)


def takes_formulas(element: Element) -> bool:
    """Lets an element take formulas that have come; True if it must be laid out again."""
    if not _has(type(element), "take_formulas"):
        return False
    return cast("FormulaTaking", element).take_formulas()


def take_same_px(element: Element) -> float:
    """How much of an element looks as when this was asked before, in px from its top."""
    if not _has(type(element), "take_same_px"):
        return 0.0
    return float(element.take_same_px())  # type: ignore[attr-defined]


def as_highlighting(element: Element) -> HighlightingElement | None:
    """The element, if it becomes prettier in idle time and is not yet."""
    if not _has(type(element), "needs_highlight"):
        return None
    found = cast("HighlightingElement", element)
    return found if found.needs_highlight() else None


def as_preparing(element: Element) -> PreparingElement | None:
    """The element, if some of its work can be done before it is seen."""
    return cast("PreparingElement", element) if _has(type(element), "prepare") else None


def as_settling(element: Element) -> SettlingElement | None:
    """The element, if parts of it are guessed until they come into view."""
    if not _has(type(element), "settles"):
        return None
    found = cast("SettlingElement", element)
    return found if found.settles else None
