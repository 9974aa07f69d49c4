from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.storage.library import Library
from tests.storage.library_kit import FixedClock, conversation, faults_of


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def library(tmp_path: Path, clock: FixedClock) -> Iterator[Library]:
    """An empty library with one conversation; its promises are checked at the end."""
    opened = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    opened.put_conversation(conversation(1))
    yield opened
    opened.close()
    assert faults_of(tmp_path / "library.db") == []
