"""What an element can do, asked in every frame: known per class, without a protocol check."""

from functools import lru_cache

from studio.ui.transcript.element import Element, HighlightingElement, TextElement


@lru_cache(maxsize=64)
def _has(kind: type, method: str) -> bool:
    return hasattr(kind, method)


def as_text(element: Element) -> TextElement | None:
    """The element, if characters of it can be selected."""
    return element if _has(type(element), "position_at") else None  # type: ignore[return-value]


def as_highlighting(element: Element) -> HighlightingElement | None:
    """The element, if it becomes prettier in idle time and is not yet."""
    if not _has(type(element), "needs_highlight"):
        return None
    return element if element.needs_highlight() else None  # type: ignore[attr-defined]
