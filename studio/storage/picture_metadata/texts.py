"""The words of a picture's metadata, cleaned and cut to size."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from studio.core.records import PictureMetadata
from studio.core.redaction import without_secrets

APP_NAME = "DGrid Studio"
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_VALUE_CHARS = 2000
_MOST_PARAMETERS_CHARS = 12_000
_MOST_DEPTH = 8
# As the readers of other programs know them.
_KNOWN_NAMES = {"seed": "Seed", "steps": "Steps", "sampler": "Sampler", "cfg_scale": "CFG scale"}


def clean(text: str) -> str:
    """The text without what XML can't hold: control characters and halves of characters."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def mail_date(at: datetime) -> str:
    """A moment as mails (RFC 2822) and PNG write it; `email` is slow to import for it."""
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"{day}, {at.day:02} {month} {at.year:04} {at:%H:%M:%S %z}"


def cut(text: str, most_bytes: int) -> str:
    """The text, cut between two characters, with a sign that it was."""
    raw = text.encode()
    if len(raw) <= most_bytes:
        return text
    return raw[: max(most_bytes - 3, 0)].decode("utf-8", "ignore").rstrip() + "…"


def plain_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters without secrets, and without what is too long to be one."""
    kept: dict[str, Any] = {}
    room = _MOST_PARAMETERS_CHARS
    for name, value in parameters.items():
        plain = _plain(value)
        length = len(json.dumps(plain, ensure_ascii=False)) + len(name)
        if length <= min(_MOST_VALUE_CHARS, room):
            room -= length
            kept[clean(str(name))] = plain
    return kept


def _plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, str):
        return clean(without_secrets(value))
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else None
    if depth < _MOST_DEPTH and isinstance(value, Mapping):
        return {clean(str(name)): _plain(each, depth + 1) for name, each in value.items()}
    if depth < _MOST_DEPTH and isinstance(value, list | tuple):
        return [_plain(each, depth + 1) for each in value]
    return clean(str(value)[:_MOST_VALUE_CHARS])


def software(metadata: PictureMetadata) -> str:
    """The name of the program with its version."""
    return f"{APP_NAME} {clean(metadata.app_version)}".strip()


def generation_text(
    metadata: PictureMetadata, width_px: int | None, height_px: int | None, most_bytes: int
) -> str:
    """Prompt and settings in the form that most image programs read and show."""
    lines = [cut(clean(metadata.prompt), most_bytes)]
    if metadata.negative:
        lines.append(f"Negative prompt: {cut(clean(metadata.negative), most_bytes)}")
    facts: list[tuple[str, Any]] = [
        (_KNOWN_NAMES.get(name, name.replace("_", " ").capitalize()), value)
        for name, value in plain_parameters(metadata.parameters).items()
        if name not in {"negative_prompt", "size"}
    ]
    if width_px and height_px:
        facts.append(("Size", f"{width_px}x{height_px}"))
    if metadata.model_id:
        facts.append(("Model", clean(metadata.model_id)))
    facts.append(("Version", software(metadata)))
    # A reader knows the line of settings by its first word.
    facts.sort(key=lambda fact: fact[0] not in {"Steps", "Seed"})
    lines.append(", ".join(f"{name}: {_fact(value)}" for name, value in facts))
    return "\n".join(lines)


def _fact(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return json.dumps(text, ensure_ascii=False) if re.search(r"[,:\n]", text) else text
