"""The one place that starts asyncio tasks."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)

ErrorHandler = Callable[[str, BaseException], None]


class TaskScope:
    """Owns tasks: what it started it can cancel, and no error of theirs goes unseen.

    Args:
        name: for logs and task names.
        loop: the loop that tasks run on.
        on_error: gets the task's name and the error of every task that failed unhandled.
    """

    def __init__(
        self, name: str, *, loop: asyncio.AbstractEventLoop, on_error: ErrorHandler | None = None
    ) -> None:
        self.name = name
        self._loop = loop
        self._on_error = on_error
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called: nothing can be started any more."""
        return self._closed

    def start(self, coro: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        """Starts a coroutine as a task of this scope.

        Raises:
            RuntimeError: the scope is closed.
        """
        if self._closed:
            coro.close()
            raise RuntimeError(f"task scope {self.name} is closed")
        task = self._loop.create_task(coro, name=f"{self.name}/{name}")
        self._tasks.add(task)
        task.add_done_callback(self._on_task_done)
        return task

    def call_from_thread(self, callback: Callable[..., None], *args: Any) -> None:
        """Calls something on the loop, soon; not any more once the scope is closed.

        Thread: any.
        """
        if not self._closed:
            self._loop.call_soon_threadsafe(callback, *args)

    async def close(self) -> None:
        """Cancels what still runs and waits for its end. May be called twice."""
        self._closed = True
        pending = list(self._tasks)
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.gather(*pending, return_exceptions=True)

    def _on_task_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        logger.error("task %s failed", task.get_name(), exc_info=error)
        if self._on_error is not None:
            self._on_error(task.get_name(), error)
