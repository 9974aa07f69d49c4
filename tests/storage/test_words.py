"""What is told of a file that can't be used: the system's words, never Python's."""

import errno
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.core.errors import DiskFull, SettingsError, StorageError, StudioError
from studio.storage.blobs import BlobStore
from studio.storage.file_faults import from_os
from studio.storage.folders import DataFolders
from studio.storage.library import Library
from studio.storage.settings import Settings
from studio.storage.settings_file import load_settings, save_settings
from studio.ui.failure_texts import failure_text
from tests.storage.library_kit import FixedClock

PYTHON = re.compile(r"Errno|Error|codec|'/|<[a-z]|Traceback|\\x")


def in_the_way(tmp_path: Path) -> Path:
    (tmp_path / "fïle").write_text("in the way")
    return tmp_path / "fïle" / "däta 🦊"


@pytest.mark.parametrize(
    "use",
    [
        lambda path: DataFolders(path).create(),
        lambda path: BlobStore(path / "images"),
        lambda path: Library.open(path / "library.db", path / "backups", FixedClock()),
        lambda path: save_settings(path / "settings.toml", Settings()),
    ],
)
def test_a_folder_that_cannot_be_made(tmp_path: Path, use: Callable[[Path], object]) -> None:
    path = in_the_way(tmp_path)
    with pytest.raises(StudioError) as caught:
        use(path)
    told = failure_text(caught.value.as_failure())
    assert str(tmp_path / "fïle") in told.words
    assert not PYTHON.search(" ".join((told.title, told.cause, told.words)))


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [
        (errno.ENOSPC, DiskFull, None),
        (errno.EDQUOT, DiskFull, None),
        (errno.EROFS, StorageError, "no_permission"),
        (errno.EACCES, StorageError, "no_permission"),
        (errno.EIO, StorageError, "io_error"),
    ],
)
def test_errors_of_the_system(number: int, kind: type[StorageError], code: str | None) -> None:
    import os

    error = from_os(OSError(number, os.strerror(number), "/data/library.db"))
    assert (type(error), error.code) == (kind, code)
    assert error.detail == f"{os.strerror(number)}: /data/library.db"
    assert from_os(OSError("odd")).detail == "odd"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"theme = \xff\xfe", "the file is no text in UTF-8"),
        (b"a = " + b"[" * 5000, "the file is nested too deeply"),
        (b"theme dark", "line 1"),
    ],
)
def test_a_damaged_settings_file(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "settings.toml").write_bytes(content)
    error = load_settings(tmp_path / "settings.toml").error
    assert error is not None
    told = failure_text(error.as_failure())
    assert (told.title, told.cause) == ("The settings file is damaged", "")
    assert words in told.words
    assert not PYTHON.search(told.words)


def test_settings_that_cannot_be_written_are_not_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        save_settings(in_the_way(tmp_path) / "settings.toml", Settings())
    told = failure_text(caught.value.as_failure())
    assert (told.title, told.cause) == ("The settings can't be written", "")
