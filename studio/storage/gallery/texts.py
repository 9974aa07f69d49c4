"""What can be searched of pictures, and the index over it.

As with messages (`search_index`) a word of three characters or more is looked up as
trigrams. A shorter one begins some trigrams: when these are few they are looked up, else
the word is everywhere and a look through the texts is quick. Every picture has a text.
"""

import re
import sqlite3
from collections.abc import Iterable

from studio.storage.texts import PIECE_CHARS, to_row

_PADDING = "\n\n"
"""Gives the last one or two characters of a text a trigram that begins with them."""

_TRIGRAM_CHARS = 3
_MOST_TERMS = 400
_WORD = re.compile(r'"([^"]+)"|(\S+)')
Condition = tuple[str, list[str]]


def searchable(lines: Iterable[str]) -> str:
    """One text of some, without repetition, case and what is too long to keep; never empty."""
    kept = dict.fromkeys(line.strip().lower() for line in lines)
    kept.pop("", None)
    text = to_row("\n".join(kept).replace("\0", " "))[: PIECE_CHARS - len(_PADDING)]
    return text + _PADDING


class TextIndex:
    """Writes and asks the texts of pictures; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def put(self, key: int, text: str) -> bool:
        """Keeps the text of a picture ("": none); returns whether it is a new one."""
        row = self._db.execute(
            "SELECT text FROM picture_texts WHERE picture_seq = ?", (key,)
        ).fetchone()
        old = row[0] if row is not None else ""
        if old == text:
            return False
        if old:
            self._db.execute(
                "INSERT INTO picture_index (picture_index, rowid, text) VALUES ('delete', ?, ?)",
                (key, old),
            )
            self._db.execute("DELETE FROM picture_texts WHERE picture_seq = ?", (key,))
        if text:
            self._db.execute("INSERT INTO picture_texts VALUES (?, ?)", (key, text))
            self._db.execute("INSERT INTO picture_index (rowid, text) VALUES (?, ?)", (key, text))
        return True

    def rebuild(self) -> None:
        """Makes the index anew from the texts."""
        self._db.execute("INSERT INTO picture_index (picture_index) VALUES ('rebuild')")

    def conditions(self, text: str) -> list[Condition]:
        """Conditions on `seq` that hold for pictures whose text has all words."""
        words = _words(text)
        long = [word for word in words if len(word) >= _TRIGRAM_CHARS]
        found = [self._short(word) for word in words if len(word) < _TRIGRAM_CHARS]
        if long:
            found.append(self._matching(" AND ".join(map(_quoted, long))))
        return found

    def conditions_by_row(self, text: str) -> list[Condition]:
        """The same, looked up in the text of each picture: quick for few pictures."""
        looked_up = "instr((SELECT text FROM picture_texts WHERE picture_seq = seq), ?)"
        return [(looked_up, [word]) for word in _words(text)]

    def _short(self, word: str) -> Condition:
        if len(word) > 1 or not word.isascii():
            rows = self._db.execute(
                "SELECT term FROM picture_terms WHERE term >= ? AND term < ? LIMIT ?",
                (word, word + "\U0010ffff", _MOST_TERMS + 1),
            ).fetchall()
            if len(rows) <= _MOST_TERMS:
                return self._matching(" OR ".join(_quoted(term) for (term,) in rows))
        # Nearly every text has it: those that have not are fewer to remember.
        without = "SELECT picture_seq FROM picture_texts WHERE NOT instr(text, ?)"
        return f"+seq NOT IN ({without})", [word]

    def _matching(self, match: str) -> Condition:
        if not match:
            return "0", []
        inside = "SELECT rowid FROM picture_index WHERE picture_index MATCH ?"
        return f"seq IN ({inside})", [match]


def _words(text: str) -> list[str]:
    words = [(quoted or bare).replace("\0", " ") for quoted, bare in _WORD.findall(text)]
    return [to_row(word.strip('"').lower()) for word in words if word.strip('" ')]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
