"""`ImageGrid`: the images of all columns, a group for each model; keyboard and choice."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QWidget

from studio.core.parts import BlobRef
from studio.ui.compare.images.caption import LEAD_PX, GroupCaption
from studio.ui.compare.images.cell import ImageCell
from studio.ui.compare.images.cells import Cell, CellState, Group
from studio.ui.compare.images.choice import Choice
from studio.ui.compare.images.keys import GridKeys
from studio.ui.compare.images.placing import place
from studio.ui.compare.images.tools import CellTools
from studio.ui.compare.tab_order import put_in_order
from studio.ui.images.loader import ImageLoader
from studio.ui.theme import ThemeStore
from studio.ui.widgets import SpinnerTicker
from studio.ui.widgets.roles import give_role
from studio.ui.widgets.scroll_area import ScrollArea


class ImageGrid(ScrollArea):
    """Groups from left to right, or one below the other.

    Args:
        loader: of the images, decoded beside the GUI thread.

    Signals:
        act_requested: act, key of a cell. `open`, `look`, `edit`, `copy`, `save`, `retry`,
            `compare`, `favourite`, `drag`.
        group_act_requested: act, column id, argument; see `CompareColumn.act_requested`.
        menu_requested: key of a cell, global point.
        chosen_changed: others are chosen.
    """

    act_requested = Signal(str, str)
    group_act_requested = Signal(str, str, object)
    menu_requested = Signal(str, QPoint)
    chosen_changed = Signal()

    def __init__(self, theme: ThemeStore, loader: ImageLoader) -> None:
        super().__init__()
        self._theme, self._loader = theme, loader
        self.groups: tuple[Group, ...] = ()
        self.choice = Choice()
        self._ratio = 1.0
        self._cells: dict[str, ImageCell] = {}
        self._captions: dict[str, GroupCaption] = {}
        self._current = ""
        self._keys = GridKeys(self)
        self._ticker = SpinnerTicker(theme, self)
        self._ticker.ticked.connect(self._on_ticker_ticked)
        self.setObjectName("image_grid")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._floor = QWidget()
        self.setWidget(self._floor)
        self._floor.setAutoFillBackground(False)
        give_role(self._floor, QAccessible.Role.List, self.tr("Images"))
        self._tools = CellTools(theme, self._floor)
        self._tools.act_requested.connect(self.act_requested)
        self._floor.installEventFilter(self)
        loader.loaded.connect(self._on_loader_loaded)
        theme.changed.connect(self._place)

    # What is in it

    def show_groups(self, groups: Sequence[Group], ratio: float) -> None:
        """Shows images; those that were there keep focus and choice.

        Args:
            ratio: width by height of the cells.
        """
        before = [(g.column_id, len(g.cells)) for g in self.groups]
        focused = self.focused_key()
        moved = before != [(g.column_id, len(g.cells)) for g in groups] or ratio != self._ratio
        self.groups, self._ratio = tuple(groups), ratio
        keys = [cell.key for cell in self.cells()]
        self._drop(keys)
        chosen = self.choice.keep(cell.key for cell in self.cells() if cell.is_image)
        for group in groups:
            self._caption(group.column_id).show_group(group)
        self.show_cells()
        if moved or any(widget.isHidden() for widget in self._cells.values()):
            self._place()
        if focused and focused not in self._cells:
            self._focus_near(focused)
        self._turn()
        if chosen:
            self.chosen_changed.emit()

    def cells(self) -> list[Cell]:
        """All cells in order."""
        return [cell for group in self.groups for cell in group.cells]

    def cell(self, key: str) -> Cell | None:
        """The cell of a key, or None."""
        return next((cell for cell in self.cells() if cell.key == key), None)

    def show_cells(self) -> None:
        """Shows what is known of every cell, and under which letters they are chosen."""
        for group in self.groups:
            for number, cell in enumerate(group.cells, start=1):
                letter = self.choice.letter(cell.key)
                widget = self._cell(cell.key)
                widget.show_cell(cell, group.name, number, len(group.cells), letter)
        if self._current not in self._cells:
            self._set_current(next((cell.key for cell in self.cells()), ""))

    def show_favourites(self, is_favourite: Callable[[str], bool]) -> None:
        """Marks the images that are favourites.

        Args:
            is_favourite: whether one is, by sha256.
        """
        for widget in self._cells.values():
            blob = widget.cell.blob
            widget.show_favourite(blob is not None and is_favourite(blob.sha256))

    def picture_of(self, key: str) -> QPixmap | None:
        """An image as it is shown, or None."""
        widget = self._cells.get(key)
        return widget.picture() if widget is not None else None

    def _drop(self, keys: Iterable[str]) -> None:
        kept = set(keys)
        for gone in [key for key in self._cells if key not in kept]:
            widget = self._cells.pop(gone)
            widget.hide()
            widget.deleteLater()
            if self._tools.key == gone:
                self._tools.leave()
        columns = {group.column_id for group in self.groups}
        for column_id in [each for each in self._captions if each not in columns]:
            caption = self._captions.pop(column_id)
            caption.hide()
            caption.deleteLater()

    def _cell(self, key: str) -> ImageCell:
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = ImageCell(
                self._theme, self._loader, self._ticker, self._floor
            )
            found.press_requested.connect(self.toggle)
            found.open_requested.connect(self._on_cell_open_requested)
            found.retry_requested.connect(self._on_cell_retry_requested)
            found.drag_requested.connect(self._on_cell_drag_requested)
            found.entered.connect(self._on_cell_entered)
            found.installEventFilter(self)
        return found

    def _caption(self, column_id: str) -> GroupCaption:
        found = self._captions.get(column_id)
        if found is None:
            found = self._captions[column_id] = GroupCaption(self._theme, self._floor)
            found.act_requested.connect(self._on_caption_act_requested)
        return found

    # Choosing

    def toggle(self, key: str) -> None:
        """Chooses an image, or no longer."""
        cell = self.cell(key)
        if cell is not None and cell.is_image:
            self.choice.toggle(key)
            self._tell_chosen()

    def choose(self, keys: Iterable[str]) -> None:
        """Chooses images as well."""
        for key in keys:
            cell = self.cell(key)
            if cell is not None and cell.is_image:
                self.choice.add(key)
        self._tell_chosen()

    def choose_none(self) -> bool:
        """Chooses nothing; False when nothing was chosen."""
        had = self.choice.clear()
        if had:
            self._tell_chosen()
        return had

    def _tell_chosen(self) -> None:
        self.show_cells()
        self.chosen_changed.emit()

    # Focus

    def focused_key(self) -> str:
        """The cell with the keyboard focus, or ""."""
        focus = self.window().focusWidget()  # of a window in the background, too
        return next((key for key, widget in self._cells.items() if widget is focus), "")

    def focused_column(self) -> str:
        """The column of what has the keyboard focus, or ""."""
        key = self.focused_key()
        if key:
            return key.partition("/")[0]
        focus = self.window().focusWidget()
        for column_id, caption in self._captions.items():
            if focus is not None and caption.isAncestorOf(focus):
                return column_id
        return ""

    def focus_cell(self, key: str) -> bool:
        """Puts the keyboard on a cell and brings it onto the screen."""
        widget = self._cells.get(key)
        if widget is None:
            return False
        self._set_current(key)
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(widget, 0, self._theme.current.scaled(24))
        return True

    def focus_column(self, column_id: str) -> None:
        """Puts the keyboard on the first image of a column."""
        for group in self.groups:
            if group.column_id == column_id and group.cells:
                self.focus_cell(group.cells[0].key)

    def box_of(self, key: str) -> QRect:
        """Where a cell stands on the floor."""
        widget = self._cells.get(key)
        return widget.geometry() if widget is not None else QRect()

    def _set_current(self, key: str) -> None:
        """Tab comes to one cell alone; arrows go on from there."""
        before = self._cells.get(self._current)
        if before is not None:
            before.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._current = key
        now = self._cells.get(key)
        if now is not None:
            now.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _focus_near(self, key: str) -> None:
        """The cell that had the keyboard is another one now: an image came in its place."""
        column_id = key.partition("/")[0]
        same = [cell.key for cell in self.cells() if cell.column_id == column_id]
        place_ = int(key.rpartition("/")[2])
        if same:
            self.focus_cell(same[min(place_, len(same) - 1)])

    # Where things stand

    def _place(self) -> None:
        scale = self._theme.current.scale_percent / 100
        counts = [len(group.cells) for group in self.groups]
        width, height = self.width(), self.height()
        placed = place(counts, width, height, self._ratio, scale)
        if placed.height > height:
            width -= self.verticalScrollBar().sizeHint().width()
            placed = place(counts, width, height, self._ratio, scale)
        in_order: list[QWidget] = []
        for group, caption_box, boxes in zip(
            self.groups, placed.captions, placed.cells, strict=True
        ):
            for cell, box in zip(group.cells, boxes, strict=True):
                widget = self._cell(cell.key)
                widget.setGeometry(box)
                widget.show()
                in_order.append(widget)
            caption = self._caption(group.column_id)
            lead = self._theme.current.scaled(LEAD_PX)
            caption.setGeometry(caption_box.adjusted(-lead, 0, 0, 0))
            caption.show()
            in_order += caption.in_order
        put_in_order(in_order)
        self._floor.resize(width, max(placed.height, 1))
        self._tools.leave()

    def _turn(self) -> None:
        """Busy signs turn while they are seen."""
        drawing = any(cell.state is CellState.DRAWING for cell in self.cells())
        turns = drawing and self.isVisible()
        if turns != self._ticker.is_running:
            self._ticker.start() if turns else self._ticker.stop()

    # Slots

    def _on_ticker_ticked(self) -> None:
        for widget in self._cells.values():
            if widget.cell.state is CellState.DRAWING:
                widget.update()

    def is_broken(self, blob: BlobRef) -> bool:
        """Whether an image of it can't be read."""
        return self._loader.is_broken(blob)

    def _on_loader_loaded(self, sha256: str) -> None:
        for widget in self._cells.values():
            if widget.cell.blob is not None and widget.cell.blob.sha256 == sha256:
                widget.update()

    def _on_cell_open_requested(self, key: str) -> None:
        self.act_requested.emit("open", key)

    def _on_cell_retry_requested(self, key: str) -> None:
        self.act_requested.emit("retry", key)

    def _on_cell_drag_requested(self, key: str) -> None:
        self.act_requested.emit("drag", key)

    def _on_cell_entered(self, key: str) -> None:
        cell, widget = self.cell(key), self._cells.get(key)
        if cell is None or widget is None:
            return
        if widget.hasFocus():
            self._set_current(key)
        if cell.is_image:
            self._tools.lie_on(key, widget.geometry())
        else:
            self._tools.leave()

    def _on_caption_act_requested(self, act: str, argument: object) -> None:
        sender = self.sender()
        for column_id, caption in self._captions.items():
            if caption is sender:
                self.group_act_requested.emit(act, column_id, argument)
                return

    # Qt

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the menu of the image under the pointer, or of the one with the keyboard."""
        at = self._floor.mapFromGlobal(event.globalPos())
        for key, widget in self._cells.items():
            if widget.geometry().contains(at):
                widget.setFocus(Qt.FocusReason.MouseFocusReason)
                self.menu_requested.emit(key, event.globalPos())
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: keys on a cell; the pointer leaves the floor."""
        if isinstance(watched, ImageCell):
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._keys.press(watched.cell.key, event)
            if (
                event.type() == QEvent.Type.ContextMenu
                and isinstance(event, QContextMenuEvent)
                and event.reason() == QContextMenuEvent.Reason.Keyboard
            ):
                middle = watched.mapToGlobal(watched.rect().center())
                self.menu_requested.emit(watched.cell.key, middle)
                return True
        elif event.type() == QEvent.Type.Leave and not self.focused_key():
            self._tools.leave()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: it is seen."""
        super().showEvent(event)
        self._turn()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nothing turns that nobody sees."""
        super().hideEvent(event)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: images share the new room."""
        super().resizeEvent(event)
        self._place()
