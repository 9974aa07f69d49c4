"""An image of a chat is looked at by keyboard and buttons, as a screen reader's user does."""

import pytest

from tests.e2e.conftest import Start
from tests.e2e.desktop import wait_for

pytestmark = pytest.mark.e2e

IMAGE = {"role": "image", "name": "Image"}


def test_images_are_opened_from_the_chat_zoomed_walked_and_left(start: Start) -> None:
    person = start("--demo", "--model", "demo/painter")
    person.wait("Message", role="text", focused=True)
    for number, words in enumerate(("A lighthouse at night", "A harbour at dawn"), start=1):
        person.say(words)
        wait_for(
            lambda wanted=number: sum(bool(r.names("image")) for r in person.rows()) >= wanted,
            what="image",
        )
        person.answer(number=number)

    person.press_in("demo/painter", "Open image", index=0)
    shown = person.wait("Image", role="image", focused=True)
    assert "A lighthouse at night" in shown["description"]
    assert "1 of 2" in shown["description"]
    person.press("Next image")
    wait_for(lambda: "2 of 2" in person.ask("describe", IMAGE)["description"], what="the next")
    person.wait_gone("Next image")
    person.press("Zoom in")
    person.press("Fit")
    person.press("Actual size")
    person.wait("100 %", role="label")
    person.keys("plus")
    person.wait("150 %", role="label")
    person.keys("Left")
    wait_for(lambda: "1 of 2" in person.ask("describe", IMAGE)["description"], what="the first")

    person.keys("c")
    person.wait("Line between the images", role="slider")
    person.keys("Escape")
    person.wait_gone("Line between the images", role="slider")
    person.wait("Previous image", showing=False)
    person.press("Open chat")
    person.wait_gone("Zoom in")
    person.wait_focus("demo/painter", role="list item")

    person.press_in("demo/painter", "Open image")
    person.wait("Image", role="image", focused=True)
    person.keys("Escape")
    person.wait("Message", role="text")
