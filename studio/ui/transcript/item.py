"""`MessageItem`: one message of the view; its sections exist only while it is near."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from studio.core.messages import Message
from studio.core.parts import Part, ReasoningPart, TextPart
from studio.core.reply import PartChange, TextAppended
from studio.ui.transcript.build import build_sections, section_keys
from studio.ui.transcript.estimates import Estimates
from studio.ui.transcript.kit import MESSAGE_GAP_PX, Kit
from studio.ui.transcript.pieces import Piece, Saved, Section
from studio.ui.transcript.reading import MOST_PARSED_CHARS, Reading, read_sections, read_source
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.sections import ReasoningSection, Source
from studio.ui.transcript.slab_section import SlabSection
from studio.ui.transcript.state import ItemState
from studio.ui.transcript.text_section import TextSection

_NOTHING = Reading("")
_NONE: Mapping[str, Any] = MappingProxyType({})

# For texts that are read without being laid out.
_ANY_WIDTH_PX = 760.0

_MOST_PROMPT_CHARS = 200
_MOST_EMPTY = 8  # pieces without anything to see in a row that are looked past
_TEXTS = (TextPart, ReasoningPart)

Spot = tuple[int, int]  # section, piece


class MessageItem:
    """One message: its value, its sections when open, and its height.

    Attributes:
        row: the newest value.
        index: place in the view.
        height: in px, the gap above it included; an estimate while it was not seen.
        question: the question before a reply, or None.
    """

    index = 0
    question: Message | None = None
    sections: list[Section] | None = None
    _state: ItemState | None = None
    _reading: tuple[object, Reading] = (None, _NOTHING)
    _saved: Mapping[str, Saved] = _NONE
    _was_whole: Mapping[str, TextSection] = _NONE

    def __init__(self, row: MessageRow, kit: Kit, height: float) -> None:
        self.row = row
        self._kit = kit
        self._parts: list[Part] = list(row.message.parts)
        self._added: dict[int, list[str]] = {}
        self._chars = _length(self._parts)
        self.height = height

    @property
    def id(self) -> str:
        """The id of the message."""
        return self.row.message.id

    @property
    def state(self) -> ItemState:
        """What the view knows of it; most of 10,000 messages are never looked at."""
        if self._state is None:
            self._state = ItemState()
        return self._state

    @property
    def prompt(self) -> str:
        """The question before a reply, shortened; it names images."""
        if self.question is None:
            return ""
        return self.question.text[: 2 * _MOST_PROMPT_CHARS].strip()[:_MOST_PROMPT_CHARS]

    @property
    def is_open(self) -> bool:
        """Whether its sections exist."""
        return self.sections is not None

    @property
    def text_length(self) -> int:
        """How many characters of text it has."""
        return self._chars

    def parts(self) -> tuple[Part, ...]:
        """Its parts now; while it runs newer than in the row."""
        for index in list(self._added):
            self.text_of(index)
        return tuple(self._parts)

    def text_of(self, index: int) -> str:
        """The text so far of the text or reasoning part at an index."""
        part = self._parts[index]
        if not isinstance(part, TextPart | ReasoningPart):
            return ""
        added = self._added.pop(index, None)
        if added:
            text = part.text + "".join(added)
            duration_s = part.duration_s if isinstance(part, ReasoningPart) else None
            is_text = isinstance(part, TextPart)
            part = TextPart(text) if is_text else ReasoningPart(text, duration_s)
            self._parts[index] = part
        return part.text

    def plain_text(self) -> str:
        """Its visible text as a person reads it; reasoning only while it is open."""
        return self.reading().text

    def reading(self) -> Reading:
        """Its visible text, and where each part of it stands.

        Very long texts are given as they were written: parsing them would take too long.
        """
        key = (self._chars, self.row, frozenset(self.state.open_parts), self.sections is None)
        if self._reading[0] != key:
            self._reading = (key, self._read())
        return self._reading[1]

    def section_keys(self) -> list[str]:
        """Names of its sections in order, whether they exist or not."""
        if self.sections is not None:
            return [section.key for section in self.sections]
        return section_keys(self._source(_ANY_WIDTH_PX))

    def _read(self) -> Reading:
        if self._chars > MOST_PARSED_CHARS:
            indexes = (i for i, part in enumerate(self._parts) if isinstance(part, TextPart))
            return read_source(self.text_of(index) for index in indexes)
        sections = self.sections or build_sections(self._source(_ANY_WIDTH_PX), {})
        has_text = any(isinstance(part, TextPart) for part in self._parts)
        return read_sections(sections, self.state.open_parts, has_text=has_text)

    # Opening and closing.

    def open(self, width: float) -> None:
        """Makes the sections."""
        if self.sections is not None:
            return
        self.sections = build_sections(self._source(width), {})
        for section in self.sections:
            saved = self._saved.get(section.key)
            if saved is not None:
                section.restore(saved)
        self._saved = {}
        self._sum()

    def close(self) -> None:
        """Drops the sections; heights that were measured are kept."""
        if self.sections is None:
            return
        self._was_whole = {}
        self._saved = {s.key: kept for s in self.sections if (kept := s.save()) is not None}
        self.sections = None

    def set_kit(self, kit: Kit, width: float) -> None:
        """Another theme, scale or zoom: everything is made again when it is looked at."""
        self._kit = kit
        self._saved = {}
        if self.sections is not None:
            self.sections = build_sections(self._source(width), {})
            self._sum()

    def update(self, row: MessageRow, width: float) -> None:
        """Takes a newer value; sections that still fit are kept.

        While a run writes the message, streamed text that is ahead of the value stays.
        """
        was_running, self.row = self.row.running, row
        parts = list(row.message.parts)
        if not (row.running and was_running and _length(parts) < self._chars):
            same_live = row.running and was_running and self._is_extended_by(parts)
            if same_live:
                self._feed_rest(parts)
            elif row.running and self.sections is not None:
                self.sections = None
                self._saved = {}
                self._take_parts(parts)
                self.open(width)
                return
            self._take_parts(parts)
        self.rebuild(width)

    def set_editor(self, height_px: float, width: float) -> None:
        """Keeps a place of some height where the text is; 0: the text is shown again."""
        self.state.editor_px = height_px
        self._reading = (None, _NOTHING)
        self.rebuild(width)

    def rebuild(self, width: float) -> None:
        """Brings the sections in line with the parts."""
        if self.sections is None:
            self.height = self._estimate(width) if not self._saved else self.height
            self._saved = {}
            return
        old = {section.key: section for section in self.sections}
        self.sections = build_sections(self._source(width), old)
        self._was_whole = {
            key: section
            for key, section in old.items()
            if isinstance(section, TextSection) and any(s.key == f"{key}.0" for s in self.sections)
        }
        self._sum()

    def spot_in_slabs(self, key: str, piece: int) -> Spot | None:
        """Where a piece is now that its text, which was streamed as a whole, is in slabs."""
        was = self._was_whole.get(key)
        if was is None:
            return None
        start = was.start_of(piece)
        for number, section in enumerate(self.sections or ()):
            if isinstance(section, SlabSection) and section.key.startswith(f"{key}."):
                index = section.index_at(start)
                if index is not None:
                    return number, index
        return None

    # Streaming.

    def advance(self, changes: tuple[PartChange, ...], width: float) -> None:
        """Folds streamed changes in; text is parsed by `sync`."""
        rebuilt = False
        for change in changes:
            if isinstance(change, TextAppended):
                if rebuilt:
                    self.rebuild(width)
                    rebuilt = False
                self._append_text(change.part_index, change.text)
            else:
                self._set_part(change.part_index, change.part)
                rebuilt = True
        if rebuilt:
            self.rebuild(width)

    def sync(self) -> bool:
        """Parses what was streamed since the last call; True if heights may differ."""
        changed = False
        for section in self.sections or ():
            if isinstance(section, TextSection):
                changed = section.sync() or changed
        if changed:
            self._sum()
        return changed

    def _append_text(self, index: int, text: str) -> None:
        self._added.setdefault(index, []).append(text)
        self._chars += len(text)
        for section in self.sections or ():
            if section.key == f"text{index}" and isinstance(section, TextSection):
                section.feed(text)
            elif section.key == f"reasoning{index}" and isinstance(section, ReasoningSection):
                section.refresh()

    def _set_part(self, index: int, part: Part) -> None:
        if index < len(self._parts):
            self.text_of(index)
            old = self._parts[index]
            self._chars -= _length([old])
            self._parts[index] = part
            if isinstance(part, TextPart) and old != part and self.sections is not None:
                self.sections = [s for s in self.sections if s.key != f"text{index}"]
        else:
            self._parts.append(part)
        self._chars += _length([part])

    def _take_parts(self, parts: list[Part]) -> None:
        self._parts = parts
        self._added = {}
        self._chars = _length(parts)

    def _is_extended_by(self, parts: list[Part]) -> bool:
        mine = self.parts()
        return len(parts) >= len(mine) and all(
            not isinstance(old, TextPart)
            or (isinstance(new, TextPart) and new.text.startswith(old.text))
            for old, new in zip(mine, parts, strict=False)
        )

    def _feed_rest(self, parts: list[Part]) -> None:
        for index, (old, new) in enumerate(zip(self.parts(), parts, strict=False)):
            if isinstance(old, TextPart) and isinstance(new, TextPart):
                rest = new.text[len(old.text) :]
                if rest:
                    self._append_text(index, rest)

    # Geometry. All of this needs an open item.

    def spots(self) -> Iterator[Spot]:
        """All pieces in order."""
        for number, section in enumerate(self.sections or ()):
            for piece in range(section.count):
                yield number, piece

    def first(self) -> Spot | None:
        """The first piece."""
        return self.after((-1, 0))

    def last(self) -> Spot | None:
        """The last piece."""
        return self.before_spot((len(self.sections or ()), 0))

    def after(self, spot: Spot) -> Spot | None:
        """The next piece, or None at the end."""
        sections = self.sections or []
        number, piece = spot
        if number >= 0 and piece + 1 < sections[number].count:
            return number, piece + 1
        for following in range(number + 1, len(sections)):
            if sections[following].count:
                return following, 0
        return None

    def before_spot(self, spot: Spot) -> Spot | None:
        """The piece in front, or None at the start."""
        sections = self.sections or []
        number, piece = spot
        if piece > 0:
            return number, piece - 1
        for earlier in range(number - 1, -1, -1):
            if sections[earlier].count:
                return earlier, sections[earlier].count - 1
        return None

    def section(self, spot: Spot) -> Section:
        """The section of a piece."""
        assert self.sections is not None
        return self.sections[spot[0]]

    def top_of(self, spot: Spot) -> float:
        """Where a piece begins, in px below the item's top."""
        sections = self.sections or []
        above = sum(section.total for section in sections[: spot[0]])
        return above + sections[spot[0]].heights.before(spot[1])

    def spot_at(self, y: float) -> Spot:
        """The piece at a distance from the item's top."""
        chosen, inside = -1, 0.0
        for number, section in enumerate(self.sections or ()):
            total = section.total
            if total <= 0:
                continue
            chosen, inside = number, y
            if y < total:
                break
            y -= total
        if chosen < 0 or self.sections is None:
            return self.first() or (0, 0)
        if not self.sections[chosen].count:  # a slab whose text belongs to the one in front
            return self.before_spot((chosen, 0)) or self.first() or (0, 0)
        return chosen, self.sections[chosen].heights.find(inside)

    def height_of(self, spot: Spot) -> float:
        """The height of a piece, in px."""
        return self.section(spot).heights[spot[1]]

    def measure(self, spot: Spot, width: float) -> float | None:
        """Lays a piece out; returns by how much it (and the item) grew, in px.

        None: it is laid out for that width and below that neighbour already.
        """
        assert self.sections is not None
        section = self.sections[spot[0]]
        above = self._above(spot)
        piece = section.pieces.get(spot[1])
        settled = above.serial if above is not None else 0
        if piece is not None and piece.width == width and piece.above == settled != 0:
            return None  # most pieces of most frames
        piece = section.piece(spot[1])
        gap = float(self._kit.px(MESSAGE_GAP_PX)) if above is None else piece.gap_below(above)
        delta = section.measure(spot[1], width, gap)
        piece.above = settled
        self.height += delta
        return delta

    def settle(self, spot: Spot, first: float, last: float, *, from_end: bool) -> float:
        """See `Piece.settle`; returns by how much the piece (and the item) grew, in px."""
        delta = self.section(spot).settle(spot[1], first, last, from_end=from_end)
        self.height += delta
        return delta

    def _above(self, spot: Spot) -> Piece | None:
        """The piece above another one of this message, made but maybe not laid out.

        What shows nothing is passed over: the open end of a stream that does not say yet what
        it is must not change the gap below it.
        """
        assert self.sections is not None
        piece = None
        for _ in range(_MOST_EMPTY):
            above = (spot[0], spot[1] - 1) if spot[1] > 0 else self.before_spot(spot)
            if above is None:
                break
            spot = above
            section = self.sections[spot[0]]
            piece = section.pieces.get(spot[1]) or section.piece(spot[1])
            if piece.elements:
                break
        return piece

    def _sum(self) -> None:
        self.height = sum(section.total for section in self.sections or ())

    def _estimate(self, width: float) -> float:
        return Estimates(self._kit, width).message(self.row.message.role, self.parts())

    def _source(self, width: float) -> Source:
        return Source(
            self.row,
            tuple(self._parts),
            self.text_of,
            self.prompt,
            self.state,
            self._kit,
            width,
        )


def _length(parts: list[Part]) -> int:
    if len(parts) == 1 and isinstance(parts[0], TextPart):
        return len(parts[0].text)
    length = 0
    for part in parts:
        if isinstance(part, _TEXTS):
            length += len(part.text)
    return length
