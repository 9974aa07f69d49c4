"""Looking into requests: the body that was sent, without keys, and as commands that run."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from studio.core.events import Finished, ReasoningDelta, ResponseStarted, StreamEvent, TextDelta
from studio.core.ids import ConnectionId, ConversationId, MessageId
from studio.core.messages import Attachment, Message
from studio.core.requests import ChatRequest, Connection, ImageRequest, Parameters
from studio.core.sent import SentBody
from studio.gateway.bodies import chat_body
from studio.gateway.inspection import sent_body
from studio.services.forking import fork
from studio.services.images import ImageLibrary
from studio.services.inspection import Inspection, RequestInspector
from studio.services.run_log import MOST_GROUPS, RunLog
from studio.services.snippets import as_curl, as_python, file_names
from studio.storage.blobs import BlobStore
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import until
from tests.storage.library_kit import FixedClock, png

KEY = "zq-Unusual.Key.0123456789"
HOSTILE = "$(touch /tmp/no) `id` \\ \"quoted\" 'single' $HOME \n@abc:0@ JSON\nJSON\n"


def inspector_of(bench: Bench, folder: Path) -> tuple[RequestInspector, ImageLibrary]:
    images = ImageLibrary(BlobStore(folder / "images"))
    return (
        RequestInspector(
            conversations=bench.conversations, connections=bench.connections, images=images
        ),
        images,
    )


async def ask(bench: Bench, text: str, *attachments: Attachment) -> Message:
    connection = bench.connections.add("other", "Test", "http://127.0.0.1:9/v1")
    await bench.connections.set_key(connection.id, KEY, session_only=True)
    conversation = bench.conversations.new(model_id="a/one", connection_id=connection.id)
    bench.gateway.scripts.append(
        [(ResponseStarted("req_1"), TextDelta(0, "yes"), Finished(0, "stop"))]
    )
    bench.runs.send(conversation.id, text, attachments)
    await until(lambda: not bench.runs.running())
    tree = bench.conversations.tree(conversation.id)
    assert tree is not None
    return tree.path()[-1]


def same(fields: Mapping[str, Any], body: SentBody, real: bytes) -> bool:
    """Whether marks filled with the real data give the bytes that were sent."""
    sent = json.loads(real)
    text = json.dumps(fields)
    for number in range(len(body.data)):
        text = text.replace(f"@{body.nonce}:{number}@", base64.b64encode(png()).decode())
    return bool(json.loads(text) == sent)


async def test_the_body_is_what_was_sent_also_after_a_restart(bench: Bench, tmp_path: Path) -> None:
    inspector, images = inspector_of(bench, tmp_path)
    attachment = await images.import_bytes(png(), "x.png")
    message = await ask(bench, "What is this?", attachment)
    request = bench.gateway.requests[-1]
    assert isinstance(request, ChatRequest)
    real = chat_body(request, images)
    found = await inspector.inspect(message)
    assert found.body is not None
    assert same(found.body.fields, found.body, real)
    assert found.body.path == "/chat/completions"
    assert [each.mime for each in found.body.data] == ["image/png"]
    assert ";base64,iVBOR" not in json.dumps(found.body.fields)
    await bench.close()

    again = await make_bench(tmp_path)
    await again.conversations.load()
    inspector, _ = inspector_of(again, tmp_path)
    later = await inspector.inspect(message)
    assert later.body is not None
    assert same(later.body.fields, later.body, real)
    await again.close()


async def test_no_key_is_told_anywhere(bench: Bench, tmp_path: Path) -> None:
    inspector, _ = inspector_of(bench, tmp_path)
    other = "sk-abcdefghij0123456789"
    message = await ask(bench, f"My keys are {KEY} and {other}; I use sk-learn")
    found = await inspector.inspect(message)
    assert found.body is not None
    for text in (json.dumps(found.body.fields), as_curl(found.body), as_python(found.body)):
        assert KEY not in text
        assert other not in text
        assert "sk-learn" in text
    assert "$DGRID_API_KEY" in as_curl(found.body)
    assert "DGRID_API_KEY" in as_python(found.body)


async def test_a_fork_knows_what_was_sent(bench: Bench, tmp_path: Path) -> None:
    inspector, _ = inspector_of(bench, tmp_path)
    message = await ask(bench, "Hello")
    made = fork(bench.conversations, bench.scope, FixedClock(), message, "copy")
    assert made is not None
    tree = bench.conversations.tree(made)
    assert tree is not None
    copy = tree.path()[-1]
    found = Inspection(copy)
    for _ in range(50):
        found = await inspector.inspect(copy)
        if found.body is not None:
            break
    assert found.body is not None
    assert found.body.fields["messages"][-1]["content"] == "Hello"


async def test_what_was_never_kept_is_told(bench: Bench, tmp_path: Path) -> None:
    inspector, _ = inspector_of(bench, tmp_path)
    message = await ask(bench, "Hello")
    edited = replace(message, id=MessageId("e" * 32))
    bench.conversations.add_messages(ConversationId(message.conversation_id), [edited])
    found = await inspector.inspect(edited)
    assert (found.body, found.missing) == (None, "not_kept")


async def test_events_are_remembered_with_their_times(bench: Bench) -> None:
    message = await ask(bench, "Hello")
    names = [event.name for event in bench.runs.events_of(message.id)]
    assert names == ["sent", "response", "text", "finish", "end"]
    assert bench.runs.events_of(message.id)[-1].detail == "complete"
    assert bench.runs.events_of("unknown") == ()


def test_the_log_does_not_grow_with_the_answer() -> None:
    log = RunLog()
    for number in range(5000):
        event: StreamEvent = TextDelta(0, "x") if number % 2 else ReasoningDelta(0, "y")
        log.note((event,), number / 10)
    log.note(tuple(TextDelta(0, "z") for _ in range(9)), 600)
    assert len(log.events()) <= MOST_GROUPS + 1
    more = log.events()[-1]
    assert (more.name, more.last_s) == ("more", 600)
    assert sum(each.count for each in log.events()) == 5010


# Commands.


def chat_request(text: str, images: ImageLibrary, *attachments: Attachment) -> ChatRequest:
    from studio.services.asking import make_question

    question = make_question(ConversationId("c"), None, text, attachments, FixedClock().now())
    connection = Connection(ConnectionId("x"), "x", "http://127.0.0.1:9/v1")
    parameters = Parameters(temperature=0.7, extra={"flag": True, "none": None})
    return ChatRequest(connection, "m", (question,), "System $PATH", parameters)


@pytest.mark.parametrize("with_picture", [False, True])
async def test_the_commands_send_what_was_sent(tmp_path: Path, with_picture: bool) -> None:
    images = ImageLibrary(BlobStore(tmp_path / "images"))
    attachments = (await images.import_bytes(png(), "x.png"),) if with_picture else ()
    request = chat_request(HOSTILE, images, *attachments)
    body, real = sent_body(request, images), json.loads(chat_body(request, images))
    for name in file_names(body):
        (tmp_path / name).write_bytes(png())
    assert _run_curl(as_curl(body), tmp_path) == real
    assert _run_python(as_python(body), tmp_path)["json"] == real


def _run_curl(command: str, folder: Path) -> Any:
    script = 'curl() { printf "%s\\n" "$@" > args; cat > body; }\n' + command
    environment = {**os.environ, "DGRID_API_KEY": "from-the-environment"}
    subprocess.run(["bash", "-c", script], cwd=folder, env=environment, check=True, timeout=60)
    arguments = (folder / "args").read_text().split("\n")
    assert arguments[0] == "http://127.0.0.1:9/v1/chat/completions"
    assert "Authorization: Bearer from-the-environment" in arguments
    return json.loads((folder / "body").read_text())


def _run_python(program: str, folder: Path) -> Any:
    (folder / "requests.py").write_text(
        "import json\n"
        "class Answer:\n    text = 'done'\n    def raise_for_status(self): pass\n"
        "def post(url, **more):\n"
        "    files = [(n, f.read().hex()) for n, f in more.pop('files', [])]\n"
        "    json.dump({'url': url, 'files': files, **more}, open('sent.json', 'w'))\n"
        "    return Answer()\n"
    )
    (folder / "program.py").write_text(program)
    environment = {**os.environ, "DGRID_API_KEY": "k", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "program.py"],
        cwd=folder, env=environment, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "done"
    return json.loads((folder / "sent.json").read_text())


async def test_an_edit_of_a_picture_is_a_form(tmp_path: Path) -> None:
    images = ImageLibrary(BlobStore(tmp_path / "images"))
    attachment = await images.import_bytes(png(), "x.png")
    connection = Connection(ConnectionId("x"), "x", "http://127.0.0.1:9/v1")
    request = ImageRequest(connection, "gpt-image-1", "@paint it", (attachment.blob,), n=2)
    body = sent_body(request, images)
    assert (body.path, body.is_form) == ("/images/edits", True)
    (name,) = file_names(body)
    (tmp_path / name).write_bytes(png())
    command = as_curl(body)
    assert "--form-string 'prompt=@paint it'" in command
    assert f"-F 'image=@{name}'" in command
    sent = _run_python(as_python(body), tmp_path)
    assert sent["data"]["prompt"] == "@paint it"
    assert sent["data"]["n"] == "2"
    assert sent["files"] == [["image", png().hex()]]


def test_a_demo_needs_no_key(tmp_path: Path) -> None:
    images = ImageLibrary(BlobStore(tmp_path / "images"))
    request = chat_request("x", images)
    request = replace(request, connection=replace(request.connection, preset="demo"))
    body = sent_body(request, images)
    assert "DGRID_API_KEY" not in as_curl(body) + as_python(body)
