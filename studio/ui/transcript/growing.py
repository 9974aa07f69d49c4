"""A text that only grows: words added to an open paragraph, without parsing all of it again.

Most of what a model writes in a frame is a few more words. When nothing in the open block waits
for its end (bold, a link, a formula, a line that may still become something else), and the new
characters are no signs, the last element gets longer and all else stays. What comes out is
exactly what parsing would give; anything that might not be is left to the parser.
"""

import re

from studio.ui.transcript.block_scanner import LIMIT_CHARS
from studio.ui.transcript.blocks import Block
from studio.ui.transcript.element import Element
from studio.ui.transcript.healing import heal_inline, heal_line_starts
from studio.ui.transcript.leaves import TextLeaf
from studio.ui.transcript.text_elements import RichTextElement

# Letters, digits, and signs that mean nothing inside a line of markdown.
_PLAIN = re.compile(r"(?:[^\W_]|[ ,.;:'\"?()%/\-–—’‘“”…])+")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^ \n]*\Z")
# Links, notes, formulas, escapes, tables, entities: whatever follows may belong to them.
_SIGNS = ("[", "$", "\\", "|", "&", "\r")
# An address takes up what follows it.
_ADDRESSES = ("://", "@", "www.")


def grow(element: Element, old: Block, new: Block, *, settled: bool) -> bool:
    """Lengthens the last element of a live block, if that is all that its new text does.

    Args:
        element: the last one made from `old`.
        settled: this was asked before for `old` and was done.

    Returns:
        Whether the element now shows the end of `new`; otherwise it is as it was.
    """
    source = old.source
    more = new.source[len(source) :]
    if (
        not isinstance(element, RichTextElement)
        or _PLAIN.fullmatch(more) is None
        or len(new.source) > LIMIT_CHARS
        or (new.start, new.kind, new.number, new.continues)
        != (old.start, old.kind, old.number, old.continues)
        or not new.source.startswith(source)
    ):
        return False
    last = _WORD.search(source)
    word = (last.group() if last is not None else "") + more
    if any(sign in word.lower() for sign in _ADDRESSES):
        return False
    if not settled and not _is_settled(source, element.leaf):
        return False
    element.grow(new.source[len(source.rstrip(" ")) :].rstrip(" "), more)
    return True


def _is_settled(source: str, leaf: TextLeaf) -> bool:
    """Whether words behind a live source would only lengthen its last leaf."""
    end = source.rstrip(" ")
    word = _WORD.search(end)
    line = source[source.rfind("\n") + 1 :]
    return (
        leaf.style == "body"
        and word is not None
        and leaf.rich.text.endswith(word.group())
        and leaf.frame.source.endswith(line)
        and _PLAIN.fullmatch(end[-1:]) is not None
        and _LETTER.search(line) is not None
        and not any(sign in source for sign in _SIGNS)
        and heal_inline(heal_line_starts(source)) == source
    )
