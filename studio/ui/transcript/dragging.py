"""Dragging out of the transcript: images as files with telling names, text in all formats."""

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QImage, QPixmap

from studio.core.parts import ImagePart
from studio.core.picture_facts import facts_of_reply
from studio.core.records import PictureMetadata
from studio.ui.transcript.canvas import Target
from studio.ui.transcript.copying.gather import clips_of
from studio.ui.transcript.copying.mime import mime_of
from studio.ui.transcript.copying.of_message import image_clip

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_SHOWN_PX = 160
_MOST_BYTES = 32 * 1024 * 1024
# Decoding more at once would be felt; who takes the drag can read the file.
_MOST_PIXELS = 1_500_000


def start_text_drag(view: "TranscriptView") -> None:
    """What is selected is dragged away."""
    mime = mime_of(clips_of(view.selection, view.flow))
    _start(view, mime, None)


def start_image_drag(view: "TranscriptView", target: Target) -> None:
    """The image that was pressed is dragged away."""
    hit = target.hit
    part = next(
        (
            part
            for part in target.item.parts()
            if isinstance(part, ImagePart) and hit is not None and part.blob.sha256 == hit.target
        ),
        None,
    )
    if part is None or hit is None:
        return
    item = target.item
    facts = facts_of_reply(item.row.message, item.question)
    mime = image_mime(view, part, item.prompt, facts)
    if mime.formats():
        rect = hit.rect
        shown = None
        if rect is not None:
            dpr = view.viewport().devicePixelRatioF()
            size = round(rect.width() * dpr), round(rect.height() * dpr)
            shown = view.loader.pixmap(part.blob, *size)
        _start(view, mime, shown)


def image_mime(
    view: "TranscriptView", part: ImagePart, prompt: str, facts: PictureMetadata | None = None
) -> QMimeData:
    """An image as a file of a good name, as its bytes, and (when small) as pixels."""
    mime = QMimeData()
    blob = part.blob
    name = image_clip(part, prompt).target
    files = view.image_files
    path = files.named_copy(blob, name, facts) if files is not None else None
    if path is None:
        return mime
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    if blob.size_bytes <= _MOST_BYTES:
        with suppress(OSError):
            mime.setData(blob.mime, QByteArray(path.read_bytes()))
    if (blob.width_px or 0) * (blob.height_px or 0) <= _MOST_PIXELS:
        image = QImage(str(path))
        if not image.isNull():
            mime.setImageData(image)
    return mime


def _start(view: "TranscriptView", mime: QMimeData, shown: QPixmap | None) -> None:
    drag = QDrag(view)
    drag.setMimeData(mime)
    if shown is not None and not shown.isNull():
        side = round(_SHOWN_PX * view.viewport().devicePixelRatioF())
        ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        drag.setPixmap(shown.scaled(side, side, *ways))
        drag.setHotSpot(QPoint(_SHOWN_PX // 4, _SHOWN_PX // 4))
    # Returns when the button comes up; events go on being handled meanwhile, tasks included:
    # no task of ours is on the stack below a mouse event.
    drag.exec(Qt.DropAction.CopyAction)
