"""What the parts of messages look like, light and dark, in a font that a dependency brings.

The elements of text have pictures of their own (`ui/transcript/test_golden.py`). To write these
anew: `UPDATE_GOLDEN=1`; look at them before they are committed.
"""

import os
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from studio.core.errors import Failure
from studio.core.messages import Message, MessageState, Timing, Usage
from studio.core.parts import (
    BlobRef,
    FilePart,
    ImageOrigin,
    ImagePart,
    PendingImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
)
from studio.ui.theme import ThemeStore
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.view import TranscriptView
from tests.ui.transcript.test_golden import test_font
from tests.ui.transcript_view.samples import Blobs, reply, user

__all__ = ["test_font"]  # the fixture

GOLDEN = Path(__file__).parent / "golden"
SIZE = (560, 460)
TILE_PX = 20
# Mean difference of a colour channel, 0 to 255, in any one tile: a lost icon makes 15, edges of
# glyphs may differ by a little.
MOST_DIFFERENCE = 9


def kinds(blobs: Blobs) -> dict[str, MessageRow]:
    dusk = blobs.picture(640, 360, "#10204a", "#4a4a80", "#141436")
    tall = blobs.picture(512, 768, "#803020", "#f0d090")
    refused = Failure(
        "server_failed", "upstream overloaded", status=503, tries=3, request_id="req_7f3a91c2e4b0"
    )
    lost = Failure("ended_early", "", code="cut_off", maybe_charged=True, retryable=True)
    notes = FilePart(BlobRef("0" * 64, "text/markdown", 3120), "crop-notes.md")
    whole: dict[str, Message] = {
        "question": user("a", "What a *person* wrote,\nas it is"),
        "attached": user("a", "Look", ImagePart(tall, ImageOrigin.ATTACHED, "a.png"), notes),
        "answer": reply(
            "a",
            TextPart("Head and foot."),
            usage=Usage(1284, 946, 2230, cost_usd="0.0182"),
            timing=Timing(first_byte_s=0.4, first_token_s=0.62, total_s=13.9),
        ),
        "reasoning": reply("a", ReasoningPart("First I look.", 12.2), TextPart("Then I say.")),
        "tool": reply("a", ToolCallPart(0, "x", "sample_palette", '{"image": "a.png", "k": 5}')),
        "image": reply("a", TextPart("Here:"), ImagePart(dusk, ImageOrigin.CONTENT, "a moon")),
        "two-images": reply(
            "a", ImagePart(dusk, ImageOrigin.IMAGES), ImagePart(tall, ImageOrigin.IMAGES)
        ),
        "address": reply("a", RemoteImagePart("https://x.org/n.png", ImageOrigin.CONTENT, "n")),
        "refused": reply("a", state=MessageState.FAILED, failure=refused),
        "broken": reply("a", TextPart("Half of"), state=MessageState.FAILED, failure=lost),
        "stopped": reply("a", TextPart("Half of"), state=MessageState.STOPPED),
        "interrupted": reply("a", TextPart("Half of"), state=MessageState.INTERRUPTED),
    }
    today = datetime.now().astimezone().replace(hour=14, minute=2)
    made = {name: MessageRow(replace(message, created_at=today)) for name, message in whole.items()}
    made["versions"] = MessageRow(
        replace(reply("a", TextPart("The second.")), created_at=today), version=2, versions=3
    )
    coming = reply("a", TextPart("Here:"), PendingImagePart(1_234_567))
    coming = replace(coming, created_at=today, state=MessageState.STREAMING)
    made["coming"] = MessageRow(coming, running=True)
    return made


NAMES = (
    *("question", "attached", "answer", "reasoning", "tool", "image", "two-images", "address"),
    *("refused", "broken", "stopped", "interrupted", "versions", "coming"),
)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_parts_look_as_they_should(
    test_font: None,
    theme_store: ThemeStore,
    qtbot: QtBot,
    blobs: Blobs,
    name: str,
    mode: str,
) -> None:
    store = ThemeStore(theme_store.app, mode=mode, reduced_motion=True)
    view = TranscriptView(theme=store, images=blobs)
    qtbot.addWidget(view)
    view.resize(*SIZE)
    with qtbot.waitExposed(view):
        view.show()
    view.set_path([kinds(blobs)[name]])
    path = GOLDEN / f"{name}-{mode}.png"
    if os.environ.get("UPDATE_GOLDEN"):
        qtbot.wait(400)
        seen(view).save(str(path))
    wanted = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    assert not wanted.isNull()
    # Images come a moment later.
    qtbot.waitUntil(lambda: worst_tile(seen(view), wanted) < MOST_DIFFERENCE)
    view.hide()
    store.deleteLater()


def worst_tile(one: QImage, other: QImage) -> int:
    """The mean difference where it is largest, so that a small thing can't hide in the page."""
    tiles = ImageChops.difference(as_pillow(one), as_pillow(other)).reduce(TILE_PX)
    return max(high for _, high in tiles.getextrema())


def as_pillow(image: QImage) -> Image.Image:
    size, stride = (image.width(), image.height()), image.bytesPerLine()
    return Image.frombytes("RGB", size, bytes(image.constBits()), "raw", "RGB", stride)


def seen(view: TranscriptView) -> QImage:
    return view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
