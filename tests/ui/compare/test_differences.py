"""Differences between two answers: marked in place, stepped through, folded."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from studio.core.events import Finished, ReasoningDelta, TextDelta
from studio.demo.writing import long_text
from studio.ui.compare.difference_marks import DifferenceMarks
from tests.services.fakes import Hold
from tests.ui.compare.conftest import CompareBench, answer
from tests.ui.conftest import Until

SAME = "This paragraph is the same in both answers, word for word, and can be folded away."
FIRST = f"The sky is blue.\n\n{SAME}\n\n```python\nprint(one)\n```"
SECOND = f"The sea is blue.\n\n{SAME}\n\n```python\nprint(two)\n```"


def marks(compare: CompareBench, number: int) -> DifferenceMarks | None:
    found = compare.columns()[number].transcript.marks.different
    assert found is None or isinstance(found, DifferenceMarks)
    return found


def marked(compare: CompareBench, number: int) -> list[str]:
    """The marked texts of a column."""
    shown = compare.page.differing._shown[compare.columns()[number].column_id]
    return [unit.text[a - unit.offset : b - unit.offset] for unit, (a, b) in shown.stops]


def words(compare: CompareBench) -> str:
    return str(compare.window.findChild(object, "difference_words").text())


def on(compare: CompareBench, until: Until) -> None:
    compare.click("Differences")
    until(lambda: marks(compare, 0) is not None)


def test_words_are_marked_where_they_stand(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", FIRST, SECOND)
    on(compare, until)
    assert marked(compare, 0) == ["sky", "one"]
    assert marked(compare, 1) == ["sea", "two"]
    assert words(compare).endswith("2 and 2 differences")
    view = compare.columns()[0].transcript
    accent = QColor(compare.page._theme.current.color("accent"))
    image = view.viewport().grab().toImage()
    assert any(
        image.pixelColor(x, y) == accent
        for y in range(0, image.height(), 1)
        for x in range(0, image.width(), 3)
    )
    compare.click("Differences")
    assert marks(compare, 0) is None
    assert not compare.page.differing.bar.isVisible()


def test_reasoning_is_left_out(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two")
    compare.gateway.scripts = [
        [(ReasoningDelta(0, "I think"), TextDelta(0, "The same.")), (Finished(0, "stop"),)],
        [(ReasoningDelta(0, "No idea"), TextDelta(0, "The same.")), (Finished(0, "stop"),)],
    ]
    compare.send("What is it?")
    compare.idle()
    compare.click("Differences")
    until(lambda: words(compare) == "No differences")


def test_any_two_answers_are_compared(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two", "c/three")
    compare.ask("What is it?", "The sky is blue.", "The sea is blue.", "The sky is grey.")
    on(compare, until)
    first, second, third = (column.column_id for column in compare.columns())
    compare.page.differing.compare(first, third)
    until(lambda: marks(compare, 2) is not None)
    assert marks(compare, 1) is None
    assert (marked(compare, 0), marked(compare, 2)) == (["blue"], ["grey"])
    compare.click("Remove c/three")
    until(lambda: marks(compare, 1) is not None)
    assert (marked(compare, 0), marked(compare, 1)) == (["sky"], ["sea"])
    assert second in compare.page.differing._shown


def test_what_is_the_same_is_folded(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", FIRST, SECOND)
    on(compare, until)
    compare.click("Fold what is the same")
    until(lambda: "1 identical part" in compare.shown(0)[0])
    assert SAME not in compare.shown(0)[0]
    assert SAME not in compare.shown(1)[0]
    assert marked(compare, 0) == ["sky", "one"]
    assert compare.texts() == [FIRST, SECOND]  # only the view is folded
    compare.click("Differences")
    assert SAME in compare.shown(0)[0]


def test_keys_go_from_difference_to_difference(compare: CompareBench, until: Until) -> None:
    filler = "\n\n".join(f"Paragraph {number} with the same words." for number in range(80))
    first, second = (f"One {word}.\n\n{filler}\n\nEnd {word}." for word in ("sky", "sea"))
    compare.add("a/one", "b/two")
    compare.ask("What is it?", first, second)
    on(compare, until)
    view = compare.columns()[0].transcript
    QTest.keyClick(compare.page.composer.edit, Qt.Key.Key_F7)
    assert view.flow.scroll_y < 50
    QTest.keyClick(compare.page.composer.edit, Qt.Key.Key_F7)
    assert view.flow.scroll_y > 500
    QTest.keyClick(compare.page.composer.edit, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert view.flow.scroll_y < 50


def test_answers_are_compared_once_both_are_written(compare: CompareBench, until: Until) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "The sky.", "The sea.")
    on(compare, until)
    hold = Hold()
    compare.gateway.scripts = [answer("A red sky."), [(TextDelta(0, "A"),), hold, *answer(" sea.")]]
    compare.send("And then?")
    until(lambda: words(compare) == "Compared when both are written")
    assert marks(compare, 0) is None
    hold.go()
    until(lambda: marks(compare, 1) is not None)
    assert (marked(compare, 0), marked(compare, 1)) == (["red sky"], ["sea"])


def test_long_answers_keep_the_window_awake(compare: CompareBench, until: Until) -> None:
    first = long_text("tides", 200_000)
    second = first.replace(" the ", " a ")
    compare.add("a/one", "b/two")
    compare.ask("What is it?", first, second)
    turns = 0

    def done() -> bool:
        nonlocal turns
        turns += 1
        return marks(compare, 0) is not None

    compare.click("Differences")
    until(done)
    assert turns > 5  # the loop went on meanwhile
    assert len(marked(compare, 0)) > 100
