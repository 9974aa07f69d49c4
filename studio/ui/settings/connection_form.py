"""The form of one connection. What is typed takes effect when a field is left."""

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.errors import WrongAddress
from studio.core.ports import Clock
from studio.core.requests import Connection
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.tasks import TaskScope
from studio.ui.settings.key_row import KeyRow
from studio.ui.settings.status_texts import status_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    Choice,
    FieldRow,
    Label,
    PrimaryButton,
    ResultPanel,
    SecondaryButton,
    TextButton,
    TextField,
    Themed,
)
from studio.ui.widgets.flow_layout import FlowLayout

_SILENCE_S = (60.0, 120.0, 300.0, 600.0, 1800.0)
_CONNECT_S = (5.0, 10.0, 15.0, 30.0, 60.0)
_RETRIES = (0, 1, 2, 3, 5)


class ConnectionForm(Themed, QWidget):
    """Name, address, key, limits, test.

    Signals:
        remove_requested: id of the connection.
    """

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
        self._connection = connection
        self._narrow = False
        self._connections = connections
        self._catalogue = catalogue
        self._scope = scope
        self._clock = clock
        self._build(theme_store)
        self._connect()
        self.show_connection(connection)
        self._show_status()
        self._use_theme(theme_store)

    def show_connection(self, connection: Connection) -> None:
        """Shows what is kept now; a field that is being edited is left alone."""
        self._connection = connection
        if not self.name.hasFocus():
            self.name.show_text(connection.name)
        if not self.url.hasFocus():
            self.url.show_text(connection.base_url)
        self.silence.set_value(connection.silence_timeout_s)
        self.connecting.set_value(connection.connect_timeout_s)
        self.retries.set_value(connection.max_retries)

    def set_narrow(self, narrow: bool) -> None:
        """Puts labels over their fields, or beside them."""
        self._narrow = narrow
        for row in self.findChildren(FieldRow):
            row.set_narrow(narrow)
        self._show_theme()

    def begin(self) -> None:
        """The form was opened: the keychain is asked whether it has the key."""
        if not self._connection.is_demo:
            self.key_row.look_up()

    def focus_first_gap(self) -> None:
        """Puts the focus where something is missing."""
        if not self._connection.base_url:
            self.url.setFocus()
        elif self._connection.needs_key:
            self.key_row.field.setFocus()
        else:
            self.test_button.setFocus()

    def _build(self, store: ThemeStore) -> None:
        self.name = TextField(store, self.tr("Name"), object_name="connection_name")
        self.url = TextField(
            store, self.tr("Base URL"), code=True, object_name="base_url",
            placeholder="https://api.example.com/v1",
        )  # fmt: skip
        self.name_row = FieldRow(store, self.tr("Name"), self.name)
        self.name_row.content.addStretch(1)
        self.url_row = FieldRow(
            store, self.tr("Base URL"), self.url,
            help_text=self.tr("Any gateway with the chat completions API. Usually ends in /v1."),
        )  # fmt: skip
        self.key_row = KeyRow(
            store, self._connection.id, connections=self._connections, scope=self._scope
        )
        self._column = QVBoxLayout(self)
        for row in (self.name_row, self.url_row, self.key_row, self._limits_row(store)):
            self._column.addWidget(row)
            row.setVisible(not self._connection.is_demo)
        self._build_actions(store)

    def _limits_row(self, store: ThemeStore) -> FieldRow:
        seconds = self.tr("{0} s")
        self.silence = Choice(
            store, self.tr("Timeout"),
            tuple((s, seconds.format(int(s))) for s in _SILENCE_S), object_name="silence_timeout",
        )  # fmt: skip
        self.silence.setToolTip(self.tr("Give up when nothing arrives for this long"))
        self.connecting = Choice(
            store, self.tr("Connecting"),
            tuple((s, seconds.format(int(s))) for s in _CONNECT_S), object_name="connect_timeout",
        )  # fmt: skip
        self.connecting.setToolTip(self.tr("Give up when no connection is made in this time"))
        self.retries = Choice(
            store, self.tr("Retries"), tuple((n, str(n)) for n in _RETRIES), object_name="retries"
        )
        self.retries.setToolTip(self.tr("Further tries before the first byte of an answer"))
        row = FieldRow(store, self.tr("Timeout"))
        row.label.setBuddy(self.silence)
        self._limits = FlowLayout()
        self._limits.addWidget(self.silence)
        for text, choice in (
            (self.tr("Connecting"), self.connecting),
            (self.tr("Retries"), self.retries),
        ):
            pair = QWidget()
            across = QHBoxLayout(pair)
            across.setContentsMargins(0, 0, 0, 0)
            across.setSpacing(store.current.scaled(8))
            across.addWidget(Label(store, text, token="text2"))
            across.addWidget(choice)
            self._limits.addWidget(pair)
        row.content.addLayout(self._limits, 1)
        self.limits_row = row
        return row

    def _build_actions(self, store: ThemeStore) -> None:
        self.test_button = PrimaryButton(store, self.tr("Test connection"))
        self.test_button.setObjectName("test_connection")
        self.refresh_button = SecondaryButton(store, self.tr("Refresh models"))
        self.refresh_button.setObjectName("refresh_models")
        self.remove_button = TextButton(store, self.tr("Remove"), kind="danger")
        self.remove_button.setObjectName("remove_connection")
        self.panel = ResultPanel(store, self.tr("Connection status"))
        self._actions = FlowLayout(last_at_end=True)
        self._actions.addWidget(self.test_button)
        self._actions.addWidget(self.refresh_button)
        self._actions.addWidget(self.remove_button)
        self._foot = QVBoxLayout()
        self._foot.addLayout(self._actions)
        self._foot.addWidget(self.panel)
        self._column.addLayout(self._foot)

    def _connect(self) -> None:
        self.name.editingFinished.connect(self._on_name_edited)
        self.url.editingFinished.connect(self._on_url_edited)
        self.url.textEdited.connect(self._on_url_typed)
        self.silence.chosen.connect(self._on_limit_chosen)
        self.connecting.chosen.connect(self._on_limit_chosen)
        self.retries.chosen.connect(self._on_limit_chosen)
        self.key_row.key_kept.connect(self._on_key_kept)
        self.test_button.clicked.connect(self._on_test_clicked)
        self.refresh_button.clicked.connect(self._on_refresh_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self._connections.status_changed.connect(self._on_status_changed)
        self._catalogue.models_changed.connect(self._on_status_changed)

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        left = 0 if self._connection.is_demo or self._narrow else scaled(224)
        self._column.setContentsMargins(0, scaled(6), 0, scaled(20))
        self._column.setSpacing(0)
        self._foot.setContentsMargins(left, scaled(10), 0, 0)
        self._foot.setSpacing(scaled(12))
        self._actions.setSpacing(scaled(8))
        self._limits.setSpacing(scaled(12))
        self.name.setFixedWidth(scaled(320))
        self.silence.setFixedWidth(scaled(104))
        self.connecting.setFixedWidth(scaled(88))
        self.retries.setFixedWidth(scaled(72))

    def _show_status(self) -> None:
        status = self._connections.status(self._connection.id)
        text = status_text(self._connection, status, self._clock.now())
        self.panel.set_result(text.kind, text.title, text.facts)
        self.test_button.set_busy(status.state == "testing", self.tr("Testing"))
        refreshing = self._catalogue.is_refreshing(self._connection.id)
        self.refresh_button.set_busy(refreshing, self.tr("Refreshing"))

    def _apply(self, **fields: object) -> bool:
        """Keeps changed fields. Returns whether the address was usable."""
        changed = replace(self._connection, **fields)
        if changed == self._connection:
            return True
        try:
            self._connections.update(changed)
        except WrongAddress as exc:
            self._show_wrong_address(exc.code or "")
            return False
        kept = self._connections.get(self._connection.id)
        if kept is not None:
            self._connection = kept
        return True

    def _show_wrong_address(self, code: str) -> None:
        self.url.set_invalid(True)
        if code == "credentials_in_url":
            self.url_row.show_error(
                self.tr("The address holds a name or a password. Leave it out.")
            )
        else:
            self.url_row.show_error(self.tr("This is not an address. It starts with https://."))

    def _apply_fields(self) -> bool:
        name = self.name.text().strip() or self._connection.name
        url = self.url.text().strip()
        fields: dict[str, object] = {"name": name}
        if url and url != self._connection.base_url:
            fields["base_url"] = url
        if not self._apply(**fields):
            return False
        self.url.set_invalid(False)
        self.url_row.show_error("")
        self.url.show_text(self._connection.base_url)
        self.name.show_text(self._connection.name)
        return True

    def _on_name_edited(self) -> None:
        self._apply(name=self.name.text().strip() or self._connection.name)
        self.name.show_text(self._connection.name)

    def _on_url_edited(self) -> None:
        self._apply_fields()

    def _on_url_typed(self, _text: str) -> None:
        self.url.set_invalid(False)
        self.url_row.show_error("")

    def _on_limit_chosen(self, _value: object) -> None:
        self._apply(
            silence_timeout_s=self.silence.value,
            connect_timeout_s=self.connecting.value,
            max_retries=self.retries.value,
        )

    def _on_key_kept(self) -> None:
        # A new key is worth knowing about at once.
        self._connections.test(self._connection.id)

    def _on_test_clicked(self) -> None:
        if not self._connection.is_demo and not self._apply_fields():
            return
        if self.key_row.has_unsaved_key:
            self.key_row.save()
        else:
            self._connections.test(self._connection.id)

    def _on_refresh_clicked(self) -> None:
        if self._connection.is_demo or self._apply_fields():
            self._catalogue.refresh(self._connection.id)

    def _on_remove_clicked(self) -> None:
        self.remove_requested.emit(self._connection.id)

    def _on_status_changed(self, connection_id: str) -> None:
        if connection_id != self._connection.id:
            return
        self._show_status()
        status = self._connections.status(connection_id)
        listed = len(self._catalogue.models(connection_id))
        if status.state == "ok" and status.models != listed:
            self._catalogue.refresh(connection_id)
