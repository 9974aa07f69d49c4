"""`EditHost`: the page of an edit in the main window; made when an image is edited first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.services.app import AppServices
from studio.ui.shell.model_picking import ModelPicking
from studio.ui.shell.viewer_host import ViewerHost
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.editing_images.page import EditPage
    from studio.ui.images.items import ImageItem
    from studio.ui.shell.ahead import Ahead, Making


class EditHost(QObject):
    """Covers the window with an edit, and brings back what was there.

    Args:
        viewer: its button and key edit the image that is looked at.
        beside: what is hidden meanwhile (the rail).

    Signals:
        opened, closed: the edit came or went.
        title_changed: another image is edited.
    """

    opened = Signal()
    closed = Signal()
    title_changed = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        stack: QStackedWidget,
        beside: QWidget,
        viewer: ViewerHost,
        picking: ModelPicking,
    ) -> None:
        super().__init__(stack)
        self._services, self._theme, self._toasts = services, theme, toasts
        self._stack, self._beside, self._viewer = stack, beside, viewer
        self._picking = picking
        self._page: EditPage | None = None
        self._ahead: Ahead[EditPage] | None = None
        self._before: QWidget | None = None
        self._focus_before: QWidget | None = None
        self._hid_beside = False
        viewer.opened.connect(self._on_viewer_opened)
        viewer.edit_requested.connect(self.open)

    @property
    def is_open(self) -> bool:
        """Whether an image is edited."""
        return self._before is not None

    @property
    def title(self) -> str:
        """Of the window while an image is edited."""
        return self._page.title if self._page is not None else ""

    @property
    def page(self) -> "EditPage":
        """The page; made when it is first needed, if it was not ahead of that."""
        return self._page if self._page is not None else self.ahead.get()

    @property
    def ahead(self) -> "Ahead[EditPage]":
        """Makes the page."""
        if self._ahead is None:
            from studio.ui.shell.ahead import Ahead

            self._ahead = Ahead(self._make)
        return self._ahead

    def _make(self) -> "Making[EditPage]":
        from studio.ui.editing_images.page import EditPage

        page = EditPage(services=self._services, theme=self._theme)
        page.left.connect(self.close)
        page.model_picker_requested.connect(self._on_page_model_picker_requested)
        page.notice.connect(self._on_page_notice)
        page.title_changed.connect(self.title_changed)
        yield
        self._stack.addWidget(page)
        self._page = page
        return page

    def open(self, item: "ImageItem") -> None:
        """Edits an image."""
        page, was_open = self.page, self.is_open
        if not was_open:
            self._before = self._stack.currentWidget()
            self._focus_before = self._stack.window().focusWidget()
            self._hid_beside = not self._beside.isHidden()
            self._beside.hide()
            self._stack.setCurrentWidget(page)
            self._lay_out()
        page.open(item)
        if not was_open:
            self.opened.emit()

    def close(self) -> None:
        """Goes back to what was there; mask and prompt are kept."""
        before, page = self._before, self._page
        if before is None or page is None:
            return
        self._before = None
        page.put_away()
        if self._hid_beside:
            self._beside.show()
        self._lay_out()
        self._stack.setCurrentWidget(before)
        focus, self._focus_before = self._focus_before, None
        if focus is not None and before.isAncestorOf(focus):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def _lay_out(self) -> None:
        layout = self._stack.window().layout()
        if layout is not None:
            layout.activate()

    def _on_viewer_opened(self) -> None:
        self._viewer.page.offer_editing()

    def _on_page_model_picker_requested(self, anchor: QWidget) -> None:
        self._picking.open(anchor, *self.page.box.model, self.page.use_model, draws=True)

    def _on_page_notice(self, text: str) -> None:
        self._toasts.show_toast(text, icon="info", token="text2")
