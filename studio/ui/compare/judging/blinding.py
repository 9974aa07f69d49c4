"""Blind columns: who wrote what is hidden, and the columns stand in an order drawn by lot."""

import random
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from studio.core.judging.judge_prompt import letter


class Blinding(QObject):
    """Whether columns are blind, and how they stand then.

    A question that was revealed stays revealed; the next one is blind again, in a new order.

    Signals:
        changed: names, order or what is hidden changed.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None, chance: random.Random | None = None) -> None:
        super().__init__(parent)
        self._chance = chance or random.Random()
        self._on = False
        self._revealed = False
        self._lots: dict[str, float] = {}

    @property
    def is_on(self) -> bool:
        """Whether a person judges blind, revealed or not."""
        return self._on

    @property
    def hides(self) -> bool:
        """Whether names and figures are hidden now."""
        return self._on and not self._revealed

    def set_on(self, on: bool) -> None:
        """Begins or ends judging blind."""
        if on != self._on:
            self._on = on
            self._draw()

    def reveal(self) -> None:
        """Shows who wrote what; the columns stay where they are."""
        if self.hides:
            self._revealed = True
            self.changed.emit()

    def next_question(self) -> None:
        """Something else is to be judged."""
        if self._on:
            self._draw()

    def arrange(
        self, column_ids: Sequence[str], names: Sequence[str], hidden: str
    ) -> tuple[list[str], dict[str, str]]:
        """The order of columns, and the name of each.

        Args:
            hidden: what a column is called while it is hidden, with `{letter}`.
        """
        if not self._on:
            return list(column_ids), dict(zip(column_ids, names, strict=True))
        for column_id in column_ids:
            self._lots.setdefault(column_id, self._chance.random())
        order = sorted(column_ids, key=lambda each: self._lots[each])
        if not self.hides:
            return order, dict(zip(column_ids, names, strict=True))
        return order, {each: hidden.format(letter=letter(at)) for at, each in enumerate(order)}

    def _draw(self) -> None:
        self._revealed = False
        self._lots = {}
        self.changed.emit()
