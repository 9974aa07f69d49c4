"""A model describes images: only when asked, into the note, which keeps what a person wrote."""

import asyncio

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.core.errors import RateLimited
from studio.core.events import Finished, TextDelta
from studio.core.gallery import PictureKey
from studio.core.parts import ImagePart
from studio.core.picture_acts import SetNote
from studio.core.requests import ChatRequest
from tests.services.fakes import Hold
from tests.ui.gallery.conftest import GalleryBench

LEFT = Qt.MouseButton.LeftButton


def connect(gallery: GalleryBench) -> str:
    connections = gallery.services.connections
    made = connections.add("other", "Test", "http://127.0.0.1:9/v1")
    connections.update(msgspec.structs.replace(made, needs_key=False))
    return str(made.id)


def says(gallery: GalleryBench, *texts: str) -> None:
    for text in texts:
        gallery.bench.gateway.scripts.append([(TextDelta(0, text),), (Finished(0, "stop"),)])


def note(gallery: GalleryBench, key: int) -> str:
    details = gallery.run(gallery.store.details(PictureKey(key)))
    assert details is not None
    return details.note


def until_note(gallery: GalleryBench, key: int, *wanted: str) -> str:
    """Waits until a note has all of some texts; returns it."""

    async def poll() -> str:
        while True:
            details = await gallery.store.details(PictureKey(key))
            if details is not None and all(text in details.note for text in wanted):
                return details.note
            await asyncio.sleep(0.01)

    return gallery.run(poll())


def until_empty(gallery: GalleryBench, key: int) -> None:
    async def poll() -> None:
        while (await gallery.store.details(PictureKey(key))).note:  # type: ignore[union-attr]
            await asyncio.sleep(0.01)

    gallery.run(poll())


def test_the_action_asks_for_a_model_and_sends_nothing_by_itself(gallery: GalleryBench) -> None:
    asked: list[tuple[int, ...]] = []
    gallery.page.describe_requested.connect(asked.append)
    gallery.page.offer("describe")
    keys = gallery.fill(3)
    gallery.open(3)
    gallery.click(0)
    button = gallery.page.details.body.describe
    gallery.until(lambda: button.isVisible())
    QTest.mouseClick(button, LEFT)
    assert asked == [(keys[0],)]
    assert gallery.bench.gateway.requests == []


def test_a_description_is_added_below_what_a_person_wrote(gallery: GalleryBench) -> None:
    connection = connect(gallery)
    keys = gallery.fill(2)
    gallery.open(2)
    gallery.page.acts.write_note(keys[0], "For the calendar")
    assert until_note(gallery, keys[0], "For the calendar") == "For the calendar"
    says(gallery, "A lighthouse at night.\n", "Dunes.")
    gallery.page.describe(keys, connection, "a/seer")
    assert until_note(gallery, keys[1], "Dunes.") == "Dunes."
    assert note(gallery, keys[0]) == "For the calendar\n\nA lighthouse at night."
    requests = gallery.bench.gateway.requests
    assert [type(each) for each in requests] == [ChatRequest, ChatRequest]
    parts = requests[0].history[-1].parts  # type: ignore[union-attr]
    card = gallery.page.grid.card(keys[0])
    assert card is not None
    assert isinstance(parts[0], ImagePart)
    assert parts[0].blob == card.blob
    gallery.until(lambda: "2 images described" in gallery.toast_texts())
    assert not gallery.page.describing.is_under_way
    gallery.page.undo_last()
    until_empty(gallery, keys[1])
    assert note(gallery, keys[0]) == "For the calendar"


def test_undo_leaves_what_a_person_wrote_after_the_description(gallery: GalleryBench) -> None:
    connection = connect(gallery)
    (key,) = gallery.fill(1)
    gallery.open(1)
    says(gallery, "Dunes.")
    gallery.page.describe([key], connection, "a/seer")
    assert until_note(gallery, key, "Dunes.") == "Dunes."
    gallery.until(lambda: "1 image described" in gallery.toast_texts())
    gallery.run(gallery.store.act(SetNote(PictureKey(key), "Dunes. In Namibia, 2019.")))
    gallery.page.undo_last()
    gallery.run(gallery.store.counts())
    assert note(gallery, key) == "Dunes. In Namibia, 2019."


def test_what_is_being_typed_in_the_note_stays(gallery: GalleryBench) -> None:
    connection = connect(gallery)
    (key,) = gallery.fill(1)
    gallery.open(1)
    gallery.click(0)
    field = gallery.page.details.body.note
    gallery.until(lambda: gallery.page.details.body.prompt.text() != "")
    gallery.until(lambda: field.isVisible())
    field.setFocus()
    gallery.until(field.hasFocus)
    QTest.keyClicks(field, "Mine")
    says(gallery, "A lighthouse.")
    gallery.page.describe([key], connection, "a/seer")
    gallery.until(lambda: "A lighthouse." in field.toPlainText())
    assert field.toPlainText().startswith("Mine")
    gallery.page.grid.setFocus()
    assert until_note(gallery, key, "Mine", "A lighthouse.").startswith("Mine")


def test_a_failure_says_why_and_keeps_what_came_before(gallery: GalleryBench) -> None:
    connection = connect(gallery)
    keys = gallery.fill(3)
    gallery.open(3)
    says(gallery, "One.")
    gallery.bench.gateway.scripts.append([RateLimited("slow down")])
    gallery.page.describe(keys, connection, "a/seer")
    assert until_note(gallery, keys[0], "One.") == "One."
    gallery.until(lambda: not gallery.page.describing.is_under_way)
    assert note(gallery, keys[1]) == ""
    assert len(gallery.toasts.toasts) == 2


def test_stop_asks_no_more(gallery: GalleryBench) -> None:
    connection = connect(gallery)
    keys = gallery.fill(2)
    gallery.open(2)
    hold = Hold()
    gallery.bench.gateway.scripts.append([hold])
    gallery.page.describe(keys, connection, "a/seer")
    gallery.until(lambda: hold.reached)
    bar = gallery.page.describing_bar
    assert bar.isVisible()
    QTest.mouseClick(bar.banner.button, LEFT)
    gallery.until(lambda: not gallery.page.describing.is_under_way)
    assert not bar.isVisible()
    assert [note(gallery, key) for key in keys] == ["", ""]
    assert len(gallery.bench.gateway.requests) == 1
