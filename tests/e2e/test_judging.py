"""A decision as a screen reader tells it: a blind vote, and a run that is killed half-way."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.demo.replay import FOREVER_S
from studio.demo.server import DemoGateway
from tests.e2e import wire
from tests.e2e.desktop import wait_for
from tests.e2e.person import Person
from tests.e2e.test_comparing import FAST, SLOW, add_model, answer, ask_all, rows

pytestmark = pytest.mark.e2e

OnGateway = Callable[..., Person]
REASONER = "demo/reasoner"
MODELS = (FAST, SLOW, REASONER)
STANDINGS = {"role": "table", "name": "Standings"}
STATUS = re.compile(r"(\d+) of 60 answers")


def test_a_blind_vote_is_revealed_and_counted(on_gateway: OnGateway, gateway: DemoGateway) -> None:
    texts = {FAST: "The answer is alpha.", SLOW: "The answer is beta."}
    for model, text in texts.items():
        gateway.replay(model, wire.event(text) + wire.END, times=1)
    person = on_gateway(FAST)
    person.press("Compare")
    person.wait("Compare models on one prompt")
    for model in texts:
        add_model(person, model)
    ask_all(person, "Which letter?")
    for model, text in texts.items():
        answer(person, model, text)

    person.press("Blind")
    person.wait("Transcript: Answer A", role="list")
    for model in texts:
        assert not person.sees(f"Transcript: {model}")
    shown = {letter: rows(person, f"Answer {letter}")[-1]["name"] for letter in "AB"}
    assert sorted(name.rpartition(": ")[2] for name in shown.values()) == sorted(texts.values())
    assert not any("demo/" in name for name in shown.values())
    better = next(letter for letter, name in shown.items() if texts[SLOW] in name)
    person.press(f"Pick: Answer {better}")
    person.wait(f"You picked Answer {better}", role="label")
    person.press("Reveal")
    person.wait(f"You picked {SLOW}", role="label")
    answer(person, SLOW, texts[SLOW])

    person.press("All standings")
    person.ask("describe", STANDINGS, {"contains": SLOW})
    person.ask("describe", STANDINGS, {"contains": "with 95 % confidence"})
    person.quit()

    later = on_gateway(None)
    later.press("Compare")
    later.wait("slow-writer, 1 of 1 won")
    later.wait("fast-writer, 0 of 1 won")


def asked(gateway: DemoGateway) -> Counter[tuple[str, str]]:
    bodies = [r.json for r in gateway.requests if r.path == "/v1/chat/completions"]
    return Counter((body["model"], body["messages"][-1]["content"]) for body in bodies)


def finished(person: Person) -> int:
    """How many answers the page tells of."""
    found = person.ask("describe", {"role": "label", "contains": "of 60 answers"})
    match = STATUS.search(found["name"])
    return int(match[1]) if match else 0


def save_as(person: Person, label: str, target: Path) -> None:
    """Exports the run that is shown."""
    person.press("Export run")
    person.choose(label)
    enter_path(person, target)
    person.wait(f"Exported to {target.name}")


def enter_path(person: Person, path: Path) -> None:
    """Types a path in the file dialog."""
    wait_for(lambda: len(person.desktop.windows_of(person.pid)) > 1, what="the file dialog")
    person.ask("describe", {"role": "text", "prefix": "File name", "focused": True})
    person.keys("ctrl+a")
    person.type(str(path))
    person.ask("describe", {"role": "text", "prefix": "File name", "has_text": str(path)})
    person.keys("Return")
    wait_for(lambda: len(person.desktop.windows_of(person.pid)) == 1, what="the dialog gone")


def test_a_run_is_killed_half_way_and_goes_on_without_paying_twice(
    on_gateway: OnGateway, gateway: DemoGateway, tmp_path: Path
) -> None:
    prompts = [f"Prompt number {number}" for number in range(20)]
    listed = tmp_path / "prompts.csv"
    listed.write_text("prompt\n" + "".join(f"{text}\n" for text in prompts))
    answers = {model: wire.event(f"=answer of {model}") + wire.END for model in MODELS}
    for model, text in answers.items():
        gateway.replay(model, text, first_delay_s=0.15, times=5)
        gateway.replay(model, text, first_delay_s=FOREVER_S)  # it is killed before they come
    person = on_gateway(FAST)
    person.press("Compare")
    person.wait("Compare models on one prompt")
    for model in MODELS:
        add_model(person, model)
    person.press("Runs of many prompts")
    person.wait("No runs yet")
    person.ask("press", {"role": "push button", "name": "New run", "index": 0})
    person.press("From a file…")
    enter_path(person, listed)
    person.ask("describe", {"role": "label", "prefix": "60 answers"})
    person.press("Start run")
    wait_for(lambda: finished(person) == 15, what="a part of the answers")
    wait_for(lambda: sum(asked(gateway).values()) > 15, what="more to be asked for")
    person.kill()
    wait_for(lambda: all(each.ended.is_set() for each in gateway.requests), what="it to be seen")
    gateway.forget_replays()
    for model, text in answers.items():
        gateway.replay(model, text, first_delay_s=0.15)
    before = asked(gateway)
    assert 12 <= sum(before.values()) < 60
    assert set(before.values()) == {1}

    person = on_gateway(None)
    person.press("Compare")
    person.press("Runs of many prompts")
    person.ask("click", {"role": "table", "name": "Runs"}, {"name": prompts[0]})
    told = person.ask("describe", {"role": "label", "contains": "may have been charged"})
    lost = int(told["name"].split()[0])
    assert 1 <= lost <= 4  # as many as are asked at a time
    person.ask("describe", {"role": "label", "prefix": "Paused"})
    assert finished(person) + lost >= sum(before.values())
    person.press("Go on")
    wait_for(lambda: finished(person) == 60 - lost, what="the rest")
    assert set(asked(gateway).values()) == {1}, "something was paid twice"
    person.press("Ask again")
    wait_for(lambda: finished(person) == 60, what="all answers")
    again = asked(gateway)
    assert len(again) == 60
    assert sum(again.values()) <= 60 + lost
    assert all(pair in before for pair, count in again.items() if count > 1)

    person.ask("describe", {"role": "label", "prefix": "Done"})
    save_as(person, "Table (CSV)…", tmp_path / "run.csv")
    save_as(person, "JSON lines…", tmp_path / "run.jsonl")
    with (tmp_path / "run.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["prompt"] for row in table[::3]] == prompts
    assert {row["text"] for row in table} == {f"'=answer of {model}" for model in MODELS}
    turns = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    assert [turn["prompt"] for turn in turns] == prompts
    assert all([a["model"] for a in turn["answers"]] == list(MODELS) for turn in turns)
    person.quit()
