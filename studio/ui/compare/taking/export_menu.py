"""The kinds of files that a comparison or a run is exported to, and their writing."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.core.errors import StorageError
from studio.core.exported import Exported
from studio.services.app import AppServices
from studio.services.exporting.names import safe_stem
from studio.services.exporting_answers.writing import AnswerFormat, write_answers, write_bytes
from studio.ui.compare.menus import Entry, open_menu
from studio.ui.images.thumbnails import png_bytes
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from studio.ui.widgets.file_dialogs import choose_where_to_save

Collect = Callable[[], Awaitable[Exported | None]]
_NAME_CHARS = 60


class ExportMenu(QObject):
    """Asks what to export to, and where; writes on a thread and tells."""

    def __init__(
        self, owner: QWidget, *, services: AppServices, theme: ThemeStore, toasts: ToastStack
    ) -> None:
        super().__init__(owner)
        self._owner = owner
        self._services, self._theme, self._toasts = services, theme, toasts

    def open(
        self, anchor: QWidget, title: str, collect: Collect, picture_of: QWidget | None = None
    ) -> None:
        """Opens the menu.

        Args:
            title: the name that is offered for the file.
            collect: what to export; asked when it is written.
            picture_of: what a picture can be taken of, or None.
        """

        def entry(label: str, kind: AnswerFormat, icon: str) -> Entry:
            def act() -> None:
                self._ask_where(title, kind, collect)

            return Entry(label, act, icon)

        entries = [
            entry(self.tr("Markdown…"), AnswerFormat.MARKDOWN, "file-text"),
            entry(self.tr("Web page (HTML)…"), AnswerFormat.HTML, "globe"),
            entry(self.tr("Table (CSV)…"), AnswerFormat.CSV, "rows-3"),
            entry(self.tr("JSON lines…"), AnswerFormat.JSONL, "code"),
            entry(self.tr("Preference pairs (JSONL)…"), AnswerFormat.PREFERENCES, "thumbs-up"),
        ]
        if picture_of is not None:

            def picture() -> None:
                self._ask_where_picture(title, picture_of)

            entries += [Entry(), Entry(self.tr("Picture of the columns (PNG)…"), picture, "image")]
        open_menu(anchor, self._theme, entries, object_name="export_menu")

    def _ask_where(self, title: str, kind: AnswerFormat, collect: Collect) -> None:
        ending = {AnswerFormat.PREFERENCES: "preferences.jsonl"}.get(kind, kind.value)

        def take(paths: tuple[Path, ...]) -> None:
            if paths:
                self._services.scope.start(self._write(collect, kind, paths[0]), name="export")

        name = f"{_stem(title)}.{ending}"
        choose_where_to_save(self._owner, self.tr("Export"), name, take)

    async def _write(self, collect: Collect, kind: AnswerFormat, target: Path) -> None:
        read = self._services.images.read
        try:
            exported = await collect()
        except StorageError:
            return  # told by the store
        if exported is None:
            return
        try:
            count = await asyncio.to_thread(write_answers, exported, kind, target, read)
        except OSError as exc:
            self._tell_failure(exc)
            return
        if kind is AnswerFormat.PREFERENCES and not count:
            text = self.tr("There are no pairs yet: vote first")
            self._toasts.show_toast(text, icon="circle-alert", token="warn")
            return
        self._toasts.show_toast(self.tr("Exported to {name}").format(name=target.name))

    def _ask_where_picture(self, title: str, widget: QWidget) -> None:
        image = widget.grab().toImage()

        async def write(target: Path) -> None:
            try:
                data = await asyncio.to_thread(png_bytes, image)
                await asyncio.to_thread(write_bytes, data, target)
            except OSError as exc:
                self._tell_failure(exc)
                return
            self._toasts.show_toast(self.tr("Exported to {name}").format(name=target.name))

        def take(paths: tuple[Path, ...]) -> None:
            if paths:
                self._services.scope.start(write(paths[0]), name="export picture")

        name = f"{_stem(title)}.png"
        choose_where_to_save(self._owner, self.tr("Export"), name, take)

    def _tell_failure(self, exc: OSError) -> None:
        text = self.tr("The file could not be written: {why}").format(why=exc.strerror or exc)
        self._toasts.show_toast(text, icon="circle-alert", token="danger")


def _stem(title: str) -> str:
    """A name that is safe everywhere."""
    return safe_stem(title[:_NAME_CHARS] or "comparison")
