"""The command line: flags, `ask`, `compare`, `models`; with no command, the window.

Only what a command needs is imported: `--version`, `--help` and usage errors come at once.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from studio import __version__
from studio.options import AskOptions, CompareOptions, ModelsOptions, StartOptions

PROGRAM = "dgrid-studio"
_PLAIN_TEXT_PARAMS = {
    "aspect_ratio",
    "image_size",
    "quality",
    "reasoning_effort",
    "size",
    "stop",
    "tool_choice",
    "user",
}
_STATUSES = """\
exit status of ask, compare and models:
  0  complete                          3  ended early (partial text was printed)
  1  the gateway refused or failed     4  no key or unusable address
  2  wrong usage                     130  interrupted
"""
_VARIABLES = """\
environment:
  DGRID_API_KEY      key for this start; never stored
  DGRID_BASE_URL     as --base-url
  DGRID_STUDIO_DATA  as --data-dir
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program.

    Args:
        arguments: of the command line, without the program's name; None: those of this process.

    Returns:
        Exit status; see `--help`.
    """
    _use_utf8()
    parser = make_parser()
    try:
        found = parser.parse_args(arguments)
        start = _start_options(found, os.environ)
        if found.command == "ask":
            options = _ask_options(found, start)
        elif found.command == "compare":
            comparing = _compare_options(found, start)
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else 2
    if found.command == "ask":
        from studio.headless import run_ask

        return run_ask(options)
    if found.command == "compare":
        from studio.headless import run_compare

        return run_compare(comparing)
    if found.command == "models":
        from studio.headless import run_models

        return run_models(ModelsOptions(start, found.json))
    from studio.quick_start import prepare_imports

    prepare_imports()
    from studio.bootstrap import run_window

    return run_window(start)


class _Command(argparse.ArgumentParser):
    """The parser of a command. It gets its flags when it is used: a window needs none of them."""

    def __init__(self, *, flags: Callable[[argparse.ArgumentParser], None], **texts: Any) -> None:
        super().__init__(
            epilog=_STATUSES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **texts,
        )
        self._flags: Callable[[argparse.ArgumentParser], None] | None = flags

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Of argparse."""
        flags, self._flags = self._flags, None
        if flags is not None:
            flags(self)
        return super().parse_known_args(args, namespace)


def make_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Chat and images over DGrid and other OpenAI-compatible gateways. "
        "Without a command the window opens.",
        epilog=f"{_VARIABLES}\n{_STATUSES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"DGrid Studio {__version__}")
    _add_common(parser, None)
    parser.add_argument("--lang", metavar="xx", default="", help="language, e.g. de or zh_CN")
    parser.add_argument("--theme", choices=("light", "dark", "system"), default="", help="colours")
    parser.add_argument("--safe-mode", action="store_true", help="open no conversation at start")
    parser.add_argument(
        "--trace", metavar="FILE", type=Path, help="write the interface's frames as trace events"
    )
    commands = parser.add_subparsers(
        dest="command", metavar="{ask,compare,models}", prog=PROGRAM, parser_class=_Command
    )
    commands.add_parser(
        "ask",
        help="send one prompt and print the answer",
        description="Sends one prompt and streams the answer to standard output. Images are "
        "saved and their paths printed on standard error. Nothing is kept in the library.",
        flags=_ask_flags,
    )
    commands.add_parser(
        "compare",
        help="ask several models the same and print all answers",
        description="Asks several models one prompt or a list of prompts, several at a time, and "
        "prints all answers. Nothing is kept in the library.",
        flags=_compare_flags,
    )
    commands.add_parser(
        "models",
        help="list the models of the gateway",
        description="Lists the models that the key may use, one id on a line.",
        flags=_models_flags,
    )
    return parser


def _add_common(parser: argparse.ArgumentParser, default: object) -> None:
    """Flags that may stand before and behind a command; behind, the default is left out."""
    kept: Any = argparse.SUPPRESS if default is argparse.SUPPRESS else None
    parser.add_argument("--data-dir", metavar="DIR", default=kept, help="folder for all data")
    parser.add_argument(
        "--base-url", metavar="URL", default=kept, help="gateway for this start (default: as set)"
    )
    parser.add_argument(
        "--demo",
        action="store_true",
        default=kept or False,
        help="use the embedded demo gateway; needs no key",
    )
    parser.add_argument("--model", metavar="ID", default=kept, help="model, e.g. openai/gpt-4o")


def _ask_flags(ask: argparse.ArgumentParser) -> None:
    _add_common(ask, argparse.SUPPRESS)
    ask.add_argument("prompt", metavar="PROMPT", help="what to ask; - reads standard input")
    ask.add_argument("--system", metavar="TEXT", default="", help="system prompt")
    ask.add_argument(
        "--image",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="attach (repeatable)",
    )
    _add_param(ask)
    ask.add_argument("--no-stream", action="store_true", help="fetch the answer in one piece")
    ask.add_argument(
        "--via", choices=("chat", "images"), default="chat", help="endpoint (default: chat)"
    )
    ask.add_argument(
        "--save-images",
        metavar="DIR",
        type=Path,
        help="where images go (default: the current folder; with --json they are not saved)",
    )
    ask.add_argument("--json", action="store_true", help="print one JSON object at the end")
    _add_timeout(ask)


def _add_param(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--param",
        metavar="KEY=JSON",
        action="append",
        default=[],
        help="request parameter, e.g. temperature=0.2 or aspect_ratio=16:9 (repeatable)",
    )


def _add_timeout(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--timeout",
        metavar="S",
        type=_seconds,
        help="give up after S seconds without a byte from the gateway (default: 300)",
    )


def _compare_flags(compare: argparse.ArgumentParser) -> None:
    _add_common(compare, argparse.SUPPRESS)
    asked = compare.add_mutually_exclusive_group(required=True)
    asked.add_argument(
        "prompt", metavar="PROMPT", nargs="?", help="what to ask; - reads standard input"
    )
    asked.add_argument(
        "--prompts",
        metavar="FILE",
        type=Path,
        help="list of prompts: .csv or .tsv (column prompt), .jsonl, else one on each line",
    )
    compare.add_argument(
        "--models", metavar="A,B,C", required=True, help="model ids; one may be named twice"
    )
    compare.add_argument(
        "--variables", action="store_true", help="{a|b} in a prompt stands for one prompt of each"
    )
    compare.add_argument(
        "--repeat", metavar="N", type=_up_to(100), default=1, help="ask everything N times"
    )
    compare.add_argument(
        "--parallel", metavar="N", type=_up_to(64), default=4, help="requests at a time (default 4)"
    )
    compare.add_argument("--system", metavar="TEXT", default="", help="system prompt")
    _add_param(compare)
    compare.add_argument(
        "--save-images", metavar="DIR", type=Path, help="where images go (default: not saved)"
    )
    shape = compare.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print one JSON object at the end")
    shape.add_argument("--csv", action="store_true", help="print one line of CSV for each answer")
    _add_timeout(compare)


def _models_flags(models: argparse.ArgumentParser) -> None:
    _add_common(models, argparse.SUPPRESS)
    models.add_argument("--json", action="store_true", help="print one JSON object")


def _start_options(found: argparse.Namespace, environment: Mapping[str, str]) -> StartOptions:
    data_dir = found.data_dir or environment.get("DGRID_STUDIO_DATA") or None
    return StartOptions(
        data_dir=Path(data_dir) if data_dir else None,
        base_url=found.base_url or environment.get("DGRID_BASE_URL", "").strip(),
        demo=bool(found.demo),
        model=found.model or "",
        lang=found.lang,
        theme=found.theme,
        safe_mode=found.safe_mode,
        trace=found.trace,
    )


def _ask_options(found: argparse.Namespace, start: StartOptions) -> AskOptions:
    return AskOptions(
        start=start,
        prompt=found.prompt,
        system=found.system,
        images=tuple(found.image),
        params=dict(_param(text) for text in found.param),
        stream=not found.no_stream,
        via=found.via,
        save_images=found.save_images,
        as_json=found.json,
        timeout_s=found.timeout,
    )


def _compare_options(found: argparse.Namespace, start: StartOptions) -> CompareOptions:
    models = tuple(name.strip() for name in found.models.split(",") if name.strip())
    if not models:
        _fail("--models needs at least one id")
    return CompareOptions(
        start=start,
        models=models,
        prompt=found.prompt,
        prompts=found.prompts,
        variables=found.variables,
        repeats=found.repeat,
        at_once=found.parallel,
        system=found.system,
        params=dict(_param(text) for text in found.param),
        save_images=found.save_images,
        output="json" if found.json else "csv" if found.csv else "text",
        timeout_s=found.timeout,
    )


def _param(text: str) -> tuple[str, Any]:
    name, found, value = text.partition("=")
    if not found or not name.strip():
        _fail(f"--param must be KEY=JSON, not {text!r}")
    name = name.strip()
    try:
        return name, json.loads(value)
    except ValueError:
        if name in _PLAIN_TEXT_PARAMS:
            return name, value
        _fail(f"--param {name}: {value!r} is not JSON (a text needs quotes: '{name}=\"...\"')")


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 24 * 3600:
        raise argparse.ArgumentTypeError("must be more than 0 seconds, and a day at most")
    return value


def _up_to(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if not 1 <= value <= most:
            raise argparse.ArgumentTypeError(f"must be between 1 and {most}")
        return value

    return number


def _fail(message: str) -> NoReturn:
    sys.stderr.write(f"{PROGRAM}: error: {message}\n")
    raise SystemExit(2)


def _use_utf8() -> None:
    """Output is UTF-8 whatever the system's encoding is; what can't be encoded is replaced."""
    for stream in (sys.stdout, sys.stderr):
        # None under `pythonw`; tests put other objects there.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
