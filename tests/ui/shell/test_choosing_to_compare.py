"""Compare with…: other images are chosen in the chat or in the gallery, by keys and mouse."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.core.events import Finished, ImageReceived
from studio.core.parts import BlobRef, ImageOrigin
from studio.storage.blobs import BlobStore
from studio.ui.viewer.compare.choice import CompareChoice
from tests.ui.conftest import Until
from tests.ui.gallery.conftest import picture
from tests.ui.shell.conftest import Shell

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton


def draw(shell: Shell, until: Until, number: int, prompt: str) -> BlobRef:
    """Asks for a picture in the chat; the gateway gives one."""
    data = picture(number, 300, 200)
    kept = BlobStore(shell.bench.folder / "images").put(data)
    blob = BlobRef(kept.sha256, "image/png", len(data), 300, 200)
    shell.bench.gateway.scripts.append(
        [(ImageReceived(0, blob, ImageOrigin.CONTENT, ""),), (Finished(0, "stop"),)]
    )
    edit = shell.window.chat.pane.composer.edit
    QTest.keyClicks(edit, prompt)
    QTest.keyClick(edit, Key.Key_Return)
    until(lambda: not shell.services.runs.running())
    return blob


def ask(shell: Shell, until: Until, blob: BlobRef) -> CompareChoice:
    """Compare with… of the image's menu in the chat."""
    pane = shell.window.chat.pane
    until(lambda: pane.reader is not None)
    tree = shell.services.conversations.tree(pane.conversation_id)
    assert tree is not None
    holder = next(m for m in tree.path() for p in m.parts if getattr(p, "blob", None) == blob)
    pane.reader.actions.run("compare_image", holder.id, blob.sha256)
    dialog = shell.window.findChild(CompareChoice)
    assert dialog is not None
    until(dialog.isVisible)
    return dialog


def names(dialog: CompareChoice) -> list[str]:
    model = dialog.grid.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def compared(shell: Shell) -> list[str]:
    page: Any = shell.window.viewer._compare
    return [item.blob.sha256 for item in page.items] if page is not None else []


def test_another_image_of_the_chat_is_chosen_by_keys(shell: Shell, until: Until) -> None:
    first = draw(shell, until, 1, "A lighthouse")
    second = draw(shell, until, 2, "A harbour")
    third = draw(shell, until, 3, "A dune")
    dialog = ask(shell, until, first)
    assert dialog.source.value == "chat"
    assert [name.split("-")[1] for name in names(dialog)] == ["harbour", "dune"]
    assert not dialog.compare.isEnabled()
    QTest.keyClick(dialog.grid, Key.Key_Space)
    QTest.keyClick(dialog.grid, Key.Key_Right)
    QTest.keyClick(dialog.grid, Key.Key_Space)
    assert dialog.selected() == (second.sha256, third.sha256)
    QTest.keyClick(dialog.grid, Key.Key_Return)
    until(lambda: compared(shell) == [first.sha256, second.sha256, third.sha256])
    assert shell.window.page == "viewer"
    page: Any = shell.window.viewer._compare
    assert shell.window.focusWidget() is page.pair
    shell.window.activateWindow()
    until(page.pair.hasFocus)
    QTest.keyClick(page.pair, Key.Key_Escape)
    until(lambda: shell.window.page == "chat")
    until(lambda: shell.window.findChild(CompareChoice) is None)


def test_an_image_of_the_gallery_is_found_and_chosen_by_mouse(shell: Shell, until: Until) -> None:
    first = draw(shell, until, 1, "A lighthouse")
    second = draw(shell, until, 2, "A harbour")
    shell.window.new_chat()
    third = draw(shell, until, 3, "A dune")
    dialog = ask(shell, until, third)
    # The chat has no other image: the gallery is offered at once.
    assert not dialog.source.isVisible()
    until(lambda: names(dialog) == ["A harbour", "A lighthouse"])
    QTest.keyClicks(dialog.search, "no such thing")
    until(lambda: names(dialog) == [])
    assert not dialog.grid.isVisible()
    dialog.search.clear()
    QTest.keyClicks(dialog.search, "light")
    until(lambda: names(dialog) == ["A lighthouse"])
    spot = dialog.grid.visualRect(dialog.grid.model().index(0, 0)).center()
    QTest.mouseClick(dialog.grid.viewport(), LEFT, pos=spot)
    assert dialog.selected() == (first.sha256,)
    dialog.search.clear()
    until(lambda: len(names(dialog)) == 2)
    assert dialog.selected() == (first.sha256,)  # still, among others
    QTest.mouseClick(dialog.compare, LEFT)
    until(lambda: compared(shell) == [third.sha256, first.sha256])
    assert second.sha256 not in compared(shell)


def test_escape_compares_nothing_and_asks_again_the_next_time(shell: Shell, until: Until) -> None:
    first = draw(shell, until, 1, "A lighthouse")
    draw(shell, until, 2, "A harbour")
    dialog = ask(shell, until, first)
    QTest.keyClick(dialog, Key.Key_Escape)
    until(lambda: shell.window.findChild(CompareChoice) is None)
    assert shell.window.page == "chat"
    assert ask(shell, until, first).isVisible()
    QTest.keyClick(QApplication.activeModalWidget(), Key.Key_Escape)
