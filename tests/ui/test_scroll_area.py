"""What is in a scroll area can be asked for at any time, also what has just gone."""

from pathlib import Path

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import studio
from studio.ui.widgets.scroll_area import ScrollArea


def test_a_screen_reader_may_ask_for_a_scroll_bar_that_has_just_gone(qtbot: QtBot) -> None:
    area, content = ScrollArea(), QWidget()
    area.setAccessibleName("Facts")
    qtbot.addWidget(area)
    content.setFixedSize(1000, 1000)
    area.setWidget(content)
    area.resize(100, 100)
    area.show()
    told = QAccessible.queryAccessibleInterface(area)
    assert told.text(QAccessible.Text.Name) == "Facts"
    assert told.role() == QAccessible.Role.Client
    counted = told.childCount()
    content.setFixedSize(10, 10)
    qtbot.waitUntil(lambda: not area.verticalScrollBar().isVisible())
    assert told.childCount() == counted
    children = [told.child(place) for place in range(counted)]
    assert [c.object() for c in children if not c.state().invisible] == [area.viewport()]
    assert told.child(counted) is None
    viewport = QAccessible.queryAccessibleInterface(area.viewport())
    assert viewport.parent().object() is area
    assert viewport.child(0).object() is content


def test_there_is_no_other_scroll_area() -> None:
    folder = Path(studio.__file__).parent
    users = {path.name for path in folder.rglob("*.py") if "QScrollArea" in path.read_text("utf-8")}
    assert users == {"scroll_area.py"}
