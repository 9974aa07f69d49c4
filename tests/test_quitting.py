"""Quitting is quick and complete, whatever hangs; real processes without a screen."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from studio.core.ids import ConnectionId
from studio.core.requests import Connection
from studio.storage.settings import Settings
from studio.storage.settings_file import load_settings, save_settings

ROOT = Path(__file__).parents[1]

HANGING_KEYCHAIN = """
import time
from keyring.backend import KeyringBackend

class Keyring(KeyringBackend):
    priority = 5
    name = "Hanging"

    def get_password(self, service, username):
        open(__file__ + ".asked", "w").close()
        time.sleep(1000)

    set_password = delete_password = get_password
"""


class Program:
    """A running studio."""

    def __init__(self, folder: Path, data: Path, **variables: str) -> None:
        self.data = data
        self._errors = folder / "stderr"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "LC_ALL": "C.UTF-8",
            **variables,
        }
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "studio", "--data-dir", str(data)],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        self.until(lambda: (data / "studio.sock").exists())

    def until(self, condition) -> None:  # type: ignore[no-untyped-def]
        deadline_s = time.monotonic() + 120
        while not condition():
            assert self._process.poll() is None, self.printed()
            assert time.monotonic() < deadline_s, self.printed()
            time.sleep(0.02)

    def quit(self, number: int = signal.SIGTERM) -> float:
        """Asks it to quit; how long it took, in seconds."""
        began_s = time.monotonic()
        self._process.send_signal(number)
        assert self._process.wait(40) == 0, self.printed()
        return time.monotonic() - began_s

    def printed(self) -> str:
        return self._errors.read_text()

    def log(self) -> str:
        path = self.data / "logs" / "studio.log"
        return path.read_text() if path.exists() else ""

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Takes connections and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1"


def connect(data: Path, address: str, *, needs_key: bool) -> None:
    own = Connection(ConnectionId("own"), "Mine", address, needs_key=needs_key)
    save_settings(data / "settings.toml", Settings(connections=(own,)))


def clean(program: Program) -> None:
    assert "Traceback" not in program.printed()
    assert "Traceback" not in program.log()
    assert "ERROR" not in program.log()


def test_with_a_keychain_that_hangs(tmp_path: Path, data: Path) -> None:
    (tmp_path / "hanging_keychain.py").write_text(HANGING_KEYCHAIN)
    connect(data, "http://127.0.0.1:9/v1", needs_key=True)
    program = Program(tmp_path, data, PYTHON_KEYRING_BACKEND="hanging_keychain.Keyring")
    try:
        program.until((tmp_path / "hanging_keychain.py.asked").exists)
        assert program.quit() < 5
    finally:
        program.kill()
    clean(program)


def test_with_a_server_that_never_answers(tmp_path: Path, data: Path, silent_server: str) -> None:
    connect(data, silent_server, needs_key=False)
    program = Program(tmp_path, data)
    try:
        program.until(lambda: (data / "library.db").exists())
        assert program.quit(signal.SIGINT) < 5
    finally:
        program.kill()
    clean(program)


def test_with_a_library_that_another_program_holds(tmp_path: Path, data: Path) -> None:
    program = Program(tmp_path, data)
    try:
        with closing(sqlite3.connect(data / "library.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert program.quit() < 15
    finally:
        program.kill()
    assert "Traceback" not in program.printed()
    again = Program(tmp_path, data)
    try:
        again.quit()
    finally:
        again.kill()
    clean(again)


def test_with_a_data_folder_that_is_gone(tmp_path: Path, data: Path) -> None:
    program = Program(tmp_path, data)
    try:
        while data.exists():  # the program may write into it meanwhile
            shutil.rmtree(data, ignore_errors=True)
        assert program.quit() < 5
    finally:
        program.kill()
    assert "Traceback" not in program.printed()
    # What was known is there again.
    with closing(sqlite3.connect(data / "library.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert load_settings(data / "settings.toml").settings.window_geometry


def test_impatience_changes_nothing(tmp_path: Path, data: Path, silent_server: str) -> None:
    connect(data, silent_server, needs_key=False)
    program = Program(tmp_path, data)
    try:
        for _ in range(20):
            program._process.send_signal(signal.SIGTERM)
            time.sleep(0.005)
        program.quit()
    finally:
        program.kill()
    clean(program)
    assert load_settings(data / "settings.toml").settings.connections
