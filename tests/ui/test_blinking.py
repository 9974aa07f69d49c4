"""The blinking cursor of the message box: all that an idle window does."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets.composer_frame import ComposerBox
from studio.ui.widgets.message_edit import MessageEdit


class Paints(QObject):
    """What was painted: widgets, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[QObject, QRect]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent) and isinstance(watched, QWidget):
            self.seen.append((watched, event.region().boundingRect()))
        return False


@pytest.fixture
def moving(qapp: QApplication) -> Iterator[ThemeStore]:
    """A theme with movement, and a cursor that blinks fast."""
    flash_ms = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(40)
    store = ThemeStore(qapp, mode="light", reduced_motion=False)
    yield store
    qapp.setCursorFlashTime(flash_ms)
    qapp.setProperty("cursorFlashMs", None)
    store.set_mode("system")
    qapp.setStyleSheet("")
    store.deleteLater()


@pytest.fixture
def edit(qtbot, moving: ThemeStore) -> Iterator[MessageEdit]:
    """A focused message box in its frame, in a window."""
    window = QWidget()
    box = ComposerBox(moving, window)
    QVBoxLayout(window).addWidget(box)
    edit = MessageEdit(theme=moving, parent=box)
    edit.set_padding(16, 15, 16, 6)
    QVBoxLayout(box).addWidget(edit)
    window.resize(700, 200)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    # It takes its viewport when the event loop is idle, and lights the cursor anew with it.
    opaque = Qt.WidgetAttribute.WA_OpaquePaintEvent
    qtbot.waitUntil(lambda: edit.viewport().testAttribute(opaque))
    yield edit
    window.close()


def test_a_blink_paints_a_few_pixels_and_nothing_below_them(qtbot, qapp, edit) -> None:
    edit.replace_text("some words")
    qtbot.waitUntil(lambda: qapp.focusWidget() is edit)
    everything = [*edit.window().findChildren(QWidget), edit.window()]
    with qtbot.waitSignal(edit._caret._timer.timeout):
        pass  # what came before is painted with this blink
    with qtbot.waitSignal(edit._caret._timer.timeout):
        pass
    paints = Paints()
    for widget in everything:
        widget.installEventFilter(paints)
    qtbot.waitUntil(lambda: len(paints.seen) >= 4)
    for widget in everything:
        widget.removeEventFilter(paints)
    painted = {widget for widget, _ in paints.seen}
    assert painted == {edit.viewport()}
    assert max(rect.width() for _, rect in paints.seen) <= 12
    cursor = edit.cursorRect()
    assert all(rect.intersects(cursor.adjusted(-2, 0, 2, 0)) for _, rect in paints.seen)


def test_the_cursor_stays_lit_when_nobody_writes_for_a_while(qtbot, edit) -> None:
    caret = edit._caret
    caret.blinks_for_ms = 100
    qtbot.keyClicks(edit, "a")
    assert caret._timer.isActive()
    qtbot.waitUntil(lambda: not caret._timer.isActive())
    assert caret.is_lit
    paints = Paints()
    edit.viewport().installEventFilter(paints)
    edit.viewport().update()
    qtbot.waitUntil(lambda: bool(paints.seen))  # the last blink is painted with this at the latest
    paints.seen.clear()
    qtbot.wait(200)  # Qt's own cursor would have blinked ten times
    assert not paints.seen
    blinks: list[bool] = []
    caret._timer.timeout.connect(lambda: blinks.append(caret.is_lit))
    qtbot.keyClicks(edit, "b")
    assert caret._timer.isActive()
    qtbot.waitUntil(lambda: not caret._timer.isActive())
    assert blinks[:2] == [False, True]
    assert caret.is_lit


def test_the_cursor_blinks_where_the_text_goes_on(qtbot, edit, moving) -> None:
    accent = moving.current.color("accent").rgb()

    def lit_columns() -> set[int]:
        view = edit.viewport()
        image = (
            edit.window()
            .grab(QRect(view.mapTo(edit.window(), view.rect().topLeft()), view.size()))
            .toImage()
        )
        y = edit.cursorRect().center().y()
        return {x for x in range(image.width()) if image.pixel(x, y) == accent}

    for text in ("", "some words", "some more words\nand a line"):
        edit.replace_text(text)
        qtbot.waitUntil(lambda: len(lit_columns()) == 2)
        assert abs(min(lit_columns() or {edit.cursorRect().left()}) - edit.cursorRect().left()) <= 1
        qtbot.waitUntil(lambda: not lit_columns())


def test_the_box_has_the_colour_of_its_frame_in_every_theme(qtbot, edit, moving) -> None:
    box = edit.parentWidget()
    for mode in ("light", "dark", "light"):
        moving.set_mode(mode)
        image = box.grab().toImage()
        raised = moving.current.color("raised").rgb()
        at_text = edit.viewport().mapTo(box, edit.viewport().rect().center())
        assert image.pixel(at_text) == raised
        assert image.pixel(box.width() - 6, box.height() // 2) == raised


def test_the_box_of_a_message_has_one_colour(edit: MessageEdit, moving: ThemeStore) -> None:
    for mode in ("dark", "light"):
        moving.set_mode(mode)
        image = edit.parentWidget().grab().toImage()
        at = edit.geometry().center()
        raised = moving.current.color("raised").name()
        assert image.pixelColor(at).name() == image.pixelColor(4, at.y()).name() == raised
