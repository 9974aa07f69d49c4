"""Formulas, footnotes and wide things in a view: by pointer and by keys, nothing jumps."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.parts import TextPart
from studio.ui.transcript.code_element import CodeElement
from studio.ui.transcript.element import ScrollingElement
from studio.ui.transcript.formula_shelf import formulas
from studio.ui.transcript.view import TranscriptView

from .conftest import click
from .samples import reply, rows


def test_the_line_that_is_read_stays_when_formulas_come(view: TranscriptView, qtbot: QtBot) -> None:
    text = "\n\n".join(
        f"Paragraph {n}\n\n$$\\frac{{\\frac{{{n}}}{{b}}}}{{\\frac{{c_{{{n}}}}}{{d}}}}$$"
        for n in range(80)
    )
    view.set_path(rows(reply("a", TextPart(text))))
    view.set_following(False)
    view.flow.scroll_to(900)
    view.user_moved()

    def is_drawn() -> bool:
        shown = [element for each in view.flow.visible for element in each.piece.elements]
        return any(element.height_for(view.flow.width) > 40 for element in shown)

    # However fast they are drawn: the view hears of it when it looks for events again.
    assert view.flow.anchor() is not None
    assert not is_drawn()
    view.refresh()
    before = view.flow.anchor()
    tops = {each.place.spot: each.top for each in view.flow.visible}
    qtbot.waitUntil(lambda: not formulas().is_busy and is_drawn())
    assert view.flow.anchor() == before
    first = view.flow.visible[0]
    assert first.top == tops[first.place.spot]


def test_a_footnote_is_one_click_away_and_so_is_the_way_back(view: TranscriptView) -> None:
    body = "Said so[^1].\n\n" + "Filler.\n\n" * 80 + "[^1]: The source is *this* one.\n"
    view.set_path(rows(reply("a", TextPart(body))))
    view.set_following(False)
    view.flow.scroll_to(0)
    view.user_moved()
    click(view, "a", "footnote")
    shown = [e.plain_text() for each in view.flow.visible for e in each.piece.elements]
    assert "1 The source is this one." in shown
    click(view, "a", "footnote_back")
    shown = [e.plain_text() for each in view.flow.visible for e in each.piece.elements]
    assert "Said so1." in shown


def test_footnotes_are_told_as_tooltips(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("Said so[^x].\n\n[^x]: Because.\n"))))
    [name] = [
        hit.name
        for each in view.flow.visible
        for element in each.piece.elements
        for hit in element.hits()
        if hit.action == "footnote"
    ]
    assert name == "Because."


def test_wide_code_and_tables_are_scrolled_by_keys(view: TranscriptView) -> None:
    wide = "|" + "column with words |" * 20
    table = f"{wide}\n|{'---|' * 20}\n{wide}"
    view.set_path(rows(reply("a", TextPart(f"```\n{'x' * 400}\n```\n\n{table}"))))
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    seen = set()
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        focused = view.marks.focused
        assert focused is not None
        item, spot, number, hit = focused
        element = view.flow.piece_of(item, spot).elements[number]
        if hit.action not in ("copy_code", "scroll_sideways"):
            continue
        assert isinstance(element, ScrollingElement)
        QTest.keyClick(view, Qt.Key.Key_Right)
        assert element.scroll_x_px() == 48
        QTest.keyClick(view, Qt.Key.Key_End)
        assert element.scroll_x_px() == element.scroll_range_px() > 48
        QTest.keyClick(view, Qt.Key.Key_Left)
        assert element.scroll_x_px() < element.scroll_range_px()
        QTest.keyClick(view, Qt.Key.Key_Home)
        assert element.scroll_x_px() == 0
        seen.add(hit.action)
        view.grab()
    assert seen == {"copy_code", "scroll_sideways"}


def test_wrapped_code_stays_wrapped_when_it_is_made_again(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart(f"```\n{'x' * 400}\n```"))))

    def code() -> CodeElement:
        elements = [e for each in view.flow.visible for e in each.piece.elements]
        [found] = [element for element in elements if isinstance(element, CodeElement)]
        return found

    click(view, "a", "toggle_wrap")
    assert code().wraps
    view.set_zoom(110)
    assert code().wraps
    click(view, "a", "toggle_wrap")
    assert not code().wraps
