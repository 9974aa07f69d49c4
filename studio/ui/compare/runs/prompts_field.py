"""The prompts of a new run: typed, from a list that is a file, with images and files."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.errors import StudioError
from studio.core.prompt_files import PromptListFault
from studio.core.prompt_lists import (
    MOST_PROMPTS,
    ListedPrompt,
    ListKind,
    expanded,
    kind_of_name,
)
from studio.itemmodels.prompt_rows import PromptRow, PromptRows
from studio.services.app import AppServices
from studio.services.batches.files import read_list
from studio.ui.compare.runs.prompt_attachments import PromptAttachments
from studio.ui.compare.runs.prompt_box import PromptBox
from studio.ui.failure_texts import failure_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label, SecondaryButton
from studio.ui.widgets.drop_target import DropTarget, dropped_files, dropped_image, takes
from studio.ui.widgets.file_dialogs import choose_files

_SOON_MS = 150
_MAY_GO_ALONG = (ListKind.LINES, ListKind.JSON)
"""Files of these kinds that are dropped are attached: they are rarely lists of prompts."""


class PromptsField(QObject):
    """The parts of the form that are about prompts; the form lays them out.

    Args:
        form: what is dropped anywhere on it goes along with all prompts.

    Attributes:
        box: where prompts are typed.
        files: the list that is a file.
        attachments: what goes along.

    Signals:
        changed: other prompts, or something else goes along.
        attach_failed: name of a file that could not be taken, and its `Failure`.
    """

    changed = Signal()
    attach_failed = Signal(str, object)

    def __init__(self, form: QWidget, *, services: AppServices, theme: ThemeStore) -> None:
        super().__init__(form)
        self._services, self._form = services, form
        self._reading = ""  # name of the list that is read now
        self._rows = PromptRows(self)
        self.box = PromptBox(
            theme, self.tr("Prompts"), lines=8, object_name="run_prompts",
            placeholder=self.tr("One prompt on each line"),
        )  # fmt: skip
        self.attachments = PromptAttachments(rows=self._rows, services=services, theme=theme)
        self.files = QWidget()
        self._open = SecondaryButton(
            theme, self.tr("From a file…"), icon="folder-open", compact=True
        )
        self._open.setObjectName("run_file")
        self._file_text = Label(theme, style="small", token="text3", elide=True)
        self._file_text.setObjectName("run_file_text")
        self._forget = IconButton(theme, "x", self.tr("Without the file"), object_name="no_file")
        row = QHBoxLayout(self.files)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._open)
        row.addWidget(self._file_text, 1)
        row.addWidget(self._forget)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._target = DropTarget(
            theme=theme, parent=form, text=self.tr("Drop to attach to all prompts")
        )
        form.setAcceptDrops(True)
        form.installEventFilter(self)
        self.box.setAcceptDrops(False)  # the form takes what is dropped, text too
        self._connect()
        self._show_file("")

    def _connect(self) -> None:
        self._soon.timeout.connect(self._on_soon_due)
        self._open.clicked.connect(self._on_open_clicked)
        self._forget.clicked.connect(self._on_forget_clicked)
        self.box.textChanged.connect(self._on_box_text_changed)
        self.box.files_pasted.connect(self._on_box_files_pasted)
        self.box.image_pasted.connect(self._on_box_image_pasted)
        self.attachments.changed.connect(self.changed)
        self.attachments.failed.connect(self.attach_failed)

    def clear(self) -> None:
        """Begins anew."""
        self.box.clear()
        self._rows.clear()
        self.attachments.begin()
        self._show_file("")

    def prompts(self, *, with_variables: bool) -> tuple[ListedPrompt, ...]:
        """What is asked. Raises: PromptListFault."""
        self._take_typed()
        found = self._rows.prompts()
        if with_variables:
            found = expanded(found)
        if not found:
            raise PromptListFault(self.tr("Write at least one prompt"))
        if len(found) > MOST_PROMPTS:
            raise PromptListFault(self.tr("More than {most} prompts").format(most=MOST_PROMPTS))
        reading = self._reading or self.attachments.being_read()
        if reading:
            raise PromptListFault(self.tr("{name} is still being read").format(name=reading))
        return found

    # Typing

    def _take_typed(self) -> None:
        self._soon.stop()
        self._rows.set_typed(self.box.lines())

    def _on_box_text_changed(self) -> None:
        self._soon.start()

    def _on_soon_due(self) -> None:
        self._take_typed()
        self.changed.emit()

    def _row_of_cursor(self) -> PromptRow:
        self._take_typed()
        at = self.box.place_of_cursor()
        return self._rows.for_all if at is None else self._rows.row(at + 1)

    def _on_box_files_pasted(self, paths: tuple[Path, ...]) -> None:
        self.attachments.add_files(self._row_of_cursor(), paths)

    def _on_box_image_pasted(self, image: QImage) -> None:
        self.attachments.add_image(self._row_of_cursor(), image)

    # A list that is a file

    def _show_file(self, text: str, *, has_list: bool = False) -> None:
        self._file_text.set_text(text)
        self._file_text.setToolTip(text)
        self._forget.setVisible(has_list)

    def _on_open_clicked(self) -> None:
        choose_files(self._form, self.tr("Prompts"), self._take_files)

    def _take_files(self, paths: tuple[Path, ...]) -> None:
        if paths:
            self._reading = paths[0].name
            self._show_file(self.tr("Reading {name}…").format(name=self._reading))
            self._services.scope.start(self._read(paths[0]), name="prompts")
            self.changed.emit()

    async def _read(self, path: Path) -> None:
        try:
            found = await asyncio.to_thread(read_list, path, self._services.images)
        except (OSError, PromptListFault, StudioError) as exc:
            self._rows.set_listed(())
            self._show_file(self.tr("{name}: {why}").format(name=path.name, why=_why(exc)))
        else:
            self._rows.set_listed(found)
            self._show_file(self._told(path.name, found), has_list=True)
        self._reading = ""
        self.changed.emit()

    def _told(self, name: str, prompts: tuple[ListedPrompt, ...]) -> str:
        """What a list brought."""
        one, several = self.tr("1 prompt of {name}"), self.tr("{count} prompts of {name}")
        text = one if len(prompts) == 1 else several
        text = text.format(count=len(prompts), name=name)
        files = sum(len(each.attachments) for each in prompts)
        if not files:
            return text
        more = self.tr("1 image or file") if files == 1 else self.tr("{count} images and files")
        return f"{text} · {more.format(count=files)}"

    def _on_forget_clicked(self) -> None:
        self._rows.set_listed(())
        self._show_file("")
        self.changed.emit()

    # Drops on the form

    def _drop(self, event: QDropEvent) -> None:
        data = event.mimeData()
        files, image = dropped_files(data), dropped_image(data)
        lists = [path for path in files if kind_of_name(path.name) not in _MAY_GO_ALONG]
        if lists and len(files) == 1:
            self._take_files(files)
        elif files:
            self.attachments.add_files(self._rows.for_all, files)
        elif image is not None:
            self.attachments.add_image(self._rows.for_all, image)
        elif data.hasText():
            self.box.insertPlainText(data.text())
        event.acceptProposedAction()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the form shows that it takes what is dragged over it."""
        if isinstance(event, QDragLeaveEvent):
            self._target.hide()
        elif isinstance(event, QDragEnterEvent):
            if takes(event.mimeData()):
                event.acceptProposedAction()
                self._target.show_over()
        elif isinstance(event, QDragMoveEvent):
            event.acceptProposedAction()
        elif isinstance(event, QDropEvent):
            self._target.hide()
            self._drop(event)
        else:
            return super().eventFilter(watched, event)
        return True


def _why(exc: Exception) -> str:
    if isinstance(exc, StudioError):
        return failure_text(exc.as_failure()).title
    return str(exc.strerror or exc) if isinstance(exc, OSError) else str(exc)
