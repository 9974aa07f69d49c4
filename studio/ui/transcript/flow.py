"""`Flow`: where every message is, which pieces are visible, and what must not move.

The *anchor* is a piece and a distance below its top; that line stands at the top of the
viewport. All else follows from it: when heights above it become known, or images arrive, the
scroll position changes and the anchor does not. While `following`, the end of the content
stands at the bottom of the viewport instead.

No widget in here, so that the arithmetic can be tested by itself.
"""

from collections import OrderedDict
from collections.abc import Iterator

from msgspec import Struct

from studio.ui.transcript.element import Hit
from studio.ui.transcript.heights import Heights
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.kinds import hits_from
from studio.ui.transcript.path_items import PathItems
from studio.ui.transcript.pieces import Piece

# Elements of this many pieces are kept at most, the visible ones not counted.
MOST_PIECES = 240
# Messages with more text than this in total are not kept open beside the visible ones.
MOST_OPEN_CHARS, MOST_OPEN_ITEMS = 1_500_000, 120


class Place(Struct, frozen=True):
    """A piece of a message."""

    item: MessageItem
    spot: Spot


class Visible(Struct, frozen=True):
    """A piece on the screen.

    Attributes:
        top: of the piece (its gap included), in px below the top of the viewport.
    """

    place: Place
    piece: Piece
    top: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.piece.height


class Flow:
    """All messages of a view, one below the other.

    Attributes:
        items: in order.
        width: of the reading column, in px.
        view_height: of the viewport, in px.
        pad: empty space below the last message, in px.
        following: the end stays at the bottom.
    """

    def __init__(self) -> None:
        self.items = PathItems()
        self.width = 1.0
        self.view_height = 1.0
        self.pad = 24.0
        self.following = True
        self.visible: list[Visible] = []
        self._heights = Heights()
        self._anchor: Place | None = None
        self._anchor_key = ""  # of its section: sections may come and go in front of it
        self._offset = 0.0
        self._kept: OrderedDict[tuple[int, int, int], tuple[MessageItem, Spot]] = OrderedDict()
        self._opened: OrderedDict[str, MessageItem] = OrderedDict()

    # Content.

    def set_items(self, items: PathItems, same: int = 0) -> None:
        """Replaces the messages; items that stay keep their place on the screen.

        Args:
            same: so many at the start stay what and where they are.
        """
        anchor_at = self._anchor.item.index if self._anchor else 0
        gone = any(True for _ in self.items.made(same))
        self.items = items
        if same:
            while len(self._heights) > same:
                self._heights.pop()
            for height in items.heights(same):
                self._heights.append(height)
        else:
            self._heights = Heights(items.heights())
        if gone:
            ids = {id(item) for item in items.made()}
            self._forget_missing(ids, anchor_at)
        self._mend_anchor()

    def _forget_missing(self, ids: set[int], anchor_at: int) -> None:
        self._opened = OrderedDict((k, v) for k, v in self._opened.items() if id(v) in ids)
        for key in [key for key in self._kept if key[0] not in ids]:
            del self._kept[key]
        if self._anchor is not None and id(self._anchor.item) not in ids:
            self._anchor, self._offset = None, 0.0
            if self.items:
                self._put_anchor(self.items[min(anchor_at, len(self.items) - 1)], None, 0.0)

    def item_changed(self, item: MessageItem) -> None:
        """An item's sections or height changed by something else than measuring."""
        self._heights.set(item.index, item.height)
        if self._anchor is not None and self._anchor.item is item:
            self._mend_anchor()

    def _mend_anchor(self) -> None:
        """Finds the anchor's piece again among sections that may be others now."""
        anchor = self._anchor
        if anchor is None:
            return
        item = anchor.item
        if not item.is_open:
            self._open(item)
        number, piece = anchor.spot
        sections = item.sections or []
        keys = [section.key for section in sections]
        cut = item.spot_in_slabs(self._anchor_key, piece)
        if cut is not None:
            self._anchor = Place(item, cut)
            return
        if self._anchor_key in keys:
            number = keys.index(self._anchor_key)
        if number < len(sections) and piece < sections[number].count:
            self._anchor = Place(item, (number, piece))
            return
        last = item.last()
        if last is not None:
            self._anchor, self._offset = Place(item, last), 0.0

    def refresh_sums(self) -> None:
        """Items were opened by something else: takes their heights over."""
        for item in self.items.made():
            self._heights.set(item.index, item.height)
            if item.is_open:
                self._opened.setdefault(item.id, item)

    @property
    def total(self) -> float:
        """Height of the content, in px; partly estimated."""
        return self._heights.total + self.pad

    @property
    def scroll_y(self) -> float:
        """How far the viewport's top is below the content's top, in px."""
        if self._anchor is None:
            return 0.0
        return self._top(self._anchor) + self._offset

    @property
    def most_y(self) -> float:
        """The largest scroll position."""
        return max(0.0, self.total - self.view_height)

    @property
    def below_px(self) -> float:
        """How much content is below the viewport, in px."""
        return max(0.0, self.total - self.view_height - self.scroll_y)

    def span_of(self, item: MessageItem) -> tuple[float, float]:
        """Where a message begins, and how high it is, in px; partly estimated."""
        return self._heights.before(item.index), item.height

    # Moving. Each leaves `visible` up to date.

    def scroll_by(self, dy: float) -> None:
        """Moves by a distance that is exact, whatever the estimates are."""
        self._ensure_anchor()
        if dy < 0 and self._anchor is not None:
            self._offset += self._settle_above(self._anchor, self._offset, -dy)
        self._offset += dy
        self.lay_out(follow=False)

    def scroll_to(self, y: float) -> None:
        """Moves to a position among measured and estimated heights."""
        if not self.items:
            return
        if y >= self.most_y:
            self.to_end()
            return
        self._anchor, self._offset = self.place_at(max(0.0, y))
        self.lay_out(follow=False)

    def to_end(self) -> None:
        """Moves to the end."""
        if not self._fill_from_end():
            self._settle()

    def to_item(self, item: MessageItem, spot: Spot | None = None, offset: float = 0.0) -> None:
        """Brings a piece (default: the message's top) to the top of the viewport."""
        self._put_anchor(item, spot, offset)
        self.lay_out(follow=False)

    def lay_out(self, *, follow: bool = True) -> None:
        """Measures what is visible and fills `visible`; the anchor does not move.

        Args:
            follow: go to the end while `following`.
        """
        if not self.items:
            self.visible, self._anchor = [], None
            return
        if follow and self.following and self._fill_from_end():
            return
        self._ensure_anchor()
        self._settle()

    def anchor(self) -> tuple[MessageItem, Spot, float] | None:
        """The piece at the top of the viewport, and how much of it is above, in px."""
        if self._anchor is None:
            return None
        return self._anchor.item, self._anchor.spot, self._offset

    def top_of_item(self, item: MessageItem) -> float:
        """Where a message begins, in px below the content's top; partly estimated."""
        return self._heights.before(item.index)

    def open(self, item: MessageItem) -> None:
        """Makes the sections of a message that something else needs."""
        self._open(item)

    def piece_of(self, item: MessageItem, spot: Spot) -> Piece:
        """A piece, laid out wherever it is."""
        self._open(item)
        self.measure(Place(item, spot))
        return item.section(spot).piece(spot[1])

    def hits_from(
        self,
        item: MessageItem,
        spot: Spot,
        start: tuple[int, Hit] | None = None,
        *,
        forward: bool = True,
    ) -> Iterator[tuple[int, Hit]]:
        """Hits of a piece with the number of their element; measures the piece.

        Args:
            start: one of them, those beside which are wanted; None: all.
        """
        elements = self.piece_of(item, spot).elements
        numbers = range(len(elements))[:: 1 if forward else -1]
        if start is not None:
            numbers = numbers[numbers.index(start[0]) :] if start[0] in numbers else range(0)
        for number in numbers:
            beside = start[1] if start is not None and start[0] == number else None
            for hit in hits_from(elements[number], beside, forward=forward):
                if hit.action:
                    yield number, hit

    # Places, wherever they are.

    def place_at(self, y: float) -> tuple[Place, float]:
        """The piece at a position among measured and estimated heights, and how far inside."""
        index = self._heights.find(y)
        item = self.items[index]
        inside = y - self._heights.before(index)
        was = item.height
        self._open(item)
        if was > 0:
            inside *= item.height / was
        spot = item.spot_at(inside)
        return Place(item, spot), inside - item.top_of(spot)

    def before(self, place: Place) -> Place | None:
        """The piece above, in its message or the one before; None at the start."""
        spot = place.item.before_spot(place.spot)
        if spot is not None:
            return Place(place.item, spot)
        for index in range(place.item.index - 1, -1, -1):
            item = self.items[index]
            self._open(item)
            spot = item.last()
            if spot is not None:
                return Place(item, spot)
        return None

    def after(self, place: Place) -> Place | None:
        """The piece below; None at the end."""
        spot = place.item.after(place.spot)
        if spot is not None:
            return Place(place.item, spot)
        for index in range(place.item.index + 1, len(self.items)):
            item = self.items[index]
            self._open(item)
            spot = item.first()
            if spot is not None:
                return Place(item, spot)
        return None

    def measure(self, place: Place) -> None:
        """Lays a piece out; the anchor does not move."""
        delta = place.item.measure(place.spot, self.width)
        if delta is None:
            return
        if delta:
            self._heights.set(place.item.index, place.item.height)
        self._touch(place)

    def height_of(self, place: Place) -> float:
        """The height of a piece, in px; maybe estimated."""
        return place.item.height_of(place.spot)

    def is_ready(self, place: Place) -> bool:
        """Whether a piece is laid out for this width."""
        return place.item.section(place.spot).is_ready(place.spot[1], self.width)

    def piece_at(self, place: Place) -> Piece:
        """A piece; it may not be laid out."""
        return place.item.section(place.spot).piece(place.spot[1])

    # Inside.

    def _settle(self) -> None:
        """Brings the anchor inside its piece and the content to the viewport's bottom."""
        self._normalise()
        bottom, reached_end = self._fill()
        short = reached_end and bottom + self.pad < self.view_height and self._scrolled()
        if not (short and self._fill_from_end()):
            self._forget()

    def _scrolled(self) -> bool:
        anchor = self._anchor
        return anchor is not None and (self._offset > 0 or self.before(anchor) is not None)

    def _normalise(self) -> None:
        """Walks the anchor so that 0 <= offset < height of its piece."""
        anchor = self._anchor
        if anchor is None:
            return
        while self._offset < 0:
            before = self.before(anchor)
            if before is None:
                self._offset = 0.0
                break
            # The gap of the piece below depends on the one above: measure it first.
            self.measure(before)
            self.measure(anchor)
            self._settle_above(before, self.height_of(before), -self._offset)
            anchor = before
            self._offset += self.height_of(anchor)
        self.measure(anchor)
        while self._offset >= self.height_of(anchor):
            after = self.after(anchor)
            if after is None:
                break
            self._offset -= self.height_of(anchor)
            anchor = after
            self.measure(anchor)
        self._anchor = anchor
        self._anchor_key = anchor.item.section(anchor.spot).key

    def _fill(self) -> tuple[float, bool]:
        """Measures down from the anchor; returns where it ended, and if that is the end."""
        self.visible = []
        place: Place | None = self._anchor
        y = -self._offset
        while place is not None and y < self.view_height:
            self.measure(place)
            self._touch(place)
            piece = place.item.section(place.spot).piece(place.spot[1])
            if piece.settles:
                self._settle_part(place, max(0.0, -y), self.view_height - y, from_end=False)
            self.visible.append(Visible(place, piece, y))
            y += piece.height
            place = self.after(place)
        return y, place is None

    def _fill_from_end(self) -> bool:
        """Measures up from the content's end, which stands at the viewport's bottom.

        A stream does this in every frame: each piece is looked at once.

        Returns:
            Whether there is anything; otherwise the anchor is what it was.
        """
        place, y = self._last(), self.view_height - self.pad
        shown: list[Place] = []
        while place is not None:
            before = self.before(place)
            self.measure(place)
            self._touch(place)
            shown.append(place)
            self._settle_above(place, self.height_of(place), y)
            y -= self.height_of(place)
            if y <= 0 or before is None:
                break
            place = before
        if place is None:
            return False
        self._anchor, self._offset = place, max(0.0, -y)
        self._anchor_key = place.item.section(place.spot).key
        self.visible, y = [], -self._offset
        for place in reversed(shown):
            piece = place.item.section(place.spot).piece(place.spot[1])
            self.visible.append(Visible(place, piece, y))
            y += piece.height
        self._forget()
        return True

    def _settle_above(self, place: Place, bottom: float, room: float) -> float:
        """Measures what of a piece is guessed in some room above a line of it, which stays.

        Returns:
            By how much the line is further down in the piece now, in px.
        """
        grown = 0.0
        while self.piece_at(place).settles:
            last = bottom + grown
            delta = self._settle_part(place, last - room, last, from_end=True)
            grown += delta
            if not delta:
                break
        return grown

    def _settle_part(self, place: Place, first: float, last: float, *, from_end: bool) -> float:
        """Measures what of a piece is guessed there; returns by how much it grew, in px."""
        delta = place.item.settle(place.spot, first, last, from_end=from_end)
        if delta:
            self._heights.set(place.item.index, place.item.height)
        return delta

    def _ensure_anchor(self) -> None:
        if self._anchor is None and self.items:
            self._put_anchor(self.items[0], None, 0.0)

    def _put_anchor(self, item: MessageItem, spot: Spot | None, offset: float) -> None:
        self._open(item)
        if spot is not None and spot[0] < len(item.sections or ()):
            section = item.section(spot)
            if section.count:
                spot = (spot[0], min(spot[1], section.count - 1))
                self._anchor, self._offset = Place(item, spot), offset
                return
        first = item.first()
        if first is not None:
            self._anchor, self._offset = Place(item, first), offset

    def _touch(self, place: Place) -> None:
        """A piece was looked at: its elements are kept longest."""
        key = (id(place.item), *place.spot)
        self._kept[key] = (place.item, place.spot)
        self._kept.move_to_end(key)

    def _top(self, place: Place) -> float:
        return self._heights.before(place.item.index) + place.item.top_of(place.spot)

    def _open(self, item: MessageItem) -> None:
        if not item.is_open:
            item.open(self.width)
            self._heights.set(item.index, item.height)
        self._opened[item.id] = item
        self._opened.move_to_end(item.id)

    def _last(self) -> Place | None:
        for item in reversed(self.items):
            self._open(item)
            spot = item.last()
            if spot is not None:
                return Place(item, spot)
        return None

    def _forget(self) -> None:
        """Drops the elements and sections that were not looked at for the longest time."""
        while len(self._kept) > MOST_PIECES + len(self.visible):
            _, (item, spot) = self._kept.popitem(last=False)
            sections = item.sections
            if sections is not None and spot[0] < len(sections):
                sections[spot[0]].drop(spot[1])
        if len(self._opened) <= 8:
            return
        shown = {id(visible.place.item) for visible in self.visible}
        chars = sum(item.text_length for item in self._opened.values())
        for key in list(self._opened):
            if len(self._opened) <= MOST_OPEN_ITEMS and chars <= MOST_OPEN_CHARS:
                break
            item = self._opened[key]
            if id(item) in shown or item.row.running:
                continue
            anchored = self._anchor is not None and self._anchor.item is item
            if not anchored:
                chars -= item.text_length
                item.close()
                del self._opened[key]
