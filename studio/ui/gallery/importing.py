"""Files coming into the gallery: how far it is, what was not taken, and what is damaged."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout

from studio.services.gallery import GalleryStore, Imported
from studio.services.gallery_import import images_among
from studio.services.tasks import TaskScope
from studio.ui.gallery.texts import images_text
from studio.ui.images.thumbnails import png_bytes
from studio.ui.theme import ThemeStore
from studio.ui.transcript.parts.formats import count
from studio.ui.widgets import Banner, ResultPanel, Surface, ToastStack
from studio.ui.widgets.drop_target import dropped_files, dropped_image
from studio.ui.widgets.file_dialogs import choose_files, choose_folder

_MOST_NAMED = 6


class Importing(Surface):
    """Imports files one after the other; a panel above the images while it does.

    Signals:
        imported: keys (a tuple) of what is in the gallery now.
    """

    imported = Signal(object)

    def __init__(
        self, *, theme: ThemeStore, store: GalleryStore, scope: TaskScope, toasts: ToastStack
    ) -> None:
        super().__init__(theme)
        self._store, self._scope, self._toasts = store, scope, toasts
        self._task: asyncio.Task[None] | None = None
        self.setObjectName("importing")
        self.progress = Banner(theme, "", action=self.tr("Stop"))
        self.progress.setObjectName("import_progress")
        self.report = ResultPanel(theme, self.tr("Import"), action=self.tr("Dismiss"))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.progress)
        self._column.addWidget(self.report)
        self.progress.action_triggered.connect(self._on_stop)
        self.report.action_triggered.connect(self.hide)
        self.theme_store.changed.connect(self._apply_theme)
        self.hide()
        self._apply_theme()

    def ask(self) -> None:
        """Asks for files and imports them."""
        choose_files(self.window(), self.tr("Import images"), self.start)

    def ask_folder(self) -> None:
        """Asks for a folder and imports the images in it."""
        choose_folder(self.window(), self.tr("Import a folder"), self.start)

    def take(self, data: QMimeData) -> bool:
        """Imports what was pasted or dropped; False: there is no image in it."""
        files, image = dropped_files(data, folders=True), dropped_image(data)
        if files:
            self.start(files)
        elif image is not None and self._may_begin():
            self._task = self._scope.start(self._run_image(image), name="import image")
        return bool(files) or image is not None

    def start(self, files: Sequence[Path]) -> None:
        """Imports files, and the images of folders."""
        if files and self._may_begin():
            self._task = self._scope.start(self._run(tuple(files)), name="import images")

    def _may_begin(self) -> bool:
        if self._task is not None and not self._task.done():
            self._toasts.show_toast(
                self.tr("Another import is still running"), icon="info", token="text2"
            )
            return False
        return not self._scope.is_closed

    async def _run_image(self, image: QImage) -> None:
        data = await asyncio.to_thread(png_bytes, image)
        name = self.tr("Pasted image.png")
        self._tell([await self._store.import_bytes(data, name)], 1)

    async def _run(self, given: tuple[Path, ...]) -> None:
        done: list[Imported] = []
        files: tuple[Path, ...] = ()
        self.report.hide()
        self.progress.set_text(self.tr("Looking for images"))
        self.progress.show()
        self.show()
        try:
            files = await asyncio.to_thread(images_among, given)
            for number, path in enumerate(files, 1):
                text = self.tr("Importing {0} of {1}: {2}")
                self.progress.set_text(text.format(count(number), count(len(files)), path.name))
                done += await self._store.import_files((path,))
        finally:
            self._tell(done, len(files))

    def _tell(self, done: list[Imported], wanted: int) -> None:
        self.hide()
        if not wanted:
            self._toasts.show_toast(
                self.tr("There are no images in it"), icon="info", token="text2"
            )
            return
        keys = tuple(each.key for each in done if each.key is not None)
        new = sum(1 for each in done if each.key is not None and each.is_new)
        known = len(keys) - new
        failed = [each for each in done if each.key is None]
        parts = [self.tr("{0} imported").format(images_text(new))] if new or not known else []
        if known:
            pattern = (
                self.tr("{0} was here already") if known == 1 else self.tr("{0} were here already")
            )
            parts.append(pattern.format(images_text(known)))
        if wanted > len(done):
            parts.append(self.tr("{0} not read").format(count(wanted - len(done))))
        text = ", ".join(parts)
        told = failed + [each for each in done if each.is_cut_off]
        if told:
            self._show_report(text, told)
        else:
            self._toasts.show_toast(text)
        if keys:
            self.imported.emit(keys)

    def _show_report(self, text: str, told: list[Imported]) -> None:
        lines = [f"{each.name}: {self._reason(each)}" for each in told[:_MOST_NAMED]]
        if len(told) > _MOST_NAMED:
            lines.append(self.tr("and {0} more").format(count(len(told) - _MOST_NAMED)))
        cut_off = sum(1 for each in told if each.is_cut_off)
        title = text
        if len(told) > cut_off:
            title = self.tr("{0}, {1} not taken").format(title, count(len(told) - cut_off))
        if cut_off:
            title = self.tr("{0}, {1} cut off").format(title, count(cut_off))
        self.progress.hide()
        self.report.set_result("warn", title, "\n".join(lines))
        self.report.show()
        self.show()

    def _reason(self, each: Imported) -> str:
        if each.is_cut_off:
            return self.tr(
                "its file is cut off, the end is missing. It was taken as it is; "
                "copy or download it again for the whole image"
            )
        if each.is_svg:
            return self.tr(
                "SVG is not accepted as an image, for it can run programs. "
                "Export it as PNG and import that"
            )
        code = each.failure.code if each.failure is not None else ""
        return {
            "not_an_image": self.tr("it is not an image"),
            "too_large": self.tr("it is over 64 MB"),
            "too_many_pixels": self.tr("it has over 200 megapixels"),
            "empty": self.tr("it is empty"),
            "not_a_file": self.tr("it is no file"),
            "unreadable": self.tr("it can't be read"),
            "disk_full": self.tr("the disk is full"),
        }.get(code or "", self.tr("it could not be kept"))

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _apply_theme(self) -> None:
        scaled = self.theme.scaled
        self._column.setContentsMargins(scaled(12), scaled(8), scaled(12), 0)
        self._column.setSpacing(scaled(4))
