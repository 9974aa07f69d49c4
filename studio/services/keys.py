"""API keys, wherever they are kept: the system keychain, this session, the environment."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from msgspec import Struct

from studio.core.errors import SecretsUnavailable
from studio.core.ids import ConnectionId
from studio.core.ports import SecretStore
from studio.storage.futures import settling

T = TypeVar("T")


class KeyState(Struct, frozen=True):
    """Where a connection's key is.

    Attributes:
        source: `unknown` (not looked up yet), `none`, `keychain`, `session`, `environment`, or
            `unavailable` (the keychain does not answer).
        hint: the last four characters of a key, or "".
        problem: code of `SecretsUnavailable` when the source is `unavailable`.
    """

    source: str
    hint: str = ""
    problem: str = ""


class KeyRing:
    """Finds and keeps keys. The keychain is asked in a thread: it may block or ask a person.

    Args:
        keychain: the system keychain.
        environment_key: key of this start (`DGRID_API_KEY`), never stored.
    """

    def __init__(self, keychain: SecretStore, environment_key: str | None = None) -> None:
        self._keychain = keychain
        self._environment_key = environment_key or None
        self._environment_for: ConnectionId | None = None
        self._session: dict[ConnectionId, str] = {}
        self._states: dict[ConnectionId, KeyState] = {}
        self._asking: dict[ConnectionId, Future[str | None]] = {}

    def use_environment_for(self, connection_id: ConnectionId) -> None:
        """The key of the environment belongs to this connection, for this start."""
        self._environment_for = connection_id

    @property
    def has_environment_key(self) -> bool:
        """Whether this start was given a key."""
        return self._environment_key is not None

    def state(self, connection_id: ConnectionId) -> KeyState:
        """What is known without asking the keychain."""
        if self._environment_key and connection_id == self._environment_for:
            return KeyState("environment", _hint(self._environment_key))
        if connection_id in self._session:
            return KeyState("session", _hint(self._session[connection_id]))
        return self._states.get(connection_id, KeyState("unknown"))

    async def get(self, connection_id: ConnectionId) -> str | None:
        """The key of a connection, or None.

        Who asks while the keychain is asked already waits for the same answer: a person is not
        asked twice to open it, and requests go on in the order in which they came.

        Raises:
            SecretsUnavailable: no keychain answers, and no other source has the key.
        """
        if self._environment_key and connection_id == self._environment_for:
            return self._environment_key
        if connection_id in self._session:
            return self._session[connection_id]
        try:
            key = await asyncio.wrap_future(self._asked(connection_id))
        except SecretsUnavailable as exc:
            self._states[connection_id] = KeyState("unavailable", problem=exc.code or "")
            raise
        self._states[connection_id] = KeyState("keychain", _hint(key)) if key else KeyState("none")
        return key

    async def set(self, connection_id: ConnectionId, key: str, *, session_only: bool) -> None:
        """Keeps a key, in the keychain or for this session only.

        Raises:
            SecretsUnavailable: no keychain answers; nothing was kept.
        """
        if session_only:
            self._session[connection_id] = key
            return
        await asyncio.wrap_future(_beside(self._keychain.set, connection_id, key))
        self._asking.pop(connection_id, None)
        self._session.pop(connection_id, None)
        self._states[connection_id] = KeyState("keychain", _hint(key))

    async def delete(self, connection_id: ConnectionId) -> None:
        """Forgets a key everywhere. Raises: SecretsUnavailable."""
        self._session.pop(connection_id, None)
        await asyncio.wrap_future(_beside(self._keychain.delete, connection_id))
        self._asking.pop(connection_id, None)
        self._states[connection_id] = KeyState("none")

    def _asked(self, connection_id: ConnectionId) -> "Future[str | None]":
        asking = self._asking.get(connection_id)
        if asking is None or asking.done():
            asking = _beside(self._keychain.get, connection_id)
            self._asking[connection_id] = asking
        return asking


def _beside(work: Callable[..., T], *arguments: str) -> "Future[T]":
    """Runs a call to the keychain on a thread that nobody waits for when the program ends."""
    outcome: Future[T] = Future()
    outcome.set_running_or_notify_cancel()

    def run() -> None:
        with settling(outcome):
            outcome.set_result(work(*arguments))

    threading.Thread(target=run, name="studio-key", daemon=True).start()
    return outcome


def _hint(key: str) -> str:
    return key[-4:] if len(key) >= 12 else ""
