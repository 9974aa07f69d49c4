"""Finding in a chat by keyboard, as a screen reader sees it."""

import pytest

from tests.e2e.conftest import Start
from tests.e2e.desktop import wait_for

pytestmark = pytest.mark.e2e


def test_ctrl_f_finds_goes_on_and_goes_back_to_the_box(start: Start) -> None:
    person = start("--demo")
    person.wait("Message", role="text")
    person.say("Tell me about the moon")
    person.answer()
    person.focus("Message")
    person.keys("ctrl+f")
    person.wait("Find in chat", role="text", focused=True)
    for name in ("Match case", "Whole words", "Previous match", "Next match", "Close"):
        person.wait(name)
    person.type("moon")

    def told() -> list[str]:
        return [each[0] for each in person.ask("announced") if " of " in each[0]]

    wait_for(told, what="the number of matches")
    first = told()[-1]
    person.keys("Return")
    wait_for(lambda: told()[-1] != first, what="the next match")
    person.keys("Escape")
    person.wait_gone("Find in chat")
    person.wait("Message", role="text", focused=True)
