"""Clips as HTML for word processors: made from our own leaves, every text escaped. No Qt.

No scripts, no styles but a cell's alignment, no images: they are named. Links lead to http,
https and mail addresses only.
"""

from collections.abc import Iterable, Iterator
from html import escape

from msgspec import Struct

from studio.ui.transcript.copying.as_plain import image_name
from studio.ui.transcript.copying.clips import (
    Clip,
    CodeClip,
    ImageClip,
    MarkdownClip,
    TextClip,
    without_data,
)
from studio.ui.transcript.copying.inline_text import inline_html
from studio.ui.transcript.copying.reading import LongTable, leaves_in
from studio.ui.transcript.leaves import (
    CodeLeaf,
    ImageLeaf,
    Leaf,
    Marker,
    RuleLeaf,
    TableLeaf,
    TextLeaf,
)
from studio.ui.transcript.markdown import plain
from studio.ui.transcript.parser import is_safe_address
from studio.ui.transcript.table_columns import cell_text

_TABLE_END = "</tbody></table>"
_TASKS = {"task": "☐ ", "done": "☑ "}


def html_of(clips: Iterable[Clip]) -> str:
    """All clips at once."""
    return "".join(html_steps(clips))


def html_steps(clips: Iterable[Clip]) -> Iterator[str]:
    """Pieces of the HTML, each made in a short time."""
    writer = _Writer()
    for clip in clips:
        if isinstance(clip, TextClip):
            yield writer.close()
            paragraphs = _paragraphs(without_data(clip.text))
            yield f"<blockquote>{paragraphs}</blockquote>" if clip.quoted else paragraphs
        elif isinstance(clip, CodeClip):
            yield writer.close() + _code(clip.code, clip.language)
        elif isinstance(clip, ImageClip):
            yield f"{writer.close()}<p>{_image(clip)}</p>"
        elif isinstance(clip, MarkdownClip):
            for step in leaves_in(clip):
                if step is None:
                    yield ""
                elif isinstance(step[1], LongTable):
                    yield from _long_table(writer, step[1], joins=step[0])
                else:
                    yield writer.feed(step[1], joins=step[0])
        else:
            for number, leaf in enumerate(clip.leaves):
                yield writer.feed(leaf, joins=clip.joins or number > 0)
    yield writer.close()


def _paragraphs(text: str) -> str:
    """Typed text: blank lines part paragraphs, line ends break lines."""
    parts = [part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts if part)


def _code(code: str, language: str) -> str:
    kind = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{kind}>{escape(code)}\n</code></pre>"


def _image(clip: ImageClip) -> str:
    if is_safe_address(clip.target):
        return f'<a href="{escape(clip.target)}">{escape(clip.alt or clip.target)}</a>'
    return escape(image_name(clip))


def _table(leaf: TableLeaf) -> str:
    rows = ['<table border="1">']
    if any(leaf.header):
        rows.append(f"<thead>{_row(leaf.header, leaf.aligns, 'th')}</thead>")
    rows.append("<tbody>")
    rows.extend(_row(row, leaf.aligns, "td") for row in leaf.rows)
    rows.append(_TABLE_END)
    return "".join(rows)


def _long_table(writer: "_Writer", table: LongTable, *, joins: bool) -> Iterator[str]:
    yield writer.feed(table.head, joins=joins).removesuffix(_TABLE_END)
    for rows in table.rows:
        yield "".join(_row(row, table.head.aligns, "td") for row in rows)
    yield _TABLE_END


def _row(cells: Iterable[str], aligns: tuple[str, ...], tag: str) -> str:
    found = []
    for cell, align in zip(cells, aligns, strict=False):
        style = f' style="text-align: {align}"' if align in ("left", "center", "right") else ""
        found.append(f"<{tag}{style}>{inline_html(cell_text(cell))}</{tag}>")
    return f"<tr>{''.join(found)}</tr>"


class _Open(Struct):
    """A container whose end is still to come."""

    name: str  # of the frame's container
    tag: str
    items: bool = False


class _Writer:
    """Leaves one after the other; it remembers which quotes and lists are open."""

    def __init__(self) -> None:
        self._open: list[_Open] = []

    def close(self) -> str:
        """Ends everything that is open."""
        return self._close_to(0)

    def feed(self, leaf: Leaf, *, joins: bool) -> str:
        """One leaf.

        Args:
            joins: it goes on with what is open; otherwise a new quote or list begins.
        """
        found = "" if joins else self.close()
        markers = {marker.depth: marker for marker in leaf.frame.markers}
        containers = leaf.frame.containers
        kept = self._shared(containers, markers)
        found += self._close_to(kept)
        for depth, name in enumerate(containers):
            marker = markers.get(depth)
            if depth < kept:
                if marker is not None:
                    found += "</li><li>" + _TASKS.get(marker.kind, "")
            else:
                found += self._begin(name, marker)
        return found + _leaf_html(leaf, in_item=bool(markers))

    def _shared(self, containers: tuple[str, ...], markers: dict[int, Marker]) -> int:
        """How many of the open containers go on."""
        kept = 0
        for depth, (being, name) in enumerate(zip(self._open, containers, strict=False)):
            marker = markers.get(depth)
            if (being.name == "quote") != (name == "quote"):
                break
            if marker is not None and being.tag != _list_tag(marker):
                break
            kept = depth + 1
            if marker is not None:
                break
        return kept

    def _begin(self, name: str, marker: Marker | None) -> str:
        if name == "quote":
            self._open.append(_Open(name, "blockquote"))
            return "<blockquote>"
        if marker is None:  # the item's beginning was cut off
            self._open.append(_Open(name, "div"))
            return "<div>"
        tag = _list_tag(marker)
        self._open.append(_Open(name, tag, items=True))
        number = marker.label.rstrip(".") if tag == "ol" else ""
        start = f' start="{number}"' if number.isdigit() and number != "1" else ""
        return f"<{tag}{start}><li>{_TASKS.get(marker.kind, '')}"

    def _close_to(self, depth: int) -> str:
        found = ""
        while len(self._open) > depth:
            being = self._open.pop()
            found += f"</li></{being.tag}>" if being.items else f"</{being.tag}>"
        return found


def _list_tag(marker: Marker) -> str:
    return "ol" if marker.kind == "number" else "ul"


def _leaf_html(leaf: Leaf, *, in_item: bool) -> str:
    if isinstance(leaf, TextLeaf):
        text = inline_html(leaf.rich)
        if leaf.style in ("h1", "h2", "h3", "h4"):
            return f"<{leaf.style}>{text}</{leaf.style}>"
        return text if in_item else f"<p>{text}</p>"
    if isinstance(leaf, CodeLeaf):
        return _code(leaf.code, leaf.language)
    if isinstance(leaf, TableLeaf):
        return _table(leaf)
    if isinstance(leaf, ImageLeaf):
        return f"<p>{_image(ImageClip(leaf.alt, leaf.address))}</p>"
    return "<hr>" if isinstance(leaf, RuleLeaf) else f"<p>{escape(plain(leaf))}</p>"
