"""Making images: the queue over a scripted gateway, and over the demo's real HTTP."""

import io
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image
from PySide6.QtCore import QCoreApplication

from studio.core.errors import Failure, TimedOut
from studio.core.events import Finished, ImageReceived, TextDelta, UsageReported
from studio.core.making import MASK_NAME, ImageOrder, Way, is_making
from studio.core.messages import Attachment, MessageState, Usage
from studio.core.models import ModelInfo
from studio.core.parts import BlobRef, FilePart, ImageOrigin, ImagePart
from studio.core.requests import ChatRequest, ImageRequest
from studio.demo import DemoGateway
from studio.gateway.client import HttpGateway
from studio.services.clock import SystemClock
from studio.services.late_making import LateMaking
from studio.services.making import MakingService
from studio.services.making_jobs import JobState
from studio.services.network import NetworkThread
from studio.storage.blobs import BlobStore
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import Hold, until

BLOB = BlobRef("a" * 64, "image/png", 9, 3, 3)


def late(bench: Bench) -> MakingService:
    return LateMaking(
        conversations=bench.conversations, runs=bench.runs, connections=bench.connections,
        catalogue=bench.catalogue, database=bench.database, scope=bench.scope,
        clock=SystemClock(),
    ).get()  # fmt: skip


def image(blob: BlobRef = BLOB, *, partial: bool = False) -> ImageReceived:
    return ImageReceived(0, blob, ImageOrigin.ENDPOINT, partial=partial)


@pytest.fixture
async def making(bench: Bench) -> MakingService:
    bench.gateway.listed = (
        ModelInfo("x/text", endpoint_types=("openai",)),
        ModelInfo("x/paints", endpoint_types=("openai",), draws_images=True),
        ModelInfo("gpt-image-1", endpoint_types=("image-generation",), draws_images=True),
    )
    made = bench.connections.add("other", "Test", "http://127.0.0.1:9/v1")
    bench.connections.update(replace(made, needs_key=False))
    await bench.catalogue.load(made.id)
    await until(lambda: bench.catalogue.models(made.id))
    await bench.conversations.load()
    return late(bench)


async def test_an_order_is_asked_for_and_kept(bench: Bench, making: MakingService) -> None:
    bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]]
    seen: list[str] = []
    making.job_added.connect(seen.append)
    batch = making.make(ImageOrder("a fox", "gpt-image-1", aspect="16:9", versions=2))
    await until(lambda: making.jobs() and making.jobs()[0].is_over)
    (job,) = making.jobs()
    assert seen == [job.id]
    assert (job.state, job.batch, [p.blob for p in job.pictures]) == (JobState.DONE, batch, [BLOB])
    (request,) = bench.gateway.requests
    assert isinstance(request, ImageRequest)
    assert (request.prompt, request.n, request.stream, request.partial_images) == (
        "a fox", 2, True, 2,
    )  # fmt: skip
    assert request.parameters.aspect_ratio == "16:9"
    (conversation,) = bench.conversations.all()
    assert is_making(conversation.id)
    assert not conversation.unread
    tree = bench.conversations.tree(conversation.id)
    assert tree is not None
    question, reply = tree.path()
    assert (question.text, reply.id, reply.parameters["aspect_ratio"]) == (
        "a fox", job.message_id, "16:9",
    )  # fmt: skip
    assert making.history.prompts == ("a fox",)


async def test_a_chat_model_gets_one_request_per_version(
    bench: Bench, making: MakingService
) -> None:
    bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]] * 3
    making.make(ImageOrder("a fox", "x/paints", versions=3, size="2K", aspect="3:2"))
    await until(lambda: len(making.jobs()) == 3 and all(job.is_over for job in making.jobs()))
    for request in bench.gateway.requests:
        assert isinstance(request, ChatRequest)
        assert [message.text for message in request.history] == ["a fox"]
        assert (request.parameters.aspect_ratio, request.parameters.image_size) == ("3:2", "2K")
        assert request.parameters.n is None
    (conversation,) = bench.conversations.all()
    tree = bench.conversations.tree(conversation.id)
    assert tree is not None
    assert len(tree) == 4  # one question, three replies
    assert making.model_for_drawing(bench.connections.all()[0].id) == "x/paints"


async def test_variables_make_a_batch(bench: Bench, making: MakingService) -> None:
    bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]] * 4
    done: list[str] = []
    making.batch_finished.connect(done.append)
    batch = making.make(ImageOrder("a {red|blue} {fox|owl}", "x/paints"))
    await until(lambda: done == [batch])
    texts = sorted(job.order.prompt for job in making.jobs())
    assert texts == ["a blue fox", "a blue owl", "a red fox", "a red owl"]
    assert making.history.prompts == ("a {red|blue} {fox|owl}",)


async def test_a_connection_gets_three_requests_at_a_time(
    bench: Bench, making: MakingService
) -> None:
    holds = [Hold() for _ in range(5)]
    bench.gateway.scripts = [[hold, (image(),), (Finished(0, "stop"),)] for hold in holds]
    making.make(ImageOrder("a fox", "x/paints", versions=5))
    await until(lambda: sum(hold.reached for hold in holds) == 3)
    states = [job.state for job in making.jobs()]
    assert states == [JobState.RUNNING] * 3 + [JobState.WAITING] * 2
    making.stop(making.jobs()[4].id)  # one that waits
    making.stop(making.jobs()[0].id)  # one that runs: the next begins
    await until(lambda: sum(hold.reached for hold in holds) == 4)
    for hold in holds:
        hold.go()
    await until(lambda: all(job.is_over for job in making.jobs()))
    states = [job.state for job in making.jobs()]
    done, stopped = JobState.DONE, JobState.STOPPED
    assert states == [stopped, done, done, done, stopped]
    tree = bench.conversations.tree(making.jobs()[4].conversation_id)
    assert tree is not None
    assert tree[making.jobs()[4].message_id].state is MessageState.STOPPED


async def test_partial_images_are_shown_and_replaced(bench: Bench, making: MakingService) -> None:
    rough, hold = replace(BLOB, sha256="b" * 64), Hold()
    bench.gateway.scripts = [[(image(rough, partial=True),), hold, (image(),)]]
    making.make(ImageOrder("a fox", "x/paints"))
    await until(lambda: making.jobs() and making.jobs()[0].pictures)
    (job,) = making.jobs()
    assert (job.pictures[0].blob, job.pictures[0].draft) == (rough, True)
    assert making.elapsed_s(job.id) > 0
    hold.go()
    await until(lambda: making.jobs()[0].is_over)
    assert [(p.blob, p.draft) for p in making.jobs()[0].pictures] == [(BLOB, False)]


async def test_a_failure_is_told_and_tried_again(bench: Bench, making: MakingService) -> None:
    bench.gateway.scripts = [
        [TimedOut("nothing came", code="silence_timeout", maybe_charged=True)],
        [(image(),), (Finished(0, "stop"),)],
    ]
    making.make(ImageOrder("a fox", "x/paints"))
    await until(lambda: making.jobs() and making.jobs()[0].is_over)
    (job,) = making.jobs()
    assert job.state is JobState.FAILED
    assert isinstance(job.failure, Failure)
    assert job.failure.maybe_charged
    making.retry(job.id)
    await until(lambda: making.jobs()[0].state is JobState.DONE)
    tree = bench.conversations.tree(job.conversation_id)
    assert tree is not None
    assert tree[job.message_id].state is MessageState.FAILED  # the first try is kept
    assert len(tree) == 3


async def test_words_instead_of_an_image_are_a_failure(bench: Bench, making: MakingService) -> None:
    bench.gateway.scripts = [[(TextDelta(0, "I can't draw that."),), (Finished(0, "stop"),)]]
    making.make(ImageOrder("a fox", "x/paints"))
    await until(lambda: making.jobs() and making.jobs()[0].is_over)
    failure = making.jobs()[0].failure
    assert failure is not None
    assert (failure.code, failure.message) == ("no_image", "I can't draw that.")
    making.put_away_finished()
    assert making.jobs() == ()


async def test_costs_are_learned_for_the_estimate(bench: Bench, making: MakingService) -> None:
    cid = bench.connections.all()[0].id
    assert making.estimate_usd(cid, "gpt-image-1", 2) is None
    usage = UsageReported(Usage(cost_usd="0.08"))
    bench.gateway.scripts = [[(image(), image(replace(BLOB, sha256="c" * 64)), usage)]]
    making.make(ImageOrder("a fox", "gpt-image-1", versions=2))
    await until(lambda: making.jobs() and making.jobs()[0].is_over)
    assert making.estimate_usd(cid, "gpt-image-1", 3) == Decimal("0.12")


async def test_prompts_are_kept_across_restarts_and_bounded(bench: Bench) -> None:
    history = late(bench).history
    for number in range(120):
        history.add(f"prompt {number}")
    history.add("prompt 50")
    await until(lambda: len(bench.scope) == 0)
    again = late(bench).history
    await until(lambda: again.prompts)
    assert len(again.prompts) == 100
    assert again.prompts[:2] == ("prompt 50", "prompt 119")


async def test_what_was_typed_is_there_after_a_restart(bench: Bench) -> None:
    history = late(bench).history
    history.keep_draft("half a prom")
    await until(lambda: len(bench.scope) == 0)
    again = late(bench).history
    await until(lambda: again.draft == "half a prom")
    again.keep_draft("")
    await until(lambda: len(bench.scope) == 0)
    third = late(bench).history
    await until(lambda: len(bench.scope) == 0)
    assert third.draft == ""


# Over real HTTP


@pytest.fixture
def demo() -> Iterator[DemoGateway]:
    with DemoGateway(pace=0) as running:
        yield running


@pytest.fixture
async def real(
    tmp_path: Path, qapp: QCoreApplication, demo: DemoGateway
) -> AsyncIterator[tuple[Bench, BlobStore, MakingService]]:
    blobs = BlobStore(tmp_path / "images")
    bench = await make_bench(
        tmp_path, NetworkThread(lambda: HttpGateway(blobs, blobs, SystemClock()))
    )
    made = bench.connections.add("other", "Demo", demo.base_url)
    bench.connections.update(replace(made, needs_key=False))
    await bench.catalogue.load(made.id)
    await until(lambda: bench.catalogue.models(made.id))
    await bench.conversations.load()
    yield bench, blobs, late(bench)
    await bench.close()


def png(colour: tuple[int, ...], size: tuple[int, int] = (256, 192)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB" if len(colour) == 3 else "RGBA", size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("way", list(Way))
async def test_both_ways_make_an_image(
    real: tuple[Bench, BlobStore, MakingService], way: Way
) -> None:
    _, blobs, making = real
    making.make(ImageOrder("the sea", "demo/painter", way=way, aspect="16:9", size=""))
    await until(lambda: making.jobs() and making.jobs()[0].is_over)
    (job,) = making.jobs()
    assert job.state is JobState.DONE, job.failure
    (picture,) = job.pictures
    made = Image.open(io.BytesIO(blobs.read(picture.blob)))
    assert abs(made.width / made.height - 16 / 9) < 0.1


async def test_an_edit_with_a_mask_changes_only_what_it_marks(
    real: tuple[Bench, BlobStore, MakingService],
) -> None:
    _, blobs, making = real
    original = blobs.put(png((10, 200, 30)))
    mask = Image.new("RGBA", (256, 192), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (128, 0, 256, 192))
    out = io.BytesIO()
    mask.save(out, "PNG")
    order = ImageOrder(
        "the sea", "demo/painter", way=Way.IMAGES, size="256x192",
        images=(Attachment(original, "green.png"),), mask=blobs.put(out.getvalue()),
    )  # fmt: skip
    making.make(order)
    await until(lambda: making.jobs() and making.jobs()[0].is_over)
    (job,) = making.jobs()
    assert job.state is JobState.DONE, job.failure
    made = Image.open(io.BytesIO(blobs.read(job.pictures[-1].blob))).convert("RGB")
    assert made.getpixel((20, 90)) == (10, 200, 30)
    assert made.getpixel((230, 90)) != (10, 200, 30)


async def test_the_mask_is_kept_with_the_question_but_is_no_image_of_the_gallery(
    real: tuple[Bench, BlobStore, MakingService],
) -> None:
    bench, blobs, making = real
    original, mask = blobs.put(png((10, 200, 30))), blobs.put(png((0, 0, 0, 0)))
    making.make(
        ImageOrder(
            "the sea",
            "demo/painter",
            way=Way.IMAGES,
            images=(Attachment(original, "green.png"),),
            mask=mask,
        )
    )
    await until(lambda: making.jobs() and making.jobs()[0].is_over)
    tree = bench.conversations.tree(making.jobs()[0].conversation_id)
    assert tree is not None
    parts = tree.path()[0].parts
    assert [type(part) for part in parts[:2]] == [ImagePart, FilePart]
    assert isinstance(parts[1], FilePart)
    assert parts[1] == FilePart(mask, MASK_NAME)
