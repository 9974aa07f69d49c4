"""The panel of details: of one image everything, of several a summary."""

import asyncio
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from studio.core.errors import StorageError
from studio.core.gallery import GalleryCard, PictureKey
from studio.core.records import PictureDetails
from studio.services.gallery import GalleryStore
from studio.services.tasks import TaskScope
from studio.ui.gallery.details_body import DetailsBody
from studio.ui.gallery.facts import place_to_open, request_of, words_of_place
from studio.ui.gallery.selection_summary import SelectionSummary, facts_of_sum
from studio.ui.gallery.summing import Sum
from studio.ui.gallery.texts import selected_text
from studio.ui.gallery.thumbnails import ThumbnailLoader
from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label, PrimaryButton, SecondaryButton, Surface
from studio.ui.widgets.scroll_area import ScrollArea
from studio.ui.widgets.tab_bar import TabBar

WIDTH_PX = 320
_SOON_MS = 40


class DetailsPanel(Surface):
    """320 px at the right.

    Signals:
        act_requested(str): see `ImageGrid.act_requested`.
        untag_requested(str), kin_chosen(key), note_written(key, text), alt_written(key, text):
            see `DetailsBody`.
        shown: `PictureDetails`; they are shown now.
        request_wanted: conversation id, message id of the reply whose request is to be shown,
            by `set_request_view`; asked again for each image.
        closed: the panel is not wanted any more.
    """

    act_requested = Signal(str)
    untag_requested = Signal(str)
    kin_chosen = Signal(object)
    note_written = Signal(int, str)
    alt_written = Signal(int, str)
    shown = Signal(object)
    request_wanted = Signal(str, str)
    closed = Signal()

    def __init__(
        self,
        *,
        theme: ThemeStore,
        store: GalleryStore,
        scope: TaskScope,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "side", lines=("left",), parent=parent)
        self._store, self._scope = store, scope
        self._key: int | None = None
        self._request_view: QWidget | None = None
        self._offered: frozenset[str] = frozenset()
        self._refused: Mapping[str, str] = {}
        self.details: PictureDetails | None = None
        self._task: asyncio.Task[None] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._read)
        self._build(theme, thumbnails)
        self._connect()
        self._apply_theme()

    def _build(self, theme: ThemeStore, thumbnails: ThumbnailLoader) -> None:
        self.setObjectName("gallery_details")
        self.setAccessibleName(self.tr("Details"))
        self._tabs = TabBar(
            theme,
            self.tr("Pages"),
            (("details", self.tr("Details")), ("request", self.tr("Request"))),
            object_name="details_tab",
        )
        self.request_tab.hide()
        self.close_button = IconButton(
            theme, "x", self.tr("Close details"), "Ctrl+I", surface="side",
            object_name="close_details",
        )  # fmt: skip
        self._head = QWidget()
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self._tabs)
        self._head_row.addStretch(1)
        self._head_row.addWidget(self.close_button)
        self.body = DetailsBody(theme, thumbnails)
        self._scroll = ScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.body)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.setAutoFillBackground(False)
        self.summary = SelectionSummary(theme)
        holder = QWidget()
        self._pages = QStackedLayout(holder)
        self._pages.addWidget(self.summary)
        self._pages.addWidget(self._scroll)
        self._no_request = Label(theme, token="text2", wrap=True)
        self._no_request.setObjectName("no_request")
        self._no_request.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._no_request.set_text(self.tr("No request of the studio gave this image."))
        self._pages.addWidget(self._no_request)
        self._build_actions(theme)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._head)
        rows.addWidget(holder, 1)
        rows.addWidget(self._foot)

    def _build_actions(self, theme: ThemeStore) -> None:
        self.buttons = {
            "restore": PrimaryButton(theme, self.tr("Restore"), icon="undo-2"),
            "purge": SecondaryButton(theme, self.tr("Delete…"), icon="trash-2"),
            "edit": PrimaryButton(theme, self.tr("Edit"), icon="brush"),
            "variants": SecondaryButton(theme, self.tr("Make variants"), icon="refresh-cw"),
            "chat": SecondaryButton(theme, self.tr("Open chat"), icon="message-square"),
            "save": SecondaryButton(theme, self.tr("Save as"), icon="download"),
        }
        self._foot = Surface(theme, "side", lines=("top",))
        self._grid = QGridLayout(self._foot)
        self._acts: dict[object, str] = {}
        for act, button in self.buttons.items():
            button.setParent(self._foot)  # or it would be a window of its own when it is shown
            button.setObjectName(f"details_{act}")
            policy = button.sizePolicy()
            policy.setHorizontalPolicy(policy.Policy.Ignored)
            button.setSizePolicy(policy)
            button.clicked.connect(self._on_button_clicked)
            self._acts[button] = act
        for each in (0, 1):
            self._grid.setColumnStretch(each, 1)

    def _connect(self) -> None:
        self.theme_store.changed.connect(self._apply_theme)
        self.close_button.clicked.connect(self.closed)
        self._tabs.chosen.connect(self._on_tabs_chosen)
        self.body.act_requested.connect(self.act_requested)
        self.summary.act_requested.connect(self.act_requested)
        self.body.untag_requested.connect(self.untag_requested)
        self.body.kin_chosen.connect(self.kin_chosen)
        self.body.note_written.connect(self._on_body_note_written)
        self.body.alt_written.connect(self._on_body_alt_written)
        self._store.images_changed.connect(self._on_store_images_changed)
        self._store.images_added.connect(self._on_store_images_changed)

    def offer(self, acts: frozenset[str]) -> None:
        """Shows the buttons of these acts alone."""
        self._offered = acts
        self.body.offer(acts)
        self.summary.offer(acts)
        self.request_tab.setVisible("request" in acts)
        if "request" not in acts:
            self._tabs.set_value("details")
        shown = [button for act, button in self.buttons.items() if act in acts]
        for button in self.buttons.values():
            self._grid.removeWidget(button)
            button.setVisible(button in shown)
        self._place_buttons(shown)

    def refuse(self, acts: Mapping[str, str]) -> None:
        """Disables the buttons of acts that can't be done, and says why."""
        self._refused = acts
        self._show_refused()

    def _show_refused(self) -> None:
        refused = dict(self._refused)
        details = self.details
        if details is not None and (details.place is None or not details.place.prompt):
            refused["variants"] = self.tr("Nobody asked for this image: it has no prompt")
        for act, button in self.buttons.items():
            if act != "chat":  # see `_show_place`
                button.setEnabled(act not in refused)
                button.setToolTip(refused.get(act, ""))

    def _place_buttons(self, shown: Sequence[QWidget]) -> None:
        """Two in a row; one that needs more than half of it has a row of its own."""
        margins = self._grid.contentsMargins()
        inside = self.theme.scaled(WIDTH_PX) - 1 - margins.left() - margins.right()
        half = (inside - self._grid.spacing()) // 2
        row = column = 0
        for button in shown:
            columns = 2 if button.sizeHint().width() > half else 1
            if column + columns > 2:
                row, column = row + 1, 0
            self._grid.addWidget(button, row, column, 1, columns)
            column += columns

    def show_image(self, card: GalleryCard) -> None:
        """Shows the one image that is selected."""
        if self._key != card.key:
            self.body.note.write()
            self.body.alt.write()
            self._key = card.key
            self.body.preview.show_blob(card.blob)
        self._soon.start()

    def show_number(self, number: int, total: Sum | None, rating: int = 0) -> None:
        """Shows how many are selected, and what they come to where that is known.

        Args:
            rating: that all of them have.
        """
        self._key, self.details = None, None
        self._soon.stop()
        self._foot.hide()
        self._pages.setCurrentWidget(self.summary)
        if number:
            self.summary.show_facts(selected_text(number), facts_of_sum(total), rating)
        else:
            self.summary.show_sentence(self.tr("Select an image to see where it came from."))
        self.summary.offer(self._offered)

    def _read(self) -> None:
        if self._key is None or self._scope.is_closed:
            return
        if self._task is not None:
            self._task.cancel()
        self._task = self._scope.start(self._ask(self._key), name="gallery details")

    async def _ask(self, key: int) -> None:
        try:
            details = await self._store.details(PictureKey(key))
        except StorageError:
            return  # the list says what is wrong
        if details is None or key != self._key:
            return
        is_new = self.details is None or self.details.key != key
        self.details = details
        self.body.show_details(details)
        self._show_place(details)
        self._show_refused()
        self._show_page()
        self.shown.emit(details)
        if is_new:
            self._scroll.verticalScrollBar().setValue(0)

    def _show_place(self, details: PictureDetails) -> None:
        """Where the button leads to, if anywhere."""
        first = place_to_open(details)
        name, icon = words_of_place(first)
        button = self.buttons["chat"]
        button.set_icon_name(icon)
        button.setText(name)
        button.setEnabled(first is not None)
        button.setToolTip(name if first is not None else self.tr("This image stands in no chat"))

    @property
    def request_tab(self) -> QWidget:
        """The name of the page that shows what was sent; hidden while nobody offers that."""
        found = self._tabs.findChild(QWidget, "details_tab_request")
        assert found is not None
        return found

    def show_request_page(self) -> None:
        """Goes to what was sent for the image."""
        self._tabs.set_value("request")
        self._show_page()

    def set_request_view(self, view: QWidget) -> None:
        """Shows this as what was sent; see `request_wanted`."""
        if self._request_view is not view:
            self._request_view = view
            self._pages.addWidget(view)
        self._pages.setCurrentWidget(view)

    def _show_page(self) -> None:
        """What the tab says, once there are details."""
        details = self.details
        if details is None:
            return
        is_request, where = self._tabs.value == "request", request_of(details)
        self._foot.setVisible(not is_request)
        if not is_request:
            self._pages.setCurrentWidget(self._scroll)
        elif where is None:
            self._pages.setCurrentWidget(self._no_request)
        else:
            self.request_wanted.emit(*where)

    def _apply_theme(self) -> None:
        scaled = self.theme.scaled
        self.setFixedWidth(scaled(WIDTH_PX))
        self._head.setFixedHeight(scaled(52))
        self._tabs.setFixedHeight(scaled(52))
        self._head_row.setContentsMargins(scaled(20), 0, scaled(8), 0)
        self._no_request.setContentsMargins(scaled(16), scaled(16), scaled(16), scaled(16))
        self._grid.setContentsMargins(scaled(16), scaled(12), scaled(16), scaled(12))
        self._grid.setSpacing(scaled(8))
        if self._offered:
            self.offer(self._offered)

    # Slots

    def _on_tabs_chosen(self, _tab: str) -> None:
        self._show_page()

    def _on_button_clicked(self) -> None:
        self.act_requested.emit(self._acts.get(self.sender(), ""))

    def _on_body_note_written(self, text: str) -> None:
        if self.details is not None:
            self.note_written.emit(self.details.key, text)

    def _on_body_alt_written(self, text: str) -> None:
        if self.details is not None:
            self.alt_written.emit(self.details.key, text)

    def _on_store_images_changed(self, _keys: object) -> None:
        if self._key is not None and self.isVisible():
            self._soon.start()
