"""What buttons, menus and keys of the compare page do."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.core.comparing import MOST_COLUMNS, ColumnSetup, ComparedColumn, new_column
from studio.services.app import AppServices
from studio.ui.compare.column import CompareColumn
from studio.ui.compare.column_menu import ColumnMenu
from studio.ui.compare.image_choice import has_images, images_to_compare
from studio.ui.compare.line_ups import LineUps
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.compare.column_inspector import ColumnInspector
    from studio.ui.compare.page import ComparePage
    from studio.ui.compare.prompt_popup import PromptPopup


class PageActs(QObject):
    """Acts on the comparison that a page shows."""

    def __init__(
        self,
        page: "ComparePage",
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._board = page.board
        self._services, self._theme, self._toasts = services, theme, toasts
        self._store = services.comparing().store
        self._runner = services.comparing().runner
        self._picking_for = ""
        self._prompt: PromptPopup | None = None
        self._inspector: ColumnInspector | None = None
        self._menu = ColumnMenu(self, theme=theme)
        self._board.blinding.changed.connect(self._on_blinding_changed)
        self.line_ups = LineUps(self, services=services, theme=theme, undo=page.undo)
        self._acts: dict[str, Callable[[CompareColumn, Any], None]] = {
            "model": self._pick_model,
            "menu": self._menu.open,
            "remove": self._remove,
            "stop": self._stop,
            "retry": self._retry,
            "copy": self._copy,
            "continue": self._continue,
            "drag_moved": self._drag,
            "drag_ended": self._drop,
            "widen": self._widen,
            "pick": self._pick,
            "set_up": self._set_up,
        }

    @property
    def page(self) -> "ComparePage":
        """The page."""
        return self._page

    def connect_column(self, column: CompareColumn) -> None:
        """A column was made: what it asks for is done."""
        column.act_requested.connect(self.run)
        column.acts.request_requested.connect(self._on_request_requested)
        actions = column.acts
        actions.connection_requested.connect(self._page.connection_requested)
        actions.conversation_requested.connect(self._page.conversation_requested)
        actions.images_requested.connect(self._page.images_requested)
        actions.image_act_requested.connect(self._page.image_act_requested)

    def _on_blinding_changed(self) -> None:
        if self._board.blinding.hides:  # what lies beside the columns names a model
            self.close_panel()

    def _on_request_requested(self, message_id: str) -> None:
        for column in self._board.columns():
            if column.answer is not None and column.answer.id == message_id:
                self.inspector.open(column, "request", "last")

    def run(self, act: str, column_id: str, argument: object = None) -> None:
        """Does something with a column."""
        column = self._board.column(column_id)
        if column is not None:
            self._acts[act](column, argument)

    # Columns

    @property
    def _id(self) -> str:
        return self._board.conversation_id

    def put_columns(self, columns: list[ComparedColumn]) -> None:
        """Takes columns in another order, or set up anew."""
        if self._id:
            self._runner.put_columns(self._id, columns)
        else:
            self._store.set_current(each.setup for each in columns)

    def add(self, setup: ColumnSetup) -> None:
        """Adds a column at the right."""
        if len(self._board.compared()) >= MOST_COLUMNS:
            return
        if self._id:
            self._runner.add_column(self._id, setup)
        else:
            self._store.set_current((*self._board.setups(), setup))
        columns = self._board.columns()
        if columns:
            self._board.area.reveal(columns[-1])

    def replace_setup(self, column_id: str, setup: ColumnSetup) -> None:
        """Sets a column up anew; what it answered stays, what comes next is asked so."""
        self.replace_setups({column_id: setup})

    def replace_setups(self, setups: Mapping[str, ColumnSetup]) -> None:
        """The same for several columns, by their ids."""
        columns = [
            replace(each, setup=setups.get(each.id, each.setup)) for each in self._board.compared()
        ]
        self.put_columns(columns)

    def use_line_up(self, setups: tuple[ColumnSetup, ...]) -> None:
        """Asks a line-up: in a new comparison, if something was asked here already."""
        tree = self._board.tree()
        if self._id and tree is not None and len(tree):
            self._page.new_comparison()
        if self._id:
            self._runner.put_columns(self._id, [new_column(setup) for setup in setups])
        else:
            self._store.set_current(setups)

    def pick_new(self, anchor: QWidget) -> None:
        """Asks for a model to add."""
        setups = self._board.setups()
        last = setups[-1] if setups else None
        default = self._services.connections.default()
        connection_id = last.connection_id if last else ""
        connection_id = connection_id or (default.id if default is not None else "")
        self._page.model_picker_requested.emit(anchor, connection_id, "", self._take_new)

    def _take_new(self, connection_id: str, model_id: str) -> None:
        self.add(ColumnSetup(model_id, connection_id))
        self._page.focus_box()

    def _pick_model(self, column: CompareColumn, anchor: QWidget) -> None:
        setup = column.column.setup
        self._picking_for = column.column_id
        connection = self._services.comparing().requests.connection_of(setup)
        self._page.model_picker_requested.emit(
            anchor, connection.id, setup.model_id, self._take_model
        )

    def _take_model(self, connection_id: str, model_id: str) -> None:
        column = self._board.column(self._picking_for)
        if column is None:
            return
        setup = replace(column.column.setup, connection_id=connection_id, model_id=model_id)
        self.replace_setup(column.column_id, setup)
        if self._id and column.answer is not None:
            self._runner.retry(self._id, column.column_id)

    def _remove(self, column: CompareColumn, _argument: object) -> None:
        kept = list(self._board.compared())
        place = [each.id for each in kept].index(column.column_id)
        gone, name = kept.pop(place), column.name
        if self._id:
            self._runner.remove_column(self._id, gone.id)
        else:
            self._store.set_current(each.setup for each in kept)
        cid = self._id

        def restore() -> None:
            comparison = self._store.get(cid) if cid else None
            columns = list(comparison.columns if comparison is not None else kept)
            columns.insert(min(place, len(columns)), gone)
            if cid:
                self._runner.put_columns(cid, columns[:MOST_COLUMNS])
            else:
                self._store.set_current(each.setup for each in columns)

        self._page.undo.push(self.tr("{model} removed").format(model=name), restore)

    def _stop(self, column: CompareColumn, _argument: object) -> None:
        for reply in self._board.replies(column):
            self._runner.stop(reply.id)

    def _retry(self, column: CompareColumn, _argument: object) -> None:
        column.acts.run("retry", column.answer.id if column.answer is not None else "")

    def _copy(self, column: CompareColumn, _argument: object) -> None:
        if column.answer is not None:
            column.acts.run("copy_message", column.answer.id)

    def _continue(self, column: CompareColumn, on: object) -> None:
        answer = column.answer
        if self._id and answer is not None:
            self._runner.continue_from(self._id, answer.id if on else None)
            self._page.focus_box()

    def _drag(self, _column: CompareColumn, at: Any) -> None:
        self._board.area.show_drop(at)

    def _drop(self, column: CompareColumn, at: Any) -> None:
        place = self._board.area.drop(column, at)
        if place is not None:
            self.move(column, place)

    def move(self, column: CompareColumn, place: int) -> None:
        """Moves a column to another place, from 0; not while they stand in an order of lots."""
        if self._board.blinding.is_on:
            return
        columns = list(self._board.compared())
        now = [each.id for each in columns].index(column.column_id)
        place = max(0, min(len(columns) - 1, place))
        columns.insert(place, columns.pop(now))
        self.put_columns(columns)

    def _pick(self, column: CompareColumn, _argument: object) -> None:
        self._page.voting.pick(column)

    def _widen(self, column: CompareColumn, _argument: object) -> None:
        area = self._board.area
        area.show_alone("" if area.alone else column.column_id)

    def _set_up(self, column: CompareColumn, _argument: object) -> None:
        self.inspector.open(column, "parameters")

    # All columns

    def edit_prompt(self) -> None:
        """Opens the last prompt for editing."""
        if self._prompt is None:
            from studio.ui.compare.prompt_popup import PromptPopup

            self._prompt = PromptPopup(theme=self._theme, window=self._page.window())
            self._prompt.asked.connect(self._on_prompt_asked)
        question = self._page.last_question()
        if question is not None:
            self._prompt.open_for(self._page.strip.edit_button, question.text)

    def _on_prompt_asked(self, text: str) -> None:
        self._runner.edit(self._id, text)
        self._board.follow_new_question()

    def can_compare_images(self) -> bool:
        """Whether there are images to lay over one another, and nothing is told by it."""
        images = self._page.images
        if images.is_shown:
            return sum(cell.is_image for cell in images.grid.cells()) > 1
        # The names of the models stand beside the images.
        return has_images(self._board.answers()) and not self._board.blinding.hides

    def compare_images(self) -> None:
        """Lays the images of the answers over one another; in the grid the chosen ones."""
        if self._page.images.is_shown:
            self._page.images.acts.compare_some()
            return
        store = self._services.conversations
        tree = store.tree(self._id) if self._id else None
        if tree is not None and self.can_compare_images():
            items = images_to_compare(tree, self._board.answers(), store.get(self._id))
            if len(items) > 1:
                self._page.images_compared.emit(items)

    def delete(self, conversation_id: str) -> None:
        """Moves a comparison to the trash; a toast and Ctrl+Z bring it back."""
        conversations = self._services.conversations
        conversation = conversations.get(conversation_id)
        if conversation is None:
            return
        shown = conversation_id == self._id
        self._runner.stop_all(conversation_id)
        conversations.delete(conversation_id)

        def restore() -> None:
            conversations.restore(conversation_id)
            if shown:
                self._page.open(conversation_id)

        title = conversation.title or self.tr("New comparison")
        title = title if len(title) <= 40 else title[:39].rstrip() + "…"
        self._page.undo.push(self.tr("“{title}” deleted").format(title=title), restore)

    @property
    def inspector(self) -> "ColumnInspector":
        """What is asked with and sent; made when it is first needed."""
        if self._inspector is None:
            from studio.ui.compare.column_inspector import ColumnInspector

            self._inspector = ColumnInspector(
                self._page, services=self._services, theme=self._theme, toasts=self._toasts
            )
        return self._inspector

    def toggle_inspector(self, tab: str) -> None:
        """Shows `request` or `parameters` of the focused column, or closes them."""
        column = self._page.focused_column()
        if self._board.blinding.hides:
            text = self.tr("Hidden while you judge blind: reveal first")
            self._toasts.show_toast(text, icon="eye-off", token="text2")
        elif column is not None:
            self.inspector.toggle(column, tab)

    def close_panel(self) -> bool:
        """Closes what lies beside or over the columns; False when nothing does."""
        return self._inspector is not None and self._inspector.close()
