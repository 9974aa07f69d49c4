"""The examples of DGrid's page about images by chat, as they stand, against the demo gateway."""

import base64
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from studio.command_line import parse, run
from studio.demo import DemoGateway
from studio.options import AskOptions

PAGE = (Path(__file__).parents[3] / "shared/gateway/dgrid-image-via-chat.txt").read_text("utf-8")
HOST = "https://api.dgrid.ai"


def json_after(words: str) -> Any:
    """The JSON value that follows some words of the page."""
    at = PAGE.index("{", PAGE.index(words))
    return json.JSONDecoder().raw_decode(PAGE, at)[0]


CURL = PAGE[PAGE.index("curl --request") : PAGE.index("}\n'\n") + 3]
IMAGE_REQUEST = json_after("Example: requesting an image")
IMAGE_ANSWER = json_after("Example response")
GENERIC_ANSWER = json.JSONDecoder().raw_decode(PAGE, PAGE.index("}\n'\n") + 4)[0]
FIELDS = [
    ("n", 2), ("temperature", 0.5), ("top_p", 0.9), ("max_tokens", 40),
    ("max_completion_tokens", 50), ("presence_penalty", 0.1), ("frequency_penalty", -0.1),
    ("logit_bias", {"50256": -100}), ("stop", "END"), ("stop", ["a", "b"]),
    ("tools", [{"type": "function", "function": {"name": "f", "parameters": {}}}]),
    ("tool_choice", {"type": "function", "function": {"name": "f"}}), ("tool_choice", "auto"),
    ("response_format", {"type": "json_object"}), ("seed", 7),
    ("contents", [{"role": "user", "parts": [{"text": "x"}]}]),
]  # fmt: skip


def shape_fits(documented: Any, got: Any) -> bool:
    """Whether all that is documented is there, with values of the same kind."""
    if isinstance(documented, dict):
        return all(name in got and shape_fits(documented[name], got[name]) for name in documented)
    if isinstance(documented, list):
        return len(got) == len(documented) and all(map(shape_fits, documented, got))
    return type(documented) is type(got)


def picture_of(answer: Any) -> Image.Image:
    begin, end = IMAGE_ANSWER["choices"][0]["message"]["content"].split("<base64", 1)[0], ")"
    content = answer["choices"][0]["message"]["content"]
    assert content.startswith(begin)
    assert content.endswith(end)
    return Image.open(io.BytesIO(base64.b64decode(content[len(begin) : -len(end)], validate=True)))


def asked(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> Any:
    """The object that `ask --json` prints."""
    wanted = parse(["ask", "--json", *arguments], {})
    assert isinstance(wanted, AskOptions)
    assert run(wanted) == 0
    return json.loads(capsysbinary.readouterr().out)


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_the_command_for_curl(gateway: DemoGateway) -> None:
    command = CURL.replace(HOST, gateway.base_url.removesuffix("/v1"))
    done = subprocess.run(
        ["sh", "-c", f"{command} --silent --show-error --noproxy '*'"],
        capture_output=True, encoding="utf-8", timeout=30, check=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert answer["model"] == "openai/gpt-4o"
    assert answer["choices"][0]["message"]["content"]
    assert gateway.requests[-1].headers["authorization"] == "Bearer <token>"


@pytest.mark.parametrize("contents", [False, True])
def test_the_request_for_an_image(client: httpx.Client, contents: bool) -> None:
    body = dict(IMAGE_REQUEST)
    if contents:
        text = IMAGE_REQUEST["messages"][0]["content"]
        body["contents"] = [{"role": "user", "parts": [{"text": text}]}]
    answer = client.post("/chat/completions", json=body).json()
    assert shape_fits(IMAGE_ANSWER, answer)
    assert answer["model"] == IMAGE_ANSWER["model"]
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"]["completion_tokens"] == 0
    assert picture_of(answer).size == (1024, 1024)


def test_ask_sends_the_request_for_an_image_as_documented_and_saves_it(
    gateway: DemoGateway, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    arguments = (
        "--base-url", gateway.base_url, "--model", IMAGE_REQUEST["model"],
        "--save-images", str(tmp_path),
    )  # fmt: skip
    prompt = IMAGE_REQUEST["messages"][0]["content"]
    found = asked(capsysbinary, *arguments, "--no-stream", prompt)
    assert gateway.requests[-1].json == IMAGE_REQUEST
    assert gateway.requests[-1].path == "/v1/chat/completions"
    (image,) = found["images"]
    assert (found["text"], found["finish_reason"], found["complete"]) == ("", "stop", True)
    assert (image["mime"], image["origin"], image["width_px"]) == ("image/png", "content", 1024)
    assert Path(image["path"]).read_bytes().startswith(b"\x89PNG")
    assert found["usage"]["completion_tokens"] == 0
    streamed = asked(capsysbinary, *arguments, prompt)
    assert gateway.requests[-1].json["stream"] is True
    assert [each["mime"] for each in streamed["images"]] == ["image/png"]
    assert streamed["text"] == ""


def test_ask_sends_the_request_of_curl(
    gateway: DemoGateway, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    documented = json.loads(CURL[CURL.index("'\n{") + 1 : -1])
    arguments = ("--base-url", gateway.base_url, "--model", documented["model"], "--no-stream")
    found = asked(capsysbinary, *arguments, documented["messages"][0]["content"])
    assert gateway.requests[-1].json == documented | {"stream": False}
    assert found["text"]


@pytest.mark.parametrize(("name", "value"), FIELDS)
def test_every_documented_field_can_be_sent(
    gateway: DemoGateway, capsysbinary: pytest.CaptureFixture[bytes], name: str, value: Any
) -> None:
    param = f"{name}={json.dumps(value)}"
    asked(capsysbinary, "--base-url", gateway.base_url, "--model", "openai/gpt-4o", "--param",
          param, "Say something.")  # fmt: skip
    assert gateway.requests[-1].json[name] == value


@pytest.mark.parametrize("answer", [GENERIC_ANSWER, IMAGE_ANSWER], ids=["generic", "image"])
def test_the_documented_answers_are_read(
    gateway: DemoGateway, capsysbinary: pytest.CaptureFixture[bytes], answer: Any
) -> None:
    body = json.dumps(answer).replace(
        "<base64-encoded-image-bytes>", base64.b64encode(small_png()).decode()
    )
    gateway.replay("documented", body.encode())
    found = asked(capsysbinary, "--base-url", gateway.base_url, "--model", "documented", "hi")
    message, usage = answer["choices"][0]["message"], answer["usage"]
    is_image = answer is IMAGE_ANSWER
    assert found["text"] == ("" if is_image else message["content"])
    assert found["reasoning"] == message.get("reasoning_content", "")
    assert len(found["images"]) == is_image
    assert found["finish_reason"] == answer["choices"][0]["finish_reason"]
    assert found["model"] == answer["model"]
    assert found["usage"]["total_tokens"] == usage["total_tokens"]
    assert found["complete"]


def small_png() -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (4, 4)).save(into, "PNG")
    return into.getvalue()
