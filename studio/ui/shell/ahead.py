"""Pages that are made piece by piece while nobody waits for anything.

Making a page, putting it into the window and painting it for the first time take 20 to 60 ms
together. Ahead of time each is done in its own turn, so that keys are answered in between; a
page that is wanted earlier is made at once, as far as it is not there yet.
"""

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from studio.ui.shell.main_window import MainWindow

_MOST_WIDGETS = 30
"""So many are painted in one turn."""

Page = TypeVar("Page", bound=QWidget)
Making = Generator[None, None, Page]
"""Makes a page; pauses where the rest can wait."""


class Ahead(Generic[Page]):
    """A page that is being made.

    Args:
        make: makes it and puts it into the window.
    """

    def __init__(self, make: Callable[[], "Making[Page]"]) -> None:
        self._making = make()
        self._made: Page | None = None

    @property
    def is_made(self) -> bool:
        """Whether all of it is there."""
        return self._made is not None

    def get(self) -> Page:
        """The page; what is missing is made now."""
        while self._made is None:
            self._step()
        return self._made

    def pieces(self) -> Iterator[None]:
        """Makes it, and paints its parts once, a piece at each step."""
        while self._made is None:
            self._step()
            yield
        yield from painted_once(self._made)

    def _step(self) -> None:
        try:
            next(self._making)
        except StopIteration as end:
            self._made = end.value


def painted_once(page: QWidget) -> Iterator[None]:
    """Paints what is in a page that nobody saw yet: fonts, icons and sizes are known then."""
    stack = page.parentWidget()
    if isinstance(stack, QStackedWidget) and not page.isVisible():
        page.resize(stack.size())
    for part in parts_of(page):
        if page.isVisible():
            return
        part.grab()
        yield


def parts_of(page: QWidget) -> list[QWidget]:
    """What a page is made of, as large as may be painted at once."""
    found: list[QWidget] = []
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    for child in page.findChildren(QWidget, options=direct):
        if child.isWindow() or child.isHidden():
            continue
        within = child.findChildren(QWidget)
        found += [child] if len(within) < _MOST_WIDGETS else parts_of(child)
    return found


def pieces(window: "MainWindow") -> Iterator[None]:
    """Makes what is likely to be shown next, a piece at each step."""
    import importlib

    from studio.ui.shell.export_host import PARTS
    from studio.ui.shell.late_page import GALLERY

    for name in (*GALLERY, *PARTS):
        importlib.import_module(name)
        yield
    yield from window.gallery_ahead.pieces()
    yield from window.viewer.ahead.pieces()
    yield from window.editor.ahead.pieces()
    yield from window.exporting.pieces()
