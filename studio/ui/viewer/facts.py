"""What is known about an image, as rows of a label and a value."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from studio.ui.images.items import ImageItem
from studio.ui.images.pyramid import Pyramid
from studio.ui.images.wording import full_moment, parameter_name
from studio.ui.transcript.parts.formats import cost, dimensions, mime_name, moment, seconds, size
from studio.ui.viewer.zoom_bar import percent_text


def _tr(text: str) -> str:
    return QCoreApplication.translate("Viewer", text)


def facts_of(item: ImageItem, pyramid: Pyramid | None, now: datetime) -> list[tuple[str, str]]:
    """Labels and values; what is not known is left out.

    Args:
        pyramid: its pixels, which know the size when nobody else does.
    """
    blob = item.blob
    if pyramid is not None:
        pixels = dimensions(pyramid.width_px, pyramid.height_px)
    else:
        pixels = dimensions(blob.width_px, blob.height_px)
    rows = [
        (_tr("Model"), item.model_id),
        (_tr("Size"), " · ".join(filter(None, (pixels, mime_name(blob.mime))))),
        (_tr("File"), size(blob.size_bytes)),
        (_tr("Frames"), str(pyramid.frames) if pyramid is not None and pyramid.frames > 1 else ""),
        (_tr("Shown at"), _reduced(pyramid)),
        (_tr("Made") if item.model_id else _tr("Added"), _made(item, now)),
        (_tr("Took"), seconds(item.took_s) if item.took_s is not None else ""),
        (_tr("Cost"), cost(item.cost_usd) if item.cost_usd is not None else ""),
        *((parameter_name(name), value) for name, value in item.parameters),
    ]
    return [(label, value) for label, value in rows if value]


def spoken(item: ImageItem, index: int, total: int) -> str:
    """The image in one line, for assistive tools."""
    blob = item.blob
    place = _tr("{number} of {total}").format(number=index + 1, total=total)
    words = item.alt or item.prompt or item.name
    return ", ".join(filter(None, (words, place, dimensions(blob.width_px, blob.height_px))))


def _made(item: ImageItem, now: datetime) -> str:
    if item.created_at is None:
        return ""
    local, today = item.created_at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return _tr("Today, {time}").format(time=moment(item.created_at, now))
    return full_moment(item.created_at)


def _reduced(pyramid: Pyramid | None) -> str:
    """Honest about pictures of which not all pixels are kept in memory."""
    if pyramid is None or pyramid.is_preview or pyramid.sharpness > 0.995:
        return ""
    return _tr("{percent} of its resolution").format(percent=percent_text(pyramid.sharpness))
