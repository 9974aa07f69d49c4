"""Where a reader of one column is in another: by matching headings, and by share between them."""

from collections.abc import Sequence
from itertools import pairwise

from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.text_section import TextSection
from studio.ui.transcript.view import TranscriptView

Marks = Sequence[tuple[str, float]]
"""Names of places, and how far below the content's top each is, in px, from top to bottom."""


def mapped(y: float, most: float, marks: Marks, other_most: float, other_marks: Marks) -> float:
    """The scroll position of another column that goes with one of this.

    Args:
        most, other_most: the largest scroll positions.
    """
    points = _points(most, marks, other_most, other_marks)
    for (left, left_there), (right, right_there) in pairwise(points):
        if y <= right:
            share = (y - left) / (right - left) if right > left else 1.0
            return left_there + share * (right_there - left_there)
    return other_most


def _points(
    most: float, marks: Marks, other_most: float, other_marks: Marks
) -> list[tuple[float, float]]:
    """Positions that go together, growing in both columns; the ends always do."""
    points = [(0.0, 0.0)]
    at = 0
    for name, here in marks:
        found = next((n for n in range(at, len(other_marks)) if other_marks[n][0] == name), None)
        if found is None:
            continue
        there = other_marks[found][1]
        if points[-1][0] < here < most and points[-1][1] < there < other_most:
            points.append((here, there))
            at = found + 1
    points.append((most, other_most))
    return points


def marks_of(view: TranscriptView) -> list[tuple[str, float]]:
    """The turns and headings of a column."""
    marks: list[tuple[str, float]] = []
    items = view.items()
    for item in items:
        top, _ = view.flow.span_of(item)
        marks.append((f"turn {len(items) - item.index}", top))
        if item.is_open:
            marks += [(name, top + y) for name, y in _headings(item)]
    return marks


def _headings(item: MessageItem) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for number, section in enumerate(item.sections or ()):
        if not isinstance(section, TextSection):
            continue
        for piece, block in enumerate(section.blocks()):
            if block.kind == "heading":
                name = " ".join(block.source.strip("#=- \t\n").casefold().split())
                found.append((f"# {name}", item.top_of((number, piece))))
    return found
