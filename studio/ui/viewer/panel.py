"""`InfoPanel`: what is known about the image that is looked at."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.images.items import ImageItem, open_words
from studio.ui.images.lineage import KinPictures
from studio.ui.images.pyramid import Pyramid
from studio.ui.theme import ThemeStore
from studio.ui.viewer.facts import facts_of
from studio.ui.viewer.record_panel import RecordPanel
from studio.ui.widgets import HLine, Label, SecondaryButton, Surface, TextButton, set_names
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.scroll_area import ScrollArea

_WIDTH_PX, _LABEL_PX, _PADDING_PX = 320, 96, 16
_USUAL_ROWS = 8


class InfoPanel(Surface):
    """320 px at the right: prompt, facts, where it came from, its family, its note.

    Signals:
        chat_requested: go to the message that the image stands in.
        folder_requested: show the file.
        copy_requested: put the prompt on the clipboard.
    """

    chat_requested = Signal()
    folder_requested = Signal()
    copy_requested = Signal()

    def __init__(
        self, theme_store: ThemeStore, pictures: KinPictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme_store, "side", lines=("left",), parent=parent)
        self.setObjectName("viewer_panel")
        self.setAccessibleName(self.tr("Information"))
        self._rows: list[tuple[Label, Label]] = []
        self._body = Surface(theme_store, "side")
        self._area = ScrollArea()
        self._area.setWidget(self._body)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.record = RecordPanel(theme_store, pictures)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self._area)
        self._build()
        self._show_theme()

    def _build(self) -> None:
        store = self.theme_store
        self._column = QVBoxLayout(self._body)
        self._prompt_head = QWidget()
        head = QHBoxLayout(self._prompt_head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(Label(store, self.tr("Prompt"), style="small", weight=600, token="text2"), 1)
        self._copy = TextButton(store, self.tr("Copy"), kind="inline", compact=True)
        set_names(self._copy, self.tr("Copy prompt"), object_name="viewer_copy_prompt")
        head.addWidget(self._copy)
        self._prompt = Label(store, "", wrap=True, selectable=True)
        self._prompt.setAccessibleName(self.tr("Prompt"))
        self._line = HLine(store)
        self._grid = QGridLayout()
        self._second_line = HLine(store)
        words, icon = open_words("")
        self._chat = SecondaryButton(store, words, icon=icon)
        set_names(self._chat, words, "Ctrl+Return", object_name="viewer_open_chat")
        self._folder = SecondaryButton(store, self.tr("Show in folder"), icon="folder-open")
        set_names(self._folder, self.tr("Show in folder"), object_name="viewer_show_in_folder")
        self._chat_title = Label(store, "", style="small", token="text3", elide=True)
        prompt = QVBoxLayout()
        prompt.setSpacing(0)  # the link in the heading has air around it
        prompt.addWidget(self._prompt_head)
        prompt.addWidget(self._prompt)
        self._column.addLayout(prompt)
        self._column.addWidget(self._line)
        self._column.addLayout(self._grid)
        self._column.addWidget(self._second_line)
        self._column.addWidget(self._chat_title)
        self._buttons = FlowLayout()
        self._buttons.addWidget(self._chat)
        self._buttons.addWidget(self._folder)
        self._column.addLayout(self._buttons)
        self._column.addWidget(self.record)
        self._column.addStretch(1)
        self._copy.clicked.connect(self.copy_requested)
        self._chat.clicked.connect(self.chat_requested)
        self._folder.clicked.connect(self.folder_requested)
        # They are made with the page, which is often made while nobody waits for it.
        for _ in range(_USUAL_ROWS):
            self._add_row()

    def show_image(self, item: ImageItem, pyramid: Pyramid | None, now: datetime) -> None:
        """Shows what is known."""
        for widget in (self._prompt_head, self._prompt, self._line):
            widget.setVisible(bool(item.prompt))
        self._prompt.set_text(item.prompt)
        self._show_place(item)
        title = item.conversation_title
        self._chat_title.setVisible(bool(title) and item.message_id is not None)
        self._chat_title.set_text(title)
        facts = facts_of(item, pyramid, now)
        while len(self._rows) < len(facts):
            self._add_row()
        for number, (label, value) in enumerate(self._rows):
            shown = number < len(facts)
            if shown:
                label.set_text(facts[number][0])
                value.set_text(facts[number][1])
            label.setVisible(shown)
            value.setVisible(shown)

    def _show_place(self, item: ImageItem) -> None:
        words, icon = open_words(item.conversation_id or "", compared=item.compared)
        if words != self._chat.text():
            self._chat.setText(words)
            self._chat.set_icon_name(icon)
            set_names(self._chat, words, "Ctrl+Return", object_name="viewer_open_chat")
        self._chat.setVisible(item.message_id is not None)

    def _add_row(self) -> None:
        store, row = self.theme_store, len(self._rows)
        label = Label(store, "", token="text2")
        value = Label(store, "", wrap=True, selectable=True, tabular=True)
        label.setMinimumWidth(self.theme.scaled(_LABEL_PX))
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        self._rows.append((label, value))

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self.setFixedWidth(scaled(_WIDTH_PX))
        if hasattr(self, "_column"):
            pad = scaled(_PADDING_PX)
            self._column.setContentsMargins(pad, pad, pad, pad)
            self._column.setSpacing(scaled(10))
            self._buttons.setSpacing(scaled(6))
            self._grid.setHorizontalSpacing(scaled(8))
            self._grid.setVerticalSpacing(scaled(7))
            self._grid.setColumnStretch(1, 1)
