"""Images of the answers are laid over one another."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from studio.core.events import Finished, ImageReceived, TextDelta
from studio.core.parts import BlobRef, ImageOrigin
from studio.storage.blobs import BlobStore
from studio.ui.images.items import ImageItem
from tests.services.fakes import Step
from tests.ui.compare.conftest import CompareBench, answer
from tests.ui.gallery.conftest import picture


def images(compare: CompareBench, *numbers: int, partial: int = -1) -> tuple[list[Step], list[str]]:
    """An answer with pictures, and their hashes."""
    store = BlobStore(compare.bench.folder / "images")
    blobs: list[BlobRef] = [store.put(picture(number, 64, 48)) for number in numbers]
    steps: list[Step] = [(TextDelta(0, "Here. "),)]
    for number, blob in zip(numbers, blobs, strict=True):
        steps.append((ImageReceived(0, blob, ImageOrigin.ENDPOINT, "", partial=number == partial),))
    return [*steps, (Finished(0, "stop"),)], [blob.sha256 for blob in blobs]


def test_the_first_image_of_each_answer_then_the_second_ones(compare: CompareBench) -> None:
    asked: list[tuple[ImageItem, ...]] = []
    compare.page.images_compared.connect(asked.append)
    compare.add("a/one", "b/two", "a/one")
    first, of_first = images(compare, 1, 2, 3)
    second, of_second = images(compare, 4, 5, partial=4)
    compare.gateway.scripts += [first, second, answer("No picture.")]
    compare.send("A lighthouse")
    compare.idle()
    QTest.keyClick(compare.page.composer.edit, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    (items,) = asked
    assert [item.blob.sha256 for item in items] == [
        of_first[0], of_second[1], of_first[1], of_first[2],
    ]  # fmt: skip
    assert [item.model_id for item in items] == ["a/one", "b/two", "a/one", "a/one"]
    assert {item.prompt for item in items} == {"A lighthouse"}


def test_without_two_images_there_is_nothing_to_compare(compare: CompareBench) -> None:
    asked: list[object] = []
    compare.page.images_compared.connect(asked.append)
    compare.add("a/one", "b/two")
    steps, _ = images(compare, 1)
    compare.gateway.scripts += [steps, answer("No picture.")]
    compare.send("A lighthouse")
    compare.idle()
    compare.page.acts.compare_images()
    assert asked == []
    compare.click("More")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (entry,) = [each for each in menu.actions() if each.text().startswith("Compare images")]
    assert not entry.isEnabled()
    menu.close()
