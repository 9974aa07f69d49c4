"""From the first window to the last byte on disk: starting, raising, quitting."""

import asyncio
import logging
import signal
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from studio.core.errors import StorageError, StudioError
from studio.garbage import GarbageCollector
from studio.instance import SingleInstance
from studio.late_imports import (
    LIST,
    MESSAGES,
    PICTURES,
    SHORT_PAUSE_S,
    do_in_turns,
    import_images,
    import_in_turns,
    warm_up,
)
from studio.memory import GivingBack, give_back_what_is_large
from studio.quick_start import settle
from studio.services.app import AppServices
from studio.services.network import NetworkThread
from studio.services.tasks import TaskScope
from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread
from studio.storage.tidying import tidy_up
from studio.ui.shell.main_window import MainWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    from studio.demo.server import DemoGateway
    from studio.trace import FrameProbe

logger = logging.getLogger(__name__)

ON_SCREEN_S = 1.0
"""What a first window does not need waits for it, at most so long."""

PAUSE_S = 0.03
"""Between the first painting and what is made after it."""

LOAD_AGAIN_S = 3.0
"""After so long the list of chats is read again when it could not be."""

TIDY_AFTER_S = 60
"""The trash is emptied (30 days) when the start is long over."""


class DemoHost:
    """Runs the embedded demo gateway once its address was asked for.

    The address is known at once, since the socket is there first; who connects early waits.
    Until the first window is on the screen, the gateway's modules would only delay it.
    """

    def __init__(self) -> None:
        self._listener: socket.socket | None = None
        self._base_url = ""
        self._may_start = False
        self._gateway: DemoGateway | None = None
        self._starter: threading.Thread | None = None

    def address(self) -> str:
        """The base address of the demo."""
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
            self._base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
            self._start()
        return self._base_url

    def may_start(self) -> None:
        """The window is there: the gateway may start, now or when it is asked for."""
        self._may_start = True
        self._start()

    def close(self) -> None:
        """Stops the demo if it runs."""
        if self._starter is not None:
            self._starter.join()
        if self._gateway is not None:
            self._gateway.close()
            self._gateway = None
        elif self._listener is not None:
            self._listener.close()

    def _start(self) -> None:
        if self._may_start and self._listener is not None and self._starter is None:
            self._starter = threading.Thread(
                target=self._serve, args=(self._listener,), name="demo-start", daemon=True
            )
            self._starter.start()

    def _serve(self, listener: socket.socket) -> None:
        from studio.demo.server import DemoGateway

        gateway = DemoGateway(keep_requests=0)
        gateway.start(listener)
        self._gateway = gateway


class Interrupts(QObject):
    """SIGTERM and Ctrl+C end the program in order, as closing the window does.

    Signals:
        asked_to_quit: a signal came.
    """

    asked_to_quit = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Python runs handlers only between its own instructions, and an idle Qt loop has
        # none: the wake-up socket brings the signal into the loop.
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _leave_to_the_loop)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_notifier_activated)

    def close(self) -> None:
        """The program is leaving: further signals change nothing."""
        self._notifier.setEnabled(False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        signal.set_wakeup_fd(-1)
        self._read.close()
        self._write.close()

    def _on_notifier_activated(self) -> None:
        if self._read.recv(64).strip(b"\0"):
            self.asked_to_quit.emit()


def _leave_to_the_loop(number: int, frame: object) -> None:
    """The signal itself does nothing; see `Interrupts`."""


class Studio(QObject):
    """The running program: owns everything that must end in order.

    The window only asks to close; this decides. Quitting: no new work, cancel runs (what came
    is kept), write settings and database, close connections, leave.

    Args:
        storage_scope: writes; closed after `services.scope`, whose end still writes.
        open_window: makes the main window, once the event loop runs.
        open_after: asks a person what to do when the library can't be opened; whether it
            was opened after all.
    """

    def __init__(
        self,
        *,
        app: QApplication,
        services: AppServices,
        storage_scope: TaskScope,
        database: DatabaseThread,
        blobs: BlobStore,
        network: NetworkThread,
        demo: DemoHost,
        instance: SingleInstance,
        open_window: Callable[[], MainWindow],
        open_after: Callable[[StudioError], Awaitable[bool]],
        probe: "FrameProbe | None" = None,
    ) -> None:
        super().__init__()
        self._probe = probe
        self._interrupts = Interrupts(self)
        self._app = app
        self._services = services
        self._storage_scope = storage_scope
        self._database = database
        self._blobs = blobs
        self._network = network
        self._demo = demo
        self._instance = instance
        self._open_window = open_window
        self._open_after = open_after
        self._window: MainWindow | None = None
        self._garbage: GarbageCollector | None = None
        self._quit = asyncio.Event()
        self._status = 0

    async def run(self) -> int:
        """Shows the window and lives until it is asked to quit. Returns the exit status."""
        window = self._open_window()
        self._window = window
        window.quit_requested.connect(self.quit)
        self._app.commitDataRequest.connect(self._on_app_commit_data_request)
        self._instance.raise_requested.connect(self._on_instance_raise_requested)
        self._interrupts.asked_to_quit.connect(self.quit)
        window.show()
        handle = window.windowHandle()
        if self._probe is not None and handle is not None:
            self._probe.mark_usable(handle)
        self._services.scope.start(self._load(), name="load")
        await self._quit.wait()
        await self._shut_down()
        return self._status

    @Slot()
    def quit(self) -> None:
        """Leaves; questions about running answers were asked before."""
        self._quit.set()

    async def _load(self) -> None:
        services = self._services
        await self._until_on_screen()
        opened = self._database.start()
        await import_in_turns(LIST)
        await self._fill_window()
        settle()
        self._garbage = GarbageCollector(self)
        self._instance.listen()
        if not await self._is_open(opened):
            self._status = 1
            self.quit()
            return
        self._demo.may_start()
        await import_in_turns(MESSAGES)
        if give_back_what_is_large():
            services.runs.run_finished.connect(GivingBack(self).soon)
        await self._note_deleted()
        while not services.conversations.is_loaded:
            try:
                await services.conversations.load()
            except StudioError:
                await asyncio.sleep(LOAD_AGAIN_S)  # the window shows what the store announced
        default = services.connections.default()
        if default is not None:
            await services.catalogue.load(default.id)
        await asyncio.to_thread(warm_up)
        self._garbage.keep_the_present()
        await import_in_turns(PICTURES)
        services.gallery().start_hashing()
        await import_images(self._is_busy)
        services.scope.start(self._make_ahead(), name="make ahead")
        await asyncio.sleep(TIDY_AFTER_S)
        try:
            await asyncio.to_thread(tidy_up, self._database, self._blobs, services.clock)
        except StudioError as exc:
            logger.warning("the trash was not emptied: %s", exc.kind)

    async def _make_ahead(self) -> None:
        """Makes what shows images, once there are any: it takes 10 MB."""
        try:
            await self._services.gallery().until_any()
        except StudioError:
            return  # what is wrong with the library is told elsewhere
        if self._window is not None:
            from studio.ui.shell.ahead import pieces

            await do_in_turns(pieces(self._window), self._is_busy)

    def _is_busy(self) -> bool:
        """Whether there is something better to do than to prepare what may be wanted later."""
        return bool(self._services.runs.running()) or self._quit.is_set()

    async def _is_open(self, opened: "Future[None]") -> bool:
        """Whether the library is open; what is typed meanwhile waits in the window."""
        waiting = asyncio.wrap_future(opened)
        await asyncio.wait([waiting])
        error = waiting.exception()
        if error is None:
            return True
        if not isinstance(error, StudioError):
            logger.error("the library can't be opened", exc_info=error)
            error = StorageError(str(error))
        if self._window is not None:
            self._window.hide()
        is_open = await self._open_after(error)
        if is_open and self._window is not None:
            self._window.show()
        return is_open

    async def _fill_window(self) -> None:
        if self._window is not None:
            self._window.fill()
            await asyncio.sleep(SHORT_PAUSE_S)
            from studio.ui.theme.app_icon import app_icon

            self._window.setWindowIcon(app_icon())
            await asyncio.sleep(SHORT_PAUSE_S)

    async def _note_deleted(self) -> None:
        """Messages show a placeholder for pictures in the trash from the beginning."""
        future = self._database.submit(lambda library: library.deleted_pictures())
        try:
            self._services.images.note_deleted(await asyncio.wrap_future(future))
        except StudioError as exc:
            logger.warning("deleted pictures are not known: %s", exc.kind)

    async def _until_on_screen(self) -> None:
        """Waits for the first painted window (not for long: it may start minimised)."""
        deadline_s = time.monotonic() + ON_SCREEN_S
        while time.monotonic() < deadline_s:
            handle = self._window.windowHandle() if self._window is not None else None
            if handle is not None and handle.isExposed():
                break
            await asyncio.sleep(0.005)
        # What came with the screen (focus, another size) is handled, and keys are, once a
        # pause ends in time.
        while time.monotonic() < deadline_s:
            began_s = time.monotonic()
            await asyncio.sleep(PAUSE_S)
            if time.monotonic() - began_s < PAUSE_S * 1.5:
                break

    async def _shut_down(self) -> None:
        if self._window is not None:
            self._window.save_state()
        focused = self._app.focusWidget()
        if isinstance(focused, QWidget):
            focused.clearFocus()  # a field that is being edited takes effect when it is left
        self._services.runs.stop_all()
        await self._services.scope.close()
        self._services.preferences.flush()
        try:
            await self._services.conversations.flush()
        except StudioError as exc:
            logger.error("the last writes failed: %s", exc.kind)
        await self._storage_scope.close()
        if self._window is not None:
            self._window.hide()
        await asyncio.to_thread(self._network.close)
        try:
            await asyncio.to_thread(self._database.close)
        except StudioError as exc:
            logger.error("the library could not be closed: %s %s", exc.kind, exc.code or "")
        await asyncio.to_thread(self._demo.close)
        self._instance.close()
        if self._window is not None:
            self._window.close_for_good()
            self._window.deleteLater()
            self._window = None
        self._interrupts.close()
        if self._probe is not None:
            self._probe.close()

    def _on_instance_raise_requested(self) -> None:
        # It is hidden while a person is asked what to do about the library.
        if self._window is not None and self._window.isVisible():
            self._window.bring_to_front()

    def _on_app_commit_data_request(self) -> None:
        # The session ends: write what is not written, the system may not wait for more.
        self._services.preferences.flush()
