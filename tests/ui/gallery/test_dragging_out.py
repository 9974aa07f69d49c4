"""Images dragged out of the gallery are files that explain themselves."""

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag

from studio.storage.blobs import BlobStore
from studio.storage.picture_metadata import read_metadata
from studio.ui.images.drag_out import keys_of
from tests.ui.gallery.conftest import GalleryBench, picture


def test_dragged_files_say_what_they_are(
    gallery: GalleryBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[QMimeData] = []

    def run(drag: QDrag, *_: object) -> Qt.DropAction:
        dragged.append(drag.mimeData())
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", run)
    (key,) = gallery.fill(1)
    gallery.open(1)
    gallery.click(0)
    gallery.until(lambda: gallery.page.acting.drag_facts.get(key) is not None)
    gallery.page.acting.act("drag")
    path = Path(dragged[0].urls()[0].toLocalFile())
    said = read_metadata(path.read_bytes())
    assert said is not None
    assert (said.prompt, said.model_id) == ("a lighthouse at night", "demo/painter")
    assert said.parameters == {"seed": 4127}
    card = gallery.page.grid.card(key)
    assert card is not None
    assert BlobStore(gallery.folder / "images").read(card.blob) == picture(0, 300, 200)


def test_many_large_images_begin_to_move_before_their_files_are_written(
    gallery: GalleryBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, threads = threading.Event(), set()
    make = gallery.services.images.named_copy

    def slowly(*wanted: Any) -> Path | None:
        threads.add(threading.current_thread())
        assert gate.wait(60)
        return make(*wanted)

    seen: list[list[QUrl]] = []

    def run(drag: QDrag, *_: object) -> Qt.DropAction:
        assert drag.mimeData().hasUrls()  # asked while the pointer moves: nothing waits
        assert keys_of(drag.mimeData()) == tuple(keys)
        gate.set()
        seen.append(drag.mimeData().urls())
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(gallery.services.images, "named_copy", slowly)
    monkeypatch.setattr(QDrag, "exec", run)
    keys = gallery.fill(5)
    gallery.open(5)
    gallery.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    gallery.page.acting.act("drag")
    assert [Path(url.toLocalFile()).is_file() for url in seen[0]] == [True] * 5
    assert threading.main_thread() not in threads


def test_a_file_that_is_gone_is_left_out_of_a_drag(
    gallery: GalleryBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[QUrl]] = []

    def run(drag: QDrag, *_: object) -> Qt.DropAction:
        seen.append(drag.mimeData().urls())
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", run)
    gallery.fill(2)
    gallery.open(2)
    gallery.services.images.path(gallery.page.grid.list[0].blob).unlink()
    gallery.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    gallery.page.acting.act("drag")
    assert len(seen[0]) == 1
