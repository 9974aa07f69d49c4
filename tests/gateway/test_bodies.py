"""Chat requests as wire bodies, field by field."""

import base64
import json
from typing import Any

import pytest

from studio.core.errors import RequestRejected
from studio.core.messages import Role
from studio.core.parts import (
    BlobRef,
    FilePart,
    ImageOrigin,
    ReasoningPart,
    RemoteImagePart,
    ToolCallPart,
)
from studio.core.requests import ChatRequest, ImagePolicy, ImageRules, Parameters
from studio.gateway.bodies import chat_body
from tests.gateway.fakes import (
    MemoryBlobs,
    assistant,
    chat,
    connection,
    image_part,
    message,
    picture,
    user,
)


def built(request: ChatRequest, blobs: MemoryBlobs | None = None) -> dict[str, Any]:
    body = json.loads(chat_body(request, blobs or MemoryBlobs()))
    assert isinstance(body, dict)
    return body


def test_least_body() -> None:
    assert built(chat()) == {
        "model": "m",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert built(chat(stream=False)) == {
        "model": "m",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": False,
    }


def test_every_parameter() -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {}}}
    parameters = Parameters(
        temperature=0.0,
        top_p=0.9,
        n=2,
        max_tokens=10,
        max_completion_tokens=11,
        presence_penalty=0.1,
        frequency_penalty=-0.1,
        logit_bias={"50256": -100},
        stop=("a", "b"),
        tools=(tool,),
        tool_choice={"type": "function", "function": {"name": "f"}},
        response_format={"type": "json_object"},
        seed=0,
        user="u",
        reasoning_effort="low",
        modalities=("image", "text"),
        aspect_ratio="16:9",
        image_size="2K",
        extra={"top_k": 3, "extra_body": {"google": {"thinking_config": {"x": 1}}}},
    )
    body = built(chat(parameters=parameters))
    for name in ("model", "messages", "stream", "stream_options"):
        body.pop(name)
    assert body == {
        "temperature": 0.0,
        "top_p": 0.9,
        "n": 2,
        "max_tokens": 10,
        "max_completion_tokens": 11,
        "presence_penalty": 0.1,
        "frequency_penalty": -0.1,
        "logit_bias": {"50256": -100},
        "stop": ["a", "b"],
        "tools": [tool],
        "tool_choice": {"type": "function", "function": {"name": "f"}},
        "response_format": {"type": "json_object"},
        "seed": 0,
        "user": "u",
        "reasoning_effort": "low",
        "modalities": ["image", "text"],
        "top_k": 3,
        "extra_body": {
            "google": {
                "image_config": {"aspect_ratio": "16:9", "image_size": "2K"},
                "thinking_config": {"x": 1},
            }
        },
    }


def test_extra_may_not_override_the_request() -> None:
    extra = {"model": "x", "messages": [], "stream": False, "temperature": 2, "null": None}
    body = built(chat(parameters=Parameters(temperature=1.0, extra=extra)))
    assert (body["model"], body["stream"], body["temperature"]) == ("m", True, 2)
    assert body["messages"]
    assert body["null"] is None
    assert extra["temperature"] == 2


def test_left_out_parameters() -> None:
    to = connection(
        left_out={"m": ("max_tokens", "stream_options", "image_size", "model"), "other": ("seed",)}
    )
    parameters = Parameters(max_tokens=5, seed=1, aspect_ratio="1:1", image_size="1K")
    body = built(chat(connection=to, parameters=parameters))
    assert set(body) == {"model", "messages", "stream", "seed"}


def test_openrouter_image_fields() -> None:
    to = connection(preset="openrouter")
    parameters = Parameters(aspect_ratio="3:2")
    body = built(
        chat(connection=to, model_id="google/gemini-2.5-flash-image", parameters=parameters)
    )
    assert body["modalities"] == ["image", "text"]
    assert body["image_config"] == {"aspect_ratio": "3:2"}
    assert "extra_body" not in body
    assert built(chat(connection=to, model_id="black-forest-labs/flux.2"))["modalities"] == [
        "image"
    ]
    assert "modalities" not in built(chat(connection=to, model_id="openai/gpt-4o"))


def test_contents_only_when_wanted_and_never_alone() -> None:
    blobs = MemoryBlobs()
    png = picture()
    turn = user("Make it red", image_part(blobs.put(png)))
    assert "contents" not in built(chat("http://x/v1", turn), blobs)
    body = built(chat("", turn, connection=connection(sends_contents=True)), blobs)
    encoded = base64.b64encode(png).decode()
    assert body["contents"] == [
        {
            "role": "user",
            "parts": [
                {"text": "Make it red"},
                {"inlineData": {"mimeType": "image/png", "data": encoded}},
            ],
        }
    ]
    assert body["messages"][0]["content"][1]["image_url"]["url"].endswith(encoded)


def test_value_that_is_no_json() -> None:
    for bad in (float("nan"), object()):
        with pytest.raises(RequestRejected) as caught:
            built(chat(parameters=Parameters(extra={"x": bad})))
        assert caught.value.code == "bad_parameter"


def test_roles_names_and_tools() -> None:
    call = ToolCallPart(0, "call_1", "weather", '{"city":"Paris"}')
    history = (
        user("Weather?", name="ann"),
        assistant(call),
        message(Role.TOOL, "sunny", tool_call_id="call_1"),
        assistant("Sunny.", ToolCallPart(0, "call_2", "lost", "{}")),
        user("Thanks"),
    )
    body = built(chat("", *history, connection=connection(), system_prompt="Be brief."))
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Weather?", "name": "ann"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "weather", "arguments": '{"city":"Paris"}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
        {"role": "assistant", "content": "Sunny.\n[called lost {}]"},
        {"role": "user", "content": "Thanks"},
    ]


def test_reasoning_goes_back_only_when_asked() -> None:
    history = (user("Hi"), assistant(ReasoningPart("Hmm"), "Yes"), user("Why?"))
    to = connection()
    assert built(chat("", *history, connection=to))["messages"][1] == {
        "role": "assistant",
        "content": "Yes",
    }
    sent = built(chat("", *history, connection=to, send_reasoning=True))
    assert sent["messages"][1]["reasoning_content"] == "Hmm"
    sent = built(
        chat("", *history, connection=connection(preset="openrouter"), send_reasoning=True)
    )
    assert sent["messages"][1]["reasoning"] == "Hmm"


def test_text_with_image_data_is_defused() -> None:
    stub = "look ![x](data:image/png;base64,AAAA) and " + "data:image/png;base64," + "QUJD" * 500
    body = chat_body(
        chat(
            "", user(stub), assistant(stub), user("x"), connection=connection(), system_prompt=stub
        ),
        MemoryBlobs(),
    )
    assert b"](data:" not in body
    assert b"QUJD" not in body
    assert b"2000 characters left out" in body


def test_lone_surrogate_and_marks_are_harmless() -> None:
    body = built(chat("", user("a\ud800b @0:0@"), connection=connection()))
    assert body["messages"][0]["content"] == "a?b @0:0@"


def test_empty_turns_are_left_out() -> None:
    history = (user("Hi"), assistant(), user("Again"))
    messages = built(chat("", *history, connection=connection()))["messages"]
    assert [each["role"] for each in messages] == ["user", "user"]


def url_of(part: dict[str, Any]) -> bytes:
    head, _, data = part["image_url"]["url"].partition(",")
    assert head.startswith("data:image/")
    return base64.b64decode(data, validate=True)


def test_assistants_image_goes_to_the_next_user_turn() -> None:
    blobs = MemoryBlobs()
    drawn, given = picture(), picture("JPEG")
    history = (
        user("Draw a fox"),
        assistant("Here:", image_part(blobs.put(drawn), drawn=True), "Enjoy!"),
        user(image_part(blobs.put(given)), "Put it in here"),
    )
    messages = built(chat("", *history, connection=connection()), blobs)["messages"]
    assert messages[1] == {
        "role": "assistant",
        "content": "Here:\n[image 1: attached to the next message]\nEnjoy!",
    }
    parts = messages[2]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url", "image_url"]
    assert parts[0]["text"] == "Put it in here"
    assert [url_of(part) for part in parts[1:]] == [drawn, given]


def test_assistants_image_at_the_end_gets_a_turn_of_its_own() -> None:
    blobs = MemoryBlobs()
    image = image_part(blobs.put(picture()), drawn=True)
    messages = built(chat("", user("Draw"), assistant(image), connection=connection()), blobs)[
        "messages"
    ]
    assert [each["role"] for each in messages] == ["user", "assistant", "user"]
    assert messages[2]["content"][0]["type"] == "image_url"


POLICIES = [
    (ImagePolicy.NONE, frozenset(), {"own"}),
    (ImagePolicy.LAST, frozenset(), {"own", "second"}),
    (ImagePolicy.CHOSEN, frozenset({"first"}), {"own", "first"}),
    (ImagePolicy.ALL, frozenset(), {"own", "first", "second", "old"}),
]


@pytest.mark.parametrize(("policy", "chosen", "expected"), POLICIES)
def test_policies(policy: ImagePolicy, chosen: frozenset[str], expected: set[str]) -> None:
    blobs = MemoryBlobs()
    names = ("old", "first", "second", "own", "draft")
    kept = {name: blobs.put(picture(size=(8, 10 + at))) for at, name in enumerate(names)}
    history = (
        user("a", image_part(kept["old"])),
        assistant(image_part(kept["first"], drawn=True)),
        user("b"),
        assistant(
            image_part(kept["draft"], drawn=True, draft=True),
            image_part(kept["second"], drawn=True),
        ),
        user("c", image_part(kept["own"])),
    )
    rules = ImageRules(policy, frozenset(kept[name].sha256 for name in chosen))
    messages = built(chat("", *history, connection=connection(), image_rules=rules), blobs)[
        "messages"
    ]
    sent = {
        url_of(part)
        for each in messages
        if isinstance(each["content"], list)
        for part in each["content"]
        if part["type"] == "image_url"
    }
    assert sent == {blobs.read(kept[name]) for name in expected}
    notes = json.dumps(messages).count("[image not sent again]")
    assert notes == 4 - len(expected)


def test_missing_and_broken_images_become_notes() -> None:
    gone = BlobRef("0" * 64, "image/png", 10, 4, 4)
    blobs = MemoryBlobs()
    broken = blobs.put(b"\x89PNG\r\n\x1a\nrubbish")
    turn = user("See", image_part(gone), image_part(broken))
    body = built(chat("", turn, connection=connection()), blobs)
    assert body["messages"] == [
        {"role": "user", "content": "See\n" + "\n".join(["[image no longer available]"] * 2)}
    ]


def test_same_image_goes_once() -> None:
    blobs = MemoryBlobs()
    ref = blobs.put(picture())
    history = (user("a", image_part(ref)), assistant("ok"), user("b", image_part(ref)))
    body = chat_body(chat("", *history, connection=connection()), blobs)
    assert body.count(b"image_url") == 2  # the type and the field of one part


def test_budget_is_kept() -> None:
    blobs = MemoryBlobs()
    images = [blobs.put(picture(size=(500, 500 + at), noise=True)) for at in range(4)]
    history = (
        user("a", image_part(images[0])),
        assistant(image_part(images[1], drawn=True)),
        user("b", image_part(images[2]), image_part(images[3])),
    )
    rules = ImageRules(ImagePolicy.ALL, budget_bytes=200_000)
    messages = built(chat("", *history, connection=connection(), image_rules=rules), blobs)[
        "messages"
    ]
    sizes = [len(url_of(p)) for p in messages[-1]["content"] if p["type"] == "image_url"]
    assert len(sizes) >= 2
    assert sum(sizes) <= 200_000


def file_of(blobs: MemoryBlobs, name: str, data: bytes) -> FilePart:
    return FilePart(blobs.put(data), name)


def test_files() -> None:
    blobs = MemoryBlobs()
    wav = b"RIFF\0\0\0\0WAVEfmt "
    turn = user(
        "Read",
        file_of(blobs, "a.py", b"\xef\xbb\xbfprint(1)\n```\nx"),
        file_of(blobs, "b.pdf", b"%PDF-1.7 x"),
        file_of(blobs, "c.wav", wav),
        file_of(blobs, "d.zip", b"PK\3\4\0\0\0"),
        file_of(blobs, "e.txt", "größe".encode("cp1252")),
        FilePart(BlobRef("1" * 64, "text/plain", 3), "gone.txt"),
    )
    parts = built(chat("", turn, connection=connection()), blobs)["messages"][0]["content"]
    assert parts == [
        {"type": "text", "text": "Read"},
        {"type": "text", "text": "a.py:\n````\nprint(1)\n```\nx\n````"},
        {
            "type": "file",
            "file": {
                "filename": "b.pdf",
                "file_data": "data:application/pdf;base64,"
                + base64.b64encode(b"%PDF-1.7 x").decode(),
            },
        },
        {
            "type": "input_audio",
            "input_audio": {"data": base64.b64encode(wav).decode(), "format": "wav"},
        },
        {"type": "text", "text": "[file d.zip, 7 bytes: not sent, unknown type]"},
        {"type": "text", "text": "e.txt:\n```\ngröße\n```"},
        {"type": "text", "text": "[gone.txt no longer available]"},
    ]


def test_remote_images_stay_addresses() -> None:
    remote = RemoteImagePart("https://x.test/a.png", ImageOrigin.CONTENT)
    messages = built(
        chat("", user("a"), assistant("See", remote), user("b"), connection=connection())
    )["messages"]
    assert messages[1]["content"] == "See\n[image: https://x.test/a.png]"


def test_large_image_is_joined_right() -> None:
    blobs = MemoryBlobs()
    png = picture(size=(900, 900), noise=True)
    assert len(png) > 700_000
    turn = user("x", image_part(blobs.put(png)))
    parts = built(chat("", turn, connection=connection()), blobs)["messages"][0]["content"]
    assert url_of(parts[1]) == png
