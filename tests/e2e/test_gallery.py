"""The gallery as a screen reader's user has it: found, rated, filtered, opened, deleted, undone."""

import pytest

from tests.e2e.conftest import Start
from tests.e2e.desktop import wait_for
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e

IMAGES = {"role": "list", "name": "Images"}


def names(person: Person) -> list[str]:
    """What the images of the gallery are called, in order."""
    return [each["name"] for each in person.ask("children", IMAGES)]


def wait_for_names(person: Person, *parts: str) -> None:
    """Until exactly these images are there; each name contains its part."""

    def come() -> bool:
        found = names(person)
        return len(found) == len(parts) and all(p in n for p, n in zip(parts, found, strict=True))

    wait_for(come, what=f"images {parts}")


def test_two_images_are_found_rated_filtered_opened_deleted_and_back(start: Start) -> None:
    person = start("--demo", "--model", "demo/painter")
    person.wait("Message", role="text", focused=True)
    for number, words in enumerate(("A lighthouse at night", "A harbour at dawn"), start=1):
        person.say(words)
        person.answer(number=number)
    person.press("Gallery")
    wait_for_names(person, "A harbour at dawn", "A lighthouse at night")

    person.wait("Images", role="list", focused=True)
    person.keys("Home", "Right", "4")
    wait_for_names(person, "A harbour at dawn", "A lighthouse at night, Rated 4 of 5")
    person.keys("ctrl+f")
    person.wait("Search images", role="text", focused=True)
    person.type("lighthouse")
    person.wait("Search images", role="text", has_text="lighthouse")
    wait_for_names(person, "A lighthouse at night")
    person.wait("1 of 2", role="label")
    person.press("Clear filters")
    wait_for_names(person, "harbour", "lighthouse")

    person.ask("press", IMAGES, {"role": "list item", "prefix": "A lighthouse"})
    shown = person.wait("Image", role="image", focused=True)
    assert "A lighthouse at night" in shown["description"]
    person.keys("Escape")
    person.wait("Images", role="list")

    person.ask("focus", IMAGES)
    person.keys("Delete")
    wait_for_names(person, "harbour")
    person.press("Undo")
    wait_for_names(person, "harbour", "Rated 4 of 5")
    assert person.ask("unnamed", IMAGES) == []

    person.keys("ctrl+1")
    person.wait("Message", role="text")
    person.quit()
