"""What stands in the transcript goes elsewhere: by drag, by clipboard."""

import itertools
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import Start
from tests.e2e.desktop import Desktop, wait_for
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e

READ_CLIPBOARD = """
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
print(app.clipboard().text())
"""
TRANSCRIPT = {"role": "list", "name": "Transcript"}


def centre(person: Person, *path: dict[str, Any]) -> tuple[int, int]:
    x, y, width, height = person.ask("extents", *path)
    return x + width // 2, y + height // 2


def clipboard(desktop: Desktop) -> str:
    """What another program would paste."""
    command = [sys.executable, "-c", READ_CLIPBOARD]
    return subprocess.run(
        command, env=desktop.env, capture_output=True, text=True, check=False
    ).stdout


def drag(
    person: Person,
    start: tuple[int, int],
    end: tuple[int, int],
    is_taken: Callable[[], bool] = lambda: True,
) -> None:
    """As a hand does it: in steps, with time between them.

    Args:
        is_taken: whether it can be let go, where another program says that.
    """
    mouse = person.desktop.xdotool
    mouse("mousemove", str(start[0]), str(start[1]))
    mouse("mousedown", "1")
    for step in range(1, 9):
        at = [a + (b - a) * step // 8 for a, b in zip(start, end, strict=True)]
        mouse("mousemove", str(at[0]), str(at[1]))
        time.sleep(0.03)  # the programs must see the way, not only its end
    steps = itertools.count()

    def may_let_go() -> bool:
        # A hand rests until it sees that it may let go: the programs agree on that meanwhile.
        step = next(steps)
        mouse("mousemove", str(end[0] + step % 2), str(end[1]))
        person.ask("describe", {})
        return step >= 6 and is_taken()

    wait_for(may_let_go, what="what is dragged to be taken")
    mouse("mouseup", "1")


def test_a_picture_is_dragged_into_the_box_under_a_telling_name(start: Start) -> None:
    person = start("--demo", "--model", "demo/painter")
    person.wait("Message", role="text", focused=True)
    person.type_and_send("A lighthouse at night")
    row = wait_for(lambda: person.answer(state="").names("image") and person.last(), what="image")
    picture = row.names("image")[0]
    image = centre(person, TRANSCRIPT, {"role": "image", "name": picture})
    drag(person, image, centre(person, {"role": "text", "name": "Message"}))

    def attached() -> bool:
        return any("lighthouse" in line and ".png" in line for line in person.ask("tree", {}))

    wait_for(attached, what="the picture as an attachment")
    assert person.rows()[-1].names("image") == row.names("image")


def test_what_is_selected_by_keys_is_pasted_into_the_box(start: Start) -> None:
    person = start("--demo")
    person.wait("Message", role="text", focused=True)
    person.type_and_send("Tell me about the moon")
    person.answer(text="Diameter")
    person.ask("focus", TRANSCRIPT, {"role": "list item", "prefix": "demo/"})
    person.wait_focus("demo/", role="list item")
    person.keys("ctrl+a")
    person.keys("ctrl+c")
    wait_for(lambda: "Diameter" in clipboard(person.desktop), what="the copy")
    person.focus("Message")
    person.keys("ctrl+v")

    def pasted() -> bool:
        text = person.ask("describe", {"role": "text", "name": "Message"})["text"]
        question = text.startswith("Tell me about the moon\n\n")
        return question and "**The moon**" in text and "| Diameter |" in text

    wait_for(pasted, what="the conversation in the box")
