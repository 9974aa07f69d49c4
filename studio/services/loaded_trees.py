"""`LoadedTrees`: the trees of conversations that were opened, and those being read."""

import asyncio
from collections.abc import Awaitable, Callable, Set

from studio.core.errors import StorageError
from studio.core.ids import ConversationId
from studio.core.tree import ConversationTree
from studio.services.tasks import TaskScope

TREES_KEPT = 12
"""Trees of conversations that are neither shown nor running, kept for quick return."""


class LoadedTrees:
    """Reads each tree once, however many ask for it meanwhile.

    Args:
        read: gives the tree of a conversation from disk. Raises: StorageError.
        scope: runs the reading.
        on_loaded: called with the id of a conversation whose tree came from disk.
    """

    def __init__(
        self,
        read: Callable[[ConversationId], Awaitable[ConversationTree]],
        *,
        scope: TaskScope,
        on_loaded: Callable[[ConversationId], None],
    ) -> None:
        self._read = read
        self._scope = scope
        self._on_loaded = on_loaded
        self._trees: dict[ConversationId, ConversationTree] = {}
        self._loading: dict[ConversationId, asyncio.Future[ConversationTree]] = {}

    def __contains__(self, cid: object) -> bool:
        return cid in self._trees

    def __getitem__(self, cid: ConversationId) -> ConversationTree:
        return self._trees[cid]

    def get(self, cid: ConversationId) -> ConversationTree | None:
        """The tree, or None when it is not loaded."""
        return self._trees.get(cid)

    def put(self, cid: ConversationId, tree: ConversationTree) -> None:
        """Takes a tree that was made elsewhere."""
        self._trees[cid] = tree

    async def ensure(self, cid: ConversationId) -> ConversationTree:
        """The tree, loaded if it was not.

        Raises:
            StorageError: it can't be read.
        Cancel: the others who wait for it get it all the same.
        """
        tree = self._trees.get(cid)
        return tree if tree is not None else await asyncio.shield(self.load(cid))

    def load(self, cid: ConversationId) -> "asyncio.Future[ConversationTree]":
        """Reads a tree, or joins those who wait for it already."""
        loading = self._loading.get(cid)
        if loading is None:
            loading = asyncio.get_running_loop().create_future()
            self._scope.start(self._load(cid, loading), name=f"load {cid}")
            self._loading[cid] = loading
        return loading

    def release(self, in_use: Set[ConversationId], kept: int = TREES_KEPT) -> None:
        """Forgets trees that are not in use, the oldest first, beyond a few for quick return."""
        idle = [cid for cid in self._trees if cid not in in_use]
        for cid in idle[: max(0, len(idle) - kept)]:
            del self._trees[cid]

    async def _load(self, cid: ConversationId, loading: "asyncio.Future[ConversationTree]") -> None:
        try:
            tree = await self._read(cid)
            self._loading.pop(cid, None)
            if cid not in self._trees:
                self._trees[cid] = tree
                self._on_loaded(cid)
            loading.set_result(self._trees[cid])
        except StorageError as exc:
            loading.set_exception(exc)
            loading.exception()  # who only opens a chat does not wait, and was told
        finally:
            self._loading.pop(cid, None)
            loading.cancel()  # where the scope was closed meanwhile
