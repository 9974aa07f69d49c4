"""The row of an API key: typing, keeping, replacing and forgetting it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from studio.core.errors import SecretsUnavailable
from studio.services.connections import ConnectionStore
from studio.services.tasks import TaskScope
from studio.ui.settings.status_texts import key_note
from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    FieldRow,
    IconButton,
    PasswordField,
    SecondaryButton,
    TextButton,
)


class KeyRow(FieldRow):
    """Shows where the key of a connection is, never the key itself.

    Args:
        connections: keeps the key.
        scope: runs the keychain's work, which may ask a person.

    Signals:
        key_kept: a new key was kept, in the keychain or for this session.
    """

    key_kept = Signal()

    def __init__(
        self,
        theme_store: ThemeStore,
        connection_id: str,
        *,
        connections: ConnectionStore,
        scope: TaskScope,
        parent: QWidget | None = None,
    ) -> None:
        self._connections = connections
        self._scope = scope
        self._connection_id = connection_id
        self._looked_up = False
        super().__init__(theme_store, self.tr("API key"), parent=parent)
        self.field = PasswordField(
            theme_store, self.tr("API key"), placeholder=self.tr("Paste your key"),
            object_name="api_key",
        )  # fmt: skip
        self.label.setBuddy(self.field)
        self.button = SecondaryButton(theme_store, self.tr("Save"))
        self.button.setObjectName("save_key")
        self.forget_button = IconButton(
            theme_store, "trash-2", self.tr("Forget key"), size_px=32, object_name="forget_key"
        )
        self.session_button = TextButton(
            theme_store, self.tr("Keep for this session only"), kind="inline", compact=True
        )
        self.session_button.setObjectName("session_only")
        self.session_button.hide()
        for widget in (self.field, self.button, self.forget_button):
            self.content.addWidget(widget)
        self._column.addWidget(self.session_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.submitted.connect(self.save)
        self.button.clicked.connect(self._on_button_clicked)
        self.forget_button.clicked.connect(self._on_forget_clicked)
        self.session_button.clicked.connect(self._on_session_clicked)
        connections.key_changed.connect(self._on_key_changed)
        self._show_state()

    @property
    def has_unsaved_key(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return bool(self.field.text().strip())

    def look_up(self) -> None:
        """Asks the keychain once whether it has the key."""
        if not self._looked_up and self._connections.key_state(self._connection_id).source in (
            "unknown",
            "unavailable",
        ):
            self._looked_up = True
            self._scope.start(self._connections.look_up_key(self._connection_id), name="key")

    def save(self) -> None:
        """Keeps what is typed, if anything; `key_kept` follows when it worked."""
        if self.has_unsaved_key and not self.button.is_busy:
            self._scope.start(self.keep(), name="key")

    async def keep(self, *, session_only: bool = False) -> bool:
        """Keeps what is typed.

        Returns:
            Whether it was kept; if not, the row says why and offers this session only.
        """
        self.button.set_busy(True, self.tr("Saving"))
        key = self.field.text().strip()
        try:
            await self._connections.set_key(self._connection_id, key, session_only=session_only)
        except SecretsUnavailable as exc:
            self._show_refusal(exc.code or "")
            return False
        finally:
            self.button.set_busy(False)
        self.session_button.hide()
        typed_here = self.field.hasFocus()
        self.field.clear()
        self._show_state()
        if typed_here:
            # There is nothing more to type: no cursor before the dots of the kept key.
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.key_kept.emit()
        return True

    def _show_refusal(self, code: str) -> None:
        reasons = {
            "locked": self.tr("The system keychain stayed locked. Unlock it and save again."),
            "timed_out": self.tr("The system keychain did not answer in time."),
            "refused": self.tr("The system keychain refused to keep the key."),
        }
        default = self.tr("No system keychain was found. The key was not kept.")
        self.show_error(reasons.get(code, default))
        self.field.set_invalid(True)
        self.session_button.show()

    def _show_state(self) -> None:
        state = self._connections.key_state(self._connection_id)
        connection = self._connections.get(self._connection_id)
        kept = state.source in ("keychain", "session", "environment")
        self.field.show_kept(state.hint if kept else None)
        self.field.setEnabled(state.source != "environment")
        self.forget_button.setVisible(state.source in ("keychain", "session"))
        if connection is not None:
            icon = "lock" if state.source == "keychain" else ""
            self.show_help(key_note(state, connection), icon=icon)
        self._show_button()

    def _show_button(self) -> None:
        state = self._connections.key_state(self._connection_id)
        typed = self.has_unsaved_key
        kept = state.source in ("keychain", "session")
        self.button.setVisible(typed or kept)
        if not self.button.is_busy:
            self.button.setText(self.tr("Save") if typed else self.tr("Replace"))
            self.button.setToolTip(self.button.text())
            self.button.updateGeometry()

    def _on_text_changed(self, _text: str) -> None:
        self.field.set_invalid(False)
        self._show_button()

    def _on_button_clicked(self) -> None:
        if self.has_unsaved_key:
            self.save()
        else:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_session_clicked(self) -> None:
        if self.has_unsaved_key:
            self._scope.start(self.keep(session_only=True), name="key")

    def _on_forget_clicked(self) -> None:
        self._scope.start(self._forget(), name="key")

    async def _forget(self) -> None:
        try:
            await self._connections.delete_key(self._connection_id)
        except SecretsUnavailable as exc:
            self._show_refusal(exc.code or "")
            self.session_button.hide()

    def _on_key_changed(self, connection_id: str) -> None:
        if connection_id == self._connection_id:
            self._show_state()
