"""`CompareChoice`: which images one is compared with, of the chat or of the whole gallery."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QItemSelection, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.parts import BlobRef
from studio.ui.images.loader import ImageLoader, PathSource
from studio.ui.theme import ThemeStore
from studio.ui.viewer.compare.choice_grid import BLOB_ROLE, ChoiceGrid
from studio.ui.widgets import Label, PrimaryButton, SearchField, SecondaryButton, Segmented
from studio.ui.widgets.themed import plain_tip

MOST_OTHERS = 3
CHAT, GALLERY = "chat", "gallery"
_WIDTH_PX, _HEIGHT_PX = 664, 560


class ImageChoice(Struct, frozen=True):
    """An image that may be chosen.

    Attributes:
        name: what it is called, for people.
    """

    blob: BlobRef
    name: str


class CompareChoice(QDialog):
    """Opened with `open()`. Enter or a double click compares with what is selected.

    Signals:
        chosen: tuple of sha256, in the order of the images; one to three.
        search_changed: other words; `show_images` is called with what they find.
        source_changed: `chat` or `gallery` is shown now.
    """

    chosen = Signal(object)
    search_changed = Signal(str)
    source_changed = Signal(str)

    def __init__(self, *, theme: ThemeStore, files: PathSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._window = theme, parent
        self.setObjectName("compare_choice")
        self.setWindowTitle(self.tr("Compare with…"))
        self.loader = ImageLoader(files, parent=self)
        self._model = QStandardItemModel(self)
        self._build(theme)
        self._connect()
        self._show_state()

    def _build(self, theme: ThemeStore) -> None:
        s = theme.current.scaled
        title = Label(theme, self.tr("Compare with…"), style="title")
        sources = ((CHAT, self.tr("This chat"), ""), (GALLERY, self.tr("Gallery"), ""))
        self.source = Segmented(theme, self.tr("Images of"), sources, object_name="source")
        self.search = SearchField(
            theme, self.tr("Search images"), placeholder=self.tr("Search prompts, tags, models"),
            object_name="compare_search",
        )  # fmt: skip
        self.grid = ChoiceGrid(theme, self.loader)
        self.grid.setModel(self._model)
        self._nothing = Label(theme, self.tr("No image is found"), token="text2")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = Label(theme, style="small", token="text2")
        self.cancel = SecondaryButton(theme, self.tr("Cancel"))
        self.compare = PrimaryButton(theme, self.tr("Compare"))
        self.compare.setObjectName("compare_chosen")
        self.compare.setDefault(True)
        head = QHBoxLayout()
        head.setSpacing(s(12))
        head.addWidget(self.source)
        head.addWidget(self.search, 1)
        head.addStretch(0)
        foot = QHBoxLayout()
        foot.setSpacing(s(8))
        foot.addWidget(self._words, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.compare)
        column = QVBoxLayout(self)
        column.setContentsMargins(s(24), s(20), s(24), s(20))
        column.setSpacing(s(12))
        column.addWidget(title)
        column.addLayout(head)
        column.addWidget(self.grid, 1)
        column.addWidget(self._nothing, 1)
        column.addLayout(foot)
        room = self._window.size() - QSize(s(32), s(32))
        self.resize(QSize(s(_WIDTH_PX), s(_HEIGHT_PX)).boundedTo(room))

    def _connect(self) -> None:
        self.source.chosen.connect(self._on_source_chosen)
        self.search.textChanged.connect(self._on_search_changed)
        self.search.moved.connect(self._on_search_moved)
        self.grid.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.grid.activated.connect(self._on_compare)
        self.cancel.clicked.connect(self.reject)
        self.compare.clicked.connect(self._on_compare)

    # What is shown

    def show_source(self, source: str, *, with_chat: bool) -> None:
        """Shows where the images are from.

        Args:
            with_chat: the chat has other images.
        """
        self.source.set_value(source)
        self.source.setVisible(with_chat)
        self.search.setVisible(source == GALLERY)
        (self.search if source == GALLERY else self.grid).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_images(self, images: Sequence[ImageChoice]) -> None:
        """Shows other images; those that stay keep being selected."""
        before = set(self.selected())
        self._model.clear()
        for image in images:
            item = QStandardItem(image.name)
            item.setToolTip(plain_tip(image.name))
            item.setEditable(False)
            item.setData(image.blob, BLOB_ROLE)
            self._model.appendRow(item)
            if image.blob.sha256 in before:
                self.grid.select(item.index())
        if images and not self.grid.currentIndex().isValid():
            self.grid.set_current_quietly(self._model.index(0, 0))
        self.grid.setVisible(bool(images))
        self._nothing.setVisible(not images)
        self._show_state()

    def selected(self) -> tuple[str, ...]:
        """What is selected, in the order of the images."""
        rows = sorted(index.row() for index in self.grid.selectedIndexes())
        blobs = (self._model.index(row, 0).data(BLOB_ROLE) for row in rows)
        return tuple(blob.sha256 for blob in blobs)

    def _show_state(self) -> None:
        number = len(self.selected())
        if number > MOST_OTHERS:
            words = self.tr("At most four images are compared: take {count} away")
            self._words.set_text(words.format(count=number - MOST_OTHERS))
        elif number:
            self._words.set_text(self.tr("{count} of 3 chosen").format(count=number))
        else:
            self._words.set_text(self.tr("Choose one to three images"))
        self.compare.setEnabled(0 < number <= MOST_OTHERS)

    # Slots

    def _on_source_chosen(self, source: str) -> None:
        self.show_source(source, with_chat=True)
        self.source_changed.emit(source)

    def _on_search_changed(self, text: str) -> None:
        self.search_changed.emit(text)

    def _on_search_moved(self, _key: int) -> None:
        self.grid.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_selection_changed(self, _on: QItemSelection, _off: QItemSelection) -> None:
        self._show_state()

    def _on_compare(self) -> None:
        chosen = self.selected()
        if not chosen and self.grid.currentIndex().isValid():
            chosen = (self.grid.currentIndex().data(BLOB_ROLE).sha256,)
        if 0 < len(chosen) <= MOST_OTHERS:
            self.chosen.emit(chosen)
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter compares from anywhere in it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_compare()
        else:
            super().keyPressEvent(event)
