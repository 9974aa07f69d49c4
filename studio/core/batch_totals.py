"""Sums over the cells of a batch, kept up as cells change, and what follows from them.

With 10,000 cells nothing may be counted anew for every cell that ends.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from studio.core.batches import Cell, CellState, CheckKind, Plan, as_decimal, priced
from studio.core.judging.judge_prompt import check_text
from studio.core.models import ModelInfo
from studio.core.prompt_lists import ListedPrompt
from studio.core.tokens import attachment_tokens, text_tokens

_TOKENS_OUT, _TOKENS_PER_S, _FIRST_TOKEN_S = 400, 50.0, 1.0
_TOKENS_AROUND = 8
_JUDGE_TOKENS_OUT = 150


class Sum(Struct):
    """A sum of values that may be missing."""

    total: float = 0.0
    count: int = 0

    def add(self, value: float | None, sign: int = 1) -> None:
        """Adds a value (or takes it away); None changes nothing."""
        if value is not None:
            self.total += sign * value
            self.count += sign

    @property
    def mean(self) -> float | None:
        """The mean, or None without values."""
        return self.total / self.count if self.count else None


class ColumnTotals(Struct):
    """Sums of one column; times, tokens and costs of the answers that are whole.

    Attributes:
        passed, judged: how many answers passed all checks, of how many that are decided.
    """

    states: Counter[CellState] = field(default_factory=Counter)
    first_token_s: Sum = field(default_factory=Sum)
    total_s: Sum = field(default_factory=Sum)
    tokens_out: Sum = field(default_factory=Sum)
    cost_usd: Decimal = Decimal(0)
    costs: int = 0
    judge_cost_usd: Decimal = Decimal(0)
    judge_costs: int = 0
    passed: int = 0
    judged: int = 0

    def add(self, cell: Cell, sign: int) -> None:
        """Counts a cell in (1) or out (-1)."""
        self.states[cell.state] += sign
        cost = as_decimal(cell.cost_usd)
        if cost is not None:
            self.cost_usd += sign * cost
            self.costs += sign
        judge_cost = as_decimal(cell.judge_cost_usd)
        if judge_cost is not None:
            self.judge_cost_usd += sign * judge_cost
            self.judge_costs += sign
        if cell.state is CellState.DONE:
            self.first_token_s.add(cell.first_token_s, sign)
            self.total_s.add(cell.total_s, sign)
            self.tokens_out.add(cell.tokens_out, sign)
            if cell.passed is not None:
                self.judged += sign
                self.passed += sign * cell.passed


class Totals:
    """Sums of a whole batch, by column.

    Args:
        cells: those that were begun.

    Attributes:
        unjudged: whole answers that still wait for a check or a judge.
    """

    def __init__(self, plan: Plan, cells: Iterable[Cell] = ()) -> None:
        self.columns = [ColumnTotals() for _ in plan.columns]
        self.unjudged = 0
        self._plan = plan
        self._prompt_tokens = sum(map(_tokens_of, plan.prompts)) / len(plan.prompts)
        rules = [each.value for each in plan.checks if each.kind is CheckKind.JUDGE]
        self._rules = len(rules) if plan.judge is not None else 0
        self._rule_tokens = sum(text_tokens(check_text(each, "", "", "", "")) for each in rules)
        expected = sum(text_tokens(each.expected) for each in plan.prompts)
        self._expected_tokens = expected / len(plan.prompts)
        for cell in cells:
            self.change(None, cell)

    def change(self, old: Cell | None, new: Cell) -> None:
        """Takes a newer value of a cell."""
        column = self.columns[self._plan.column_of(new.place)]
        if old is not None:
            column.add(old, -1)
            self.unjudged -= self._plan.is_unjudged(old)
        column.add(new, 1)
        self.unjudged += self._plan.is_unjudged(new)

    def count(self, *states: CellState) -> int:
        """How many cells are in one of some states; those never asked are `waiting`."""
        found = sum(column.states[state] for column in self.columns for state in states)
        if CellState.WAITING in states:
            found += self._plan.cells - sum(sum(c.states.values()) for c in self.columns)
        return found

    @property
    def spent_usd(self) -> Decimal:
        """What was paid, as far as it is known, judges too."""
        return sum((c.cost_usd + c.judge_cost_usd for c in self.columns), Decimal(0))

    def expected_usd(self, column: int, model: ModelInfo) -> Decimal | None:
        """What one more cell of a column will cost: as the others did, else by its price."""
        own = self.columns[column]
        if own.costs:
            return own.cost_usd / own.costs
        tokens_in = round(self._tokens_in(column))
        return priced(model, tokens_in, round(self._tokens_out(column)))

    def expected_judge_usd(self, column: int, judge: ModelInfo | None) -> Decimal | None:
        """What a judge of one more cell of a column will cost, all of its rules: as it did for
        others, else by its price; 0 without a judge.
        """
        if not self._rules or judge is None:
            return Decimal(0)
        own = self.columns[column]
        costs = own.judge_costs or sum(each.judge_costs for each in self.columns)
        if costs:
            each = [own] if own.judge_costs else self.columns
            return sum((one.judge_cost_usd for one in each), Decimal(0)) / costs
        read = self._prompt_tokens + self._expected_tokens + self._tokens_out(column)
        tokens_in = round(self._rule_tokens + self._rules * read)
        return priced(judge, tokens_in, self._rules * self._judge_tokens_out())

    def estimate(self, models: Iterable[ModelInfo], judge: ModelInfo | None = None) -> "Estimate":
        """About what the cells that wait will cost and take.

        Args:
            models: one for each column.
            judge: of the checks of the kind `judge`.
        """
        judge_s = self._rules * (_FIRST_TOKEN_S + self._judge_tokens_out() / _TOKENS_PER_S)
        cells, seconds = 0, 0.0
        cost: Decimal | None = None
        unpriced: dict[str, None] = {}
        for column, model in enumerate(models):
            own = self.columns[column]
            begun = sum(own.states.values()) - own.states[CellState.WAITING]
            waiting = self._plan.rows - begun
            cells += waiting
            own_s = _FIRST_TOKEN_S + self._tokens_out(column) / _TOKENS_PER_S
            seconds += waiting * ((own.total_s.mean or own_s) + judge_s)
            asked = [(model, self.expected_usd(column, model))]
            if self._rules and judge is not None:
                asked.append((judge, self.expected_judge_usd(column, judge)))
            for who, each in asked:
                if each is not None:
                    cost = (cost or Decimal(0)) + each * waiting
                elif waiting:
                    unpriced[who.id] = None
        return Estimate(cells, cost, seconds / max(1, self._plan.at_once), tuple(unpriced))

    def _tokens_in(self, column: int) -> float:
        system = text_tokens(self._plan.columns[column].system_prompt)
        return system + self._prompt_tokens + _TOKENS_AROUND

    def _tokens_out(self, column: int) -> float:
        most = _most_tokens(self._plan.columns[column].parameters)
        first = min(_TOKENS_OUT, most or _TOKENS_OUT)
        return self.columns[column].tokens_out.mean or first

    def _judge_tokens_out(self) -> int:
        judge = self._plan.judge
        most = _most_tokens(judge.parameters) if judge is not None else None
        return min(_JUDGE_TOKENS_OUT, most or _JUDGE_TOKENS_OUT)


def _most_tokens(parameters: Mapping[str, Any]) -> int | None:
    """How many tokens an answer may have; None: it is not limited."""
    most = parameters.get("max_completion_tokens") or parameters.get("max_tokens")
    return most if isinstance(most, int) and most > 0 else None


def _tokens_of(prompt: ListedPrompt) -> int:
    return text_tokens(prompt.text) + sum(map(attachment_tokens, prompt.attachments))


class Estimate(Struct, frozen=True):
    """What the rest of a batch is expected to take.

    Attributes:
        cells: how many are still to be asked.
        cost_usd: of the models whose price is known; None: of none it is.
        unpriced: models whose price is not known.
    """

    cells: int
    cost_usd: Decimal | None
    seconds: float
    unpriced: tuple[str, ...] = ()
