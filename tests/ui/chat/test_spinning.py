"""The spinner of a chat that is being answered turns ten times a second: it must cost little."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QImage, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from tests.services.fakes import Hold


class Paints(QObject):
    """Widgets that were painted."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.seen.append(watched)
        return False


def picture(view: QWidget, part: QRect) -> QImage:
    """A part of a widget, painted by itself."""
    image = QImage(part.size(), QImage.Format.Format_RGB32)
    view.render(image, QPoint(), QRegion(part))
    return image


def answering(chat, until) -> None:
    chat.gateway.scripts.append([Hold()])
    chat.send("Hello")
    until(lambda: chat.services.runs.is_running(chat.id))


def test_a_step_paints_the_list_and_nothing_below_it(chat, until, theme_store) -> None:
    theme_store.set_reduced_motion(False)
    view = chat.page.list.view
    answering(chat, until)
    until(lambda: view._ticker.is_running)
    paints = Paints()
    for widget in (chat.window, chat.page, chat.page.list, view.viewport()):
        widget.installEventFilter(paints)
    for _ in range(20):  # what sending changed is still painted during the first steps
        step = view._ticker.step
        paints.seen.clear()
        until(lambda before=step: view._ticker.step != before and view.viewport() in paints.seen)
        if set(paints.seen) == {view.viewport()}:
            break
    assert set(paints.seen) == {view.viewport()}
    theme_store.set_reduced_motion(True)


def test_a_spinner_by_itself_looks_as_in_its_row(chat, until, theme_store) -> None:
    theme_store.set_reduced_motion(False)
    view = chat.page.list.view
    answering(chat, until)
    until(lambda: view._ticker.is_running)
    view._ticker.stop()
    view._on_ticker_ticked()
    [sign] = view._signs
    for mode in ("light", "dark"):
        theme_store.set_mode(mode)
        view._on_ticker_ticked()
        whole = picture(view.viewport(), view.viewport().rect()).copy(sign)
        assert picture(view.viewport(), sign) == whole
        below = theme_store.current.color("accentSoft").rgb()
        assert whole.pixel(0, 0) in (below, theme_store.current.color("fill").rgb())
    theme_store.set_mode("light")
    theme_store.set_reduced_motion(True)


def test_the_list_has_the_colour_of_its_column(chat, theme_store) -> None:
    view = chat.page.list.view
    for mode in ("light", "dark", "light"):
        theme_store.set_mode(mode)
        whole = chat.page.list.grab().toImage()
        corner = view.mapTo(chat.page.list, QPoint(3, view.height() - 4))
        assert whole.pixel(corner) == theme_store.current.color("side").rgb()
