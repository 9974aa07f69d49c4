"""The compare page: the list of comparisons, the columns of one, and the box that asks all."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.comparing import path_of, questions_of
from studio.core.messages import Draft, Message
from studio.services.app import AppServices
from studio.ui.chat.composer import Composer
from studio.ui.compare.board import ComparisonBoard
from studio.ui.compare.box_facts import BoxFacts
from studio.ui.compare.column import CompareColumn
from studio.ui.compare.column_tabs import ColumnTabs
from studio.ui.compare.comparison_list import ComparisonList
from studio.ui.compare.composer_link import CompareComposerLink
from studio.ui.compare.differing import Differing
from studio.ui.compare.dropping import Dropping
from studio.ui.compare.header import CompareHeader
from studio.ui.compare.images.for_all import OptionsForAll
from studio.ui.compare.images.view import ImagesView
from studio.ui.compare.judging.deciding import Deciding
from studio.ui.compare.judging.voting import Voting
from studio.ui.compare.line_up_button import LineUpButton
from studio.ui.compare.linked_scrolling import LinkedScrolling
from studio.ui.compare.nobody_yet import NobodyYet
from studio.ui.compare.page_acts import PageActs
from studio.ui.compare.page_menu import PageMenu
from studio.ui.compare.page_shortcuts import PageShortcuts
from studio.ui.compare.prompt_strip import PromptStrip
from studio.ui.compare.showing import PageShowing
from studio.ui.compare.side_list import SideList
from studio.ui.compare.tab_order import PageTabOrder
from studio.ui.compare.views import PageViews
from studio.ui.theme import ThemeStore
from studio.ui.transcript.zoom import within_zoom
from studio.ui.widgets import Surface, ToastStack
from studio.ui.widgets.undo import UndoList

if TYPE_CHECKING:
    from studio.ui.compare.finding import CompareFinding


class ComparePage(QWidget):
    """Comparisons and one of them.

    Signals:
        title_changed: the title of what is shown is another one.
        model_picker_requested: widget to open at, connection id, model id, what takes the choice.
        connection_requested: connection id (may be ""); look at its settings.
        conversation_requested: conversation id; show it as a chat.
        images_requested: `ImageItems`, place of the one to look at.
        image_act_requested: `edit`, `compare` or `reuse`; `ImageItems`, place of the image.
        images_compared: tuple of two to four `ImageItem` of the answers.
        gallery_requested: sha256 of an image; show it in the gallery.
    """

    title_changed = Signal()
    model_picker_requested = Signal(object, str, str, object)
    connection_requested = Signal(str)
    conversation_requested = Signal(str)
    images_requested = Signal(object, int)
    image_act_requested = Signal(str, object, int)
    images_compared = Signal(object)
    gallery_requested = Signal(str)

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._theme, self._toasts = services, theme, toasts
        self._comparing = services.comparing()
        self.undo = UndoList(toasts, self)
        self._finding: CompareFinding | None = None
        self._build()
        self.differing.bar_made.connect(self._on_differing_bar_made)
        self.voting = Voting(self, services=services, theme=theme)
        self._rows.insertWidget(self._rows.indexOf(self.stack) + 1, self.voting.bar)
        self.images: ImagesView = ImagesView(
            self, stack=self.stack, services=services, theme=theme, toasts=toasts
        )
        self.deciding = Deciding(self, self.voting, services=services, theme=theme, toasts=toasts)
        self.acts: PageActs = PageActs(self, services=services, theme=theme, toasts=toasts)
        self._menu = PageMenu(self, services=services, theme=theme, toasts=toasts)
        self._shortcuts = PageShortcuts(self)
        self.showing = PageShowing(self, services=services, theme=theme)
        self._connect()
        self._tab_order = PageTabOrder(self)
        self._apply_theme()
        self._take_preferences()

    def _build(self) -> None:
        """From the outside in: what gets another parent is styled anew, with all that is in it."""
        services, theme = self._services, self._theme
        self.setObjectName("compare_page")
        self.board = ComparisonBoard(
            services=services, theme=theme, toasts=self._toasts, undo=self.undo, parent=self
        )
        self.linked = LinkedScrolling(self.board.columns, self.board.area.is_seen, self)
        self.differing = Differing(self.board, services=services, theme=theme)
        self._build_frame()
        self.strip = PromptStrip(theme)
        self.tabs = ColumnTabs(theme)
        self.empty = NobodyYet(theme, self._comparing.store)
        self.stack = QStackedWidget()
        rows = self._rows = QVBoxLayout(self._main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.header)
        rows.addWidget(self.strip)
        rows.addWidget(self.tabs)
        rows.addWidget(self.stack, 1)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.board.area)
        self._build_box()
        self._across = QHBoxLayout()
        rows.addLayout(self._across)
        self._across.addWidget(self.composer)
        self._dropping = Dropping(self, self.composer, theme)

    def _build_frame(self) -> None:
        """The list, and beside it what a comparison is shown in."""
        services, theme = self._services, self._theme
        self._main = Surface(theme, "base")
        self.views = PageViews(
            self, columns=self._main, services=services, theme=theme,
            toasts=self._toasts, undo=self.undo, blinding=self.board.blinding,
        )  # fmt: skip
        self.list = ComparisonList(services=services, theme=theme)
        self.header = CompareHeader(theme)
        self.side = SideList(
            self.list, page=self, main=self.views.stack, button=self.header.list_button,
            theme=theme, preferences=services.preferences,
        )  # fmt: skip
        self.list.add_below(self.views.rows)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.side.splitter, 1)
        self.row = whole

    def _build_box(self) -> None:
        services, theme = self._services, self._theme
        self.composer = Composer(theme=theme, images=services.images, scope=services.scope)
        self.line_up = LineUpButton(theme=theme)
        hint = self.tr("{send} to send to all · Alt+1 to 9 to focus a column")
        self.composer.send_to_several(self.line_up, self.tr("Send to all"), hint)
        self.for_all = OptionsForAll(self, services=services, theme=theme)
        self.facts = BoxFacts(self.composer, self.line_up, board=self.board, services=services)
        self.link = CompareComposerLink(
            self.composer, services=services, comparing=self._comparing, toasts=self._toasts,
            keep=self._keep_new,
        )  # fmt: skip

    def _connect(self) -> None:
        store, conversations = self._comparing.store, self._services.conversations
        store.loaded.connect(self._on_store_loaded)
        conversations.loaded.connect(self._on_store_loaded)
        conversations.conversation_changed.connect(self._on_conversation_changed)
        conversations.conversation_removed.connect(self._on_conversation_removed)
        self._comparing.runner.queue_changed.connect(self._on_runner_queue_changed)
        self._services.catalogue.models_changed.connect(self._on_catalogue_models_changed)
        self._services.preferences.changed.connect(self._on_preferences_changed)
        self._theme.changed.connect(self._apply_theme)
        self.list.chosen.connect(self.open)
        self.list.new_requested.connect(self.new_comparison)
        self.list.delete_requested.connect(self.acts.delete)
        self.list.box_requested.connect(self.focus_box)
        self.tabs.chosen.connect(self.board.area.show_alone)
        self.tabs.all_requested.connect(self.widen)
        self.board.column_made.connect(self._on_board_column_made)
        self.header.list_requested.connect(self.side.toggle)
        self.header.together_toggled.connect(self._on_header_together_toggled)
        self.header.differences_toggled.connect(self.differing.set_on)
        self.header.judge_requested.connect(self.deciding.open)
        self.header.blind_toggled.connect(self.board.blinding.set_on)
        self.header.page_requested.connect(self.board.area.page)
        self.header.add_requested.connect(self.acts.pick_new)
        self.header.menu_requested.connect(self._menu.open)
        self.strip.edit_requested.connect(self.acts.edit_prompt)
        self.empty.add_requested.connect(self._on_empty_add_requested)
        self.empty.line_up_chosen.connect(self._on_empty_line_up_chosen)
        self.line_up.clicked.connect(self._on_line_up_clicked)
        self.composer.escape_pressed.connect(self.escape)
        self.link.question_sent.connect(self._on_link_question_sent)

    # Comparisons

    @property
    def conversation_id(self) -> str:
        """The comparison that is shown; "" for a new one."""
        return self.board.conversation_id

    def start(self) -> None:
        """Shows the comparison that was changed last, or a new one."""
        self.board.show_comparison("")
        self._on_store_loaded()

    def open(self, conversation_id: str) -> None:
        """Shows a comparison."""
        if self._comparing.store.get(conversation_id) is None:
            return
        self._stop_finding()
        self.link.show_conversation(conversation_id)
        self.board.show_comparison(conversation_id)
        self.list.show_current(conversation_id)
        self.views.show_columns()
        self.showing.show_all()
        self.mark_shown()
        self.side.close_overlay()

    def new_comparison(self) -> None:
        """Shows a new comparison with the current line-up."""
        self._stop_finding()
        self.link.show_conversation("")
        self.board.show_comparison("")
        self.list.show_current("")
        self.views.show_columns()
        self.showing.show_all()
        self.side.close_overlay()
        self.focus_box()

    def title(self) -> str:
        """The title as shown."""
        conversation = self._services.conversations.get(self.conversation_id)
        return (conversation.title if conversation else "") or self.tr("New comparison")

    def mark_shown(self) -> None:
        """A person sees what is shown: it is read, also what comes from now on."""
        if self.isVisible():
            shown = {self.conversation_id} if self.conversation_id else set()
            self._services.runs.set_shown(shown)
            self._services.conversations.mark_read(self.conversation_id)

    def save_state(self) -> None:
        """Keeps the draft."""
        self.link.save_draft()

    def _keep_new(self, draft: Draft) -> str:
        cid = self._comparing.runner.keep_new(self.board.compared(), draft)
        self.board.adopt(cid)
        self.images.keep_choice(cid)
        self.list.show_current(cid)
        self.showing.show_all()
        self.mark_shown()
        return cid

    # Acts that have keys

    @property
    def finding(self) -> "CompareFinding":
        """Finds in the answers; made when it is first needed."""
        if self._finding is None:
            from studio.ui.compare.finding import CompareFinding

            self._finding = CompareFinding(self, theme=self._theme)
        return self._finding

    def _stop_finding(self) -> bool:
        """Closes the find bar; False when it is not open."""
        if self._finding is None or not self._finding.is_open:
            return False
        self._finding.close()
        return True

    def focus_box(self) -> None:
        """Puts the cursor in the box."""
        self.composer.edit.setFocus()

    def escape(self) -> None:
        """Escape: closes what lies over the page, else stops the answers, else to the box.

        From the empty box it leads back to the run whose row is shown.
        """
        runner, cid = self._comparing.runner, self.conversation_id
        if self.side.close_overlay() or self.views.leave() or self.acts.close_panel():
            return
        if self.images.escape():
            return
        if self.board.area.alone and self._services.preferences.values.compare_layout != "tabs":
            self.board.area.show_alone("")
        elif cid and runner.is_running(cid):
            runner.stop_all(cid)
        elif not self._stop_finding() and not (self._box_is_done() and self.views.back_to_run(cid)):
            self.focus_box()

    def _box_is_done(self) -> bool:
        """Whether nothing is typed where the keyboard is."""
        return self.composer.edit.hasFocus() and self.composer.draft().is_empty

    def focused_column(self) -> CompareColumn | None:
        """The column with the keyboard focus, else the first one."""
        focus = QGuiApplication.focusObject()
        columns = self.board.columns()
        of_image = self.images.focused_column()
        if of_image is not None:
            return of_image
        for column in columns:
            if isinstance(focus, QWidget) and (focus is column or column.isAncestorOf(focus)):
                return column
        alone = self.board.area.alone
        found = self.board.column(alone) if alone else None
        return found or (columns[0] if columns else None)

    def focus_column(self, number: int) -> None:
        """Puts the keyboard into a column, from 0."""
        columns = self.board.columns()
        if 0 <= number < len(columns):
            if self.images.is_shown:
                self.images.grid.focus_column(columns[number].column_id)
                return
            self.board.area.reveal(columns[number])
            columns[number].transcript.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def widen(self) -> None:
        """Shows the focused column full width, or all again."""
        column, area = self.focused_column(), self.board.area
        if column is not None:
            area.show_alone("" if area.alone else column.column_id)

    def questions(self) -> tuple[Message, ...]:
        """What was asked so far, of the column that was asked most."""
        tree = self.board.tree()
        if tree is None:
            return ()
        paths = [questions_of(path_of(tree, column)) for column in self.board.compared()]
        return max(paths, key=len, default=())

    def last_question(self) -> Message | None:
        """The last prompt, or None."""
        questions = self.questions()
        return questions[-1] if questions else None

    def _take_preferences(self) -> None:
        values = self._services.preferences.values
        self.composer.set_send_key(ctrl_enter=values.send_with == "ctrl_enter")
        self.composer.set_zoom(within_zoom(values.text_zoom_percent))
        self.board.area.set_layout(values.compare_layout)
        self.linked.is_on = values.compare_scrolls_together
        self.header.together.setChecked(values.compare_scrolls_together)

    def _apply_theme(self) -> None:
        s = self._theme.current.scaled
        self._across.setContentsMargins(s(16), 0, s(16), 0)
        self.showing.show_low()

    def search(self) -> None:
        """Puts the cursor in the search field of the list."""
        if self.list.isHidden():
            self.side.toggle()
        self.list.focus_search()

    # Slots

    def _on_store_loaded(self) -> None:
        """Both comparisons and conversations are there: goes on where the last session ended."""
        if not (self._comparing.store.is_loaded and self._services.conversations.is_loaded):
            return
        newest = self._comparing.store.newest()
        if newest is not None and not self.conversation_id and not self.composer.draft().text:
            self.open(newest.conversation_id)
        else:
            self.board.show_comparison(self.conversation_id)
            self.showing.show_all()

    def _on_conversation_changed(self, conversation_id: str) -> None:
        if conversation_id == self.conversation_id:
            self.header.show_title(self.title())
            self.title_changed.emit()

    def _on_conversation_removed(self, conversation_id: str) -> None:
        if conversation_id == self.conversation_id:
            self.new_comparison()

    def _on_runner_queue_changed(self, conversation_id: str) -> None:
        if conversation_id == self.conversation_id:
            self.link.show_run_state()

    def _on_catalogue_models_changed(self, _connection_id: str) -> None:
        self.showing.show_models()
        self.showing.show_view()

    def _on_preferences_changed(self, name: str) -> None:
        if name in ("send_with", "text_zoom_percent") or name.startswith("compare_"):
            self._take_preferences()

    def _on_header_together_toggled(self, on: bool) -> None:
        self._services.preferences.set(compare_scrolls_together=on)

    def _on_board_column_made(self, column: CompareColumn) -> None:
        self.linked.watch(column)
        self.acts.connect_column(column)
        column.set_low(self.showing.is_low())

    def _on_differing_bar_made(self, bar: QWidget) -> None:
        self._rows.insertWidget(self._rows.indexOf(self.strip) + 1, bar)

    def _on_empty_add_requested(self) -> None:
        self.acts.pick_new(self.header.add)

    def _on_empty_line_up_chosen(self, line_up_id: str) -> None:
        for line_up in self._comparing.store.line_ups():
            if line_up.id == line_up_id:
                self.acts.use_line_up(line_up.columns)
        self.focus_box()

    def _on_line_up_clicked(self) -> None:
        self.acts.line_ups.open(self.line_up)

    def _on_link_question_sent(self, _conversation_id: str) -> None:
        self.board.follow_new_question()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a narrow page collapses the list to a button."""
        super().resizeEvent(event)
        self.side.place()
        if event.oldSize().height() != event.size().height():
            self.showing.show_low()
        self.for_all.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what is shown is read; columns take what came meanwhile."""
        super().showEvent(event)
        self.mark_shown()
        if self.conversation_id:
            self._services.conversations.open(self.conversation_id)
        self.board.show_states()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: what ends now was not seen."""
        super().hideEvent(event)
        self.link.save_draft()
        self._services.runs.set_shown(set())
