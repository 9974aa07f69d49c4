"""A library that can't be opened: what a person is offered, and what comes of it."""

import asyncio
import logging
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QProgressDialog
from pytestqt.qtbot import QtBot

from studio import rescue
from studio.core.errors import StudioError
from studio.storage.database import DatabaseThread
from studio.storage.folders import DataFolders
from studio.storage.library import Library
from studio.ui.shell import start_problem
from studio.ui.shell.start_problem import StartProblem, WayOut
from tests.storage.library_kit import FixedClock
from tests.storage.test_salvage import backup, damage, talk


class Person:
    """Decides as it was told to, and remembers what was asked."""

    def __init__(self, *ways: WayOut) -> None:
        self.asked: list[StartProblem] = []
        self._ways = list(ways)

    async def decide(self, problem: StartProblem) -> WayOut:
        self.asked.append(problem)
        return self._ways.pop(0)


async def rescued(
    folders: DataFolders, person: Person, monkeypatch: pytest.MonkeyPatch
) -> DatabaseThread:
    clock = FixedClock()
    clock.go_on(days=8)
    monkeypatch.setattr(rescue, "ask_way_out", person.decide)
    database = DatabaseThread(folders.database, folders.backups, clock)
    with pytest.raises(StudioError) as caught:
        await asyncio.wrap_future(database.start())
    assert await rescue.open_after(caught.value, database, folders, clock)
    return database


def chats(database: DatabaseThread) -> int:
    return len(database.submit(Library.conversations).result(10))


@pytest.fixture
def folders(tmp_path: Path, clock: FixedClock, caplog: pytest.LogCaptureFixture) -> DataFolders:
    caplog.set_level(logging.CRITICAL)
    folders = DataFolders(tmp_path)
    library = Library.open(folders.database, folders.backups, clock)
    talk(library, range(1, 6))
    library.close()
    backup(tmp_path, clock)
    library = Library.open(folders.database, folders.backups, clock)
    talk(library, range(6, 11))
    library.close()
    damage(folders.database, b"chat 2 text 3.")
    return folders


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.mark.usefixtures("qapp", "capsys")
async def test_with_the_backup_comes_what_was_written_after_it(
    folders: DataFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(WayOut.RESTORE)
    database = await rescued(folders, person, monkeypatch)
    assert person.asked[0].ways == (WayOut.RESTORE, WayOut.ANEW)
    assert chats(database) == 10
    database.close()


def test_a_long_restoration_says_that_it_goes_on(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start_problem, "_SHOWN_AFTER_MS", 1)

    def shown() -> list[str]:
        boxes = [
            each for each in QApplication.topLevelWidgets() if isinstance(each, QProgressDialog)
        ]
        return [each.labelText() for each in boxes if each.isVisible()]

    with start_problem.restoring(shown=True):
        qtbot.waitUntil(lambda: bool(shown()))
        assert shown() == ["The library is being restored…"]
    assert shown() == []
    with start_problem.restoring(shown=False):
        assert shown() == []


@pytest.mark.usefixtures("qapp", "capsys")
async def test_without_a_backup_what_can_be_read_is_offered(
    folders: DataFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kept in folders.backups.iterdir():
        kept.unlink()
    person = Person(WayOut.SALVAGE)
    database = await rescued(folders, person, monkeypatch)
    assert person.asked[0].ways == (WayOut.SALVAGE, WayOut.ANEW)
    assert chats(database) == 10
    database.close()


@pytest.mark.usefixtures("qapp", "capsys")
async def test_when_no_backup_is_sound_what_can_be_read_is_offered(
    folders: DataFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kept in folders.backups.iterdir():
        kept.write_bytes(kept.read_bytes()[:9000])
    person = Person(WayOut.RESTORE, WayOut.SALVAGE)
    database = await rescued(folders, person, monkeypatch)
    assert person.asked[1].ways == (WayOut.SALVAGE, WayOut.ANEW)
    assert chats(database) == 10
    database.close()


@pytest.mark.usefixtures("qapp", "capsys")
async def test_who_wants_to_start_anew_starts_with_nothing(
    folders: DataFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await rescued(folders, Person(WayOut.ANEW), monkeypatch)
    assert chats(database) == 0
    database.close()
