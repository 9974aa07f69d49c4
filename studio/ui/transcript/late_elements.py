"""Elements whose modules are imported when the first of them is made.

An empty first window needs none, and should come quickly.
"""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QObject, Signal

from studio.ui.transcript.blocks import Block
from studio.ui.transcript.element import Element, LayoutContext
from studio.ui.transcript.markdown import References


class LateNews(QObject):
    """What elements of all views may have to wait for.

    Signals:
        formulas_ready(): formulas that were asked for are drawn.
    """

    formulas_ready = Signal()


@lru_cache(maxsize=1)
def late_news() -> LateNews:
    """The one of this process; first asked for on the GUI thread."""
    return LateNews()


def make_elements_late(
    block: Block,
    layout: LayoutContext,
    live: bool = False,
    *,
    previous: Sequence[Element] = (),
    references: References | None = None,
) -> Sequence[Element]:
    """As `elements.make_elements`."""
    from studio.ui.transcript.elements import make_elements

    return make_elements(block, layout, live, previous=previous, references=references)
