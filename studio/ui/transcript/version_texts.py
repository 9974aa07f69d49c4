"""What a version of a message is, in words: its number, size, age and model."""

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from studio.ui.transcript.element import Hit
from studio.ui.transcript.parts import formats
from studio.ui.transcript.rows import MessageRow, VersionFacts

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 24 * 3600


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


def version_text(row: MessageRow, hit: Hit, now: datetime | None = None) -> str:
    """The version that a hit of a footer leads to, or that is shown; "" when unknown."""
    facts = {
        "previous_version": row.previous,
        "next_version": row.following,
        "": row.shown,
    }.get(hit.action)
    if facts is None:
        return ""
    head = _tr("Version {0} of {1}").format(facts.number, row.versions)
    words = [head, _size(facts), age(facts.created_at, now), facts.model_id or ""]
    return ", ".join(word for word in words if word)


def age(at: datetime, now: datetime | None = None) -> str:
    """How long ago something was: "just now", "5 min ago", "3 h ago", else the day."""
    passed_s = ((now or datetime.now(UTC)) - at).total_seconds()
    if passed_s < _MINUTE_S:
        return _tr("just now")
    if passed_s < _HOUR_S:
        return _tr("{0} min ago").format(int(passed_s // _MINUTE_S))
    if passed_s < _DAY_S:
        return _tr("{0} h ago").format(int(passed_s // _HOUR_S))
    return formats.moment(at, now)


def _size(facts: VersionFacts) -> str:
    if facts.tokens:
        return _tr("{0} tokens").format(formats.count(facts.tokens))
    if facts.characters:
        return _tr("{0} characters").format(formats.count(facts.characters))
    return ""
