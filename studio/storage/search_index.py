"""The full-text index: trigrams of visible text and of titles.

A word of three characters or more is looked up in the index. A shorter one has no trigram
of its own: the newest messages are looked through for it; when that gave too little it is
rare, or rarely beside the others, and the trigrams that begin with it are looked up instead.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from studio.core.messages import Role
from studio.core.plain_line import plain_line, plain_line_around
from studio.core.records import SearchHit
from studio.storage.faults import primary_code
from studio.storage.search_query import Query, any_of, find, holds, like, quoted
from studio.storage.texts import from_row, from_us, member_of

_PADDING = "\n\n"
"""Gives the last one or two characters of a text a trigram that begins with them."""

_SCANNED_MESSAGES = 5_000
_LOOKED_MATCHES = 500
"""So many messages with the long words are looked through for the short ones (10 ms)."""

_MANY = 500
_TERMS_AT_ONCE = 200
_TO_JUDGE_RARITY = 40
_STEPS_BETWEEN_QUESTIONS = 20_000
_EXCERPT_BEFORE, _EXCERPT_AFTER = 40, 140
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


class _Unwanted(Exception):
    """Nobody waits for the answer any more."""


class SearchIndex:
    """Writes and asks the index; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._is_cancelled: Callable[[], bool] | None = None

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
        query = Query.parse(text)
        if not query.words or limit <= 0:
            return []
        hits: list[SearchHit] = []
        self._is_cancelled = is_cancelled
        if is_cancelled is not None:
            self._db.set_progress_handler(is_cancelled, _STEPS_BETWEEN_QUESTIONS)
        try:
            for seq in self._candidates(query, limit):
                hits.append(self._hit(seq, query))
                if len(hits) >= limit:
                    break
        except _Unwanted:
            pass
        except sqlite3.OperationalError as exc:
            if primary_code(exc) != sqlite3.SQLITE_INTERRUPT:
                raise
        finally:
            self._is_cancelled = None
            if is_cancelled is not None:
                self._db.set_progress_handler(None, 0)
        return hits

    def search_titles(self, text: str, limit: int) -> list[SearchHit]:
        """Conversations whose title contains all words, newest change first."""
        query = Query.parse(text)
        if not query.words:
            return []
        where = ["c.deleted_at_us IS NULL"]
        values: list[str] = []
        if query.long:
            where.append("c.seq IN (SELECT rowid FROM title_index WHERE title_index MATCH ?)")
            values.append(query.match)
        for word in query.short:
            condition, patterns = like("c.title", word)
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
            found = find(shown, query.words[0])
            start, length = (found.start(), len(found.group())) if found else (0, 0)
            moment = from_us(updated_at_us)
            hits.append(
                SearchHit(
                    conversation_id, shown, shown, moment, match_start=start, match_length=length
                )
            )
        return hits

    def _go_on(self) -> None:
        """The index itself can't be interrupted; its answers come one by one. Raises: _Unwanted."""
        if self._is_cancelled is not None and self._is_cancelled():
            raise _Unwanted

    def _candidates(self, query: Query, limit: int) -> Iterator[int]:
        """Row numbers of messages that have all words, newest first."""
        self._go_on()
        if not query.long:
            oldest = self._oldest_scanned()
            yield from self._scanned(query.short, oldest)
            if oldest is not None:
                yield from self._older(query, oldest, limit)
            return
        words, match = query.to_check(), query.quick_match(self._distance)
        for looked, seq in enumerate(self._matching(match, None), 1):
            if self._holds(seq, words):
                yield seq
            if query.short and looked == _LOOKED_MATCHES:
                break
        else:
            return
        yield from self._older(query, seq, limit)

    def _matching(self, match: str, before: int | None) -> Iterator[int]:
        older = "" if before is None else f"message_index.rowid < {before} AND "
        for (seq,) in self._db.execute(
            "SELECT message_index.rowid FROM message_index "
            + _ALIVE.format(seq="message_index.rowid")
            + older
            + "message_index MATCH ? ORDER BY message_index.rowid DESC",
            (match,),
        ):
            self._go_on()
            yield seq

    def _distance(self, trigram: str) -> int:
        self._go_on()
        row = self._db.execute(
            "SELECT rowid FROM message_index WHERE message_index MATCH ? "
            "ORDER BY rowid DESC LIMIT 1 OFFSET ?",
            (quoted(trigram), _TO_JUDGE_RARITY),
        ).fetchone()
        return 0 if row is None else -int(row[0])  # 0: there are not even so many

    def _oldest_scanned(self) -> int | None:
        """The first message that is still scanned, or None when all are."""
        row = self._db.execute(
            "SELECT seq FROM messages ORDER BY seq DESC LIMIT 1 OFFSET ?", (_SCANNED_MESSAGES - 1,)
        ).fetchone()
        return None if row is None else int(row[0])

    def _scanned(self, words: Iterable[str], oldest: int | None) -> Iterator[int]:
        conditions, values = [], [str(oldest or 0)]
        for word in words:
            condition, patterns = like("v.text", word)
            conditions.append(f"AND EXISTS (SELECT 1 FROM ({_VISIBLE}) v WHERE {condition}) ")
            values += patterns
        for (seq,) in self._db.execute(
            "SELECT m.seq FROM messages m CROSS JOIN conversations c "
            "ON c.seq = m.conversation_seq WHERE m.deleted_at_us IS NULL "
            "AND c.deleted_at_us IS NULL AND m.seq >= CAST(? AS INTEGER) "
            + "".join(conditions)
            + "ORDER BY m.seq DESC",
            values,
        ):
            yield seq

    def _older(self, query: Query, before: int, limit: int) -> Iterator[int]:
        """By way of the trigrams that begin with the rarest of the short words."""
        rarest = query.short[0]
        if len(query.short) > 1:
            oldest = self._oldest_scanned()
            rarest = min(query.short, key=lambda word: self._count(word, oldest))
        start = rarest.lower()
        rows = self._db.execute(
            "SELECT term FROM message_terms WHERE term >= ? AND term < ?",
            (start, start + "\U0010ffff"),
        )
        terms = [term for (term,) in rows]
        beside = f" AND {query.match}" if query.long else ""
        words = tuple(word for word in query.short if word != rarest)
        found: set[int] = set()
        for at in range(0, len(terms), _TERMS_AT_ONCE):
            self._go_on()
            some = any_of(terms[at : at + _TERMS_AT_ONCE])
            count = 0
            for seq in self._matching(some + beside, before):
                if seq in found or self._holds(seq, words):
                    found.add(seq)
                    count += 1
                    if count >= limit:
                        break
        yield from sorted(found, reverse=True)

    def _count(self, word: str, oldest: int | None) -> int:
        """In how many of the newest messages a short word stands; more than some are many."""
        return sum(1 for _ in islice(self._scanned([word], oldest), _MANY))

    def _holds(self, seq: int, words: Iterable[str]) -> bool:
        """Whether all of some words stand in the text of a message."""
        words = tuple(words)
        text = self._visible(seq).replace("\0", " ") if words else ""
        return all(holds(text, word) for word in words)

    def _hit(self, seq: int, query: Query) -> SearchHit:
        message_id, role, created_at_us, conversation_id, title = self._db.execute(
            "SELECT m.id, m.role, m.created_at_us, c.id, c.title FROM messages m "
            "JOIN conversations c ON c.seq = m.conversation_seq WHERE m.seq = ?",
            (seq,),
        ).fetchone()
        text = self._visible(seq)
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


def _excerpt(text: str, word: str) -> tuple[str, int, int]:
    """Some text around the first match, on one line, and where the match is in it."""
    found = find(text, word)
    if found is None:
        return plain_line(text[: _EXCERPT_BEFORE + _EXCERPT_AFTER]), 0, 0
    first = max(0, found.start() - _EXCERPT_BEFORE)
    around = text[first : found.end() + _EXCERPT_AFTER]
    line, start, length = plain_line_around(around, found.start() - first, found.end() - first)
    lead = "…" if first else ""
    return f"{lead}{line}", len(lead) + start, length
