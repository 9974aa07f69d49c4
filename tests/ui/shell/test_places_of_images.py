"""From an image to where it stands: its words say where they lead."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from studio.core.batches import Plan, new_batch_id
from studio.core.comparing import ColumnSetup, setup_of
from studio.core.events import Finished, ImageReceived
from studio.core.gallery import GalleryFilter
from studio.core.parts import ImageOrigin
from studio.core.prompt_lists import ListedPrompt
from studio.storage.blobs import BlobStore
from tests.services.fakes import Step
from tests.ui.conftest import Until
from tests.ui.gallery.conftest import picture
from tests.ui.shell.conftest import Shell

Run = Callable[..., Any]
SETUPS = (ColumnSetup("a/one-image"), ColumnSetup("b/two-image"))
PLACES = ("Open chat", "Open comparison", "Open run")


def drawn(shell: Shell, number: int) -> list[Step]:
    blob = BlobStore(shell.bench.folder / "images").put(picture(number, 300, 200))
    return [(ImageReceived(0, blob, ImageOrigin.PART, ""),), (Finished(0, "stop"),)]


def compared(shell: Shell, until: Until) -> str:
    """A comparison with two images."""
    shell.bench.gateway.scripts += [drawn(shell, 1), drawn(shell, 2)]
    runner = shell.services.comparing().runner
    cid = runner.begin(SETUPS, "A lighthouse")
    until(lambda: not runner.is_running(cid))
    return cid


def run_of_two_prompts(shell: Shell, until: Until, run: Run) -> str:
    """A run of two prompts on two models that draw: four images."""
    batches = shell.services.batches()
    until(lambda: batches.store.is_loaded)
    shell.bench.gateway.scripts += [drawn(shell, number) for number in range(1, 5)]
    prompts = (ListedPrompt("A lighthouse"), ListedPrompt("A harbour"))
    now = shell.services.clock.now()
    plan = Plan(new_batch_id(), "Coast", now, prompts, SETUPS, at_once=1)
    batches.store.add(plan)
    batches.runner.start(plan.conversation_id)
    until(lambda: batches.store.is_over(plan.conversation_id))
    run(shell.bench.conversations.flush())
    return plan.conversation_id


def select_first(shell: Shell, until: Until, images: int) -> None:
    """The first image of the gallery, by the keyboard."""
    window = shell.window
    window.resize(1500, 900)
    window.show_page("gallery")
    until(lambda: window.page == "gallery" and len(window.gallery.grid.list) == images)
    window.gallery.grid.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(window.gallery.grid, Qt.Key.Key_Home)
    until(lambda: window.gallery.details.details is not None)


def choose_place(menu: QMenu, words: str, until: Until) -> None:
    """Chooses where an image stands, once the menu says so."""

    def places() -> list[str]:
        return [each.text() for each in menu.actions() if each.text() in PLACES]

    until(lambda: places() == [words])
    action = next(each for each in menu.actions() if each.text() == words)
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def gallery_menu(shell: Shell, until: Until) -> QMenu:
    shell.window.gallery.acting.open_menu(shell.window.mapToGlobal(QPoint(300, 300)))
    until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def viewer_menu(shell: Shell, until: Until) -> QMenu:
    page = shell.window.viewer.page
    page.stage.canvas.customContextMenuRequested.emit(QPoint(50, 50))
    until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_menus_of_an_image_of_a_comparison_say_that_they_lead_there(
    shell: Shell, until: Until
) -> None:
    cid, window = compared(shell, until), shell.window
    select_first(shell, until, 2)
    choose_place(gallery_menu(shell, until), "Open comparison", until)
    until(lambda: window.page == "compare" and window.compare.page.conversation_id == cid)

    select_first(shell, until, 2)
    QTest.keyClick(window.gallery.grid, Qt.Key.Key_Return)
    until(lambda: window.page == "viewer" and window.viewer.page.item is not None)
    until(lambda: window.viewer.page.item.conversation_id == cid)
    button = window.viewer.page.findChild(QWidget, "viewer_open_chat")
    assert button is not None
    assert button.accessibleName() == "Open comparison"
    window.compare.page.new_comparison()
    choose_place(viewer_menu(shell, until), "Open comparison", until)
    until(lambda: window.page == "compare" and window.compare.page.conversation_id == cid)


def test_menus_of_an_image_of_a_chat_say_that_they_lead_to_the_chat(
    shell: Shell, until: Until
) -> None:
    window = shell.window
    shell.bench.gateway.scripts.append(drawn(shell, 3))
    edit = window.chat.pane.composer.edit
    QTest.keyClicks(edit, "Draw the tide")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    until(
        lambda: not shell.services.runs.running() and len(window.chat.pane.transcript.items()) > 1
    )
    select_first(shell, until, 1)
    choose_place(gallery_menu(shell, until), "Open chat", until)
    until(lambda: window.page == "chat")


def test_an_image_of_a_run_leads_to_its_row_in_the_run(
    shell: Shell, until: Until, run: Run
) -> None:
    cid, window = run_of_two_prompts(shell, until, run), shell.window
    select_first(shell, until, 4)
    details = window.gallery.details
    until(lambda: details.body.comparison.isVisible())
    assert details.details is not None
    place = details.details.place
    assert place is not None
    assert [each.text() for each in details.body.comparison.findChildren(QLabel)] == ["Run"]
    assert details.buttons["chat"].text() == "Open run"
    QTest.mouseClick(shell.button("Open run: Coast"), Qt.MouseButton.LeftButton)
    page = window.compare.page
    until(lambda: window.page == "compare" and page.conversation_id == cid)
    until(lambda: bool(page.images.is_shown and page.images.grid.focused_key()))
    focused = page.images.grid.cell(page.images.grid.focused_key())
    assert focused is not None
    assert focused.message_id == place.message_id
    question = page.last_question()
    assert question is not None
    assert question.text == place.prompt
    first = {cell.blob for cell in page.images.grid.cells()}
    assert len(first) == 2

    window.show_page("gallery")
    QTest.keyClick(window.gallery.grid, Qt.Key.Key_End)
    other = details.details
    until(lambda: details.details is not None and details.details is not other)
    choose_place(gallery_menu(shell, until), "Open run", until)
    until(lambda: page.isVisible() and first.isdisjoint(c.blob for c in page.images.grid.cells()))
    assert page.views.back_to_run(cid)


def test_answers_of_a_chat_that_are_compared_there_belong_to_a_comparison(
    shell: Shell, until: Until, run: Run
) -> None:
    window, chat = shell.window, shell.window.chat.pane
    for number, prompt in enumerate(("Draw the tide", "And the ebb"), start=1):
        shell.bench.gateway.scripts.append(drawn(shell, number))
        QTest.keyClicks(chat.composer.edit, prompt)
        QTest.keyClick(chat.composer.edit, Qt.Key.Key_Return)
        until(lambda: not shell.services.runs.running())
        until(lambda at=2 * number: len(chat.transcript.items()) == at)
    cid = chat.conversation_id
    answer = chat.transcript.items()[-1].row.message
    shell.bench.gateway.scripts.append(drawn(shell, 3))
    runner = shell.services.comparing().runner
    runner.compare_answer(answer, setup_of(answer), SETUPS[1:])
    until(lambda: not runner.is_running(cid))
    run(shell.bench.conversations.flush())
    found = run(shell.services.gallery().find(GalleryFilter(comparisons=True)))
    assert len(found) == 2  # what was asked before is no part of it
    select_first(shell, until, 3)
    details = window.gallery.details
    until(lambda: details.body.comparison.isVisible())
    assert details.buttons["chat"].text() == "Open comparison"
    newest = details.details
    choose_place(gallery_menu(shell, until), "Open comparison", until)
    page = window.compare.page
    until(lambda: window.page == "compare" and page.conversation_id == cid)

    window.show_page("gallery")
    QTest.keyClick(window.gallery.grid, Qt.Key.Key_End)
    until(lambda: details.details is not None and details.details is not newest)
    until(lambda: details.buttons["chat"].text() == "Open chat")
    assert not details.body.comparison.isVisible()
    choose_place(gallery_menu(shell, until), "Open chat", until)
    until(lambda: window.page == "chat")
