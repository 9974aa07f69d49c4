"""`ViewerHost`: the viewer in the main window; made when an image is looked at first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.core.errors import Failure
from studio.services.app import AppServices
from studio.ui.failure_texts import failure_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.images.items import ImageItem, ImageItems
    from studio.ui.images.judging import Judging
    from studio.ui.shell.ahead import Ahead, Making
    from studio.ui.shell.compare_choosing import CompareChoosing
    from studio.ui.viewer.compare.page import ComparePage
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
        message_requested: conversation id, message id; `left_at` is the image then.
        edit_requested: an `ImageItem`.
        export_requested: tuple of `PictureToExport`.
        reuse_requested: an `ImageItem` whose prompt and settings are wanted again.
    """

    opened = Signal()
    closed = Signal()
    title_changed = Signal()
    message_requested = Signal(str, str)
    edit_requested = Signal(object)
    export_requested = Signal(object)
    reuse_requested = Signal(object)

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
        self._ahead: Ahead[ViewerPage] | None = None
        self._compare: ComparePage | None = None
        self._choosing: CompareChoosing | None = None
        self._covered: list[tuple[QWidget, QWidget | None]] = []  # pages, and their focus
        self._filled_before = self._is_bare = False
        self.left_at = ""  # sha256 of the image from which a person went to its message

    @property
    def is_open(self) -> bool:
        """Whether an image is looked at."""
        return bool(self._covered)

    @property
    def title(self) -> str:
        """Of the window while an image is looked at."""
        if self._compare is not None and self._stack.currentWidget() is self._compare:
            return self._compare.accessibleName()
        item = self._page.item if self._page is not None else None
        return item.name if item is not None else ""

    @property
    def page(self) -> "ViewerPage":
        """The viewer; made when it is first needed, if it was not ahead of that."""
        return self._page if self._page is not None else self.ahead.get()

    @property
    def ahead(self) -> "Ahead[ViewerPage]":
        """Makes the viewer."""
        if self._ahead is None:
            from studio.ui.shell.ahead import Ahead

            self._ahead = Ahead(self._make)
        return self._ahead

    def _make(self) -> "Making[ViewerPage]":
        from studio.ui.viewer.page import ViewerPage

        page = ViewerPage(services=self._services, theme=self._theme, toasts=self._toasts)
        page.left.connect(self.uncover)
        page.message_requested.connect(self._on_page_message_requested)
        page.edit_requested.connect(self.edit_requested)
        page.compare_requested.connect(self.compare)
        page.export_requested.connect(self.export_requested)
        page.choice_requested.connect(self.choose_and_compare)
        page.reuse_requested.connect(self.reuse_requested)
        page.full_screen_requested.connect(self.toggle_full_screen)
        page.title_changed.connect(self.title_changed)
        yield
        self._stack.addWidget(page)
        self._page = page
        return page

    def open(self, items: "ImageItems", index: int) -> None:
        """Looks at an image of a sequence."""
        page = self.page
        self._cover(page)
        page.open(items, index)

    def compare(self, items: "Sequence[ImageItem]", judging: "Judging | None" = None) -> None:
        """Compares two to four images. Raises: ValueError for fewer or more.

        Args:
            judging: takes votes on them.
        """
        if self._compare is None:
            from studio.ui.viewer.compare.page import ComparePage

            self._compare = ComparePage(services=self._services, theme=self._theme)
            self._compare.failed.connect(self._on_compare_failed)
            self._compare.left.connect(self.uncover)
            self._stack.addWidget(self._compare)
        self._cover(self._compare)
        self._compare.open(items, judging)

    def choose_and_compare(self, item: "ImageItem", around: "ImageItems") -> None:
        """Asks what an image is compared with, and compares.

        Args:
            around: images that are offered first; it may be among them.
        """
        if self._choosing is None:
            from studio.ui.shell.compare_choosing import CompareChoosing

            self._choosing = CompareChoosing(
                services=self._services, theme=self._theme, toasts=self._toasts,
                window=self._window, viewer=self,
            )  # fmt: skip
        self._choosing.open(item, around)

    def uncover(self) -> None:
        """Goes back to what was there before, with the focus where it was."""
        if not self._covered:
            return
        page, (before, focus) = self._stack.currentWidget(), self._covered.pop()
        if not self._covered:
            self._beside.show()
            if self._window.isFullScreen() and not self._filled_before:
                self._fill_screen(False)
            # The page comes back at the width it had, so that nothing in it moves.
            self._lay_out()
        self._stack.setCurrentWidget(before)
        for own in (self._page, self._compare):
            if own is not None and own is page:
                own.clear()
        if self._page is not None and (not self._covered or before is self._page):
            self._is_bare = self._is_bare and bool(self._covered)
            self._page.set_full_screen(self._is_bare)
        if focus is not None and before.isAncestorOf(focus):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._covered:
            self.closed.emit()
        else:
            self.title_changed.emit()

    def close(self) -> None:
        """Goes back to the page that was there before the first image."""
        while self._covered:
            self.uncover()

    def zoom(self, direction: int) -> None:
        """The window's zoom keys: larger (1), smaller (-1), fit (0)."""
        comparing = self._compare is not None and self._stack.currentWidget() is self._compare
        shown = self._compare if comparing else self.page
        if shown is not None:
            shown.zoom_by_window(direction)

    def _cover(self, page: QWidget) -> None:
        before = self._stack.currentWidget()
        if before is page or before is None:
            return
        first = not self._covered
        self._covered.append((before, self._window.focusWidget()))
        self._stack.setCurrentWidget(page)
        if first:
            self._filled_before = self._window.isFullScreen()
            self._beside.hide()
            self.opened.emit()
        self._lay_out()
        self.title_changed.emit()

    def toggle_full_screen(self) -> None:
        """Shows the picture alone on the whole screen, or everything again."""
        on = not self._window.isFullScreen()
        self._fill_screen(on)
        self._is_bare = on
        if self._stack.currentWidget() is self._page:
            self.page.set_full_screen(on)

    def _fill_screen(self, on: bool) -> None:
        state, full = self._window.windowState(), Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | full if on else state & ~full)

    def _lay_out(self) -> None:
        layout = self._window.layout()
        if layout is not None:
            layout.activate()

    def _on_compare_failed(self, failure: Failure) -> None:
        title = failure_text(failure).title
        self._toasts.show_toast(title, icon="circle-alert", token="danger")

    def _on_page_message_requested(self, conversation_id: str, message_id: str) -> None:
        item = self._page.item if self._page is not None else None
        self.left_at = item.blob.sha256 if item is not None else ""
        self.close()
        self.message_requested.emit(conversation_id, message_id)
