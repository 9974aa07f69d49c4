"""What a selection holds, as clips: whole messages by their values, cut ones by their elements.

Nothing is laid out and nothing is parsed here but the blocks in which a selection begins and
ends, so it takes no longer for ten megabytes than for a page.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from studio.ui.transcript.copying.clips import (
    Clip,
    LeavesClip,
    MarkdownClip,
    TextClip,
)
from studio.ui.transcript.copying.cutting import cut_leaf, is_whole
from studio.ui.transcript.copying.of_message import clips_of_section, cut_card, part_key
from studio.ui.transcript.element import Element
from studio.ui.transcript.flow import Flow
from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.kinds import selectable_text
from studio.ui.transcript.leaves import Leaf
from studio.ui.transcript.parts.bubble import BubbleSection
from studio.ui.transcript.selection import END, Cursor, Selection
from studio.ui.transcript.slab_section import SlabSection
from studio.ui.transcript.text_section import TextSection
from studio.ui.transcript.tool_section import ToolSection


def clips_of(selection: Selection, flow: Flow) -> list[Clip]:
    """The clips of what is selected, in reading order."""
    ends = selection.ends()
    if ends is None:
        return []
    first, last = ends
    clips: list[Clip] = []
    for item in flow.items[first.item.index : last.item.index + 1]:
        start = first if item is first.item and not first.is_start else None
        end = last if item is last.item and not last.is_end else None
        if start is None and end is None:
            for key in dict.fromkeys(part_key(each) for each in item.section_keys()):
                clips.extend(clips_of_section(item, key))
        else:
            clips.extend(_part_of(item, flow, start, end))
    return _bare(clips)


def _bare(clips: list[Clip]) -> list[Clip]:
    """A part of one paragraph alone stands for its characters."""
    if len(clips) == 1 and isinstance(clips[0], LeavesClip) and len(clips[0].leaves) == 1:
        return [replace(clips[0], bare=True)]
    return clips


def _part_of(
    item: MessageItem, flow: Flow, start: Cursor | None, end: Cursor | None
) -> Iterator[Clip]:
    flow.open(item)
    for number, section in enumerate(item.sections or ()):
        if (start and number < start.spot[0]) or (end and number > end.spot[0]):
            continue
        from_ = start if start and start.spot[0] == number else None
        to = end if end and end.spot[0] == number else None
        if isinstance(section, SlabSection):
            yield from _slab_clips(section, from_, to)
        elif from_ is None and to is None:
            yield from clips_of_section(item, section.key)
        elif isinstance(section, TextSection):
            yield from _text_clips(section, from_, to)
        elif isinstance(section, BubbleSection):
            yield from _bubble_clips(section, from_, to)
        elif isinstance(section, ToolSection):
            yield from _tool_clips(section, from_, to)
        else:
            element = section.piece(0).elements[0]
            first = from_.at if from_ else 0
            last = to.at if to else END
            yield from cut_card(item, section.key, selectable_text(element), first, last)


def _tool_clips(section: ToolSection, start: Cursor | None, end: Cursor | None) -> Iterator[Clip]:
    """A part of a tool call: the selected characters of its head and its chunks."""
    texts = []
    low = start.spot[1] if start else 0
    high = min(end.spot[1] if end else END, section.count - 1)
    for index in range(low, high + 1):
        text = selectable_text(section.piece(index).elements[0])
        first = start.at if start and start.spot[1] == index else 0
        last = end.at if end and end.spot[1] == index else END
        texts.append(text[first:last])
    if any(texts):
        yield TextClip("\n".join(texts))


def _slab_clips(section: SlabSection, start: Cursor | None, end: Cursor | None) -> Iterator[Clip]:
    """A part of a very long text."""
    is_own = section.key.startswith("bubble")
    if start is None and end is None:
        text = section.text()
        yield TextClip(text, joins=True) if is_own else MarkdownClip(text.strip("\r\n"))
        return
    blocks = section.blocks()
    if isinstance(blocks, TextSection):
        yield from _text_clips(blocks, start, end)
    elif isinstance(blocks, BubbleSection):
        for clip in _bubble_clips(blocks, start, end):
            yield replace(clip, joins=start is None)


def _bubble_clips(
    section: BubbleSection, start: Cursor | None, end: Cursor | None
) -> Iterator[TextClip]:
    text = section.text()
    first = section.offset_of(start.spot[1]) + start.at if start else 0
    last = section.offset_of(end.spot[1]) + end.at if end else len(text)
    if text[first:last]:
        yield TextClip(text[first:last])


def _text_clips(section: TextSection, start: Cursor | None, end: Cursor | None) -> Iterator[Clip]:
    """The cut block at either end, and the source of all whole blocks between."""
    blocks = section.blocks()
    most = len(blocks) - 1
    low = min(start.spot[1], most) if start else 0
    high = min(end.spot[1], most) if end else most
    head = _block_clip(section, low, start, end) if start or low == high else None
    tail = _block_clip(section, high, None, end) if end and high > low else None
    first = low if head is None else low + 1
    last = high if tail is None else high - 1
    # Behind an item that has lost its sign, the next one would read as more of its text.
    in_list = bool(head and head.leaves and _begins_item(head.leaves[0]))
    if head is not None and head.leaves:
        yield head
    if first <= last:
        text = section.text()
        begin, stop = blocks[first], blocks[last]
        source = text[begin.start : stop.start + len(stop.source)]
        yield MarkdownClip(source, section.references(), begin.continues and in_list)
        in_list = True
    if tail is not None and tail.leaves:
        yield replace(tail, joins=tail.joins and in_list)


def _begins_item(leaf: Leaf) -> bool:
    return any(marker.depth == 0 for marker in leaf.frame.markers)


def _block_clip(
    section: TextSection, index: int, start: Cursor | None, end: Cursor | None
) -> LeavesClip | None:
    """The selected part of a block; None when that is all of it."""
    elements = section.piece(index).elements
    here_start = start if start and start.spot[1] == index else None
    here_end = end if end and end.spot[1] == index else None
    ranges = [_range(number, here_start, here_end) for number in range(len(elements))]
    if all(
        is_whole(element, *found) if found else not selectable_text(element)
        for element, found in zip(elements, ranges, strict=True)
    ):
        return None
    blocks = section.blocks()
    joins = blocks[index].continues and here_start is None
    return LeavesClip(tuple(_leaves(elements, ranges)), joins)


def _range(number: int, start: Cursor | None, end: Cursor | None) -> tuple[int, int] | None:
    if (start and number < start.element) or (end and number > end.element):
        return None
    first = start.at if start and start.element == number else 0
    last = end.at if end and end.element == number else END
    return (first, last) if first < last else None


def _leaves(
    elements: Sequence[Element], ranges: Sequence[tuple[int, int] | None]
) -> Iterator[Leaf]:
    for element, found in zip(elements, ranges, strict=True):
        if found is None:
            continue
        leaf = cut_leaf(element, *found)
        if leaf is not None:
            yield leaf
