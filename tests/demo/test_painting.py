"""Paintings: right size, seeded, different for different words, never an exception."""

import hashlib
import io

import pytest
from PIL import Image

from studio.demo.painting import Order, joined_prompt, paint, read_scene, read_size
from studio.demo.painting.canvas import PaintingStopped
from studio.demo.painting.painter import dominant_colours


def never():
    return False


def painted(prompt, seed=1, size=(160, 120), **fields):
    data = paint(Order(prompt, *size, seed, **fields), never)
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


@pytest.mark.parametrize(
    "prompt",
    [
        "a lighthouse at night with a boat",
        "dunes, camels and palms at sunset",
        "snowy mountains with a cabin and trees",
        "volcano",
        "a lake with mountains, cabin, boat",
        "a misty forest with a cabin",
        "neon city",
        "a city by the sea with an island",
        "meadow, flowers, balloons, cat, rainbow, birds",
        "stormy sea with lightning and rain",
        "aurora over a fjord",
        "a planet in space",
        "geometric poster in teal and orange",
        "pixel art of a forest",
        "watercolour of hills in autumn",
        "oil painting of the beach in pastel colours",
        "noir street",
        "mars",
    ],
)
def test_every_setting_and_style_paints(prompt):
    for size in ((160, 120), (72, 160)):
        image = painted(prompt, size=size)
        assert image.size == size
        colours = image.quantize(64).getcolors()
        assert len(colours) > 8, "an empty picture"


@pytest.mark.parametrize("style", ["oil", "watercolour", "poster", "pixel", "smooth"])
def test_the_smallest_paintings_have_room_for_a_brush(style):
    for size in ((64, 64), (64, 512), (512, 64)):
        assert painted("a lighthouse", size=size, style=style).size == size


def test_many_seeds_of_abstract_pictures():
    seen = {hashlib.sha256(painted("abstract", seed).tobytes()).hexdigest() for seed in range(12)}
    assert len(seen) == 12


def test_seeded():
    order = Order("sea", 128, 96, 5)
    assert paint(order, never) == paint(order, never)


def test_words_change_the_light():
    bright = painted("photo of the sea by day").convert("L").resize((1, 1)).getpixel((0, 0))
    dark = painted("photo of the sea at night").convert("L").resize((1, 1)).getpixel((0, 0))
    assert bright > dark + 60


def test_takes_colours_from_an_attached_image():
    out = io.BytesIO()
    Image.new("RGB", (40, 40), (20, 160, 60)).save(out, "PNG")
    green = painted("photo of the sea", tint=out.getvalue()).resize((1, 1)).getpixel((0, 0))
    plain = painted("photo of the sea").resize((1, 1)).getpixel((0, 0))
    assert green[1] - green[0] > plain[1] - plain[0] + 20
    assert dominant_colours(b"no image", 5) == ()
    assert painted("sea", tint=b"no image").size == (160, 120)


def test_stops_when_nobody_waits():
    with pytest.raises(PaintingStopped):
        paint(Order("oil painting of the sea", 1024, 1024, 1), lambda: True)


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({}, (1024, 1024)),
        ({"aspect_ratio": "16:9"}, (1024, 576)),
        ({"aspect_ratio": "9:16", "image_size": "2K"}, (1152, 2048)),
        ({"size": "1536x1024"}, (1536, 1024)),
        ({"size": "auto"}, (1024, 1024)),
    ],
)
def test_sizes(given, size):
    assert read_size(**given) == size


@pytest.mark.parametrize(
    "given",
    [{"aspect_ratio": "wide"}, {"aspect_ratio": "0:1"}, {"image_size": "9K"}, {"size": "1"}],
)
def test_sizes_that_make_no_sense(given):
    with pytest.raises(ValueError):
        read_size(**given)


def test_reading_words():
    scene = read_scene("A teal watercolour of lighthouses on a foggy coast", 1)
    assert (scene.setting, scene.hour, scene.style) == ("sea", "mist", "watercolour")
    assert "lighthouse" in scene.features
    assert len(scene.colours) == 1
    assert joined_prompt("make it night", ("a lighthouse", "dunes")).split("\n") == [
        "make it night",
        "dunes",
    ]
    assert read_scene("make it night\ndunes", 1).hour == "night"
