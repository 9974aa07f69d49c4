"""Connections to gateways: their addresses, keys and tests."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.addresses import DGRID_BASE_URL, normalise_base_url
from studio.core.errors import Failure, StudioError
from studio.core.ids import ConnectionId, new_id
from studio.core.ports import Clock
from studio.core.requests import Connection
from studio.services.keys import KeyRing, KeyState
from studio.services.network import NetworkThread
from studio.services.preferences import Preferences
from studio.services.tasks import TaskScope


class Preset(Struct, frozen=True):
    """A kind of gateway that can be chosen by name."""

    id: str
    name: str
    base_url: str
    needs_key: bool


PRESETS = (
    Preset("dgrid", "DGrid gateway", DGRID_BASE_URL, True),
    Preset("openai", "OpenAI", "https://api.openai.com/v1", True),
    Preset("openrouter", "OpenRouter", "https://openrouter.ai/api/v1", True),
    Preset("ollama", "Ollama", "http://localhost:11434/v1", False),
    Preset("lmstudio", "LM Studio", "http://localhost:1234/v1", False),
    Preset("llamacpp", "llama.cpp", "http://localhost:8080/v1", False),
    Preset("other", "Other gateway", "", True),
)


DEMO = Connection(
    id=ConnectionId("demo"), name="Built-in demo", base_url="", preset="demo", needs_key=False
)


class ConnectionStatus(Struct, frozen=True):
    """Result of the last test.

    Attributes:
        state: `unknown`, `testing`, `ok`, or `failed`.
        models: how many models it listed.
        latency_ms: time until the list was there.
    """

    state: str = "unknown"
    models: int = 0
    latency_ms: int = 0
    failure: Failure | None = None
    tested_at: datetime | None = None


class ConnectionStore(QObject):
    """All connections of the studio.

    Signals:
        connections_changed: one was added, removed, changed, or is the default now.
        status_changed: connection id; a test began or ended.
        key_changed: connection id; its key is elsewhere, new or gone.
    """

    connections_changed = Signal()
    status_changed = Signal(str)
    key_changed = Signal(str)

    def __init__(
        self,
        *,
        preferences: Preferences,
        keys: KeyRing,
        network: NetworkThread,
        scope: TaskScope,
        clock: Clock,
        demo_address: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._keys = keys
        self._network = network
        self._scope = scope
        self._clock = clock
        self._demo_address = demo_address
        self._started_with: Connection | None = None
        self._demo_first = False
        self._statuses: dict[str, ConnectionStatus] = {}
        self._tests: dict[str, asyncio.Task[None]] = {}

    def all(self) -> tuple[Connection, ...]:
        """Every connection, that of this start first."""
        kept = self._preferences.values.connections
        return (self._started_with, *kept) if self._started_with else tuple(kept)

    def get(self, connection_id: str | None) -> Connection | None:
        """The connection, or None. The demo's address is that of the running demo."""
        for connection in self.all():
            if connection.id == connection_id:
                return self._with_address(connection)
        return None

    def default(self) -> Connection | None:
        """What a new chat uses: that of this start, the chosen default, or the first."""
        if self._demo_first:
            return self._with_address(DEMO)
        if self._started_with is not None:
            return self._with_address(self._started_with)
        chosen = self.get(self._preferences.values.default_connection_id or None)
        if chosen is not None:
            return chosen
        first = next(iter(self.all()), None)
        return self._with_address(first) if first else None

    def set_default(self, connection_id: str) -> None:
        """What a new chat uses from now on."""
        self._preferences.set(default_connection_id=connection_id)
        self.connections_changed.emit()

    def use_for_this_start(self, base_url: str) -> None:
        """A gateway named on the command line; never written to the settings.

        Raises:
            WrongAddress: the address is unusable.
        """
        url = normalise_base_url(base_url or DGRID_BASE_URL)
        preset = next((p for p in PRESETS if p.base_url == url), PRESETS[-1])
        self._started_with = Connection(
            id=ConnectionId("start"),
            name=preset.name if preset.base_url else url,
            base_url=url,
            preset=preset.id,
            needs_key=False,
        )
        self.connections_changed.emit()

    def use_demo_for_this_start(self) -> None:
        """The embedded demo gateway, without keeping it as a connection."""
        if not any(c.is_demo for c in self._preferences.values.connections):
            self._started_with = DEMO
        else:
            self._started_with = None
        self._demo_first = True
        self.connections_changed.emit()

    def add(self, preset_id: str, name: str = "", base_url: str = "") -> Connection:
        """Adds a connection; the first one becomes the default.

        Raises:
            WrongAddress: the address is unusable.
        """
        preset = next(p for p in PRESETS if p.id == preset_id)
        address = base_url or preset.base_url
        connection = Connection(
            id=ConnectionId(new_id()),
            name=name or preset.name,
            base_url=normalise_base_url(address) if address else "",
            preset=preset.id,
            needs_key=preset.needs_key,
        )
        self._put((*self._preferences.values.connections, connection))
        return connection

    def add_demo(self) -> Connection:
        """The embedded demo gateway as a connection (once)."""
        for connection in self._preferences.values.connections:
            if connection.is_demo:
                return self._with_address(connection)
        self._put((*self._preferences.values.connections, DEMO))
        return self._with_address(DEMO)

    def update(self, connection: Connection) -> None:
        """Puts a changed connection in its place. Raises: WrongAddress."""
        if connection.is_demo:
            connection = replace(connection, base_url="")
        elif connection.base_url:
            connection = replace(connection, base_url=normalise_base_url(connection.base_url))
        if self._started_with is not None and connection.id == self._started_with.id:
            self._started_with = connection
            self.connections_changed.emit()
            return
        self._put(
            tuple(
                connection if old.id == connection.id else old
                for old in self._preferences.values.connections
            )
        )
        self._statuses.pop(connection.id, None)
        self.status_changed.emit(connection.id)

    def remove(self, connection_id: str) -> Connection | None:
        """Takes a connection out of the list; its key stays until it is deleted.

        Returns:
            What was removed, for `restore`.
        """
        removed = next(
            (c for c in self._preferences.values.connections if c.id == connection_id), None
        )
        if removed is not None:
            self._put(tuple(c for c in self._preferences.values.connections if c is not removed))
        return removed

    def restore(self, connection: Connection) -> None:
        """Undoes `remove`."""
        if self.get(connection.id) is None:
            self._put((*self._preferences.values.connections, connection))

    def status(self, connection_id: str) -> ConnectionStatus:
        """The result of the last test."""
        return self._statuses.get(connection_id, ConnectionStatus())

    def key_state(self, connection_id: str) -> KeyState:
        """Where the key is, as far as known without asking the keychain."""
        return self._keys.state(ConnectionId(connection_id))

    async def key_for(self, connection: Connection) -> str | None:
        """The key to send. Raises: SecretsUnavailable (only if the connection needs one)."""
        if connection.is_demo:
            return None
        if connection.needs_key:
            return await self._keys.get(connection.id)
        # Where a key is no must, a keychain that does not answer is asked once and no more.
        if self.key_state(connection.id).source in {"none", "unavailable"}:
            return None
        try:
            return await self._keys.get(connection.id)
        except StudioError:
            return None

    async def look_up_key(self, connection_id: str) -> KeyState:
        """Asks the keychain once, so that `key_state` is known; `key_changed` tells."""
        try:
            await self._keys.get(ConnectionId(connection_id))
        except StudioError:
            pass  # the state says so
        self.key_changed.emit(connection_id)
        return self.key_state(connection_id)

    async def set_key(self, connection_id: str, key: str, *, session_only: bool = False) -> None:
        """Keeps a key. Raises: SecretsUnavailable (nothing was kept)."""
        await self._keys.set(ConnectionId(connection_id), key.strip(), session_only=session_only)
        self.key_changed.emit(connection_id)

    async def delete_key(self, connection_id: str) -> None:
        """Forgets a key. Raises: SecretsUnavailable."""
        await self._keys.delete(ConnectionId(connection_id))
        self.key_changed.emit(connection_id)

    def test(self, connection_id: str) -> None:
        """Asks the gateway for its models; `status_changed` tells how it went."""
        running = self._tests.get(connection_id)
        if running is not None and not running.done():
            running.cancel()
        self._set_status(connection_id, ConnectionStatus("testing"))
        self._tests[connection_id] = self._scope.start(self._test(connection_id), name="test")

    def report(self, connection_id: str, status: ConnectionStatus) -> None:
        """A result of other work that says how the connection is (a refreshed list)."""
        self._set_status(connection_id, status)

    async def _test(self, connection_id: str) -> None:
        connection = self.get(connection_id)
        if connection is None:
            return
        began_s = self._clock.monotonic_s()
        try:
            key = await self.key_for(connection)
            models = await self._network.call(lambda gateway: gateway.models(connection, key))
        except StudioError as exc:
            self._set_status(
                connection_id,
                ConnectionStatus("failed", failure=exc.as_failure(), tested_at=self._clock.now()),
            )
            return
        latency_ms = round((self._clock.monotonic_s() - began_s) * 1000)
        self._set_status(
            connection_id,
            ConnectionStatus("ok", len(models), latency_ms, tested_at=self._clock.now()),
        )

    def _set_status(self, connection_id: str, status: ConnectionStatus) -> None:
        self._statuses[connection_id] = status
        self.status_changed.emit(connection_id)

    def _put(self, connections: tuple[Connection, ...]) -> None:
        self._preferences.set(connections=connections)
        self.connections_changed.emit()

    def _with_address(self, connection: Connection) -> Connection:
        if connection.is_demo:
            return replace(connection, base_url=self._demo_address())
        return connection
