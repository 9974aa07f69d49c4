"""Parts of elements as leaves."""

from msgspec.structs import replace

from studio.ui.transcript.copying.inline_text import cut_rich
from studio.ui.transcript.copying.tables import cut_table
from studio.ui.transcript.element import Element
from studio.ui.transcript.kinds import as_text, selectable_text
from studio.ui.transcript.leaves import CodeLeaf, Frame, Leaf, RichText, TableLeaf, TextLeaf


def is_whole(element: Element, start: int, end: int) -> bool:
    """Whether the characters [start, end) are all of an element (a list's sign aside)."""
    text = selectable_text(element)
    return start <= sign_length(element) and end >= len(text)


def sign_length(element: Element) -> int:
    """How many characters of an element's text are the sign of a list."""
    leaf = getattr(element, "leaf", None)
    if not isinstance(leaf, TextLeaf):
        return 0
    return len(selectable_text(element)) - len(leaf.rich.text)


def cut_leaf(element: Element, start: int, end: int) -> Leaf | None:
    """The characters [start, end) of an element, or the whole element if it has none."""
    leaf = getattr(element, "leaf", None)
    whole = is_whole(element, start, end)
    if isinstance(leaf, TextLeaf):
        return _cut_text(leaf, start, end, sign_length(element), whole=whole)
    if leaf is not None and whole:
        return leaf  # type: ignore[no-any-return]
    text = selectable_text(element)[start:end]
    if isinstance(leaf, CodeLeaf):
        return replace(leaf, code=text, frame=_unsigned(leaf.frame)) if text else None
    if isinstance(leaf, TableLeaf):
        cut = cut_table(leaf, start, end)
        if isinstance(cut, TableLeaf):
            return replace(cut, frame=_unsigned(leaf.frame))
        return TextLeaf(RichText(cut), frame=_unsigned(leaf.frame)) if cut else None
    if as_text(element) is None:
        text = element.markdown()
    return TextLeaf(RichText(text)) if text else None


def _cut_text(leaf: TextLeaf, start: int, end: int, sign: int, *, whole: bool) -> TextLeaf | None:
    rich = cut_rich(leaf.rich, start - sign, end - sign)
    if not rich.text and not (whole and leaf.frame.markers):
        return None
    begins = start < sign or (start <= sign and whole) or (start == 0 and not sign)
    frame = leaf.frame if begins else _unsigned(leaf.frame)
    return replace(leaf, rich=rich, style=leaf.style if start <= sign else "body", frame=frame)


def _unsigned(frame: Frame) -> Frame:
    """The same place without the sign of an item."""
    return Frame(frame.containers, (), frame.close)
