"""Makes the compare page when it is first shown, and ties it to the rest of the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.core.comparing import LEAST_COLUMNS, ColumnSetup, names_of, setup_of
from studio.core.errors import StorageError
from studio.core.ids import MessageId, is_batch
from studio.core.messages import Attachment, Draft, Message, Role
from studio.services.app import AppServices
from studio.services.comparing.runner import in_chat
from studio.ui.compare.menus import Entry, open_menu_at_pointer
from studio.ui.compare.page import ComparePage
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.images.items import ImageItem
    from studio.ui.shell.main_window import MainWindow


class CompareHost(QObject):
    """The compare page of a window.

    Args:
        pages: what the page will stand in.

    Signals:
        title_changed: the title of what it shows is another one.
    """

    title_changed = Signal()

    def __init__(
        self,
        window: "MainWindow",
        *,
        pages: QStackedWidget,
        services: AppServices,
        theme: ThemeStore,
    ) -> None:
        super().__init__(window)
        self._window, self._services, self._theme = window, services, theme
        self._comparing = services.comparing()
        self._offered: Message | None = None
        self.page = ComparePage(services=services, theme=theme, toasts=window.toasts, parent=pages)
        self.page.title_changed.connect(self.title_changed)
        self.page.model_picker_requested.connect(self._on_page_model_picker_requested)
        self.page.connection_requested.connect(window.show_connection)
        self.page.conversation_requested.connect(self._on_page_conversation_requested)
        self.page.images_requested.connect(window.viewer.open)
        self.page.image_act_requested.connect(window.act_on_images)
        self.page.images_compared.connect(self._on_page_images_compared)
        self.page.gallery_requested.connect(self._on_page_gallery_requested)
        self._to_show: tuple[str, str, str] | None = None
        self._comparing.store.loaded.connect(self._on_store_loaded)
        self.page.start()

    # From a chat

    def ask_in_chat(
        self, conversation_id: str, text: str, attachments: tuple[Attachment, ...]
    ) -> None:
        """Asks the current line-up the next question of a chat.

        With no line-up yet the question waits on the compare page until models are chosen.
        """
        setups = self._comparing.store.current
        runner = self._comparing.runner
        if runner.is_running(conversation_id):
            self._window.chat.pane.composer.add_draft(Draft(text, attachments))
            text = self.tr("An answer is being written: models can be compared after it")
            self._window.toasts.show_toast(text, icon="info", token="text2")
            return
        if len(setups) >= LEAST_COLUMNS:
            runner.compare_in_chat(conversation_id, setups, text, attachments)
            self._show(conversation_id)
            return
        self._window.show_page("compare")
        self.page.new_comparison()
        self.page.composer.add_draft(Draft(text, attachments))

    def offer_for(self, conversation_id: str, message_id: str) -> None:
        """Offers what an answer of a chat can be compared with."""
        tree = self._services.conversations.tree(conversation_id)
        message = tree.get(MessageId(message_id)) if tree is not None else None
        if message is None or tree is None:
            return
        answer = next((each for each in tree.path() if each.parent_id == message.id), None)
        # A question is compared from the answer that it has already.
        self._offered = answer if answer and message.role is Role.USER else message
        store = self._comparing.store
        entries: list[Entry] = []
        if store.current:
            names = ", ".join(names_of(store.current, short=True))
            entries.append(Entry(_short(names), self._act(store.current), "columns-3"))
        for line_up in store.line_ups():
            entries.append(Entry(line_up.name, self._act(line_up.columns), "columns-3"))
        if entries:
            entries.append(Entry())
        entries.append(Entry(self.tr("Another model…"), self._pick, "plus"))
        if store.get(conversation_id) is not None:
            entries.append(Entry(self.tr("Open comparison"), self._open_offered, "columns-3"))
        open_menu_at_pointer(self._window, self._theme, entries, object_name="compare_with_menu")

    def _act(self, setups: tuple[ColumnSetup, ...]) -> Callable[[], None]:
        def act() -> None:
            self._compare_offered(setups)

        return act

    def _pick(self) -> None:
        message = self._offered
        connection = self._services.connections.get(message.connection_id) if message else None
        connection = connection or self._services.connections.default()
        anchor = self._window.chat.pane.composer.model_button
        self._window.picking.open(
            anchor, connection.id if connection is not None else "", "", self._take_model
        )

    def _take_model(self, connection_id: str, model_id: str) -> None:
        self._compare_offered((ColumnSetup(model_id, connection_id),))

    def _open_offered(self) -> None:
        if self._offered is not None:
            self._show(self._offered.conversation_id)

    def _compare_offered(self, setups: tuple[ColumnSetup, ...]) -> None:
        message = self._offered
        conversation = (
            self._services.conversations.get(message.conversation_id) if message else None
        )
        if message is None or conversation is None:
            return
        own = replace(setup_of(message), system_prompt=conversation.system_prompt)
        others = [in_chat(setup, conversation) for setup in setups]
        if message.role is Role.ASSISTANT and len(others) > 1:
            same = next((each for each in others if each.model_id == own.model_id), None)
            if same is not None:
                others.remove(same)
        self._comparing.runner.compare_answer(message, own, others)
        self._show(conversation.id)

    def _show(self, conversation_id: str) -> None:
        self._window.show_page("compare")
        self.page.open(conversation_id)

    def show_image(self, conversation_id: str, message_id: str, sha256: str) -> None:
        """Opens a comparison with the keyboard on one of its images, once that is read."""
        self._window.show_page("compare")
        if is_batch(conversation_id):
            work = self._show_of_run(conversation_id, message_id, sha256)
            self._services.scope.start(work, name="show image of run")
        elif not self._comparing.store.is_loaded:
            self._to_show = (conversation_id, message_id, sha256)
        elif self._comparing.store.get(conversation_id) is None:  # compared no more
            self._show_in_chat(conversation_id, message_id)
        else:
            self.page.open(conversation_id)
            self.page.images.focus_image(message_id, sha256)

    def _show_in_chat(self, conversation_id: str, message_id: str) -> None:
        self._window.show_page("chat")
        self._window.chat.open_at(conversation_id, message_id)

    async def _show_of_run(self, conversation_id: str, message_id: str, sha256: str) -> None:
        """Shows the answers of the row of a run that an answer stands in, side by side."""
        try:
            message = await self._services.conversations.message(message_id)
        except StorageError:
            return  # the store tells that the library can't be read
        store = self._services.batches().store
        await self._comparing.store.until_loaded()
        await store.until_loaded()
        await store.opened(conversation_id)
        batch = store.get(conversation_id)
        if message is None or self._services.scope.is_closed:
            return
        row = batch.plan.row_of_question(message.parent_id) if batch is not None else None
        if row is None:
            self._show_in_chat(conversation_id, message_id)
        else:
            self.page.views.runs.open(conversation_id)
            self.page.views.runs.open_row(conversation_id, row)
            self.page.images.focus_image(message_id, sha256)

    # Slots

    def _on_store_loaded(self) -> None:
        if self._to_show is not None:
            wanted, self._to_show = self._to_show, None
            self.show_image(*wanted)

    def _on_page_images_compared(self, items: "tuple[ImageItem, ...]") -> None:
        self._window.viewer.compare(items, self.page.images.judging())

    def _on_page_gallery_requested(self, sha256: str) -> None:
        from studio.ui.shell.jumping import show_in_gallery

        work = show_in_gallery(self._window, self._services, sha256)
        self._services.scope.start(work, name="show in gallery")

    def _on_page_model_picker_requested(
        self,
        anchor: QWidget,
        connection_id: str,
        model_id: str,
        take: Callable[[str, str], None],
    ) -> None:
        self._window.picking.open(anchor, connection_id, model_id, take)

    def _on_page_conversation_requested(self, conversation_id: str) -> None:
        self._window.show_page("chat")
        self._window.chat.open(conversation_id)


def _short(names: str) -> str:
    return names if len(names) <= 60 else names[:59].rstrip(", ") + "…"
