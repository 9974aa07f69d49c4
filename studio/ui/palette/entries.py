"""What the palette lists, and which of it fits what is typed."""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from studio.core.fuzzy import Found, find, folded


class Kind(Enum):
    """What an entry is; sections stand in this order where they fit equally well."""

    COMMAND = "command"
    CHAT = "chat"
    MODEL = "model"
    SETTING = "setting"
    MESSAGE = "message"


PREFIXES = {">": Kind.COMMAND, "#": Kind.CHAT, "@": Kind.MODEL}
"""What is typed first to see one kind only."""

MOST_OF_A_KIND, MOST_ALONE, MOST_RECENT = 6, 100, 5
"""Rows of a section; of one that stands alone; of each before anything is typed."""


LEAST_SEARCHED = 2
"""Messages are searched from so many characters on."""


class Entry(Struct, frozen=True):
    """Something to go to or to do.

    Attributes:
        id: what is handed back when it is chosen; unique within its kind.
        text: the words that are searched and shown.
        note: a few words more, shown small.
        icon: name of an icon; "": the tile of the model `text`.
        keys: portable keys that do the same.
        also: further words by which it is found, not shown.
        is_offered: listed before anything is typed.
    """

    kind: Kind
    id: str
    text: str
    note: str = ""
    icon: str = ""
    keys: str = ""
    also: str = ""
    is_offered: bool = True


class Row(Struct, frozen=True):
    """A row of the list: an entry, or the label of a section where there is none.

    Attributes:
        note: the entry's own, or what `Entries` was given for it.
        spans: beginning and end of the parts of the text that fit what is typed.
    """

    label: str
    entry: Entry | None = None
    spans: tuple[tuple[int, int], ...] = ()
    note: str = ""


class _Hit(Struct, frozen=True):
    score: int
    order: int
    entry: Entry
    found: Found


class Entries:
    """The entries of one opening, each kind with the most recent first.

    Args:
        note_of: makes the note of an entry that is shown and has none; thousands are not shown.
    """

    def __init__(
        self, entries: Iterable[Entry], note_of: Callable[[Entry], str] | None = None
    ) -> None:
        self._note_of = note_of
        self._folded = [(each, folded(each.text), folded(each.also)) for each in entries]

    def rows(self, typed: str) -> tuple[Row, ...]:
        """The rows for what is typed, the section with the best fit first."""
        only = PREFIXES.get(typed[:1])
        query = folded(typed[1:] if only else typed).strip()
        if not query:
            return self._offered(only)
        most = MOST_ALONE if only else MOST_OF_A_KIND
        sections: list[tuple[int, int, list[_Hit]]] = []
        for place, kind in enumerate(Kind):
            if only in (None, kind):
                hits = sorted(self._hits(kind, query), key=lambda hit: (hit.score, hit.order))
                if hits:
                    sections.append((hits[0].score, place, hits[:most]))
        sections.sort(key=lambda section: section[:2])
        rows: list[Row] = []
        for _, _, hits in sections:
            rows.append(Row(label_of(hits[0].entry.kind)))
            rows += [self._row(hit.entry, hit.found.spans) for hit in hits]
        return tuple(rows)

    @staticmethod
    def words(typed: str) -> str:
        """What is to be searched for in messages, too; "" while one kind is asked for."""
        words = typed.strip()
        too_short = len(words) < LEAST_SEARCHED and words.isascii()  # a Chinese word is not
        return "" if typed[:1] in PREFIXES or too_short else words

    def _row(self, entry: Entry, spans: tuple[tuple[int, int], ...] = ()) -> Row:
        note = entry.note or (self._note_of(entry) if self._note_of is not None else "")
        return Row("", entry, spans, note)

    def _offered(self, only: Kind | None) -> tuple[Row, ...]:
        rows: list[Row] = []
        kinds: Sequence[Kind] = (only,) if only else (Kind.CHAT, Kind.COMMAND)
        for kind in kinds:
            fit = [e for e, _, _ in self._folded if e.kind is kind and (only or e.is_offered)]
            most = MOST_ALONE if only or kind is Kind.COMMAND else MOST_RECENT
            if fit:
                rows.append(Row(_recent_label() if kind is Kind.CHAT else label_of(kind)))
                rows += [self._row(entry) for entry in fit[:most]]
        return tuple(rows)

    def _hits(self, kind: Kind, query: str) -> Iterable[_Hit]:
        for order, (entry, text, also) in enumerate(self._folded):
            if entry.kind is not kind:
                continue
            found = find(query, text)
            if found is not None:
                yield _Hit(found.score, order, entry, found)
            elif also and (hidden := find(query, also)) is not None:
                yield _Hit(hidden.score + 1, order, entry, Found(hidden.score, ()))


def label_of(kind: Kind) -> str:
    """The label of a section, in the language of the interface."""
    return {
        Kind.COMMAND: _tr("Commands"),
        Kind.CHAT: _tr("Chats"),
        Kind.MODEL: _tr("Models"),
        Kind.SETTING: _tr("Settings"),
        Kind.MESSAGE: _tr("Messages"),
    }[kind]


def _recent_label() -> str:
    return _tr("Recent chats")


def _tr(text: str) -> str:
    return QCoreApplication.translate("CommandPalette", text)
