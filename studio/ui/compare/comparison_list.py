"""The column at the left of the compare page: all comparisons, to choose from."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.itemmodels.comparisons import ComparisonListModel
from studio.services.app import AppServices
from studio.ui.chat.conversation_view import ConversationView
from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label, SearchField, Surface

LEAST_WIDTH_PX, DEFAULT_WIDTH_PX, MOST_WIDTH_PX = 200, 280, 400


class ComparisonList(Surface):
    """Title, search, rows by day.

    Signals:
        chosen: conversation id.
        new_requested: a new comparison.
        delete_requested: conversation id.
        box_requested: go on writing.
    """

    chosen = Signal(str)
    new_requested = Signal()
    delete_requested = Signal(str)
    box_requested = Signal()

    def __init__(
        self, *, services: AppServices, theme: ThemeStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "side", parent=parent)
        self.model = ComparisonListModel(
            services.comparing().store, services.conversations, services.runs, services.clock, self
        )
        self._store = services.conversations
        self._build()
        self._connect()
        self._apply_theme()
        self._show_state()

    def _build(self) -> None:
        theme = self.theme_store
        self.setObjectName("comparison_list")
        self._title = Label(theme, self.tr("Comparisons"), style="page")
        self._new = IconButton(
            theme, "plus", self.tr("New comparison"), "Ctrl+N", surface="side", object_name="new"
        )
        self.search = SearchField(
            theme, self.tr("Search comparisons"), shortcut="Ctrl+Shift+F", object_name="search"
        )
        self.search.setAcceptDrops(False)
        self.view = ConversationView(self.model, theme=theme)
        self.view.setObjectName("comparisons")
        self.view.setAccessibleName(self.tr("Comparisons"))
        self._empty = Label(theme, style="ui", token="text3", wrap=True)
        self._empty.setObjectName("empty")
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        self._head.addWidget(self._new)
        self._search_row = QHBoxLayout()
        self._search_row.addWidget(self.search)
        rows = self._rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head)
        rows.addLayout(self._search_row)
        rows.addWidget(self._empty)
        rows.addWidget(self.view, 1)
        rows.addStretch(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def _connect(self) -> None:
        self.theme_store.changed.connect(self._apply_theme)
        self._new.clicked.connect(self.new_requested)
        self.search.textChanged.connect(self._on_search_text_changed)
        self.search.moved.connect(self._on_search_moved)
        self.search.submitted.connect(self._on_search_submitted)
        self.view.conversation_chosen.connect(self.chosen)
        self.view.delete_requested.connect(self.delete_requested)
        self.view.pin_requested.connect(self._store.set_pinned)
        self.view.entered.connect(self.box_requested)
        for changed in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            changed.connect(self._show_state)

    def add_below(self, widget: QWidget) -> None:
        """Puts something below the list."""
        self._rows.addWidget(widget)

    def show_current(self, conversation_id: str) -> None:
        """Marks the comparison that is shown; "" for a new one."""
        self.view.show_current(conversation_id)

    def set_floating(self, on: bool) -> None:
        """Draws own edges while the column lies over the page."""
        self._lines = ("right", "top") if on else ()
        self.update()

    def focus_search(self) -> None:
        """Puts the cursor in the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _show_state(self) -> None:
        empty = self.model.rowCount() == 0
        self.view.setVisible(not empty)
        self._empty.setVisible(empty)
        if self.model.is_filtered():
            pattern = self.tr("No matches for “{text}”")
            self._empty.set_text(pattern.format(text=self.search.text().strip()))
        else:
            self._empty.set_text(self.tr("No comparisons yet"))

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self._head.setContentsMargins(s(16), 0, s(8), 0)
        self._title.setFixedHeight(s(52))
        self._search_row.setContentsMargins(s(12), 0, s(12), s(8))
        self._empty.setContentsMargins(s(16), s(8), s(12), 0)
        self.setMinimumWidth(s(LEAST_WIDTH_PX))
        self.setMaximumWidth(s(MOST_WIDTH_PX))

    def _on_search_text_changed(self, text: str) -> None:
        self.model.set_filter(text)
        self._show_state()

    def _on_search_moved(self, key: int) -> None:
        self.view.take_keyboard(key)

    def _on_search_submitted(self, _with_ctrl: bool) -> None:
        if self.model.is_filtered() and self.view.choose_first():
            self.box_requested.emit()
