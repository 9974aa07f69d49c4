"""`TextWalk`: from one text of the transcript to the next, wherever they are."""

from studio.ui.transcript.copying.cutting import sign_length
from studio.ui.transcript.element import TextElement
from studio.ui.transcript.flow import Flow
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.kinds import as_text, selectable_text
from studio.ui.transcript.selection import Cursor


class TextWalk:
    """Finds the neighbours of places; nothing but their elements is made for it."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    def edge(self, item: MessageItem, *, last: bool) -> Cursor | None:
        """The first or last place in the text of a message; of a neighbour if it has none."""
        self._flow.open(item)
        spot = item.last() if last else item.first()
        if spot is None:
            return None
        count = len(item.section(spot).piece(spot[1]).elements)
        probe = Cursor(item, spot, count if last else -1, 0)
        found = self.neighbour(probe, -1 if last else 1)
        return found or self.neighbour(probe, 1 if last else -1)

    def element(self, cursor: Cursor) -> TextElement | None:
        """The element of a place, laid out."""
        flow = self._flow
        flow.open(cursor.item)
        sections = cursor.item.sections or []
        number, piece = cursor.spot
        if number >= len(sections) or piece >= sections[number].count:
            return None
        elements = flow.piece_of(cursor.item, cursor.spot).elements
        return as_text(elements[cursor.element]) if cursor.element < len(elements) else None

    def neighbour(self, cursor: Cursor, step: int) -> Cursor | None:
        """The beginning of the next text, or the end of the one before."""
        item, spot, number = cursor.item, cursor.spot, cursor.element
        while True:
            elements = item.section(spot).piece(spot[1]).elements
            numbers = range(number + 1, len(elements)) if step > 0 else range(number - 1, -1, -1)
            for each in numbers:
                length = len(selectable_text(elements[each]))
                if length:
                    at = sign_length(elements[each]) if step > 0 else length
                    return Cursor(item, spot, each, at)
            following = self._next_spot(item, spot, step)
            if following is None:
                return None
            item, spot = following
            count = len(item.section(spot).piece(spot[1]).elements)
            number = -1 if step > 0 else count

    def _next_spot(
        self, item: MessageItem, spot: Spot, step: int
    ) -> tuple[MessageItem, Spot] | None:
        found = item.after(spot) if step > 0 else item.before_spot(spot)
        if found is not None:
            return item, found
        items = self._flow.items
        index = item.index + step
        while 0 <= index < len(items):
            self._flow.open(items[index])
            found = items[index].first() if step > 0 else items[index].last()
            if found is not None:
                return items[index], found
            index += step
        return None
