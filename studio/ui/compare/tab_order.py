"""Tab goes through the compare page as it is read: list, header, column by column, box.

Qt's own order is that in which widgets came into the window: columns, and what is made late,
would come after the box.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from studio.ui.widgets.focus_chain import next_in_chain

if TYPE_CHECKING:
    from studio.ui.compare.page import ComparePage


class PageTabOrder(QObject):
    """Keeps the order while columns, the grid of images and the list come, go and move."""

    def __init__(self, page: "ComparePage") -> None:
        super().__init__(page)
        self._page = page
        page.board.columns_changed.connect(self.arrange)
        page.tabs.names_made.connect(self.arrange)
        page.differing.bar_made.connect(self.arrange)
        page.images.box_made.connect(self.arrange)
        page.side.list_moved.connect(self.arrange)
        self.arrange()

    def arrange(self) -> None:
        """Brings everything that is there in order."""
        page = self._page
        differences = (page.differing.bar,) if page.differing.has_bar else ()
        around = (page.list, page.header, page.strip, *differences, page.tabs)
        images = (page.images.box,) if page.images.is_built else ()
        below = (page.voting.bar, page.composer)
        arrange_tab_order(page, (*around, page.empty, page.board.area, *images, *below))


def arrange_tab_order(page: QWidget, regions: Sequence[QWidget]) -> None:
    """Lets Tab go from region to region; within one the order stays as it is.

    Args:
        page: what the regions stand in.
        regions: in the order in which they are read; none is within another one.
    """
    stops = _stops_within(page)
    places = {region: number for number, region in enumerate(regions)}
    put_in_order(sorted(stops, key=lambda stop: _place(stop, page, places)))


def put_in_order(widgets: Sequence[QWidget]) -> None:
    """Lets Tab go from each widget to the next one; all are in one window and can be focused."""
    for before, after in pairwise(widgets):
        if next_in_chain(before) is not after:
            QWidget.setTabOrder(before, after)


def _stops_within(page: QWidget) -> list[QWidget]:
    """Where Tab stops or may stop once, within a page, in the order that there is now."""
    found: list[QWidget] = []
    at = next_in_chain(page)
    while at is not page:
        if at.focusPolicy() != Qt.FocusPolicy.NoFocus and page.isAncestorOf(at):
            found.append(at)
        at = next_in_chain(at)
    return found


def _place(stop: QWidget, page: QWidget, places: dict[QWidget, int]) -> int:
    """In which region a widget stands; what stands in none comes last."""
    at: QWidget | None = stop
    while at is not None and at is not page:
        if at in places:
            return places[at]
        at = at.parentWidget()
    return len(places)
