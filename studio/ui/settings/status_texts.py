"""How a connection is, in words."""

from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QLocale

from studio.core.requests import Connection
from studio.itemmodels.model_texts import age_text
from studio.services.connections import ConnectionStatus
from studio.services.keys import KeyState
from studio.ui.failure_texts import failure_text

_UNREACHABLE = frozenset({"connection_failed", "timed_out", "wrong_address"})


class StatusText(Struct, frozen=True):
    """A connection's state for its badge and for its panel.

    Attributes:
        kind: of the panel: ok, danger, busy or neutral.
        badge: short word, "" for none; badge_kind: see `Badge`.
    """

    kind: str
    title: str
    facts: str
    badge: str
    badge_kind: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Connections", text)


def status_text(connection: Connection, status: ConnectionStatus, now: datetime) -> StatusText:
    """What the last test said."""
    if status.state == "testing":
        return StatusText("busy", _tr("Testing"), "", _tr("Testing"), "neutral")
    if status.state == "ok":
        facts = [
            _tr("{0} models").format(QLocale().toString(status.models)),
            _tr("answered in {0}").format(_duration_text(status.latency_ms)),
        ]
        if status.tested_at is not None:
            facts.append(_tr("tested {0}").format(age_text(status.tested_at, now)))
        return StatusText("ok", _tr("Connected"), " · ".join(facts), _tr("Connected"), "ok")
    if status.failure is not None:
        words = failure_text(status.failure)
        facts = [text for text in (words.cause, words.words) if text]
        unreachable = status.failure.kind in _UNREACHABLE
        badge = _tr("Not reachable") if unreachable else _tr("Failed")
        return StatusText("danger", words.title, "\n".join(facts), badge, "danger")
    badge = _tr("On") if connection.is_demo else ""
    return StatusText("neutral", _tr("Not tested yet"), "", badge, "neutral")


def _duration_text(duration_ms: int) -> str:
    """`312 ms`, `1.5 s`."""
    if duration_ms < 1000:
        return _tr("{0} ms").format(QLocale().toString(duration_ms))
    return _tr("{0} s").format(QLocale().toString(duration_ms / 1000, "f", 1))


def key_note(state: KeyState, connection: Connection) -> str:
    """Where the key is, under its field."""
    notes = {
        "keychain": _tr("Kept in the system keychain. Never written to logs or exports."),
        "session": _tr("Kept for this session only. It is gone when the studio quits."),
        "environment": _tr("From DGRID_API_KEY, for this start only. Never stored."),
        "unavailable": _tr("The system keychain does not answer."),
    }
    if not connection.needs_key and state.source in ("none", "unavailable"):
        return _tr("This server usually needs no key.")
    if state.source in notes:
        return notes[state.source]
    return _tr("Paste the key from your gateway account. It goes to the system keychain.")
