"""Which day section of a list a moment belongs to, without formatting every row."""

from datetime import datetime, timedelta
from math import inf

from msgspec import Struct

PINNED = "pinned"
TODAY = "today"
YESTERDAY = "yesterday"
WEEK = "week"


class DaySection(Struct, frozen=True):
    """One section.

    Attributes:
        key: `pinned`, `today`, `yesterday`, `week` (the previous 7 days) or `2025-11`.
        before_s: POSIX time (s) that every moment in it is earlier than; infinity for none.
    """

    key: str
    before_s: float


class DaySections:
    """Sorts moments into sections as seen from one moment in local time.

    Args:
        now: aware; the sections hold until the local midnight after it.
    """

    def __init__(self, now: datetime) -> None:
        local = now.astimezone()
        self.midnight = _start_of_day(local)
        self._today_s = self.midnight.timestamp()
        self._yesterday_s = _start_of_day(self.midnight - timedelta(days=1)).timestamp()
        self._week_s = _start_of_day(self.midnight - timedelta(days=7)).timestamp()
        # Lists are mostly in order: the month of the last answer, and where it begins.
        self._month = DaySection("", -inf)
        self._month_from_s = inf

    @property
    def next_midnight(self) -> datetime:
        """When these sections are out of date."""
        return _start_of_day(self.midnight + timedelta(days=1, hours=6))

    def days_ago(self, moment: datetime) -> int:
        """0 for today (or later), 1 for yesterday, and so on."""
        return max(0, (self.midnight.date() - moment.astimezone().date()).days)

    def of(self, moment: datetime) -> DaySection:
        """The section of an aware moment."""
        at_s = moment.timestamp()
        if at_s >= self._today_s:
            return DaySection(TODAY, inf)
        if at_s >= self._yesterday_s:
            return DaySection(YESTERDAY, self._today_s)
        if at_s >= self._week_s:
            return DaySection(WEEK, self._yesterday_s)
        if self._month_from_s <= at_s < self._month.before_s:
            return self._month
        local = moment.astimezone()
        self._month_from_s = datetime(local.year, local.month, 1).astimezone().timestamp()
        following = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(32)
        end = datetime(following.year, following.month, 1).astimezone()
        before_s = min(end.timestamp(), self._week_s)
        self._month = DaySection(f"{local.year}-{local.month:02}", before_s)
        return self._month


def _start_of_day(moment: datetime) -> datetime:
    # Through a naive value, so that a change to or from summer time gives the right offset.
    local = moment.astimezone()
    return datetime(local.year, local.month, local.day).astimezone()
