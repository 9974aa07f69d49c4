"""What goes along with the prompts of a new run: for all of them, or for the chosen one."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStyleOptionViewItem, QVBoxLayout, QWidget

from studio.itemmodels.prompt_rows import ATTACHMENTS_ROLE, PromptRow, PromptRows, row_text
from studio.services.app import AppServices
from studio.ui.chat.attachments import AttachmentStrip
from studio.ui.compare.runs.small_images import SmallImages
from studio.ui.compare.tables.table import HEAD_PX, ROW_PX, Index, Table, TableDelegate
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, SecondaryButton
from studio.ui.widgets.drop_target import dropped_files, dropped_image
from studio.ui.widgets.file_dialogs import choose_files

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

_MOST_ROWS = 6
_FILES_PX = 260


class _PromptDelegate(TableDelegate):
    """Prompts, and small images with names beside them."""

    def __init__(self, theme: ThemeStore, images: SmallImages, table: Table) -> None:
        super().__init__(theme, table)
        self._images = images

    def paint_cell(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """What stands in a cell."""
        attachments = index.data(ATTACHMENTS_ROLE)
        if not attachments:
            super().paint_cell(painter, option, index)
            return
        painter.setFont(self.theme.font("small"))
        self._images.paint(painter, QRect(option.rect), attachments, names=True)


class PromptAttachments(QWidget):
    """A button, the chips of the chosen row, and the list of all prompts.

    Files are read one row after the other: the chips show one row at a time.

    Signals:
        changed: something else goes along, or is being read.
        failed: name of a file that could not be taken, and its `Failure`.
    """

    changed = Signal()
    failed = Signal(str, object)

    def __init__(
        self,
        *,
        rows: PromptRows,
        services: AppServices,
        theme: ThemeStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._rows = theme, rows
        self._chosen = self._shown = rows.for_all
        self._waiting: list[tuple[PromptRow, tuple[Path, ...] | QImage]] = []
        self._build(services)
        self._connect()
        self._apply_theme()
        self._show_rows()

    def _build(self, services: AppServices) -> None:
        theme = self._theme
        self._attach = SecondaryButton(theme, self.tr("Attach…"), icon="paperclip", compact=True)
        self._attach.setObjectName("run_attach")
        self._whose = Label(theme, style="small", token="text3", elide=True)
        self._whose.setObjectName("run_attach_to")
        self.strip = AttachmentStrip(theme=theme, images=services.images, scope=services.scope)
        self._images = SmallImages(self, services=services, theme=theme)
        self.table = Table(theme, self._rows, self.tr("Prompts of the run"), "run_prompt_list")
        self.table.setItemDelegate(_PromptDelegate(theme, self._images, self.table))
        self.table.header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.viewport().setAcceptDrops(True)
        self.table.viewport().installEventFilter(self)
        self._line = QHBoxLayout()
        self._line.addWidget(self._attach)
        self._line.addWidget(self._whose, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._line)
        self._column.addWidget(self.strip)
        self._column.addWidget(self.table)

    def _connect(self) -> None:
        self._theme.changed.connect(self._apply_theme)
        self._attach.clicked.connect(self._on_attach_clicked)
        self.strip.changed.connect(self._on_strip_changed)
        self.strip.failed.connect(self.failed)
        self._images.arrived.connect(self.table.viewport().update)
        self._rows.modelReset.connect(self._show_rows)
        self.table.selectionModel().currentRowChanged.connect(self._on_table_row_changed)
        self.table.activated.connect(self._on_table_activated)

    def being_read(self) -> str:
        """Name of a file that is still being read, or ""."""
        if self.strip.being_read():
            return self.strip.being_read()
        first = self._waiting[0][1] if self._waiting else ()
        return first[0].name if isinstance(first, tuple) and first else ""

    def add_files(self, row: PromptRow, paths: tuple[Path, ...]) -> None:
        """Attaches files to a row."""
        self._waiting.append((row, paths))
        self._go_on()

    def add_image(self, row: PromptRow, image: "QImage") -> None:
        """Attaches an image of the clipboard or of a drag to a row."""
        self._waiting.append((row, image))
        self._go_on()

    def begin(self) -> None:
        """Nothing is attached any more."""
        self._waiting.clear()
        self._chosen = self._shown = self._rows.for_all
        self.strip.set_attachments(())
        self._show_rows()

    # Inside

    def _go_on(self) -> None:
        """Reads what waits; when all is read the chips are those of the chosen row."""
        if self.strip.being_read():
            return
        if not self._waiting:
            self._show_row(self._chosen)
            return
        row, what = self._waiting.pop(0)
        self._show_row(row)
        if isinstance(what, tuple):
            self.strip.add_files(what)
        else:
            self.strip.add_image(what)

    def _show_row(self, row: PromptRow) -> None:
        if row is not self._shown:
            self._shown = row
            self.strip.set_attachments(row.prompt.attachments)
        text = row_text(row) if row.number else self.tr("all prompts")
        self._whose.set_text(self.tr("to {whose}").format(whose=text))
        self._attach.setToolTip(self.tr("Attach images and files to {whose}").format(whose=text))
        self._attach.setAccessibleDescription(self._whose.text())

    def _show_rows(self) -> None:
        """Takes newer rows: the chosen one stays chosen as long as it is there."""
        count = self._rows.rowCount()
        at = self._rows.place_of(self._chosen)
        if at is None:
            self._chosen, at = self._rows.for_all, 0
        self.table.setVisible(count > 1)
        shown = min(count, _MOST_ROWS)
        scaled = self._theme.current.scaled
        self.table.setFixedHeight(scaled(HEAD_PX) + shown * scaled(ROW_PX) + 2)
        self.table.selectionModel().blockSignals(True)
        self.table.setCurrentIndex(self._rows.index(at, 0))
        self.table.selectionModel().blockSignals(False)
        self._go_on()

    def _on_table_row_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self._chosen = self._rows.row(now.row())
            self._go_on()

    def _on_table_activated(self, _index: QModelIndex) -> None:
        self._on_attach_clicked()

    def _on_attach_clicked(self) -> None:
        row = self._chosen

        def take(paths: tuple[Path, ...]) -> None:
            self.add_files(row, paths)

        choose_files(self.window(), self.tr("Attach"), take)

    def _on_strip_changed(self) -> None:
        self._rows.set_attachments(self._shown, self.strip.attachments())
        self._go_on()
        self.changed.emit()

    def _apply_theme(self) -> None:
        s = self._theme.current.scaled
        self._line.setSpacing(s(8))
        self._column.setSpacing(s(8))
        self.table.setColumnWidth(1, s(_FILES_PX))

    # Drops on a row

    def _row_at(self, point: QPoint) -> PromptRow:
        return self._rows.row(self.table.rowAt(point.y()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a row takes what is dropped on it."""
        if isinstance(event, QDropEvent):  # entering and moving are drops too, for PySide
            files, image = dropped_files(event.mimeData()), dropped_image(event.mimeData())
            if not files and image is None:
                return super().eventFilter(watched, event)
            event.acceptProposedAction()
            row = self._row_at(event.position().toPoint())
            if isinstance(event, QDragMoveEvent):
                self.table.setCurrentIndex(self._rows.index(self._rows.place_of(row) or 0, 0))
            elif files:
                self.add_files(row, files)
            elif image is not None:
                self.add_image(row, image)
            return True
        return super().eventFilter(watched, event)
