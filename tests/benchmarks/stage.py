"""The studio in this process, with its window on the screen, driven from inside."""

import asyncio
import gc
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QPlainTextEdit,
    QWidget,
)

from studio.bootstrap import build
from studio.instance import SingleInstance
from studio.opening import make_application
from studio.options import StartOptions
from studio.services.app import AppServices
from studio.storage.folders import DataFolders
from studio.ui.shell.main_window import MainWindow
from tests.benchmarks.figures import Outcome
from tests.benchmarks.frames import Frames
from tests.benchmarks.machine import memory_mb

_POLL_S = 0.01
_WARM_UP_S = 2.0  # what the studio does in the background after its start
_SIZE = (1280, 800)


class Stage:
    """A running studio.

    Attributes:
        services: of the studio.
        window: its main window, shown.
    """

    def __init__(self, services: AppServices, window: MainWindow) -> None:
        self.services = services
        self.window = window

    @property
    def transcript(self) -> QAbstractScrollArea:
        """The transcript that is on the screen."""
        return self.window.chat.pane.transcript  # made at the first need

    @property
    def box(self) -> QPlainTextEdit:
        """The box that messages are typed in."""
        return self.find(QPlainTextEdit, "message")

    def find(self, kind: type, name: str) -> QWidget:
        """A widget of the window by its object name."""
        found = self.window.findChild(kind, name)
        assert isinstance(found, QWidget), name
        return found

    async def until(self, condition: Callable[[], object], *, timeout_s: float = 60) -> None:
        """Waits while the event loop turns."""
        deadline_s = time.perf_counter() + timeout_s
        while not condition():
            if time.perf_counter() > deadline_s:
                raise TimeoutError(f"{condition}: {self._describe()}")
            await asyncio.sleep(_POLL_S)

    def _describe(self) -> str:
        tree = self.services.conversations.tree(self.conversation_id)
        reply = tree[tree.leaf_id] if tree and tree.leaf_id else None
        state = f"reply {reply.state}, {reply.failure}" if reply else "no reply"
        return f"{state}; in the box: {self.box.toPlainText()!r}"

    async def settle(self, quiet_s: float = 0.4) -> None:
        """Waits until the transcript was not painted for a while."""
        frames = Frames(self.transcript.viewport(), sampled=False)
        count, since_s = 0, time.perf_counter()
        while time.perf_counter() - since_s < quiet_s:
            await asyncio.sleep(0.05)
            if frames.painted_count != count:
                count, since_s = frames.painted_count, time.perf_counter()
        frames.stop()

    def frames(self, *, sampled: bool = True) -> Frames:
        """Records frames of the transcript from now on."""
        gc.collect()
        return Frames(self.transcript.viewport(), sampled=sampled)

    async def open_chat(self, conversation_id: str) -> None:
        """Goes to a chat of the list, as a click on its row does."""
        self.list_view.choose(conversation_id)  # type: ignore[attr-defined]
        await self.until(lambda: self.services.conversations.tree(conversation_id) is not None)
        await self.until(lambda: self.transcript.items())  # type: ignore[attr-defined]
        await self.settle()

    @property
    def list_view(self) -> QAbstractScrollArea:
        """The list of chats."""
        return self.find(QAbstractScrollArea, "chats")

    async def new_chat(self, model_id: str) -> str:
        """A new chat with a model; returns its id."""
        self.window.new_chat()
        self.use_model(model_id)
        await asyncio.sleep(0.05)
        return str(self.conversation_id)

    @property
    def conversation_id(self) -> str:
        """The chat that is shown."""
        return str(self.window.findChild(QWidget, "chat_pane").conversation_id)

    def use_model(self, model_id: str) -> None:
        """The model of the next message of the chat that is shown."""
        connection = self.services.connections.default()
        assert connection is not None
        self.window.chat.pane.use_model(connection.id, model_id)

    def send(self, text: str) -> float:
        """Types a message into the box and presses Enter; returns when, in seconds."""
        self.box.setFocus()
        QTest.keyClicks(self.box, text)
        sent_s = time.perf_counter()
        QTest.keyClick(self.box, Qt.Key.Key_Return)
        return sent_s

    def post_key(self, target: QWidget, key: Qt.Key, text: str = "") -> None:
        """A key, by way of the event queue; from any thread."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            QApplication.postEvent(target, event)

    def memory_mb(self) -> float:
        """Memory of this process now, after garbage was taken out."""
        gc.collect()
        return memory_mb(os.getpid())

    def middle(self, widget: QWidget) -> QPoint:
        """The middle of a widget, in its own coordinates."""
        return widget.rect().center()


Scenario = Callable[[Stage], Awaitable[Outcome]]


def play(scenario: Scenario, *, folder: Path, base_url: str) -> Outcome:
    """Runs the studio, plays a scenario in its window, and quits it in order."""
    os.environ.setdefault("QT_API", "pyside6")
    from studio.qt_loop import QtLoop

    options = StartOptions(data_dir=folder, base_url=base_url, theme="light")
    app = make_application()
    loop = QtLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        outcome: Outcome = loop.run_until_complete(_live(app, loop, options, scenario))
    return outcome


async def _live(
    app: QApplication, loop: asyncio.AbstractEventLoop, options: StartOptions, scenario: Scenario
) -> Outcome:
    folders = DataFolders(options.data_dir)
    folders.create()
    instance = SingleInstance(folders.root)
    instance.acquire()
    studio = build(app, options, folders, instance, loop)
    running = loop.create_task(studio.run())
    window = None
    while window is None:
        await asyncio.sleep(0.02)
        if running.done():
            running.result()
        tops = app.topLevelWidgets()
        window = next((w for w in tops if isinstance(w, MainWindow) and w.isVisible()), None)
    window.resize(*_SIZE)
    stage = Stage(studio._services, window)
    await stage.until(lambda: stage.services.conversations.is_loaded)
    window.activateWindow()
    await asyncio.sleep(_WARM_UP_S)
    try:
        return await scenario(stage)
    finally:
        studio.quit()
        await running
