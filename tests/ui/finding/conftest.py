"""A transcript view with a finder."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from studio.ui.transcript.finding.finder import Finder
from studio.ui.transcript.finding.query import Query
from studio.ui.transcript.view import TranscriptView
from tests.ui.transcript_view.conftest import blobs, view, wheel

__all__ = ["blobs", "view", "wheel"]

Find = Callable[..., tuple[int, int]]


@pytest.fixture
def finder(view: TranscriptView) -> Iterator[Finder]:
    found = Finder(view)
    found.begin()
    yield found
    found.end()


@pytest.fixture
def find(finder: Finder, qtbot: QtBot) -> Find:
    """Finds a text; gives the number of the current match and how many there are."""

    def run(text: str, **how: bool) -> tuple[int, int]:
        finder.set_query(Query(text, **how))
        qtbot.waitUntil(lambda: finder.is_complete)
        return finder.ordinal, finder.total

    return run
