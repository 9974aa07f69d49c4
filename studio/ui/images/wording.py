"""Names and moments as details of images show them, wherever that is."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale, QTime

_LONGEST_VALUE = 120
"""Of a parameter that is shown; longer ones say nothing at a glance."""


def parameter_name(name: str) -> str:
    """The label of a parameter: `aspect_ratio` is "Aspect ratio"."""
    own = {
        "n": QCoreApplication.translate("Images", "Images wanted"),
        "top_p": QCoreApplication.translate("Images", "Top P"),
    }
    return own.get(name) or name.replace("_", " ").capitalize()


def parameter_rows(parameters: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Names and values as they are read; what is inside others stands by itself."""
    return tuple((name, text) for name, text in _flat(parameters) if len(text) <= _LONGEST_VALUE)


def _flat(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in parameters.items():
        if isinstance(value, Mapping):
            yield from _flat(value)
        elif isinstance(value, list | tuple):
            yield name, ", ".join(str(each) for each in value)
        elif value is not None:
            yield name, str(value).lower() if isinstance(value, bool) else str(value)


def full_moment(at: datetime) -> str:
    """Day, month, year and time: an image is looked at for years."""
    local, locale = at.astimezone(), QLocale()
    month = locale.monthName(local.month, QLocale.FormatType.ShortFormat)
    time = locale.toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
    return f"{local.day} {month} {local.year}, {time}"
