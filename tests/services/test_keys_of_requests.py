"""Which key a request gets, and how often a keychain is asked for it."""

import asyncio
import threading
from pathlib import Path

import pytest

from studio.core.errors import SecretsUnavailable
from studio.core.ids import ConnectionId
from studio.services.keys import KeyRing
from studio.storage.secrets import MemorySecretStore
from tests.services.conftest import Bench
from tests.services.fakes import until
from tests.waiting import WAIT_S


class DeadKeychain:
    """A keychain that does not answer."""

    def __init__(self) -> None:
        self.asked = 0

    def get(self, connection_id: ConnectionId) -> str | None:
        self.asked += 1
        raise SecretsUnavailable("no keychain", code="no_keychain")

    def set(self, connection_id: ConnectionId, key: str) -> None:
        raise SecretsUnavailable("no keychain", code="no_keychain")

    def delete(self, connection_id: ConnectionId) -> None:
        raise SecretsUnavailable("no keychain", code="no_keychain")


async def test_a_dead_keychain_matters_only_where_a_key_is_needed(
    bench: Bench, tmp_path: Path
) -> None:
    keychain = DeadKeychain()
    bench.connections._keys = KeyRing(keychain)
    local = bench.connections.add("ollama")
    cloud = bench.connections.add("openai")
    assert await bench.connections.key_for(local) is None
    assert await bench.connections.key_for(local) is None
    assert keychain.asked == 1
    for _ in range(2):
        with pytest.raises(SecretsUnavailable):
            await bench.connections.key_for(cloud)


async def test_an_optional_key_is_sent_once_it_was_set(bench: Bench) -> None:
    local = bench.connections.add("ollama")
    assert await bench.connections.key_for(local) is None
    await bench.connections.set_key(local.id, "sk-local-0123456789")
    assert await bench.connections.key_for(local) == "sk-local-0123456789"
    assert await bench.connections.key_for(local) == "sk-local-0123456789"


class SlowKeychain(MemorySecretStore):
    """A keychain that answers when it may: each question has its own gate."""

    def __init__(self, questions: int) -> None:
        super().__init__()
        self.gates = [threading.Event() for _ in range(questions)]
        self.asked = 0

    def get(self, connection_id: ConnectionId) -> str | None:
        gate = self.gates[self.asked]
        self.asked += 1
        key = super().get(connection_id)
        assert gate.wait(WAIT_S)
        return key


async def test_requests_at_the_same_time_ask_the_keychain_once_and_go_on_in_order() -> None:
    keychain = SlowKeychain(2)
    keychain.set(ConnectionId("x"), "sk-first-0123456789")
    keys = KeyRing(keychain)
    order: list[int] = []

    async def ask(number: int) -> str | None:
        key = await keys.get(ConnectionId("x"))
        order.append(number)
        return key

    asking = [asyncio.ensure_future(ask(number)) for number in range(3)]
    await until(lambda: keychain.asked)
    asking[1].cancel()  # one that is stopped takes the answer from nobody
    for gate in reversed(keychain.gates):
        gate.set()
    assert await asking[0] == await asking[2] == "sk-first-0123456789"
    assert (keychain.asked, order) == (1, [0, 2])
    assert await keys.get(ConnectionId("x")) == "sk-first-0123456789"
    assert keychain.asked == 2  # a later one asks anew: the keychain may have been changed


async def test_a_key_set_while_the_keychain_answers_is_the_one_for_whoever_asks_then() -> None:
    keychain = SlowKeychain(2)
    keychain.set(ConnectionId("x"), "sk-first-0123456789")
    keys = KeyRing(keychain)
    before = asyncio.ensure_future(keys.get(ConnectionId("x")))
    await until(lambda: keychain.asked)
    await keys.set(ConnectionId("x"), "sk-second-0123456789", session_only=False)
    after = asyncio.ensure_future(keys.get(ConnectionId("x")))
    await until(lambda: keychain.asked == 2)
    for gate in keychain.gates:
        gate.set()
    assert await before == "sk-first-0123456789"
    assert await after == "sk-second-0123456789"
