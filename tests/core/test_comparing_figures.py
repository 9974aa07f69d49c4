"""Figures of answers: where cost comes from, and who is best."""

from datetime import UTC, datetime
from decimal import Decimal

from msgspec.structs import replace

from studio.core.comparing_figures import Figures, best_of, figures_of
from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Message, MessageState, Role, Timing, Usage
from studio.core.models import ModelInfo
from studio.core.parts import ReasoningPart, TextPart

PLAIN = ModelInfo("a/one")
PRICED = replace(
    PLAIN, price_prompt_usd_per_token="0.000001", price_completion_usd_per_token="0.000002"
)
REPLY = Message(
    MessageId("m"), ConversationId("c"), None, Role.ASSISTANT,
    (ReasoningPart("hidden", 1.0), TextPart("Forty-two")), datetime.now(UTC),
    finish_reason="stop", usage=Usage(100, 50, 150, 20, 10), timing=Timing(0.1, 0.5, 5.5),
)  # fmt: skip


def test_figures_are_what_is_known() -> None:
    found = figures_of(REPLY, PLAIN)
    assert found == Figures(
        True, False, 0.5, 10.0, 5.5, 100, 50, False, 10, 20, None, False, 9, "stop"
    )


def test_cost_is_as_billed_else_by_the_list_price_else_unknown() -> None:
    billed = replace(REPLY, usage=Usage(100, 50, 150, cost_usd="0.25"))
    assert figures_of(billed, PRICED).cost_usd == Decimal("0.25")
    listed = figures_of(REPLY, PRICED)
    assert (listed.cost_usd, listed.cost_is_listed) == (Decimal("0.000200"), True)
    assert figures_of(REPLY, PLAIN).cost_usd is None
    assert figures_of(replace(REPLY, usage=None), PRICED).cost_usd is None


def test_the_best_is_marked_and_a_tie_is_not() -> None:
    one = Figures(True, False, 0.5, 80.0, 5.0, tokens_out=50, cost_usd=Decimal(2))
    two = replace(one, first_token_s=0.4, tokens_per_s=90.0)
    assert best_of([one, two]) == [frozenset(), {"first_token_s", "tokens_per_s"}]
    assert best_of([one]) == [frozenset()]
    assert best_of([]) == []


def test_what_looks_the_same_is_a_tie() -> None:
    one, two = Figures(True, first_token_s=0.501), Figures(True, first_token_s=0.502)

    def shown(_name: str, value: float) -> str:
        return f"{value:.2f}"

    assert best_of([one, two]) == [{"first_token_s"}, frozenset()]
    assert best_of([one, two], shown) == [frozenset(), frozenset()]


def test_speed_counts_at_once_and_tokens_only_at_the_end() -> None:
    done = Figures(True, False, 0.5, 80.0, 5.0, tokens_out=50, cost_usd=Decimal(2))
    running = Figures(False, False, 0.4, 90.0, None, tokens_out=3, cost_usd=Decimal(1))
    assert best_of([done, running]) == [frozenset(), {"first_token_s", "tokens_per_s"}]


def test_an_answer_that_failed_is_best_in_nothing() -> None:
    done = Figures(True, False, 0.5, tokens_out=50)
    failed = figures_of(replace(REPLY, state=MessageState.FAILED), PRICED)
    third = replace(done, tokens_out=60)
    assert best_of([done, failed, third]) == [{"tokens_out"}, frozenset(), frozenset()]


def test_an_answer_that_was_cut_off_is_not_best_for_being_short() -> None:
    done = Figures(True, False, 0.5, 80.0, 5.0, tokens_out=50, cost_usd=Decimal(2))
    longer = Figures(True, False, 0.4, 80.0, 6.0, tokens_out=60, cost_usd=Decimal(3))
    for reason in ("length", "content_filter"):
        cut = Figures(
            True, False, 0.3, 80.0, 1.0, tokens_out=3, cost_usd=Decimal(1), finish_reason=reason
        )
        assert best_of([done, longer, cut]) == [
            {"total_s", "tokens_out", "cost_usd"}, frozenset(), {"first_token_s"},
        ]  # fmt: skip
