"""`OptionsForAll`: in the box, how all columns that draw are asked, and about what that costs."""

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.core.comparing import ColumnSetup
from studio.core.making import Way
from studio.services.app import AppServices
from studio.ui.compare.images.drawing_options import DrawingOptions, count_of, with_option
from studio.ui.theme import ThemeStore
from studio.ui.transcript.parts import formats

if TYPE_CHECKING:
    from studio.ui.compare.page import ComparePage

_SHORT_BELOW_PX = 640


class OptionsForAll(QObject):
    """Shows them while some column draws."""

    def __init__(self, page: "ComparePage", *, services: AppServices, theme: ThemeStore) -> None:
        super().__init__(page)
        self._page, self._services, self._theme = page, services, theme
        self._requests = services.comparing().requests
        self._options: DrawingOptions | None = None

    def drawing(self) -> list[tuple[ColumnSetup, Way]]:
        """The columns that draw, and by which way they are asked first."""
        found = [(each, self._requests.way_of(each)) for each in self._page.board.setups()]
        return [(setup, way) for setup, way in found if way is not None]

    def show(self) -> None:
        """Others are asked, or otherwise."""
        drawing = self.drawing()
        if self._options is None:
            if not drawing:
                return
            self._options = DrawingOptions(self._theme)
            self._options.changed.connect(self._on_options_changed)
            self._page.composer.add_to_bar(self._options)
        self._options.show_setups(drawing)
        self.fit()
        self._page.composer.set_own_estimate(self._estimate(drawing))

    def fit(self) -> None:
        """The chips say less in a narrow box."""
        if self._options is not None:
            narrow = self._page.composer.width() < self._theme.current.scaled(_SHORT_BELOW_PX)
            self._options.set_short(narrow)

    def _estimate(self, drawing: list[tuple[ColumnSetup, Way]]) -> str:
        """`6 images · ≈ $0.24`; "" while some column writes: then tokens count, too."""
        if len(drawing) < len(self._page.board.setups()):
            return ""
        count = sum(count_of(setup) for setup, _ in drawing)
        if not count:
            return ""
        told = self.tr("1 image") if count == 1 else self.tr("{count} images")
        told = told.format(count=formats.count(count))
        costs = [self._cost(setup) for setup, _ in drawing]
        known = [each for each in costs if each is not None]
        if not known or len(known) < len(costs) or not sum(known):
            return told
        return f"{told} · ≈ {formats.cost(str(sum(known, Decimal(0))))}"

    def _cost(self, setup: ColumnSetup) -> Decimal | None:
        connection = self._requests.connection_of(setup)
        making = self._services.making.get()
        return making.estimate_usd(connection.id, setup.model_id, count_of(setup))

    def _on_options_changed(self, name: str, value: object) -> None:
        changed = {
            column.id: with_option(column.setup, name, value)
            for column in self._page.board.compared()
            if self._requests.way_of(column.setup) is not None
        }
        self._page.acts.replace_setups(changed)
