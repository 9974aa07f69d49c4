"""Where and when unreachable objects are destroyed."""

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.garbage import GarbageCollector


class Ring(QObject):
    """An object with a timer, in a ring of references as widgets and their slots make them."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self
        self.startTimer(5)


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[GarbageCollector]:
    limits = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    made = GarbageCollector()
    yield made
    made.close()
    gc.unfreeze()
    gc.disable()
    gc.set_threshold(*limits)


def many_objects(count: int) -> list[list[int]]:
    return [[number] for number in range(count)]


def in_a_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_no_other_thread_destroys_objects_of_the_window(
    collector: GarbageCollector, qtbot: QtBot
) -> None:
    destroyed_in: list[str] = []
    for _ in range(20):
        ring = Ring()
        weakref.finalize(ring, lambda: destroyed_in.append(threading.current_thread().name))
        del ring
    in_a_thread(lambda: many_objects(200_000))
    assert destroyed_in == []
    kept = many_objects(2_000)
    qtbot.waitUntil(lambda: len(destroyed_in) == 20)
    assert set(destroyed_in) == {threading.main_thread().name}
    assert kept


def test_a_window_at_rest_collects_nothing(collector: GarbageCollector, qtbot: QtBot) -> None:
    gc.collect()
    before = gc.get_stats()
    qtbot.wait(20)
    assert gc.get_stats() == before


def test_old_objects_are_looked_at_seldom(collector: GarbageCollector) -> None:
    gc.collect()
    collections = [generation["collections"] for generation in gc.get_stats()]
    kept = []
    for _ in range(120):
        kept.append(many_objects(1_000))
        collector.collect_if_due()
    more = [
        generation["collections"] - before
        for generation, before in zip(gc.get_stats(), collections, strict=True)
    ]
    assert sum(more) == 120
    assert 8 <= more[1] + more[2] <= 12
    assert more[2] <= 1


def test_all_objects_are_looked_at_for_a_hundredth_of_the_time(
    collector: GarbageCollector,
) -> None:
    kept = many_objects(400_000)
    gc.collect()
    full, began_s = gc.get_stats()[2]["collections"], time.thread_time()
    for _ in range(400):
        kept.append(many_objects(1_000))  # type: ignore[arg-type]
        collector.collect_if_due()
    took_s, count = time.thread_time() - began_s, gc.get_stats()[2]["collections"] - full
    one_s = min(_full_s() for _ in range(3))
    assert count - 1 <= took_s / (50 * one_s)


def _full_s() -> float:
    began_s = time.thread_time()
    gc.collect()
    return time.thread_time() - began_s


def test_what_a_start_made_is_not_looked_at_again(collector: GarbageCollector) -> None:
    kept = many_objects(400_000)
    before_s = min(_full_s() for _ in range(3))
    collector.keep_the_present()
    assert min(_full_s() for _ in range(3)) < before_s / 4
    assert kept


def test_python_collects_again_afterwards(qapp: QApplication) -> None:
    collector = GarbageCollector()
    assert not gc.isenabled()
    collector.close()
    assert gc.isenabled()
    gc.disable()
