"""The list view of chats: choosing, walking, renaming, and the menu of a row."""

from itertools import islice

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

from studio.itemmodels.conversations import ConversationListModel, ConversationRole
from studio.ui.chat.conversation_delegate import ConversationDelegate
from studio.ui.chat.labelled_list import LabelledList
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Menu, SpinnerTicker
from studio.ui.widgets.themed import KEYBOARD_REASONS


class ConversationView(LabelledList):
    """Shows a `ConversationListModel`. Which chat is shown is told by `show_current`.

    Signals:
        conversation_chosen: conversation id; a person went to another row.
        entered: Enter on a row: go on writing.
        pin_requested: conversation id, whether to pin.
        delete_requested: conversation id.
        delete_several_requested: tuple of conversation ids; see `allow_several`.
    """

    conversation_chosen = Signal(str)
    entered = Signal()
    pin_requested = Signal(str, bool)
    delete_requested = Signal(str)
    delete_several_requested = Signal(object)

    def __init__(
        self, model: ConversationListModel, *, theme: ThemeStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, parent)
        self._theme = theme
        self._current_id = ""
        self._quiet = 0
        self._spinning: list[QPersistentModelIndex] = []
        self._signs: list[QRect] = []  # where they are; empty: not known
        self._looking = QTimer(self)  # for spinners; once for rows that change together
        self._looking.setSingleShot(True)
        self._looking.timeout.connect(self._run_ticker)
        self._ticker = SpinnerTicker(theme, self)
        self._ticker.ticked.connect(self._on_ticker_ticked)
        self._delegate = ConversationDelegate(theme=theme, ticker=self._ticker, parent=self)
        # Before setModel: rows that go must not look like a choice of a neighbour.
        model.rowsAboutToBeRemoved.connect(self._on_model_about_to_change)
        model.rowsAboutToBeMoved.connect(self._on_model_about_to_change)
        model.modelAboutToBeReset.connect(self._on_model_about_to_change)
        self._build()
        for changed in (model.rowsRemoved, model.rowsMoved, model.modelReset):
            changed.connect(self._on_model_changed)
        model.rowsInserted.connect(self._on_model_rows_inserted)
        model.dataChanged.connect(self._on_model_data_changed)
        self.verticalScrollBar().valueChanged.connect(self._run_ticker)
        self._run_ticker()

    def _build(self) -> None:
        self.setObjectName("chats")
        self.setAccessibleName(self.tr("Chats"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.set_see_through(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setItemDelegate(self._delegate)
        self.set_heights(self._delegate.heights())
        self.setModel(self._conversations)
        self._theme.changed.connect(self._on_theme_changed)

    def allow_several(self) -> None:
        """Ctrl and Shift choose more rows, to delete them together; one is shown as ever."""
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def selected_ids(self) -> tuple[str, ...]:
        """The chats that are chosen, from top to bottom."""
        between = self._conversations.ids_between
        return tuple(each for span in self.selected_spans() for each in between(*span))

    def _first_two(self) -> tuple[int, ...]:
        """The first rows that are chosen: of thousands not all are looked at."""
        return tuple(islice(self.selected_rows(), 2))

    def set_see_through(self, on: bool) -> None:
        """Whether the column around it shows through (edges that it draws).

        If it does, each step of a spinner paints all that is below, from the window up.
        """
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, not on)
        self.viewport().update()

    def show_current(self, conversation_id: str) -> None:
        """Marks the chat that is shown, and brings its row into view."""
        self._current_id = conversation_id
        self._mark()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def rename(self, conversation_id: str) -> None:
        """Opens the field for the title of a chat, in its row."""
        row = self._conversations.row_of(conversation_id)
        if row >= 0:
            index = self._conversations.index(row)
            self.scrollTo(index)
            self.edit(index)

    def choose(self, conversation_id: str) -> None:
        """Goes to a chat as a person would."""
        row = self._conversations.row_of(conversation_id)
        if row >= 0:
            self.setCurrentIndex(self._conversations.index(row))

    def choose_first(self, by: int = 1) -> bool:
        """Goes to the first chat (-1: the last one). Returns: whether there is one."""
        first = self._conversations.step("", by)
        if first is not None:
            self.choose(first)
        return first is not None

    def take_keyboard(self, key: int) -> None:
        """The keyboard comes from the search field, by an arrow or a page key."""
        if not self._conversations.rowCount():
            return
        self.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.chosen_id():
            self.choose_first(-1 if key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) else 1)

    def chosen_id(self) -> str:
        """The chat that keys act on, or ""."""
        return str(self.currentIndex().data(ConversationRole.ID) or "")

    def _mark(self) -> None:
        row = self._conversations.row_of(self._current_id)
        index = self._conversations.index(row)
        if len(self._first_two()) > 1 and self.selectionModel().isSelected(index):
            return  # others were chosen besides it
        self._quiet += 1
        if row >= 0:
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        else:
            self.selectionModel().clear()
        self._quiet -= 1

    def _open_menu(self, index: QModelIndex, at: QPoint) -> None:
        conversation_id = str(index.data(ConversationRole.ID) or "")
        if not conversation_id:
            return
        ids = self.selected_ids()
        menu = RowMenu(
            conversation_id,
            pinned=bool(index.data(ConversationRole.PINNED)),
            several=len(ids) if conversation_id in ids else 1,
            theme=self._theme,
            parent=self,
        )
        menu.rename_requested.connect(self.rename)
        menu.pin_requested.connect(self.pin_requested)
        menu.delete_requested.connect(self._on_delete_requested)
        menu.popup(at)

    def _on_delete_requested(self, conversation_id: str) -> None:
        """Of rows that are chosen together all go."""
        row = self._conversations.row_of(conversation_id)
        is_chosen = self.selectionModel().isSelected(self._conversations.index(row))
        if is_chosen and len(self._first_two()) > 1:
            self.delete_several_requested.emit(self.selected_ids())
        else:
            self.delete_requested.emit(conversation_id)

    def _look_soon(self) -> None:
        self._signs = []
        if not self._looking.isActive():
            self._looking.start(0)

    def _run_ticker(self) -> None:
        """Turns spinners only while a row on the screen has one."""
        self._signs = []
        shown = (self._conversations.index(row) for row in self.visible_rows())
        self._spinning = [
            QPersistentModelIndex(index) for index in shown if index.data(ConversationRole.RUNNING)
        ]
        if bool(self._spinning) != self._ticker.is_running:
            if self._spinning:
                self._ticker.start()
            else:
                self._ticker.stop()

    def _paint_turned(self, painter: QPainter, exposed: QRect) -> bool:
        """Paints a spinner that turned, by itself; False when that is not what is exposed.

        Under the pointer something else may be there.
        """
        if self.underMouse() or exposed not in self._signs:
            return False
        index = self._spinning[self._signs.index(exposed)]
        selected = self.selectionModel().isSelected(self._conversations.index(index.row()))
        self._delegate.paint_turned(painter, exposed, self, selected=selected)
        return True

    def turn_along(self) -> None:
        """The window is painted now: a spinner that is due turns with it."""
        self._ticker.step_along()

    def _on_ticker_ticked(self) -> None:
        if not self._signs:
            self._signs = [self._delegate.sign_rect(self.visualRect(i)) for i in self._spinning]
        for rect in self._signs:
            self.viewport().update(rect)

    def _on_model_about_to_change(self) -> None:
        self._quiet += 1

    def _on_model_changed(self) -> None:
        self._quiet -= 1
        self._mark()
        self._look_soon()

    def _on_model_rows_inserted(self) -> None:
        if self.chosen_id() != self._current_id:
            self._mark()
        self._look_soon()

    def _on_model_data_changed(self) -> None:
        self._look_soon()

    def _on_theme_changed(self) -> None:
        self.set_heights(self._delegate.heights())
        self.viewport().update()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt: another row is selected, by key, mouse, or an assistive tool."""
        super().selectionChanged(selected, deselected)
        rows = self._first_two()
        if self._quiet or len(rows) > 1:
            return
        chosen = str(self._conversations.id_at(rows[0])) if rows else ""
        if chosen and chosen != self._current_id:
            self._current_id = chosen
            self.conversation_chosen.emit(chosen)
        elif not self.selectionModel().hasSelection():
            self._mark()

    def updateGeometries(self) -> None:
        """Qt: rows were laid out, or the view has another size."""
        super().updateGeometries()
        self._signs = []

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: rows that are being answered may be on the screen now."""
        super().showEvent(event)
        self._run_ticker()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nothing turns that nobody sees."""
        super().hideEvent(event)
        self._run_ticker()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: tells the delegate what is painted, so that a spinner costs a spinner."""
        exposed = event.region().boundingRect()
        painter = QPainter(self.viewport())
        if self.viewport().testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent):
            painter.fillRect(exposed, self._theme.current.color("side"))
            if self._paint_turned(painter, exposed):
                return
        self._delegate.exposed = exposed
        self.paint_rows(painter, exposed)
        self._delegate.exposed = QRect()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: the ellipsis opens the menu; only the left button chooses."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        if index.data(ConversationRole.ID) is None:
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        menu = self._delegate.menu_rect(self.visualRect(index))
        if menu.contains(at):
            self._open_menu(index, self.viewport().mapToGlobal(menu.bottomLeft()))
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: follows whether the pointer is on an ellipsis; dragging chooses nothing."""
        if event.buttons() == Qt.MouseButton.NoButton:
            super().mouseMoveEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        on_menu = self._delegate.menu_rect(self.visualRect(index)).contains(at)
        hovered = QPersistentModelIndex(index if on_menu else QModelIndex())
        if hovered != self._delegate.hovered_menu:
            self._delegate.hovered_menu = hovered
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: nothing is hovered."""
        super().leaveEvent(event)
        self._delegate.hovered_menu = QPersistentModelIndex()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the menu of the row under the pointer, or of the current row by key."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            rect = self.visualRect(index)
            self._open_menu(index, self.viewport().mapToGlobal(rect.center()))
        else:
            self._open_menu(self.indexAt(event.pos()), event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Delete, F2 and Enter; the rest walks."""
        chosen = self.chosen_id()
        if event.matches(QKeySequence.StandardKey.Delete) and chosen:
            rows = self._first_two()
            is_chosen = not rows or self.selectionModel().isSelected(self.currentIndex())
            self._on_delete_requested(
                chosen if is_chosen else str(self._conversations.id_at(rows[0]))
            )
        elif event.key() == Qt.Key.Key_F2 and chosen:
            self.rename(chosen)
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.state() != QAbstractItemView.State.EditingState
        ):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the ring shows only for focus that came by key."""
        self._delegate.shows_ring = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)


class RowMenu(Menu):
    """Rename, pin, delete. Deletes itself when it closes.

    Args:
        several: how many rows go with this one.
    Signals:
        rename_requested, delete_requested: conversation id.
        pin_requested: conversation id, whether to pin.
    """

    rename_requested = Signal(str)
    pin_requested = Signal(str, bool)
    delete_requested = Signal(str)

    def __init__(
        self,
        conversation_id: str,
        *,
        pinned: bool,
        several: int = 1,
        theme: ThemeStore,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._id = conversation_id
        self._pinned = pinned
        self.setObjectName("row_menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = theme.current
        rename = self.addAction(look.icon("pencil"), self.tr("Rename"))
        rename.setShortcut(QKeySequence(Qt.Key.Key_F2))
        pin = self.addAction(look.icon("pin"), self.tr("Unpin") if pinned else self.tr("Pin"))
        self.addSeparator()
        name = self.tr("Delete {0} chats").format(several) if several > 1 else self.tr("Delete")
        delete = self.addAction(look.icon("trash-2"), name)
        delete.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        rename.triggered.connect(self._on_rename_triggered)
        pin.triggered.connect(self._on_pin_triggered)
        delete.triggered.connect(self._on_delete_triggered)

    def _on_rename_triggered(self) -> None:
        self.rename_requested.emit(self._id)

    def _on_pin_triggered(self) -> None:
        self.pin_requested.emit(self._id, not self._pinned)

    def _on_delete_triggered(self) -> None:
        self.delete_requested.emit(self._id)
