"""What the list column holds: header with New chat, search field, and the chats."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.ports import Clock
from studio.itemmodels.conversations import ConversationListModel
from studio.services.conversations import ConversationStore
from studio.services.runs import RunService
from studio.ui.chat.conversation_view import ConversationView
from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label, SearchField, TextButton, Themed


class ListContent(Themed, QWidget):
    """All chats of the studio, to choose from.

    Signals:
        conversation_chosen: conversation id.
        new_requested: a new chat.
        delete_requested: conversation id.
        delete_several_requested: tuple of conversation ids.
        box_requested: go on writing.
    """

    conversation_chosen = Signal(str)
    new_requested = Signal()
    delete_requested = Signal(str)
    delete_several_requested = Signal(object)
    box_requested = Signal()

    def __init__(
        self,
        *,
        store: ConversationStore,
        runs: RunService,
        clock: Clock,
        theme: ThemeStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self.theme_store = theme
        self.model = ConversationListModel(store, runs, clock, self)
        self._build()
        self._connect()
        runs.run_advanced.connect(self.view.turn_along)
        self._use_theme(theme)
        self._show_state()

    def _build(self) -> None:
        theme = self.theme_store
        self._title = Label(theme, self.tr("Chats"), style="page")
        self._new = IconButton(
            theme, "square-pen", self.tr("New chat"), "Ctrl+N", surface="side", object_name="new"
        )
        self.search = SearchField(
            theme, self.tr("Search chats"), shortcut="Ctrl+Shift+F", object_name="search"
        )
        self.search.setAcceptDrops(False)  # the page takes drops
        self.view = ConversationView(self.model, theme=theme, parent=self)
        self._empty = Label(theme, style="ui", token="text3", wrap=True)
        self._empty.setObjectName("empty")
        self._empty_action = TextButton(theme, "", kind="link")
        self._empty_action.setObjectName("empty_action")
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        self._head.addWidget(self._new)
        self._search_row = QHBoxLayout()
        self._search_row.addWidget(self.search)
        self._nothing = QWidget(self)
        self._empty_column = QVBoxLayout(self._nothing)
        self._empty_column.addWidget(self._empty)
        self._empty_column.addWidget(self._empty_action)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head)
        rows.addLayout(self._search_row)
        rows.addWidget(self._nothing)
        rows.addWidget(self.view, 1)
        rows.addStretch(0)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_requested)
        self.search.textChanged.connect(self._on_search_text_changed)
        self.search.moved.connect(self._on_search_moved)
        self.search.submitted.connect(self._on_search_submitted)
        self.view.conversation_chosen.connect(self.conversation_chosen)
        self.view.allow_several()
        self.view.delete_requested.connect(self.delete_requested)
        self.view.delete_several_requested.connect(self.delete_several_requested)
        self.view.pin_requested.connect(self._store.set_pinned)
        self.view.entered.connect(self.box_requested)
        self._empty_action.clicked.connect(self._on_empty_action_clicked)
        for changed in (self.model.rowsInserted, self.model.rowsRemoved):
            changed.connect(self._show_state)
        self.model.modelReset.connect(self._on_model_reset)

    def show_current(self, conversation_id: str) -> None:
        """Marks the chat that is shown."""
        self.model.note_opened(conversation_id)
        self.view.show_current(conversation_id)

    def focus_search(self) -> None:
        """Puts the cursor in the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_model_reset(self) -> None:
        if self.model.rowCount() and self.view.isHidden():
            # Thousands of rows are laid out as they are shown: keys are answered before that.
            QTimer.singleShot(0, self._show_state)
        else:
            self._show_state()

    def _show_state(self) -> None:
        empty = self.model.rowCount() == 0
        filtered = self.model.is_filtered()
        self.view.setVisible(not empty)
        self._nothing.setVisible(empty and (filtered or self._store.is_loaded))
        if not empty:
            return
        if filtered:
            pattern = self.tr("No matches for “{text}”")
            self._empty.set_text(pattern.format(text=self.search.text().strip()))
            self._set_action(self.tr("Clear filters"))
        else:
            self._empty.set_text(self.tr("No chats yet"))
            self._set_action(self.tr("New chat"))

    def _set_action(self, text: str) -> None:
        self._empty_action.setText(text)
        self._empty_action.setToolTip(text)
        self._empty_action.setAccessibleName(text)

    def _show_theme(self) -> None:
        s = self.theme.scaled
        self._head.setContentsMargins(s(16), 0, s(8), 0)
        self._title.setFixedHeight(s(52))
        self._search_row.setContentsMargins(s(12), 0, s(12), s(8))
        # The button's own padding of 12 brings its label under the text.
        self._empty_column.setContentsMargins(s(4), s(8), s(12), 0)
        self._empty_column.setSpacing(s(4))
        self._empty.setContentsMargins(s(12), 0, 0, 0)

    def _on_search_text_changed(self, text: str) -> None:
        self.model.set_filter(text)
        self._show_state()

    def _on_search_moved(self, key: int) -> None:
        self.view.take_keyboard(key)

    def _on_search_submitted(self, _with_ctrl: bool) -> None:
        if self.model.is_filtered() and self.view.choose_first():
            self.box_requested.emit()

    def _on_empty_action_clicked(self) -> None:
        if self.model.is_filtered():
            self.search.clear()
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.new_requested.emit()
