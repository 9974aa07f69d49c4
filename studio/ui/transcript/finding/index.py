"""`Index`: the texts of all messages, gathered bit by bit, and how often a query is in them.

The work is a walk (`Index.work`) that yields after each small step: whoever drives it decides
how long it goes on, and drops it when the query changes. No Qt in here.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from msgspec import Struct, field

from studio.core.parts import Part, TextPart
from studio.ui.transcript.finding.query import Query, folded
from studio.ui.transcript.finding.texts import (
    GrowingText,
    Place,
    Step,
    Unit,
    part_units,
    units_of,
)
from studio.ui.transcript.rows import MessageRow

_CHUNK_CHARS = 32_000
_BREAK = "\0"  # between units: no query has it


class Source(Protocol):
    """A message as the view has it."""

    row: MessageRow

    def parts(self) -> tuple[Part, ...]:
        """Its parts now."""
        ...


class Match(Struct, frozen=True):
    """One occurrence.

    Attributes:
        message_id: of the message.
        unit: the element's text it is in.
        nth: how many matches of that text are in front of it.
    """

    message_id: str
    unit: Unit
    nth: int

    @property
    def place(self) -> Place:
        """Where the unit is in its message."""
        return self.unit.place


class Spot(Struct, frozen=True):
    """Where to look from.

    Attributes:
        offset: characters of the unit that are passed.
        keys: of the sections of the message, in order.
    """

    message_id: str
    place: Place
    offset: int = 0
    keys: tuple[str, ...] = ()


class Chunk(Struct):
    """A few units that are searched as one text.

    Attributes:
        count: matches of the query it was last counted for.
    """

    units: list[Unit]
    count: int = 0
    _counted: Query | None = None
    _case: bool | None = None
    _text: str = ""
    _starts: list[int] = field(default_factory=list)

    def is_counted(self, query: Query) -> bool:
        """Whether `count` is that of a query (of this very one: it is asked often)."""
        return self._counted is query

    def count_for(self, query: Query) -> None:
        """Counts."""
        self._fold(query.match_case)
        self.count = query.count(self._text)
        self._counted = query

    def before(self, query: Query, number: int) -> int:
        """How many matches are in front of a unit."""
        self._fold(query.match_case)
        return query.count(self._text, 0, self._starts[number])

    def count_in(self, query: Query, number: int, chars: int | None = None) -> int:
        """How many matches a unit has (in its first characters)."""
        self._fold(query.match_case)
        start = self._starts[number]
        after = number + 1
        end = self._starts[after] - 1 if after < len(self._starts) else len(self._text)
        end = end if chars is None else min(end, start + chars)
        return query.count(self._text, start, end)

    def number_of(self, wanted: Unit) -> int | None:
        """The number of the unit that has the place of a unit."""
        for number, unit in enumerate(self.units):
            if unit.place == wanted.place and unit.offset == wanted.offset:
                return number
        return None

    def _fold(self, match_case: bool) -> None:
        if self._case is match_case:
            return
        texts = [folded(unit.text, match_case=match_case) for unit in self.units]
        self._text, self._case = _BREAK.join(texts), match_case
        self._starts, at = [], 0
        for text in texts:
            self._starts.append(at)
            at += len(text) + 1


class Entry:
    """One message of the index.

    Attributes:
        chunks: what is known of its text.
        is_known: all of it is.
    """

    __slots__ = (
        "_by_place", "_growing", "_newer", "_row", "_walk", "chunks", "id", "is_known",
    )  # fmt: skip

    def __init__(self, message_id: str) -> None:
        self.id = message_id
        self.chunks: list[Chunk] = []
        self.is_known = False
        self._row: MessageRow | None = None
        self._walk: Iterator[None] | None = None
        self._newer: Source | None = None
        self._growing: dict[int, _GrowingPart] = {}
        self._by_place: dict[Place, list[Unit]] | None = None

    def units_at(self, place: Place) -> list[Unit]:
        """The units of the element at a place, in order."""
        if self._by_place is None:
            self._by_place = {}
            for chunk in self.chunks:
                for unit in chunk.units:
                    self._by_place.setdefault(unit.place, []).append(unit)
        return self._by_place.get(place, [])

    def notice(self, source: Source) -> bool:
        """Compares with what the view has; True when there is something new."""
        row = source.row
        old, self._row = self._row, row
        if old is row and not row.running:
            return False
        if not row.running:
            same = old is not None and not old.running and _shows_the_same(old, row)
            if not same:
                self._growing, self._newer = {}, None
                self._walk = self._read(row, source.parts())
                self.is_known = False
            return not same
        # What is being read is read to its end: half of it would be lost.
        self._newer = source if self._walk is not None else None
        self._walk = self._walk or self._follow(source)
        self.is_known = False
        return True

    def step(self) -> bool:
        """A small step of reading; True when all is known."""
        if self._walk is None:
            self.is_known = True
        else:
            for _ in self._walk:
                return False
            newer, self._newer = self._newer, None
            self._walk = self._follow(newer) if newer is not None else None
            self.is_known = self._walk is None
        return self.is_known

    def _publish(self, chunks: list[Chunk]) -> None:
        self.chunks, self._by_place = chunks, None

    def _read(self, row: MessageRow, parts: Sequence[Part]) -> Iterator[None]:
        chunks: list[Chunk] = []
        for chunk in _chunked(units_of(row, parts)):
            if chunk is not None:
                chunks.append(chunk)
            yield
        self._publish(chunks)

    def _follow(self, source: Source) -> Iterator[None]:
        """A message that is being written: only what is new is read."""
        chunks: list[Chunk] = []
        for index, part in enumerate(source.parts()):
            growing = self._growing.get(index)
            if growing is None or not growing.takes(part):
                growing = self._growing[index] = _GrowingPart(index)
            yield from growing.follow(source.row, part)
            chunks += growing.chunks
        self._publish(chunks)


class _GrowingPart:
    """A part of a message that is being written."""

    def __init__(self, index: int) -> None:
        self.chunks: list[Chunk] = []
        self._index = index
        self._value: Part | None = None
        self._text: GrowingText | None = None
        self._closed: list[Chunk] = []

    def takes(self, part: Part) -> bool:
        """Whether a newer value goes on from the last one."""
        old = self._value
        if isinstance(old, TextPart) and isinstance(part, TextPart):
            return part.text.startswith(old.text)
        return type(old) is type(part)

    def follow(self, row: MessageRow, part: Part) -> Iterator[None]:
        """Reads what is new of a value."""
        if part == self._value and isinstance(part, TextPart):
            return
        self._value = part
        if not isinstance(part, TextPart):
            found = part_units(row, self._index, part)
            units = [unit for unit in found if unit is not None]
            if self.chunks and self.chunks[0].units == units:
                return
            self.chunks = [Chunk(units)] if units else []
            return
        if self._text is None:
            self._text = GrowingText(f"text{self._index}")
        self._text.append(part.text[self._text.length :])
        for chunk in _chunked(self._text.closed()):
            if chunk is not None:
                self._closed.append(chunk)
            yield
        tail = [chunk for chunk in _chunked(self._text.tail()) if chunk is not None]
        self.chunks = [*self._closed, *tail]


def _shows_the_same(old: MessageRow, new: MessageRow) -> bool:
    return (old.message.parts, old.results) == (new.message.parts, new.results)


def _chunked(steps: Iterable[Step]) -> Iterator[Chunk | None]:
    """Units joined to chunks; None for each step in between."""
    units: list[Unit] = []
    size = 0
    for unit in steps:
        if unit is not None:
            units.append(unit)
            size += len(unit.text)
        if size < _CHUNK_CHARS:
            yield None
            continue
        yield Chunk(units)
        units, size = [], 0
    if units:
        yield Chunk(units)


class Index:
    """All messages of a path, in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._known: dict[str, Entry] = {}

    def entry(self, message_id: str) -> Entry | None:
        """The entry of a message."""
        return self._known.get(message_id)

    def notice(self, sources: Iterable[Source]) -> bool:
        """Takes over which messages there are; True when anything is new or gone."""
        before = [entry.id for entry in self.entries]
        old, self._known, changed = self._known, {}, False
        for source in sources:
            message_id = source.row.message.id
            entry = self._known[message_id] = old.get(message_id) or Entry(message_id)
            changed = entry.notice(source) or changed
        self.entries = list(self._known.values())
        return changed or before != list(self._known)

    def notice_running(self, sources: Iterable[Source]) -> bool:
        """Messages that are being written have more text; True when there were any."""
        changed = False
        for source in sources:
            entry = self._known.get(source.row.message.id)
            if entry is not None and source.row.running:
                changed = entry.notice(source) or changed
        return changed

    def work(self, query: Query, first: int) -> Iterator[Entry | None]:
        """Reads and counts, in small steps, from an entry on and around.

        Yields:
            An entry when it is counted, else None.
        """
        order = self.entries[first:] + self.entries[:first]
        for entry in order:
            while not entry.is_known:
                entry.step()
                yield None
            if query.is_empty:
                continue
            for chunk in entry.chunks:
                if not chunk.is_counted(query):
                    chunk.count_for(query)
                    yield None
            yield entry

    def total(self, query: Query) -> int:
        """How many matches were found so far."""
        chunks = (chunk for entry in self.entries for chunk in entry.chunks)
        return sum(chunk.count for chunk in chunks if chunk.is_counted(query))

    def ordinal(self, query: Query, match: Match) -> int | None:
        """The number of a match, from 1; None when it is gone."""
        before = 0
        for entry in self.entries:
            for chunk in entry.chunks:
                number = chunk.number_of(match.unit) if entry.id == match.message_id else None
                if number is not None:
                    if match.nth >= chunk.count_in(query, number):
                        return None
                    return before + chunk.before(query, number) + match.nth + 1
                if chunk.is_counted(query):
                    before += chunk.count
        return None

    def match(self, query: Query, ordinal: int) -> Match | None:
        """The match of a number, from 1."""
        left = ordinal - 1
        for entry, chunk in self._counted(query):
            if left >= chunk.count:
                left -= chunk.count
                continue
            for number, unit in enumerate(chunk.units):
                count = chunk.count_in(query, number)
                if left < count:
                    return Match(entry.id, unit, left)
                left -= count
        return None

    def first_from(self, query: Query, spot: Spot) -> int | None:
        """The number of the first match at or behind a spot; None when there is none."""
        order = {key: number for number, key in enumerate(spot.keys or self._keys(spot))}
        here = (order.get(spot.place[0], 0), *spot.place[1:])
        before, passed = 0, False
        for entry in self.entries:
            here_too = entry.id == spot.message_id
            for chunk in entry.chunks:
                if not chunk.is_counted(query):
                    continue
                if passed and chunk.count:
                    return before + 1
                for number, unit in enumerate(chunk.units if here_too else ()):
                    at = (order.get(unit.key, 0), unit.piece, unit.element)
                    passed_chars = max(0, spot.offset - unit.offset) if at == here else 0
                    if at < here or passed_chars > len(unit.text):
                        continue
                    skipped = chunk.count_in(query, number, passed_chars)
                    if chunk.count_in(query, number) > skipped:
                        return before + chunk.before(query, number) + skipped + 1
                before += chunk.count
            passed = passed or here_too
        return None

    def _keys(self, spot: Spot) -> list[str]:
        """The sections of a message that is not laid out, in order."""
        entry = self._known.get(spot.message_id)
        units = (unit for chunk in (entry.chunks if entry else ()) for unit in chunk.units)
        return list(dict.fromkeys(unit.key for unit in units))

    def is_counted(self, query: Query, first_id: str, last_id: str) -> bool:
        """Whether all is counted from one message to another (in either order)."""
        numbers = {entry.id: number for number, entry in enumerate(self.entries)}
        ends = sorted((numbers.get(first_id, 0), numbers.get(last_id, len(numbers))))
        return all(
            entry.is_known and all(chunk.is_counted(query) for chunk in entry.chunks)
            for entry in self.entries[ends[0] : ends[1] + 1]
        )

    def offset_of(self, query: Query, match: Match) -> int:
        """Where a match begins in its element, in characters of the folded text."""
        text = folded(match.unit.text, match_case=query.match_case)
        starts = query.starts(text)
        return match.unit.offset + (starts[match.nth] if match.nth < len(starts) else 0)

    def _counted(self, query: Query) -> Iterator[tuple[Entry, Chunk]]:
        for entry in self.entries:
            for chunk in entry.chunks:
                if chunk.is_counted(query):
                    yield entry, chunk
