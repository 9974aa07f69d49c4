"""The head of the gallery: finding, how many, size, layout, order, details."""

from PySide6.QtCore import QPointF, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.core.gallery import GallerySort
from studio.ui.gallery.grid import LEAST_SIZE_PX, MOST_SIZE_PX
from studio.ui.gallery.size_slider import SizeSlider
from studio.ui.theme import ThemeStore, vline
from studio.ui.widgets import IconButton, Label, Menu, SearchField, Surface, Themed

_TYPING_MS = 120


class _Picture(Themed, QWidget):
    """A small or a large picture beside the slider."""

    def __init__(self, theme: ThemeStore, size_px: int) -> None:
        super().__init__()
        self._size_px = size_px
        self._use_theme(theme)

    def _show_theme(self) -> None:
        side = self.theme.scaled(self._size_px)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the icon."""
        side = self.width()
        icon = self.theme.pixmap("image", side, "text2", self.devicePixelRatioF())
        QPainter(self).drawPixmap(QPointF(0, 0), icon)


class _Rule(Themed, QWidget):
    """A short upright line between groups of buttons."""

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__()
        self._use_theme(theme)

    def _show_theme(self) -> None:
        self.setFixedSize(self.theme.scaled(9), self.theme.scaled(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the line."""
        x = self.width() // 2
        vline(QPainter(self), x, 0, self.height(), self.theme.color("line"))


class GalleryHeader(Surface):
    """52 px above the images.

    Signals:
        text_changed(str): what is looked for, once typing paused.
        size_changed(int): of tiles.
        layout_chosen(bool): True for rows of one height, False for squares.
        sort_chosen: a `GallerySort`.
        stacks_toggled(bool): images that look alike lie on one another, or not.
        details_toggled(bool): show the panel of details.
        side_requested: show the side column.
        entered: from the search field down into the images.
        act_requested(str): `make`, `import` or `import_folder`.
    """

    text_changed = Signal(str)
    size_changed = Signal(int)
    layout_chosen = Signal(bool)
    sort_chosen = Signal(object)
    stacks_toggled = Signal(bool)
    details_toggled = Signal(bool)
    side_requested = Signal()
    entered = Signal()
    act_requested = Signal(str)

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "base", lines=("bottom",), parent=parent)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._on_typing_timeout)
        self._build(theme)
        self._connect()
        self._apply_theme()

    def _build(self, theme: ThemeStore) -> None:
        self.side_button = IconButton(
            theme, "panel-left", self.tr("Collections"), "Ctrl+B", object_name="gallery_side_button"
        )
        self.search = SearchField(
            theme,
            self.tr("Search images"),
            placeholder=self.tr("Search prompts, tags, models"),
            shortcut="Ctrl+F",
            object_name="search_images",
        )
        self.search.setAcceptDrops(False)  # the page takes drops
        self.count = Label(theme, style="small", token="text3")
        self.count.setObjectName("image_count")
        self.make = IconButton(
            theme, "image-plus", self.tr("Make images"), "Ctrl+Shift+I", object_name="make_images"
        )
        self.take_in = IconButton(
            theme, "folder-open", self.tr("Import images"), object_name="import_images"
        )
        self.small, self.large = _Picture(theme, 14), _Picture(theme, 18)
        self.slider = SizeSlider(
            theme,
            self.tr("Thumbnail size"),
            LEAST_SIZE_PX,
            MOST_SIZE_PX,
            object_name="thumbnail_size",
        )
        self.rows = IconButton(
            theme, "rows-3", self.tr("Rows"), checkable=True, object_name="layout_rows"
        )
        self.squares = IconButton(
            theme, "layout-grid", self.tr("Squares"), checkable=True, object_name="layout_squares"
        )
        self.stacks = IconButton(
            theme, "layers", self.tr("Stack look-alikes"), checkable=True, object_name="stacks"
        )
        self.sort = IconButton(theme, "arrow-up-down", self.tr("Order"), object_name="order")
        self.details = IconButton(
            theme,
            "panel-right",
            self.tr("Details"),
            "Ctrl+I",
            checkable=True,
            object_name="gallery_details_button",
        )
        self._build_sort_menu()
        self._build_import_menu()
        self._rules = [_Rule(theme), _Rule(theme), _Rule(theme)]
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.side_button)
        self._row.addWidget(self.search)
        self._row.addWidget(self.count)
        self._row.addStretch(1)
        right: tuple[QWidget, ...] = (self.make, self.take_in, self._rules[2])
        right += (self.small, self.slider, self.large, self._rules[0])
        right += (self.rows, self.squares, self._rules[1], self.stacks, self.sort, self.details)
        for widget in right:
            self._row.addWidget(widget)

    def _build_import_menu(self) -> None:
        self.import_menu = Menu(self)
        self.import_menu.setObjectName("import_menu")
        for act, text in (
            ("import", self.tr("Images…")),
            ("import_folder", self.tr("All images of a folder…")),
        ):
            self.import_menu.addAction(text).setData(act)
        self.import_menu.triggered.connect(self._on_import_menu_triggered)

    def _build_sort_menu(self) -> None:
        texts = {
            GallerySort.NEWEST: self.tr("Newest first"),
            GallerySort.OLDEST: self.tr("Oldest first"),
            GallerySort.RATING: self.tr("Best rated first"),
            GallerySort.ALBUM: self.tr("As in the collection"),
        }
        self.sort_menu = Menu(self)
        group = QActionGroup(self)
        self._sorts: dict[GallerySort, QAction] = {}
        for sort, text in texts.items():
            action = self.sort_menu.addAction(text)
            action.setData(sort.value)
            action.setCheckable(True)
            group.addAction(action)
            self._sorts[sort] = action
        self.show_sort(GallerySort.NEWEST, in_album=False)
        self.sort_menu.triggered.connect(self._on_sort_menu_triggered)

    def _connect(self) -> None:
        self.theme_store.changed.connect(self._apply_theme)
        self.search.textChanged.connect(self._on_search_text_changed)
        self.search.moved.connect(self._on_search_moved)
        self.search.submitted.connect(self._on_search_submitted)
        self.slider.valueChanged.connect(self.size_changed)
        self.rows.clicked.connect(self._on_rows_clicked)
        self.squares.clicked.connect(self._on_squares_clicked)
        self.sort.clicked.connect(self._on_sort_clicked)
        self.stacks.toggled.connect(self.stacks_toggled)
        self.details.toggled.connect(self.details_toggled)
        self.side_button.clicked.connect(self.side_requested)
        self.make.clicked.connect(self._on_make_clicked)
        self.take_in.clicked.connect(self._on_take_in_clicked)

    def show_layout(self, *, justified: bool, size_px: int) -> None:
        """Shows how the images lie."""
        self.rows.setChecked(justified)
        self.squares.setChecked(not justified)
        self.slider.blockSignals(True)
        self.slider.setValue(size_px)
        self.slider.blockSignals(False)
        self.slider.update()

    def show_sort(self, sort: GallerySort, *, in_album: bool) -> None:
        """Shows the order; that of a collection is offered inside one."""
        self._sorts[sort].setChecked(True)
        self._sorts[GallerySort.ALBUM].setVisible(in_album)

    def show_text(self, text: str) -> None:
        """Fills the field without asking."""
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self._typing.stop()

    def set_narrow(self, narrow: bool) -> None:
        """Leaves out what a narrow page has no room for."""
        for widget in (self.small, self.large, self._rules[0]):
            widget.setVisible(not narrow)

    def _apply_theme(self) -> None:
        scaled = self.theme.scaled
        self.setFixedHeight(scaled(52))
        self._row.setContentsMargins(scaled(12), 0, scaled(12), 0)
        self._row.setSpacing(scaled(4))
        self.search.setMinimumWidth(scaled(160))
        self.search.setMaximumWidth(scaled(296))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row.setStretch(1, 100)
        self.count.setContentsMargins(scaled(8), 0, scaled(8), 0)

    # Slots

    def _on_search_text_changed(self, text: str) -> None:
        if text:
            self._typing.start()
        else:
            self._on_typing_timeout()

    def _on_typing_timeout(self) -> None:
        self._typing.stop()
        self.text_changed.emit(self.search.text().strip())

    def _on_search_moved(self, _key: int) -> None:
        self.entered.emit()

    def _on_search_submitted(self, _with_ctrl: bool) -> None:
        self._on_typing_timeout()
        self.entered.emit()

    def _on_rows_clicked(self) -> None:
        self.show_layout(justified=True, size_px=self.slider.value())
        self.layout_chosen.emit(True)

    def _on_squares_clicked(self) -> None:
        self.show_layout(justified=False, size_px=self.slider.value())
        self.layout_chosen.emit(False)

    def _on_make_clicked(self) -> None:
        self.act_requested.emit("make")

    def _on_take_in_clicked(self) -> None:
        self.import_menu.popup_under(self.take_in)

    def _on_import_menu_triggered(self, action: QAction) -> None:
        self.act_requested.emit(action.data())

    def _on_sort_clicked(self) -> None:
        self.sort_menu.popup_under(self.sort)

    def _on_sort_menu_triggered(self, action: QAction) -> None:
        self.sort_chosen.emit(GallerySort(action.data()))
