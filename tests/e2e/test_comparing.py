"""Comparing as a screen reader tells it: three models, one fails and one is slow."""

from collections.abc import Callable

import pytest

from studio.demo.server import DemoGateway
from tests.e2e import wire
from tests.e2e.desktop import wait_for
from tests.e2e.held import hold_answer
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e

OnGateway = Callable[..., Person]
FAST, SLOW, FAILS = "demo/fast-writer", "demo/slow-writer", "demo/fails-500"


def add_model(person: Person, model: str) -> None:
    person.press("Add model")
    person.wait("Find a model", focused=True)
    person.type(model)
    person.wait("Find a model", has_text=model)
    person.ask("describe", {"role": "list", "name": "Models"}, {"contains": model})
    person.keys("Return")
    person.wait(f"Transcript: {model}", role="list")


def rows(person: Person, model: str) -> list[dict]:  # type: ignore[type-arg]
    found = person.ask("children", {"role": "list", "name": f"Transcript: {model}"})
    return [each for each in found if each["role"] == "list item"]


def answer(person: Person, model: str, text: str, state: str = "") -> None:
    """Until the last answer of a column has a text and a state."""

    def come() -> bool:
        found = rows(person, model)
        last = found[-1] if found else {"name": "", "description": ""}
        return text in last["name"] and last["description"] == state

    wait_for(come, what=f"{text!r} {state} of {model}")


def ask_all(person: Person, text: str) -> None:
    person.focus("Message")
    person.type(text)
    person.wait("Message", role="text", has_text=text)
    person.wait("Send to all", enabled=True)
    person.press("Send to all")


def test_three_models_from_the_prompt_to_going_on_with_the_winner(
    on_gateway: OnGateway, gateway: DemoGateway
) -> None:
    first = wire.event("The sky is blue because of small molecules.") + wire.END
    gateway.replay(FAST, first, times=1)
    slow = hold_answer(gateway, SLOW, 120)
    person = on_gateway(FAST)
    person.press("Compare")
    person.wait("Compare models on one prompt")
    person.wait_title("New comparison")
    for model in (FAST, SLOW, FAILS):
        add_model(person, model)
    ask_all(person, "Why is the sky blue?")

    answer(person, FAST, "The sky is blue because of small molecules.")
    answer(person, FAILS, "The provider failed", "Failed")
    answer(person, SLOW, wire.word(0).strip(), "Streaming")
    person.wait("Stop", enabled=True)
    slow.let_go()
    again = wire.event("The sea is blue because of the sky.") + wire.END
    gateway.replay(FAILS, again, times=1)
    person.press(f"Retry: {FAILS}")
    answer(person, FAILS, "The sea is blue because of the sky.")
    answer(person, SLOW, wire.words(120))
    asked = [r.json for r in gateway.requests if r.path == "/v1/chat/completions"]
    assert sorted(body["model"] for body in asked)[0] == FAILS
    assert {body["messages"][-1]["content"] for body in asked} == {"Why is the sky blue?"}

    person.press("Differences")
    person.ask("describe", {"contains": "differences"})
    assert person.ask("unnamed") == []
    person.press("Differences")

    person.press(f"Continue with this: {FAST}")
    for model in (FAST, SLOW, FAILS):
        gateway.replay(model, wire.event(f"More of {model}") + wire.END, times=1)
    ask_all(person, "And at night?")
    for model in (FAST, SLOW, FAILS):
        answer(person, model, f"More of {model}")
        names = [each["name"] for each in rows(person, model)]
        assert len(names) == 4
        assert names[1] == f"{FAST}: The sky is blue because of small molecules."
    person.press(f"Remove {SLOW}")
    person.wait_gone(f"Transcript: {SLOW}")
    person.quit()

    later = on_gateway(None)
    later.press("Compare")
    answer(later, FAST, f"More of {FAST}")
    answer(later, FAILS, f"More of {FAILS}")
    assert not later.sees(f"Transcript: {SLOW}")
    later.wait_title("Why is the sky blue?")
