"""Pictures that are deleted in the gallery: a quiet box stands for them in their message."""

import os
from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QImage

from studio.core.events import Finished, ImageReceived, TextDelta
from studio.core.parts import BlobRef, ImageOrigin, ImagePart
from studio.gateway.history import fill_album
from studio.services.images import SentImages
from studio.storage.blobs import BlobStore
from tests.ui.chat.conftest import ChatBench
from tests.ui.conftest import Until

Run = Callable[..., Any]


def lively(width: int, height: int, folder: os.PathLike[str]) -> bytes:
    """A picture in red."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFFDD2211)
    path = os.path.join(folder, "red.png")
    image.save(path)
    with open(path, "rb") as file:
        return file.read()


def red_share(chat: ChatBench) -> float:
    """How much of the window is red, in thousandths."""
    image = chat.window.grab().toImage()
    points = [(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)]
    red = sum(image.pixelColor(x, y).getRgb()[:3] == (0xDD, 0x22, 0x11) for x, y in points)
    return 1000 * red / len(points)


def asked(chat: ChatBench, until: Until, run: Run, tmp_path: os.PathLike[str]) -> BlobRef:
    blobs = BlobStore(chat.bench.folder / "images")
    made = blobs.put(lively(512, 320, tmp_path))
    chat.gateway.scripts.append(
        [
            (TextDelta(0, "Here:\n\n"), ImageReceived(0, made, ImageOrigin.CONTENT, "a field")),
            (Finished(0, "stop"),),
        ]
    )
    chat.send("Paint a red field")
    until(lambda: len(chat.path()) == 2 and not chat.services.runs.running())
    run(chat.bench.conversations.flush())
    return made


def test_a_deleted_picture_is_a_quiet_box_until_it_is_restored(
    chat: ChatBench, until: Until, run: Run, tmp_path: Any
) -> None:
    gallery = chat.services.gallery()
    made = asked(chat, until, run, tmp_path)
    until(lambda: red_share(chat) > 50)

    key = run(gallery.key_of(made.sha256))
    undo = run(gallery.delete([key]))
    until(lambda: chat.services.images.is_deleted(made))
    until(lambda: red_share(chat) == 0)
    if folder := os.environ.get("STUDIO_PICTURES"):
        chat.window.grab().save(os.path.join(folder, "deleted.png"))
    part = next(part for part in chat.path()[1].parts if isinstance(part, ImagePart))
    assert part.blob == made

    run(gallery.undo(undo))
    until(lambda: red_share(chat) > 50)


def test_a_deleted_picture_is_never_sent_again(
    chat: ChatBench, until: Until, run: Run, tmp_path: Any
) -> None:
    gallery, images = chat.services.gallery(), chat.services.images
    made = asked(chat, until, run, tmp_path)
    chat.answers("Done")
    chat.send("Make it blue")
    until(lambda: len(chat.path()) == 4 and not chat.services.runs.running())
    request = chat.gateway.requests[-1]
    assert fill_album(request.history, request.image_rules, SentImages(images)).sent  # type: ignore[union-attr]
    run(gallery.delete([run(gallery.key_of(made.sha256))]))
    until(lambda: images.is_deleted(made))
    album = fill_album(request.history, request.image_rules, SentImages(images))  # type: ignore[union-attr]
    assert not album.sent
    assert album.missing
