"""P13, the data part: 100,000 pictures opened, filtered and searched, as the window asks for it.

Everything is measured as a window sees it: from the question on the GUI's loop to the list
that is ready to be laid out, the hand-over between the threads included. Of a word that very
many pictures have, that is the head of the list; when all of it is there is told as well.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from studio.core.gallery import AlbumId, Aspect, GalleryFilter, GalleryList, GallerySort
from studio.services.clock import SystemClock
from studio.services.gallery import GalleryStore
from studio.services.images import ImageLibrary
from studio.services.near_duplicates import group_look_alikes
from studio.services.tasks import TaskScope
from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread
from tests.benchmarks.bench import Bench, python
from tests.benchmarks.figures import Outcome
from tests.benchmarks.machine import memory_mb

T = TypeVar("T")

_OPEN_MS, _FILTER_MS = 100, 50
_FILTERS: tuple[tuple[str, GalleryFilter, GallerySort], ...] = (
    ("rating", GalleryFilter(rating_at_least=4), GallerySort.NEWEST),
    ("not_rated", GalleryFilter(not_rated=True), GallerySort.NEWEST),
    ("by_rating", GalleryFilter(), GallerySort.RATING),
    ("aspect", GalleryFilter(aspects=(Aspect.LANDSCAPE,)), GallerySort.NEWEST),
    ("models", GalleryFilter(models=("lab-1/painter-2", "lab-0/painter-0")), GallerySort.NEWEST),
    ("days", GalleryFilter(last_days=30), GallerySort.NEWEST),
    ("tag", GalleryFilter(tags=("landscape",)), GallerySort.NEWEST),
    ("album", GalleryFilter(album=AlbumId("0" * 32)), GallerySort.ALBUM),
    ("word", GalleryFilter(text="sunset"), GallerySort.NEWEST),
    ("rare_word", GalleryFilter(text="number4242"), GallerySort.NEWEST),
    ("two_words", GalleryFilter(text="violet dune"), GallerySort.NEWEST),
    ("part", GalleryFilter(text="ighthou"), GallerySort.NEWEST),
    ("cjk", GalleryFilter(text="日落"), GallerySort.NEWEST),
    ("one_ideograph", GalleryFilter(text="猫"), GallerySort.NEWEST),
    ("two_letters", GalleryFilter(text="ou"), GallerySort.NEWEST),
    ("one_letter", GalleryFilter(text="z"), GallerySort.NEWEST),
)


def run(bench: Bench) -> Outcome:
    """Makes the library, then asks it without a window."""
    count = bench.pick(100_000, 100_000, 500)
    began_s = time.perf_counter()
    python("tests.benchmarks.pictures", str(bench.folder), str(count))
    outcome = Outcome()
    made_s = time.perf_counter() - began_s
    outcome.add("gallery_made_us", "pictures recorded: each", made_s / count * 1e6, "us")
    app = QCoreApplication([])
    asyncio.run(_measure(bench.folder, outcome, bench.pick(9, 5, 2)))
    app.quit()
    return outcome


async def _measure(folder: Path, outcome: Outcome, repeats: int) -> None:
    database = DatabaseThread(folder / "library.db", folder / "backups", SystemClock())
    await asyncio.wrap_future(database.start())
    await asyncio.to_thread(database.wait_for_backup)
    scope = TaskScope("bench", loop=asyncio.get_running_loop())
    store = GalleryStore(
        database=database,
        images=ImageLibrary(BlobStore(folder / "images")),
        scope=scope,
        clock=SystemClock(),
    )
    before_mb = memory_mb(os.getpid())
    everything = await _figure(
        outcome, "open", "all pictures, the first time", store.find, 1, _OPEN_MS
    )
    outcome.add("gallery_mb", "memory of the list", memory_mb(os.getpid()) - before_mb, "MB")
    await _figure(outcome, "again", "all pictures again", store.find, repeats, _OPEN_MS)
    for name, wanted, sort in _FILTERS:

        async def ask(wanted: GalleryFilter = wanted, sort: GallerySort = sort) -> GalleryList:
            return await store.find(wanted, sort)

        async def ask_soon(wanted: GalleryFilter = wanted, sort: GallerySort = sort) -> GalleryList:
            return await store.find_soon(wanted, sort)

        await _figure(outcome, name, f"filter: {name}", ask_soon, repeats, _FILTER_MS)
        if wanted.text:
            await _figure(outcome, f"{name}_all", "  the last of them", ask, repeats, None)
    await _figure(outcome, "counts", "numbers of the side column", store.counts, repeats, None)
    keys = everything.keys()
    for number in (1, 1_000, len(keys)):
        some = keys[:number]
        began_s = time.perf_counter()
        undo = await store.rate(some, 5)
        rated_ms = (time.perf_counter() - began_s) * 1000
        outcome.add(f"gallery_rate_{number}_ms", f"rating {number} pictures", rated_ms, "ms")
        await store.undo(undo)
    hashes = await asyncio.wrap_future(database.submit(lambda library: library.gallery.hashes()))
    began_s = time.perf_counter()
    await asyncio.to_thread(group_look_alikes, hashes)
    outcome.add("gallery_alike_s", "look-alikes of all", time.perf_counter() - began_s, "s")
    await scope.close()
    database.close()


async def _figure(
    outcome: Outcome,
    name: str,
    text: str,
    ask: Callable[[], Awaitable[T]],
    repeats: int,
    limit_ms: float | None,
) -> T:
    """The median of some questions, one after the other."""
    spent_ms: list[float] = []
    for _ in range(repeats):
        began_s = time.perf_counter()
        found = await ask()
        spent_ms.append((time.perf_counter() - began_s) * 1000)
    goal = "P13" if limit_ms is not None else ""
    key = f"gallery_{name}_ms"
    outcome.add(key, text, statistics.median(spent_ms), "ms", goal=goal, limit=limit_ms)
    return found
