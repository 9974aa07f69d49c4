"""Starting: a second instance, a damaged library."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.desktop import Desktop, wait_for

pytestmark = pytest.mark.e2e


def test_a_second_start_raises_the_first_window(start: Start, desktop: Desktop) -> None:
    first = start("--demo")
    first.wait("Message", role="text")
    wait_for(lambda: desktop.active_pid() == first.pid, what="the keyboard")
    desktop.xdotool("windowminimize", desktop.windows_of(first.pid)[0])
    wait_for(lambda: desktop.active_pid() != first.pid, what="the window to be small")

    second = start("--demo")
    assert second.process.wait(60) == 0
    wait_for(lambda: desktop.active_pid() == first.pid, what="the first window to be raised")
    assert first.sees("Message", role="text")
    assert first.process.poll() is None
    assert second.printed() == ""


def test_a_second_start_while_the_first_is_still_starting(start: Start) -> None:
    first, second = start("--demo"), start("--demo")
    statuses: list[int | None] = []

    def one_has_ended() -> bool:
        statuses[:] = [first.process.poll(), second.process.poll()]
        return statuses.count(None) == 1

    wait_for(one_has_ended, what="one of them to end")
    assert sorted(map(str, statuses)) == ["0", "None"]
    left = first if second.process.poll() is not None else second
    left.wait("Message", role="text")


def test_a_data_folder_that_cannot_be_used_is_told_in_a_window(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file")
    person = start()
    person.wait("The data folder can't be used")
    assert person.ask("unnamed") == []
    person.press("Quit")
    assert person.process.wait(60) == 1
    assert "The data folder can't be used" in person.printed()


@pytest.mark.parametrize("way", ["Restore the newest backup", "Start with an empty library"])
def test_a_damaged_library_is_set_aside_and_the_backup_offered(start: Start, way: str) -> None:
    first = start("--demo")
    first.say("Hello")
    first.answer()
    first.quit()
    library = first.data / "library.db"
    backup = first.data / "backups" / "library-20200101-000000.db"
    for kept in (first.data / "backups").iterdir():
        kept.unlink()
    with closing(sqlite3.connect(library)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
    damaged = b"nothing of a library" * 1000
    library.write_bytes(damaged)

    again = start("--demo")
    again.expects_log = True
    again.wait("The library can't be read")
    again.press(way)
    again.wait("Message", role="text")
    if way.startswith("Restore"):
        again.wait_chat("Hello")
    else:
        again.wait("No chats yet")
    aside = [path for path in first.data.rglob("*damaged*") if path.is_file()]
    assert [path.read_bytes() for path in aside] == [damaged]
    assert backup.exists()
