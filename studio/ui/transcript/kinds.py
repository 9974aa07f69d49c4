"""What an element can do, asked in every frame: known per class, without a protocol check."""

from functools import lru_cache
from typing import cast

from studio.ui.transcript.element import Element, HighlightingElement, TextElement


@lru_cache(maxsize=64)
def _has(kind: type, method: str) -> bool:
    return hasattr(kind, method)


def as_text(element: Element) -> TextElement | None:
    """The element, if characters of it can be selected."""
    return cast("TextElement", element) if _has(type(element), "position_at") else None


def as_highlighting(element: Element) -> HighlightingElement | None:
    """The element, if it becomes prettier in idle time and is not yet."""
    if not _has(type(element), "needs_highlight"):
        return None
    found = cast("HighlightingElement", element)
    return found if found.needs_highlight() else None
