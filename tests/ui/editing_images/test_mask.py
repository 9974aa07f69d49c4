"""The mask: what a brush leaves in its pixels, and undo."""

import itertools
import time

import pytest
from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtWidgets import QApplication

from studio.ui.editing_images import mask_history
from studio.ui.editing_images.mask import MaskImage, brush_layers


@pytest.fixture
def mask(qapp: QApplication) -> MaskImage:
    return MaskImage(QSize(400, 300))


def value(mask: MaskImage, x: int, y: int) -> int:
    return mask.image.pixelColor(x, y).red()


def line(
    mask: MaskImage, *points: tuple[float, float], width: float = 40, feather: float = 0,
    erase: bool = False,
) -> None:  # fmt: skip
    mask.begin_stroke()
    for start, end in zip(points, points[1:] or points, strict=False):
        mask.stroke(QPointF(*start), QPointF(*end), width, feather, erase=erase)
    mask.end_stroke()


def test_a_hard_brush_marks_its_width_and_no_more(mask: MaskImage) -> None:
    line(mask, (100, 150), (300, 150))
    assert [value(mask, x, 150) for x in (78, 85, 200, 315, 322)] == [0, 255, 255, 255, 0]
    assert [value(mask, 200, y) for y in (128, 132, 168, 172)] == [0, 255, 255, 0]
    share = (200 * 40 + 3.14159 * 20 * 20) / (400 * 300)
    assert mask.coverage() == pytest.approx(share, rel=0.02)


def test_a_feathered_brush_is_softer_towards_its_edge(mask: MaskImage) -> None:
    line(mask, (100, 150), (300, 150), width=80, feather=20)
    values = [value(mask, 200, y) for y in range(150, 195)]
    assert values[0] == values[18] == 255
    assert values == sorted(values, reverse=True)
    assert 60 < values[30] < 200
    assert values[-1] == 0


def test_a_soft_edge_does_not_grow_hard_by_painting_again(mask: MaskImage) -> None:
    line(mask, (100, 150), (300, 150), width=80, feather=20)
    before = [value(mask, 200, y) for y in range(150, 195)]
    for _ in range(5):
        line(mask, (100, 150), (300, 150), width=80, feather=20)
    after = [value(mask, 200, y) for y in range(150, 195)]
    # Where two layers meet the smoothed edge of one may fill up, by less than a layer.
    assert max(b - a for a, b in zip(before, after, strict=True)) < 255 / 6
    assert after[42:] == before[42:]


def test_a_click_marks_a_disc(mask: MaskImage) -> None:
    line(mask, (200, 150))
    assert value(mask, 200, 150) == value(mask, 214, 150) == 255
    assert value(mask, 217, 167) == 0


def test_the_eraser_takes_away_with_the_same_edge(mask: MaskImage) -> None:
    line(mask, (50, 150), (350, 150), width=100)
    line(mask, (200, 150), width=60, feather=10, erase=True)
    assert value(mask, 200, 150) == 0
    assert value(mask, 100, 150) == 255
    assert 0 < value(mask, 200, 150 - 25) < 255


def test_undo_and_redo_bring_back_every_pixel(mask: MaskImage) -> None:
    states = [mask.data()]
    line(mask, (50, 50), (350, 250), feather=10)
    states.append(mask.data())
    line(mask, (50, 250), (350, 50), erase=True)
    states.append(mask.data())
    mask.invert()
    states.append(mask.data())
    mask.clear()
    states.append(mask.data())
    assert len(set(states)) == 4  # the cleared mask is the first one again
    for state in reversed(states[:-1]):
        mask.undo()
        assert mask.data() == state
    assert not mask.can_undo
    for state in states[1:]:
        mask.redo()
        assert mask.data() == state
    mask.undo()
    line(mask, (9, 9))
    assert not mask.can_redo


def test_invert_is_the_opposite_everywhere(mask: MaskImage) -> None:
    line(mask, (50, 150), (350, 150), feather=9)
    before = mask.data()
    mask.invert()
    assert mask.data() == bytes(255 - each for each in before)
    assert mask.coverage() > 0.5


def test_the_smallest_mark_is_no_empty_mask(qapp: QApplication) -> None:
    mask = MaskImage(QSize(4000, 3000))
    assert mask.is_empty
    line(mask, (1001, 1501), width=2)
    assert not mask.is_empty


def test_a_mask_of_any_width_is_read_without_gaps(qapp: QApplication) -> None:
    mask = MaskImage(QSize(13, 5))
    mask.mark((QRect(12, 0, 1, 5),))
    assert mask.data() == (bytes(12) + b"\xff") * 5


def test_undo_is_bounded_in_memory(mask: MaskImage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mask_history, "MOST_BYTES", 300_000)
    for _ in range(20):
        line(mask, (0, 0), (399, 299), width=60)
        line(mask, (0, 299), (399, 0), width=60)
    assert mask._history.size_bytes <= 300_000
    assert mask.can_undo


def test_layers_are_fewer_for_wide_brushes_and_reach_full_value() -> None:
    for width in (1.0, 10.0, 144.0, 400.0, 1024.0):
        for feather in (0.0, 1.0, 8.0, 200.0):
            layers = brush_layers(width, feather)
            assert layers[-1][1] == 255
            assert len(layers) <= 8
    assert len(brush_layers(1024, 50)) <= 3


@pytest.mark.parametrize("erase", [False, True])
@pytest.mark.parametrize("feather", [0.0, 8.0, 60.0])
def test_a_stroke_of_many_moves_paints_what_its_lines_paint(
    qapp: QApplication, feather: float, erase: bool
) -> None:
    places = [QPointF(300 + 17 * at, 280 + 9 * at * (-1) ** at) for at in range(12)]
    moved, lines = MaskImage(QSize(900, 700)), MaskImage(QSize(900, 700))
    for mask in (moved, lines):
        if erase:
            mask.invert()
        mask.begin_stroke()
    for first, last in itertools.pairwise(places):
        moved.stroke(first, last, 300, feather, erase=erase)
        lines.begin_stroke()  # each by itself: nothing of the one before is taken as done
        lines.stroke(first, last, 300, feather, erase=erase)
    assert moved.data() == lines.data()


@pytest.mark.parametrize("width", [144.0, 400.0, 1024.0])
def test_a_move_in_an_8k_image_takes_no_frame(qapp: QApplication, width: float) -> None:
    mask = MaskImage(QSize(7680, 4320))
    mask.begin_stroke()
    took = []
    for step in range(30):
        start = QPointF(1000 + 20 * step, 1000 + 10 * step)
        began = time.thread_time()
        mask.stroke(start, start + QPointF(20, 10), width, 8, erase=False)
        took.append(time.thread_time() - began)
    took.sort()
    assert took[len(took) // 2] < 0.008, took
