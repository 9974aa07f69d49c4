"""Fakes at the seams: a scripted gateway, a key store in memory."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from studio.core.billing import BillingRecord
from studio.core.errors import StudioError
from studio.core.events import StreamEvent
from studio.core.models import ModelInfo
from studio.core.parts import BlobRef
from studio.core.requests import ChatRequest, Connection, ImageRequest
from tests.waiting import WAIT_S

Batch = tuple[StreamEvent, ...]


class Hold:
    """A step of a script: waits until `go` is set from any thread."""

    def __init__(self) -> None:
        self._go = False
        self.reached = False

    def go(self) -> None:
        self._go = True

    async def wait(self) -> None:
        self.reached = True
        while not self._go:
            await asyncio.sleep(0.002)


Step = Batch | Hold | Exception


class ScriptedGateway:
    """Plays back scripts, one per request, in order."""

    def __init__(self) -> None:
        self.scripts: list[list[Step]] = []
        self.requests: list[ChatRequest | ImageRequest] = []
        self.keys: list[str | None] = []
        self.closed_streams = 0
        self.listed: tuple[ModelInfo, ...] | StudioError = (ModelInfo("a/one"), ModelInfo("b/two"))
        self.list_holds: list[Hold] = []
        self.record: BillingRecord | None = None
        self.fetched: list[str] = []

    async def chat(self, request: ChatRequest, key: str | None) -> AsyncGenerator[Batch, None]:
        self.requests.append(request)
        self.keys.append(key)
        script = self.scripts.pop(0)
        try:
            for step in script:
                if isinstance(step, Hold):
                    await step.wait()
                elif isinstance(step, Exception):
                    raise step
                else:
                    yield step
        finally:
            self.closed_streams += 1

    async def images(self, request: ImageRequest, key: str | None) -> AsyncGenerator[Batch, None]:
        self.requests.append(request)
        self.keys.append(key)
        for step in self.scripts.pop(0):
            assert isinstance(step, tuple)
            yield step

    async def models(self, connection: Connection, key: str | None) -> tuple[ModelInfo, ...]:
        self.keys.append(key)
        if self.list_holds:
            await self.list_holds.pop(0).wait()
        if isinstance(self.listed, StudioError):
            raise self.listed
        return self.listed

    async def billing(
        self, connection: Connection, key: str | None, request_id: str
    ) -> BillingRecord | None:
        return self.record

    async def fetch_image(self, url: str) -> BlobRef:
        self.fetched.append(url)
        return BlobRef("c" * 64, "image/png", 9, 3, 3)

    async def aclose(self) -> None:
        pass


async def until(condition: Callable[[], object], *, timeout_s: float = WAIT_S) -> None:
    """Lets the loop turn until a condition holds."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.002)
