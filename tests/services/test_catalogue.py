"""The list of models: when a gateway is asked for it."""

from studio.core.ids import ConnectionId
from tests.services.conftest import Bench
from tests.services.fakes import until


async def test_a_new_connection_is_not_asked_before_it_has_an_address_and_a_key(
    bench: Bench,
) -> None:
    made = bench.connections.add("other")
    await bench.catalogue.load(made.id)
    assert not bench.catalogue.is_refreshing(made.id)
    assert bench.connections.status(made.id).state == "unknown"

    with_address = bench.connections.add("dgrid")
    await bench.catalogue.load(with_address.id)
    assert not bench.catalogue.is_refreshing(with_address.id)

    await bench.keys.set(ConnectionId(with_address.id), "sk-1", session_only=False)
    await bench.catalogue.load(with_address.id)
    await until(lambda: bench.connections.status(with_address.id).state == "ok")
    assert bench.gateway.listed == bench.catalogue.models(with_address.id)


async def test_a_connection_that_needs_no_key_is_asked_at_once(bench: Bench) -> None:
    made = bench.connections.add("ollama")
    await bench.catalogue.load(made.id)
    await until(lambda: bench.connections.status(made.id).state == "ok")
