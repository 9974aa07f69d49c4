"""Which key a request gets, and how often a keychain is asked for it."""

from pathlib import Path

import pytest

from studio.core.errors import SecretsUnavailable
from studio.core.ids import ConnectionId
from studio.services.keys import KeyRing
from tests.services.conftest import Bench


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
