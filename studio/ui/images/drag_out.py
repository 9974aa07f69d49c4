"""Images dragged away: real files for other programs, keys for our own lists.

The files are written by a thread while the drag is under way; who wants them (a drop, mostly)
waits for the rest. A hundred large images begin to move at once.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

KEYS_MIME = "application/x-dgrid-studio-images"
_FILES_MIME = "text/uri-list"
_SHOWN_PX = 160
_MOST_WAITED_S = 20.0

Copy = Callable[[], Path | None]
"""Makes one file; None when it can't be made. Thread: any."""


def keys_of(data: QMimeData) -> tuple[int, ...]:
    """The keys of images of this gallery in a drag; () when there are none."""
    if not data.hasFormat(KEYS_MIME):
        return ()
    text = bytes(data.data(KEYS_MIME).data()).decode("ascii", "replace")
    return tuple(int(each) for each in text.split() if each.isdigit())


class CopiesOnTheWay:
    """Files that a thread writes one after the other."""

    def __init__(self, copies: Sequence[Copy]) -> None:
        self._made: list[Path] = []
        self._done = Event()
        self._is_wanted = True
        Thread(target=self._work, args=(tuple(copies),), name="drag copies", daemon=True).start()

    def files(self) -> list[Path]:
        """What could be made; waits for what is still on its way."""
        self._done.wait(_MOST_WAITED_S)
        return list(self._made)

    def cancel(self) -> None:
        """Nobody wants the rest."""
        self._is_wanted = False

    def _work(self, copies: tuple[Copy, ...]) -> None:
        for copy in copies:
            made = copy() if self._is_wanted else None
            if made is not None:
                self._made.append(made)
        self._done.set()


class DraggedImages(QMimeData):
    """Keys at once, files when somebody asks for them."""

    def __init__(self, keys: Sequence[int], copies: CopiesOnTheWay) -> None:
        super().__init__()
        self._keys = " ".join(str(key) for key in keys).encode()
        self._copies = copies

    # Qt

    def formats(self) -> list[str]:
        return [KEYS_MIME, _FILES_MIME] if self._keys else [_FILES_MIME]

    def hasFormat(self, mime: str) -> bool:
        return mime in self.formats()

    def retrieveData(self, mime: str, kind: Any) -> Any:
        if mime == KEYS_MIME:
            return QByteArray(self._keys)
        if mime == _FILES_MIME:
            return [QUrl.fromLocalFile(str(path)) for path in self._copies.files()]
        return None


def start_drag(
    owner: QWidget, keys: Sequence[int], copies: Sequence[Copy], shown: QPixmap | None
) -> None:
    """Drags images away; returns when the button comes up.

    Args:
        keys: of images of the gallery; () when they are not known.
        copies: make copies with telling names.
        shown: what the pointer carries.
    """
    on_the_way = CopiesOnTheWay(copies)
    drag = QDrag(owner)
    drag.setMimeData(DraggedImages(keys, on_the_way))
    if shown is not None and not shown.isNull():
        side = round(_SHOWN_PX * owner.devicePixelRatioF())
        ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        drag.setPixmap(shown.scaled(side, side, *ways))
        drag.setHotSpot(QPoint(_SHOWN_PX // 4, _SHOWN_PX // 4))
    taken = Qt.DropAction.IgnoreAction
    with suppress(RuntimeError):  # the owner may go while the drag is under way
        taken = drag.exec(Qt.DropAction.CopyAction)
    if taken == Qt.DropAction.IgnoreAction:
        on_the_way.cancel()
