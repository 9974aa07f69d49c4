"""The seams: what a layer needs of the outside, so that tests can put a fake there."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Protocol

from studio.core.billing import BillingRecord
from studio.core.events import StreamEvent
from studio.core.ids import ConnectionId
from studio.core.models import ModelInfo
from studio.core.parts import BlobRef
from studio.core.requests import ChatRequest, Connection, ImageRequest


class Clock(Protocol):
    """Time."""

    def now(self) -> datetime:
        """This moment in UTC, aware."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that only ever grow."""
        ...


class BlobReader(Protocol):
    """Reads kept bytes back. Thread: any."""

    def read(self, blob: BlobRef) -> bytes:
        """The original bytes. Raises: BlobMissing."""
        ...


class BlobWriter(Protocol):
    """Keeps bytes under their hash. Thread: any."""

    def put(self, data: bytes) -> BlobRef:
        """Keeps bytes (once) and describes them. Raises: DiskFull, StorageError."""
        ...


class SecretStore(Protocol):
    """Keeps API keys. Every call may block (a keychain may ask a person)."""

    def get(self, connection_id: ConnectionId) -> str | None:
        """The key, or None when there is none. Raises: SecretsUnavailable."""
        ...

    def set(self, connection_id: ConnectionId, key: str) -> None:
        """Keeps a key. Raises: SecretsUnavailable."""
        ...

    def delete(self, connection_id: ConnectionId) -> None:
        """Forgets a key; no error when there is none. Raises: SecretsUnavailable."""
        ...


class Gateway(Protocol):
    """The network side, as services see it. All calls raise GatewayError.

    Cancelling the task that iterates a stream closes its connection within 100 ms.
    """

    def chat(
        self, request: ChatRequest, key: str | None
    ) -> AsyncGenerator[tuple[StreamEvent, ...], None]:
        """Streams (or fetches) one chat completion as batches of events."""
        ...

    def images(
        self, request: ImageRequest, key: str | None
    ) -> AsyncGenerator[tuple[StreamEvent, ...], None]:
        """Makes or edits images through the images endpoints, as batches of events."""
        ...

    async def models(self, connection: Connection, key: str | None) -> tuple[ModelInfo, ...]:
        """The models that the key may use, in the order listed."""
        ...

    async def billing(
        self, connection: Connection, key: str | None, request_id: str
    ) -> BillingRecord | None:
        """What one past request cost, or None when the gateway has no such record."""
        ...

    async def fetch_image(self, url: str) -> BlobRef:
        """Gets an image by its address and keeps it; only ever called when a person asks."""
        ...

    async def aclose(self) -> None:
        """Closes all connections."""
        ...
