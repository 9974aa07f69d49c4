"""`ColumnInspector`: what a column is asked with, what it was sent, and what it will be sent."""

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from studio.core.comparing import ColumnSetup, path_of
from studio.core.errors import StudioError
from studio.core.ids import ConversationId
from studio.core.messages import Message, Role
from studio.core.requests import ChatRequest, ImageRequest, Parameters
from studio.services.app import AppServices
from studio.services.asking import make_question
from studio.services.inspection import RequestInspector
from studio.ui.chat.inspector.docking import Docking
from studio.ui.chat.inspector.panel import (
    REQUEST,
    InspectorPanel,
)
from studio.ui.compare.column import CompareColumn
from studio.ui.compare.images.drawing_options import DrawingOptions, with_option
from studio.ui.theme import ThemeStore
from studio.ui.widgets import HLine, Label, Segmented, Surface, ToastStack

if TYPE_CHECKING:
    from studio.ui.compare.page import ComparePage

NEXT, LAST = "next", "last"
_REFRESH_MS = 500


class ColumnInspector(QObject):
    """Beside the columns in a wide window, over them in a narrow one."""

    def __init__(
        self,
        page: "ComparePage",
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
    ) -> None:
        super().__init__(page)
        self._page, self._services, self._theme, self._toasts = page, services, theme, toasts
        self._comparing = services.comparing()
        self._column_id = ""
        self._asked = 0
        self._inspector = RequestInspector(
            conversations=services.conversations,
            connections=services.connections,
            images=services.images,
        )
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._connect()

    def _build(self) -> None:
        theme = self._theme
        self.box = Surface(theme, "side", lines=("left",), parent=self._page)
        self.box.hide()
        self._name = Label(theme, style="ui", weight=600, elide=True)
        self._which = Segmented(
            theme,
            self.tr("Which request"),
            ((NEXT, self.tr("Next"), ""), (LAST, self.tr("Last"), "")),
            object_name="which_request",
        )
        self._which.set_value(NEXT)
        self.panel = InspectorPanel(theme, self.box)
        self._docking = Docking(
            self.panel, shown=self.box, page=self._page, row=self._page.row, theme=theme
        )
        self.drawing: DrawingOptions | None = None
        self._head = QHBoxLayout()
        self._head.addWidget(self._name, 1)
        self._head.addWidget(self._which)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(HLine(theme))
        column.addWidget(self.panel, 1)

    def _connect(self) -> None:
        self.panel.closed.connect(self.close)
        self.panel.tab_chosen.connect(self._show_tab)
        self.panel.request.copied.connect(self._on_request_copied)
        self.panel.parameters.form.changed.connect(self._on_form_changed)
        self.panel.parameters.reset_requested.connect(self._on_parameters_reset_requested)
        self._which.chosen.connect(self._on_which_chosen)
        self._page.board.columns_changed.connect(self._on_board_changed)
        self._page.board.states_changed.connect(self._show_soon)
        self._page.composer.draft_changed.connect(self._show_soon)
        self._timer.timeout.connect(self._show_request)
        self._theme.changed.connect(self._apply_theme)
        self._apply_theme()

    # Opening

    @property
    def is_open(self) -> bool:
        """Whether it can be seen."""
        return not self.box.isHidden()

    def open(self, column: CompareColumn, tab: str, which: str = NEXT) -> None:
        """Shows the parameters or a request of a column.

        Args:
            which: what is sent next, or what was sent last.
        """
        if self._page.board.blinding.hides:
            text = self.tr("Hidden while you judge blind: reveal first")
            self._toasts.show_toast(text, icon="info", token="text2")
            return
        self.panel.parameters.form.flush()
        self._column_id = column.column_id
        self._which.set_value(which)
        self.box.show()
        self._show_tab(tab)
        self.panel.focus_tab()

    def toggle(self, column: CompareColumn, tab: str) -> None:
        """Opens it for a column, or closes it when it shows that."""
        if self.is_open and self.panel.tab == tab and self._column_id == column.column_id:
            self.close()
            return
        asked = column.answer is not None and self._page.composer.draft().is_empty
        self.open(column, tab, LAST if asked else NEXT)

    def close(self) -> bool:
        """Hides it; False when it was not open."""
        if not self.is_open:
            return False
        self.panel.parameters.form.flush()
        had_focus = self.box.isAncestorOf(self._page.window().focusWidget())
        self.box.hide()
        if had_focus:
            self._page.focus_box()
        return True

    def _show_tab(self, tab: str) -> None:
        self.panel.show_tab(tab)
        self._which.setVisible(tab == REQUEST)
        self._docking.place()
        self._show_column()

    def _apply_theme(self) -> None:
        s = self._theme.current.scaled
        self._head.setContentsMargins(s(16), s(8), s(12), s(8))
        self._name.setFixedHeight(s(32))

    # What is shown

    def _column(self) -> CompareColumn | None:
        return self._page.board.column(self._column_id)

    def _show_column(self) -> None:
        column = self._column()
        if column is None:
            self.close()
            return
        self._name.set_text(column.name)
        setup, view = column.column.setup, self.panel.parameters
        view.form.show_values(setup.system_prompt, Parameters.from_dict(setup.parameters))
        view.show_reset(on=bool(setup.parameters or setup.system_prompt))
        self._show_drawing(setup)
        self._show_request()

    def _show_drawing(self, setup: ColumnSetup) -> None:
        """What there is to set for images, above all else."""
        way = self._comparing.requests.way_of(setup)
        if self.drawing is None:
            if way is None:
                return
            self.drawing = DrawingOptions(self._theme)
            self.drawing.changed.connect(self._on_drawing_changed)
            self.panel.parameters.form.add_on_top(self.drawing)
        self.drawing.show_setups([(setup, way)] if way is not None else [])

    def _show_soon(self) -> None:
        if self.is_open and self.panel.tab == REQUEST and not self._timer.isActive():
            self._timer.start()

    def _show_request(self) -> None:
        column = self._column()
        if not self.is_open or column is None or self.panel.tab != REQUEST:
            return
        self._asked += 1
        if self._which.value == LAST:
            self._show_last(column)
            return
        request = self._planned(column)
        if request is None:
            missing = self.tr("Type a message to see what goes out.")
            self.panel.request.show_planned(None, missing)
        else:
            self._services.scope.start(self._preview(request, self._asked), name="preview request")

    def _planned(self, column: CompareColumn) -> ChatRequest | ImageRequest | None:
        """What the column is asked when what is in the box is sent."""
        draft = self._page.composer.draft()
        if draft.is_empty:
            return None
        now, cid = self._services.clock.now(), self._page.conversation_id
        tree, comparison = self._page.board.tree(), self._comparing.store.get(cid)
        before: tuple[Message, ...] = ()
        start = None
        if tree is not None and comparison is not None:
            start = comparison.start_of(column.column)
            before = path_of(tree, replace(column.column, leaf_id=start))
        owner = ConversationId(cid)
        question = make_question(owner, start, draft.text, draft.attachments, now)
        return self._comparing.requests.make_all(column.column.setup, (*before, question))[0]

    async def _preview(self, request: ChatRequest | ImageRequest, asked: int) -> None:
        body = await self._inspector.preview(request)
        if asked == self._asked and self.is_open:
            missing = self.tr("A part of what would be sent is not there any more.")
            self.panel.request.show_planned(body, missing)

    def _show_last(self, column: CompareColumn) -> None:
        answer = column.answer
        if answer is None or answer.role is Role.USER:
            self.panel.request.show_nothing()
            return
        running = self._services.runs.live(answer.id) is not None
        self.panel.request.show_message(answer, running=running)
        self.panel.request.show_events(self._services.runs.events_of(answer.id))
        self._services.scope.start(self._inspect(answer, self._asked), name="inspect request")

    async def _inspect(self, message: Message, asked: int) -> None:
        try:
            found = await self._inspector.inspect(message)
        except StudioError:
            return  # the store tells that the library can't be read
        if asked == self._asked and self.is_open:
            self.panel.request.show_inspection(found)

    # Slots

    def _on_board_changed(self) -> None:
        if self._page.board.blinding.hides:
            self.close()  # it would tell who wrote what
        elif self.is_open:
            self._show_column()

    def _on_which_chosen(self, _which: str) -> None:
        self._show_request()

    def _on_drawing_changed(self, name: str, value: object) -> None:
        column = self._column()
        if column is not None:
            setup = with_option(column.column.setup, name, value)
            self._page.acts.replace_setup(column.column_id, setup)

    def _on_form_changed(self) -> None:
        column, form = self._column(), self.panel.parameters.form
        if column is None:
            return
        setup = replace(
            column.column.setup,
            system_prompt=form.system_prompt,
            parameters=form.parameters.as_dict(),
        )
        if setup != column.column.setup:
            self._page.acts.replace_setup(column.column_id, setup)

    def _on_parameters_reset_requested(self) -> None:
        column = self._column()
        if column is None:
            return
        column_id, before = column.column_id, column.column.setup
        plain = replace(before, system_prompt="", parameters={}, way="")
        self._page.acts.replace_setup(column_id, plain)

        def restore() -> None:
            self._page.acts.replace_setup(column_id, before)

        self._page.undo.push(self.tr("Parameters reset"), restore, icon="circle-check")

    def _on_request_copied(self) -> None:
        self._toasts.show_toast(self.tr("Copied"))
