"""What is known of a reply, in short rows: how it ended, tokens, times, cost."""

from PySide6.QtCore import QCoreApplication

from studio.core.messages import Message, MessageState
from studio.ui.transcript.parts import formats


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inspector", text)


def status_of(message: Message, *, running: bool) -> tuple[str, str]:
    """The word of the status badge and its kind."""
    failure = message.failure
    if running:
        return _tr("Running"), "accent"
    if failure is not None:
        return (str(failure.status) if failure.status else _tr("Failed")), "danger"
    if message.state is MessageState.STOPPED:
        return _tr("Stopped"), "neutral"
    if message.state is MessageState.INTERRUPTED:
        return _tr("Interrupted"), "warn"
    return "200", "ok"


def facts_of(message: Message) -> list[tuple[str, str]]:
    """Label and value of all that is known."""
    timing, usage, failure = message.timing, message.usage, message.failure
    rows: list[tuple[str, str]] = []
    if message.finish_reason:
        rows.append((_tr("Finish reason"), message.finish_reason))
    if failure is not None:
        rows.append((_tr("Failure"), failure.code or failure.kind))
    if message.served_model and message.served_model != message.model_id:
        rows.append((_tr("Answered by"), message.served_model))
    if usage is not None:
        into, out = formats.count(usage.prompt_tokens), formats.count(usage.completion_tokens)
        rows.append((_tr("Tokens in / out"), f"{into} / {out}"))
        if usage.cached_tokens:
            rows.append((_tr("Cached tokens"), formats.count(usage.cached_tokens)))
        if usage.reasoning_tokens:
            rows.append((_tr("Reasoning tokens"), formats.count(usage.reasoning_tokens)))
        if usage.cost_usd is not None:
            rows.append((_tr("Cost"), formats.cost(usage.cost_usd)))
    if timing.first_byte_s is not None:
        rows.append((_tr("First byte"), formats.seconds(timing.first_byte_s)))
    if timing.first_token_s is not None:
        rows.append((_tr("First token"), formats.seconds(timing.first_token_s)))
    return [(label, value) for label, value in rows if value]


def why_missing(missing: str) -> str:
    """Why there is no body to show."""
    if missing == "gone":
        return _tr("A part of what was sent is not there any more, so it can't be shown.")
    return _tr("Nothing was sent for this version, or it was not kept.")
