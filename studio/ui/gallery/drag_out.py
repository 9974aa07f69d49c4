"""Images dragged out of the gallery: real files for other programs, keys for our own lists."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

KEYS_MIME = "application/x-dgrid-studio-images"
_SHOWN_PX = 160


def keys_of(data: QMimeData) -> tuple[int, ...]:
    """The keys of images of this gallery in a drag; () when there are none."""
    if not data.hasFormat(KEYS_MIME):
        return ()
    text = bytes(data.data(KEYS_MIME).data()).decode("ascii", "replace")
    return tuple(int(each) for each in text.split() if each.isdigit())


def start_drag(
    owner: QWidget, keys: Sequence[int], files: Sequence[Path], shown: QPixmap | None
) -> None:
    """Drags images away; returns when the button comes up.

    Args:
        files: copies with telling names.
        shown: what the pointer carries.
    """
    mime = QMimeData()
    mime.setData(KEYS_MIME, QByteArray(" ".join(str(key) for key in keys).encode()))
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    drag = QDrag(owner)
    drag.setMimeData(mime)
    if shown is not None and not shown.isNull():
        side = round(_SHOWN_PX * owner.devicePixelRatioF())
        ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        drag.setPixmap(shown.scaled(side, side, *ways))
        drag.setHotSpot(QPoint(_SHOWN_PX // 4, _SHOWN_PX // 4))
    with suppress(RuntimeError):  # the owner may go while the drag is under way
        drag.exec(Qt.DropAction.CopyAction)
