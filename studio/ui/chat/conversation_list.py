"""The list column. It is there from the start; what it holds comes when a window is painted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSplitter, QSplitterHandle, QVBoxLayout, QWidget

from studio.core.ports import Clock
from studio.services.conversations import ConversationStore
from studio.services.runs import RunService
from studio.ui.theme import ThemeStore, fill
from studio.ui.widgets import Surface

if TYPE_CHECKING:
    from studio.itemmodels.conversations import ConversationListModel
    from studio.ui.chat.conversation_view import ConversationView
    from studio.ui.chat.list_content import ListContent
    from studio.ui.widgets import SearchField

LEAST_WIDTH_PX, DEFAULT_WIDTH_PX, MOST_WIDTH_PX = 200, 280, 400


class ConversationList(Surface):
    """The column of all chats.

    Its content is made by `fill`, or when it is first asked for: the first window has nothing
    to list yet, and the classes of Qt's item views and styles would hold it up.

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
        super().__init__(theme, "side", parent=parent)
        self._store, self._runs, self._clock = store, runs, clock
        self._content: ListContent | None = None
        self._current_id = ""
        self.setObjectName("conversation_list")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)

    @property
    def content(self) -> "ListContent":
        """What it holds; made when it is first needed."""
        if self._content is None:
            self._content = self._make_content()
        return self._content

    @property
    def model(self) -> "ConversationListModel":
        """The chats as rows."""
        return self.content.model

    @property
    def view(self) -> "ConversationView":
        """The chats as they are seen."""
        return self.content.view

    @property
    def search(self) -> "SearchField":
        """The field that filters them."""
        return self.content.search

    def fill(self) -> None:
        """Makes what it holds, if it is not there."""
        self.content.show()

    def show_current(self, conversation_id: str) -> None:
        """Marks the chat that is shown."""
        self._current_id = conversation_id
        if self._content is not None:
            self._content.show_current(conversation_id)

    def set_floating(self, on: bool) -> None:
        """Draws own edges while the column lies over the page."""
        self._lines = ("right", "top") if on else ()
        self.view.set_see_through(on)
        self.update()

    def focus_search(self) -> None:
        """Puts the cursor in the search field."""
        self.content.focus_search()

    def _make_content(self) -> "ListContent":
        from studio.ui.chat.list_content import ListContent

        content = ListContent(
            store=self._store,
            runs=self._runs,
            clock=self._clock,
            theme=self.theme_store,
            parent=self,
        )
        content.conversation_chosen.connect(self.conversation_chosen)
        content.new_requested.connect(self.new_requested)
        content.delete_requested.connect(self.delete_requested)
        content.delete_several_requested.connect(self.delete_several_requested)
        content.box_requested.connect(self.box_requested)
        self._rows.addWidget(content)
        if self._current_id:
            content.show_current(self._current_id)
        return content

    def _show_theme(self) -> None:
        super()._show_theme()
        scaled = self.theme.scaled
        self.setMinimumWidth(scaled(LEAST_WIDTH_PX))
        self.setMaximumWidth(scaled(MOST_WIDTH_PX))


class ListSplitter(QSplitter):
    """The list and the pane with a line between them."""

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setHandleWidth(1)  # Qt makes a handle of 1 px easy to grab by itself

    def createHandle(self) -> QSplitterHandle:
        """Qt: a handle without a grip."""
        return _Handle(self, self._theme)


class _Handle(QSplitterHandle):
    """The line between list and pane."""

    def __init__(self, splitter: QSplitter, theme: ThemeStore) -> None:
        super().__init__(Qt.Orientation.Horizontal, splitter)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the line."""
        fill(QPainter(self), QRectF(event.rect()), self._theme.current.color("line"))
