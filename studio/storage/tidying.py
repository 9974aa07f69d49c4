"""What is thrown away in the background: old trash, and image files that nothing needs."""

import time
from datetime import UTC, datetime, timedelta

from studio.core.messages import TRASH_DAYS
from studio.core.ports import Clock
from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread

_MARK = "tidied_on"
_PAUSE_S = 0.005
"""Between two pieces of work: whoever waits for the database has it first."""


def tidy_up(database: DatabaseThread, blobs: BlobStore, clock: Clock) -> int:
    """Empties the trash of more than 30 days ago and collects the files of its images.

    Does something once a day only. A file goes when no message, trash, draft or batch refers to it
    and it was put more than 30 days ago. What went into the trash since the last time stays in
    any case: where the clock was wrong and is put right, it may seem to lie there for months.

    Returns:
        How many files were removed.
    Raises:
        StorageError: the rest is done another day.
    Thread: a worker's; blocks while the database thread and the disk work.
    """
    now = clock.now()
    today, limit = now.date().isoformat(), now - timedelta(days=TRASH_DAYS)
    before = database.submit(lambda library: library.meta(_MARK)).result()
    if before == today:
        return 0
    trashed_before = min(limit, _begin_of(before))
    while database.submit(lambda library: library.purge_some_trash(trashed_before)).result():
        time.sleep(_PAUSE_S)
    referenced = database.submit(lambda library: library.referenced_blobs()).result()
    removed = blobs.collect_garbage(referenced, limit)
    database.submit(lambda library: library.set_meta(_MARK, today)).result()
    return removed


def _begin_of(day: str | None) -> datetime:
    try:
        return datetime.fromisoformat(day or "").replace(tzinfo=UTC)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
