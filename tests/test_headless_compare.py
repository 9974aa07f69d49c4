"""`compare` as a real process, against the demo gateway."""

import base64
import csv
import io
import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.demo import DemoGateway
from tests.storage.library_kit import png
from tests.test_headless import OBJECT_KEYS, Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "home").mkdir()
    return Shell(tmp_path)


@pytest.fixture
def gateway() -> Iterator[DemoGateway]:
    with DemoGateway(pace=0) as running:
        yield running


def say(gateway: DemoGateway, model: str, text: str) -> None:
    message = {"message": {"content": text}, "index": 0, "finish_reason": "stop"}
    gateway.replay(model, json.dumps({"choices": [message]}).encode())


def test_all_models_answer_and_nothing_is_stored(shell: Shell) -> None:
    done = shell.run(
        "compare", "--demo", "--models", "demo/fast-writer, demo/reasoner,demo/fast-writer",
        "--json", "Hello",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["models"] == ["demo/fast-writer", "demo/reasoner", "demo/fast-writer"]
    (prompt,) = found["prompts"]
    assert prompt["prompt"] == "Hello"
    assert [answer["asked"] for answer in prompt["answers"]] == found["models"]
    for answer in prompt["answers"]:
        assert list(answer) == ["asked", "repeat", *OBJECT_KEYS]
        assert answer["text"]
        assert answer["complete"]
    assert found["complete"] is True
    assert found["error"] is None
    assert not shell.data.exists(), "something was stored"


def test_a_list_of_prompts_becomes_a_safe_table(shell: Shell, gateway: DemoGateway) -> None:
    say(gateway, "a/one", "=1+1")
    say(gateway, "b/two", "fine")
    (shell.folder / "list.csv").write_text("prompt,expected\nWhat is {2|3}?,x\nAnd then?,\n")
    done = shell.run(
        "compare", "--base-url", gateway.base_url, "--models", "a/one,b/two", "--variables",
        "--repeat", "2", "--prompts", "list.csv", "--csv",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    assert len(rows) == 12
    assert [row["prompt"] for row in rows[::4]] == ["What is 2?", "What is 3?", "And then?"]
    assert {(row["model"], row["repeat"], row["text"]) for row in rows[:4]} == {
        ("a/one", "1", "'=1+1"), ("a/one", "2", "'=1+1"),
        ("b/two", "1", "fine"), ("b/two", "2", "fine"),
    }  # fmt: skip
    assert all(row["complete"] == "true" for row in rows)


def test_text_is_markdown_with_a_heading_for_each_model(shell: Shell, gateway: DemoGateway) -> None:
    say(gateway, "a/one", "first")
    say(gateway, "b/two", "second\n")
    asked = ["--base-url", gateway.base_url, "--models", "a/one,b/two,a/one"]
    done = shell.run("compare", *asked, "-", input="Hello\n")
    assert done.stdout == ("## a/one (1)\n\nfirst\n\n## b/two\n\nsecond\n\n## a/one (2)\n\nfirst\n")


def test_prompts_of_several_lines_are_headings_of_one(shell: Shell, gateway: DemoGateway) -> None:
    say(gateway, "a/one", "fine")
    (shell.folder / "list.json").write_text('[\n  "Hello,\\n\\n- world",\n  "Bye"\n]\n')
    asked = ["--base-url", gateway.base_url, "--models", "a/one"]
    done = shell.run("compare", *asked, "--prompts", "list.json")
    assert done.stdout == ("# Hello, - world\n\n## a/one\n\nfine\n\n# Bye\n\n## a/one\n\nfine\n")


def test_a_list_in_another_encoding_is_refused(shell: Shell, gateway: DemoGateway) -> None:
    (shell.folder / "list.txt").write_bytes("Hello\nGrüße\n".encode("latin-1"))
    asked = ["--base-url", gateway.base_url, "--models", "a/one", "--prompts", "list.txt"]
    done = shell.run("compare", *asked)
    assert done.returncode == 2
    assert done.stderr.endswith("list.txt: line 2 is not UTF-8; save the file as UTF-8\n")


def test_one_that_fails_does_not_disturb_the_others(shell: Shell, gateway: DemoGateway) -> None:
    say(gateway, "a/one", "first")
    asked = ["compare", "--base-url", gateway.base_url]
    done = shell.run(*asked, "--models", "demo/fails-quota,a/one", "--json", "x")
    assert done.returncode == 1
    failed, fine = json.loads(done.stdout)["prompts"][0]["answers"]
    assert failed["error"]["kind"] == "quota_exceeded"
    assert (fine["text"], fine["complete"]) == ("first", True)
    assert done.stderr.startswith("dgrid-studio: demo/fails-quota: quota exceeded")
    partial = shell.run(*asked, "--models", "demo/fails-mid-stream,a/one", "x")
    assert partial.returncode == 3
    both = shell.run(*asked, "--models", "demo/fails-quota,demo/fails-mid-stream", "x")
    assert both.returncode == 1


def test_images_are_saved_where_wanted(shell: Shell) -> None:
    asked = ["compare", "--demo", "--models", "demo/painter,demo/painter", "--param"]
    done = shell.run(*asked, "image_size=512", "--save-images", "out", "--json", "a hill")
    assert done.returncode == 0, done.stderr
    for answer in json.loads(done.stdout)["prompts"][0]["answers"]:
        assert (shell.folder / answer["images"][0]["path"]).read_bytes().startswith(b"\x89PNG")


def test_images_of_their_own_endpoint_are_complete(shell: Shell, gateway: DemoGateway) -> None:
    picture = base64.b64encode(png()).decode()
    made = json.dumps({"created": 1, "data": [{"b64_json": picture}]}).encode()
    gateway.replay("/v1/images/generations", made)
    asked = ["compare", "--base-url", gateway.base_url, "--models", "dall-e-3", "--json", "a hill"]
    done = shell.run(*asked)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["complete"]
    assert found["prompts"][0]["answers"][0]["complete"]


def test_an_interrupt_prints_what_came(shell: Shell, gateway: DemoGateway) -> None:
    say(gateway, "a/one", "first")
    process = shell.start(
        "compare", "--base-url", gateway.base_url, "--models",
        "demo/fails-quota,a/one,demo/fails-stall", "--json", "--parallel", "1", "x",
    )  # fmt: skip
    assert b"quota" in process.stderr.readline()
    while len(gateway.requests) < 3:
        gateway.requests[-1].ended.wait(0.05)
    process.send_signal(signal.SIGINT)
    printed, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    answers = json.loads(printed)["prompts"][0]["answers"]
    assert answers[1]["text"] == "first"
    assert answers[-1]["error"]["kind"] == "interrupted"


def test_no_key_prints_an_object_too(shell: Shell) -> None:
    done = shell.run("compare", "--models", "a/one", "--json", "hi")
    assert done.returncode == 4
    assert json.loads(done.stdout)["error"]["kind"] == "authentication_failed"
    assert "DGRID_API_KEY" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--models", "a/one"],
        ["--models", " , ", "hi"],
        ["--models", "a/one", ""],
        ["--models", "a/one", "--prompts", "missing.txt"],
        ["--models", "a/one", "--prompts", "bad.jsonl"],
        ["--models", "a/one", "--prompts", "bad.jsonl", "hi"],
        ["--models", "a/one", "--json", "--csv", "hi"],
        ["--models", "a/one", "--repeat", "0", "hi"],
        ["hi"],
    ],
)
def test_wrong_usage(shell: Shell, arguments: list[str]) -> None:
    (shell.folder / "bad.jsonl").write_text("{}\n")
    done = shell.run("compare", "--demo", *arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_images_of_a_list_go_along(shell: Shell, gateway: DemoGateway) -> None:
    say(gateway, "a/one", "a cat")
    (shell.folder / "lists").mkdir()
    (shell.folder / "lists" / "cat.png").write_bytes(png(8))
    (shell.folder / "lists" / "list.csv").write_text("prompt,files\nWhat is it?,cat.png\nAnd?,\n")
    asked = ["compare", "--base-url", gateway.base_url, "--models", "a/one", "--parallel", "1"]
    done = shell.run(*asked, "--prompts", "lists/list.csv", "--json")
    assert done.returncode == 0, done.stderr
    prompts = json.loads(done.stdout)["prompts"]
    assert [each["attached"] for each in prompts] == [["cat.png"], []]
    first, second = (json.loads(each.body)["messages"][-1]["content"] for each in gateway.requests)
    assert [part["type"] for part in first] == ["text", "image_url"]
    assert first[1]["image_url"]["url"].startswith("data:image/png;base64,")
    assert second == "And?"


@pytest.mark.parametrize("name", ["missing.png", "../home/x", "https://a.test/b.png"])
def test_a_file_that_can_not_be_taken_is_told_before_anything_is_asked(
    shell: Shell, gateway: DemoGateway, name: str
) -> None:
    lines = ['"Hello"', json.dumps({"prompt": "x", "files": [name]})]
    (shell.folder / "list.jsonl").write_text("\n".join(lines))
    asked = ["compare", "--base-url", gateway.base_url, "--models", "a/one"]
    done = shell.run(*asked, "--prompts", "list.jsonl")
    assert done.returncode == 2
    assert f"line 2: {name}" in done.stderr
    assert not gateway.requests
