"""Animated pictures play, stand still when wanted, and end when another image is looked at."""

import io

from PIL import Image
from PySide6.QtCore import Qt

from studio.ui.theme import ThemeStore
from tests.ui.viewer.conftest import Viewer, png, squares

Key = Qt.Key
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def moving(kind: str, *, loops: int = 0) -> bytes:
    frames = [Image.new("RGB", (60, 40), color) for color in (RED, GREEN, BLUE)]
    out = io.BytesIO()
    lossless = {"lossless": True} if kind == "WEBP" else {}
    frames[0].save(
        out, kind, save_all=True, append_images=frames[1:], duration=40, loop=loops, **lossless
    )
    return out.getvalue()


def middle(viewer: Viewer) -> tuple[int, int, int]:
    at = viewer.canvas.rect().center()
    color = viewer.color(at.x(), at.y())
    return color.red(), color.green(), color.blue()


def test_a_moving_picture_plays_round_after_round(viewer: Viewer, theme_store: ThemeStore) -> None:
    theme_store.set_reduced_motion(False)
    for kind in ("GIF", "WEBP"):
        viewer.open([viewer.item(moving(kind), f"x.{kind.lower()}")])
        assert viewer.button("Pause").isVisible()
        for color in (GREEN, BLUE, RED, GREEN):
            viewer.until(lambda wanted=color: middle(viewer) == wanted)
    viewer.page.clear()
    theme_store.set_reduced_motion(True)


def test_with_reduced_motion_it_waits_for_play(viewer: Viewer) -> None:
    viewer.open([viewer.item(moving("GIF"), "x.gif"), viewer.item(png(squares()))])
    assert middle(viewer) == RED
    assert not viewer.page.movie.is_playing
    viewer.click("Play")
    viewer.until(lambda: middle(viewer) == BLUE)
    viewer.key(Key.Key_P)
    assert not viewer.page.movie.is_playing
    viewer.key(Key.Key_Right)
    assert not viewer.page.movie.is_open
    assert not viewer.page.bar.play.isVisible()


def test_a_picture_that_plays_once_ends(viewer: Viewer) -> None:
    frames = [Image.new("RGB", (60, 40), color) for color in (RED, GREEN)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=30)
    viewer.open([viewer.item(out.getvalue(), "x.gif")])
    viewer.key(Key.Key_P)
    viewer.until(lambda: middle(viewer) == GREEN)
    viewer.until(lambda: not viewer.page.movie.is_playing)
    assert viewer.button("Play").isVisible()
