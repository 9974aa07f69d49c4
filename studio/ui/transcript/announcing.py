"""Tells assistive tools what happened: once, politely, when a reply has come to its end."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from studio.core.messages import MessageState
from studio.ui.transcript.item import MessageItem

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

# A longer answer is read in the transcript, where one can stop.
_MOST_CHARS = 600


def announce(view: "TranscriptView", item: MessageItem) -> None:
    """An answer came to its end."""
    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(view, words_of(item, view.speaker))
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(event)


def words_of(item: MessageItem, speaker: str = "") -> str:
    """What is said: whose answer it is, how it ended, and the answer itself if it is short.

    Args:
        speaker: "" where there is but one.
    """
    words = _how_it_ended(item)
    return f"{speaker}: {words}" if speaker else words


def _how_it_ended(item: MessageItem) -> str:
    state = item.row.message.state
    said = " ".join(item.plain_text()[: 2 * _MOST_CHARS].split())
    if state is MessageState.FAILED:
        return _with(_tr("The answer failed"), said)
    if state in (MessageState.STOPPED, MessageState.INTERRUPTED):
        return _tr("The answer was stopped")
    return _with(_tr("The answer is complete"), said)


def _with(what: str, said: str) -> str:
    if len(said) > _MOST_CHARS:
        said = said[:_MOST_CHARS].rsplit(" ", 1)[0] + " …"
    return f"{what}: {said}" if said else what


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)
