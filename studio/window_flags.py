"""The flags of a start with a window, and a quick way to read them.

`command_line` offers the same flags, with help and complaints; its imports and its building
take 9 ms, which a start with a window need not spend.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from studio.options import StartOptions


class Flag(Struct, frozen=True):
    """One flag.

    Attributes:
        metavar: stands for its value in the help; "": it has none.
        choices: its only values; (): any.
    """

    name: str
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its name as a field."""
        return self.name.removeprefix("--").replace("-", "_")


COMMON = (
    Flag("--data-dir", "folder for all data", "DIR"),
    Flag("--base-url", "gateway for this start (default: as set)", "URL"),
    Flag("--demo", "use the embedded demo gateway; needs no key"),
    Flag("--model", "model, e.g. openai/gpt-4o", "ID"),
)
"""They may stand before and behind a command."""

WINDOW = (
    Flag("--lang", "language, e.g. de or zh_CN", "xx"),
    Flag("--theme", "colours", choices=("light", "dark", "system")),
    Flag("--safe-mode", "open no conversation at start"),
    Flag("--trace", "write the interface's frames as trace events", "FILE"),
)
_FLAGS = {flag.name: flag for flag in COMMON + WINDOW}


def read_quickly(arguments: Iterable[str]) -> dict[str, str | bool] | None:
    """Values by field; None: there is more than flags of a window, or something is wrong."""
    values: dict[str, str | bool] = {}
    left = iter(arguments)
    for argument in left:
        name, has_value, value = argument.partition("=")
        flag = _FLAGS.get(name)
        if flag is None:
            return None
        if not flag.metavar and not flag.choices:
            if has_value:
                return None
            values[flag.key] = True
            continue
        if not has_value:
            value = next(left, "-")
            if value.startswith("-"):
                return None
        if flag.choices and value not in flag.choices:
            return None
        values[flag.key] = value
    return values


def start_options(values: Mapping[str, object], environment: Mapping[str, str]) -> StartOptions:
    """The options of a start, from flags by field and the environment."""

    def text(key: str) -> str:
        return str(values.get(key) or "")

    data_dir = text("data_dir") or environment.get("DGRID_STUDIO_DATA") or ""
    return StartOptions(
        data_dir=Path(data_dir) if data_dir else None,
        base_url=text("base_url") or environment.get("DGRID_BASE_URL", "").strip(),
        demo=bool(values.get("demo")),
        model=text("model"),
        lang=text("lang"),
        theme=text("theme"),
        safe_mode=bool(values.get("safe_mode")),
        trace=Path(text("trace")) if text("trace") else None,
    )
