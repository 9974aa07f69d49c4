"""Shows the panel for making images over any page, and ties it to the rest of the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from studio.core.errors import Failure, StudioError
from studio.core.messages import Attachment
from studio.core.parts import BlobRef
from studio.services.app import AppServices
from studio.ui.failure_texts import failure_text
from studio.ui.shell.model_picking import ModelPicking
from studio.ui.shell.viewer_host import ViewerHost
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.core.making import ImageOrder
    from studio.services.making_jobs import MakingJob
    from studio.ui.images.items import ImageItem
    from studio.ui.making.panel import MakingPanel

_WIDTH_PX, _EDGE_PX, _LEAST_EDGE_PX, _BELOW_PX = 808, 24, 8, 8
_LOW_PX = 760  # windows lower than this have small tiles in the queue


class MakingHost(QObject):
    """The panel at the bottom of the window; made when it is first wanted.

    Signals:
        closed: the panel was put away.
    """

    closed = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        window: QWidget,
        viewer: ViewerHost,
        picking: ModelPicking,
    ) -> None:
        super().__init__(window)
        self._services, self._theme, self._toasts = services, theme, toasts
        self._window, self._viewer, self._picking = window, viewer, picking
        viewer.opened.connect(self.close)
        viewer.reuse_requested.connect(self.reuse_image)
        self._panel: MakingPanel | None = None
        self._on: QWidget | None = None
        self._focus_before: QWidget | None = None
        self._make_room: Callable[[int], None] | None = None

    @property
    def panel(self) -> "MakingPanel":
        """The panel, shown or not."""
        if self._panel is None:
            from studio.ui.making.panel import MakingPanel

            panel = MakingPanel(services=self._services, theme=self._theme, parent=self._window)
            panel.hide()
            panel.closed.connect(self.close)
            panel.model_picker_requested.connect(self._on_panel_model_picker_requested)
            panel.image_requested.connect(self._on_panel_image_requested)
            panel.attach_failed.connect(self._on_panel_attach_failed)
            panel.notice.connect(self._on_panel_notice)
            panel.installEventFilter(self)
            self._toasts.keep_clear_of(panel)
            self._window.installEventFilter(self)
            self._panel = panel
        return self._panel

    @property
    def is_open(self) -> bool:
        """Whether the panel is shown."""
        return self._panel is not None and not self._panel.isHidden()

    def lie_on(self, widget: QWidget, make_room: Callable[[int], None] | None = None) -> None:
        """The panel lies on this part of a page from now on, in the middle of its bottom.

        Args:
            make_room: told how much of the part is covered, in px, where that must be free.
        """
        if self._on is not None:
            self._on.removeEventFilter(self)
        if self._make_room is not None and self._make_room != make_room:
            self._make_room(0)
        self._on, self._make_room = widget, make_room
        widget.installEventFilter(self)
        if self.is_open:
            self._place()

    def toggle(self) -> None:
        """Shows the panel, or puts it away when the cursor is in it already."""
        if self.is_open and self.panel.isAncestorOf(self._theme.app.focusWidget() or self._window):
            self.close()
        else:
            self.open()

    def open(self) -> None:
        """Shows the panel and puts the cursor in its prompt."""
        focus = self._window.focusWidget()
        if focus is not None and not self.panel.isAncestorOf(focus):
            self._focus_before = focus
        self.panel.show()
        self._place()
        self.panel.raise_()
        self.panel.focus_box()

    def close(self) -> None:
        """Puts the panel away; its text and its jobs stay."""
        if self.is_open:
            focus, before = self._window.focusWidget(), self._focus_before
            had_focus = focus is not None and self.panel.isAncestorOf(focus)
            self._focus_before = None
            self.panel.hide()
            if had_focus and before is not None and isValid(before) and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            elif had_focus and self._on is not None and self._on.focusProxy() is not None:
                self._on.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._make_room is not None:
                self._make_room(0)
            self.closed.emit()

    def reuse(self, order: "ImageOrder") -> None:
        """Shows prompt and parameters of an image in the prompt box."""
        self.open()
        self.panel.reuse(order)

    def reuse_image(self, item: "ImageItem") -> None:
        """Shows prompt and parameters of an image that the library knows."""
        self._services.scope.start(self._reuse_image(item.blob), name="reuse")

    async def _reuse_image(self, blob: BlobRef) -> None:
        try:
            order = await self._order_of(blob)
            if order is None:  # of an image that just came it may be on its way to disk
                await self._services.conversations.flush()
                order = await self._order_of(blob)
        except StudioError as exc:
            title = failure_text(exc.as_failure()).title
            self._toasts.show_toast(title, icon="circle-alert", token="danger")
            return
        if order is None:
            self._on_panel_notice(self.tr("Nobody asked for this image: it has no prompt"))
        else:
            self.reuse(order)

    async def _order_of(self, blob: BlobRef) -> "ImageOrder | None":
        from studio.services.image_orders import order_of

        gallery = self._services.gallery()
        key = await gallery.key_of(blob.sha256)
        details = await gallery.details(key) if key is not None else None
        return order_of(details) if details is not None else None

    def make_variants(self, order: "ImageOrder") -> None:
        """Shows the prompt box, ready to make four more like an image."""
        self.open()
        self.panel.make_variants(order)

    def add_reference(self, attachment: Attachment) -> None:
        """Shows the prompt box with an image that goes along."""
        self.open()
        self.panel.add_reference(attachment)

    def _place(self) -> None:
        s, room = self._theme.current.scaled, self._room()
        edge = s(_EDGE_PX) if room.width() > s(_WIDTH_PX + 2 * _EDGE_PX) else s(_LEAST_EDGE_PX)
        width = min(s(_WIDTH_PX), room.width() - 2 * edge)
        self.panel.setFixedWidth(width)
        self.panel.queue.set_low(self._window.height() < s(_LOW_PX))
        below = s(_BELOW_PX)
        self._fold_queue(room.height() - 2 * below)
        height = min(self.panel.sizeHint().height(), room.height() - 2 * below)
        left = room.left() + (room.width() - width) // 2
        self.panel.setGeometry(left, room.bottom() + 1 - below - height, width, height)
        if self._make_room is not None:
            self._make_room(height + 2 * below if self._lies_on_part() else 0)

    def _fold_queue(self, room_px: int) -> None:
        """What is typed is more than what was made: tiles go where both have no room."""
        queue = self.panel.queue
        queue.set_folded(self.panel.sizeHint().height() + queue.missing_px > room_px)
        layout = self.panel.layout()
        if layout is not None:
            layout.activate()

    def _lies_on_part(self) -> bool:
        return self._on is not None and self._on.isVisible()

    def _room(self) -> QRect:
        """Where it lies, in the window: the part of the page that is for it, if that is seen."""
        if self._on is None or not self._on.isVisible():
            return self._window.rect()
        return QRect(self._on.mapTo(self._window, QPoint(0, 0)), self._on.size())

    def _on_panel_model_picker_requested(self, anchor: QWidget) -> None:
        panel = self.panel
        self._picking.open(anchor, *panel.box.model, panel.use_model, draws=True)

    def _on_panel_image_requested(self, job: "MakingJob", index: int) -> None:
        from studio.ui.making.items import items_of

        self._viewer.open(items_of(job), index)

    def _on_panel_attach_failed(self, name: str, failure: Failure) -> None:
        text = f"{name}: {failure_text(failure).title}"
        self._toasts.show_toast(text, icon="circle-alert", token="danger")

    def _on_panel_notice(self, text: str) -> None:
        self._toasts.show_toast(text, icon="info", token="text2")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the panel stays at the bottom of the window, as high as it wants."""
        moved = event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show)
        of_window = watched in (self._window, self._on) and moved
        of_panel = watched is self._panel and event.type() == QEvent.Type.LayoutRequest
        if (of_window or of_panel) and self.is_open:
            self._place()
        return False
