"""Opens the window: what a start does before, and beside, the imports of most of its modules.

Importing keeps one core busy. Waiting for the disk (the lock of the data folder) and finding the
installed fonts need not wait for that; they take 5 and 7 ms.
"""

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from studio import __version__
from studio.core.errors import StorageError
from studio.instance import SingleInstance
from studio.logs import configure_logs
from studio.options import StartOptions
from studio.storage.folders import DataFolders

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# How Qt begins when a screen reader asked for what Qt lacks, or for what has just gone: it counts
# the children and asks for them one by one, and a table may lose rows between. Each key is shown
# to screen readers first, and goes on when they take longer than 100 ms. That is no fault of
# anybody's, and a log full of it would hide the faults.
_ASKED_BY_A_SCREEN_READER = (
    "AtSpiAdaptor::",
    "Qt AtSpiAdaptor:",
    "QSpiApplication::",
    "Could not find accessible on path",
    "No accessible object found for id",
    "Accessible invalid:",
    "Invalid index for tableInterface",
    "QAccessibleTable",
    "QAccessibleList::",
    "QAccessibleTree::",
    "WARNING QAccessibleTable::",
)


def run_window(options: StartOptions) -> int:
    """Runs the studio with its window until a person quits.

    Returns:
        Exit status: 0, or 1 when the data folder or the database can't be used.
    """
    folders = DataFolders(options.data_dir)
    instance = SingleInstance(folders.root)
    locking = _Locking(folders, instance)
    locking.start()
    import studio.ui.theme.store  # noqa: F401 - the application's modules, meanwhile

    try:
        is_first = locking.is_first()
    except StorageError as exc:
        from studio.rescue import refuse_folder

        return _run(make_application(), refuse_folder(folders, exc))
    configure_logs(folders.logs)
    qInstallMessageHandler(log_qt_message)
    app = make_application()
    if is_first:
        _find_fonts()
        from studio.bootstrap import live

        return _run(app, live(app, options, folders, instance))
    if instance.ask_to_raise():
        return 0
    sys.stderr.write("dgrid-studio: it is already running on this data folder\n")
    return 1


def make_application() -> "QApplication":
    """The Qt application, named, and never ended by the last window closing."""
    from PySide6.QtWidgets import QApplication

    from studio.ui.theme.store import STYLE

    app = QApplication([sys.argv[0], "-style", STYLE])
    app.setApplicationName("dgrid-studio")
    app.setApplicationDisplayName("DGrid Studio")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("dgrid-studio")
    app.setQuitOnLastWindowClosed(False)
    return app


class _Locking(threading.Thread):
    """Makes the data folders and takes their lock: writing that to the disk is waited for."""

    def __init__(self, folders: DataFolders, instance: SingleInstance) -> None:
        super().__init__(name="lock")
        self._folders, self._instance = folders, instance
        self._is_first: bool | None = None
        self._error: StorageError | None = None

    def run(self) -> None:
        try:
            self._is_first = self._lock()
        except StorageError as exc:
            self._error = exc

    def is_first(self) -> bool:
        """Whether this is the only studio on the folder, once that is known.

        Raises:
            StorageError: nothing can be written there.
        """
        self.join()
        if self._error is not None:
            raise self._error
        # None: something that nobody expects, which is to end the start, not the thread alone.
        return self._lock() if self._is_first is None else self._is_first

    def _lock(self) -> bool:
        self._folders.create()
        return self._instance.acquire()


def _find_fonts() -> None:
    """Lets Qt look for the installed fonts on a thread; who needs them earlier waits for it."""
    from PySide6.QtGui import QFontDatabase

    threading.Thread(target=QFontDatabase.families, name="fonts").start()


def _run(app: "QApplication", main: Coroutine[Any, Any, int]) -> int:
    # qasync looks for a Qt binding by itself; it must take the one that is already there.
    os.environ.setdefault("QT_API", "pyside6")
    from studio.qt_loop import QtLoop

    loop = QtLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        status: int = loop.run_until_complete(main)
    return status


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt: what it has to say, into our log."""
    level = _QT_LEVELS.get(kind, logging.WARNING)
    if level <= logging.WARNING and text.startswith(_ASKED_BY_A_SCREEN_READER):
        level = logging.DEBUG
    logging.getLogger("qt").log(level, "%s", text)
