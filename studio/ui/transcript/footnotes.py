"""From a footnote's number in the text to the footnote, and back."""

from typing import TYPE_CHECKING

from studio.ui.transcript.element import Hit
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.text_section import TextSection

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

_WHERE = 0.35  # of the view's height, from the top


def go_to_note(view: "TranscriptView", item: MessageItem, spot: Spot, hit: Hit) -> bool:
    """Brings the other end into view, as an act of the reader; False if there is none.

    Args:
        hit: `footnote` or `footnote_back`, with the label as target.
    """
    section = item.section(spot)
    if not isinstance(section, TextSection):
        return False
    index = section.note_index(hit.target, definition=hit.action == "footnote")
    if index is None:
        return False
    view.smooth.stop()
    flow = view.flow
    flow.lay_out(follow=False)
    for visible in flow.visible:
        here = visible.place.item is item and visible.place.spot == (spot[0], index)
        if here and visible.top >= 0 and visible.bottom <= flow.view_height:
            return True
    flow.to_item(item, (spot[0], index), -flow.view_height * _WHERE)
    view.user_moved(may_follow=False)
    view.viewport().update()
    return True
