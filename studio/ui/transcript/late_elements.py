"""Elements whose modules are imported when the first of them is made.

An empty first window needs none, and should come quickly.
"""

from collections.abc import Sequence

from studio.ui.transcript.blocks import Block
from studio.ui.transcript.element import Element, LayoutContext
from studio.ui.transcript.markdown import References


def warm_up() -> None:
    """Imports what the first message will need, so that the window needs not wait for it.

    Thread: any; meant for one in the background.
    """
    import pygments.lexers  # noqa: F401

    import studio.ui.transcript.elements  # noqa: F401
    from studio.ui.transcript.inline import parser

    parser()


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
