"""Long values other than parts: the head stays in its column, the rest in table `more`."""

import sqlite3

from studio.storage.texts import PIECE_CHARS, pieces


def put_long(
    connection: sqlite3.Connection, owner: str, field: str, text: str | None
) -> str | None:
    """Keeps all of a row-ready text but its first piece apart.

    Returns:
        What belongs into the column. None for None.
    """
    cut = [] if text is None else pieces(text)
    rest = [(owner, field, at, piece) for at, piece in enumerate(cut) if at]
    connection.execute("DELETE FROM more WHERE owner = ? AND field = ?", (owner, field))
    if rest:
        connection.executemany("INSERT INTO more VALUES (?, ?, ?, ?)", rest)
    return cut[0] if cut else None


def get_long(
    connection: sqlite3.Connection, owner: str, field: str, head: str | None
) -> str | None:
    """The whole row-ready text whose column holds `head`."""
    if head is None or len(head) < PIECE_CHARS:
        return head
    rest = connection.execute(
        "SELECT text FROM more WHERE owner = ? AND field = ? ORDER BY piece", (owner, field)
    ).fetchall()
    return head + "".join(text for (text,) in rest)
