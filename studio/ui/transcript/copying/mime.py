"""`mime_of`: markdown, HTML and plain text of some clips at once, for clipboard and drags.

Markdown costs next to nothing, whatever its length. HTML needs parsing: of short texts it is
made at once, of longer ones in slices while nothing else is to do, and then added to what lies
on the clipboard already (programs ask for formats when they paste).
"""

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from studio.ui.transcript.copying.as_html import html_of, html_steps
from studio.ui.transcript.copying.as_markdown import markdown_bytes
from studio.ui.transcript.copying.as_plain import plain_steps
from studio.ui.transcript.copying.clips import Clip, size_of

MARKDOWN, HTML, PLAIN = "text/markdown", "text/html", "text/plain"
AT_ONCE_CHARS = 12_000
# Parsing tens of megabytes for a word processor helps nobody: longer texts have no HTML.
MOST_PARSED_CHARS = 2_000_000
_SLICE_MS = 5.0


def mime_of(clips: Sequence[Clip]) -> QMimeData:
    """All formats. What stands in `text/plain` is the markdown too.

    Editors, issue trackers and notes take only that; word processors take the HTML.
    """
    mime = QMimeData()
    source = QByteArray(markdown_bytes(clips))
    mime.setData(PLAIN, source)
    mime.setData(MARKDOWN, source)
    if sum(map(size_of, clips)) <= AT_ONCE_CHARS:
        mime.setHtml(html_of(clips))
    return mime


class Copier(QObject):
    """Puts clips on the clipboard; one that is still being made ends with the next."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_timer)
        self._steps: Iterator[str] = iter(())
        self._done: list[str] = []
        self._format = HTML
        self._mime: QMimeData | None = None

    @property
    def is_working(self) -> bool:
        """Whether a format of what was copied is still being made."""
        return self._timer.isActive()

    def copy(self, clips: Sequence[Clip]) -> None:
        """All formats at once."""
        mime = mime_of(clips)
        self._put(mime)
        if not mime.hasHtml() and sum(map(size_of, clips)) <= MOST_PARSED_CHARS:
            self._begin(mime, HTML, html_steps(clips))

    def copy_plain(self, clips: Sequence[Clip]) -> None:
        """As a person reads it: no signs of markdown, no other format."""
        self.copy_steps(plain_steps(clips), sum(map(size_of, clips)))

    def copy_steps(self, steps: Iterator[str], size: int) -> None:
        """A text that is made in pieces; `size`: about how long it will be."""
        mime = QMimeData()
        if size <= AT_ONCE_CHARS:
            mime.setText("".join(steps))
            self._put(mime)
        else:
            self._put(mime)
            self._begin(mime, PLAIN, steps)

    def copy_rich(self, clips: Sequence[Clip]) -> None:
        """Formatted text; where nothing is formatted, it reads as plain text."""
        mime = QMimeData()
        if sum(map(size_of, clips)) <= AT_ONCE_CHARS:
            mime.setText("".join(plain_steps(clips)))
            mime.setHtml(html_of(clips))
            self._put(mime)
        else:
            mime.setData(PLAIN, QByteArray(markdown_bytes(clips)))
            self._put(mime)
            self._begin(mime, HTML, html_steps(clips))

    def copy_markdown(self, clips: Sequence[Clip]) -> None:
        """Markdown alone, so that every program takes it."""
        mime = QMimeData()
        source = QByteArray(markdown_bytes(clips))
        mime.setData(PLAIN, source)
        mime.setData(MARKDOWN, source)
        self._put(mime)

    def _put(self, mime: QMimeData) -> None:
        self._timer.stop()
        self._mime = None
        QGuiApplication.clipboard().setMimeData(mime)

    def _begin(self, mime: QMimeData, name: str, steps: Iterator[str]) -> None:
        self._mime, self._format, self._steps, self._done = mime, name, steps, []
        self._timer.start()

    def _on_timer(self) -> None:
        until = time.perf_counter() + _SLICE_MS / 1000
        while time.perf_counter() < until:
            step = next(self._steps, None)
            if step is None:
                self._finish()
                return
            self._done.append(step)

    def _finish(self) -> None:
        self._timer.stop()
        mime, self._mime = self._mime, None
        if mime is not None and isValid(mime):  # something else may lie there by now
            mime.setData(self._format, QByteArray("".join(self._done).encode(errors="replace")))
        self._steps, self._done = iter(()), []
