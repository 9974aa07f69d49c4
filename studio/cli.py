"""Starts what the command line asks for: a command, or with none the window.

Only what is needed is imported: `--version`, `--help` and usage errors come at once, the window
without the parser that writes them.
"""

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.options import StartOptions

_COMMANDS = frozenset({"ask", "compare", "models"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program.

    Args:
        arguments: of the command line, without the program's name; None: those of this process.

    Returns:
        Exit status; see `--help`.
    """
    gc.disable()  # what is imported stays; see `quick_start`
    if arguments is None:
        arguments = sys.argv[1:]
    if not _COMMANDS.isdisjoint(arguments):
        from studio.interrupting import ending_when_interrupted

        with ending_when_interrupted():
            return _run(arguments)
    return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    _use_utf8()
    from studio.lean_imports import without

    with without("typing_extensions"):  # Python's own `typing` has what it wants of them
        import msgspec  # noqa: F401
    from studio.options import StartOptions
    from studio.window_flags import read_quickly, start_options

    values = read_quickly(arguments)
    if values is not None:
        return _open_window(start_options(values, os.environ))
    from studio import command_line

    try:
        wanted = command_line.parse(arguments, os.environ)
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else 2
    if isinstance(wanted, StartOptions):
        from studio.interrupting import interruptible_work

        with interruptible_work():
            return _open_window(wanted)
    gc.enable()
    return command_line.run(wanted)


def _open_window(start: "StartOptions") -> int:
    from studio.quick_start import prepare_imports

    prepare_imports()
    from studio.opening import run_window

    return run_window(start)


def _use_utf8() -> None:
    """Output is UTF-8 whatever the system's encoding is; what can't be encoded is replaced."""
    for stream in (sys.stdout, sys.stderr):
        # None under `pythonw`; tests put other objects there.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
