"""The panel for making images leaves free what a person needs of the page under it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.core.events import Finished
from studio.core.gallery import PictureKind
from studio.core.records import NewPicture
from studio.ui.making.job_card import JobCard
from tests.ui.conftest import Until
from tests.ui.making.conftest import make_shell, picture, studio
from tests.ui.shell.conftest import Shell

__all__ = ["make_shell", "studio"]

Run = Callable[..., Any]
CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton
COLOURS = ("teal", "navy", "olive", "gold", "tomato", "plum", "gray", "peru")


def on_window(shell: Shell, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(shell.window, QPoint(0, 0)), widget.size())


def gallery(studio: Shell, until: Until, run: Run) -> Any:
    """The gallery with some images, of which all are selected."""
    images, store = studio.services.images, studio.services.gallery()
    kept = [run(images.import_bytes(picture(c, 320, 240), f"{c}.png")) for c in COLOURS]
    now = datetime.now(UTC)
    run(store.add([NewPicture(each.blob, PictureKind.MADE, now, prompt="x") for each in kept]))
    studio.window.show_page("gallery")
    page = studio.window.gallery
    until(lambda: len(page.grid.list) == len(COLOURS))
    QTest.keyClick(page.grid, Qt.Key.Key_A, CTRL)
    until(page.bar.isVisible)
    return page


@pytest.mark.parametrize("size", [(960, 600), (1500, 900)])
def test_the_selection_bar_and_the_last_images_can_be_used_beside_the_panel(
    studio: Shell, until: Until, run: Run, size: tuple[int, int]
) -> None:
    studio.window.resize(*size)
    page = gallery(studio, until, run)
    before = page.grid.height()
    studio.window.making.open()
    panel = studio.window.making.panel
    until(lambda: page.grid.height() < before)
    covered = on_window(studio, panel)
    assert studio.window.rect().contains(covered)
    for each in (*page.bar.buttons.values(), page.bar.clear, page.grid):
        assert not covered.intersects(on_window(studio, each)), each.objectName()
    for column in (page.side, page.details):
        if column.isVisible():
            assert not covered.intersects(on_window(studio, column)), column.objectName()
    # The panel grows with what is in it, and the images make room again.
    panel.box.edit.setPlainText("line\n" * 6)
    until(lambda: panel.height() > covered.height())
    assert not on_window(studio, panel).intersects(on_window(studio, page.bar.clear))
    QTest.mouseClick(page.bar.clear, LEFT)
    assert not page.bar.isVisible()
    studio.window.making.close()
    until(lambda: page.grid.height() == before)


def test_a_panel_opened_on_another_page_gives_the_keyboard_to_the_images(
    studio: Shell, until: Until, run: Run
) -> None:
    window = studio.window
    window.activateWindow()
    until(window.isActiveWindow)
    window.show_page("chat")
    window.making.open()
    page = gallery(studio, until, run)
    window.making.panel.box.edit.setFocus()
    QTest.keyClick(window.making.panel.box.edit, Qt.Key.Key_Escape)
    assert not window.making.is_open
    assert page.grid.hasFocus()


def test_the_keyboard_goes_through_the_box_in_order_and_back_to_where_it_was(
    studio: Shell, until: Until, run: Run
) -> None:
    page = gallery(studio, until, run)
    window = studio.window
    window.activateWindow()
    until(window.isActiveWindow)
    page.grid.setFocus()
    window.making.open()
    box = window.making.panel.box
    QTest.keyClicks(box.edit, "a fox")
    wanted = (box._attach, box.model_button, box.shape_chip, box.versions, box.make_button)
    for widget in wanted:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget() is widget
    QTest.keyClick(box.make_button, Qt.Key.Key_Escape)
    assert not window.making.is_open
    assert window.focusWidget() is page.grid


def test_a_low_window_has_small_tiles_in_the_queue(studio: Shell, until: Until) -> None:
    studio.window.resize(1500, 900)
    studio.bench.gateway.scripts = [[(Finished(0, "stop"),)]]
    studio.window.making.open()
    panel = studio.window.making.panel
    QTest.keyClicks(panel.box.edit, "a fox")
    QTest.keyClick(panel.box.edit, Qt.Key.Key_Return)
    until(lambda: panel.queue.findChildren(JobCard))
    (card,) = panel.queue.findChildren(JobCard)
    wide = card.width()
    studio.window.resize(1500, 600)
    until(lambda: card.width() < wide)
    studio.window.resize(1500, 900)
    until(lambda: card.width() == wide)
    making = studio.services.making.get()
    until(lambda: all(job.is_over for job in making.jobs()))


def test_in_a_chat_it_lies_over_the_box_and_goes_along_with_it(studio: Shell, until: Until) -> None:
    studio.window.resize(1500, 900)
    studio.window.making.open()
    panel, composer = studio.window.making.panel, studio.window.chat.pane.composer
    until(lambda: on_window(studio, panel).contains(on_window(studio, composer.edit)))
    left = panel.x()
    studio.window.chat.toggle_list()
    until(lambda: panel.x() != left)
    assert on_window(studio, panel).contains(on_window(studio, composer.edit))
    studio.window.show_page("gallery")
    page = studio.window.gallery
    until(lambda: panel.geometry().center().x() == on_window(studio, page.centre).center().x())
    studio.window.show_page("chat")
    assert page._column.contentsMargins().bottom() == 0


def test_tiles_go_where_the_prompt_needs_the_room_and_nothing_is_laid_out_for_ever(
    studio: Shell, until: Until, run: Run, qtbot: QtBot
) -> None:
    studio.window.resize(960, 600)
    keep, words = studio.services.images.import_bytes, "of-a-rather-long-name"
    kept = [run(keep(picture(c, 320, 240), f"{c}-{words}.png")) for c in COLOURS]
    studio.bench.gateway.scripts = [[(Finished(0, "stop"),)]]
    studio.window.making.open()
    panel = studio.window.making.panel
    QTest.keyClicks(panel.box.edit, "a fox")
    QTest.keyClick(panel.box.edit, Qt.Key.Key_Return)
    until(lambda: panel.queue.findChildren(JobCard))
    (card,) = panel.queue.findChildren(JobCard)
    assert card.isVisible()
    panel.box.references.set_attachments(tuple(kept))
    panel.box.edit.setPlainText("line\n" * 12)
    until(lambda: not card.isVisible())
    assert studio.window.rect().contains(on_window(studio, panel))
    assert panel.sizeHint().height() <= panel.height()
    making = studio.services.making.get()
    until(lambda: all(job.is_over for job in making.jobs()))
    laid_out = Counter(panel)
    qtbot.wait(200)  # nothing happens: what must not go on can only be waited for
    assert laid_out.count <= 5
    panel.box.edit.setPlainText("a fox")
    panel.box.references.set_attachments(())
    until(card.isVisible)


class Counter(QObject):
    """Counts how often a widget is asked to be laid out again."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False
