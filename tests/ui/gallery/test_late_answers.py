"""What changes while the database answers is asked about again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from studio.core.gallery import GalleryList, PictureKey
from studio.core.picture_acts import SetAlt
from studio.services.clock import SystemClock
from studio.services.gallery import GalleryStore
from studio.services.images import ImageLibrary
from studio.storage.blobs import BlobStore
from studio.ui.gallery.feed import GalleryFeed
from studio.ui.gallery.names import NameReader
from tests.services.conftest import Bench
from tests.services.late_database import LateDatabase
from tests.ui.chat.conftest import Run
from tests.ui.conftest import Until
from tests.ui.gallery.conftest import picture


@pytest.fixture
def late(live: Bench) -> LateDatabase:
    return LateDatabase(live.database)


@pytest.fixture
def store(live: Bench, late: LateDatabase, tmp_path: Path) -> Iterator[GalleryStore]:
    images = ImageLibrary(BlobStore(tmp_path / "images"))
    yield GalleryStore(
        database=late,  # type: ignore[arg-type]
        images=images,
        scope=live.scope,
        clock=SystemClock(),
    )
    live.database.tell_of_pictures(None)


@pytest.fixture
def parent() -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


def take_in(run: Run, store: GalleryStore, number: int) -> PictureKey:
    imported = run(store.import_bytes(picture(number, 30, 20), f"{number}.png"))
    return PictureKey(imported.key)


def test_an_image_that_comes_while_all_are_counted_is_counted_too(
    live: Bench, store: GalleryStore, late: LateDatabase, parent: QObject, run: Run, until: Until
) -> None:
    feed = GalleryFeed(store=store, scope=live.scope, parent=parent)
    lists: list[GalleryList] = []
    feed.list_changed.connect(lambda found, _fresh: lists.append(found))
    take_in(run, store, 1)
    feed.set_awake(True)
    until(lambda: feed.counts.all == 1 and lists)  # the numbers may come first
    late.holds = True
    feed.retry()
    until(lambda: late.has_answered(2))  # the list and the counts
    late.holds = False
    take_in(run, store, 2)
    until(lambda: len(lists[-1]) == 2)
    late.deliver()
    until(lambda: feed.counts.all == 2)


def test_a_name_that_changes_while_it_is_read_is_read_again(
    live: Bench, store: GalleryStore, late: LateDatabase, parent: QObject, run: Run, until: Until
) -> None:
    names = NameReader(store=store, scope=live.scope, parent=parent)
    key = take_in(run, store, 1)
    late.holds = True
    names.want([key])
    until(lambda: late.has_answered(1))
    late.holds = False
    changed: list[object] = []
    store.images_changed.connect(changed.append)
    run(store.act(SetAlt(key, "A lighthouse")))
    until(lambda: changed)
    late.deliver()
    until(lambda: names.get(key) == "A lighthouse")
