"""Clips as markdown. No Qt."""

import re
from collections.abc import Iterable, Iterator

from studio.ui.transcript.copying.as_plain import leaf_text
from studio.ui.transcript.copying.clips import (
    Clip,
    CodeClip,
    ImageClip,
    LeavesClip,
    MarkdownClip,
    without_data,
)
from studio.ui.transcript.copying.inline_text import (
    escaped,
    escaped_line_start,
    inline_markdown,
)
from studio.ui.transcript.copying.tables import table_markdown
from studio.ui.transcript.inline import LINE_BREAK
from studio.ui.transcript.leaves import (
    CodeLeaf,
    Frame,
    ImageLeaf,
    Leaf,
    Marker,
    MathsLeaf,
    RuleLeaf,
    TableLeaf,
    TextLeaf,
)
from studio.ui.transcript.markdown import plain

_NUMBER = re.compile(r"^([ \t]*\d{1,9})([.)])(?=[ \t]|$)", re.MULTILINE)
_TICKS = re.compile(r"`{3,}")
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### "}


def markdown_of(clips: Iterable[Clip]) -> str:
    """All clips, a blank line between them; items of one list stay together."""
    return "".join(_steps(clips))


def markdown_bytes(clips: Iterable[Clip]) -> bytes:
    """The same in UTF-8; joining bytes is the cheaper way for megabytes."""
    return b"".join(text.encode(errors="replace") for text in _steps(clips))


def _steps(clips: Iterable[Clip]) -> Iterator[str]:
    started = False
    for clip in clips:
        text = without_data(clip_markdown(clip))
        if not text:
            continue
        if started:
            yield "\n" if getattr(clip, "joins", False) else "\n\n"
        started = True
        yield text


def clip_markdown(clip: Clip) -> str:
    """One clip."""
    if isinstance(clip, MarkdownClip):
        return clip.source
    if isinstance(clip, LeavesClip):
        if clip.bare:
            text = "\n".join(leaf_text(leaf, bare=True) for leaf in clip.leaves)
            # Read as markdown, "5)" at the start of a line would be an item's number.
            return _NUMBER.sub(r"\1\\\2", text)
        return leaves_markdown(clip.leaves)
    if isinstance(clip, CodeClip):
        return fenced(clip.code, clip.language)
    if isinstance(clip, ImageClip):
        return image_markdown(clip.alt, clip.target)
    if clip.quoted:
        return "\n".join(f"> {line}".rstrip() for line in clip.text.split("\n"))
    return clip.text


def image_markdown(alt: str, target: str) -> str:
    """An image by its name or address."""
    alt = " ".join(alt.split()).replace("[", "(").replace("]", ")")
    address = f"<{target}>" if any(sign in target for sign in " ()") else target
    return f"![{alt}]({address})"


def fenced(code: str, info: str = "") -> str:
    """Code between fences that are longer than any in it."""
    longest = max(map(len, _TICKS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{info}\n{code}\n{fence}"


def leaves_markdown(leaves: tuple[Leaf, ...]) -> str:
    """Leaves of one block with the signs of their quotes and lists."""
    found: list[str] = []
    above: Frame | None = None
    for leaf in leaves:
        if above is not None and not leaf.frame.close:
            found.append(_between(above, leaf.frame))
        found.extend(_lines_of(leaf))
        above = leaf.frame
    return "\n".join(found)


def _between(above: Frame, below: Frame) -> str:
    """The empty line between two leaves: inside of a quote it has its sign."""
    common = []
    for one, other in zip(above.containers, below.containers, strict=False):
        if one != other or one != "quote":
            break
        common.append(">")
    return " ".join(common)


def _lines_of(leaf: Leaf) -> Iterator[str]:
    first, rest = _prefixes(leaf.frame)
    for number, line in enumerate(_body(leaf).split("\n")):
        prefix = rest if number else first
        yield prefix + line if line else prefix.rstrip()


def _body(leaf: Leaf) -> str:
    if isinstance(leaf, TextLeaf):
        if leaf.style == "definition":
            return leaf.rich.text.replace(LINE_BREAK, "\n")
        text = inline_markdown(leaf.rich)
        if leaf.style == "note" and text.startswith("[^"):
            return text.replace("]", "]:", 1)
        sign = _HEADINGS.get(leaf.style, "")
        return sign + text if sign else escaped_line_start(text)
    if isinstance(leaf, CodeLeaf):
        return fenced(leaf.code, leaf.info)
    if isinstance(leaf, TableLeaf):
        return table_markdown(leaf)
    if isinstance(leaf, MathsLeaf):
        return f"$$\n{leaf.tex}\n$$"
    if isinstance(leaf, ImageLeaf):
        return image_markdown(leaf.alt, leaf.address)
    return "---" if isinstance(leaf, RuleLeaf) else escaped(plain(leaf))


def _prefixes(frame: Frame) -> tuple[str, str]:
    """What stands before the first line of a leaf and before the others."""
    markers = {marker.depth: marker for marker in frame.markers}
    first = rest = ""
    for depth, name in enumerate(frame.containers):
        marker = markers.get(depth)
        if name == "quote":
            first, rest = first + "> ", rest + "> "
        elif marker is not None:
            sign = marker_sign(marker)
            first, rest = first + sign, rest + " " * (2 if marker.kind != "number" else len(sign))
        else:
            room = " " * (4 if name == "wide" else 2)
            first, rest = first + room, rest + room
    if not frame.markers:
        # What was cut off at the start of an item stands by itself.
        return (first, rest) if first.strip() else ("", "")
    return first, rest


def marker_sign(marker: Marker) -> str:
    """The sign of a list item."""
    if marker.kind == "number":
        return marker.label + " "
    return {"task": "- [ ] ", "done": "- [x] "}.get(marker.kind, "- ")
