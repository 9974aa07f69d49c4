"""Python's garbage is collected on the window's thread alone, when that has nothing else to do."""

import gc

from PySide6.QtCore import QAbstractEventDispatcher, QObject


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
        else:
            gc.collect(2 if old > limits[2] else 1)
