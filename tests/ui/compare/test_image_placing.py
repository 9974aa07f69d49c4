"""Where groups and cells of a grid of images stand."""

from hypothesis import given
from hypothesis import strategies as st

from studio.ui.compare.images.placing import SIDE_PX, place


@given(
    st.lists(st.integers(1, 10), min_size=1, max_size=12),
    st.integers(320, 3000),
    st.integers(200, 2000),
    st.floats(0.5, 2.4),
    st.sampled_from((0.9, 1.0, 1.5)),
)
def test_nothing_overlaps_or_stands_outside(
    counts: list[int], width: int, height: int, ratio: float, scale: float
) -> None:
    placed = place(counts, width, height, ratio, scale)
    boxes = [*placed.captions, *(box for own in placed.cells for box in own)]
    assert [len(own) for own in placed.cells] == counts
    for at, box in enumerate(boxes):
        assert box.left() >= 0
        assert box.right() < width
        assert 0 <= box.top() <= box.bottom() < placed.height
        assert not any(box.intersects(other) for other in boxes[at + 1 :])
    sizes = {(box.width(), box.height()) for own in placed.cells for box in own}
    assert len(sizes) == 1


def across(count: int, width: int = 1104, height: int = 650) -> int:
    placed = place([1] * count, width, height, 1.5)
    top = placed.cells[0][0].top()
    return sum(own[0].top() == top for own in placed.cells)


def test_six_models_stand_in_two_rows_of_three_as_designed() -> None:
    assert [across(count) for count in (1, 2, 3, 4, 6)] == [1, 2, 3, 2, 3]
    placed = place([1] * 6, 1104, 650, 1.5)
    assert placed.cells[0][0].left() == SIDE_PX
    assert placed.height <= 650


def test_what_fits_is_not_scrolled_and_what_would_be_too_small_is() -> None:
    assert place([1, 1], 1104, 400, 1.0).height <= 400
    many = place([1] * 12, 700, 300, 1.0)
    assert many.height > 300
    assert many.cells[0][0].width() >= 240


def test_several_images_of_a_model_stand_in_its_own_row() -> None:
    placed = place([3, 1], 1104, 650, 1.5)
    first, second = placed.cells
    assert len({box.top() for box in first}) == 1
    assert placed.captions[0].bottom() < first[0].top()
    assert first[0].bottom() < placed.captions[1].top() < second[0].top()
