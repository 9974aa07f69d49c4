"""What is kept in a cell of the answer that came."""

import hashlib
from decimal import Decimal

from msgspec.structs import replace

from studio.core.batches import PREVIEW_CHARS, Cell, CellState, as_decimal, priced
from studio.core.messages import Message, MessageState, Usage
from studio.core.models import ModelInfo
from studio.core.parts import ImagePart
from studio.core.plain_line import plain_line


def result_of(cell: Cell, message: Message, model: ModelInfo) -> Cell:
    """A cell with the figures of its answer, which is over.

    Args:
        model: for the listed price, where the gateway did not report the cost.
    """
    done = message.state is MessageState.COMPLETE
    usage, timing, text = message.usage, message.timing, message.text
    cost = usage.cost_usd if usage is not None else None
    listed: Decimal | None = None
    if cost is None and usage is not None:
        listed = priced(model, usage.prompt_tokens, usage.completion_tokens)
    failure = "" if done else (message.failure.kind if message.failure else message.state.value)
    return replace(
        cell,
        state=CellState.DONE if done else CellState.FAILED,
        first_token_s=timing.first_token_s,
        total_s=timing.total_s,
        tokens_in=usage.prompt_tokens if usage is not None else None,
        tokens_out=usage.completion_tokens if usage is not None else None,
        cost_usd=cost if listed is None else f"{listed:f}",
        cost_is_listed=listed is not None,
        characters=len(text),
        preview=plain_line(text[: 2 * PREVIEW_CHARS])[:PREVIEW_CHARS],
        digest=_digest(message),
        finish_reason=(message.finish_reason or "")[:40],
        failure=failure,
        maybe_charged=bool(message.failure and message.failure.maybe_charged),
    )


def cost_of(usage: Usage | None, model: ModelInfo) -> Decimal | None:
    """What a request cost: as the gateway reports it, else by the listed price."""
    if usage is None:
        return None
    reported = as_decimal(usage.cost_usd)
    if reported is not None:
        return reported
    return priced(model, usage.prompt_tokens, usage.completion_tokens)


def _digest(message: Message) -> str:
    """Equal where the answers are, apart from white space; images count."""
    words = " ".join(message.text.split())
    images = [part.blob.sha256 for part in message.parts if isinstance(part, ImagePart)]
    said = "\0".join([words, *images])
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]
