"""Hostile pictures where they are looked at: the viewer, thumbnails of every size."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from studio.core.parts import BlobRef
from studio.ui.gallery.making_thumbnails import Thumb, make_thumbnail
from studio.ui.images.items import ImageItem
from studio.ui.images.pyramid import Pyramid, decode_whole
from studio.ui.images.thumbnails import square_thumbnail
from tests.hostile_pictures import REFUSED, SHOWN, hostile_pictures
from tests.ui.viewer.conftest import Viewer
from tests.waiting import WAIT_S

# What Qt itself says about damaged files goes to the log.
pytestmark = pytest.mark.qt_log_ignore(".*", extend=True)

PICTURES = hostile_pictures()
SIDE_PX = 128


def told(viewer: Viewer) -> str:
    """What stands in place of the picture, or ""."""
    problem = viewer.page.stage.problem
    return problem.accessibleName() if problem is not None else ""


def test_each_is_shown_or_its_trouble_is_told(viewer: Viewer) -> None:
    items = {name: viewer.item(data, name) for name, data in PICTURES.items()}
    viewer.open(tuple(items.values()))
    for at, (name, item) in enumerate(items.items()):
        viewer.page.show_index(at)
        viewer.until(viewer.is_settled)
        pyramid = viewer.page.loader.pyramid(item.blob)
        words = told(viewer)
        if name in SHOWN:
            assert (name, words) == (name, "")
            assert pyramid is not None
            assert (name, pyramid.width_px, pyramid.height_px) == (name, *SHOWN[name])
        elif REFUSED.get(name) == "too_many_pixels":
            assert (name, words) == (name, "The image has over 200 megapixels")
        elif REFUSED.get(name) == "empty":
            assert words in ("The image's file is empty", "The image's file is missing")
        elif name in REFUSED:
            assert (name, words) == (name, "The file is no image")
        else:
            assert pyramid is not None or words in (
                "The image can't be read",
                "The file is no image",
            ), name
        viewer.window.grab()


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_thumbnails_are_small_or_none(name: str, tmp_path: Path) -> None:
    path, cache = tmp_path / "picture", tmp_path / "cache"
    path.write_bytes(PICTURES[name])
    blob = BlobRef("ab" * 32, "image/png", len(PICTURES[name]))
    for _ in range(2):  # made, then from the cache
        image = make_thumbnail(path, cache, Thumb(blob, SIDE_PX, SIDE_PX))
        assert max(image.width(), image.height()) <= SIDE_PX
        if name in SHOWN:
            assert not image.isNull()
        elif name in REFUSED:
            assert image.isNull()
    small = square_thumbnail(path, 48)
    assert small.isNull() == image.isNull()
    assert max(small.width(), small.height()) <= 48
    assert not [each for each in cache.rglob("*") if each.suffix == ".part"]


def test_an_item_that_says_another_size_is_shown_as_it_is(viewer: Viewer) -> None:
    """What the library says of a file may be wrong: the pixels count."""
    item = viewer.item(PICTURES["grey.png"])
    lie = BlobRef(item.blob.sha256, "image/png", 1, 90_000, 90_000)
    viewer.open((ImageItem(lie, "lie.png"),))
    assert told(viewer) == ""
    pyramid = viewer.page.loader.pyramid(lie)
    assert pyramid is not None
    assert (pyramid.width_px, pyramid.height_px) == SHOWN["grey.png"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_of_a_file_that_is_cut_off_the_part_is_shown_and_marked(viewer: Viewer, kind: str) -> None:
    image = Image.new("RGB", (400, 300), (200, 30, 40))
    image.paste(Image.effect_noise((400, 300), 30), mask=Image.new("L", (400, 300), 60))
    out = io.BytesIO()
    image.save(out, kind)
    whole = out.getvalue()
    torn = viewer.item(whole[: len(whole) // 2], "torn")
    viewer.open((torn, viewer.item(whole, "whole")))
    said, loader = viewer.page.stage.cut_off, viewer.page.loader
    viewer.until(said.isVisible)
    assert "cut off" in said.accessibleName()
    assert told(viewer) == ""
    assert not viewer.page.bar.edit.isEnabled()
    pyramid = loader.pyramid(torn.blob)
    assert pyramid is not None
    assert pyramid.size.toTuple() == (400, 300)
    seen = pyramid.levels[0].pixelColor(200, 20)
    assert (seen.red() > 120, seen.green() < 100) == (True, True)
    if kind == "PNG":
        assert pyramid.levels[0].pixelColor(200, 290).alpha() == 0
    viewer.page.next()
    viewer.until(lambda: not said.isVisible())
    viewer.until(viewer.is_settled)
    assert viewer.page.bar.edit.isEnabled()


DECODED_AT_ONCE = """
import sys
from pathlib import Path
from threading import Thread

from studio.ui.images.decode import image_reader, read_image


def read(path: Path) -> None:
    for _ in range(400):
        reader = image_reader(path)
        assert reader is not None
        assert not read_image(reader).isNull()


threads = [Thread(target=read, args=(Path(each),)) for each in sys.argv[1:] * 2]
for each in threads:
    each.start()
for each in threads:
    each.join()
print("done")
"""


def test_whole_and_cut_off_files_are_decoded_at_once(tmp_path: Path) -> None:
    """In a program of its own: where one decoder waits for another, all of Python stands still."""
    out = io.BytesIO()
    Image.effect_noise((64, 64), 80).save(out, "PNG")
    files = tmp_path / "whole.png", tmp_path / "torn.png"
    files[0].write_bytes(out.getvalue())
    files[1].write_bytes(out.getvalue()[: len(out.getvalue()) // 2])
    command = [sys.executable, "-c", DECODED_AT_ONCE, *map(str, files)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=WAIT_S, check=False)
    assert (ended.returncode, ended.stdout) == (0, "done\n"), ended.stderr[-2000:]


def test_of_a_very_large_file_that_is_cut_off_a_small_part_is_made(tmp_path: Path) -> None:
    path = tmp_path / "torn.png"
    path.write_bytes(PICTURES["bomb.png"][: len(PICTURES["bomb.png"]) // 2])
    whole = decode_whole(path, 400_000_000)
    assert isinstance(whole, Pyramid)
    assert whole.is_cut_off
    assert (whole.width_px, whole.height_px) == SHOWN["bomb.png"]
    first = whole.levels[0]
    assert first.width() * first.height() <= 4_000_000
