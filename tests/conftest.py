"""What every test must leave behind: nothing. Threads, windows, and log warnings fail."""

import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.waiting import WAIT_S, PatientBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A shell starts background jobs with Ctrl+C ignored, and children inherit that; tests that
# interrupt a program need it as in a terminal.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Examples are judged by what comes out of them: how long one takes by the clock on the wall
# (Hypothesis gives up after 200 ms) says how busy the machine is.
settings.register_profile("studio", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("studio")

SHARED = Path(__file__).parents[2] / "shared"

# Threads of libraries that live as long as the process.
LASTING_THREADS = ("asyncio_", "ThreadPoolExecutor", "pytest_timeout", "QThread", "Dummy")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The design data beside the checkout."""
    assert SHARED.is_dir(), f"{SHARED} is missing: the checkout needs shared/ beside it"
    return SHARED


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def garbage_is_collected_between_tests() -> Iterator[None]:
    """Never in another thread, where Qt objects must not be destroyed (as in the studio)."""
    gc.disable()
    yield
    gc.disable()
    young, middle, old = gc.get_count()
    if young > 50_000:
        gc.collect(2 if old > 10 else 1 if middle > 10 else 0)


@pytest.fixture(autouse=True)
def no_leftover_threads() -> Iterator[None]:
    """A test ends the threads it started."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        left = [
            thread
            for thread in threading.enumerate()
            if thread not in before
            and thread.is_alive()
            and not thread.name.startswith(LASTING_THREADS)
        ]
        if not left:
            return
        left[0].join(0.05)
    pytest.fail(f"threads left behind: {[thread.name for thread in left]}")


@pytest.fixture(autouse=True)
def no_leftover_windows() -> Iterator[None]:
    """A test closes the windows it opened."""
    yield
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication, QWidget

    if not isinstance(QApplication.instance(), QApplication):
        return

    def visible() -> list[QWidget]:
        return [w for w in QApplication.topLevelWidgets() if w.isVisible()]

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = visible()
    if left:
        # Collecting after every test would cost more than the tests themselves.
        gc.collect()
        left = visible()
    for widget in left:
        widget.close()
        widget.deleteLater()
    assert not left, f"windows left open: {left}"


@pytest.fixture(autouse=True)
def no_unexpected_log_warnings(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """A warning in the log fails, unless the test is marked `expects_log`."""
    with caplog.at_level(logging.WARNING):
        yield
    if request.node.get_closest_marker("expects_log"):
        return
    for when in ("setup", "call"):
        unexpected = [r for r in caplog.get_records(when) if r.levelno >= logging.WARNING]
        assert not unexpected, [f"{r.name}: {r.getMessage()}" for r in unexpected]
