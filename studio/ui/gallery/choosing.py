"""`Chosen`: which images are selected, which one has the keyboard. By key, never by place."""

import builtins
from collections.abc import Iterable, Sequence

_MANY = 8
"""Of a larger part than one in so many the whole list is gone through."""


class Chosen:
    """The selection in a list of keys that may change underneath.

    Attributes:
        keys: of the images shown, in order.
        selected: keys that are selected; all of them are shown.
        current: key of the image that has the keyboard, or None.
        changes: how often something else than `flip` changed what is selected.
    """

    def __init__(self) -> None:
        self.keys: Sequence[int] = ()
        self.selected: set[int] = set()
        self.current: int | None = None
        self.changes = 0
        self._anchor: int | None = None
        self._reached: tuple[int, range, bool] | None = None  # by the last `reach`: see there
        self._places: dict[int, int] | None = None
        self._place = -1  # of the current one, to choose its neighbour when it goes

    def place_of(self, key: int | None, near: int = -1) -> int:
        """Where an image stands, or -1.

        Args:
            near: where it stood before, most likely.
        """
        if key is None:
            return -1
        if 0 <= near < len(self.keys) and self.keys[near] == key:
            return near
        if self._places is None:
            # Made at the first need: opening the gallery needs none.
            self._places = dict(zip(self.keys, range(len(self.keys)), strict=True))
        return self._places.get(key, -1)

    @property
    def current_place(self) -> int:
        """Where the current image stands, or -1."""
        return self.place_of(self.current, self._place)

    def places(self) -> list[int]:
        """Where the selected images stand, in no order."""
        return [self.place_of(key) for key in self.selected]

    def in_order(self) -> list[int]:
        """The selected keys as they stand in the list."""
        number = len(self.selected)
        if number < 2:
            return list(self.selected)
        if number == len(self.keys):
            return list(self.keys)
        if number * _MANY > len(self.keys):
            return [key for key in self.keys if key in self.selected]
        return sorted(self.selected, key=self.place_of)

    def show(self, keys: Sequence[int]) -> None:
        """Another list: what is still in it stays selected, a lost current one passes on."""
        had, place = self.current is not None, self._place
        self.keys, self._places = keys, None
        if not had and not self.selected:
            return
        was_selected = self.current in self.selected
        self._select({key for key in self.selected if self.place_of(key) >= 0})
        if had and self.current_place < 0:
            self.current = self._anchor = None
            if keys:
                self.current = self._anchor = keys[max(0, min(place, len(keys) - 1))]
                if was_selected and not self.selected:
                    self._select({self.current})
        self._place = self.current_place

    def only(self, place: int) -> None:
        """Selects one image alone."""
        key = self._go(place)
        self._select({key})
        self._anchor = key

    def toggle(self, place: int) -> None:
        """Selects an image as well, or not any more."""
        key = self._go(place)
        self.selected ^= {key}
        self._select(self.selected)
        self._anchor = key

    def reach(self, place: int, *, adds: bool = False) -> None:
        """Selects from where the selection began to here."""
        start = self.place_of(self._anchor)
        start = place if start < 0 else start
        anchor = self._anchor
        self._go(place)
        self._anchor = anchor if anchor is not None else self.current
        reached = range(min(start, place), max(start, place) + 1)
        if self._reached is not None and self._reached[::2] == (start, adds):
            self._reach_on(self._reached[1], reached, adds=adds)
        else:
            found = self.keys[reached.start : reached.stop]
            self._select(self.selected.union(found) if adds else set(found))
        self._reached = start, reached, adds

    def _reach_on(self, before: range, now: range, *, adds: bool) -> None:
        """The same range got another end: only what is between the ends changes."""
        low, high = sorted((before.start, now.start)), sorted((before.stop, now.stop))
        others = [self.keys[low[0] : low[1]], self.keys[high[0] : high[1]]]
        come = [before.start > now.start, before.stop < now.stop]
        for keys, comes in zip(others, come, strict=True):
            if comes:
                self.selected.update(keys)
            elif not adds:
                self.selected.difference_update(keys)
        self._select(self.selected)

    def go(self, place: int) -> None:
        """Moves the keyboard without selecting."""
        self._go(place)

    def set(self, keys: Iterable[int]) -> None:
        """Selects exactly these."""
        self._select(set(keys))

    def flip(self, places: Iterable[int]) -> None:
        """Selects those of some images that are not, and the others not any more."""
        self.selected ^= {self.keys[place] for place in places}
        self._reached = None

    def everything(self) -> None:
        """Selects all."""
        self._select(set(self.keys))
        if self.current is None and self.keys:
            self._go(0)

    def nothing(self) -> None:
        """Selects none; the keyboard stays where it is."""
        self._select(set())

    def _select(self, keys: builtins.set[int]) -> None:
        self.selected = keys
        self.changes += 1
        self._reached = None

    def _go(self, place: int) -> int:
        self.current = self.keys[place]
        self._place = place
        return self.current
