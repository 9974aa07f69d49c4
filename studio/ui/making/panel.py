"""The panel for making images: the queue over the prompt box.

It is shown over any page (Ctrl+Shift+I), and can stand in a page. It keeps what is typed.
"""

from msgspec.structs import replace
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.making import ImageOrder
from studio.core.messages import Attachment
from studio.services.app import AppServices
from studio.ui.images.loader import ImageLoader
from studio.ui.making.box import MakingBox
from studio.ui.making.queue import JobQueue
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import IconButton, Label, Themed


class MakingPanel(Themed, QWidget):
    """Queue and prompt box.

    Signals:
        closed: a person is done here for now.
        image_requested: a `MakingJob`, the index of the picture to look at.
        model_picker_requested: the widget to open the picker at.
        attach_failed: name of a file, `Failure`.
        notice: something to tell, in words.
    """

    closed = Signal()
    image_requested = Signal(object, int)
    model_picker_requested = Signal(object)
    attach_failed = Signal(str, object)
    notice = Signal(str)

    def __init__(
        self, *, services: AppServices, theme: ThemeStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._making = services.making.get()
        self._build(theme)
        self._connect()
        self._use_theme(theme)
        self._show_send_key()
        self._begin_with_a_model()

    def _build(self, theme: ThemeStore) -> None:
        self.setObjectName("making_panel")
        self.setAccessibleName(self.tr("Make images"))
        services = self._services
        self.loader = ImageLoader(services.images, parent=self)
        title = Label(theme, self.tr("Make images"), weight=600)
        self._close = IconButton(theme, "x", self.tr("Close"), "Esc", surface="base")
        self._close.setObjectName("close_making")
        self.queue = JobQueue(theme=theme, making=self._making, loader=self.loader)
        self.box = MakingBox(
            theme=theme, making=self._making, images=services.images, scope=services.scope
        )
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self._close)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.queue)
        self._column.addWidget(self.box)

    def _connect(self) -> None:
        self._close.clicked.connect(self.closed)
        self.box.escape_pressed.connect(self.closed)
        self.box.make_requested.connect(self._on_box_make_requested)
        self.box.model_picker_requested.connect(self.model_picker_requested)
        self.box.attach_failed.connect(self.attach_failed)
        self.box.notice.connect(self.notice)
        self.queue.image_requested.connect(self._on_queue_image_requested)
        self.queue.reuse_requested.connect(self._on_queue_reuse_requested)
        self._services.preferences.changed.connect(self._on_preferences_changed)
        self._services.catalogue.models_changed.connect(self._on_catalogue_models_changed)

    def use_model(self, connection_id: str, model_id: str) -> None:
        """The model that draws from now on."""
        self.box.set_model(connection_id, model_id)
        self.box.focus_box()

    def reuse(self, order: ImageOrder) -> None:
        """Puts prompt and parameters of an image into the box."""
        self.box.use_order(order)
        self.box.focus_box()

    def make_variants(self, order: ImageOrder, count: int = 4) -> None:
        """Puts an image's order into the box, for so many more like it.

        Nothing is asked for before a person has seen the number and the price.
        """
        self.reuse(replace(order, versions=count, seed=None))

    def add_reference(self, attachment: Attachment) -> None:
        """Adds an image that goes along with the next order."""
        self.box.references.add_attachment(attachment)
        self.box.focus_box()

    def focus_box(self) -> None:
        """Puts the cursor in the prompt."""
        self.box.focus_box()

    # Inside

    def _begin_with_a_model(self) -> None:
        connection = self._services.connections.default()
        if connection is None or self.box.model[1]:
            return
        model_id = self._making.model_for_drawing(connection.id)
        if model_id is not None:
            self.box.set_model(connection.id, model_id)

    def _show_send_key(self) -> None:
        ctrl_enter = self._services.preferences.values.send_with == "ctrl_enter"
        self.box.set_send_key(ctrl_enter=ctrl_enter)

    def _show_theme(self) -> None:
        s = self.theme.scaled
        self._column.setContentsMargins(s(16), s(10), s(16), s(16))
        self._column.setSpacing(s(8))

    # Slots

    def _on_box_make_requested(self, order: ImageOrder) -> None:
        self._making.make(order)

    def _on_queue_image_requested(self, job_id: str, index: int) -> None:
        job = self._making.job(job_id)
        if job is not None and index < len(job.pictures):
            self.image_requested.emit(job, index)

    def _on_queue_reuse_requested(self, job_id: str) -> None:
        job = self._making.job(job_id)
        if job is not None:
            self.reuse(job.order)

    def _on_preferences_changed(self, name: str) -> None:
        if name == "send_with":
            self._show_send_key()

    def _on_catalogue_models_changed(self, _connection_id: str) -> None:
        self._begin_with_a_model()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape closes; what is typed stays."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: a raised surface with an edge."""
        theme = self.theme
        rounded_box(
            QPainter(self), QRectF(self.rect()), theme.scaled(16), theme.color("base"),
            theme.color("lineStrong"),
        )  # fmt: skip
