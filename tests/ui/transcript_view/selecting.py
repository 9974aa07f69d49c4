"""Helpers of the tests about selecting: real mouse and key events, what lies on the clipboard."""

from html.parser import HTMLParser

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.ui.transcript.kinds import as_text, selectable_text
from studio.ui.transcript.view import TranscriptView

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def place_of(view: TranscriptView, text: str, *, end: bool = False) -> QPoint:
    """A point in the viewport just inside the first (or last) character of a visible text."""
    for visible in view.flow.visible:
        for number, element in enumerate(visible.piece.elements):
            found = as_text(element)
            plain = selectable_text(element)
            if found is None or text not in plain:
                continue
            at = plain.index(text) + (len(text) - 1 if end else 0)
            rect = found.selection_rects(at, at + 1)[0]
            rect.translate(view.canvas.rect_of(visible, number).topLeft())
            x = rect.right() - 1 if end else rect.left() + 1
            return QPoint(round(x), round(rect.center().y()))
    raise AssertionError(f"{text!r} is not visible")


def move(view: TranscriptView, at: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    viewport = view.viewport()
    local = QPointF(at)
    outer = QPointF(viewport.mapToGlobal(at))
    event = QMouseEvent(
        QEvent.Type.MouseMove, local, outer, Qt.MouseButton.NoButton, LEFT, modifiers
    )
    QGuiApplication.sendEvent(viewport, event)


def drag(view: TranscriptView, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    drag_on(view, start, end)
    QTest.mouseRelease(view.viewport(), LEFT, pos=end)


def drag_on(view: TranscriptView, start: QPoint, end: QPoint) -> None:
    for step in range(1, 9):
        move(view, start + (end - start) * step / 8)


def select(view: TranscriptView, first: str, last: str) -> None:
    """Drags from the first character of a text to the last one of another."""
    view.selection.clear()
    drag(view, place_of(view, first), place_of(view, last, end=True))


def key(view: TranscriptView, *keys: Qt.Key, mods: Qt.KeyboardModifier = NONE) -> None:
    for each in keys:
        QTest.keyClick(view, each, mods)


def copy(view: TranscriptView) -> str:
    QApplication.clipboard().clear()
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    return QApplication.clipboard().text()


def copied(kind: str) -> str:
    """What lies on the clipboard in a format."""
    mime = QApplication.clipboard().mimeData()
    return bytes(mime.data(kind).data()).decode()


class Page(HTMLParser):
    """HTML as its tags and its text; tags must be closed in order."""

    VOID = ("br", "hr")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"closed without being open: {tag}"
        assert self._open[-1] == tag, f"{tag} closed inside {self._open}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


_TEXT_TAGS = {
    "p",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "pre",
    "code",
    "strong",
    "em",
    "s",
    "sup",
    "a",
}
_BLOCK_TAGS = {"ul", "ol", "li", "blockquote", "div"}
_TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
SAFE_TAGS = _TEXT_TAGS | _BLOCK_TAGS | _TABLE_TAGS


def check_harmless(html: str) -> Page:
    """Parses HTML; fails on anything that could run, load or track."""
    page = Page(html)
    assert set(page.tags) <= SAFE_TAGS
    for name, value in page.attributes:
        assert name in ("href", "class", "style", "start", "border"), name
        if name == "href":
            assert value is not None
            assert value.lower().startswith(("http://", "https://", "mailto:"))
        if name == "style":
            assert value in ("text-align: left", "text-align: center", "text-align: right")
    return page
