"""The reader's place as text: kept with the conversation, read back when it is opened."""

from studio.ui.transcript.flow import Flow
from studio.ui.transcript.item import MessageItem, Spot

_END = "end"


def write_anchor(flow: Flow) -> str:
    """`end` while following, else message, section, piece and px; "" when empty."""
    if flow.following:
        return _END
    found = flow.anchor()
    if found is None:
        return ""
    item, spot, offset = found
    return f"{item.id}|{item.section(spot).key}|{spot[1]}|{round(offset)}"


def read_anchor(text: str, flow: Flow) -> tuple[MessageItem, Spot, float] | None:
    """The place that a text names, or None when it is the end or gone."""
    fields = text.split("|")
    if len(fields) != 4:
        return None
    item = flow.items.find(fields[0])
    if item is None:
        return None
    try:
        piece, offset = max(0, int(fields[2])), float(int(fields[3]))
    except ValueError:
        return None
    item.open(flow.width)
    for number, section in enumerate(item.sections or ()):
        if section.key == fields[1] and section.count:
            return item, (number, min(piece, section.count - 1)), offset
    return item, item.first() or (0, 0), 0.0
