"""The models of each connection: cached on disk, refreshed from the gateway."""

import asyncio
from typing import TypeVar

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.errors import Failure, StudioError
from studio.core.ids import ConnectionId
from studio.core.models import (
    ModelInfo,
    guess_draws_images,
    guess_reasons,
    guess_sees_images,
)
from studio.core.ports import Clock
from studio.core.requests import Connection
from studio.services.connections import ConnectionStatus, ConnectionStore
from studio.services.keys import KeyState
from studio.services.network import NetworkThread
from studio.services.preferences import Preferences
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread

RECENTS_KEPT = 8

T = TypeVar("T", bool, bool | None)


class ModelCatalogue(QObject):
    """What models there are.

    Signals:
        models_changed: connection id; its list, or the state of its refresh, is new.
        favourites_changed: a model became or is no longer a favourite.
    """

    models_changed = Signal(str)
    favourites_changed = Signal()

    def __init__(
        self,
        *,
        connections: ConnectionStore,
        preferences: Preferences,
        network: NetworkThread,
        database: DatabaseThread,
        scope: TaskScope,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._connections = connections
        self._preferences = preferences
        self._network = network
        self._database = database
        self._scope = scope
        self._clock = clock
        self._models: dict[str, tuple[ModelInfo, ...]] = {}
        self._refreshing: dict[str, asyncio.Task[None]] = {}
        self._asked: dict[str, tuple[Connection | None, KeyState]] = {}  # meanwhile
        self._failures: dict[str, Failure] = {}

    def models(self, connection_id: str) -> tuple[ModelInfo, ...]:
        """The models as last listed; empty when never listed."""
        return self._models.get(connection_id, ())

    def get(self, connection_id: str, model_id: str) -> ModelInfo:
        """One model; an id that is not listed gets guessed skills. Overrides apply."""
        for model in self.models(connection_id):
            if model.id == model_id:
                return self._with_override(model)
        return self._with_override(
            ModelInfo(
                id=model_id,
                draws_images=guess_draws_images(model_id),
                sees_images=guess_sees_images(model_id),
                reasons=guess_reasons(model_id),
            )
        )

    def is_listed(self, connection_id: str, model_id: str) -> bool:
        """Whether the gateway lists a model of exactly this id."""
        return any(model.id == model_id for model in self.models(connection_id))

    def default_model(self, connection_id: str) -> str | None:
        """The model for a new chat: last used, chosen at first, a favourite, or first listed."""
        ids = [model.id for model in self.models(connection_id)]
        values = self._preferences.values
        for candidate in (*values.recents, values.default_model_id, *values.favourites):
            if candidate and (candidate in ids):
                return candidate
        if ids:
            return next((m.id for m in self.models(connection_id) if not m.draws_images), ids[0])
        return values.default_model_id or None

    def refresh(self, connection_id: str) -> None:
        """Asks the gateway anew; `models_changed` tells when it is done.

        While the same is asked already nothing happens; what was asked with another address
        or key is given up.
        """
        running = self._refreshing.get(connection_id)
        if running is not None and not running.done():
            asked = self._asked.get(connection_id)
            if asked is None or asked == self._to_ask(connection_id):
                return
            running.cancel()
        self._asked.pop(connection_id, None)
        self._refreshing[connection_id] = self._scope.start(
            self._refresh(connection_id), name="models"
        )
        self.models_changed.emit(connection_id)

    def is_refreshing(self, connection_id: str) -> bool:
        """Whether a refresh is under way."""
        running = self._refreshing.get(connection_id)
        return running is not None and not running.done()

    def refresh_failure(self, connection_id: str) -> Failure | None:
        """Why the last refresh failed, or None."""
        return self._failures.get(connection_id)

    async def load(self, connection_id: str) -> None:
        """Takes the list kept on disk, then asks the gateway for a new one.

        A connection that still lacks its address or its key is not asked: that is no failure.
        """
        cid = ConnectionId(connection_id)
        kept = await asyncio.wrap_future(self._database.submit(lambda library: library.models(cid)))
        if kept.models and connection_id not in self._models:
            self._models[connection_id] = kept.models
            self.models_changed.emit(connection_id)
        if await self._can_be_asked(connection_id):
            self.refresh(connection_id)

    def favourites(self) -> frozenset[str]:
        """Ids of favourite models, whatever their connection."""
        return frozenset(self._preferences.values.favourites)

    def set_favourite(self, model_id: str, favourite: bool) -> None:
        """Stars a model, or takes the star away."""
        rest = tuple(m for m in self._preferences.values.favourites if m != model_id)
        self._preferences.set(favourites=(*rest, model_id) if favourite else rest)
        self.favourites_changed.emit()

    def recents(self) -> tuple[str, ...]:
        """Ids of models used lately, the newest first."""
        return tuple(self._preferences.values.recents)

    def note_used(self, model_id: str) -> None:
        """A message was sent to this model."""
        rest = [m for m in self._preferences.values.recents if m != model_id]
        self._preferences.set(recents=(model_id, *rest)[:RECENTS_KEPT])

    async def _can_be_asked(self, connection_id: str) -> bool:
        connection = self._connections.get(connection_id)
        if connection is None or not connection.base_url:
            return False
        try:
            return not connection.needs_key or bool(await self._connections.key_for(connection))
        except StudioError:
            return True  # the refresh says what is wrong with the keychain

    def _to_ask(self, connection_id: str) -> tuple[Connection | None, KeyState]:
        connections = self._connections
        return connections.get(connection_id), connections.key_state(connection_id)

    async def _refresh(self, connection_id: str) -> None:
        connection = self._connections.get(connection_id)
        if connection is None:
            return
        began_s = self._clock.monotonic_s()
        try:
            key = await self._connections.key_for(connection)
            self._asked[connection_id] = (connection, self._connections.key_state(connection_id))
            models = await self._network.call(lambda gateway: gateway.models(connection, key))
        except StudioError as exc:
            self._failures[connection_id] = exc.as_failure()
            status = ConnectionStatus(
                "failed", failure=exc.as_failure(), tested_at=self._clock.now()
            )
        else:
            self._failures.pop(connection_id, None)
            self._models[connection_id] = models
            now = self._clock.now()
            cid = connection.id
            self._database.submit(lambda library: library.put_models(cid, models, now))
            latency_ms = round((self._clock.monotonic_s() - began_s) * 1000)
            status = ConnectionStatus("ok", len(models), latency_ms, tested_at=now)
        self._refreshing.pop(connection_id, None)
        self._connections.report(connection_id, status)
        self.models_changed.emit(connection_id)

    def _with_override(self, model: ModelInfo) -> ModelInfo:
        override = self._preferences.values.model_overrides.get(model.id)
        if override is None:
            return model
        return replace(
            model,
            draws_images=_said(override.draws_images, model.draws_images),
            sees_images=_said(override.sees_images, model.sees_images),
            reasons=_said(override.reasons, model.reasons),
        )


def _said(override: bool | None, guess: T) -> bool | T:
    return guess if override is None else override
