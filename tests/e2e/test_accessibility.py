"""What a screen reader finds: a name on everything that can be used, on every page."""

import pytest

from tests.e2e.conftest import Start
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e

RAIL = ("Chat", "Settings")


def check(person: Person, *buttons: str) -> None:
    """Nothing that can be used is without a name, and these buttons are there."""
    assert person.ask("unnamed") == []
    for name in buttons:
        person.wait(name, role=["push button", "page tab", "radio button"])


def test_everything_that_can_be_used_has_a_name(start: Start) -> None:
    person = start()
    person.wait("API key", role="password text")
    check(person, *RAIL, "Connect", "Try the built-in demo")

    person.press("Try the built-in demo")
    person.wait("Search chats", role="text")
    check(person, *RAIL, "New chat", "Attach", "Model", "Send")

    person.say("Make a table of the moon and some code")
    answer = person.answer()
    person.wait("Chats", role="list")
    check(person)
    assert {"Copy message", "Edit message"} <= set(person.rows()[0].names())
    assert {"Copy message", "Regenerate", "More actions"} <= set(answer.names())
    assert all(name for row in person.rows() for _, name in row.children)

    person.press("Model")
    person.wait("Find a model", role="text")
    person.wait("Models", role="list")
    check(person)
    person.keys("Escape")
    person.wait_gone("Find a model")

    person.go("Settings")
    for section in ("Connections", "Chat", "Appearance", "Keyboard", "Deleted chats", "About"):
        person.ask("click", {"role": "list", "name": "Settings sections"}, {"name": section})
        person.wait(section, role="label")
        check(person, *RAIL)
    person.press("Connection")
    person.wait("Connection status", role="label")
    person.wait("Connections", role="list")
    check(person, "Test connection")
