"""What a migration leaves to do: pictures are worked out while nobody asks for anything."""

import logging
import time
from concurrent.futures import Future

from studio.storage.futures import settling
from studio.storage.library import Library

_log = logging.getLogger(__name__)

_AT_ONCE = 200
"""Pictures in one transaction: somebody who asks meanwhile waits some 40 ms at most."""
PAUSE_S = 0.002
"""Between two of them: a thread that computes without pause makes the window wait."""
_TELL_EVERY_S = 1.0


class GalleryFilling:
    """Works out the pictures of an older library, a few at a time.

    Attributes:
        is_under_way: whether there is more to do.

    Thread: the database thread.
    """

    def __init__(self, library: Library) -> None:
        self.is_under_way = library.gallery_is_stale
        self._told_at_s = time.monotonic()

    def step(self, library: Library) -> bool:
        """Does a little; returns whether it is time to tell others what is new.

        After a failure (a full disk) the rest is done after the next start.
        """
        more: Future[bool] = Future()
        with settling(more):
            more.set_result(library.is_open and library.fill_gallery(_AT_ONCE))
        failure = more.exception()
        if failure is not None:
            _log.info("older pictures are not all in the gallery yet: %r", failure)
        self.is_under_way = failure is None and more.result()
        now_s = time.monotonic()
        if self.is_under_way and now_s - self._told_at_s < _TELL_EVERY_S:
            return False
        self._told_at_s = now_s
        return True
