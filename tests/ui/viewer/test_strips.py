"""Changing whole images in strips gives what changing them at once gives."""

import pytest
from PySide6.QtGui import QImage, QTransform

from studio.ui.images.strips import for_screen, half, turned
from tests.ui.viewer.conftest import png, squares


@pytest.mark.parametrize("size", [(1, 1), (700, 900), (385, 384)])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3, 5])
def test_turning_in_tiles_moves_each_pixel_to_its_place(
    size: tuple[int, int], quarters: int
) -> None:
    image = for_screen(QImage.fromData(png(squares(*size))))
    expected = image.transformed(QTransform().rotate(90 * (quarters % 4)))
    assert turned(image, quarters) == expected.convertToFormat(image.format())


def test_halving_rounds_up_and_keeps_the_colours() -> None:
    image = for_screen(QImage.fromData(png(squares(701, 901))))
    small = half(image)
    assert (small.width(), small.height()) == (351, 451)
    for x, y in ((100, 100), (300, 400), (340, 440)):
        was, now = image.pixelColor(2 * x, 2 * y), small.pixelColor(x, y)
        assert abs(was.red() - now.red()) <= 2
        assert abs(was.green() - now.green()) <= 2


def test_what_is_stopped_gives_nothing() -> None:
    image = for_screen(QImage.fromData(png(squares(900, 900))))
    assert turned(image, 1, lambda: True).isNull()
    assert half(image, lambda: True).isNull()
