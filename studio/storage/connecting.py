"""Connections to SQLite, transactions, and the check of a whole file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from studio.core.errors import StorageError

_BUSY_S = 5.0
_INDEX_ONLY = "inverted index"


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection without Python's own transactions. Raises: sqlite3.Error."""
    mode = "ro" if read_only else "rwc"
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_S,
        isolation_level=None,
        cached_statements=256,
    )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; takes the write lock at once, so that waiting happens only here."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # After an error; a full disk makes SQLite roll back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def require_trigrams() -> None:
    """Makes sure that this Python's SQLite can do what the library needs.

    Raises:
        StorageError: `code` is "sqlite_too_old": no full-text index with trigrams.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = 'trigram')")
            connection.execute("CREATE TABLE s (x TEXT) STRICT")
        except sqlite3.OperationalError as exc:
            raise StorageError(
                f"SQLite {sqlite3.sqlite_version} of this Python lacks FTS5 with trigrams "
                "or strict tables; version 3.37 or newer with FTS5 is needed",
                code="sqlite_too_old",
            ) from exc


class Faults(NamedTuple):
    """What is wrong with a file.

    Attributes:
        in_content: damage to what a person has in it.
        in_index: of the search index, which is made anew from the content.
    """

    in_content: list[str]
    in_index: list[str]


def check_whole_file(connection: sqlite3.Connection) -> Faults:
    """Reads all of a file: 3 s for each GB, or as long as the disk takes. Raises: sqlite3.Error."""
    found = [text for (text,) in connection.execute("PRAGMA integrity_check(20)") if text != "ok"]
    index = [text for text in found if _INDEX_ONLY in text]
    return Faults([text for text in found if text not in index], index)
