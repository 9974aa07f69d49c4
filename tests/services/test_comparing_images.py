"""Comparing models that draw: how many images, over which way of the wire, and the tree of them."""

import asyncio

import pytest
from msgspec.structs import replace

from studio.core.comparing import ColumnSetup, ComparedColumn, replies_of
from studio.core.errors import ServerFailed
from studio.core.events import Finished, ImageReceived, TextDelta
from studio.core.ids import ConversationId
from studio.core.making import Way
from studio.core.messages import Message, MessageState
from studio.core.models import ModelInfo
from studio.core.parts import BlobRef, ImageOrigin, ImagePart
from studio.core.requests import ChatRequest, ImageRequest
from studio.services.clock import SystemClock
from studio.services.comparing import Comparing, make_comparing
from studio.services.exporting_answers.collecting import exported_comparison
from tests.services.conftest import Bench
from tests.services.fakes import Hold, Step, until

TALKS = ModelInfo("x/flash-image", endpoint_types=("openai",), draws_images=True)
BOTH = ModelInfo("x/gpt-image-1", endpoint_types=("image-generation", "openai"), draws_images=True)
ALONE = ModelInfo("x/dall-e-3", endpoint_types=("image-generation",), draws_images=True)
WRITES = ModelInfo("x/writer", endpoint_types=("openai",))


def image(number: int) -> list[Step]:
    blob = BlobRef(f"{number:064x}", "image/png", 10, 64, 48)
    return [(ImageReceived(0, blob, ImageOrigin.PART, ""),), (Finished(0, "stop"),)]


def setup(model: ModelInfo, **parameters: object) -> ColumnSetup:
    return ColumnSetup(model.id, parameters=parameters)


@pytest.fixture
async def comparing(bench: Bench) -> Comparing:
    made = bench.connections.add("other", "Test", "http://127.0.0.1:9/v1")
    made = replace(made, needs_key=False)
    bench.connections.update(made)
    await bench.conversations.load()
    bench.gateway.listed = (TALKS, BOTH, ALONE, WRITES)
    bench.catalogue.refresh(made.id)
    await until(lambda: bench.catalogue.models(made.id))
    services = make_comparing(
        bench.conversations, bench.runs, bench.connections, bench.catalogue, bench.preferences,
        bench.database, bench.scope, SystemClock(),
    )  # fmt: skip
    await until(lambda: services.store.is_loaded)
    return services


def rounds(bench: Bench, comparing: Comparing, cid: str) -> list[tuple[Message, ...]]:
    comparison, tree = comparing.store.get(cid), bench.conversations.tree(cid)
    assert comparison is not None
    assert tree is not None
    return [replies_of(tree, column) for column in comparison.columns]


def first_column(comparing: Comparing, cid: str) -> ComparedColumn:
    comparison = comparing.store.get(cid)
    assert comparison is not None
    return comparison.columns[0]


async def asked(
    bench: Bench, comparing: Comparing, *setups: ColumnSetup, scripts: list[list[Step]]
) -> str:
    bench.gateway.scripts = scripts
    cid = comparing.runner.begin(setups, "A lighthouse")
    await until(lambda: not comparing.runner.is_running(cid))
    return cid


async def test_a_chat_model_is_asked_once_for_each_image_and_the_replies_are_siblings(
    bench: Bench, comparing: Comparing
) -> None:
    column = setup(TALKS, n=3, seed=7, aspect_ratio="3:2")
    cid = await asked(bench, comparing, column, scripts=[image(n) for n in range(3)])
    (replies,) = rounds(bench, comparing, cid)
    tree = bench.conversations.tree(cid)
    assert tree is not None
    (question,) = tree.children(None)
    assert tuple(each.id for each in replies) == tuple(tree.children(question))
    assert first_column(comparing, cid).leaf_id == replies[0].id
    requests = bench.gateway.requests
    assert all(isinstance(each, ChatRequest) for each in requests)
    assert [each.parameters.n for each in requests] == [None] * 3
    assert [each.parameters.seed for each in requests] == [7, 8, 9]
    assert {each.parameters.aspect_ratio for each in requests} == {"3:2"}


async def test_the_images_endpoint_takes_the_number_and_streams_as_the_image_prompt_does(
    bench: Bench, comparing: Comparing
) -> None:
    column = setup(BOTH, n=2, image_size="2K", quality="high", seed=7)
    cid = await asked(bench, comparing, column, scripts=[image(1)])
    (request,) = bench.gateway.requests
    assert isinstance(request, ImageRequest)
    assert (request.n, request.quality, request.prompt) == (2, "high", "A lighthouse")
    assert request.partial_images == 2
    assert request.size is None  # gpt-image has fixed sizes, and takes no seed
    assert request.parameters.seed is None
    assert [len(each) for each in rounds(bench, comparing, cid)] == [1]


async def test_a_model_of_one_image_at_a_time_is_asked_as_often_as_wanted(
    bench: Bench, comparing: Comparing
) -> None:
    cid = await asked(bench, comparing, setup(ALONE, n=2), scripts=[image(1), image(2)])
    assert [type(each) for each in bench.gateway.requests] == [ImageRequest] * 2
    assert [each.n for each in bench.gateway.requests if isinstance(each, ImageRequest)] == [
        None,
        None,
    ]
    assert [len(each) for each in rounds(bench, comparing, cid)] == [2]


async def test_a_model_that_writes_is_asked_once(bench: Bench, comparing: Comparing) -> None:
    text: list[Step] = [(TextDelta(0, "Words"),), (Finished(0, "stop"),)]
    await asked(bench, comparing, setup(WRITES, n=4), scripts=[text])
    assert len(bench.gateway.requests) == 1
    assert bench.gateway.requests[0].parameters.n is None


async def test_a_model_of_both_ways_goes_on_by_chat_unless_a_person_chose(
    bench: Bench, comparing: Comparing
) -> None:
    chosen = replace(setup(BOTH), way=Way.CHAT.value)
    cid = await asked(bench, comparing, setup(BOTH), chosen, scripts=[image(1), image(2)])
    assert sorted(type(each).__name__ for each in bench.gateway.requests) == [
        "ChatRequest",
        "ImageRequest",
    ]
    bench.gateway.scripts = [image(3), image(4)]
    comparing.runner.send(cid, "Make the sky red")
    await until(lambda: not comparing.runner.is_running(cid))
    assert [type(each) for each in bench.gateway.requests[2:]] == [ChatRequest] * 2


async def test_one_of_several_images_is_asked_for_again_and_the_others_stay(
    bench: Bench, comparing: Comparing
) -> None:
    failing: list[Step] = [ServerFailed("no", status=500)]
    scripts = [image(1), failing, image(3)]
    cid = await asked(bench, comparing, setup(TALKS, n=3, seed=5), scripts=scripts)
    (before,) = rounds(bench, comparing, cid)
    assert [each.state for each in before] == [
        MessageState.COMPLETE, MessageState.FAILED, MessageState.COMPLETE,
    ]  # fmt: skip
    bench.gateway.scripts = [image(2)]
    comparing.runner.retry_all(cid, failed_only=True)
    await until(lambda: not comparing.runner.is_running(cid))
    (after,) = rounds(bench, comparing, cid)
    assert (after[0], after[2]) == (before[0], before[2])
    assert any(isinstance(part, ImagePart) for part in after[1].parts)
    assert bench.gateway.requests[-1].parameters.seed == 6
    tree = bench.conversations.tree(cid)
    assert tree is not None
    assert before[1].id in tree  # nothing is overwritten


async def test_the_round_is_kept_on_disk_and_stays_while_its_images_are_looked_at(
    bench: Bench, comparing: Comparing
) -> None:
    cid = await asked(bench, comparing, setup(TALKS, n=2), scripts=[image(1), image(2)])
    column = first_column(comparing, cid)
    comparing.runner.show_leaf(cid, column.id, column.replies[1])
    assert first_column(comparing, cid).replies == column.replies
    bench.gateway.scripts = [image(3), image(4)]
    comparing.runner.retry(cid, column.id)
    await until(lambda: not comparing.runner.is_running(cid))
    assert not set(first_column(comparing, cid).replies) & set(column.replies)
    comparing.runner.show_leaf(cid, column.id, column.replies[0])
    assert first_column(comparing, cid).replies == ()
    comparing.runner.show_as(cid, "texts")
    await bench.conversations.flush()
    kept = await asyncio.wrap_future(bench.database.submit(lambda library: library.comparing.all()))
    assert kept[0].shows == "texts"
    assert kept[0].columns == comparing.store.get(cid).columns  # type: ignore[union-attr]


async def test_a_column_stands_for_an_image_that_came_when_its_first_one_failed(
    bench: Bench, comparing: Comparing
) -> None:
    late = Hold()
    failing: list[Step] = [late, ServerFailed("no", status=500)]
    bench.gateway.scripts = [failing, image(2)]
    cid = comparing.runner.begin((setup(TALKS, n=2),), "A lighthouse")
    await until(lambda: rounds(bench, comparing, cid)[0][1].state is MessageState.COMPLETE)
    late.go()
    await until(lambda: not comparing.runner.is_running(cid))
    (replies,) = rounds(bench, comparing, cid)
    assert replies[0].state is MessageState.FAILED
    column = first_column(comparing, cid)
    assert column.leaf_id == replies[1].id
    assert column.replies == tuple(each.id for each in replies)


async def test_all_images_of_a_round_are_exported(bench: Bench, comparing: Comparing) -> None:
    cid = await asked(
        bench, comparing, setup(TALKS, n=2), setup(ALONE), scripts=[image(n) for n in (1, 2, 3)]
    )
    conversation, tree = bench.conversations.get(ConversationId(cid)), bench.conversations.tree(cid)
    comparison = comparing.store.get(cid)
    assert conversation is not None
    assert tree is not None
    assert comparison is not None
    (turn,) = exported_comparison(conversation, comparison, tree, [TALKS, ALONE]).turns
    assert [(each.name, len(each.images)) for each in turn.answers] == [
        (TALKS.id, 1), (TALKS.id, 1), (ALONE.id, 1),
    ]  # fmt: skip
