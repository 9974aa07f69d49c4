"""Everything without a mouse: from a first start to chats, models, settings and back."""

import pytest

from tests.e2e.conftest import Start
from tests.e2e.desktop import wait_for
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e


def tab_to(person: Person, name: str, role: str = "push button", most: int = 30) -> None:
    """Presses Tab until something has the focus."""
    for _ in range(most):
        focused = person.ask("focused")
        if (focused["name"], focused["role"]) == (name, role):
            return
        person.keys("Tab")
        wait_for(lambda old=focused: person.ask("focused") != old, what="another focus")
    raise AssertionError(f"Tab does not reach {name}")


def test_a_whole_session_by_keyboard(start: Start) -> None:
    person = start()
    person.wait("API key", role="password text", focused=True)
    tab_to(person, "Try the built-in demo")
    person.keys("space")
    person.wait("Message", role="text", focused=True)
    person.type_and_send("Tell me about the moon")
    person.answer()

    # A new chat, with another model.
    person.keys("ctrl+n")
    person.wait("Start with a question or a picture")
    person.wait("Message", role="text", focused=True)
    person.use_model("demo/reasoner")
    person.wait("Message", role="text", focused=True)
    person.type_and_send("What is seventeen times twenty-three?")
    assert person.answer().speaker == "demo/reasoner"

    # The picker, left without a choice.
    person.keys("ctrl+l")
    person.wait("Find a model", focused=True)
    person.keys("Escape")
    person.wait_gone("Find a model")
    person.wait("Message", role="text", focused=True)

    # Settings and back.
    person.keys("ctrl+comma")
    person.wait("Test connection")
    person.keys("Escape")
    person.wait("Message", role="text", focused=True)

    # Another chat by search.
    person.keys("ctrl+shift+f")
    person.wait("Search chats", role="text", focused=True)
    person.type("moon")
    wait_for(lambda: len(person.chats()) == 1, what="one chat found")
    person.keys("Return")
    person.wait_title("Tell me about the moon")
    wait_for(lambda: person.answer().speaker == "demo/fast-writer", what="the answer of that chat")

    # A chat and a setting by what is typed of their names.
    person.keys("ctrl+k")
    person.wait("Search chats, models and commands", role="text", focused=True)
    person.type("seventeen")
    person.keys("Return")
    person.wait_title("What is seventeen")
    person.keys("ctrl+k")
    person.wait("Search chats, models and commands", role="text", focused=True)
    person.type("#moon")
    person.keys("Return")
    person.wait_title("Tell me about the moon")
    person.wait("Message", role="text", focused=True)

    # Its title.
    person.keys("F2")
    person.wait("Chat title", role="text", focused=True)
    person.keys("ctrl+a")
    person.type("Moonlight")
    person.keys("Return")
    person.wait_title("Moonlight")
    person.wait_chat("Moonlight")


def test_deleting_a_chat_and_taking_it_back(start: Start) -> None:
    person = start("--demo")
    person.say("The first chat")
    first = person.answer()
    person.keys("ctrl+n")
    person.wait("Start with a question or a picture")
    person.say("The second chat")
    person.answer()
    person.focus("Chats", role="list")
    person.keys("Delete")
    person.wait("“The second chat” deleted", role="label")
    wait_for(lambda: len(person.chats()) == 1, what="the chat to go")
    person.wait_title("The first chat")
    person.keys("ctrl+z")
    person.wait_chat("The second chat")
    person.wait_title("The second chat")
    person.keys("ctrl+Tab")
    assert person.answer(text=first.text).name == first.name
