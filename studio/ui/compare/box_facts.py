"""What the box says of the models it asks: who they are, what they cost, how full they are."""

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from studio.core.comparing import LEAST_COLUMNS, ColumnSetup, path_of
from studio.core.models import ModelInfo
from studio.services.app import AppServices
from studio.ui.chat.composer import Composer
from studio.ui.chat.path_rows import context_tokens
from studio.ui.chat.texts import decimal_of
from studio.ui.compare.board import ComparisonBoard
from studio.ui.compare.line_up_button import LineUpButton


class BoxFacts:
    """Shows them for the columns of a board."""

    def __init__(
        self,
        composer: Composer,
        line_up: LineUpButton,
        *,
        board: ComparisonBoard,
        services: AppServices,
    ) -> None:
        self._composer, self._line_up = composer, line_up
        self._board, self._services = board, services

    def show(self) -> None:
        """Others are asked, or more is known of them."""
        setups = self._board.setups()
        self._line_up.show_models([setup.model_id for setup in setups])
        count = len(setups)
        hint = _tr("Ask {count} models").format(count=count) if count > 1 else ""
        self._composer.set_several(count, self._price(setups), hint)
        self.show_context()
        self._composer.set_blocked(self._reason(count))

    def show_context(self) -> None:
        """How full the context of the fullest column is."""
        tree, fullest = self._board.tree(), (0, 0)
        for column in self._board.compared():
            limit = self._model(column.setup).context_tokens
            if limit:
                used = context_tokens(path_of(tree, column)) if tree is not None else 0
                if not fullest[1] or used * fullest[1] > fullest[0] * limit:
                    fullest = (used, limit)
        self._composer.set_context(fullest[0], fullest[1] or None)

    def _model(self, setup: ColumnSetup) -> ModelInfo:
        connection = self._services.comparing().requests.connection_of(setup)
        return self._services.catalogue.get(connection.id, setup.model_id)

    def _price(self, setups: tuple[ColumnSetup, ...]) -> Decimal | None:
        """US dollars for one token of input, of all together; None while one is unknown."""
        prices = [decimal_of(self._model(each).price_prompt_usd_per_token) for each in setups]
        known = [price for price in prices if price is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(prices) else None

    def _reason(self, count: int) -> str:
        """Why nothing can be sent, or ""."""
        if self._services.connections.default() is None:
            return _tr("There is no connection: add one in the settings")
        return _tr("Add at least two models to compare") if count < LEAST_COLUMNS else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("ComparePage", text)
