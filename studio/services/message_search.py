"""Finding messages by their words, in all chats and comparisons."""

import asyncio
import threading

from studio.core.errors import StorageError
from studio.core.records import SearchHit
from studio.storage.database import DatabaseThread


class MessageSearch:
    """Asks the library on its own thread; the next search ends the one before."""

    def __init__(self, database: DatabaseThread) -> None:
        self._database = database
        self._running: threading.Event | None = None

    async def find(self, text: str, limit: int = 50) -> tuple[SearchHit, ...]:
        """Messages that hold all words of a text, the newest first.

        Returns:
            Nothing when another search was begun meanwhile, or the library can't be read.
        """
        self.cancel()
        ended = self._running = threading.Event()
        work = self._database.submit(
            lambda library: library.search(text, limit, is_cancelled=ended.is_set)
        )
        try:
            hits = await asyncio.wrap_future(work)
        except StorageError:
            return ()
        return () if ended.is_set() else tuple(hits)

    def cancel(self) -> None:
        """Ends a search that is under way; it finds nothing."""
        if self._running is not None:
            self._running.set()
