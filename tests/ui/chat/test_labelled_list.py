"""The list of chats: where rows lie, and that a change costs the same with thousands of them."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from studio.core.ids import ConversationId
from studio.core.messages import Conversation
from studio.itemmodels.conversations import ConversationListModel
from studio.ui.chat.labelled_list import RowHeights, RowPlaces
from tests.ui.chat.conftest import ChatBench
from tests.ui.conftest import Until

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_places_are_what_adding_up_gives() -> None:
    heights = RowHeights(44, 36, 28)
    labels, count = [0, 1, 5, 6, 12], 20
    places = RowPlaces(heights, labels, count)
    y = 0
    for row in range(count):
        assert places.top(row) == y
        assert places.is_label(row) == (row in labels)
        height = 28 if row == 0 else 36 if row in labels else 44
        assert {places.row_at(at) for at in range(y, y + height)} == {row}
        y += height
    assert places.top(count) == y
    assert places.row_at(y) == places.row_at(-1) == -1
    assert RowPlaces(heights, [], 0).row_at(0) == -1
    assert RowPlaces(heights, [], 3).row_at(90) == 2


def fill(chat: ChatBench, count: int) -> list[str]:
    """Chats that are kept, the newest first, one every six hours."""
    store = chat.services.conversations
    now = chat.services.clock.now()
    for number in range(count):
        at = now - timedelta(hours=6 * number)
        store.add_conversation(
            Conversation(
                id=ConversationId(f"c{number:05}"),
                created_at=at,
                updated_at=at,
                title=f"Chat {number}",
                model_id="demo/writer",
            ),
            [],
        )
    return [f"c{number:05}" for number in range(count)]


class Asked:
    """Counts what is asked of the model of the list, by Qt or by the view."""

    def __init__(self, model: ConversationListModel, patch: pytest.MonkeyPatch) -> None:
        self.counts: Counter[str] = Counter()
        for name in ("data", "flags"):
            patch.setattr(ConversationListModel, name, self._counting(name))

    def _counting(self, name: str) -> Callable[..., Any]:
        plain = getattr(ConversationListModel, name)

        def counting(*args: Any) -> Any:
            self.counts[name] += 1
            return plain(*args)

        return counting

    def take(self) -> int:
        found = self.counts.total()
        self.counts.clear()
        return found


def painted(view: Any, until: Until) -> None:
    """Until the view has nothing left to lay out or paint."""
    until(lambda: True)
    view.viewport().grab()


def test_a_change_asks_for_what_is_seen_and_no_more(
    chat: ChatBench, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(chat, 1500)
    store, view = chat.services.conversations, chat.page.list.view
    chat.page.open(ids[3])
    painted(view, until)
    asked = Asked(chat.page.list.model, monkeypatch)
    acts: dict[str, Callable[[], object]] = {
        "title": lambda: store.rename(ids[700], "Another"),
        "unread": lambda: store.set_unread(ids[2], True),
        "pin": lambda: store.set_pinned(ids[900], True),
        "moves to the top": lambda: store.add_messages(ConversationId(ids[1200]), []),
        "delete": lambda: store.delete(ids[40]),
        "restore": lambda: store.restore(ids[40]),
        "chosen": lambda: view.choose(ids[1400]),
        "end": lambda: QTest.keyClick(view, Qt.Key.Key_End),
        "page": lambda: QTest.keyClick(view, Qt.Key.Key_PageUp),
    }
    most = 40 * len(view.visible_rows())
    for name, act in acts.items():
        asked.take()
        act()
        painted(view, until)
        assert asked.take() < most, name


def test_places_of_rows_are_asked_of_nobody(
    chat: ChatBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(chat, 600)
    view, model = chat.page.list.view, chat.page.list.model
    asked = Asked(model, monkeypatch)
    for row in range(0, model.rowCount(), 7):
        rect = view.visualRect(model.index(row))
        assert view.indexAt(rect.center()).row() == row
        assert view.indexAt(rect.bottomLeft()).row() == row
    assert asked.take() == 0


def test_rows_stand_below_each_other_to_the_end(chat: ChatBench, until: Until) -> None:
    ids = fill(chat, 200)
    view, model = chat.page.list.view, chat.page.list.model
    painted(view, until)
    rects = [view.visualRect(model.index(row)) for row in range(model.rowCount())]
    assert all(one.bottom() + 1 == two.top() for one, two in pairwise(rects))
    assert {rect.height() for rect in rects} == {28, 36, 44}
    view.choose(ids[-1])
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum()
    last = view.visualRect(model.index(model.rowCount() - 1))
    assert last.bottom() + 1 == view.viewport().height()
    view.choose(ids[0])
    first = view.visualRect(model.index(model.row_of(ids[0])))
    assert QRect(QPoint(), view.viewport().size()).contains(first)


def test_pages_and_ends_by_key(chat: ChatBench, until: Until) -> None:
    ids = fill(chat, 120)
    view = chat.page.list.view
    view.choose(ids[0])
    view.setFocus()
    shown = view.viewport().height() // 44
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    at = ids.index(view.chosen_id())
    assert shown - 5 <= at <= shown
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert view.chosen_id() == ids[0]
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.chosen_id() == ids[0]
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.chosen_id() == ids[-1]
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.chosen_id() == ids[-1]
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert len(ids) - 1 - shown <= ids.index(view.chosen_id()) < len(ids) - 5
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.chosen_id() == ids[0]
    QTest.keyClick(view, Qt.Key.Key_End, SHIFT)
    assert view.selected_ids() == tuple(ids)


def test_a_drag_of_shift_chooses_what_lies_between(chat: ChatBench, until: Until) -> None:
    ids = fill(chat, 40)
    view, model = chat.page.list.view, chat.page.list.model

    def click(at: int, *keys: Qt.KeyboardModifier) -> None:
        where = view.visualRect(model.index(model.row_of(ids[at]))).center()
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, *(keys or (Qt.KeyboardModifier(0),)), where
        )

    click(6)
    click(2, SHIFT)
    assert view.selected_ids() == tuple(ids[2:7])
    click(9, SHIFT)
    assert view.selected_ids() == tuple(ids[6:10])
    click(3)
    assert view.selected_ids() == (ids[3],)
    assert chat.id == ids[3]


def test_a_letter_goes_to_the_title_that_begins_so(
    chat: ChatBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(chat, 300)
    chat.services.conversations.rename(ids[250], "Zebra")
    view = chat.page.list.view
    view.choose(ids[10])
    view.setFocus()
    asked = Asked(chat.page.list.model, monkeypatch)
    QTest.keyClick(view, Qt.Key.Key_Z)
    assert view.chosen_id() == ids[250]
    assert asked.take() < 250


def test_the_row_under_the_pointer_is_painted_so(chat: ChatBench, until: Until) -> None:
    ids = fill(chat, 5)
    view, model = chat.page.list.view, chat.page.list.model
    painted(view, until)
    rect = view.visualRect(model.index(model.row_of(ids[3])))
    before = view.viewport().grab(rect).toImage()
    QTest.mouseMove(view.viewport(), rect.center())
    until(lambda: view.viewport().grab(rect).toImage() != before)
    QTest.mouseMove(view.viewport(), view.visualRect(model.index(model.row_of(ids[1]))).center())
    until(lambda: view.viewport().grab(rect).toImage() == before)


def test_assistive_tools_find_the_rows(chat: ChatBench, until: Until) -> None:
    ids = fill(chat, 30)
    view, model = chat.page.list.view, chat.page.list.model
    painted(view, until)
    listed = QAccessible.queryAccessibleInterface(view)
    assert listed.role() == QAccessible.Role.List
    assert listed.childCount() == model.rowCount()
    row = model.row_of(ids[4])
    child = listed.child(row)
    assert child.text(QAccessible.Text.Name).startswith("Chat 4, ")
    rect = view.visualRect(model.index(row))
    assert child.rect().topLeft() == view.viewport().mapToGlobal(rect.topLeft())


def test_hundreds_of_chats_go_in_slices_and_one_undo_brings_back_what_went(
    chat: ChatBench, until: Until
) -> None:
    ids = fill(chat, 300)
    store, view = chat.services.conversations, chat.page.list.view
    view.choose(ids[0])
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    left = [each for each in ids if store.get(each) is not None]
    assert 200 < len(left) < 300  # the rest in later turns
    until(lambda: all(store.get(each) is None for each in ids))
    assert chat.page.list.model.rowCount() == 0
    chat.page.undo_last()
    assert chat.id == ids[0]
    until(lambda: all(store.get(each) is not None for each in ids))
    assert chat.page.list.model.step("", -1) == ids[-1]


def test_undo_in_the_middle_of_deleting_ends_it(chat: ChatBench, until: Until) -> None:
    ids = fill(chat, 300)
    store, view = chat.services.conversations, chat.page.list.view
    view.choose(ids[-1])
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert store.get(ids[-1]) is not None  # it is the last to go
    chat.page.undo_last()
    assert chat.id == ids[-1]
    until(lambda: all(store.get(each) is not None for each in ids))
    painted(view, until)
    assert all(store.get(each) is not None for each in ids)


def test_the_nearest_that_stays_is_shown_when_others_go(chat: ChatBench, until: Until) -> None:
    ids = fill(chat, 60)
    view, model = chat.page.list.view, chat.page.list.model
    view.choose(ids[2])
    view.setFocus()
    for at in range(3, 50):
        index = model.index(model.row_of(ids[at]))
        view.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert chat.id == ids[50]
    until(lambda: chat.services.conversations.get(ids[49]) is None)
    assert chat.services.conversations.get(ids[50]) is not None
