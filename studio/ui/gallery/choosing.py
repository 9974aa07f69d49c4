"""`Chosen`: which images are selected, which one has the keyboard. By key, never by place."""

from collections.abc import Iterable, Sequence

_MANY = 8
"""Of a larger part than one in so many the whole list is gone through."""


class Chosen:
    """The selection in a list of keys that may change underneath.

    Attributes:
        keys: of the images shown, in order.
        selected: keys that are selected; all of them are shown.
        current: key of the image that has the keyboard, or None.
    """

    def __init__(self) -> None:
        self.keys: Sequence[int] = ()
        self.selected: set[int] = set()
        self.current: int | None = None
        self._anchor: int | None = None
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
        self.selected = {key for key in self.selected if self.place_of(key) >= 0}
        if had and self.current_place < 0:
            self.current = self._anchor = None
            if keys:
                self.current = self._anchor = keys[max(0, min(place, len(keys) - 1))]
                if was_selected and not self.selected:
                    self.selected = {self.current}
        self._place = self.current_place

    def only(self, place: int) -> None:
        """Selects one image alone."""
        key = self._go(place)
        self.selected, self._anchor = {key}, key

    def toggle(self, place: int) -> None:
        """Selects an image as well, or not any more."""
        key = self._go(place)
        self.selected ^= {key}
        self._anchor = key

    def reach(self, place: int, *, adds: bool = False) -> None:
        """Selects from where the selection began to here."""
        start = self.place_of(self._anchor)
        start = place if start < 0 else start
        anchor = self._anchor
        self._go(place)
        self._anchor = anchor if anchor is not None else self.current
        low, high = min(start, place), max(start, place)
        found = set(self.keys[low : high + 1])
        self.selected = self.selected | found if adds else found

    def go(self, place: int) -> None:
        """Moves the keyboard without selecting."""
        self._go(place)

    def set(self, keys: Iterable[int]) -> None:
        """Selects exactly these."""
        self.selected = set(keys)

    def everything(self) -> None:
        """Selects all."""
        self.selected = set(self.keys)
        if self.current is None and self.keys:
            self._go(0)

    def nothing(self) -> None:
        """Selects none; the keyboard stays where it is."""
        self.selected = set()

    def _go(self, place: int) -> int:
        self.current = self.keys[place]
        self._place = place
        return self.current
