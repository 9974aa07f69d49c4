"""The words of a chat row: title, second line, section label, and what a screen reader says."""

from collections.abc import Iterator
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from studio.core.ids import is_making
from studio.core.messages import Conversation
from studio.core.models import short_model_name
from studio.itemmodels.day_sections import PINNED, TODAY, WEEK, YESTERDAY, DaySections


def title_text(conversation: Conversation) -> str:
    """The title, or "New chat" while it has none; made images have the day they are from."""
    if not conversation.title and is_making(conversation.id):
        made = QDateTime.fromSecsSinceEpoch(int(conversation.created_at.timestamp()))
        day = QLocale().toString(made.date(), "d MMM yyyy")
        return _tr("Made images, {day}").format(day=day)
    return conversation.title or _tr("New chat")


def subtitle_text(conversation: Conversation, sections: DaySections, *, running: bool) -> str:
    """The model without its provider, then the time or what goes on."""
    model = short_model_name(conversation.model_id) if conversation.model_id else ""
    when = _tr("streaming") if running else when_text(conversation.updated_at, sections)
    return f"{model} · {when}" if model else when


def when_text(moment: datetime, sections: DaySections) -> str:
    """The time of day today and yesterday, the weekday within a week, then the date."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    locale = QLocale()
    days = sections.days_ago(moment)
    if days <= 1:
        return locale.toString(local.time(), QLocale.FormatType.ShortFormat)
    if days <= 7:
        return locale.dayName(local.date().dayOfWeek(), QLocale.FormatType.ShortFormat)
    return locale.toString(local.date(), "d MMM")


def section_text(key: str, sections: DaySections) -> str:
    """The label of a section; months of other years carry the year."""
    if key == PINNED:
        return _tr("Pinned")
    if key == TODAY:
        return _tr("Today")
    if key == YESTERDAY:
        return _tr("Yesterday")
    if key == WEEK:
        return _tr("Previous 7 days")
    month = date.fromisoformat(f"{key}-01")
    name = QLocale().standaloneMonthName(month.month)
    return name if month.year == sections.midnight.year else f"{name} {month.year}"


def spoken_text(conversation: Conversation, sections: DaySections, *, running: bool) -> str:
    """The row for a screen reader: the title, each state as a word, the second line."""
    return ", ".join(_spoken(conversation, sections, running))


def _spoken(conversation: Conversation, sections: DaySections, running: bool) -> Iterator[str]:
    yield title_text(conversation)
    if running:
        yield _tr("Streaming")
    if conversation.last_failed:
        yield _tr("Failed")
    if conversation.unread:
        yield _tr("Unread")
    if conversation.pinned:
        yield _tr("Pinned")
    yield subtitle_text(conversation, sections, running=running)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ConversationListModel", text)
