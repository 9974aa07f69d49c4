"""The gallery store over a real database: asked, changed, followed while runs make pictures."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from studio.core.events import Finished, ImageReceived, TextDelta
from studio.core.gallery import GalleryFilter, PictureKey, PictureKind
from studio.core.messages import Attachment
from studio.core.parts import ImageOrigin
from studio.core.records import PictureMetadata
from studio.services.clock import SystemClock
from studio.services.gallery import GalleryStore
from studio.services.images import ImageLibrary
from studio.storage.blobs import BlobStore
from tests.services.conftest import Bench
from tests.services.fakes import until
from tests.storage.library_kit import png
from tests.waiting import WAIT_S


@dataclass
class Studio:
    """A store, and what it announced."""

    bench: Bench
    store: GalleryStore
    images: ImageLibrary
    blobs: BlobStore
    said: list[PictureMetadata | None] = field(default_factory=list)
    added: list[PictureKey] = field(default_factory=list)
    changed: list[PictureKey] = field(default_factory=list)
    removed: list[PictureKey] = field(default_factory=list)

    def take_added(self, keys: tuple[PictureKey, ...]) -> None:
        self.added += keys

    def take_changed(self, keys: tuple[PictureKey, ...]) -> None:
        self.changed += keys

    def take_removed(self, keys: tuple[PictureKey, ...]) -> None:
        self.removed += keys

    def read_metadata(self, data: bytes) -> PictureMetadata | None:
        return self.said.pop(0) if self.said else None


@pytest.fixture
def studio(bench: Bench) -> Iterator[Studio]:
    blobs = BlobStore(bench.folder / "images")
    images = ImageLibrary(blobs)
    made: list[Studio] = []
    store = GalleryStore(
        database=bench.database,
        images=images,
        scope=bench.scope,
        clock=SystemClock(),
        read_metadata=lambda data: made[0].read_metadata(data),
    )
    made.append(Studio(bench, store, images, blobs))
    store.images_added.connect(made[0].take_added)
    store.images_changed.connect(made[0].take_changed)
    store.images_removed.connect(made[0].take_removed)
    yield made[0]
    bench.database.tell_of_pictures(None)


def connect(bench: Bench) -> None:
    from msgspec.structs import replace

    made = bench.connections.add("other", "Test", "http://127.0.0.1:9/v1")
    bench.connections.update(replace(made, needs_key=False))


async def test_a_picture_that_a_run_makes_appears_by_itself(studio: Studio) -> None:
    bench = studio.bench
    connect(bench)
    attached, made = studio.blobs.put(png(8, 1)), studio.blobs.put(png(8, 2))
    bench.gateway.scripts.append(
        [
            (TextDelta(0, "Here: "), ImageReceived(0, made, ImageOrigin.CONTENT, "a cat")),
            (Finished(0, "stop"),),
        ]
    )
    chat = bench.conversations.new()
    bench.runs.send(chat.id, "Draw a cat like this", (Attachment(attached, "in.png"),))
    await until(lambda: len(studio.added) == 2)
    await until(lambda: not bench.runs.running())
    await bench.conversations.flush()

    newest, older = await studio.store.find()
    assert {newest.blob, older.blob} == {made, attached}
    key = await studio.store.key_of(made.sha256)
    assert key is not None
    details = await studio.store.details(key)
    assert details is not None
    assert details.place is not None
    assert details.kind is PictureKind.EDITED
    assert details.place.prompt == "Draw a cat like this"
    assert details.place.conversation_id == chat.id
    assert details.place.connection_id == bench.connections.default().id  # type: ignore[union-attr]
    assert details.place.took_s is not None
    assert [parent.blob for parent in details.parents] == [attached]
    assert [each.blob for each in await studio.store.find(GalleryFilter(text="cat lik"))] == [made]


async def test_acts_are_announced_and_undone(studio: Studio) -> None:
    store = studio.store
    one = await store.import_bytes(png(8, 1), "one.png")
    two = await store.import_bytes(png(8, 2), "two.png")
    assert one.key is not None
    assert two.key is not None
    await until(lambda: studio.added == [one.key, two.key])

    undo = await store.delete([one.key])
    await until(lambda: studio.removed == [one.key])
    assert studio.images.is_deleted(next(iter(await store.find(GalleryFilter(trash=True)))).blob)
    assert (await store.counts()).trash == 1
    again = await store.undo(undo)
    await until(lambda: studio.added == [one.key, two.key, one.key])
    assert not (await store.find(GalleryFilter(trash=True)))
    assert len(await store.find()) == 2
    await store.undo(again)
    assert [card.key for card in await store.find()] == [two.key]

    assert await store.rate([two.key], 5)
    await until(lambda: studio.changed == [two.key])
    assert await store.rate([two.key], 5) == ()


async def test_imports_say_what_they_are_and_what_is_wrong(studio: Studio, tmp_path: Path) -> None:
    good, text, empty = tmp_path / "a.png", tmp_path / "b.png", tmp_path / "c.png"
    good.write_bytes(png(8, 1))
    text.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    empty.touch()
    studio.said.append(PictureMetadata("A lighthouse", model_id="a/painter", parents=("ab" * 32,)))
    done, *failed = await studio.store.import_files([good, text, empty, tmp_path / "none.png"])
    assert done.key is not None
    assert done.is_new
    assert [each.failure.code for each in failed if each.failure] == [
        "not_an_image",
        "empty",
        "unreadable",
    ]
    details = await studio.store.details(done.key)
    assert details is not None
    assert details.place is not None
    assert (details.kind, details.alt) == (PictureKind.IMPORTED, "a.png")
    assert (details.place.prompt, details.place.model_id) == ("A lighthouse", "a/painter")
    assert [(each.sha256, each.key) for each in details.parents] == [("ab" * 32, None)]
    again = await studio.store.import_bytes(png(8, 1), "a.png")
    assert (again.key, again.is_new) == (done.key, False)
    assert studio.blobs.read(details.blob) == png(8, 1)


async def test_what_is_cut_off_is_kept_as_it_is_and_marked(studio: Studio) -> None:
    whole = png(40, 1)
    torn = whole[:-20]
    done = await studio.store.import_bytes(torn, "torn.png")
    assert done.key is not None
    assert done.is_cut_off
    details = await studio.store.details(done.key)
    assert details is not None
    assert studio.blobs.read(details.blob) == torn
    assert not (await studio.store.import_bytes(whole, "whole.png")).is_cut_off


@pytest.mark.parametrize(
    ("text", "is_svg"),
    [
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", True),
        ("\ufeff\n<?xml version='1.0'?>\n<!-- made by hand -->\n<SVG/>", True),
        ("<!DOCTYPE svg>\n<svg/>", True),
        ("<html><svg/></html>", False),
        ("words about <svg", False),
    ],
)
async def test_drawings_are_told_from_other_files(studio: Studio, text: str, is_svg: bool) -> None:
    refused = await studio.store.import_bytes(text.encode(), "drawing.svg")
    assert refused.failure is not None
    assert refused.failure.code == "not_an_image"
    assert refused.is_svg is is_svg


async def test_a_cancelled_question_leaves_the_thread_free(studio: Studio) -> None:
    tasks = [asyncio.ensure_future(studio.store.find(GalleryFilter(text="a"))) for _ in range(5)]
    await asyncio.sleep(0)
    for task in tasks[:-1]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(each, asyncio.CancelledError) for each in results[:-1])
    assert len(results[-1]) == 0  # type: ignore[arg-type]


async def test_pictures_are_hashed_in_the_background_and_grouped(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.services import picture_hashing
    from tests.services.test_near_duplicates import encoded, picture

    monkeypatch.setattr(picture_hashing, "PAUSE_S", 0.0)
    store = studio.store
    one = await store.import_bytes(encoded(picture(1)), "one.png")
    store.start_hashing()
    two = await store.import_bytes(encoded(picture(1), "JPEG", quality=50), "two.jpg")
    other = await store.import_bytes(encoded(picture(2)), "other.png")
    gone = await store.import_bytes(encoded(picture(3)), "gone.png")
    assert gone.key is not None
    details = await store.details(gone.key)
    assert details is not None
    studio.blobs.path(details.blob).unlink()
    database = studio.bench.database

    async def all_are_hashed() -> bool:
        left = database.submit(lambda library: library.gallery.to_hash(1))
        return not await asyncio.wrap_future(left)

    async with asyncio.timeout(WAIT_S):
        while not await all_are_hashed():
            await asyncio.sleep(0.01)
    (group,) = await store.look_alikes()
    assert group.keys == (one.key, two.key)
    assert other.key not in group.keys
    undo = await store.delete([PictureKey(group.keys[1])])
    assert await store.look_alikes() == ()
    await store.undo(undo)
    assert len(await store.look_alikes()) == 1


async def test_every_choice_of_a_request_knows_what_it_was_made_from(studio: Studio) -> None:
    from studio.core.requests import ImagePolicy, Parameters

    bench = studio.bench
    connect(bench)
    bench.preferences.set(image_policy=ImagePolicy.NONE)
    first, second = studio.blobs.put(png(8, 1)), studio.blobs.put(png(8, 2))
    third = studio.blobs.put(png(8, 3))
    chat = bench.conversations.new()
    done = (Finished(0, "stop"),)
    bench.gateway.scripts.append([(ImageReceived(0, first, ImageOrigin.CONTENT),), done])
    bench.runs.send(chat.id, "One")
    await until(lambda: len(studio.added) == 1 and not bench.runs.running())
    bench.conversations.set_parameters(chat.id, Parameters(n=2))
    both = (
        ImageReceived(0, second, ImageOrigin.CONTENT),
        ImageReceived(1, third, ImageOrigin.CONTENT),
    )
    bench.gateway.scripts.append([both, done])
    bench.runs.send(chat.id, "Two")
    await until(lambda: len(studio.added) == 3 and not bench.runs.running())
    await bench.conversations.flush()
    for blob in (second, third):
        key = await studio.store.key_of(blob.sha256)
        assert key is not None
        details = await studio.store.details(key)
        assert details is not None
        assert details.kind is PictureKind.MADE  # the policy sent no earlier picture along
        assert details.place is not None
        assert details.place.prompt == "Two"


async def test_the_first_image_is_waited_for(studio: Studio) -> None:
    waiting = asyncio.ensure_future(studio.store.until_any())
    await studio.store.counts()
    assert not waiting.done()
    await studio.store.import_bytes(png(2, 2), "a.png")
    await asyncio.wait_for(waiting, WAIT_S)
    await asyncio.wait_for(studio.store.until_any(), WAIT_S)  # there is one already
