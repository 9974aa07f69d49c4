"""Settings that take effect at once and are written a moment later."""

import asyncio
import logging
import threading
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.errors import Failure, SettingsError
from studio.services.tasks import TaskScope
from studio.storage.settings import Settings
from studio.storage.settings_file import load_settings, save_settings

logger = logging.getLogger(__name__)

WRITE_DELAY_S = 0.3


class Preferences(QObject):
    """The settings of the studio.

    Signals:
        changed: the name of a field that has a new value.
        write_failed: a `Failure`; the settings file could not be written.
    """

    changed = Signal(str)
    write_failed = Signal(object)

    def __init__(self, path: Path, *, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._scope = scope
        loaded = load_settings(path)
        self._values = loaded.settings
        self.problem: Failure | None = loaded.error.as_failure() if loaded.error else None
        self._dirty = False
        self._writing = threading.Lock()
        self._newest = 0  # of the values that were handed over for writing
        self._written = 0
        self._writer: asyncio.Task[None] | None = None

    @property
    def values(self) -> Settings:
        """The settings now."""
        return self._values

    def set(self, **fields: Any) -> None:
        """Changes settings by field name; announces each that really changed."""
        names = [name for name, value in fields.items() if getattr(self._values, name) != value]
        if not names:
            return
        self._values = replace(self._values, **{name: fields[name] for name in names})
        self._dirty = True
        # On the way out the last `flush` writes what a field still says as it loses the focus.
        if (self._writer is None or self._writer.done()) and not self._scope.is_closed:
            self._writer = self._scope.start(self._write_soon(), name="settings")
        for name in names:
            self.changed.emit(name)

    def flush(self) -> None:
        """Writes now what is not written yet."""
        if not self._dirty and self._written == self._newest:
            return
        self._dirty = False
        self._newest += 1
        try:
            self._write(self._newest, self._values)
        except SettingsError as exc:
            self._report(exc)

    async def _write_soon(self) -> None:
        while True:
            await asyncio.sleep(WRITE_DELAY_S)
            self._dirty = False
            self._newest += 1
            try:
                # Not on the window's thread: a file that is safe on disk takes up to 50 ms.
                await asyncio.to_thread(self._write, self._newest, self._values)
            except SettingsError as exc:
                self._report(exc)
            if not self._dirty:
                return

    def _write(self, number: int, values: Settings) -> None:
        with self._writing:
            if number > self._written:  # a later `flush` may have been quicker
                save_settings(self._path, values)
                self._written = number

    def _report(self, error: SettingsError) -> None:
        logger.warning("settings could not be written: %s", error.code or error.kind)
        self.write_failed.emit(error.as_failure())
