"""The background work that hashes pictures: none is left out that comes while it ends."""

import asyncio

from studio.services.clock import SystemClock
from studio.services.gallery import GalleryStore
from studio.services.images import ImageLibrary
from studio.services.picture_hashing import PictureHasher
from studio.storage.blobs import BlobStore
from tests.services.conftest import Bench
from tests.services.fakes import until
from tests.services.late_database import LateDatabase
from tests.storage.library_kit import png
from tests.waiting import WAIT_S


async def test_an_image_that_comes_while_the_work_ends_is_hashed_too(bench: Bench) -> None:
    late = LateDatabase(bench.database)
    images = ImageLibrary(BlobStore(bench.folder / "images"))
    store = GalleryStore(
        database=bench.database, images=images, scope=bench.scope, clock=SystemClock()
    )
    hasher = PictureHasher(late, images, bench.scope)  # type: ignore[arg-type]
    late.holds = True
    hasher.start()
    await until(lambda: late.has_answered(1))  # nothing to do, but the work does not know it
    imported = await store.import_bytes(png(64, 1), "one.png")
    assert imported.key is not None
    hasher.start()  # as the gallery asks when an image came
    late.deliver()
    async with asyncio.timeout(WAIT_S):
        while (await store.details(imported.key)).perceptual_hash is None:  # type: ignore[union-attr]
            await asyncio.sleep(0.01)
