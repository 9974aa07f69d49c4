"""Image models compared blind, as a screen reader tells it, up to the gallery and back."""

import base64
import json
from collections.abc import Callable

import pytest

from studio.demo.server import DemoGateway
from tests.e2e import wire
from tests.e2e.desktop import wait_for
from tests.e2e.person import Person
from tests.e2e.test_comparing import ask_all

pytestmark = pytest.mark.e2e

OnGateway = Callable[..., Person]
MODELS = {"demo/painter": "teal", "demo/painter-drafts": "orange"}
PROMPT = "A lighthouse, paper cut"
CELL = {"role": "check box"}
DONE = "image, 96 × 96"
STANDINGS = {"role": "table", "name": "Standings"}


def completed(png: bytes) -> bytes:
    """The stream of the images endpoint for one image."""
    kind = "image_generation.completed"
    event = {"type": kind, "created_at": 1, "b64_json": base64.b64encode(png).decode()}
    return f"event: {kind}\ndata: {json.dumps(event)}\n\n".encode() + b"data: [DONE]\n\n"


def add_model(person: Person, model: str) -> None:
    person.press("Add model")
    person.wait("Find a model", focused=True)
    person.type(model)
    person.wait("Find a model", has_text=model)
    person.ask("describe", {"role": "list", "name": "Models"}, {"contains": model})
    person.keys("Return")
    person.wait(f"{model}, image, Ready")


def test_two_image_models_are_judged_blind_and_found_in_the_gallery(
    on_gateway: OnGateway, gateway: DemoGateway
) -> None:
    for model, color in MODELS.items():
        gateway.replay(model, completed(wire.png(color)), times=1)
    person = on_gateway("demo/fast-writer")
    person.press("Compare")
    person.wait("Compare models on one prompt")
    for model in MODELS:
        add_model(person, model)
    ask_all(person, PROMPT)
    for model in MODELS:
        person.wait(f"{model}, {DONE}", **CELL)
    asked = [r.json for r in gateway.requests if r.path == "/v1/images/generations"]
    assert sorted(body["model"] for body in asked) == sorted(MODELS)
    assert {body["prompt"] for body in asked} == {PROMPT}

    person.press("Blind")
    for letter in "AB":
        person.wait(f"Answer {letter}, {DONE}", **CELL)
    for model in MODELS:
        assert not person.sees(f"{model}, {DONE}", **CELL)
    for letter in "AB":
        person.press(f"Answer {letter}, {DONE}")
        person.wait(f"Answer {letter}, {DONE}, chosen as {letter}", **CELL)
    person.press("Compare A and B")
    person.wait("Line between the images", role="slider")
    assert not any(person.sees(model) for model in MODELS)
    person.keys("Escape")
    person.wait_gone("Line between the images", role="slider")
    person.press("B is better: Answer B")
    person.wait("You picked Answer B", role="label")
    person.press("Reveal")
    named = person.ask("describe", {"role": "label", "prefix": "You picked demo/"})["name"]
    winner = named.removeprefix("You picked ")
    assert winner in MODELS
    person.wait(f"{winner}, {DONE}, chosen as B", **CELL)
    assert person.ask("unnamed") == []

    person.press("All standings")
    person.ask("describe", STANDINGS, {"contains": winner})
    person.press("Texts")
    person.wait("No votes yet", role="label")

    person.press("Gallery")
    images = {"role": "list", "name": "Images"}
    wait_for(lambda: len(person.ask("children", images)) == 2, what="both images")
    person.ask("focus", images)
    person.keys("Home")
    person.wait(f"Open comparison: {PROMPT}")
    drawn_by = (
        "demo/painter" if person.sees("demo/painter", role="label") else "demo/painter-drafts"
    )
    person.press(f"Open comparison: {PROMPT}")
    person.wait_focus(f"{drawn_by}, {DONE}", role="check box")
    person.quit()
