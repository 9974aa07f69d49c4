"""Measures the GUI thread's work, frame by frame; cheap enough to leave in.

A frame is one turn of the event loop: from waking up until it would block again, painting
included. A stall is a part of it in which no event of a person could be handled. `--trace FILE`
writes frames as trace events, which browsers and Perfetto open.
"""

import faulthandler
import logging
import tempfile
import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QWindow

from studio.turns import Turns

logger = logging.getLogger(__name__)

STALL_S = 0.05
SHORT_S = 0.0002
"""Turns shorter than this are counted but not written."""


class StackLooker:
    """Looks at what a thread is doing, from another one.

    Frame objects would keep local variables alive (a `QPainter` beyond its paint event, which
    crashes Qt), so the interpreter's own dump is read instead.
    """

    def __init__(self, thread_id: int) -> None:
        self._head = f"Thread 0x{thread_id:016x}"
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`

    def stack(self) -> str:
        """The stack now, most recent call first."""
        self._file.seek(0)
        self._file.truncate()
        faulthandler.dump_traceback(self._file, all_threads=True)
        self._file.seek(0)
        dump = self._file.read().decode("utf-8", "replace")
        _, _, rest = dump.partition(self._head)
        return "\n".join(rest.partition("\n\n")[0].splitlines()[1:20])

    def close(self) -> None:
        """Looks no more."""
        self._file.close()


class FrameProbe(QObject):
    """Records how long each turn of the event loop took.

    Args:
        file: where to write the trace at `close`; None: keep the durations only.

    Attributes:
        frames: (start, duration) of each turn in seconds, in order.
        stalls: (duration in seconds, stack of the GUI thread) where it was 50 ms or more.
        marks: moments by name, in seconds of `time.perf_counter`.
        marks_cpu_s: processor time that all threads had used then.
    """

    def __init__(self, file: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frames: list[tuple[float, float]] = []
        self.stalls: list[tuple[float, str]] = []
        self.marks: dict[str, float] = {}
        self.marks_cpu_s: dict[str, float] = {}
        self._awaited: QWindow | None = None
        self._file = file
        self._began_s: float | None = None
        self._looked_s: float | None = None
        self._stacks: list[str] = []  # of the turn that takes long now
        self._looker = StackLooker(threading.get_ident())
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="frame-probe", daemon=True)
        self._turns = Turns(
            self._on_turn_began, self._on_events_looked_for, self._on_turn_ended, parent=self
        )
        self._watcher.start()

    def mark(self, name: str) -> None:
        """Notes this moment under a name (seconds of `time.perf_counter`)."""
        self.marks[name] = time.perf_counter()
        self.marks_cpu_s[name] = time.process_time()

    def mark_usable(self, window: QWindow) -> None:
        """Notes `usable` once a window is on the screen, painted, and waits for input."""
        self._awaited = window

    def close(self) -> None:
        """Stops measuring and writes the trace."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._watcher.join()
        self._looker.close()
        self._turns.close()
        if self._file is not None:
            self._write(self._file)

    def _on_turn_began(self) -> None:
        self._began_s = self._looked_s = time.perf_counter()

    def _on_events_looked_for(self) -> None:
        if self._looked_s is not None:
            self._note_stall(time.perf_counter() - self._looked_s)
            self._looked_s = time.perf_counter()

    def _on_turn_ended(self) -> None:
        began_s, looked_s = self._began_s, self._looked_s
        if began_s is None or looked_s is None:
            return
        self._began_s = self._looked_s = None
        if self._awaited is not None and self._awaited.isExposed():
            self._awaited = None
            self.mark("usable")
        now_s = time.perf_counter()
        self.frames.append((began_s, now_s - began_s))
        self._note_stall(now_s - looked_s)

    def _note_stall(self, took_s: float) -> None:
        if took_s >= STALL_S:
            # What was seen most often: the last look may have come when the cause was over.
            stack = max(self._stacks, key=self._stacks.count, default="")
            self.stalls.append((took_s, stack))
            logger.warning("the window stalled for %.0f ms\n%s", took_s * 1000, stack)
        self._stacks = []

    def _watch(self) -> None:
        # Looks at the GUI thread in the middle of a stall: afterwards the stack is gone.
        while not self._stop.wait(STALL_S / 2):
            since_s = self._looked_s
            if since_s is not None and time.perf_counter() - since_s > STALL_S * 0.6:
                stack = self._looker.stack()
                if self._looked_s == since_s:  # else it is of a turn that ended meanwhile
                    self._stacks.append(stack)

    def _write(self, file: Path) -> None:
        events = [
            {
                "name": "frame",
                "ph": "X",
                "ts": round(began_s * 1e6),
                "dur": round(took_s * 1e6),
                "pid": 1,
                "tid": 1,
            }
            for began_s, took_s in self.frames
            if took_s >= SHORT_S
        ]
        stalls = [{"ms": round(s * 1000, 1), "stack": stack} for s, stack in self.stalls]
        import json

        file.write_text(
            json.dumps(
                {
                    "traceEvents": events,
                    "stalls": stalls,
                    "marks": self.marks,
                    "marks_cpu_s": self.marks_cpu_s,
                    "displayTimeUnit": "ms",
                }
            ),
            encoding="utf-8",
        )
