"""API keys: in the system keychain, or for the session; in no file, log, title or argument."""

import base64
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.demo.catalogue import MODEL_IDS
from studio.demo.server import DemoGateway
from tests.e2e.conftest import Start
from tests.e2e.desktop import Desktop, wait_for
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e

READ_KEYS = """
import secretstorage
with secretstorage.dbus_init() as bus:
    for item in secretstorage.search_items(bus, {"service": "dgrid-studio"}):
        print(item.get_secret().decode())
"""
FORGET_KEYS = READ_KEYS.replace("print(item.get_secret().decode())", "item.delete()")


def new_key() -> str:
    return f"sk-e2e-{secrets.token_urlsafe(24)}"


def keys_in_keychain(desktop: Desktop) -> list[str]:
    """What the Secret Service of the desktop keeps for the studio, asked by another program."""
    return run_python(desktop, READ_KEYS).split()


def run_python(desktop: Desktop, code: str) -> str:
    """What a program prints that runs on the desktop."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=desktop.env, capture_output=True, text=True, check=True)
    return done.stdout


def spellings(key: str) -> Iterator[bytes]:
    """The key as it may lie in a file."""
    yield key.encode()
    yield key.encode("utf-16-le")
    yield key.encode().hex().encode()
    for shift in range(3):
        coded = base64.b64encode(b"x" * shift + key.encode())
        yield coded[4 if shift else 0 : -4]


def places_of(key: str, person: Person) -> list[str]:
    """Every file, argument, title and output that holds the key."""
    found = []
    for folder in (person.data, person.desktop.home):
        for path in folder.rglob("*"):
            try:
                data = path.read_bytes() if path.is_file() else b""
            except FileNotFoundError:
                continue  # it was there for a moment, as files that are being written are
            if any(each in data for each in spellings(key)):
                found.append(str(path))
    if key in person.printed():
        found.append("output")
    if person.process.poll() is None:
        process = Path(f"/proc/{person.pid}")
        for name in ("cmdline", "environ"):
            if key.encode() in (process / name).read_bytes():
                found.append(name)
        if key in person.title():
            found.append("title")
        if any(key in line for line in person.ask("tree", showing=False)):
            found.append("the screen")
    return found


def add_gateway(person: Person, base_url: str) -> None:
    """Settings, Connections, a new connection with this address."""
    person.go("Settings")
    person.press("Add connection")
    person.choose("Other gateway")
    person.wait("Base URL", role="text", focused=True)
    person.fill("Base URL", base_url)


def bearers(gateway: DemoGateway, path: str) -> list[str]:
    return [r.headers.get("authorization", "") for r in gateway.requests if r.path == path]


@pytest.fixture
def key(desktop: Desktop) -> Iterator[str]:
    made = new_key()
    yield made
    run_python(desktop, FORGET_KEYS)


def test_a_key_is_tested_kept_in_the_keychain_and_used(
    start: Start, gateway: DemoGateway, desktop: Desktop, key: str
) -> None:
    person = start()
    add_gateway(person, gateway.base_url)
    assert "Not tested yet" in person.wait("Connection status")["description"]
    person.fill("API key", key, role="password text")
    person.press("Test connection")
    status = person.wait("Connection status", description="Connected")
    assert f"{len(MODEL_IDS)} models" in status["description"]
    assert key in keys_in_keychain(desktop)
    assert bearers(gateway, "/v1/models")[-1] == f"Bearer {key}"
    person.wait("API key", role="password text", has_text="")

    person.go("Chat")
    person.use_model("demo/fast-writer")
    person.say("Hello")
    person.answer()
    assert bearers(gateway, "/v1/chat/completions") == [f"Bearer {key}"]
    assert places_of(key, person) == []
    person.quit()
    assert places_of(key, person) == []

    again = start()
    again.answer()
    again.say("Hello again")
    again.answer(number=2)
    assert bearers(gateway, "/v1/chat/completions") == [f"Bearer {key}"] * 2
    assert places_of(key, again) == []


def test_a_wrong_key_is_an_error_with_one_way_out(
    start: Start, gateway: DemoGateway, key: str
) -> None:
    person = start()
    add_gateway(person, gateway.base_url)
    person.fill("API key", "sk-bad", role="password text")
    person.press("Test connection")
    status = person.wait("Connection status", description="not accepted")
    assert "401" in status["description"]
    assert "Invalid token" in status["description"]

    person.go("Chat")
    person.use_model("demo/fast-writer")
    person.say("Hello")
    failed = person.answer(state="Failed")
    assert "The API key was not accepted" in failed.text
    assert "Open connections" in failed.names()
    assert "Retry" not in failed.names()
    person.press_in("demo/fast-writer", "Open connections")
    person.fill("API key", key, role="password text")
    person.press("Test connection")
    person.wait("Connection status", description="Connected")
    person.go("Chat")
    person.keys("ctrl+r")
    person.answer()
    assert bearers(gateway, "/v1/chat/completions")[-1] == f"Bearer {key}"


def test_without_a_keychain_the_session_is_offered_and_nothing_is_written(
    start: Start, gateway: DemoGateway, desktop_without_keychain: Desktop
) -> None:
    key = new_key()
    person = start(on=desktop_without_keychain)
    add_gateway(person, gateway.base_url)
    person.fill("API key", key, role="password text")
    assert not person.sees("Keep for this session only")
    person.press("Save")
    person.wait("No system keychain was found. The key was not kept.", role="label")
    assert places_of(key, person) == []
    person.press("Keep for this session only")
    person.wait("Connection status", description="Connected")
    assert bearers(gateway, "/v1/models")[-1] == f"Bearer {key}"
    person.go("Chat")
    person.use_model("demo/fast-writer")
    person.say("Hello")
    person.answer()
    assert bearers(gateway, "/v1/chat/completions") == [f"Bearer {key}"]
    assert places_of(key, person) == []
    person.quit()
    assert places_of(key, person) == []

    again = start(on=desktop_without_keychain)
    again.say("Hello again")
    failed = again.answer(number=2, state="Failed")
    assert "keychain" in failed.text
    wait_for(lambda: "Open connections" in again.last().names(), what="the way out")
