"""Pixels are let go: of pictures that are passed, and of all when the viewer is left."""

import gc
import weakref

import pytest
from PySide6.QtCore import QSize

from studio.ui.images import pictures
from studio.ui.images.items import ImageItem
from studio.ui.images.pyramid import Pyramid, Trouble
from tests.ui.chat.hostile_files import make_hostile_files, make_refused_files
from tests.ui.viewer.conftest import Viewer, png, squares


@pytest.fixture
def alive(monkeypatch: pytest.MonkeyPatch) -> weakref.WeakSet[Pyramid]:
    """All pyramids that are decoded and still kept by somebody."""
    kept: weakref.WeakSet[Pyramid] = weakref.WeakSet()
    whole, preview = pictures.decode_whole, pictures.decode_preview

    def track(found: Pyramid | Trouble | None) -> Pyramid | Trouble | None:
        if isinstance(found, Pyramid):
            kept.add(found)
        return found

    monkeypatch.setattr(pictures, "decode_whole", lambda *a: track(whole(*a)))
    monkeypatch.setattr(pictures, "decode_preview", lambda *a: track(preview(*a)))
    return kept


def test_leaving_the_viewer_frees_all_pixels(
    viewer: Viewer, alive: weakref.WeakSet[Pyramid]
) -> None:
    viewer.open_pictures(squares(2600, 2600), squares(), squares(seed=9))
    assert len(alive) == 4, "a preview and the whole of the first, two neighbours"
    viewer.page.clear()
    gc.collect()
    viewer.until(lambda: not alive)  # a thread that decoded may hold them for a moment
    assert viewer.page.loader.used_bytes == 0


def test_only_what_is_looked_at_is_kept_whole(
    viewer: Viewer, alive: weakref.WeakSet[Pyramid]
) -> None:
    viewer.open_pictures(*(squares(2600, 1600, seed=n) for n in range(4)))
    for _ in range(3):
        viewer.page.next()
        viewer.until(viewer.is_settled)
    gc.collect()
    # A thread that decoded may hold another for a moment.
    viewer.until(lambda: [each for each in alive if not each.is_preview] == [viewer.canvas.pyramid])


def test_a_hundred_thousand_images_are_read_one_by_one(viewer: Viewer) -> None:
    item = viewer.item(png(squares()))

    class Many:
        read = 0

        def __len__(self) -> int:
            return 100_000

        def __getitem__(self, index: int) -> ImageItem:
            self.read += 1
            return item

    many = Many()
    viewer.open(many, 50_000)
    viewer.window.grab()
    assert many.read < 100
    viewer.page.show_index(99_999)
    assert not viewer.page.stage.next.isVisible()


def test_more_pixels_than_memory_is_given_for_come_smaller_and_that_is_told(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "WHOLE_BYTES", 4 * 1024 * 1024)
    viewer.open_pictures(squares(2600, 1600))
    pyramid = viewer.canvas.pyramid
    assert pyramid is not None
    assert pyramid.size == QSize(2600, 1600)
    assert pyramid.levels[0].width() < 1200
    texts = [
        each.text() for each in viewer.page.panel.findChildren(type(viewer.page.panel._prompt))
    ]
    assert any("of its resolution" in each for each in texts)
    viewer.canvas.zoom_to(1.0)
    viewer.window.grab()


@pytest.mark.qt_log_ignore(".*", extend=True)
def test_hostile_files_are_shown_or_told(viewer: Viewer, tmp_path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    files = make_hostile_files(folder)
    refused, _ = make_refused_files(folder)["huge.png"]
    items = [viewer.item(path.read_bytes(), name) for name, path in files.items()]
    items.append(viewer.item(refused.read_bytes(), "huge.png"))
    viewer.open(items)
    told = {}
    for number, item in enumerate(items):
        viewer.page.show_index(number)
        viewer.until(viewer.is_settled)
        problem = viewer.page.stage.problem
        told[item.name] = problem.accessibleName() if problem is not None else ""
        viewer.window.grab()
    assert told["huge.png"] == "The image has over 200 megapixels"
    assert told["drawing.svg"] == told["page.html"] == "The file is no image"
    assert told["torn.webp"] == "The image can't be read"
    assert told["torn.png"] == ""  # what there is of it is shown
    assert told["bomb.png"] == told["tall.png"] == told["cmyk.jpg"] == told["deep.png"] == ""
    assert viewer.page.loader.used_bytes <= pictures.WHOLE_BYTES + pictures.PREVIEW_BYTES
