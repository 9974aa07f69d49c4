"""Starts that can't work end at once, in plain words; run as real processes without a screen."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "LC_ALL": "C.UTF-8",
    }


def run(tmp_path: Path, data: Path, *, wrap: tuple[str, ...] = ()) -> tuple[int, str]:
    """Exit status of a start, and all it printed."""
    command = [*wrap, sys.executable, "-m", "studio", "--data-dir", str(data)]
    done = subprocess.run(
        command, env=environment(tmp_path), capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_file_in_the_place_of_the_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.write_text("mine")
    status, printed = run(tmp_path, data)
    assert status == 1
    assert printed.startswith("dgrid-studio: The data folder can't be used: ")
    assert str(data) in printed
    assert "Traceback" not in printed
    assert data.read_text() == "mine"


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for folder in ("images", "backups", "logs", "cache"):
        (data / folder).mkdir(parents=True)
    wrap: tuple[str, ...] = ()
    if os.geteuid() == 0:
        wrap = read_only_mount(data)
    else:
        data.chmod(0o500)
    status, printed = run(tmp_path, data, wrap=wrap)
    assert status == 1
    assert "dgrid-studio: The data folder can't be used: " in printed
    assert "already running" not in printed
    assert "Traceback" not in printed


def test_a_folder_of_images_that_cannot_be_written(tmp_path: Path) -> None:
    images = tmp_path / "data" / "images"
    images.mkdir(parents=True)
    wrap: tuple[str, ...] = ()
    if os.geteuid() == 0:
        wrap = read_only_mount(images)
    else:
        images.chmod(0o500)
    status, printed = run(tmp_path, images.parent, wrap=wrap)
    assert status == 1
    assert "dgrid-studio: The data folder can't be used: " in printed
    assert str(images) in printed


def read_only_mount(data: Path) -> tuple[str, ...]:
    """Words before a command that see the folder read-only, since root may write anywhere."""
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare")
    script = f'mount --bind "{data}" "{data}" && mount -o remount,ro,bind "{data}" && exec "$@"'
    wrap = ("unshare", "-m", "sh", "-c", script, "sh")
    if subprocess.run([*wrap, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets no one mount")
    return wrap


def test_a_library_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run_until_library(tmp_path, data)
    library = data / "library.db"
    with closing(sqlite3.connect(library)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        connection.execute("PRAGMA user_version = 9999")
    before = library.read_bytes()
    status, printed = run(tmp_path, data)
    assert status == 1
    assert "The library was written by a newer version" in printed
    assert "Traceback" not in printed
    assert library.read_bytes() == before


def test_a_damaged_library_is_set_aside_even_when_nobody_can_be_asked(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run_until_library(tmp_path, data)
    damaged = b"nothing of a library" * 1000
    (data / "library.db").write_bytes(damaged)
    status, printed = run(tmp_path, data)
    assert status == 1
    assert "The library can't be read" in printed
    aside = [path for path in data.rglob("*damaged*") if path.is_file()]
    assert [path.read_bytes() for path in aside] == [damaged]
    assert str(aside[0]) in printed


def run_until_library(tmp_path: Path, data: Path) -> None:
    """One start that makes a library, and ends by SIGTERM."""
    process = subprocess.Popen(
        [sys.executable, "-m", "studio", "--data-dir", str(data)],
        env=environment(tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    # The socket is there when the window is.
    while not (data / "studio.sock").exists():
        assert time.monotonic() < deadline, "no start"
        assert process.poll() is None, "it ended"
        time.sleep(0.03)
    process.terminate()
    assert process.wait(60) == 0
    assert (data / "library.db").exists()


def test_a_language_from_right_to_left_without_a_translation_mirrors_nothing(
    tmp_path: Path,
) -> None:
    """Qt's own Arabic alone would mirror a window of English texts."""
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "from PySide6.QtCore import Qt, QLocale\n"
        "from studio.bootstrap import use_language\n"
        "app = QApplication([])\n"
        "use_language(app, 'ar')\n"
        "assert QLocale().language() == QLocale.Language.Arabic\n"
        "assert app.layoutDirection() == Qt.LayoutDirection.LeftToRight\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
