"""One connection of the list: its head, and its form while open."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.ports import Clock
from studio.core.requests import Connection
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.tasks import TaskScope
from studio.ui.settings.connection_form import ConnectionForm
from studio.ui.settings.connection_head import ConnectionHead
from studio.ui.settings.status_texts import status_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import HLine, IconButton, Menu, Themed
from studio.ui.widgets.roles import give_role


class ConnectionCard(Themed, QWidget):
    """A connection, closed to its head or open with its form.

    Signals:
        open_changed: connection id; a person opened or closed the card.
        remove_requested: connection id.
    """

    open_changed = Signal(str)
    remove_requested = Signal(str)

    def __init__(
        self,
        theme_store: ThemeStore,
        connection: Connection,
        *,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        scope: TaskScope,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.connection_id = connection.id
        self._connection = connection
        self._connections, self._catalogue = connections, catalogue
        self._scope, self._clock = scope, clock
        self.form: ConnectionForm | None = None
        self._narrow = False
        self.setObjectName(f"connection_{connection.id}")
        self.head = ConnectionHead(theme_store)
        self.head.setObjectName("connection_head")
        self.more = IconButton(
            theme_store, "ellipsis", self.tr("More actions"), object_name="connection_more"
        )
        self._line = HLine(theme_store)
        self._end = HLine(theme_store)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.head, 1)
        row.addWidget(self.more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(row)
        self._column.addWidget(self._line)
        self._column.addWidget(self._end)
        self._build_menu()
        self.head.clicked.connect(self._on_head_clicked)
        self.more.clicked.connect(self._on_more_clicked)
        connections.status_changed.connect(self._on_status_changed)
        self._use_theme(theme_store)
        self.refresh(connection)

    @property
    def is_open(self) -> bool:
        """Whether the form is shown."""
        return self.form is not None and self.form.isVisibleTo(self)

    def set_open(self, is_open: bool) -> None:
        """Shows or hides the form, which is made when first wanted."""
        if is_open and self.form is None:
            self.form = ConnectionForm(
                self.theme_store,
                self._connection,
                connections=self._connections,
                catalogue=self._catalogue,
                scope=self._scope,
                clock=self._clock,
            )
            self.form.set_narrow(self._narrow)
            self.form.remove_requested.connect(self.remove_requested)
            self._column.insertWidget(2, self.form)
        if self.form is not None:
            self.form.setVisible(is_open)
            if is_open:
                self.form.begin()
        self.head.setChecked(is_open)
        self.refresh(self._connection)

    def set_narrow(self, narrow: bool) -> None:
        """Puts the form's labels over their fields, or beside them."""
        self._narrow = narrow
        if self.form is not None:
            self.form.set_narrow(narrow)

    def refresh(self, connection: Connection) -> None:
        """Shows the connection as it is now."""
        self._connection = connection
        default = self._connections.default()
        is_default = default is not None and default.id == connection.id
        status = self._connections.status(connection.id)
        text = status_text(connection, status, self._clock.now())
        self.head.show_connection(connection, is_default=is_default, status=text)
        self.more.setVisible(self.is_open)
        self._end.setVisible(self.is_open)
        self._default_action.setEnabled(not is_default)
        give_role(self, QAccessible.Role.ListItem, connection.name)
        if self.form is not None:
            self.form.show_connection(connection)

    def _build_menu(self) -> None:
        self._menu = Menu(self)
        self._default_action = self._menu.addAction(self.tr("Make default"))
        self._default_action.triggered.connect(self._on_make_default)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Remove")).triggered.connect(self._on_remove)

    def _on_head_clicked(self) -> None:
        self.set_open(self.head.isChecked())
        self.open_changed.emit(self.connection_id)

    def _on_more_clicked(self) -> None:
        self._menu.popup_under(self.more)

    def _on_make_default(self) -> None:
        self._connections.set_default(self.connection_id)

    def _on_remove(self) -> None:
        self.remove_requested.emit(self.connection_id)

    def _on_status_changed(self, connection_id: str) -> None:
        if connection_id == self.connection_id:
            self.refresh(self._connections.get(connection_id) or self._connection)
