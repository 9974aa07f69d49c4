"""Messages with thousands of links: keys and assistive tools look at few of them at a time."""

import random
from itertools import islice

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from studio.core.parts import TextPart
from studio.ui.transcript.element import Hit
from studio.ui.transcript.kinds import hits_from
from studio.ui.transcript.paragraph import Paragraph
from studio.ui.transcript.table_links import linked_cells
from studio.ui.transcript.view import TranscriptView

from .samples import reply, rows, user
from .test_long_tables import table_of

ROWS = 2000
TABLE = "| a | b | c |\n|---|---|---|\n" + "\n".join(
    f"| [l{n}](https://e.org/{n}) | x | [m{n}](https://e.org/m{n}) [n{n}](https://e.org/n{n}) |"
    for n in range(ROWS)
)
PARAGRAPHS = "\n\n".join(
    " ".join(f"[word {n}](https://e.org/{part}/{n})" for n in range(100)) for part in range(30)
)


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[Paragraph]:
    """The paragraphs and cells that were laid out since it was emptied."""
    found: list[Paragraph] = []
    plain = Paragraph.lay_out

    def lay_out(self: Paragraph, width: float) -> float:
        found.append(self)
        return plain(self, width)

    monkeypatch.setattr(Paragraph, "lay_out", lay_out)
    return found


def show(view: TranscriptView, text: str) -> None:
    view.set_path(rows(user("u", "Go"), reply("a", TextPart(text))))
    view.flow.to_item(view.items()[1])
    view.show_position()


def tab(view: TranscriptView, *, back: bool = False) -> Hit | None:
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view, Qt.Key.Key_Tab, shift if back else Qt.KeyboardModifier.NoModifier)
    focused = view.marks.focused
    return focused[3] if focused is not None else None


def test_tab_goes_through_a_long_table_link_by_link(
    view: TranscriptView, laid_out: list[Paragraph]
) -> None:
    show(view, TABLE)
    view.keyboard.focus_message(view.items()[1])
    laid_out.clear()
    seen = []
    for _ in range(6):
        hit = tab(view)
        assert hit is not None
        seen.append(hit.target.rpartition("/")[2])
    assert seen == ["0", "m0", "n0", "1", "m1", "n1"]
    back = [tab(view, back=True) for _ in range(5)]
    assert [hit.target.rpartition("/")[2] for hit in back if hit] == ["m1", "1", "n0", "m0", "0"]
    assert len(laid_out) < 300  # of 6000 cells


def test_hits_beside_one_are_those_of_the_list(view: TranscriptView) -> None:
    show(view, TABLE)
    chance = random.Random(5)
    table, _ = table_of(view)
    hits = table.hits()
    assert len(hits) == 3 * ROWS
    assert list(hits_from(table, None, forward=False)) == list(reversed(hits))
    for at in (0, len(hits) - 1, *(chance.randrange(len(hits)) for _ in range(8))):
        behind = tuple(islice(hits_from(table, hits[at], forward=True), 7))
        assert behind == hits[at + 1 : at + 8]
        before = tuple(islice(hits_from(table, hits[at], forward=False), 7))
        assert before == tuple(reversed(hits[max(0, at - 7) : at]))


def test_hits_of_a_paragraph_and_of_code_beside_one(view: TranscriptView) -> None:
    show(
        view,
        "See [a](https://e.org/a), [b](https://e.org/b), [c](https://e.org/c).\n\n```py\nx\n```",
    )
    several = 0
    for shown in view.flow.visible:
        for element in shown.piece.elements:
            hits = element.hits()
            several += len(hits) > 1
            assert tuple(hits_from(element, None, forward=True)) == hits
            assert tuple(hits_from(element, None, forward=False)) == hits[::-1]
            for at, hit in enumerate(hits):
                assert tuple(hits_from(element, hit, forward=True)) == hits[at + 1 :]
                assert tuple(hits_from(element, hit, forward=False)) == hits[:at][::-1]
    assert several


def test_cells_with_links_are_found_in_the_markdown(view: TranscriptView) -> None:
    show(view, "| [h](https://e.org) | b |\n|---|---|\n| x | [y](https://e.org/y) |\n| z | w |")
    leaf = table_of(view)[0].leaf
    assert list(linked_cells(leaf, None, forward=True)) == [(-1, 0), (0, 1)]
    assert list(linked_cells(leaf, None, forward=False)) == [(0, 1), (-1, 0)]
    assert list(linked_cells(leaf, (-1, 1), forward=True)) == [(0, 1)]
    assert list(linked_cells(leaf, (0, 0), forward=False)) == [(-1, 0)]


def test_a_link_far_down_in_a_table_comes_into_view(view: TranscriptView) -> None:
    show(view, TABLE)
    item = view.items()[1]
    view.keyboard.focus_message(item)
    table, _ = table_of(view)
    far = table.hits()[3 * 900]
    spot, number = next(
        (shown.place.spot, shown.piece.elements.index(table))
        for shown in view.flow.visible
        if table in shown.piece.elements
    )
    view.keyboard.focus_hit((item, spot, number, far))
    view.show_position()
    hit = tab(view)
    assert hit is not None
    assert hit.target.endswith("/m900")
    assert view.marks.focused is not None
    rect = view.keyboard.rect_of(view.marks.focused)
    assert not rect.isNull()
    assert rect.top() >= 0
    assert rect.bottom() <= view.flow.view_height


@pytest.mark.parametrize("text", [TABLE, PARAGRAPHS], ids=["table", "paragraphs"])
def test_assistive_tools_are_told_of_what_is_near(
    view: TranscriptView, laid_out: list[Paragraph], text: str
) -> None:
    show(view, text)
    laid_out.clear()
    top = QAccessible.queryAccessibleInterface(view)
    message = top.child(1)
    count = message.childCount()
    assert 100 < count < 500
    assert len(laid_out) < 1500
    told = [message.child(at).text(QAccessible.Text.Name) for at in range(0, count, 50)]
    assert all(told)
    assert view.accessible.made_count < 600  # type: ignore[union-attr, attr-defined]


def test_the_buttons_of_a_message_are_told_beside_thousands_of_links(view: TranscriptView) -> None:
    show(view, TABLE)
    message = QAccessible.queryAccessibleInterface(view).child(1)
    names = {message.child(at).text(QAccessible.Text.Name) for at in range(message.childCount())}
    short = rows(user("u", "Go"), reply("a", TextPart("Short.")))
    view.set_path(short)
    message = QAccessible.queryAccessibleInterface(view).child(1)
    buttons = {message.child(at).text(QAccessible.Text.Name) for at in range(message.childCount())}
    assert buttons
    assert buttons <= names
