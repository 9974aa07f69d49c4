"""Walking from widget to widget as Tab does leaves their owners alone."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.compare.tab_order import arrange_tab_order
from studio.ui.theme import ThemeStore
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.focus_chain import next_in_chain, previous_in_chain
from studio.ui.widgets.popup import Popup


class Desk:
    """A window with a field, and below it a box with three more."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.first, self.box = QLineEdit(), QWidget()
        rows = QVBoxLayout(self.window)
        rows.addWidget(self.first)
        rows.addWidget(self.box)
        self.line = QHBoxLayout(self.box)
        self.inside = [QLineEdit() for _ in range(3)]
        for field in self.inside:
            self.line.addWidget(field)
        self.item = self.line.itemAt(0)

    def lose_first(self) -> None:
        shiboken6.delete(self.first)


def test_the_chain_is_walked_both_ways(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    there = [desk.window]
    while (found := next_in_chain(there[-1])) is not desk.window:
        there.append(found)
    assert [each for each in there if isinstance(each, QLineEdit)] == [desk.first, *desk.inside]
    back = [desk.window]
    while (found := previous_in_chain(back[-1])) is not desk.window:
        back.append(found)
    assert back[1:] == there[:0:-1]


def test_what_is_walked_past_is_not_lost_with_what_went(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    at = next_in_chain(desk.first)
    while at is not desk.first:
        at = next_in_chain(at)
    desk.lose_first()
    assert shiboken6.isValid(desk.item)
    assert desk.line.itemAt(0) is desk.item
    assert desk.item.widget() is desk.inside[0]
    for _ in range(6):
        at = previous_in_chain(desk.inside[2])
    shiboken6.delete(desk.inside[2])
    assert shiboken6.isValid(desk.item)


def test_putting_tab_in_order_keeps_what_stands_after_what_went(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    arrange_tab_order(desk.window, (desk.box, desk.first))
    arrange_tab_order(desk.window, (desk.first, desk.box))
    desk.lose_first()
    assert shiboken6.isValid(desk.item)
    assert desk.item.widget() is desk.inside[0]


def test_a_line_of_widgets_is_laid_out_after_a_neighbour_went(
    qtbot: QtBot, theme_store: ThemeStore
) -> None:
    desk = Desk(qtbot)
    flow = FlowLayout()
    for field in desk.inside:
        flow.addWidget(field)
    desk.line.addLayout(flow)
    arrange_tab_order(desk.window, (desk.first, desk.box))
    desk.lose_first()
    desk.window.resize(90, 300)
    with qtbot.waitExposed(desk.window):
        desk.window.show()
    assert [item.widget() for item in map(flow.itemAt, range(3)) if item] == desk.inside
    assert len({field.y() for field in desk.inside}) == 3


def test_tab_in_a_popup_does_not_own_what_is_around_it(
    qtbot: QtBot, theme_store: ThemeStore, qapp: QApplication
) -> None:
    desk = Desk(qtbot)
    popup = Popup(theme_store, qapp, desk.window)
    field = QLineEdit(popup)
    with qtbot.waitExposed(desk.window):
        desk.window.show()
    popup.show()
    field.setFocus()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        QTest.keyClick(field, key)
    assert desk.window.focusWidget() is field
    shiboken6.delete(popup)
    assert shiboken6.isValid(desk.item)
    assert desk.item.widget() is desk.inside[0]
