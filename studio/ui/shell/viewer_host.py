"""`ViewerHost`: the viewer in the main window; made when an image is looked at first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.services.app import AppServices
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.images.items import ImageItems
    from studio.ui.viewer.page import ViewerPage


class ViewerHost(QObject):
    """Covers the window with the viewer, and brings back what was there.

    Args:
        window: what fills the screen.
        stack: the pages of the window.
        beside: what is hidden while an image is looked at (the rail).

    Signals:
        opened, closed: the viewer came or went.
        title_changed: another image is looked at.
        message_requested: conversation id, message id.
        edit_requested: an `ImageItem`.
    """

    opened = Signal()
    closed = Signal()
    title_changed = Signal()
    message_requested = Signal(str, str)
    edit_requested = Signal(object)

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        window: QWidget,
        stack: QStackedWidget,
        beside: QWidget,
    ) -> None:
        super().__init__(window)
        self._services, self._theme, self._toasts = services, theme, toasts
        self._window, self._stack, self._beside = window, stack, beside
        self._page: ViewerPage | None = None
        self._page_before: QWidget | None = None
        self._focus_before: QWidget | None = None
        self._filled_before = False

    @property
    def is_open(self) -> bool:
        """Whether an image is looked at."""
        return self._page_before is not None

    @property
    def title(self) -> str:
        """Of the window while an image is looked at."""
        item = self._page.item if self._page is not None else None
        return item.name if item is not None else ""

    @property
    def page(self) -> "ViewerPage":
        """The viewer; made when it is first needed."""
        if self._page is None:
            from studio.ui.viewer.page import ViewerPage

            page = ViewerPage(services=self._services, theme=self._theme, toasts=self._toasts)
            page.left.connect(self.close)
            page.message_requested.connect(self._on_page_message_requested)
            page.edit_requested.connect(self.edit_requested)
            page.full_screen_requested.connect(self.toggle_full_screen)
            page.title_changed.connect(self.title_changed)
            self._stack.addWidget(page)
            self._page = page
        return self._page

    def open(self, items: "ImageItems", index: int) -> None:
        """Looks at an image of a sequence."""
        page = self.page
        was_open = self.is_open
        if not was_open:
            self._page_before = self._stack.currentWidget()
            self._focus_before = self._window.focusWidget()
            self._filled_before = self._window.isFullScreen()
            self._stack.setCurrentWidget(page)
            self._beside.hide()
            self._lay_out()
        page.open(items, index)
        if not was_open:
            self.opened.emit()

    def close(self) -> None:
        """Goes back to what was there, with the focus where it was."""
        before, page = self._page_before, self._page
        if before is None or page is None:
            return
        self._page_before = None
        if self._window.isFullScreen() and not self._filled_before:
            self._fill_screen(False)
        page.set_full_screen(False)
        self._beside.show()
        # The page comes back at the width it had, so that nothing in it moves.
        self._lay_out()
        self._stack.setCurrentWidget(before)
        page.clear()
        focus, self._focus_before = self._focus_before, None
        if focus is not None and before.isAncestorOf(focus):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def toggle_full_screen(self) -> None:
        """Shows the picture alone on the whole screen, or everything again."""
        on = not self._window.isFullScreen()
        self._fill_screen(on)
        self.page.set_full_screen(on)

    def _fill_screen(self, on: bool) -> None:
        state, full = self._window.windowState(), Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | full if on else state & ~full)

    def _lay_out(self) -> None:
        layout = self._window.layout()
        if layout is not None:
            layout.activate()

    def _on_page_message_requested(self, conversation_id: str, message_id: str) -> None:
        self.close()
        self.message_requested.emit(conversation_id, message_id)
