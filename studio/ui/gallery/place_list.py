"""`PlaceList`: the rows of the side column: choosing, renaming, dropping images on them."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from studio.core.gallery import GalleryCounts, SavedFilter
from studio.itemmodels.gallery_places import GalleryPlacesModel, Place, PlaceKind
from studio.ui.gallery.place_delegate import PlaceDelegate
from studio.ui.images.drag_out import keys_of
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Menu
from studio.ui.widgets.themed import KEYBOARD_REASONS


class PlaceList(QListView):
    """Where to look.

    Signals:
        chosen: a `Place`; a person went there.
        dropped: a `Place` and the keys of the images that were dropped on it.
        rename_requested: a `Place` and its new name.
        delete_requested: a `Place`.
    """

    chosen = Signal(object)
    dropped = Signal(object, object)
    rename_requested = Signal(object, str)
    delete_requested = Signal(object)

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._current: tuple[PlaceKind, str] = (PlaceKind.ALL, "")
        self._quiet = 0
        self._menu_place: Place | None = None
        self.places = GalleryPlacesModel(
            {
                PlaceKind.ALL: self.tr("All images"),
                PlaceKind.FAVOURITES: self.tr("Favourites"),
                PlaceKind.WEEK: self.tr("This week"),
                PlaceKind.NOT_RATED: self.tr("Not rated"),
                PlaceKind.TRASH: self.tr("Trash"),
                "albums": self.tr("Collections"),
                "tags": self.tr("Tags"),
                "saved": self.tr("Saved filters"),
            },
            self,
        )
        self.places.modelAboutToBeReset.connect(self._on_places_about_to_change)
        self._delegate = PlaceDelegate(theme=theme, parent=self)
        self._build()
        self.places.modelReset.connect(self._on_places_changed)
        self.places.renamed.connect(self.rename_requested)
        theme.changed.connect(self._on_theme_changed)
        self._mark()

    def _build(self) -> None:
        self.setObjectName("gallery_places")
        self.setAccessibleName(self.tr("Places"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(self._delegate)
        self.setModel(self.places)
        self.setAcceptDrops(True)

    @property
    def current(self) -> Place | None:
        """The place that is shown."""
        return self.places.place(self.places.row_of(self._current))

    def show_counts(self, counts: GalleryCounts, saved: Sequence[SavedFilter]) -> None:
        """Shows numbers, collections, tags and saved filters."""
        self.places.show(counts, saved)

    def show_current(self, key: tuple[PlaceKind, str]) -> None:
        """Marks a place without going there."""
        self._current = key
        self._mark()

    def rename(self, key: tuple[PlaceKind, str]) -> None:
        """Opens the field for the name of a row."""
        row = self.places.row_of(key)
        if row >= 0:
            self.scrollTo(self.places.index(row))
            self.edit(self.places.index(row))

    def _mark(self) -> None:
        self._quiet += 1
        row = self.places.row_of(self._current)
        if row >= 0:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.places.index(row), flags)
        else:
            self.selectionModel().clear()
        self._quiet -= 1

    def _open_menu(self, place: Place | None, at: QPoint) -> None:
        if place is None or not place.can_be_renamed:
            return
        self._menu_place = place
        menu, look = Menu(self), self._theme.current
        menu.setObjectName("place_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rename = menu.addAction(look.icon("pencil"), self.tr("Rename"))
        rename.setShortcut(QKeySequence(Qt.Key.Key_F2))
        menu.addSeparator()
        delete = menu.addAction(look.icon("trash-2"), self.tr("Delete"))
        delete.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        rename.triggered.connect(self._on_rename_triggered)
        delete.triggered.connect(self._on_delete_triggered)
        menu.popup(at)

    # Slots

    def _on_rename_triggered(self) -> None:
        if self._menu_place is not None:
            self.rename(self._menu_place.key)

    def _on_delete_triggered(self) -> None:
        if self._menu_place is not None:
            self.delete_requested.emit(self._menu_place)

    def _on_places_about_to_change(self) -> None:
        self._quiet += 1

    def _on_places_changed(self) -> None:
        self._quiet -= 1
        self._mark()

    def _on_theme_changed(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    # Qt

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt: another row, by key, mouse, or an assistive tool."""
        super().selectionChanged(selected, deselected)
        if self._quiet:
            return
        index = next(iter(selected.indexes()), QModelIndex())
        place = self.places.place(index.row())
        if place is not None and place.key != self._current:
            self._current = place.key
            self.chosen.emit(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the menu of a row."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        middle = self.viewport().mapToGlobal(self.visualRect(index).center())
        self._open_menu(self.places.place(index.row()), middle if by_key else event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Delete and F2; the rest walks."""
        place = self.current
        if place is None or not place.can_be_renamed:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.delete_requested.emit(place)
        elif event.key() == Qt.Key.Key_F2:
            self.rename(place.key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the ring shows only for focus that came by key."""
        self._delegate.shows_ring = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: images of the gallery may be dropped on collections and tags."""
        if keys_of(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: only where it means something."""
        index = self.indexAt(event.position().toPoint())
        takes = bool(index.flags() & Qt.ItemFlag.ItemIsDropEnabled) and index.isValid()
        self._show_target(index.row() if takes else -1)
        if takes and keys_of(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: the drag went elsewhere."""
        self._show_target(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: images for a collection, a tag, the favourites, the trash."""
        place = self.places.place(self._delegate.drop_row)
        keys = keys_of(event.mimeData())
        self._show_target(-1)
        if place is not None and keys:
            event.acceptProposedAction()
            self.dropped.emit(place, keys)

    def _show_target(self, row: int) -> None:
        if row != self._delegate.drop_row:
            self._delegate.drop_row = row
            self.viewport().update()
