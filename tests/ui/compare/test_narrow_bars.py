"""The bars of the compare page where there is little room: words go before they are cut."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.core.comparing_figures import Figures
from studio.ui.compare.difference_bar import DifferenceBar
from studio.ui.compare.figure_row import FigureRow
from studio.ui.compare.figure_texts import cells_of
from studio.ui.compare.judging.vote_bar import VoteBar
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Choice, SecondaryButton


def shown(qtbot: QtBot, bar: QWidget, width: int) -> QWidget:
    """Shows a bar as a page does, so wide. Returns what it lies in."""
    page = QWidget()
    qtbot.addWidget(page)
    rows = QVBoxLayout(page)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.addWidget(bar)
    page.resize(width, bar.height())
    with qtbot.waitExposed(page):
        page.show()
    QApplication.sendPostedEvents()
    assert bar.width() == width
    return page


@pytest.mark.parametrize("width", [420, 520, 640, 900])
@pytest.mark.parametrize("hides", [True, False])
def test_no_vote_is_cut(qtbot: QtBot, theme_store: ThemeStore, width: int, hides: bool) -> None:
    bar = VoteBar(theme_store)
    bar.show_vote("Which answer is better?", tie=False, all_bad=False, can_vote=True, hides=hides)
    page = shown(qtbot, bar, width)
    buttons = [each for each in bar.findChildren(SecondaryButton) if each.isVisible()]
    assert len(buttons) == (4 if hides else 3)
    for button in buttons:
        assert button.width() >= button.sizeHint().width(), button.accessibleName()
        assert button.accessibleName() or button.text()
        assert page.rect().contains(button.geometry())
    text = bar.findChild(QLabel, "vote_text")
    assert not text.isVisible() or text.width() >= 90
    assert text.isVisible() == (width >= 640)


def test_votes_have_their_words_again_where_there_is_room(
    qtbot: QtBot, theme_store: ThemeStore
) -> None:
    bar = VoteBar(theme_store)
    page = shown(qtbot, bar, 420)
    assert bar.points.text() == ""
    assert (bar.points.accessibleName(), bar.points.toolTip()) == ("Points and note…",) * 2
    page.resize(900, page.height())
    assert bar.points.text() == "Points and note…"


@pytest.mark.parametrize("width", [424, 560, 1100])
def test_the_strip_of_differences_cuts_no_words(
    qtbot: QtBot, theme_store: ThemeStore, width: int
) -> None:
    bar = DifferenceBar(theme_store)
    columns = (("1", "anthropic/claude-sonnet-4.5"), ("2", "openai/gpt-5"))
    bar.show_pair(columns, "1", "2")
    bar.show_words("82 % the same · 10 and 12 differences", can_step=True)
    page = shown(qtbot, bar, width)
    for label in bar.findChildren(QLabel):
        if label.isVisible() and label.objectName() != "difference_words":
            assert label.width() >= label.sizeHint().width(), label.text()
    first = bar.findChild(Choice, "first_answer")
    assert first.width() >= 96
    assert bar.fold.isVisible()
    assert page.rect().contains(bar.fold.geometry())


def test_a_narrow_drop_down_says_that_its_words_go_on(
    qtbot: QtBot, theme_store: ThemeStore
) -> None:
    choice = Choice(theme_store, "Answer", ((1, "anthropic/claude-sonnet-4.5"), (2, "b")))
    qtbot.addWidget(choice)
    choice.resize(QSize(120, choice.height()))
    assert choice.shown_text().startswith("anth")
    assert choice.shown_text().endswith("…")
    choice.resize(QSize(400, choice.height()))
    assert choice.shown_text() == "anthropic/claude-sonnet-4.5"


def test_a_best_figure_has_its_whole_label(qtbot: QtBot, theme_store: ThemeStore) -> None:
    row = FigureRow(theme_store)
    qtbot.addWidget(row)
    figures = Figures(True, False, 0.5, 80.0, 5.0, tokens_out=50)
    row.show_figures(figures, frozenset({"tokens_out"}))
    cells = {cell.name: cell for cell in cells_of(figures)}
    tokens, speed = cells["tokens_out"], cells["tokens_per_s"]
    assert [row.label_of(tokens, room) for room in (120, 60, 1)] == [
        "Tokens · best", "Tokens", "Tokens",
    ]  # fmt: skip
    assert row.label_of(speed, 120) == "Speed"
