"""Says why the studio can't start, and offers the ways out that there are."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QProgressDialog

from studio.core.errors import DatabaseDamaged, DatabaseTooNew, StudioError
from studio.ui.failure_texts import failure_text

_CONTEXT = "StartProblem"
_SHOWN_AFTER_MS = 500


class WayOut(StrEnum):
    """What a person decided."""

    QUIT = "quit"
    RESTORE = "restore"
    SALVAGE = "salvage"
    ANEW = "anew"
    AGAIN = "again"


_LABELS = {
    WayOut.QUIT: QT_TRANSLATE_NOOP("StartProblem", "Quit"),
    WayOut.RESTORE: QT_TRANSLATE_NOOP("StartProblem", "Restore the newest backup"),
    WayOut.SALVAGE: QT_TRANSLATE_NOOP("StartProblem", "Restore what can be read"),
    WayOut.ANEW: QT_TRANSLATE_NOOP("StartProblem", "Start with an empty library"),
    WayOut.AGAIN: QT_TRANSLATE_NOOP("StartProblem", "Try again"),
}


class StartProblem(Struct, frozen=True):
    """Why there is no window.

    Attributes:
        title: what is wrong, in a sentence.
        lines: what that means, where things are.
        ways: what can be done besides quitting; the first is suggested.
    """

    title: str
    lines: tuple[str, ...]
    ways: tuple[WayOut, ...] = ()

    def __str__(self) -> str:
        return ": ".join((self.title, *self.lines))


def folder_problem(folder: Path, error: StudioError) -> StartProblem:
    """Nothing can be kept in the data folder."""
    return StartProblem(_tr("The data folder can't be used"), (str(folder), error.detail))


def library_problem(
    error: StudioError, *, has_backup: bool, has_damaged: bool = False
) -> StartProblem:
    """The library can't be opened.

    A damaged library was set aside untouched, so starting anew loses nothing either. With the
    backup comes what was written after it, as far as that can be read.

    Args:
        has_damaged: a damaged library was set aside, now or before a first try.
    """
    salvage = (WayOut.SALVAGE,) if has_damaged else ()
    title = failure_text(error.as_failure()).title
    if isinstance(error, DatabaseDamaged):
        where = _tr("It was set aside, untouched, as {path}").format(path=error.set_aside)
        ways = (*((WayOut.RESTORE,) if has_backup else salvage), WayOut.ANEW)
        return StartProblem(title, (where, error.detail) if error.set_aside else (), ways)
    if isinstance(error, DatabaseTooNew):
        line = _tr("It was not changed. A newer studio opens it.")
        return StartProblem(title, (line, error.detail))
    if error.code == "no_backup":
        title = _tr("No backup can be used")
        return StartProblem(title, (error.detail,), (*salvage, WayOut.ANEW))
    if type(error).__name__ == "StorageError":
        title = _tr("The library can't be opened")
    return StartProblem(title, (error.detail,), (WayOut.AGAIN,))


async def ask_way_out(problem: StartProblem) -> WayOut:
    """Shows a problem until a person decides.

    Where no one could see a window nobody is asked: that means to quit.
    """
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return WayOut.QUIT
    box = QMessageBox()
    box.setObjectName("start_problem")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("DGrid Studio")
    box.setText(problem.title)
    box.setInformativeText("\n\n".join(line for line in problem.lines if line))
    buttons: dict[QAbstractButton, WayOut] = {}
    for way in (WayOut.QUIT, *problem.ways):
        role = QMessageBox.ButtonRole
        is_no = way is WayOut.QUIT
        button = box.addButton(_tr(_LABELS[way]), role.RejectRole if is_no else role.AcceptRole)
        buttons[button] = way
        if problem.ways and way is problem.ways[0]:
            box.setDefaultButton(button)
    answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_finished() -> None:
        if not answered.done():
            answered.set_result(None)

    box.finished.connect(on_finished)
    box.open()
    await answered
    clicked = box.clickedButton()
    return next((way for button, way in buttons.items() if button is clicked), WayOut.QUIT)


@contextmanager
def restoring(*, shown: bool) -> Iterator[None]:
    """Says what goes on while that takes long: of a large library all is read and copied."""
    if not shown:
        yield
        return
    box = QProgressDialog(_tr("The library is being restored…"), "", 0, 0)
    box.setObjectName("restoring")
    box.setWindowTitle("DGrid Studio")
    box.setCancelButton(None)
    timer = QTimer(box)  # its own one is for work that tells how far it is
    timer.setSingleShot(True)
    timer.timeout.connect(box.show)
    timer.start(_SHOWN_AFTER_MS)
    try:
        yield
    finally:
        box.hide()
        box.deleteLater()


def _tr(text: object) -> str:
    return QCoreApplication.translate(_CONTEXT, str(text))
