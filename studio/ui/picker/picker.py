"""The model picker: a popup with search, filters, and every model of a connection."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.ports import Clock
from studio.itemmodels.models import ModelListModel, RowKind, Skill
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.ui.failure_texts import failure_text
from studio.ui.picker.filter_bar import FilterBar
from studio.ui.picker.model_list import ModelListView
from studio.ui.picker.picker_parts import ColumnHeads
from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    EmptyState,
    HLine,
    IconButton,
    Label,
    Popup,
    SearchField,
    Spinner,
    key_text,
)
from studio.ui.widgets.key_line import KeyLine

WIDTH_PX, HEIGHT_PX = 712, 616
_LIST, _WAIT, _EMPTY, _FAILED = range(4)


class ModelPicker(Popup):
    """Chooses a model for a chat. Any id can be typed, listed or not.

    Args:
        app, window: see `Popup`.
        connections, catalogue: what there is to choose from.
        clock: for the age of the list.

    Signals:
        model_chosen: connection id and model id.
        settings_requested: connection id ("" for none) whose settings are wanted.
    """

    model_chosen = Signal(str, str)
    settings_requested = Signal(str)

    def __init__(
        self,
        theme_store: ThemeStore,
        app: QApplication,
        window: QWidget,
        *,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._catalogue = catalogue
        self._connection_id = ""
        self._model_id = ""
        super().__init__(theme_store, app, window)
        self.setObjectName("model_picker")
        self.setAccessibleName(self.tr("Choose a model"))
        self._rows = ModelListModel(catalogue, connections, clock, self)
        self._build()
        self._connect()

    def open_for(
        self,
        anchor: QWidget,
        connection_id: str,
        model_id: str,
        *,
        draws: bool = False,
        sees: bool = False,
    ) -> None:
        """Opens beside the model button of a chat.

        Args:
            anchor: the button.
            connection_id: whose models to list; "" for the default connection.
            model_id: the model in use, or "".
            draws, sees: begin with the models that make images, or see them; the filter can be
                switched off.
        """
        default = self._connections.default()
        known = self._connections.get(connection_id) or default
        self._connection_id = known.id if known else ""
        self._model_id = model_id
        self.search.clear()
        self.filters.clear()
        if draws:
            self.filters.ask_for(Skill.DRAWS)
        if sees:
            self.filters.ask_for(Skill.SEES)
        self._rows.show_connection(self._connection_id, model_id)
        if self._connection_id and not self._rows.listed_count:
            self._catalogue.refresh(self._connection_id)
        self._show_state()
        size = QSize(self.theme.scaled(WIDTH_PX), self.theme.scaled(HEIGHT_PX))
        self.open_at(anchor, size, self.search)
        self.list.mark(self._rows.best_row())

    def _build(self) -> None:
        store = self.theme_store
        self.search = SearchField(
            store, self.tr("Find a model"), quiet=True, object_name="find_model"
        )
        self.refresh_button = IconButton(
            store, "refresh-cw", self.tr("Refresh models"), "F5", surface="raised",
            object_name="refresh_models",
        )  # fmt: skip
        self._refresh_spinner = Spinner(store)
        self.list = ModelListView(store, self._rows)
        self._head = QHBoxLayout()
        self._head.addWidget(self.search, 1)
        self._head.addWidget(self._refresh_spinner)
        self._head.addWidget(self.refresh_button)
        self.filters = FilterBar(store)
        self._heads = ColumnHeads(store)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._waiting_page())
        self._stack.addWidget(self._no_match_page())
        self._stack.addWidget(self._failed_page())
        hints = (
            (("↑", "↓"), self.tr("move")),
            ((self.tr("Enter"),), self.tr("choose")),
            ((key_text("Ctrl+D"),), self.tr("favourite")),
            ((self.tr("Esc"),), self.tr("close")),
        )
        self.body.addLayout(self._head)
        self.body.addWidget(HLine(store))
        self.body.addWidget(self.filters)
        self.body.addWidget(self._heads)
        self.body.addSpacing(4)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(KeyLine(store, hints))
        self._show_lengths()

    def _waiting_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        row.setContentsMargins(0, self.theme.scaled(48), 0, 0)
        row.addWidget(Spinner(self.theme_store))
        row.addWidget(Label(self.theme_store, self.tr("Loading models"), token="text2"))
        return page

    def _no_match_page(self) -> QWidget:
        clear = (("clear", self.tr("Clear filters"), "filter"),)
        self._no_match = EmptyState(self.theme_store, self.tr("No model fits"), "", clear)
        self._no_match.action_triggered.connect(self._on_empty_action)
        return self._indented(self._no_match)

    def _failed_page(self) -> QWidget:
        actions = (
            ("test", self.tr("Test connection"), "plug"),
            ("type", self.tr("Type an id"), "pencil"),
            ("settings", self.tr("Open connections"), "settings"),
        )
        title = self.tr("The list has not loaded")
        self._failed = EmptyState(self.theme_store, title, "", actions)
        self._failed.action_triggered.connect(self._on_empty_action)
        return self._indented(self._failed)

    def _indented(self, widget: QWidget) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(self.theme.scaled(16), 0, self.theme.scaled(16), 0)
        column.addWidget(widget)
        return page

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_filter_changed)
        self.search.moved.connect(self.list.move_mark)
        self.search.submitted.connect(self._on_submitted)
        self.list.chosen.connect(self._on_row_chosen)
        self.list.star_clicked.connect(self._on_star_clicked)
        self.refresh_button.clicked.connect(self._on_refresh)
        self.filters.changed.connect(self._on_filter_changed)
        self.filters.connection_chosen.connect(self._on_connection_chosen)
        self._rows.modelReset.connect(self._on_rows_reset)
        self._catalogue.models_changed.connect(self._on_models_changed)
        self._connections.connections_changed.connect(self._show_state)
        for keys, slot in (("Ctrl+D", self._on_favourite_key), ("F5", self._on_refresh)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _show_lengths(self) -> None:
        scaled = self.theme.scaled
        self._head.setContentsMargins(scaled(16), scaled(8), scaled(8), scaled(8))

    def _show_theme(self) -> None:
        if hasattr(self, "_head"):
            self._show_lengths()

    def _show_state(self) -> None:
        """Count in the placeholder, chips that make sense, and list, spinner or reason."""
        count = self._rows.listed_count
        self.search.setPlaceholderText(
            self.tr("Search {0} models, or type any id").format(count)
            if count
            else self.tr("Type any model id")
        )
        refreshing = self._catalogue.is_refreshing(self._connection_id)
        self._refresh_spinner.setVisible(refreshing and count > 0)
        self.refresh_button.setVisible(not (refreshing and count > 0))
        self.filters.show_choices(
            self._connections.all(), self._connection_id, prices=self._rows.has_prices
        )
        self._stack.setCurrentIndex(self._page(count, refreshing))
        self._heads.setVisible(self._stack.currentIndex() == _LIST)

    def _page(self, count: int, refreshing: bool) -> int:
        if self._rows.rowCount():
            return _LIST
        if count:
            return _EMPTY
        if refreshing:
            return _WAIT
        failure = self._catalogue.refresh_failure(self._connection_id)
        if not self._connection_id:
            line = self.tr("There is no connection yet.")
        elif failure is None:
            line = self.tr("The connection lists no models. Any id can be typed.")
        else:
            words = failure_text(failure)
            line = f"{words.title}. {words.cause}".strip()
        self._failed.set_text(self.tr("The list has not loaded"), line)
        return _FAILED

    def _on_filter_changed(self) -> None:
        self._rows.set_filter(self.search.text(), self.filters.skills, self.filters.limit)
        self.list.mark(self._rows.best_row())

    def _on_rows_reset(self) -> None:
        self._show_state()

    def _on_models_changed(self, connection_id: str) -> None:
        if connection_id == self._connection_id and self.is_open:
            self._show_state()
            self.list.mark(self._rows.best_row())

    def _on_submitted(self, _with_ctrl: bool) -> None:
        self._on_row_chosen(self.list.marked)

    def _on_row_chosen(self, number: int) -> None:
        row = self._rows.row(number)
        if row is None or not row.can_be_chosen or not self._connection_id:
            return
        self.close_popup()
        self.model_chosen.emit(self._connection_id, row.text)

    def _on_favourite_key(self) -> None:
        self._on_star_clicked(self.list.marked)

    def _on_star_clicked(self, number: int) -> None:
        row = self._rows.row(number)
        if row is None or row.kind != RowKind.MODEL:
            return
        marked = self._rows.row(self.list.marked)
        scrolled = self.list.verticalScrollBar().value()
        self._catalogue.set_favourite(row.text, not row.is_favourite)
        if marked is not None:
            self.list.mark(self._rows.row_of(marked.text))
        if number != self.list.marked:
            self.list.verticalScrollBar().setValue(scrolled)

    def _on_refresh(self) -> None:
        if self._connection_id:
            self._catalogue.refresh(self._connection_id)

    def _on_connection_chosen(self, connection_id: str) -> None:
        self._connection_id = connection_id
        self._rows.show_connection(self._connection_id, self._model_id)
        if not self._rows.listed_count:
            self._catalogue.refresh(self._connection_id)
        self._show_state()
        self.list.mark(self._rows.best_row())
        self.search.setFocus()

    def _on_empty_action(self, action_id: str) -> None:
        if action_id == "test":
            self._on_refresh()
        elif action_id == "settings":
            self.close_popup()
            self.settings_requested.emit(self._connection_id)
        else:
            if action_id == "clear":
                self.filters.clear()
            self.search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if typed and typed.isprintable() and not self.search.hasFocus():
            # Typing anywhere in the picker searches.
            self.search.setFocus()
            self.search.insert(typed)
            return
        super().keyPressEvent(event)
