"""The first-run page: three steps to the first message, or the demo without a key."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.preferences import Preferences
from studio.services.tasks import TaskScope
from studio.ui.settings.demo_picture import DemoPicture
from studio.ui.settings.welcome_connect import ConnectStep
from studio.ui.settings.welcome_step import WelcomeStep
from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    Label,
    PrimaryButton,
    ProviderTile,
    SecondaryButton,
    Segmented,
    Surface,
    TextField,
    Themed,
)
from studio.ui.widgets.scroll_area import ScrollArea

_WIDTH_PX = 600
_LOW_PX = 560


class _Mark(Themed, QWidget):
    """The studio's mark."""

    def __init__(self, theme_store: ThemeStore) -> None:
        super().__init__()
        self._use_theme(theme_store)

    def _show_theme(self) -> None:
        self.setFixedSize(self.theme.scaled(40), self.theme.scaled(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self.theme.scaled(31)
        pixmap = self.theme.pixmap("mark", side, "accent", self.devicePixelRatioF())
        QPainter(self).drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, pixmap)


class WelcomePage(Themed, QWidget):
    """Connect, pick a model, send a first message.

    Signals:
        connected: connection id; step 1 is done (the page goes on with step 2).
        model_picker_requested: anchor widget and connection id; answer with `set_model`.
        finished: connection id, model id, text of the first message ("" to just begin).
        demo_requested: try without a key.
    """

    connected = Signal(str)
    model_picker_requested = Signal(QWidget, str)
    finished = Signal(str, str, str)
    demo_requested = Signal()

    def __init__(
        self,
        theme_store: ThemeStore,
        *,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        preferences: Preferences,
        scope: TaskScope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("welcome_page")
        self._catalogue = catalogue
        self._preferences = preferences
        self.connection_id = ""
        self.model_id = ""
        self.step = 1
        self.connect_step = ConnectStep(theme_store, connections=connections, scope=scope)
        self._build(theme_store)
        self._connect()
        self._show_step(1)
        self._use_theme(theme_store)

    def set_model(self, model_id: str) -> None:
        """The model that was picked for step 2."""
        self.model_id = model_id
        self._show_model()

    def _build(self, store: ThemeStore) -> None:
        self._block = QWidget()
        self._column = QVBoxLayout(self._block)
        self._column.setSpacing(0)
        self._column.addWidget(_Mark(store))
        self._title = Label(store, self.tr("Welcome to DGrid Studio"), style="display", wrap=True)
        line = self.tr("Chat, make images and compare models in one window. Three short steps.")
        self._line = Label(store, line, style="body", token="text2", wrap=True)
        self._column.addWidget(self._title)
        self._column.addWidget(self._line)
        self._column.addSpacing(store.current.scaled(30))
        self._build_model_step(store)
        self._build_message_step(store)
        for step in (self.connect_step, self.model_step, self.message_step):
            self._column.addWidget(step)
        self._column.addSpacing(store.current.scaled(8))
        self._column.addWidget(self._demo_card(store))
        self._column.addStretch(1)
        content = QWidget()
        center = self._center = QHBoxLayout(content)
        center.addStretch(1)
        center.addWidget(self._block, 100)
        center.addStretch(1)
        area = self._area = ScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area, 1)
        outer.addLayout(self._theme_row(store))

    def _build_model_step(self, store: ThemeStore) -> None:
        self.model_step = WelcomeStep(
            store, 2, self.tr("Pick your model"),
            self.tr("Choose a model to start with. You can change it in any chat."),
        )  # fmt: skip
        self._tile = ProviderTile(store)
        self._model_name = Label(store, weight=500, elide=True)
        self.pick_button = SecondaryButton(store, self.tr("Choose model"))
        self.pick_button.setObjectName("welcome_pick_model")
        self.model_next = PrimaryButton(store, self.tr("Continue"))
        self.model_next.setObjectName("welcome_continue")
        row = QHBoxLayout()
        row.setSpacing(store.current.scaled(8))
        row.addWidget(self._tile)
        row.addWidget(self._model_name, 1)
        row.addWidget(self.pick_button)
        row.addWidget(self.model_next)
        self.model_step.body.addLayout(row)

    def _build_message_step(self, store: ThemeStore) -> None:
        self.message_step = WelcomeStep(
            store, 3, self.tr("Send a first message"),
            self.tr("Ask something. Nothing leaves this computer before you press send."),
        )  # fmt: skip
        self.message = TextField(
            store, self.tr("First message"), placeholder=self.tr("Ask something"),
            height_px=36, object_name="welcome_message",
        )  # fmt: skip
        self.send_button = PrimaryButton(store, self.tr("Send"), height_px=36)
        self.send_button.setObjectName("welcome_send")
        self.skip_button = SecondaryButton(store, self.tr("Skip"), height_px=36)
        self.skip_button.setObjectName("welcome_skip")
        row = QHBoxLayout()
        row.setSpacing(store.current.scaled(8))
        row.addWidget(self.message, 1)
        row.addWidget(self.skip_button)
        row.addWidget(self.send_button)
        self.message_step.body.addLayout(row)

    def _demo_card(self, store: ThemeStore) -> QWidget:
        card = Surface(store, "side", radius_px=10, border="line")
        row = QHBoxLayout(card)
        row.setSpacing(store.current.scaled(16))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        texts.addWidget(Label(store, self.tr("No key yet?"), style="body", weight=500, wrap=True))
        note = self.tr("Sample answers and images, all on this computer.")
        texts.addWidget(Label(store, note, token="text2", wrap=True))
        texts.addStretch(1)
        self.demo_button = SecondaryButton(store, self.tr("Try the built-in demo"))
        self.demo_button.setObjectName("welcome_demo")
        row.addWidget(DemoPicture(store))
        row.addLayout(texts, 1)
        row.addWidget(self.demo_button)
        self._card_row = row
        return card

    def _theme_row(self, store: ThemeStore) -> QHBoxLayout:
        modes = (
            ("light", self.tr("Light"), "sun"),
            ("dark", self.tr("Dark"), "moon"),
            ("system", self.tr("System"), "monitor"),
        )
        self.theme_group = Segmented(store, self.tr("Theme"), modes, object_name="welcome_theme")
        self.theme_group.set_value(self._preferences.values.theme)
        row = QHBoxLayout()
        row.setContentsMargins(0, 12, 0, 12)
        row.addStretch(1)
        row.addWidget(self.theme_group)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.connect_step.connected.connect(self._on_connected)
        self.connect_step.told.connect(self._on_connect_step_told)
        self.pick_button.clicked.connect(self._on_pick_clicked)
        self.model_next.clicked.connect(self._on_model_accepted)
        self.send_button.clicked.connect(self._on_send)
        self.message.returnPressed.connect(self._on_send)
        self.skip_button.clicked.connect(self._on_skip)
        self.demo_button.clicked.connect(self._on_demo)
        self.theme_group.chosen.connect(self._on_theme_chosen)
        self._catalogue.models_changed.connect(self._on_models_changed)
        self._area.verticalScrollBar().rangeChanged.connect(self._show_margins)

    def _show_step(self, step: int) -> None:
        self.step = step
        steps = (self.connect_step, self.model_step, self.message_step)
        for number, widget in enumerate(steps, start=1):
            state = "current" if number == step else ("done" if number < step else "later")
            widget.set_state(state)
        if step == 2:
            self._show_model()
            self._focus_model()
        elif step == 3:
            self.message.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_model(self) -> None:
        """To what is to be pressed next, with the ring: nobody put it there."""
        wanted = self.model_next if self.model_id else self.pick_button
        wanted.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_model(self) -> None:
        self._tile.setVisible(bool(self.model_id))
        self._tile.set_model(self.model_id)
        self._model_name.set_text(self.model_id or self.tr("No model chosen yet"))
        self.model_next.setEnabled(bool(self.model_id))
        if self.model_id and self.step > 1:
            self.model_step.set_line(
                self.tr("Choose a model to start with. You can change it in any chat.")
            )

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self._show_margins()
        self._block.setMaximumWidth(scaled(_WIDTH_PX))
        self._show_height()
        self._title.setContentsMargins(0, scaled(24), 0, 0)
        self._line.setContentsMargins(0, scaled(12), 0, 0)
        self._card_row.setContentsMargins(scaled(16), scaled(16), scaled(16), scaled(16))

    def _show_margins(self) -> None:
        """The column stays where it is when the scroll bar comes."""
        gutter, bar = self.theme.scaled(24), self._area.verticalScrollBar()
        beside = bar.sizeHint().width() if bar.maximum() else 0
        self._center.setContentsMargins(gutter + beside, 0, gutter, 0)

    def _on_connect_step_told(self) -> None:
        self._bring_into_view(self.connect_step.problem)

    def _bring_into_view(self, widget: QWidget) -> None:
        """Scrolls to what just came, which low windows have below their edge."""
        for layout in (self._column, self._center):
            layout.activate()
        self._area.ensureWidgetVisible(widget, 0, self.theme.scaled(24))

    def _show_height(self) -> None:
        """A low window has less room above the title."""
        scaled = self.theme.scaled
        low = self.height() < scaled(_LOW_PX)
        self._column.setContentsMargins(0, scaled(24 if low else 72), 0, scaled(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_height()

    def _on_connected(self, connection_id: str) -> None:
        self.connection_id = connection_id
        self._catalogue.refresh(connection_id)
        self.model_id = self._catalogue.default_model(connection_id) or ""
        self._show_step(2)
        self.connected.emit(connection_id)

    def _on_models_changed(self, connection_id: str) -> None:
        if connection_id == self.connection_id and not self.model_id:
            self.model_id = self._catalogue.default_model(connection_id) or ""
            self._show_model()
            if self.step == 2 and self.pick_button.hasFocus():
                self._focus_model()

    def _on_pick_clicked(self) -> None:
        self.model_picker_requested.emit(self.pick_button, self.connection_id)

    def _on_model_accepted(self) -> None:
        self._preferences.set(default_model_id=self.model_id)
        self._show_step(3)

    def _on_send(self) -> None:
        if self.message.text().strip():
            self.finished.emit(self.connection_id, self.model_id, self.message.text().strip())

    def _on_skip(self) -> None:
        self.finished.emit(self.connection_id, self.model_id, "")

    def _on_demo(self) -> None:
        self.connect_step.drop_draft()
        self.demo_requested.emit()

    def _on_theme_chosen(self, mode: str) -> None:
        self._preferences.set(theme=mode)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.step == 1:
            self.connect_step.focus_key()
