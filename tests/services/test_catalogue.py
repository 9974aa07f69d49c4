"""The list of models: when a gateway is asked for it."""

from msgspec.structs import replace

from studio.core.ids import ConnectionId
from tests.services.conftest import Bench
from tests.services.fakes import Hold, until


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


async def test_a_new_chat_begins_with_the_model_used_last(bench: Bench) -> None:
    made = bench.connections.add("ollama")
    bench.preferences.set(default_model_id="a/one")
    assert bench.catalogue.default_model(made.id) == "a/one"  # all that is known yet
    await bench.catalogue.load(made.id)
    await until(lambda: bench.catalogue.models(made.id) != ())
    assert bench.catalogue.default_model(made.id) == "a/one"
    bench.catalogue.note_used("b/two")
    bench.catalogue.note_used("c/of-another-connection")
    assert bench.catalogue.default_model(made.id) == "b/two"


async def test_a_list_is_asked_for_anew_with_a_new_key_or_address_while_the_old_one_is_awaited(
    bench: Bench,
) -> None:
    made = bench.connections.add("dgrid")
    for key in ("sk-first-1111", "sk-second-2222"):
        bench.gateway.list_holds.append(Hold())
        await bench.connections.set_key(made.id, key, session_only=True)
        bench.catalogue.refresh(made.id)
        await until(lambda key=key: bench.gateway.keys[-1:] == [key])
    bench.catalogue.refresh(made.id)  # that is what is asked already
    assert len(bench.gateway.keys) == 2
    bench.connections.update(replace(made, base_url="https://other.example/v1"))
    bench.catalogue.refresh(made.id)
    await until(lambda: bench.connections.status(made.id).state == "ok")
    assert len(bench.gateway.keys) == 3
    assert not bench.catalogue.is_refreshing(made.id)
    assert bench.catalogue.models(made.id) == bench.gateway.listed
