"""Prompt and settings of an image are used again: from the gallery and from the viewer."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.core.events import Finished, ImageReceived
from studio.core.making import ImageOrder
from studio.core.messages import Attachment
from studio.core.parts import ImageOrigin
from studio.ui.images.items import ImageItem
from tests.ui.conftest import Until
from tests.ui.making.conftest import DRAWS, PAINTS, make_shell, picture, studio
from tests.ui.shell.conftest import Shell
from tests.waiting import WAIT_S

__all__ = ["make_shell", "studio"]

Run = Callable[..., Any]


def made(studio: Shell, until: Until, run: Run, order: ImageOrder) -> Attachment:
    """An image of the library, and the record of how it was asked for."""
    kept: Attachment = run(studio.services.images.import_bytes(picture("olive"), "olive.png"))
    studio.bench.gateway.scripts = [
        [(ImageReceived(0, kept.blob, ImageOrigin.ENDPOINT),), (Finished(0, "stop"),)]
    ]
    making = studio.services.making.get()
    making.make(order)
    until(lambda: making.jobs() and making.jobs()[0].is_over)
    return kept


def test_from_the_menu_of_the_gallery(studio: Shell, until: Until, run: Run) -> None:
    connection = studio.bench.connections.all()[0].id
    order = ImageOrder("a fox", DRAWS, connection, aspect="3:2", quality="high")
    made(studio, until, run, order)
    studio.window.show_page("gallery")
    gallery = studio.window.gallery
    until(lambda: len(gallery.grid.chosen.keys) == 1)
    QTest.keyClick(gallery.grid, Qt.Key.Key_Home)
    gallery.grid.act_requested.emit("reuse")
    until(lambda: studio.window.making.is_open)
    box = studio.window.making.panel.box
    until(lambda: box.order() == order)
    assert box.shape_chip.text() == "3:2 · High"


def test_from_the_menu_of_the_viewer(studio: Shell, until: Until, run: Run) -> None:
    connection = studio.bench.connections.all()[0].id
    order = ImageOrder("a fox", PAINTS, connection, aspect="1:1", size="2K", seed=42)
    kept = made(studio, until, run, order)
    studio.window.viewer.open((ImageItem(kept.blob, kept.name, prompt="a fox"),), 0)
    studio.window.viewer.page._on_act_requested("reuse")
    until(lambda: studio.window.making.is_open)
    assert studio.window.making.panel.box.order() == order
    assert studio.window.focusWidget() is studio.window.making.panel.box.edit


def test_an_image_of_which_the_record_is_still_being_written(
    studio: Shell, until: Until, run: Run
) -> None:
    connection = studio.bench.connections.all()[0].id
    order = ImageOrder("a fox", PAINTS, connection, aspect="1:1", size="2K", seed=42)
    gate = threading.Event()
    studio.bench.database.submit(lambda _library: gate.wait(WAIT_S))
    kept = made(studio, until, run, order)
    studio.window.making.reuse_image(ImageItem(kept.blob, kept.name))
    run(asyncio.sleep(0))  # it asks for the record
    gate.set()
    until(lambda: studio.window.making.is_open)
    assert studio.window.making.panel.box.order() == order


def test_an_image_that_nobody_asked_for_says_so(studio: Shell, until: Until, run: Run) -> None:
    kept: Attachment = run(studio.services.images.import_bytes(picture("olive"), "olive.png"))
    studio.window.making.reuse_image(ImageItem(kept.blob, kept.name))
    said = "Nobody asked for this image"
    until(lambda: any(said in toast.text for toast in studio.window.toasts.toasts))
    assert not studio.window.making.is_open
