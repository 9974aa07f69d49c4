"""The first step of the first run: address and key of a gateway, tried at once."""

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from studio.core.addresses import DGRID_BASE_URL
from studio.core.errors import SecretsUnavailable, WrongAddress
from studio.core.requests import Connection
from studio.services.connections import ConnectionStore
from studio.services.tasks import TaskScope
from studio.ui.failure_texts import failure_text
from studio.ui.settings.welcome_step import WelcomeStep
from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    Label,
    PasswordField,
    PrimaryButton,
    TextButton,
    TextField,
)


class ConnectStep(WelcomeStep):
    """Key, address behind a fold, Connect, and what went wrong.

    Signals:
        connected: connection id; the gateway answered and listed its models.
        told: it says what is wrong.
    """

    connected = Signal(str)
    told = Signal()

    def __init__(
        self, theme_store: ThemeStore, *, connections: ConnectionStore, scope: TaskScope
    ) -> None:
        super().__init__(
            theme_store, 1, self.tr("Connect"),
            self.tr("Paste the key from your gateway account. It stays in the system keychain."),
        )  # fmt: skip
        self._connections = connections
        self._scope = scope
        self._draft_id = ""
        self._is_connected = False
        self._is_tested = False  # the address and key in the fields, by a person
        self._session_only = False
        self._build(theme_store)
        connections.status_changed.connect(self._on_status_changed)

    def drop_draft(self) -> None:
        """Forgets a connection that was tried and did not work."""
        if self._draft_id and self._connections.status(self._draft_id).state != "ok":
            self._connections.remove(self._draft_id)
            self._draft_id = ""

    def focus_key(self) -> None:
        """Puts the focus into the key's field."""
        self.key.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, store: ThemeStore) -> None:
        self.key = PasswordField(
            store, self.tr("API key"), placeholder=self.tr("Paste your key"), icon="key-round",
            height_px=36, code=False, object_name="welcome_api_key",
        )  # fmt: skip
        self.connect_button = PrimaryButton(store, self.tr("Connect"), height_px=36)
        self.connect_button.setObjectName("welcome_connect")
        label = Label(store, self.tr("API key"), style="small", weight=500, token="text2")
        label.setBuddy(self.key)
        row = QHBoxLayout()
        row.setSpacing(store.current.scaled(8))
        row.addWidget(self.key, 1)
        row.addWidget(self.connect_button)
        self.fold = TextButton(
            store, self.tr("Base URL"), kind="quiet", icon="chevron-right", compact=True
        )
        self.fold.setObjectName("welcome_fold")
        self.url = TextField(
            store, self.tr("Base URL"), code=True, height_px=36, object_name="welcome_base_url"
        )
        self.url.setText(DGRID_BASE_URL)
        self.url.hide()
        self.problem = Label(store, style="small", token="danger", wrap=True)
        self.problem.setObjectName("welcome_problem")
        self.problem.hide()
        self.session_button = TextButton(
            store, self.tr("Keep for this session only"), kind="inline", compact=True
        )
        self.session_button.setObjectName("welcome_session_only")
        self.session_button.hide()
        self.body.addWidget(label)
        self.body.addLayout(row)
        self.body.addWidget(self.problem)
        left = Qt.AlignmentFlag.AlignLeft
        self.body.addWidget(self.session_button, 0, left)
        self.address = Label(store, style="code_small", token="text3", elide=True)
        fold_row = QHBoxLayout()
        fold_row.setSpacing(store.current.scaled(4))
        fold_row.addWidget(self.fold)
        fold_row.addWidget(self.address, 1)
        self.body.addLayout(fold_row)
        self.body.addWidget(self.url)
        self._show_fold()
        self.key.submitted.connect(self._on_connect)
        self.url.returnPressed.connect(self._on_connect)
        for field in (self.key, self.url):
            field.textEdited.connect(self._on_edited)
        self.connect_button.clicked.connect(self._on_connect)
        self.session_button.clicked.connect(self._on_session_only)
        self.fold.clicked.connect(self._on_fold)

    def _show_fold(self) -> None:
        is_open = self.url.isVisibleTo(self)
        self.fold.set_icon_name("chevron-down" if is_open else "chevron-right")
        self.address.set_text("" if is_open else self.url.text().strip())
        hides, shows = self.tr("Hide base URL"), self.tr("Change base URL")
        self.fold.setAccessibleName(hides if is_open else shows)
        self.fold.setToolTip(self.fold.accessibleName())

    def _say(self, text: str) -> None:
        self.problem.set_text(text)
        self.problem.setVisible(bool(text))
        if text:
            self.told.emit()

    def _on_edited(self, _text: str) -> None:
        """What was wrong is being mended."""
        self._is_tested = False
        self._say("")
        self.key.set_invalid(False)
        self.url.set_invalid(False)

    def _on_fold(self) -> None:
        self.url.setVisible(not self.url.isVisibleTo(self))
        self._show_fold()
        if self.url.isVisible():
            self.url.setFocus()

    def _on_connect(self) -> None:
        if not self.connect_button.is_busy:
            self._scope.start(self._connect_now(), name="welcome")

    def _on_session_only(self) -> None:
        self._session_only = True
        self.set_line(
            self.tr("Paste the key from your gateway account. It is kept until the studio closes.")
        )
        self._on_connect()

    async def _connect_now(self) -> None:
        self._is_tested = False
        self._say("")
        self.key.set_invalid(False)
        self.session_button.hide()
        try:
            connection = self._draft()
        except WrongAddress:
            self.url.set_invalid(True)
            self.url.show()
            self._show_fold()
            self._say(self.tr("This is not an address. It starts with https://."))
            return
        self.url.set_invalid(False)
        self.connect_button.set_busy(True, self.tr("Connecting"))
        key = self.key.text().strip()
        if key:
            try:
                await self._connections.set_key(connection.id, key, session_only=self._session_only)
            except SecretsUnavailable:
                self.connect_button.set_busy(False)
                self._say(self.tr("No system keychain answers. The key was not kept."))
                self.key.set_invalid(True)
                self.session_button.show()
                return
        self._is_tested = True
        self._connections.test(connection.id)

    def _draft(self) -> Connection:
        """The connection to try, made once and changed after. Raises: WrongAddress."""
        url = self.url.text().strip() or DGRID_BASE_URL
        kept = self._connections.get(self._draft_id)
        if kept is None:
            preset = "dgrid" if url == DGRID_BASE_URL else "other"
            name = "" if preset == "dgrid" else url.split("//")[-1].split("/")[0]
            kept = self._connections.add(preset, name, url)
            self._draft_id = kept.id
        # A server of one's own may ask for none; then no keychain is asked either.
        needs_key = bool(self.key.text().strip()) or url == DGRID_BASE_URL
        self._connections.update(replace(kept, base_url=url, needs_key=needs_key))
        return self._connections.get(kept.id) or kept

    def _on_status_changed(self, connection_id: str) -> None:
        """A result; later ones come too, whenever the models are listed anew."""
        if connection_id != self._draft_id or self._is_connected:
            return
        status = self._connections.status(connection_id)
        if status.state == "ok":
            self._is_connected = True
            self.connect_button.set_busy(False)
            self.key.clear()
            self.connected.emit(connection_id)
        elif self._is_tested and status.state == "failed" and status.failure is not None:
            self.connect_button.set_busy(False)
            words = failure_text(status.failure)
            self.key.set_invalid(status.failure.kind == "authentication_failed")
            if not self.key.text() and status.failure.kind == "authentication_failed":
                self._say(self.tr("This gateway needs a key. Paste yours."))
            else:
                self._say(f"{words.title}. {words.cause}".strip())
            self.focus_key()
