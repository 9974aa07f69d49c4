"""The full-text index: trigrams of visible text and of titles.

A word of three characters or more is looked up in the index. A shorter one has no trigram
of its own: the newest messages are scanned for it; when that gave too little it is rare,
and the trigrams that begin with it are looked up instead.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator

from msgspec import Struct

from studio.core.messages import Role
from studio.core.records import SearchHit
from studio.storage.faults import primary_code
from studio.storage.texts import from_row, from_us, member_of, to_row

_PADDING = "\n\n"
"""Gives the last one or two characters of a text a trigram that begins with them."""

_TRIGRAM_CHARS = 3
_SCANNED_MESSAGES = 5_000
_TERMS_AT_ONCE = 200
_STEPS_BETWEEN_QUESTIONS = 20_000
_EXCERPT_BEFORE, _EXCERPT_AFTER = 40, 140
_WORD = re.compile(r'"([^"]+)"|(\S+)')
_ALIVE = (
    "CROSS JOIN messages m ON m.seq = {seq} CROSS JOIN conversations c "
    "ON c.seq = m.conversation_seq "
    "WHERE m.deleted_at_us IS NULL AND c.deleted_at_us IS NULL AND "
)
_VISIBLE = (
    "SELECT p.text FROM parts p WHERE p.message_seq = m.seq AND p.kind = 'text' UNION ALL "
    "SELECT s.text FROM part_pieces s JOIN parts p ON p.message_seq = s.message_seq "
    "AND p.position = s.position WHERE s.message_seq = m.seq AND p.kind = 'text'"
)


class _Query(Struct, frozen=True):
    long: tuple[str, ...]
    short: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "_Query":
        words = [(quoted or bare).replace("\0", " ") for quoted, bare in _WORD.findall(text)]
        words = [word.strip('"') for word in words if word.strip('" ')]
        return cls(
            tuple(word for word in words if len(word) >= _TRIGRAM_CHARS),
            tuple(word for word in words if len(word) < _TRIGRAM_CHARS),
        )

    @property
    def words(self) -> tuple[str, ...]:
        return self.long + self.short

    @property
    def match(self) -> str:
        return " AND ".join(_quoted(word) for word in self.long)


class SearchIndex:
    """Writes and asks the index; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, seq: int, text: str) -> None:
        """Adds the visible text of a message."""
        if text:
            self._db.execute(
                "INSERT INTO message_index (rowid, text) VALUES (?, ?)", (seq, _prepared(text))
            )

    def remove(self, seq: int, text: str) -> None:
        """Removes a message; the text must be exactly the one that was added."""
        if text:
            self._db.execute(
                "INSERT INTO message_index (message_index, rowid, text) VALUES ('delete', ?, ?)",
                (seq, _prepared(text)),
            )

    def clear(self) -> None:
        """Removes all messages."""
        self._db.execute("INSERT INTO message_index (message_index) VALUES ('delete-all')")

    def search(
        self, text: str, limit: int, is_cancelled: Callable[[], bool] | None
    ) -> list[SearchHit]:
        """Messages that contain all words, newest first."""
        query = _Query.parse(text)
        if not query.words or limit <= 0:
            return []
        hits: list[SearchHit] = []
        if is_cancelled is not None:
            self._db.set_progress_handler(is_cancelled, _STEPS_BETWEEN_QUESTIONS)
        try:
            for seq in self._candidates(query, limit):
                hit = self._hit(seq, query)
                if hit is not None:
                    hits.append(hit)
                    if len(hits) >= limit:
                        break
        except sqlite3.OperationalError as exc:
            if primary_code(exc) != sqlite3.SQLITE_INTERRUPT:
                raise
        finally:
            if is_cancelled is not None:
                self._db.set_progress_handler(None, 0)
        return hits

    def search_titles(self, text: str, limit: int) -> list[SearchHit]:
        """Conversations whose title contains all words, newest change first."""
        query = _Query.parse(text)
        if not query.words:
            return []
        where = ["c.deleted_at_us IS NULL"]
        values: list[str] = []
        if query.long:
            where.append("c.seq IN (SELECT rowid FROM title_index WHERE title_index MATCH ?)")
            values.append(query.match)
        for word in query.short:
            condition, patterns = _like("c.title", word)
            where.append(condition)
            values += patterns
        rows = self._db.execute(
            "SELECT c.id, c.title, c.updated_at_us FROM conversations c "
            f"WHERE {' AND '.join(where)} ORDER BY c.updated_at_us DESC LIMIT ?",
            (*values, limit),
        ).fetchall()
        hits = []
        for conversation_id, title, updated_at_us in rows:
            shown = from_row(title)
            found = _find(shown, query.words[0])
            start, length = (found.start(), len(found.group())) if found else (0, 0)
            moment = from_us(updated_at_us)
            hits.append(
                SearchHit(
                    conversation_id, shown, shown, moment, match_start=start, match_length=length
                )
            )
        return hits

    def _candidates(self, query: _Query, limit: int) -> Iterator[int]:
        """Row numbers of messages that may match, newest first."""
        if query.long:
            yield from self._matching(query.match, None)
            return
        rarest = max(query.short, key=len)
        oldest = self._oldest_scanned()
        yield from self._scanned(rarest, oldest)
        if oldest is not None:
            yield from self._beginning_with(rarest, oldest, limit)

    def _matching(self, match: str, before: int | None) -> Iterator[int]:
        older = "" if before is None else f"message_index.rowid < {before} AND "
        for (seq,) in self._db.execute(
            "SELECT message_index.rowid FROM message_index "
            + _ALIVE.format(seq="message_index.rowid")
            + older
            + "message_index MATCH ? ORDER BY message_index.rowid DESC",
            (match,),
        ):
            yield seq

    def _oldest_scanned(self) -> int | None:
        """The first message that is still scanned, or None when all are."""
        row = self._db.execute(
            "SELECT seq FROM messages ORDER BY seq DESC LIMIT 1 OFFSET ?", (_SCANNED_MESSAGES - 1,)
        ).fetchone()
        return None if row is None else int(row[0])

    def _scanned(self, word: str, oldest: int | None) -> Iterator[int]:
        condition, patterns = _like("v.text", word)
        for (seq,) in self._db.execute(
            "SELECT m.seq FROM messages m CROSS JOIN conversations c "
            "ON c.seq = m.conversation_seq "
            "WHERE m.deleted_at_us IS NULL AND c.deleted_at_us IS NULL AND m.seq >= ? "
            f"AND EXISTS (SELECT 1 FROM ({_VISIBLE}) v WHERE {condition}) ORDER BY m.seq DESC",
            (oldest or 0, *patterns),
        ):
            yield seq

    def _beginning_with(self, word: str, before: int, limit: int) -> Iterator[int]:
        start = word.lower()
        rows = self._db.execute(
            "SELECT term FROM message_terms WHERE term >= ? AND term < ?",
            (start, start + "\U0010ffff"),
        )
        terms = [term for (term,) in rows]
        found: set[int] = set()
        for at in range(0, len(terms), _TERMS_AT_ONCE):
            some = " OR ".join(_quoted(term) for term in terms[at : at + _TERMS_AT_ONCE])
            for count, seq in enumerate(self._matching(some, before)):
                found.add(seq)
                if count >= limit:
                    break
        yield from sorted(found, reverse=True)

    def _hit(self, seq: int, query: _Query) -> SearchHit | None:
        """The hit, or None when a short word is missing after all."""
        message_id, role, created_at_us, conversation_id, title = self._db.execute(
            "SELECT m.id, m.role, m.created_at_us, c.id, c.title FROM messages m "
            "JOIN conversations c ON c.seq = m.conversation_seq WHERE m.seq = ?",
            (seq,),
        ).fetchone()
        text = self._visible(seq)
        if any(_find(text, word) is None for word in query.short):
            return None
        excerpt, start, length = _excerpt(text, query.words[0])
        return SearchHit(
            conversation_id=conversation_id,
            title=from_row(title),
            excerpt=excerpt,
            created_at=from_us(created_at_us),
            message_id=message_id,
            role=member_of(Role, role, Role.ASSISTANT),
            match_start=start,
            match_length=length,
        )

    def _visible(self, seq: int) -> str:
        rows = self._db.execute(
            "SELECT p.position, 0 AS piece, p.text FROM parts p "
            "WHERE p.message_seq = ?1 AND p.kind = 'text' UNION ALL "
            "SELECT s.position, s.piece, s.text FROM part_pieces s JOIN parts p "
            "ON p.message_seq = s.message_seq AND p.position = s.position "
            "WHERE s.message_seq = ?1 AND p.kind = 'text' ORDER BY 1, 2",
            (seq,),
        )
        return from_row("".join(text for _, _, text in rows))


def _prepared(text: str) -> str:
    return text.replace("\0", " ") + _PADDING


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _like(column: str, word: str) -> tuple[str, list[str]]:
    """A condition for a word in any case; LIKE itself knows only the case of a to z."""
    escaped = re.sub(r"([%_\\])", r"\\\1", to_row(word))
    spellings = dict.fromkeys((escaped, escaped.lower(), escaped.upper(), escaped.capitalize()))
    condition = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for _ in spellings)
    return f"({condition})", [f"%{spelling}%" for spelling in spellings]


def _find(text: str, word: str) -> re.Match[str] | None:
    return re.search(re.escape(word), text, re.IGNORECASE)


def _excerpt(text: str, word: str) -> tuple[str, int, int]:
    """Some text around the first match, on one line, and where the match is in it."""
    found = _find(text, word)
    if found is None:
        return " ".join(text[: _EXCERPT_BEFORE + _EXCERPT_AFTER].split()), 0, 0
    first = max(0, found.start() - _EXCERPT_BEFORE)
    before = re.sub(r"\s+", " ", text[first : found.start()]).lstrip()
    match = re.sub(r"\s+", " ", found.group())
    after = re.sub(r"\s+", " ", text[found.end() : found.end() + _EXCERPT_AFTER]).rstrip()
    lead = "…" if first else ""
    return f"{lead}{before}{match}{after}", len(lead) + len(before), len(match)
