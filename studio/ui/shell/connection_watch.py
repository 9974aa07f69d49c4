"""Keeps the connection in use known: its models listed, its state told to the rail."""

from PySide6.QtCore import QObject

from studio.services.app import AppServices
from studio.ui.failure_texts import failure_text
from studio.ui.shell.rail import Rail


class ConnectionWatch(QObject):
    """Asks for models when a connection begins to work, and shows the state of the default."""

    def __init__(self, services: AppServices, rail: Rail, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._rail = rail
        self._default_id = self._find_default()
        connections = services.connections
        connections.connections_changed.connect(self._on_connections_changed)
        connections.status_changed.connect(self._on_connections_status_changed)
        connections.key_changed.connect(self._on_connections_key_changed)
        self._show()

    def _find_default(self) -> str:
        default = self._services.connections.default()
        return default.id if default is not None else ""

    def _show(self) -> None:
        connection = self._services.connections.default()
        if connection is None:
            self._rail.show_connection("", "unknown", self.tr("No connection"))
            return
        status = self._services.connections.status(connection.id)
        if status.state == "ok":
            words = self.tr("connected, {count} models").format(count=status.models)
        elif status.state == "failed" and status.failure is not None:
            words = failure_text(status.failure).title
        elif status.state == "testing":
            words = self.tr("being tested")
        else:
            words = self.tr("not tested yet")
        self._rail.show_connection(connection.name, status.state, words)

    def _list_models(self, connection_id: str) -> None:
        catalogue = self._services.catalogue
        if not catalogue.models(connection_id):
            catalogue.refresh(connection_id)

    def _on_connections_changed(self) -> None:
        default_id = self._find_default()
        if default_id != self._default_id:
            self._default_id = default_id
            if default_id:
                load = self._services.catalogue.load(default_id)
                self._services.scope.start(load, name="models")
        self._show()

    def _on_connections_status_changed(self, connection_id: str) -> None:
        if self._services.connections.status(connection_id).state == "ok":
            self._list_models(connection_id)
        self._show()

    def _on_connections_key_changed(self, connection_id: str) -> None:
        source = self._services.connections.key_state(connection_id).source
        if source in ("keychain", "session", "environment"):
            self._list_models(connection_id)
        self._show()
