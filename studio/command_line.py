"""The whole command line: flags, `ask`, `compare`, `models`, help and complaints."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from studio import __version__
from studio.options import AskOptions, CompareOptions, ModelsOptions, StartOptions
from studio.window_flags import COMMON, WINDOW, Flag, start_options

PROGRAM = "dgrid-studio"
_TEXT_PARAMS = {"aspect_ratio", "image_size", "quality", "reasoning_effort", "size", "user"}
_PLAIN_TEXT_PARAMS = {*_TEXT_PARAMS, "stop", "tool_choice"}  # these may also be more
_MOST_LEVELS = 100
_OTHER_WAYS = {
    "model": "--model",
    "messages": "PROMPT, --system and --image",
    "prompt": "PROMPT",
    "stream": "--no-stream",
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


def parse(
    arguments: Sequence[str] | None, environment: Mapping[str, str]
) -> StartOptions | AskOptions | CompareOptions | ModelsOptions:
    """What is wanted.

    Raises:
        SystemExit: nothing more is (`--help`, `--version`), or wrong usage, which was told.
    """
    found = make_parser().parse_args(arguments)
    start = start_options(vars(found), environment)
    if found.command == "ask":
        return _ask_options(found, start)
    if found.command == "compare":
        return _compare_options(found, start)
    return ModelsOptions(start, found.json) if found.command == "models" else start


def run(wanted: AskOptions | CompareOptions | ModelsOptions) -> int:
    """Carries out a command; gives its exit status."""
    from studio import headless

    if isinstance(wanted, AskOptions):
        return headless.run_ask(wanted)
    if isinstance(wanted, CompareOptions):
        return headless.run_compare(wanted)
    return headless.run_models(wanted)


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
    _add_flags(parser, COMMON)
    _add_flags(parser, WINDOW)
    commands = parser.add_subparsers(dest="command", metavar="{ask,compare,models}")
    ask = commands.add_parser(
        "ask",
        help="send one prompt and print the answer",
        description="Sends one prompt and streams the answer to standard output. Images are "
        "saved and their paths printed on standard error. Nothing is kept in the library.",
        epilog=_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _ask_flags(ask)
    compare = commands.add_parser(
        "compare",
        help="ask several models the same and print all answers",
        description="Asks several models one prompt or a list of prompts, several at a time, and "
        "prints all answers. Nothing is kept in the library.",
        epilog=_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _compare_flags(compare)
    models = commands.add_parser(
        "models",
        help="list the models of the gateway",
        description="Lists the models that the key may use, one id on a line.",
        epilog=_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _models_flags(models)
    return parser


def _add_flags(
    parser: argparse.ArgumentParser, flags: tuple[Flag, ...], *, behind_command: bool = False
) -> None:
    """Adds flags; behind a command those that are not given leave what was before it."""
    for flag in flags:
        more: dict[str, Any] = {"default": argparse.SUPPRESS} if behind_command else {}
        if flag.choices:
            more["choices"] = flag.choices
        elif flag.metavar:
            more["metavar"] = flag.metavar
        else:
            more["action"] = "store_true"
        parser.add_argument(flag.name, help=flag.help, **more)


def _ask_flags(ask: argparse.ArgumentParser) -> None:
    _add_flags(ask, COMMON, behind_command=True)
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
    _add_flags(compare, COMMON, behind_command=True)
    asked = compare.add_mutually_exclusive_group(required=True)
    asked.add_argument(
        "prompt", metavar="PROMPT", nargs="?", help="what to ask; - reads standard input"
    )
    asked.add_argument(
        "--prompts",
        metavar="FILE",
        type=Path,
        help="list of prompts: .csv or .tsv (columns prompt, files), .jsonl or .json (texts or "
        "messages), else one on each line",
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
    _add_flags(models, COMMON, behind_command=True)
    models.add_argument("--json", action="store_true", help="print one JSON object")


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
    name = name.strip()
    if not found or not name:
        _fail(f"--param must be KEY=JSON, not {text!r}")
    if name in _OTHER_WAYS:
        _fail(f"--param {name}: this is set by {_OTHER_WAYS[name]}")
    try:
        decoded = json.loads(value)
    except (ValueError, RecursionError):
        if name in _PLAIN_TEXT_PARAMS:
            return name, value
        _fail(f"--param {name}: {value[:80]!r} is not JSON (a text needs quotes: '{name}=\"...\"')")
    if _is_deep(decoded):
        _fail(f"--param {name}: {value[:80]!r} is nested in more than {_MOST_LEVELS} levels")
    if name in _TEXT_PARAMS and not isinstance(decoded, str | None):
        decoded = value  # image_size=512
    if name == "extra" and not isinstance(decoded, dict):
        _fail("--param extra: must be a JSON object")
    return name, decoded


def _is_deep(value: object) -> bool:
    """Whether it is nested deeper than gateways take; what Python takes differs by version."""
    level = [value]
    for _ in range(_MOST_LEVELS):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return bool(level)


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
