"""Images dragged out of the gallery are files that explain themselves."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDrag

from studio.storage.blobs import BlobStore
from studio.storage.picture_metadata import read_metadata
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
