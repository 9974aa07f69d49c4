"""The life of an image: asked for, found, looked at, changed, rated, exported, taken in again."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Start
from tests.e2e.desktop import Desktop, wait_for
from tests.e2e.drag_source import SIDE_PX, TAKEN
from tests.e2e.person import Person
from tests.e2e.test_gallery import IMAGES, names, wait_for_names
from tests.e2e.test_handing_on import centre, drag

pytestmark = pytest.mark.e2e

PROMPT, CHANGE = "A lighthouse at night", "Make the sky red"
FAMILY = {"name": "Family of the image"}
LINEAGE = {"name": "Lineage", "role": "filler"}
DETAILS = {"name": "Details", "role": "filler"}
ASKED = {"name": "Prompt", "role": "text"}


def open_image(person: Person, prefix: str) -> dict[str, Any]:
    """Opens an image of the gallery; what the viewer then shows."""
    person.ask("press", IMAGES, {"role": "list item", "prefix": prefix})
    return person.wait("Image", role="image", focused=True)


def make_image(person: Person) -> None:
    """Asks for the image in the chat and finds it in the gallery by a word of the prompt."""
    person.wait("Message", role="text", focused=True)
    person.say(PROMPT)
    person.answer(number=1)
    person.press("Gallery")
    wait_for_names(person, PROMPT)
    person.keys("ctrl+f")
    person.wait("Search images", role="text", focused=True)
    person.type("lighth")
    person.wait("Search images", role="text", has_text="lighth")
    person.wait("1 of 1", role="label")
    wait_for_names(person, PROMPT)


def mark(person: Person) -> None:
    """Draws a stroke over the middle of the image that is edited."""
    person.wait("No mask: all may change · 1 image", role="label")
    x, y = centre(person, {"role": "image", "name": "Image to edit"})
    drag(person, (x - 60, y - 40), (x + 60, y + 40))
    person.ask("describe", {"role": "label", "prefix": "Mask covers"})


def family(person: Person) -> list[str]:
    """The tiles beside the image that is edited."""
    return [each["name"] for each in person.ask("list", FAMILY, {"role": "radio button"})]


@pytest.fixture
def drop(desktop: Desktop) -> Iterator[Any]:
    """Drags a file from the window of another program into the gallery."""
    started: list[subprocess.Popen[bytes]] = []

    def drop_file(person: Person, path: Path) -> None:
        command = [sys.executable, "-m", "tests.e2e.drag_source", str(path)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        source = subprocess.Popen(command, env=desktop.env, **quiet)
        started.append(source)
        window = wait_for(lambda: desktop.windows_of(source.pid), what="the other program")[0]
        middle = (SIDE_PX // 2, SIDE_PX // 2)
        target = centre(person, {"role": "text", "name": "Search images"})
        drag(person, middle, target, lambda: desktop.xdotool("getwindowname", window) == TAKEN)

    yield drop_file
    for source in started:
        source.terminate()
        source.wait(60)


def exiftool(path: Path) -> dict[str, Any]:
    """What an independent reader finds in a file, as `group:tag`."""
    done = subprocess.run(
        ["exiftool", "-j", "-G", str(path)], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)[0]
    return found


def test_an_image_of_a_chat_is_found_zoomed_masked_and_edited(start: Start) -> None:
    person = start("--demo", "--model", "demo/painter")
    make_image(person)
    assert PROMPT in open_image(person, PROMPT)["description"]
    person.press("Actual size")
    person.wait("100 %", role="label")
    person.keys("plus")
    person.wait("150 %", role="label")

    person.keys("e")
    person.wait("Image prompt", role="text", focused=True)
    mark(person)
    person.focus("Image prompt")
    person.type(CHANGE)
    person.wait("Image prompt", role="text", has_text=CHANGE)
    person.wait("Apply edit", enabled=True)
    person.keys("Return")
    wait_for(lambda: family(person) == ["Original", "Result 1"], what="the child in the family")
    person.wait("Result", role="image")
    person.ask("focus", FAMILY, {"role": "radio button", "name": "Result 1"})
    person.keys("Up")
    person.wait_gone("Result", role="image")
    person.keys("Down")
    person.wait("Result", role="image")

    person.press("Back")
    person.wait("Image", role="image")
    person.keys("Escape")
    person.press("Clear filters")
    wait_for_names(person, CHANGE, PROMPT)
    person.ask("focus", IMAGES)
    person.keys("Home")
    person.ask("describe", DETAILS, {**ASKED, "has_text": CHANGE})
    person.ask("describe", LINEAGE, {"role": "push button", "name": "Source"})
    person.ask("press", LINEAGE, {"role": "push button", "name": "Source"})
    person.ask("describe", DETAILS, {**ASKED, "has_text": PROMPT})
    assert person.ask("unnamed", {}) == []
    person.quit()


def test_an_image_is_rated_exported_read_by_others_and_taken_in_again(
    start: Start, drop: Any, tmp_path: Path
) -> None:
    person = start("--demo", "--model", "demo/painter")
    make_image(person)
    person.ask("focus", IMAGES)
    person.keys("Home", "4")
    wait_for_names(person, f"{PROMPT}, Rated 4 of 5")
    person.press("Clear filters")
    person.press("Any rating")
    person.choose("★★★ or more")
    wait_for_names(person, PROMPT)

    folder = tmp_path / "exported"
    folder.mkdir()
    person.ask("focus", IMAGES)
    person.keys("Home", "ctrl+e")
    person.wait("Folder", role="text")
    person.fill("Folder", str(folder))
    person.wait("Export", enabled=True)
    person.press("Export")
    person.wait("1 image exported", role="label")
    (exported,) = folder.iterdir()
    assert exported.name.endswith(f"{PROMPT}.png")
    read = exiftool(exported)
    assert read["File:MIMEType"] == "image/png"
    assert read["PNG:Description"] == PROMPT
    assert (read["XMP:Prompt"], read["XMP:Model"]) == (PROMPT, "demo/painter")
    assert read["XMP:MadeAt"].startswith(read["PNG:CreationTime"][:10])
    (original,) = (person.data / "images").rglob("*.png")
    assert original.stem in hashlib.sha256(original.read_bytes()).hexdigest()

    person.press("Open chat")
    person.wait_focus("demo/painter", role="list item")
    person.quit()

    other = start("--demo", data=tmp_path / "other")
    other.wait("Message", role="text", focused=True)
    other.press("Gallery")
    other.wait("No images yet", role="label")
    drop(other, exported)
    wait_for_names(other, PROMPT)
    other.ask("focus", IMAGES)
    other.keys("Home")
    other.ask("describe", DETAILS, {**ASKED, "has_text": PROMPT})
    other.ask("describe", DETAILS, {"role": "label", "name": "demo/painter"})
    assert names(other) == [PROMPT]
    other.quit()
