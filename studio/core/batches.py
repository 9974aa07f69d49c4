"""Batches: a list of prompts times a line-up times repeats, as values.

In the interface a batch is called a run. Its answers are messages of one conversation: each row
(a prompt, one of its repeats) is a question without a parent, each cell of the row a reply to it.
Beside the conversation stand the plan and, for every cell that was begun, what became of it.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from msgspec import Struct

from studio.core.comparing import ColumnSetup
from studio.core.ids import BATCH, ConversationId, MessageId, new_id
from studio.core.models import ModelInfo
from studio.core.prompt_lists import ListedPrompt

MOST_CELLS = 20_000
PREVIEW_CHARS = 240


class CheckKind(StrEnum):
    """What is checked in an answer: a text in it, a pattern, that it is JSON of a schema, that it
    is equal to a text, or a rule that a model judges.
    """

    CONTAINS = "contains"
    REGEX = "regex"
    SCHEMA = "schema"
    EQUALS = "equals"
    JUDGE = "judge"


class Check(Struct, frozen=True):
    """One check of every cell.

    Attributes:
        value: the text, pattern, schema or rule; "" (contains, equals): what the list of prompts
            expects of this prompt.
    """

    kind: CheckKind
    value: str = ""
    ignore_case: bool = False


class Outcome(Struct, frozen=True):
    """What a check found.

    Attributes:
        passed: None where it could not be decided.
        words: why, in English: the words of a library, or of a judge.
    """

    passed: bool | None
    words: str = ""


class BatchState(StrEnum):
    """How far a batch is. `limited`: its spending limit was reached."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    LIMITED = "limited"
    DONE = "done"


class CellState(StrEnum):
    """How far a cell is.

    `sent`: its request may be under way; found at a start it becomes `unsure`: the answer is
    lost and may have been charged, so that only a person has it asked again.
    """

    WAITING = "waiting"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNSURE = "unsure"


class Cell(Struct, frozen=True):
    """What became of one cell.

    Attributes:
        message_id: its answer; "" before it was asked.
        cost_usd: decimal text; None: not known. With `cost_is_listed` worked out from the prices
            that the gateway lists, and not reported by it.
        judge_cost_usd: what the judge of its checks cost.
        digest: equal for answers of equal text.
        failure: kind of the failure, or "".
        outcomes: in order of the plan's checks; () until they are done.
    """

    place: int
    state: CellState = CellState.WAITING
    message_id: MessageId = MessageId("")
    first_token_s: float | None = None
    total_s: float | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost_usd: str | None = None
    cost_is_listed: bool = False
    judge_cost_usd: str | None = None
    characters: int = 0
    preview: str = ""
    digest: str = ""
    finish_reason: str = ""
    failure: str = ""
    maybe_charged: bool = False
    outcomes: tuple[Outcome, ...] = ()

    @property
    def tokens_per_s(self) -> float | None:
        """Speed of writing, or None."""
        if not self.tokens_out or self.total_s is None or self.first_token_s is None:
            return None
        writing_s = self.total_s - self.first_token_s
        return self.tokens_out / writing_s if writing_s > 0.05 else None

    @property
    def passed(self) -> bool | None:
        """Whether all checks passed; None: there are none, or one could not be decided."""
        if any(each.passed is False for each in self.outcomes):
            return False
        decided = all(each.passed for each in self.outcomes)
        return True if self.outcomes and decided else None


class Plan(Struct, frozen=True):
    """What is asked.

    Attributes:
        limit_usd: decimal text; no further cell begins once it could be passed. "": no limit.
        at_once: requests under way at a time.
        judge: who judges checks of the kind `judge`; None: nobody.
    """

    conversation_id: ConversationId
    name: str
    created_at: datetime
    prompts: tuple[ListedPrompt, ...]
    columns: tuple[ColumnSetup, ...]
    repeats: int = 1
    checks: tuple[Check, ...] = ()
    limit_usd: str = ""
    at_once: int = 4
    judge: ColumnSetup | None = None

    @property
    def rows(self) -> int:
        """How many questions."""
        return len(self.prompts) * self.repeats

    @property
    def cells(self) -> int:
        """How many answers."""
        return self.rows * len(self.columns)

    def row_of(self, place: int) -> int:
        """The row of a cell."""
        return place // len(self.columns)

    def column_of(self, place: int) -> int:
        """The column of a cell."""
        return place % len(self.columns)

    def places_of(self, row: int) -> range:
        """The cells of a row."""
        return range(row * len(self.columns), (row + 1) * len(self.columns))

    def prompt_of(self, row: int) -> ListedPrompt:
        """What is asked in a row."""
        return self.prompts[row // self.repeats]

    def is_unjudged(self, cell: Cell) -> bool:
        """Whether a whole answer still waits for a check, or for what a judge says of it."""
        if cell.state is not CellState.DONE or not self.checks:
            return False
        if len(cell.outcomes) != len(self.checks):
            return True
        return any(
            check.kind is CheckKind.JUDGE and outcome.passed is None
            for check, outcome in zip(self.checks, cell.outcomes, strict=True)
        )

    def question_id(self, row: int) -> MessageId:
        """The message that asks it: the same one after a restart."""
        return MessageId(f"{self.conversation_id.removeprefix(BATCH)}-{row}")

    def row_of_question(self, message_id: MessageId | None) -> int | None:
        """The row that a message asks; None: it asks none."""
        begin, _, row = (message_id or "").rpartition("-")
        is_own = begin == self.conversation_id.removeprefix(BATCH) and row.isdecimal()
        return int(row) if is_own and int(row) < self.rows else None


class Batch(Struct, frozen=True):
    """A plan, and how far it is."""

    plan: Plan
    state: BatchState = BatchState.READY


def new_batch_id() -> ConversationId:
    """The id of the conversation of a new batch: a comparison, and no chat."""
    return ConversationId(BATCH + new_id())


def priced(model: ModelInfo, tokens_in: int, tokens_out: int) -> Decimal | None:
    """What tokens cost by the listed price, or None when that is not known."""
    into = as_decimal(model.price_prompt_usd_per_token)
    out = as_decimal(model.price_completion_usd_per_token)
    return None if into is None or out is None else into * tokens_in + out * tokens_out


def as_decimal(text: str | None) -> Decimal | None:
    """A number of a server or a person; None for what is none."""
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None


def typed_limit(text: str) -> str | None:
    """A limit as it is kept: "" for none; None for what is no sum of money."""
    text = text.strip().removeprefix("$").replace(",", ".").strip()
    return text if not text or as_decimal(text) is not None else None


def differing_rows(plan: Plan, cells: Mapping[int, Cell]) -> list[int]:
    """Rows in which not all answers that are there say the same, or not all passed."""
    found = []
    for row in range(plan.rows):
        seen = {
            (cell.digest, cell.passed)
            for place in plan.places_of(row)
            if (cell := cells.get(place)) is not None and cell.state is CellState.DONE
        }
        if len(seen) > 1:
            found.append(row)
    return found
