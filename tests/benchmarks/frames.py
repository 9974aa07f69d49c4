"""Frames of a measured stretch: how long each took, what was painted, and what was slow."""

import gc
import statistics
import threading
import time
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from studio.trace import StackLooker
from studio.turns import Turns

_SAMPLE_S = 0.004
_SAMPLED_FROM_S = 0.004


@dataclass(frozen=True, slots=True)
class Frame:
    """One turn of the event loop.

    Attributes:
        began_s: of `time.perf_counter`.
        took_s: until the loop went to sleep, or looked for events without sleeping.
        painted: the watched widget was painted in it.
        cpu_s: processor time of the GUI thread in it: what remains when others hold the
            processor or the interpreter lock.
    """

    began_s: float
    took_s: float
    painted: bool
    cpu_s: float


class Frames(QObject):
    """Records turns from `start` to `stop`.

    Args:
        watched: the widget whose painting counts (its viewport, for scroll areas).
        sampled: also keep stacks of slow turns (a second thread looks every 4 ms).
    """

    def __init__(self, watched: QWidget, *, sampled: bool = True) -> None:
        super().__init__()
        self.frames: list[Frame] = []
        self.longest_s = self.longest_cpu_s = 0.0
        self.slowest: tuple[float, list[str]] = (0.0, [])
        self.painted_at_s = 0.0
        self.painted_count = 0
        self._painted = False
        self._began_s = self._looked_s = time.perf_counter()
        self._began_cpu_s = self._looked_cpu_s = time.thread_time()
        self._asleep = True
        self._gc_began_s = 0.0
        self.gc_pauses_ms: list[float] = []
        gc.callbacks.append(self._on_gc)
        self._stacks: list[str] = []
        self._looker = StackLooker(threading.get_ident())
        self._stop = threading.Event()
        self._watched = watched
        self._sampler: threading.Thread | None = None
        if sampled:
            self._sampler = threading.Thread(target=self._sample, name="sampler", daemon=True)
        watched.installEventFilter(self)
        self._turns = Turns(self._on_awake, self._on_look, self._on_asleep)
        if self._sampler is not None:
            self._sampler.start()

    def stop(self) -> "Frames":
        """Records no more."""
        if not self._stop.is_set():
            self._stop.set()
            if self._sampler is not None:
                self._sampler.join()
            self._looker.close()
            self._turns.close()
            gc.callbacks.remove(self._on_gc)
            self._watched.removeEventFilter(self)
        return self

    def durations_ms(self) -> list[float]:
        """Of turns in which the watched widget was painted, sorted."""
        return sorted(frame.took_s * 1000 for frame in self.frames if frame.painted)

    def quantile_ms(self, part: float) -> float:
        """A quantile of the painted turns."""
        found = self.durations_ms()
        return found[min(len(found) - 1, int(len(found) * part))] if found else 0.0

    def summary(self) -> dict[str, object]:
        """For the JSON file."""
        found = self.durations_ms()
        cpu = sorted(frame.cpu_s * 1000 for frame in self.frames if frame.painted)
        return {
            "painted_frames": len(found),
            "turns": len(self.frames),
            "p50_ms": round(statistics.median(found), 2) if found else None,
            "p90_ms": round(self.quantile_ms(0.9), 2),
            "p99_ms": round(self.quantile_ms(0.99), 2),
            "max_ms": round(found[-1], 2) if found else None,
            "cpu_p50_ms": _quantile(cpu, 0.5),
            "cpu_p99_ms": _quantile(cpu, 0.99),
            "cpu_max_ms": _quantile(cpu, 1.0),
            "gc_pauses": len(self.gc_pauses_ms),
            "gc_longest_ms": round(max(self.gc_pauses_ms, default=0.0), 2),
            "longest_without_events_ms": round(self.longest_s * 1000, 2),
            "longest_without_events_cpu_ms": round(self.longest_cpu_s * 1000, 2),
            "slowest_ms": round(self.slowest[0] * 1000, 2),
            "slowest_stacks": self.slowest[1],
        }

    def _on_awake(self) -> None:
        self._began_s = self._looked_s = time.perf_counter()
        self._began_cpu_s = self._looked_cpu_s = time.thread_time()
        self._stacks = []
        self._painted = False
        self._asleep = False

    def _on_look(self) -> None:
        self._note_look()
        if self._painted:
            # Without this a loop that never sleeps would be one endless frame.
            self._note_frame()
            self._began_s = time.perf_counter()
            self._began_cpu_s = time.thread_time()
            self._stacks = []
            self._painted = False

    def _on_asleep(self) -> None:
        if not self._asleep:
            self._note_look()
            self._note_frame()
        self._asleep = True

    def _note_look(self) -> None:
        now_s = time.perf_counter()
        self.longest_s = max(self.longest_s, now_s - self._looked_s)
        self._looked_s = now_s
        now_cpu_s = time.thread_time()
        self.longest_cpu_s = max(self.longest_cpu_s, now_cpu_s - self._looked_cpu_s)
        self._looked_cpu_s = now_cpu_s

    def _note_frame(self) -> None:
        now_s = time.perf_counter()
        took_s = now_s - self._began_s
        cpu_s = time.thread_time() - self._began_cpu_s
        self.frames.append(Frame(self._began_s, took_s, self._painted, cpu_s))
        if self._painted:
            self.painted_at_s = now_s
            self.painted_count += 1
        if took_s > self.slowest[0]:
            self.slowest = (took_s, self._stacks)

    def _on_gc(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._gc_began_s = time.perf_counter()
        else:
            self.gc_pauses_ms.append((time.perf_counter() - self._gc_began_s) * 1000)

    def _sample(self) -> None:
        # A look costs about a millisecond: only what may become the slowest turn is looked at.
        while not self._stop.wait(_SAMPLE_S):
            least_s = max(_SAMPLED_FROM_S, self.slowest[0])
            if not self._asleep and time.perf_counter() - self._began_s > least_s:
                self._stacks.append(self._looker.stack())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._painted = True
        return False


def _quantile(values: list[float], part: float) -> float | None:
    return round(values[min(len(values) - 1, int(len(values) * part))], 2) if values else None


class Heartbeat:
    """How late the GUI thread answers: a thread asks it every 2 ms, at most once at a time.

    It sees what frames can't: waiting for the interpreter lock before a turn has begun.
    """

    def __init__(self) -> None:
        self.latest_s = 0.0
        self.latest_at_s = 0.0
        self.beats = 0
        self._stop = threading.Event()
        self._answered = threading.Event()
        self._asked_s = 0.0
        self._receiver = _Receiver(self)
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._thread.start()

    def stop(self) -> "Heartbeat":
        """Asks no more."""
        self._stop.set()
        self._answered.set()
        self._thread.join()
        return self

    def answer(self) -> None:
        """The GUI thread is there."""
        now_s = time.perf_counter()
        self.beats += 1
        if now_s - self._asked_s > self.latest_s:
            self.latest_s, self.latest_at_s = now_s - self._asked_s, now_s
        self._answered.set()

    def _run(self) -> None:
        from PySide6.QtCore import QCoreApplication

        while not self._stop.wait(0.002):
            self._answered.clear()
            self._asked_s = time.perf_counter()
            QCoreApplication.postEvent(self._receiver, QEvent(QEvent.Type.User))
            self._answered.wait()


class _Receiver(QObject):
    def __init__(self, heartbeat: Heartbeat) -> None:
        super().__init__()
        self._heartbeat = heartbeat

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            self._heartbeat.answer()
            return True
        return super().event(event)
