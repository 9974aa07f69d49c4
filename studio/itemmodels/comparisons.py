"""The comparisons as a flat list by day, like the chats, filtered by words in their titles."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt

from studio.core.ids import ConversationId
from studio.core.messages import Conversation
from studio.core.models import guess_draws_images
from studio.core.ports import Clock
from studio.itemmodels.conversation_texts import when_text
from studio.itemmodels.conversations import ConversationListModel, ConversationRole
from studio.itemmodels.day_sections import DaySections
from studio.services.comparing.store import ComparisonStore
from studio.services.conversations import ConversationStore
from studio.services.runs import RunService


class ComparisonListModel(ConversationListModel):
    """Conversations that are compared, whether they were begun so or as a chat."""

    def __init__(
        self,
        comparisons: ComparisonStore,
        store: ConversationStore,
        runs: RunService,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        self._comparisons = comparisons  # asked while the rows are made
        self._now = clock
        super().__init__(store, runs, clock, parent)
        comparisons.loaded.connect(self._reload)
        comparisons.comparison_changed.connect(self._on_store_conversation_changed)

    def _passes(self, conversation: Conversation) -> bool:
        if self._comparisons.get(conversation.id) is None:
            return False
        title = self._title(conversation).casefold()
        return all(word in title for word in self._filter.split(" "))

    def _belongs(self, conversation: Conversation) -> bool:
        return self._comparisons.get(conversation.id) is not None

    def _title(self, conversation: Conversation) -> str:
        return conversation.title or _tr("New comparison")

    def _chat_data(self, conversation: Conversation, row: Any, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole | ConversationRole.TITLE:
                return self._title(conversation)
            case ConversationRole.SUBTITLE:
                return self._subtitle(conversation)
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join((self._title(conversation), self._subtitle(conversation)))
        return super()._chat_data(conversation, row, role)

    def _subtitle(self, conversation: Conversation) -> str:
        comparison = self._comparisons.get(ConversationId(conversation.id))
        count = len(comparison.columns) if comparison is not None else 0
        models = (_tr("{count} model") if count == 1 else _tr("{count} models")).format(count=count)
        columns = comparison.columns if comparison is not None else ()
        if columns and all(guess_draws_images(each.setup.model_id) for each in columns):
            models = f"{models} · {_tr('images')}"
        if self._runs.is_running(conversation.id):
            return f"{models} · {_tr('running')}"
        sections = DaySections(self._now.now())
        return f"{models} · {when_text(conversation.updated_at, sections)}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("ComparisonListModel", text)
