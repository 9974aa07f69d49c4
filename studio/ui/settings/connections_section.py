"""The Connections section: every gateway with its key, its test, and its removal."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.errors import SecretsUnavailable
from studio.core.ports import Clock
from studio.core.requests import Connection
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import PRESETS, ConnectionStore
from studio.services.tasks import TaskScope
from studio.ui.settings.connection_card import ConnectionCard
from studio.ui.settings.section import SettingsSection
from studio.ui.theme import ThemeStore
from studio.ui.widgets import EmptyState, Menu, SecondaryButton, Toast, ToastStack
from studio.ui.widgets.roles import give_role

_DEMO = "demo"


class ConnectionsSection(SettingsSection):
    """The list of connections; at most one is open.

    Args:
        toasts: where a removal can be undone.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        *,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        scope: TaskScope,
        clock: Clock,
        toasts: ToastStack,
        parent: QWidget | None = None,
    ) -> None:
        self._connections, self._catalogue = connections, catalogue
        self._scope, self._clock, self._toasts = scope, clock, toasts
        self._cards: dict[str, ConnectionCard] = {}
        self._removed: dict[Toast, Connection] = {}
        super().__init__(theme_store, self.tr("Connections"), parent=parent)
        self._build()
        connections.connections_changed.connect(self._on_connections_changed)
        self._show_cards()
        default = connections.default()
        if default is not None:
            self.open_connection(default.id)

    def open_connection(self, connection_id: str) -> None:
        """Opens one card and closes the others."""
        for card in self._cards.values():
            card.set_open(card.connection_id == connection_id)

    def set_narrow(self, narrow: bool) -> None:
        """Also for forms that are made later."""
        super().set_narrow(narrow)
        for card in self._cards.values():
            card.set_narrow(narrow)

    def _build(self) -> None:
        self.add_button = SecondaryButton(self.theme_store, self.tr("Add connection"), icon="plus")
        self.add_button.setObjectName("add_connection")
        self.header.addWidget(self.add_button)
        self.add_menu = Menu(self)
        for preset in PRESETS:
            self.add_menu.addAction(preset.name).setData(preset.id)
        self.add_menu.addSeparator()
        self.demo_action = self.add_menu.addAction(self.tr("Built-in demo"))
        self.demo_action.setData(_DEMO)
        self.add_menu.triggered.connect(self._on_preset_chosen)
        self.add_button.clicked.connect(self._on_add_clicked)
        self.list = QWidget()
        self.list.setObjectName("connections")
        give_role(self.list, QAccessible.Role.List, self.tr("Connections"))
        self._list_column = QVBoxLayout(self.list)
        self._list_column.setContentsMargins(0, 0, 0, 0)
        self._list_column.setSpacing(0)
        self.empty = EmptyState(
            self.theme_store,
            self.tr("No connection yet"),
            self.tr("A connection is the address of a gateway and your key for it."),
            (
                ("dgrid", self.tr("DGrid gateway"), "plus"),
                (_DEMO, self.tr("Built-in demo"), "book-open"),
            ),
        )
        self.empty.action_triggered.connect(self._add)
        self.column.addWidget(self.list)
        self.column.addWidget(self.empty)

    def _show_cards(self) -> None:
        """Makes, drops and orders cards; those that stay keep what is typed in them."""
        connections = self._connections.all()
        wanted = {connection.id for connection in connections}
        for gone in [key for key in self._cards if key not in wanted]:
            card = self._cards.pop(gone)
            card.hide()
            self._list_column.removeWidget(card)
            card.deleteLater()
        for place, listed in enumerate(connections):
            connection = self._connections.get(listed.id) or listed
            found = self._cards.get(connection.id)
            if found is None:
                found = self._cards[connection.id] = self._new_card(connection)
            else:
                found.refresh(connection)
            if self._list_column.indexOf(found) != place:
                self._list_column.insertWidget(place, found)
                found.show()
        self.list.setVisible(bool(connections))
        self.empty.setVisible(not connections)
        self.demo_action.setVisible(not any(c.is_demo for c in connections))

    def _new_card(self, connection: Connection) -> ConnectionCard:
        card = ConnectionCard(
            self.theme_store,
            connection,
            connections=self._connections,
            catalogue=self._catalogue,
            scope=self._scope,
            clock=self._clock,
        )
        card.set_narrow(self.is_narrow)
        card.open_changed.connect(self._on_open_changed)
        card.remove_requested.connect(self._on_remove_requested)
        return card

    def _add(self, preset_id: str) -> None:
        if preset_id == _DEMO:
            added = self._connections.add_demo()
        else:
            added = self._connections.add(preset_id)
        self.open_connection(added.id)
        card = self._cards[added.id]
        self.column.activate()
        self.scroll_area.ensureWidgetVisible(card)
        if card.form is not None:
            card.form.focus_first_gap()

    def _on_add_clicked(self) -> None:
        self.add_menu.popup_under(self.add_button)

    def _on_preset_chosen(self, action: QAction) -> None:
        self._add(str(action.data()))

    def _on_connections_changed(self) -> None:
        self._show_cards()

    def _on_open_changed(self, connection_id: str) -> None:
        for card in self._cards.values():
            if card.connection_id != connection_id and card.is_open:
                card.set_open(False)

    def _on_remove_requested(self, connection_id: str) -> None:
        removed = self._connections.remove(connection_id)
        if removed is None:
            return
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        text = self.tr("{0} removed").format(removed.name)
        toast = self._toasts.show_toast(text, undo=True)
        self._removed[toast] = removed
        toast.action_triggered.connect(self._on_undo)
        toast.closed.connect(self._on_toast_closed)

    def _on_undo(self) -> None:
        toast = self.sender()
        if isinstance(toast, Toast) and toast in self._removed:
            connection = self._removed.pop(toast)
            self._connections.restore(connection)
            self.open_connection(connection.id)

    def _on_toast_closed(self) -> None:
        toast = self.sender()
        if isinstance(toast, Toast) and toast in self._removed:
            # Not undone: its key is of no use any more.
            self._scope.start(self._forget_key(self._removed.pop(toast)), name="key")

    async def _forget_key(self, connection: Connection) -> None:
        try:
            await self._connections.delete_key(connection.id)
        except SecretsUnavailable:
            self._toasts.show_toast(
                self.tr("The key of {0} is still in the keychain").format(connection.name),
                icon="triangle-alert",
                token="warn",
            )
