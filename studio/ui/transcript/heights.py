"""`Heights`: many heights whose running sums cost next to nothing to ask and to change."""

from collections.abc import Iterable


class Heights:
    """A list of heights in px with prefix sums in a Fenwick tree.

    Asking, setting and appending take time with the logarithm of the length, so that a
    conversation of 30,000 blocks costs as little per frame as one of ten.

    Args:
        values: the first heights, in order.
    """

    def __init__(self, values: Iterable[float] = ()) -> None:
        self._values: list[float] = list(values)
        self._tree: list[float] = [0.0, *self._values]
        self._total = float(sum(self._values))
        tree, size = self._tree, len(self._tree)
        for index in range(1, size):
            parent = index + (index & -index)
            if parent < size:
                tree[parent] += tree[index]

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: int) -> float:
        return self._values[index]

    @property
    def total(self) -> float:
        """The sum of all heights, in px."""
        return self._total

    def values(self) -> list[float]:
        """A copy of all heights, in order."""
        return list(self._values)

    def set(self, index: int, height: float) -> float:
        """Changes one height; returns by how much it grew, in px."""
        delta = height - self._values[index]
        if delta:
            self._values[index] = height
            self._total += delta
            at, size = index + 1, len(self._tree)
            while at < size:
                self._tree[at] += delta
                at += at & -at
        return delta

    def append(self, height: float) -> None:
        """Adds a height at the end."""
        at = len(self._tree)
        covered = at - (at & -at)
        self._tree.append(height + self.before(at - 1) - self.before(covered))
        self._values.append(height)
        self._total += height

    def pop(self) -> float:
        """Takes the last height away and returns it."""
        height = self._values.pop()
        self._tree.pop()
        self._total -= height
        return height

    def before(self, index: int) -> float:
        """The sum of the heights in front of `index`, in px."""
        total = 0.0
        while index > 0:
            total += self._tree[index]
            index -= index & -index
        return total

    def find(self, y_px: float) -> int:
        """The index at a distance from the top; the first or last one when outside."""
        size = len(self._tree)
        at, step = 0, 1 << (size.bit_length() - 1) if size > 1 else 0
        rest = y_px
        while step:
            following = at + step
            if following < size and self._tree[following] <= rest:
                at = following
                rest -= self._tree[following]
            step >>= 1
        return max(0, min(at, len(self._values) - 1))
