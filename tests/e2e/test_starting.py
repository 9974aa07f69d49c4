"""Starting: a second instance, a damaged library."""

import sqlite3
from contextlib import closing

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
    assert second.process.wait(20) == 0
    wait_for(lambda: desktop.active_pid() == first.pid, what="the first window to be raised")
    assert first.sees("Message", role="text")
    assert first.process.poll() is None
    assert second.printed() == ""


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
