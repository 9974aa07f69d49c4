"""A database that knows its answers in time and delivers them late, as on a busy machine."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from studio.storage.database import DatabaseThread


class LateDatabase:
    """A database thread whose answers are on their way for as long as a test wants."""

    def __init__(self, database: DatabaseThread) -> None:
        self._database = database
        self._on_their_way: list[tuple[Future[Any], Future[Any]]] = []
        self.holds = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def submit(self, work: Callable[..., Any], *, droppable: bool = False) -> "Future[Any]":
        answer = self._database.submit(work, droppable=droppable)
        if not self.holds:
            return answer
        late: Future[Any] = Future()
        self._on_their_way.append((answer, late))
        return late

    def has_answered(self, count: int) -> bool:
        """Whether it was asked so often since it holds its answers, and knows them."""
        answers = [answer for answer, _ in self._on_their_way]
        return len(answers) >= count and all(answer.done() for answer in answers)

    def deliver(self) -> None:
        self.holds = False
        for answer, late in self._on_their_way:
            if late.set_running_or_notify_cancel():
                late.set_result(answer.result())
        self._on_their_way.clear()
