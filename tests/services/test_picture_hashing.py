"""The background work that hashes pictures: none is left out that comes while it ends."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from studio.services.clock import SystemClock
from studio.services.gallery import GalleryStore
from studio.services.images import ImageLibrary
from studio.services.picture_hashing import PictureHasher
from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread
from tests.services.conftest import Bench
from tests.services.fakes import until
from tests.storage.library_kit import png
from tests.waiting import WAIT_S


class LateDatabase:
    """A database whose first answer is on its way for as long as a test wants."""

    def __init__(self, database: DatabaseThread) -> None:
        self._database = database
        self._first: Future[Any] | None = None
        self._on_its_way: Future[Any] = Future()

    def submit(self, work: Callable[..., Any]) -> "Future[Any]":
        answer = self._database.submit(work)
        if self._first is not None:
            return answer
        self._first = answer
        return self._on_its_way

    @property
    def has_answered(self) -> bool:
        return self._first is not None and self._first.done()

    def deliver(self) -> None:
        assert self._first is not None
        self._on_its_way.set_result(self._first.result())


async def test_an_image_that_comes_while_the_work_ends_is_hashed_too(bench: Bench) -> None:
    late = LateDatabase(bench.database)
    images = ImageLibrary(BlobStore(bench.folder / "images"))
    store = GalleryStore(
        database=bench.database, images=images, scope=bench.scope, clock=SystemClock()
    )
    hasher = PictureHasher(late, images, bench.scope)  # type: ignore[arg-type]
    hasher.start()
    await until(lambda: late.has_answered)  # there is nothing to do, but the work does not know
    imported = await store.import_bytes(png(64, 1), "one.png")
    assert imported.key is not None
    hasher.start()  # as the gallery asks when an image came
    late.deliver()
    async with asyncio.timeout(WAIT_S):
        while (await store.details(imported.key)).perceptual_hash is None:  # type: ignore[union-attr]
            await asyncio.sleep(0.01)
