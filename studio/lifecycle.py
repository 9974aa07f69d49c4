"""From the first window to the last byte on disk: starting, raising, quitting."""

import asyncio
import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from studio.core.errors import StudioError
from studio.demo.server import DemoGateway
from studio.instance import SingleInstance
from studio.services.app import AppServices
from studio.services.network import NetworkThread
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread
from studio.ui.shell.main_window import MainWindow

logger = logging.getLogger(__name__)


class DemoHost:
    """Starts the embedded demo gateway when its address is first asked for."""

    def __init__(self) -> None:
        self._gateway: DemoGateway | None = None
        self._base_url = ""

    def address(self) -> str:
        """The base address of the running demo."""
        if self._gateway is None:
            self._gateway = DemoGateway()
            self._base_url = self._gateway.start()
        return self._base_url

    def close(self) -> None:
        """Stops the demo if it runs."""
        if self._gateway is not None:
            self._gateway.close()
            self._gateway = None


class Studio(QObject):
    """The running program: owns everything that must end in order.

    The window only asks to close; this decides. Quitting: no new work, cancel runs (what came
    is kept), write settings and database, close connections, leave.

    Args:
        storage_scope: writes; closed after `services.scope`, whose end still writes.
        open_window: makes the main window, once the event loop runs.
    """

    def __init__(
        self,
        *,
        app: QApplication,
        services: AppServices,
        storage_scope: TaskScope,
        database: DatabaseThread,
        network: NetworkThread,
        demo: DemoHost,
        instance: SingleInstance,
        open_window: Callable[[], MainWindow],
    ) -> None:
        super().__init__()
        self._app = app
        self._services = services
        self._storage_scope = storage_scope
        self._database = database
        self._network = network
        self._demo = demo
        self._instance = instance
        self._open_window = open_window
        self._window: MainWindow | None = None
        self._quit = asyncio.Event()

    async def run(self) -> int:
        """Shows the window and lives until it is asked to quit. Returns the exit status."""
        window = self._open_window()
        self._window = window
        window.quit_requested.connect(self.quit)
        self._app.commitDataRequest.connect(self._on_app_commit_data_request)
        self._instance.raise_requested.connect(self._on_instance_raise_requested)
        window.show()
        self._instance.listen()
        self._services.scope.start(self._load(), name="load")
        await self._quit.wait()
        await self._shut_down()
        return 0

    @Slot()
    def quit(self) -> None:
        """Leaves; questions about running answers were asked before."""
        self._quit.set()

    async def _load(self) -> None:
        services = self._services
        try:
            await services.conversations.load()
        except StudioError:
            return  # the window shows what the store announced
        default = services.connections.default()
        if default is not None:
            await services.catalogue.load(default.id)

    async def _shut_down(self) -> None:
        if self._window is not None:
            self._window.save_state()
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
        await asyncio.to_thread(self._database.close)
        await asyncio.to_thread(self._demo.close)
        self._instance.close()
        if self._window is not None:
            self._window.close_for_good()
            self._window.deleteLater()
            self._window = None

    def _on_instance_raise_requested(self) -> None:
        if self._window is not None:
            self._window.bring_to_front()

    def _on_app_commit_data_request(self) -> None:
        # The session ends: write what is not written, the system may not wait for more.
        self._services.preferences.flush()
