"""The log file, and hooks that let no error go unseen. A key never gets into a log."""

import logging
import logging.handlers
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from studio.core.redaction import without_secrets

LOG_BYTES = 2 * 1024 * 1024
LOGS_KEPT = 3


class _RedactingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class _LogFile(logging.handlers.RotatingFileHandler):
    """A log file whose loss harms nobody: its folder may go, its disk may be full."""

    def _open(self) -> Any:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (of logging)
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def configure_logs(folder: Path, *, level: int = logging.INFO) -> None:
    """Writes logs to `studio.log` in a folder (rotating) and catches unhandled errors.

    A folder that can't be written to means no log file, never a failed start.
    """
    root = logging.getLogger()
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "qasync", "PIL", "asyncio", "markdown_it"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _LogFile(
            folder / "studio.log",
            maxBytes=LOG_BYTES,
            backupCount=LOGS_KEPT,
            encoding="utf-8",
            delay=True,
        )
    except OSError as exc:
        sys.stderr.write(f"dgrid-studio: no log file: {exc}\n")
        return
    handler.setFormatter(_RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    sys.excepthook = _log_exception
    threading.excepthook = _log_thread_exception


def _log_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("studio").critical("unhandled error", exc_info=(kind, error, trace))


def _log_thread_exception(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        name = args.thread.name if args.thread else "?"
        logging.getLogger("studio").critical(
            "unhandled error in thread %s",
            name,
            exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
        )
