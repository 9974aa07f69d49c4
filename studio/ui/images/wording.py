"""Names and moments as details of images show them, wherever that is."""

from datetime import datetime

from PySide6.QtCore import QLocale, QTime


def parameter_name(name: str) -> str:
    """The label of a parameter: `aspect_ratio` is "Aspect ratio"."""
    return name.replace("_", " ").capitalize()


def full_moment(at: datetime) -> str:
    """Day, month, year and time: an image is looked at for years."""
    local, locale = at.astimezone(), QLocale()
    month = locale.monthName(local.month, QLocale.FormatType.ShortFormat)
    time = locale.toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
    return f"{local.day} {month} {local.year}, {time}"
