"""Elements whose modules are imported when the first of them is made.

An empty first window needs none, and should come quickly.
"""

from collections.abc import Sequence

from studio.ui.transcript.blocks import Block
from studio.ui.transcript.element import Element, LayoutContext
from studio.ui.transcript.markdown import References


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
