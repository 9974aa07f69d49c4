"""Python's garbage is collected on the window's thread alone, when that has nothing else to do."""

import gc
import time

from PySide6.QtCore import QAbstractEventDispatcher, QObject

# All objects are searched for at most this share of the time: with a chat of 50 MB that takes as
# long as a frame, and finds little.
_FULL_SHARE = 0.01


class GarbageCollector(QObject):
    """Takes the search for unreachable objects over from Python.

    Python itself searches in whichever thread happens to make an object, the network's or the
    database's too, and what it destroys there may be a widget or an object with a timer: Qt then
    goes on using it, and crashes.

    Nothing wakes up for this: it looks only after the event loop had something to do.

    Thread: the GUI thread, which this object must be made on.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None, "garbage is collected by an application"
        self._dispatcher = dispatcher
        self._full_after_s = 0.0  # of this thread's processor time
        gc.disable()
        dispatcher.aboutToBlock.connect(self.collect_if_due)

    def close(self) -> None:
        """Leaves it to Python again."""
        self._dispatcher.aboutToBlock.disconnect(self.collect_if_due)
        gc.enable()

    def collect_if_due(self) -> None:
        """Collects as many generations as Python would by its thresholds."""
        young, middle, old = gc.get_count()
        limits = gc.get_threshold()
        if young <= limits[0]:
            return
        if middle <= limits[1]:
            gc.collect(0)
        elif old <= limits[2] or time.thread_time() < self._full_after_s:
            gc.collect(1)
        else:
            began_s = time.thread_time()
            gc.collect()
            now_s = time.thread_time()
            self._full_after_s = now_s + (now_s - began_s) / _FULL_SHARE

    def keep_the_present(self) -> None:
        """What exists now is never searched again: modules, classes and the window stay anyway.

        Of what is not needed later only rings of references are missed, and no more of them are
        made than a start makes. (`quick_start.settle` does the same for the first window.)
        """
        gc.collect()
        gc.freeze()
