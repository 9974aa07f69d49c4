"""What an edit sends: masks, marked copies, crops, borders; byte for byte and over real HTTP."""

import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image
from PySide6.QtCore import QCoreApplication

from studio.core.errors import StorageError
from studio.core.making import ImageOrder, Way, nearest_aspect
from studio.core.messages import Attachment
from studio.core.parts import ImageOrigin, ImagePart
from studio.demo import DemoGateway
from studio.gateway.bodies import chat_body
from studio.gateway.client import HttpGateway
from studio.gateway.image_bodies import edit_form
from studio.gateway.wording import MARKED_AREA
from studio.services.clock import SystemClock
from studio.services.image_editing import ImageEditing
from studio.services.image_pixels import (
    Box,
    box_for_aspect,
    cropped,
    marked_copy,
    mask_png,
    padded,
)
from studio.services.images import ImageLibrary
from studio.services.late_making import LateMaking
from studio.services.making import MakingService
from studio.services.making_jobs import JobState
from studio.services.network import NetworkThread
from studio.storage.blobs import BlobStore
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import until

SIZE = (64, 48)


def png(colour: tuple[int, ...], size: tuple[int, int] = SIZE) -> bytes:
    out = io.BytesIO()
    Image.new("RGB" if len(colour) == 3 else "RGBA", size, colour).save(out, "PNG")
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def right_half() -> bytes:
    return (bytes(SIZE[0] // 2) + b"\xff" * (SIZE[0] // 2)) * SIZE[1]


# Pixels


def test_the_mask_is_transparent_where_to_change() -> None:
    mask = opened(mask_png(right_half(), *SIZE))
    assert (mask.mode, mask.size, mask.format) == ("RGBA", SIZE, "PNG")
    assert mask.getpixel((5, 5)) == (0, 0, 0, 255)
    assert mask.getpixel((60, 5)) == (0, 0, 0, 0)


def test_the_marked_copy_covers_what_is_to_change() -> None:
    copy = opened(marked_copy(png((10, 200, 30)), right_half(), *SIZE)).convert("RGB")
    inside, outside = copy.getpixel((56, 20)), copy.getpixel((8, 20))
    assert isinstance(inside, tuple)
    assert isinstance(outside, tuple)
    assert inside[0] > 230
    assert inside[1] < 30
    assert abs(outside[1] - 200) < 12


def test_a_crop_has_the_same_pixels_and_stays_inside() -> None:
    source = Image.new("RGB", SIZE, (1, 2, 3))
    source.putpixel((10, 10), (200, 100, 50))
    out = io.BytesIO()
    source.save(out, "PNG")
    part = opened(cropped(out.getvalue(), Box(8, 8, 900, 900)))
    assert part.size == (56, 40)
    assert part.getpixel((2, 2)) == (200, 100, 50)
    with pytest.raises(StorageError) as caught:
        cropped(out.getvalue(), Box(900, 0, 950, 10))
    assert caught.value.code == "empty"


def test_an_extended_image_has_a_transparent_border() -> None:
    box = box_for_aspect(*SIZE, 1.0, pad=True)
    assert box == Box(0, -8, 64, 56)
    wide = opened(padded(png((9, 9, 9)), box))
    assert (wide.size, wide.mode) == ((64, 64), "RGBA")
    assert wide.getpixel((5, 3)) == (0, 0, 0, 0)
    assert wide.getpixel((5, 30)) == (9, 9, 9, 255)


def test_boxes_of_an_aspect_are_cut_or_put_on() -> None:
    assert box_for_aspect(100, 50, 1.0, pad=False) == Box(25, 0, 75, 50)
    assert box_for_aspect(100, 50, 1.0, pad=True) == Box(0, -25, 100, 75)
    assert box_for_aspect(50, 100, 2.0, pad=True) == Box(-75, 0, 125, 100)


@pytest.mark.parametrize("data", [b"", b"no image", png((1, 2, 3))[:60]])
def test_damaged_images_are_refused_clearly(data: bytes) -> None:
    with pytest.raises(StorageError) as caught:
        cropped(data, Box(0, 0, 4, 4))
    assert caught.value.code == "unreadable"


def test_surfaces_over_the_limit_are_refused() -> None:
    with pytest.raises(StorageError) as caught:
        padded(png((1, 2, 3)), Box(0, 0, 30_000, 30_000))
    assert caught.value.code == "too_many_pixels"


def test_the_nearest_aspect() -> None:
    assert nearest_aspect(1280, 720) == "16:9"
    assert nearest_aspect(1000, 1040) == "1:1"
    assert nearest_aspect(1000, 300) == ""


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
    network = NetworkThread(lambda: HttpGateway(blobs, blobs, SystemClock()))
    bench = await make_bench(tmp_path, network)
    made = bench.connections.add("other", "Demo", demo.base_url)
    bench.connections.update(replace(made, needs_key=False))
    await bench.catalogue.load(made.id)
    await until(lambda: bench.catalogue.models(made.id))
    await bench.conversations.load()
    making = LateMaking(
        conversations=bench.conversations, runs=bench.runs, connections=bench.connections,
        catalogue=bench.catalogue, database=bench.database, scope=bench.scope,
        clock=SystemClock(),
    ).get()  # fmt: skip
    yield bench, blobs, making
    await bench.close()


@pytest.mark.parametrize("way", list(Way))
async def test_an_edit_goes_either_way(
    real: tuple[Bench, BlobStore, MakingService], way: Way
) -> None:
    _, blobs, making = real
    editing = ImageEditing(making=making, images=ImageLibrary(blobs))
    original = Attachment(blobs.put(png((10, 200, 30))), "green.png")
    order = ImageOrder("the sea", "demo/painter", way=way, versions=2)
    batch = await editing.apply(order, original, right_half(), SIZE)
    await until(lambda: making.batch(batch) and all(job.is_over for job in making.batch(batch)))
    jobs = making.batch(batch)
    assert [job.state for job in jobs] == [JobState.DONE] * len(jobs)
    assert sum(len(job.pictures) for job in jobs) == 2
    assert {job.order.aspect for job in jobs} == {"4:3"}
    if way is Way.IMAGES:
        made = opened(blobs.read(jobs[0].pictures[0].blob)).convert("RGB")
        assert made.getpixel((10, 10)) == (10, 200, 30)
        assert made.getpixel((made.width - 10, 10)) != (10, 200, 30)


async def test_bodies_of_an_edit(real: tuple[Bench, BlobStore, MakingService]) -> None:
    _, blobs, making = real
    editing = ImageEditing(making=making, images=ImageLibrary(blobs))
    original = Attachment(blobs.put(png((10, 200, 30))), "green.png")
    other = Attachment(blobs.put(png((1, 1, 1))), "other.png")
    for way in Way:
        order = ImageOrder("the sea", "demo/painter", way=way, images=(other, original))
        await editing.apply(order, original, right_half(), SIZE)
    await until(lambda: len(making.jobs()) == 2)
    by_chat, by_form = (making._requests[job.id] for job in making.jobs())
    body = json.loads(chat_body(by_chat, blobs))  # type: ignore[arg-type]
    (turn,) = body["messages"]
    text, first, second, marked = turn["content"]
    assert text == {"type": "text", "text": f"the sea\n{MARKED_AREA}"}
    assert first["image_url"]["url"].startswith("data:image/png;base64,")
    assert second["image_url"]["url"].startswith("data:image/png;base64,")
    assert marked["image_url"]["url"].startswith("data:image/jpeg;base64,")
    fields, files = edit_form(by_form, blobs)  # type: ignore[arg-type]
    assert (fields["prompt"], fields["model"]) == ("the sea", "demo/painter")
    assert [name for name, _ in files] == ["image[]", "image[]", "mask"]
    assert files[0][1][1] == blobs.read(original.blob)  # the original is the first, untouched
    assert files[1][1][1] == blobs.read(other.blob)
    mask = opened(files[2][1][1])
    assert (mask.mode, mask.size) == ("RGBA", SIZE)
    await until(lambda: all(job.is_over for job in making.jobs()))


async def test_a_crop_is_a_child_of_the_original(
    real: tuple[Bench, BlobStore, MakingService],
) -> None:
    bench, blobs, making = real
    editing = ImageEditing(making=making, images=ImageLibrary(blobs))
    original = Attachment(blobs.put(png((10, 200, 30))), "green.png")
    made = await editing.crop(original, Box(0, 0, 32, 32), "Crop to 32 × 32")
    assert (made.blob.width_px, made.blob.height_px) == (32, 32)
    await bench.conversations.flush()
    (conversation,) = bench.conversations.all()
    tree = bench.conversations.tree(conversation.id)
    assert tree is not None
    question, reply = tree.path()
    assert question.parts[0] == ImagePart(original.blob, ImageOrigin.ATTACHED, "green.png")
    assert isinstance(reply.parts[0], ImagePart)
    assert reply.parts[0].blob == made.blob
    found = bench.database.submit(lambda library: library.gallery.family(original.blob.sha256))
    relatives = {each.sha256: each for each in found.result(60)}
    assert relatives[made.blob.sha256].parents == (original.blob.sha256,)
