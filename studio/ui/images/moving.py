"""`MovingPicture`: the frames of an animated file, each decoded beside the GUI thread."""

from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QImageReader

from studio.ui.images.decode import image_reader, read_image
from studio.ui.images.strips import for_screen

MOST_PIXELS = 16_000_000
"""Of a frame; a larger picture stands still."""

_LEAST_DELAY_MS, _USUAL_DELAY_MS = 20, 100


class _Source:
    """An animated file that is read frame by frame. Thread: one at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader: QImageReader | None = None
        self._rounds = 0

    def next(self) -> tuple[QImage, int] | None:
        """The next frame and how long it is shown, in ms; None at the end, or when damaged."""
        for _ in range(2):
            if self._reader is None:
                self._reader = image_reader(self._path)
                if self._reader is None:
                    return None
            image = read_image(self._reader)
            if not image.isNull():
                delay_ms = self._reader.nextImageDelay()
                shown_ms = delay_ms if delay_ms >= _LEAST_DELAY_MS else _USUAL_DELAY_MS
                return for_screen(image), shown_ms
            loops = self._reader.loopCount()  # how often again; -1: without end
            self._reader = None
            self._rounds += 1
            if 0 <= loops < self._rounds:
                return None
        return None


class _Relay(QObject):
    """Carries frames to the GUI thread; kept alive by the threads that use it."""

    read = Signal(object, object)


class MovingPicture(QObject):
    """Plays one animated file; at most two frames are in memory.

    Signals:
        frame_changed: the `QImage` to show now.
        playing_changed: it plays, or stands still.
    """

    frame_changed = Signal(QImage)
    playing_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: _Source | None = None
        self._waiting: tuple[QImage, int] | None = None
        self._is_playing = self._is_reading = False
        self._due = QTimer(self, singleShot=True)
        self._due.setTimerType(Qt.TimerType.PreciseTimer)
        self._due.timeout.connect(self._on_due_timeout)
        self._relay = _Relay()
        self._relay.read.connect(self._on_relay_read, Qt.ConnectionType.QueuedConnection)

    @property
    def is_open(self) -> bool:
        """Whether there is an animated file."""
        return self._source is not None

    @property
    def is_playing(self) -> bool:
        """Whether its frames follow one another."""
        return self._is_playing

    def open(self, path: Path, *, plays: bool) -> None:
        """Takes another file.

        Args:
            plays: begin at once (not with reduced motion).
        """
        self.close()
        self._source = _Source(path)
        self.set_playing(plays)

    def set_playing(self, on: bool) -> None:
        """Plays, or stands still at the frame that is shown."""
        if self._source is None or on == self._is_playing:
            return
        self._is_playing = on
        if on:
            self._due.start(0)
        else:
            self._due.stop()
        self.playing_changed.emit()

    def close(self) -> None:
        """Forgets the file and its frames."""
        self._due.stop()
        self._source, self._waiting, self._is_playing = None, None, False
        self._is_reading = False

    def _read(self) -> None:
        source, relay = self._source, self._relay
        if source is None or self._is_reading:
            return
        self._is_reading = True

        def work() -> None:
            relay.read.emit(source, source.next())

        Thread(target=work, name="frame-decoder", daemon=True).start()

    def _on_due_timeout(self) -> None:
        """Shows the frame that waits and reads the next; else it comes when it is read."""
        if self._waiting is None:
            self._read()
            return
        (frame, shown_ms), self._waiting = self._waiting, None
        self._due.start(shown_ms)
        self.frame_changed.emit(frame)
        self._read()

    @Slot(object, object)
    def _on_relay_read(self, source: _Source, found: tuple[QImage, int] | None) -> None:
        if source is not self._source:
            return
        self._is_reading = False
        if found is None:
            self.set_playing(False)
            return
        self._waiting = found
        if self._is_playing and not self._due.isActive():
            self._due.start(0)
