"""`Tables`: some tables of the library that are used late, and by themselves."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

from studio.core.ids import ConversationId


class Tables:
    """What tables of the library need of it. Methods of those derived raise as `Library` does.

    Args:
        transaction: of the library; every change is one.
        read: of the library; translates what goes wrong.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        transaction: Callable[[], AbstractContextManager[None]],
        read: Callable[[Callable[[], object]], object],
    ) -> None:
        self._db = connection
        self._transaction = transaction
        self._read = read

    def _seq(self, conversation_id: ConversationId) -> int | None:
        """The row of a conversation, or None when it is gone for good."""
        row = self._db.execute(
            "SELECT seq FROM conversations WHERE id = ?", (conversation_id,)
        ).fetchone()
        return row[0] if row is not None else None
