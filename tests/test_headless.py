"""`ask` and `models` as real processes, against the demo gateway and recorded answers."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.demo import DemoGateway

ROOT = Path(__file__).parents[1]
SAMPLES = Path(__file__).parents[2] / "shared" / "gateway" / "samples"
INDEX = json.loads((SAMPLES / "index.json").read_text(encoding="utf-8"))["samples"]
KINDS = {  # what the error of a sample is called in our words
    "08": "server_failed",
    "09": "rate_limited",
    "10": "rate_limited",
    "11": "server_failed",
    "12": "quota_exceeded",
    "19": "server_failed",
    "27": "ended_early",
}
OBJECT_KEYS = [
    "model", "text", "reasoning", "images", "remote_images", "tool_calls", "choices",
    "finish_reason", "complete", "usage", "request_id", "timing", "error",
]  # fmt: skip
ORIGINS = {"markdown-data": "content", "images-field": "images", "content-part": "part"}


class Shell:
    """Runs the program in an empty home folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("DGRID_", "XDG_"))},
            "HOME": str(folder / "home"),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "DGRID_STUDIO_DATA": str(self.data),
            "PYTHONIOENCODING": "ascii",
            "PYTHONWARNINGS": "error",
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "studio", *arguments]

    def run(self, *arguments: str, **more) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, **more.pop("env", {})}
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            **more,
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def ask_json(self, *arguments: str, **more) -> tuple[int, dict]:
        done = self.run("ask", "--json", *arguments, **more)
        assert done.stdout.count("\n") == 1, done.stderr
        return done.returncode, json.loads(done.stdout)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "home").mkdir()
    return Shell(tmp_path)


@pytest.fixture
def gateway() -> Iterator[DemoGateway]:
    with DemoGateway(pace=0) as running:
        yield running


@pytest.mark.parametrize("sample", INDEX, ids=[s["file"] for s in INDEX])
def test_every_sample(shell: Shell, gateway: DemoGateway, sample: dict) -> None:
    body = (SAMPLES / sample["file"]).read_bytes()
    number, expected = sample["file"][:2], sample["expect"]
    model = f"sample/{number}"
    gateway.replay(
        model,
        body,
        status=sample["status"],
        headers=sample["headers"],
        chunk_bytes=None if sample["kind"] == "chat-json" else 97,
        drop_after_bytes=len(body) if number == "27" else None,
    )
    more = ["--no-stream"] if sample["kind"] == "chat-json" else []
    code, found = shell.ask_json(
        "--base-url", gateway.base_url, "--model", model, "--save-images", "out", *more, "hi"
    )
    assert list(found) == OBJECT_KEYS
    assert found["text"].strip() == expected["text"].strip()
    assert "base64" not in found["reasoning"]
    assert found["reasoning"].strip() == expected["reasoning"].strip()
    assert found["remote_images"] == expected["remote_images"]
    assert found["finish_reason"] == expected["finish_reason"]
    assert found["complete"] == expected["complete"]
    _compare_images(shell, found["images"], expected)
    _compare_tool_calls(found["tool_calls"], expected["tool_calls"])
    _compare_usage(found["usage"], expected["usage"])
    _compare_error(found, expected["error"], KINDS.get(number))
    if expected["error"] is None:
        assert code == 0
    else:
        assert code == (3 if expected["text"].strip() or number == "27" else 1)
    assert not shell.data.exists(), "something was stored"


def _compare_images(shell: Shell, found: list[dict], expected: dict) -> None:
    wanted = {i["sha256"]: i for i in [*expected["images"], *expected["reasoning_images"]]}
    assert {i["sha256"] for i in found} == set(wanted)
    own = [i["sha256"] for i in found if i["origin"] != "reasoning"]
    assert own == [i["sha256"] for i in expected["images"]]
    for image in found:
        want = wanted[image["sha256"]]
        assert (image["mime"], image["bytes"]) == (want["mime"], want["bytes"])
        kept = (shell.folder / image["path"]).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == image["sha256"]
        in_reasoning = want in expected["reasoning_images"]
        assert image["origin"] == ("reasoning" if in_reasoning else ORIGINS[want["src"]])


def _compare_tool_calls(found: list[dict], expected: list[dict]) -> None:
    read = [{**call, "arguments": json.loads(call["arguments"])} for call in found]
    assert read == expected


def _compare_usage(found: dict | None, expected: dict | None) -> None:
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found["prompt_tokens"] == expected["prompt"]
    assert found["completion_tokens"] == expected["completion"]
    assert found["total_tokens"] == expected["total"]
    # Some samples spell out zeros that the index leaves out.
    assert (found["cached_tokens"] or 0) == expected.get("cached", 0)
    assert (found["reasoning_tokens"] or 0) == expected.get("reasoning", 0)
    cost = expected.get("cost")
    assert found["cost_usd"] == (None if cost is None else str(cost))


def _compare_error(found: dict, expected: dict | None, kind: str | None) -> None:
    error = found["error"]
    if expected is None:
        assert error is None
        return
    assert error["kind"] == kind
    assert error["retryable"] == expected["retryable"]
    if "code" in expected:
        assert error["code"] == str(expected["code"])
        assert expected["message"] in error["message"] or expected.get("detail") in error["message"]
    if "request_id" in expected:
        assert found["request_id"] == expected["request_id"]


def test_text_streams_to_stdout_and_images_to_files(shell: Shell) -> None:
    arguments = ["--demo", "--model", "demo/painter", "--param", "image_size=512"]
    done = shell.run("ask", *arguments, "--save-images", "pictures", "A lighthouse: at night?")
    assert done.returncode == 0, done.stderr
    assert "Here is *A lighthouse" in done.stdout
    assert "base64" not in done.stdout
    assert done.stdout.endswith("\n")
    path = shell.folder / done.stderr.strip()
    assert path == shell.folder / "pictures" / "a-lighthouse-at-night.png"
    assert path.read_bytes().startswith(b"\x89PNG")
    again = shell.run("ask", *arguments, "--save-images", "pictures", "A lighthouse: at night?")
    assert again.stderr.strip().endswith("a-lighthouse-at-night-2.png")
    assert len(list((shell.folder / "pictures").iterdir())) == 2
    assert not shell.data.exists()


def test_images_go_to_the_current_folder_by_default(shell: Shell) -> None:
    asked = ["--demo", "--model", "demo/painter", "--param", "image_size=512", "../../.."]
    done = shell.run("ask", *asked)
    assert done.stderr.strip() == "image.png"
    code, found = shell.ask_json(*asked)
    assert code == 0
    assert found["images"][0]["path"] is None
    assert found["images"][0]["width_px"] == 512
    assert found["images"][0]["origin"] == "content"


def test_via_images_makes_and_edits(shell: Shell, gateway: DemoGateway) -> None:
    arguments = ["--base-url", gateway.base_url, "--model", "demo/painter", "--via", "images"]
    size = ["--param", 'size="256x192"']
    code, found = shell.ask_json(*arguments, *size, "--save-images", "out", "sea")
    assert code == 0
    assert found["complete"]
    assert found["images"][0]["origin"] == "endpoint"
    assert (found["images"][0]["width_px"], found["images"][0]["height_px"]) == (256, 192)
    picture = str(shell.folder / found["images"][0]["path"])
    code, edited = shell.ask_json(*arguments, *size, "--image", picture, "make it night")
    assert code == 0
    assert gateway.requests[-1].path == "/v1/images/edits"
    assert edited["images"][0]["sha256"] != found["images"][0]["sha256"]
    partial = ["--param", "partial_images=2", "--param", "n=2"]
    code, streamed = shell.ask_json(*arguments, *size, *partial, "sea")
    assert code == 0
    assert gateway.requests[-1].json["stream"] is True
    assert [i["draft"] for i in streamed["images"]].count(False) == 2


def test_drafts_are_marked(shell: Shell) -> None:
    code, found = shell.ask_json(
        "--demo", "--model", "demo/painter-drafts", "--param", "image_size=512", "dunes"
    )
    assert code == 0
    assert [(i["origin"], i["draft"]) for i in found["images"]] == [
        ("reasoning", True),
        ("content", True),
        ("content", False),
    ]


def test_all_of_the_request_arrives(shell: Shell, gateway: DemoGateway) -> None:
    image = SAMPLES / "img" / "a.png"
    done = shell.run(
        "--base-url", gateway.base_url, "ask", "--model", "demo/vision",
        "--system", "Be brief.", "--image", str(image), "--param", "temperature=0.25",
        "--param", "reasoning_effort=low", "--param", 'my_own={"a": [1, null]}',
        "--param", "n=2", "-",
        input="What is\nthis? äöü 日本\n",
        env={"DGRID_API_KEY": "sk-secret-of-the-test"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    request = gateway.requests[-1]
    assert request.headers["authorization"] == "Bearer sk-secret-of-the-test"
    body = request.json
    assert body["messages"][0] == {"role": "system", "content": "Be brief."}
    content = body["messages"][1]["content"]
    assert content[0] == {"type": "text", "text": "What is\nthis? äöü 日本"}
    assert content[1]["image_url"]["url"].startswith("data:image/png;base64,")
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    assert (body["temperature"], body["reasoning_effort"]) == (0.25, "low")
    assert body["my_own"] == {"a": [1, None]}
    assert "[choice 2]" in done.stdout
    assert "Size" in done.stdout
    assert "secret" not in done.stdout + done.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_standard_input_with_a_byte_order_mark(
    shell: Shell, gateway: DemoGateway, encoding: str
) -> None:
    (shell.folder / "prompt.txt").write_bytes("Grüße\r\n".encode(encoding))
    with open(shell.folder / "prompt.txt", "rb") as file:
        done = shell.run(
            "ask", "--base-url", gateway.base_url, "--model", "demo/fast-writer", "-", stdin=file
        )
    assert done.returncode == 0, done.stderr
    assert gateway.requests[-1].json["messages"][0]["content"] == "Grüße"


def test_numbers_for_texts_and_odd_values_are_sent_on(shell: Shell, gateway: DemoGateway) -> None:
    arguments = ("--base-url", gateway.base_url, "--model", "demo/fast-writer", "hi")
    params = ("--param", "user=12", "--param", "image_size=512", "--param", 'n="two"')
    code, found = shell.ask_json(*params, *arguments)
    assert code == 0
    assert found["text"]
    body = gateway.requests[-1].json
    assert (body["user"], body["n"]) == ("12", "two")
    assert body["extra_body"]["google"]["image_config"] == {"image_size": "512"}


def test_output_is_utf8_even_in_an_ascii_locale(shell: Shell, gateway: DemoGateway) -> None:
    text = "Grüße, 世界 🗼"
    sent = {"choices": [{"index": 0, "message": {"content": text}, "finish_reason": "stop"}]}
    gateway.replay("utf/8", json.dumps(sent).encode())
    arguments = ["ask", "--base-url", gateway.base_url, "--model", "utf/8", "x"]
    assert shell.run(*arguments, env={"LC_ALL": "C"}).stdout == text + "\n"


@pytest.mark.parametrize(
    ("model", "code", "kind", "partial"),
    [
        ("demo/fails-401", 1, "authentication_failed", False),
        ("demo/fails-quota", 1, "quota_exceeded", False),
        ("demo/fails-503-model", 1, "model_unavailable", False),
        ("demo/fails-mid-stream", 3, "server_failed", True),
        ("demo/fails-disconnect", 3, "ended_early", True),
        ("demo/fails-stall", 3, "timed_out", True),
        ("demo/fails-empty", 1, "ended_early", False),
        ("demo/fails-html", 4, "wrong_address", False),
    ],
)
def test_failures(
    shell: Shell, gateway: DemoGateway, model: str, code: int, kind: str, partial: bool
) -> None:
    silence_s = "2" if kind == "timed_out" else "60"
    arguments = ["--base-url", gateway.base_url, "--model", model, "--timeout", silence_s, "hello"]
    status, found = shell.ask_json(*arguments)
    assert status == code
    assert found["error"]["kind"] == kind
    assert not found["complete"]
    assert bool(found["text"]) == partial
    done = shell.run("ask", *arguments)
    assert done.returncode == code
    assert bool(done.stdout) == partial
    assert done.stderr.startswith(f"dgrid-studio: {kind.replace('_', ' ')}")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("said", [{}, {"finish_reason": None}])
def test_a_whole_answer_without_a_finish_reason_is_not_called_complete(
    shell: Shell, gateway: DemoGateway, said: dict
) -> None:
    answer = {"choices": [{"index": 0, "message": {"content": "Hi"}} | said]}
    gateway.replay("no/finish", json.dumps(answer).encode())
    arguments = ["--base-url", gateway.base_url, "--model", "no/finish", "--no-stream", "x"]
    status, found = shell.ask_json(*arguments)
    assert (status, found["text"], found["complete"]) == (3, "Hi", False)
    assert found["error"]["kind"] == "ended_early"


def test_content_filter_is_complete_and_said(shell: Shell, gateway: DemoGateway) -> None:
    asked = ["--base-url", gateway.base_url, "--model", "demo/fails-content-filter", "x"]
    done = shell.run("ask", *asked)
    assert done.returncode == 0
    assert "content_filter" in done.stderr


def test_no_key_says_what_to_do(shell: Shell) -> None:
    for arguments in (["ask", "--model", "m", "hi"], ["models"]):
        done = shell.run(*arguments)
        assert done.returncode == 4
        assert done.stdout == ""
        assert "DGRID_API_KEY" in done.stderr
    code, found = shell.ask_json("hi")
    assert code == 4
    assert found["error"]["kind"] == "authentication_failed"
    assert list(found) == OBJECT_KEYS


@pytest.mark.parametrize("address", ["ftp://example.test", "http://", "https://a:b@example.test"])
def test_unusable_addresses(shell: Shell, address: str) -> None:
    done = shell.run("ask", "--base-url", address, "--model", "m", "hi")
    assert done.returncode == 4
    assert "address" in done.stderr


def test_nobody_listens(shell: Shell) -> None:
    unused = DemoGateway()
    address = unused.start()
    unused.close()
    code, found = shell.ask_json("--base-url", address, "--model", "m", "hi")
    assert code == 1
    assert found["error"]["kind"] == "connection_failed"


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["nonsense"],
        ["ask", "--nonsense", "hi"],
        ["ask", "--param", "temperature", "hi"],
        ["ask", "--param", "temperature=warm", "hi"],
        ["ask", "--param", "extra=5", "hi"],
        ["ask", "--param", "stream=false", "hi"],
        ["ask", "--param", "model=x", "hi"],
        ["ask", "--param", "x=" + "[" * 5000 + "]" * 5000, "hi"],
        ["ask", "--param", "x=" + "[" * 101 + "]" * 101, "hi"],
        ["ask", "--timeout", "0", "hi"],
        ["ask", "--via", "post", "hi"],
        ["ask", "--demo", "--image", "missing.png", "hi"],
        ["ask", "--demo", "--save-images", "home/../file", "hi"],
        ["ask", "--base-url", "http://127.0.0.1:9", "hi"],
        ["ask", "--demo", ""],
        ["ask", "--demo", " \n"],
        ["--theme", "pink"],
    ],
)
def test_wrong_usage(shell: Shell, arguments: list[str]) -> None:
    (shell.folder / "file").write_text("not a folder")
    done = shell.run(*arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_not_an_image(shell: Shell) -> None:
    (shell.folder / "a.png").write_text("text")
    assert shell.run("ask", "--demo", "--image", "a.png", "hi").returncode == 2


def test_interrupt_keeps_the_partial_text(shell: Shell) -> None:
    process = shell.start("ask", "--demo", "--model", "demo/slow-writer", "write 5 KB")
    begun = process.stdout.read(12)
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert (begun + rest).startswith(b"# ")
    assert (begun + rest).endswith(b"\n")
    assert process.returncode == 130
    assert b"Traceback" not in errors


def test_interrupt_prints_the_object(shell: Shell, gateway: DemoGateway) -> None:
    body = (SAMPLES / "03-newapi-gemini-image-stream.sse").read_bytes()
    gateway.replay("stalls", body, stall_after_bytes=body.index(b"Enjoy") - 400)
    process = shell.start(
        "ask", "--json", "--save-images", "out", "--base-url", gateway.base_url,
        "--model", "stalls", "x",
    )  # fmt: skip
    saved = process.stderr.readline().strip()  # the image came, then silence
    assert saved.startswith(b"out/")
    process.send_signal(signal.SIGINT)
    printed, errors = process.communicate(timeout=60)
    found = json.loads(printed)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert found["text"] == "Here is your skyline:"
    assert found["images"][0]["path"] == saved.decode()
    assert not found["complete"]
    assert found["error"]["kind"] == "interrupted"
    assert gateway.requests[-1].ended.wait(60)


@pytest.mark.parametrize("command", ["ask", "models"])
def test_interrupt_while_modules_are_loaded_is_silent(shell: Shell, command: str) -> None:
    code = (
        "import os, signal, sys; from studio import cli, command_line;"
        "command_line.run = lambda wanted: os.kill(os.getpid(), signal.SIGINT);"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, command, "--demo", *(["hi"] if command == "ask" else [])],
        env=shell.environment,
        cwd=shell.folder,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_no_standard_input_to_read_from(shell: Shell) -> None:
    command = ["sh", "-c", 'exec "$@" <&-', "sh", *shell.command("ask", "--demo", "-")]
    done = subprocess.run(
        command, env=shell.environment, cwd=shell.folder, capture_output=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"dgrid-studio: error: there is no standard input")


def test_an_answer_does_not_command_the_terminal(shell: Shell, gateway: DemoGateway) -> None:
    said = "one\ttwo\x1b]0;mine\x07\x9b31m\rgone\nend"
    chunk = {"choices": [{"index": 0, "delta": {"content": said}, "finish_reason": "stop"}]}
    gateway.replay("escapes", f"data: {json.dumps(chunk)}\n\n".encode())
    arguments = ("ask", "--base-url", gateway.base_url, "--model", "escapes", "x")
    plain = shell.run(*arguments).stdout  # as it came, for programs (text mode: any line end)
    assert plain == said.replace("\r", "\n") + "\n"
    ours, theirs = os.openpty()
    with subprocess.Popen(
        shell.command(*arguments), cwd=shell.folder, env=shell.environment, stdout=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        while not shown.endswith(b"end\r\n"):
            shown += os.read(ours, 1000)
        assert process.wait(60) == 0
    os.close(ours)
    assert shown.decode() == "one\ttwo\u241b]0;mine\u2407\ufffd31mgone\r\nend\r\n"


def test_a_reader_that_leaves_is_no_disaster(shell: Shell, gateway: DemoGateway) -> None:
    arguments = ["ask", "--base-url", gateway.base_url, "--model", "bench/2mb-d64", "x"]
    process = shell.start(*arguments)
    assert process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


def test_models(shell: Shell, gateway: DemoGateway) -> None:
    done = shell.run("models", "--demo")
    assert done.returncode == 0
    assert done.stdout.split("\n")[0] == "demo/fast-writer"
    done = shell.run("models", "--json", "--base-url", gateway.base_url)
    found = json.loads(done.stdout)
    assert found["error"] is None
    painter = next(m for m in found["models"] if m["id"] == "demo/painter")
    assert list(painter) == [
        "id", "owned_by", "endpoint_types", "context_tokens", "draws_images", "sees_images",
        "price_prompt_usd_per_token", "price_completion_usd_per_token",
    ]  # fmt: skip
    assert painter["draws_images"] is True
    assert painter["endpoint_types"] == ["openai", "image-generation"]
    bad = shell.run(
        "models", "--json", "--base-url", gateway.base_url, env={"DGRID_API_KEY": "sk-bad"}
    )
    assert bad.returncode == 1
    assert json.loads(bad.stdout)["error"]["kind"] == "authentication_failed"


def test_key_and_model_of_the_default_connection(shell: Shell, gateway: DemoGateway) -> None:
    (shell.folder / "kept_keys.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class Keys(KeyringBackend):\n"
        "    priority = 5\n"
        "    def get_password(self, service, name):\n"
        "        return 'sk-kept' if (service, name) == ('dgrid-studio', 'mine') else None\n"
        "    def set_password(self, service, name, key): raise AssertionError\n"
        "    def delete_password(self, service, name): raise AssertionError\n"
    )
    from studio.core.ids import ConnectionId
    from studio.core.requests import Connection
    from studio.storage.settings import Settings
    from studio.storage.settings_file import save_settings

    mine = Connection(ConnectionId("mine"), "Mine", gateway.base_url)
    settings = Settings(
        default_connection_id=mine.id, default_model_id="demo/fast-writer", connections=(mine,)
    )
    save_settings(shell.data / "settings.toml", settings)
    before = sorted(shell.data.rglob("*"))
    done = shell.run("ask", "hello", env={"PYTHON_KEYRING_BACKEND": "kept_keys.Keys"})
    assert done.returncode == 0, done.stderr
    assert gateway.requests[-1].headers["authorization"] == "Bearer sk-kept"
    assert gateway.requests[-1].json["model"] == "demo/fast-writer"
    assert sorted(shell.data.rglob("*")) == before
    locked = shell.run("ask", "hello")
    assert locked.returncode == 4
    assert "keychain" in locked.stderr


def test_version_and_help_at_once_and_without_qt(shell: Shell) -> None:
    done = shell.run("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("DGrid Studio ")
    for arguments in (["--help"], ["ask", "--help"], ["models", "--help"]):
        done = shell.run(*arguments)
        assert done.returncode == 0
        assert "--base-url" in done.stdout
    heavy = "{m.split('.')[0] for m in sys.modules} & {'PySide6', 'httpx', 'PIL', 'asyncio'}"
    code = f"import sys; from studio.cli import main; main(['--version']); assert not {heavy}"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True)


def test_ask_never_loads_qt(shell: Shell) -> None:
    code = (
        "import sys; from studio.cli import main;"
        "status = main(['ask', '--demo', '--json', 'hello']);"
        "bad = [m for m in sys.modules if m.startswith(('PySide6', 'shiboken6', 'qasync'))];"
        "assert status == 0 and not bad, (status, bad)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=shell.environment,
        cwd=shell.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
