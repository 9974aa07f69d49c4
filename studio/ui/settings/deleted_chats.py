"""The Deleted chats section: what is in the trash, and the way back."""

from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QAccessible, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.errors import StorageError
from studio.core.messages import TRASH_DAYS, Conversation
from studio.services.conversations import ConversationStore
from studio.services.tasks import TaskScope
from studio.ui.settings.section import SettingsSection
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, SecondaryButton, TextButton, Themed, ToastStack
from studio.ui.widgets.roles import give_role

_AT_ONCE = 50


class _DeletedChat(Themed, QWidget):
    """A row: title, until when it is kept, and the button that brings it back.

    Signals:
        restore_requested: the conversation's id.
    """

    restore_requested = Signal(str)

    def __init__(self, theme_store: ThemeStore, chat: Conversation) -> None:
        super().__init__()
        self.conversation_id = chat.id
        title = chat.title or self.tr("New chat")
        self.restore = SecondaryButton(theme_store, self.tr("Restore"), icon="undo-2")
        self.restore.setObjectName("restore")
        self.restore.setAccessibleName(f"{self.tr('Restore')}: {title}")
        self.restore.clicked.connect(self._on_restore_clicked)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(theme_store, title, weight=500, elide=True))
        if chat.deleted_at is not None:
            note = self.tr("Deleted {0}, kept until {1}").format(
                _day(chat.deleted_at), _day(chat.deleted_at + timedelta(days=TRASH_DAYS))
            )
            words.addWidget(Label(theme_store, note, style="small", token="text3", elide=True))
        self._row = QHBoxLayout(self)
        self._row.addLayout(words, 1)
        self._row.addWidget(self.restore)
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self._row.setContentsMargins(0, scaled(8), 0, scaled(8))
        self._row.setSpacing(scaled(16))

    def _on_restore_clicked(self) -> None:
        self.restore_requested.emit(self.conversation_id)


class DeletedChatsSection(SettingsSection):
    """Chats that were deleted in the last 30 days; read anew each time it is shown.

    Args:
        toasts: where what happened is told.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        *,
        conversations: ConversationStore,
        scope: TaskScope,
        toasts: ToastStack,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme_store, self.tr("Deleted chats"), parent=parent)
        self._conversations, self._scope, self._toasts = conversations, scope, toasts
        self._rows: list[_DeletedChat] = []
        self._waiting: list[Conversation] = []
        note = self.tr("Deleted chats stay here for {0} days, then they go for good.")
        note = note.format(TRASH_DAYS)
        self.column.addWidget(Label(theme_store, note, token="text2", wrap=True))
        self.empty = Label(theme_store, self.tr("No chat is here."), token="text3", wrap=True)
        self.empty.setObjectName("no_deleted_chats")
        self.list = QWidget()
        self.list.setObjectName("deleted_chats")
        give_role(self.list, QAccessible.Role.List, self.title)
        self._list_column = QVBoxLayout(self.list)
        self._list_column.setContentsMargins(0, 0, 0, 0)
        self._list_column.setSpacing(0)
        self.more = TextButton(theme_store, self.tr("Show more"))
        self.more.setObjectName("more_deleted_chats")
        self.more.clicked.connect(self._on_more_clicked)
        self.column.addSpacing(theme_store.current.scaled(12))
        self.column.addWidget(self.empty)
        self.column.addWidget(self.list)
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_state()

    async def _read(self) -> None:
        try:
            found = await self._conversations.deleted()
        except StorageError:
            return  # the store tells of it
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows.clear()
        self._waiting = list(found)
        self._show_more()

    def _show_more(self) -> None:
        for chat in self._waiting[:_AT_ONCE]:
            row = _DeletedChat(self.theme_store, chat)
            row.restore_requested.connect(self._on_restore_requested)
            self._list_column.addWidget(row)
            self._rows.append(row)
        del self._waiting[:_AT_ONCE]
        self._show_state()

    def _show_state(self) -> None:
        self.empty.setVisible(not self._rows)
        self.more.setVisible(bool(self._waiting))

    def _on_more_clicked(self) -> None:
        shown = len(self._rows)
        self._show_more()
        self._rows[shown].show()
        self._rows[shown].restore.setFocus()  # the button that was pressed may be gone

    def _on_restore_requested(self, conversation_id: str) -> None:
        place, row = next(
            found for found in enumerate(self._rows) if found[1].conversation_id == conversation_id
        )
        self._conversations.restore(conversation_id)
        del self._rows[place]
        if self._rows:  # the keyboard goes on with the neighbour
            self._rows[min(place, len(self._rows) - 1)].restore.setFocus()
        row.hide()
        row.deleteLater()
        self._show_state()
        restored = self._conversations.get(conversation_id)
        title = (restored.title if restored else "") or self.tr("New chat")
        self._toasts.show_toast(self.tr("“{title}” is back").format(title=title[:60]))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: the trash is read."""
        super().showEvent(event)
        self._scope.start(self._read(), name="deleted chats")


def _day(moment: datetime) -> str:
    local = moment.astimezone()
    day = QDate(local.year, local.month, local.day)
    return QLocale().toString(day, QLocale.FormatType.ShortFormat)
