"""The log file, and hooks that let no error go unseen. A key never gets into a log."""

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.log_file import LogFile


class _LateFile(logging.Handler):
    """Opens the log file with the first record: its modules are no burden to the start."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: LogFile | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            from studio.log_file import LogFile

            self._file = LogFile(self._path)
        self._file.handle(record)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


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
    except OSError as exc:
        sys.stderr.write(f"dgrid-studio: no log file: {exc}\n")
        return
    root.addHandler(_LateFile(folder / "studio.log"))
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
