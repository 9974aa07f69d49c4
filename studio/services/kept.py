"""`KeptStore`: what several stores do alike that read all they keep at their first use."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from studio.core.errors import StorageError
from studio.core.ports import Clock
from studio.services.conversations import ConversationStore
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread
from studio.storage.library import Library

logger = logging.getLogger(__name__)
_T = TypeVar("_T")


class KeptStore(QObject):
    """Reads once and tells; writes at once and tells when that fails.

    What is read, and what becomes of it, is in `_load_kept` of those derived from it. What was
    changed before it was read stays: `_load_kept` adds to that.

    Signals:
        loaded: what is kept was read, or can't be.
    """

    loaded = Signal()

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        database: DatabaseThread,
        scope: TaskScope,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._database = database
        self._scope = scope
        self._clock = clock
        self._loading: asyncio.Task[None] | None = None
        self._is_loaded = False

    @property
    def is_loaded(self) -> bool:
        """Whether what is kept was read."""
        return self._is_loaded

    def load(self) -> None:
        """Reads what is kept, once; `loaded` tells when it is there."""
        if self._loading is None:
            self._loading = self._scope.start(self._load(), name="load what is kept")

    async def until_loaded(self) -> None:
        """Waits until what is kept was read, or can't be."""
        self.load()
        if self._loading is not None:
            await asyncio.shield(self._loading)

    async def _load(self) -> None:
        await self._load_kept()
        self._is_loaded = True
        self.loaded.emit()

    async def _load_kept(self) -> None:
        """Reads with `_read`, and takes what is there."""

    async def _read(self, read: Callable[[Library], _T]) -> _T | None:
        """Something of the library; None when it can't be read, which is told."""
        try:
            return await asyncio.wrap_future(self._database.submit(read))
        except StorageError as exc:
            logger.warning("%s can't read: %s", type(self).__name__, exc.kind)
            self._conversations.storage_failed.emit(exc.as_failure())
            return None

    def _write(self, work: Callable[[Library], None]) -> None:
        # Handed over at once: a task that is cancelled before its first step would lose it.
        written = self._database.submit(work)
        if not self._scope.is_closed:
            self._scope.start(self._watch(written), name="keep")

    async def _watch(self, written: "Future[None]") -> None:
        try:
            await asyncio.wrap_future(written)
        except StorageError as exc:
            self._conversations.storage_failed.emit(exc.as_failure())
