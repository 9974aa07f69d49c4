"""Hostile pictures in what works beside the window: import, hashes, edits, what is sent."""

import io
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from studio.core.errors import StorageError
from studio.core.sniff import sniff
from studio.gateway.pictures import PictureUnusable, as_png, fit_picture
from studio.services.image_pixels import Box, cropped, marked_copy, padded
from studio.services.near_duplicates import perceptual_hash
from tests.hostile_pictures import REFUSED, SHOWN, SIZE, hostile_pictures
from tests.services.conftest import Bench, make_bench

__all__ = ["make_bench"]

PICTURES = hostile_pictures()
DAMAGED = sorted(PICTURES.keys() - REFUSED.keys() - SHOWN.keys())
BOX = Box(0, 0, 1, 1)


async def test_the_gallery_takes_what_is_a_picture_and_tells_why_not(
    bench: Bench, tmp_path: Path
) -> None:
    from studio.services.app import late_gallery
    from studio.services.clock import SystemClock
    from studio.services.images import ImageLibrary
    from studio.storage.blobs import BlobStore

    images = ImageLibrary(BlobStore(tmp_path / "kept"))
    store = late_gallery(bench.database, images, bench.scope, SystemClock())()
    folder = tmp_path / "files"
    folder.mkdir()
    for name, data in PICTURES.items():
        (folder / name).write_bytes(data)
        (done,) = await store.import_files([folder / name])
        code = done.failure.code if done.failure is not None else None
        assert (name, code) == (name, REFUSED.get(name))


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_nothing_is_made_of_what_is_refused(name: str) -> None:
    data = PICTURES[name]
    for work in (cropped, padded):
        with pytest.raises(StorageError) as caught:
            work(data, BOX)
        assert caught.value.code == (
            "too_many_pixels" if REFUSED[name] == "too_many_pixels" else "unreadable"
        )
    with pytest.raises(StorageError):
        marked_copy(data, b"\xff", 1, 1)
    with pytest.raises(PictureUnusable):
        fit_picture(data, max_side_px=999, max_bytes=9999)
    with pytest.raises(PictureUnusable):
        as_png(data, max_bytes=9999)
    assert perceptual_hash(data) is None


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_gives_a_picture_or_a_reason(name: str) -> None:
    data = PICTURES[name]
    for work, more in ((cropped, (BOX,)), (padded, (BOX,)), (marked_copy, (b"\0", 1, 1))):
        with suppress(StorageError):
            assert sniff(work(data, *more)).is_image  # type: ignore[operator]
    with suppress(PictureUnusable):
        assert fit_picture(data, max_side_px=99, max_bytes=9999).data
    with suppress(PictureUnusable):
        assert as_png(data, max_bytes=99_999).data
    perceptual_hash(data)


@pytest.mark.parametrize("name", sorted(SHOWN.keys() - {"bomb.png"}))
def test_what_is_shown_can_be_cut_extended_marked_and_sent(name: str) -> None:
    data, (width, height) = PICTURES[name], SHOWN[name]
    whole = Image.open(io.BytesIO(cropped(data, Box(0, 0, width, height))))
    assert whole.size == (width, height)
    around = Image.open(io.BytesIO(padded(data, Box(-5, -5, width + 5, height + 5))))
    assert (around.size, around.mode) == ((width + 10, height + 10), "RGBA")
    assert around.getpixel((0, 0)) == (0, 0, 0, 0)
    marked = Image.open(io.BytesIO(marked_copy(data, b"\xff" * width * height, width, height)))
    assert marked.format == "JPEG"
    assert fit_picture(data, max_side_px=64, max_bytes=99_999).data


@pytest.mark.parametrize("name", ["deep.png", "deep.tiff"])
def test_sixteen_bits_stay_black_at_the_left_and_white_at_the_right(name: str) -> None:
    data, (width, height) = PICTURES[name], SIZE
    for made in (
        cropped(data, Box(0, 0, width, height)),
        padded(data, Box(0, 0, width, height)),
        marked_copy(data, bytes(width * height), width, height),
        fit_picture(data, max_side_px=100, max_bytes=99_999).data,
        as_png(data, max_bytes=999_999, size=(100, 75)).data,
    ):
        image = Image.open(io.BytesIO(made)).convert("L")
        right, middle = image.width - 1, image.height // 2
        values = [image.getpixel((x, middle)) for x in (0, right // 2, right)]
        assert values == [pytest.approx(each, abs=6) for each in (0, 127, 255)]


def test_a_profile_of_inks_does_not_go_into_a_picture_of_lights() -> None:
    whole, inks = Box(0, 0, *SIZE), PICTURES["cmyk with profile.jpg"]
    sent = as_png(inks, max_bytes=999_999).data
    for made in (cropped(inks, whole), padded(inks, whole), sent):
        assert "icc_profile" not in Image.open(io.BytesIO(made)).info


def test_the_hash_of_a_deep_picture_tells_what_it_shows() -> None:
    shallow = io.BytesIO()
    image = Image.open(io.BytesIO(PICTURES["deep.png"]))
    image.convert("I").point(lambda value: value * (1 / 256)).convert("L").save(shallow, "PNG")
    assert perceptual_hash(PICTURES["deep.png"]) == perceptual_hash(shallow.getvalue())


@pytest.mark.parametrize(
    "name", [name for name in sorted(SHOWN) if name.endswith(("tiff", "avif"))]
)
def test_sizes_of_every_kind_are_known_before_decoding(name: str) -> None:
    seen = sniff(PICTURES[name])
    assert (seen.width_px, seen.height_px) == SHOWN[name]
