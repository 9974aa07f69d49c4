"""The log file itself: rotating, redacted. Imported when there is something to log."""

import logging
import logging.handlers
import sys
from pathlib import Path
from typing import Any

from studio.core.redaction import without_secrets

LOG_BYTES = 2 * 1024 * 1024
LOGS_KEPT = 3


class _RedactingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class LogFile(logging.handlers.RotatingFileHandler):
    """A log file whose loss harms nobody: its folder may go, its disk may be full."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8", delay=True
        )
        self.setFormatter(_RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def _open(self) -> Any:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (of logging)
        """Of logging: what the disk or the folder is to blame for is passed over."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)
