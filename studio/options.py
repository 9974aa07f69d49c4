"""What was asked for on the command line and by environment variables, as values."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field


class StartOptions(Struct, frozen=True):
    """Options of one start. The API key is not in here: it stays in the environment.

    Attributes:
        data_dir: the one folder for everything; None: the platform's own folders.
        base_url: gateway for this start as it was typed; "": none named.
        demo: use the embedded demo gateway.
        model: model id for the first pane, or for `ask`; "": none named.
        lang: language of the interface for this start; "": as set.
        theme: `system`, `light`, `dark`; "": as set.
        safe_mode: open no conversation, load no tool servers.
        trace: file for the frames of the interface; None: no trace.
    """

    data_dir: Path | None = None
    base_url: str = ""
    demo: bool = False
    model: str = ""
    lang: str = ""
    theme: str = ""
    safe_mode: bool = False
    trace: Path | None = None


class AskOptions(Struct, frozen=True):
    """Options of `ask`.

    Attributes:
        prompt: `-` reads it from standard input.
        images: files to attach, or to edit with `--via images`.
        params: request parameters by name; unknown names become extra JSON fields.
        via: `chat` or `images`.
        save_images: folder for images; None: the current one, or none with `--json`.
        timeout_s: give up after so many seconds of silence; None: the connection's limit.
    """

    start: StartOptions
    prompt: str
    system: str = ""
    images: tuple[Path, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    stream: bool = True
    via: str = "chat"
    save_images: Path | None = None
    as_json: bool = False
    timeout_s: float | None = None


class CompareOptions(Struct, frozen=True):
    """Options of `compare`.

    Attributes:
        models: ids, in the order in which they are shown; one may stand there several times.
        prompt: `-` reads it from standard input; None: they are in `prompts`.
        prompts: file with a list of prompts; see `core.prompt_lists`.
        variables: `{a|b}` in a prompt stands for one prompt of each.
        repeats: how often each model answers each prompt.
        at_once: requests under way at a time.
        output: `text`, `json` or `csv`.
        params, save_images, timeout_s: as of `AskOptions`; without `save_images` none is saved.
    """

    start: StartOptions
    models: tuple[str, ...]
    prompt: str | None = None
    prompts: Path | None = None
    variables: bool = False
    repeats: int = 1
    at_once: int = 4
    system: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    save_images: Path | None = None
    output: str = "text"
    timeout_s: float | None = None


class ModelsOptions(Struct, frozen=True):
    """Options of `models`."""

    start: StartOptions
    as_json: bool = False
