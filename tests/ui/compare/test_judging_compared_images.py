"""Images of the grid are voted on where they are laid over one another, by keys and buttons."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from studio.core.judging.votes import Verdict, Vote, newest_of_each
from studio.ui.theme import ThemeStore
from studio.ui.viewer.compare.page import ComparePage as Viewer
from studio.ui.widgets import Choice
from tests.ui.compare.conftest import CompareBench
from tests.ui.compare.test_image_grid import ONE, THREE, TWO, cells, drawn, grid

Key, ALT, NO = Qt.Key, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def viewer(compare: CompareBench, theme_store: ThemeStore, qtbot: QtBot) -> Iterator[Viewer]:
    made = Viewer(services=compare.services, theme=theme_store)
    made.resize(1200, 800)
    with qtbot.waitExposed(made):
        made.show()
    compare.page.images_compared.connect(
        lambda items: made.open(items, compare.page.images.judging())
    )
    yield made
    made.clear()
    made.close()
    made.deleteLater()


def opened(compare: CompareBench, viewer: Viewer, *models: str) -> None:
    drawn(compare, *models)
    grid(compare).choose(cell.key for cell in cells(compare))
    compare.page.acts.compare_images()
    viewer.activateWindow()
    compare.until(lambda: QApplication.focusWidget() is viewer.pair)


def press(viewer: Viewer, key: Qt.Key, modifier: Qt.KeyboardModifier = ALT) -> None:
    QTest.keyClick(viewer.pair, key, modifier)


def text(viewer: Viewer) -> str:
    return viewer.findChild(QLabel, "judging_text").text()


def on(viewer: Viewer) -> list[str]:
    """The votes whose buttons are pressed."""
    return [said for said, button in viewer.judging.bar.buttons.items() if button.isChecked()]


def votes(compare: CompareBench) -> tuple[Vote, ...]:
    """The votes that count."""
    return tuple(newest_of_each(compare.services.judging().votes.votes()))


def test_the_better_image_is_said_by_key_and_taken_back(
    compare: CompareBench, viewer: Viewer
) -> None:
    opened(compare, viewer, ONE, TWO)
    assert text(viewer) == "Which image is better?"
    press(viewer, Key.Key_B)
    (vote,) = votes(compare)
    assert (vote.verdict, vote.winner, vote.makes_images) == (Verdict.BETTER, 1, True)
    assert not vote.is_blind
    assert (text(viewer), on(viewer)) == (f"You picked B: {TWO}", ["B"])
    assert compare.page.images.bar.buttons["B"].isChecked()  # the grid says the same
    press(viewer, Key.Key_B)
    assert (votes(compare), on(viewer)) == ((), [])


def test_letters_follow_the_order_that_is_shown(compare: CompareBench, viewer: Viewer) -> None:
    opened(compare, viewer, ONE, TWO)
    press(viewer, Key.Key_C, NO)  # A and B change places
    press(viewer, Key.Key_A)
    (vote,) = votes(compare)
    assert vote.candidates[vote.winner or 0].model_id == TWO
    assert on(viewer) == ["A"]
    press(viewer, Key.Key_C, NO)
    assert on(viewer) == ["B"]


@pytest.mark.parametrize(
    ("name", "key", "verdict"),
    [
        ("Equally good", Key.Key_E, Verdict.TIE),
        ("None is good", Key.Key_N, Verdict.BOTH_BAD),
    ],
)
def test_ties_and_bad_ones_by_button_and_key(
    compare: CompareBench, viewer: Viewer, name: str, key: Qt.Key, verdict: Verdict
) -> None:
    opened(compare, viewer, ONE, TWO, THREE)
    buttons = [each for each in viewer.findChildren(QAbstractButton) if each.isVisible()]
    (button,) = [each for each in buttons if each.accessibleName() == name]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    (vote,) = votes(compare)
    assert (vote.verdict, len(vote.candidates)) == (verdict, 3)
    assert button.isChecked()
    press(viewer, key)
    assert (votes(compare), button.isChecked()) == ((), False)


@pytest.mark.parametrize("mode", ["slider", "side", "blink", "difference"])
def test_every_way_of_comparing_takes_votes(
    compare: CompareBench, viewer: Viewer, mode: str
) -> None:
    opened(compare, viewer, ONE, TWO)
    viewer.set_mode(mode)
    assert viewer.judging.bar.isVisible()
    QTest.keyClick(viewer, Key.Key_A, ALT)
    assert on(viewer) == ["A"]


def test_points_go_with_the_vote(compare: CompareBench, viewer: Viewer) -> None:
    opened(compare, viewer, ONE, TWO)
    press(viewer, Key.Key_A)
    press(viewer, Key.Key_S)
    popup = viewer.findChild(object, "points_popup")
    assert popup.isVisible()
    first = popup.findChildren(Choice)[0]
    first.set_value(4)
    popup.note.setPlainText("Sharper.")
    popup.findChild(QAbstractButton, "save_vote").click()
    (vote,) = votes(compare)
    assert (vote.verdict, vote.note) == (Verdict.BETTER, "Sharper.")
    assert vote.scores[0].points == (4, 0)
    press(viewer, Key.Key_B)
    (vote,) = votes(compare)
    assert (vote.winner, vote.scores[0].points, vote.note) == (1, (4, 0), "Sharper.")
    press(viewer, Key.Key_B)  # the pick is taken back, the points stay
    (vote,) = votes(compare)
    assert vote.verdict is Verdict.SCORED
    assert text(viewer) == "You gave points"


def test_blind_is_kept_blind(compare: CompareBench, viewer: Viewer) -> None:
    drawn(compare, ONE, TWO)
    compare.click("Blind")
    grid(compare).choose(cell.key for cell in cells(compare))
    compare.page.acts.compare_images()
    viewer.activateWindow()
    compare.until(lambda: QApplication.focusWidget() is viewer.pair)
    press(viewer, Key.Key_A)
    (vote,) = votes(compare)
    assert vote.is_blind
    assert text(viewer) == "You picked A: Answer A"
    told = [each.accessibleName() + each.toolTip() for each in viewer.findChildren(QAbstractButton)]
    assert not any("-image" in each for each in told)


def test_images_of_elsewhere_are_compared_without_votes(
    compare: CompareBench, viewer: Viewer
) -> None:
    opened(compare, viewer, ONE, TWO)
    viewer.open(viewer.items)
    assert not viewer.judging.bar.isVisible()
    press(viewer, Key.Key_A)
    assert votes(compare) == ()
