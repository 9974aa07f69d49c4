"""Plain link definitions, read without the parser. No Qt.

The parser takes a twentieth of a millisecond for each, and there may be thousands. What is read
here comes out exactly as it does there; anything else is left to the parser.
"""

import re

from studio.ui.transcript.blocks import Block
from studio.ui.transcript.inline import LINE_BREAK, plain_text_with_links
from studio.ui.transcript.leaves import Frame, Leaf, RichText, Span, TextLeaf

_DEFINITION = re.compile(
    r" {0,3}\[([^\[\]\\^][^\[\]\\]{0,200})\]:[ ]+(https?://[a-z0-9][a-z0-9.-]*"
    r"(?:/[A-Za-z0-9_./?=~-]*)?)(?:[ ]+\"([^\"\\&]+)\")?[ ]*"
)


def plain_definitions(source: str) -> dict[str, dict[str, str]] | None:
    """What a paragraph of plain definitions defines, the first of a label counts.

    Returns:
        `href` and `title` by label; None when the parser must have a look.
    """
    found: dict[str, dict[str, str]] = {}
    for line in source.split("\n"):
        match = _DEFINITION.fullmatch(line)
        label = " ".join(match[1].split()) if match is not None else ""
        if match is None or not label:
            return None
        value = {"href": match[2], "title": match[3] or ""}
        found.setdefault(label.lower().upper(), value)
    return found


def definition_leaves(block: Block, source: str) -> list[Leaf] | None:
    """The one leaf that shows a paragraph of plain definitions, each on a line of its own.

    Args:
        source: of the block, completed if it is live.

    Returns:
        None when the parser must have a look.
    """
    if block.kind != "paragraph" or block.continues or not source.lstrip(" ").startswith("["):
        return None
    if plain_definitions(source) is None:
        return None
    texts: list[str] = []
    spans: list[Span] = []
    at = 0
    for line in source.split("\n"):
        rich = plain_text_with_links(line)
        spans += (Span(s.start + at, s.end + at, s.style, s.target) for s in rich.spans)
        texts.append(rich.text)
        at += len(rich.text) + 1
    shown = RichText(LINE_BREAK.join(texts), tuple(spans))
    return [TextLeaf(shown, "definition", Frame(source=source))]
