"""`Choice`: which images of a grid are chosen, in the order of their letters."""

from collections.abc import Iterable

from studio.ui.images.judging import LETTERS

LEAST, MOST = 2, 4


class Choice:
    """Up to four keys; the first is A. A fifth takes the place of the last."""

    def __init__(self) -> None:
        self.keys: tuple[str, ...] = ()

    def letter(self, key: str) -> str:
        """Under which letter an image is chosen, or ""."""
        return LETTERS[self.keys.index(key)] if key in self.keys else ""

    @property
    def can_compare(self) -> bool:
        """Whether enough are chosen."""
        return len(self.keys) >= LEAST

    def toggle(self, key: str) -> None:
        """Chooses an image, or no longer."""
        if key in self.keys:
            self.keys = tuple(each for each in self.keys if each != key)
        else:
            self.add(key)

    def add(self, key: str) -> None:
        """Chooses an image that may be chosen already."""
        if key not in self.keys:
            self.keys = (*self.keys[: MOST - 1], key)

    def clear(self) -> bool:
        """Chooses nothing; False when nothing was chosen."""
        had, self.keys = bool(self.keys), ()
        return had

    def keep(self, keys: Iterable[str]) -> bool:
        """Only these can be chosen any more; whether that changed something."""
        known = set(keys)
        kept = tuple(each for each in self.keys if each in known)
        changed, self.keys = kept != self.keys, kept
        return changed
