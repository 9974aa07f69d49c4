"""The real clock."""

import time
from datetime import UTC, datetime


class RealClock:
    """Time of this machine (see `core.ports.Clock`)."""

    def now(self) -> datetime:
        """This moment in UTC, aware."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()
