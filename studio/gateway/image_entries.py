"""Images that stand in fields of their own: `images[]`, `image`, content parts, `media`."""

from typing import Any

from studio.core.events import RemoteImageFound
from studio.core.parts import ImageOrigin
from studio.gateway.constructs import DataImage, match_bare
from studio.gateway.json_values import dict_of, text_of
from studio.gateway.long_lines import Runs
from studio.gateway.open_image import OpenImage
from studio.gateway.sink import RawEvent, RawImage

_URL_KEYS = ("image_url", "imageUrl", "url", "image")
_HOLDERS = ("inlineData", "inline_data", "source")
_TYPE_KEYS = ("mimeType", "mime_type", "media_type")
_DATA_KEYS = ("b64_json", "b64", "base64", "data")


def image_event(
    entry: Any, choice: int, origin: ImageOrigin, runs: Runs | None, alt: str = ""
) -> RawEvent | str | None:
    """What an entry holds that stands for an image.

    Args:
        entry: text (a data URI or an address) or an object of any known spelling.
        runs: what was cut out of the event.

    Returns:
        An image, an address, a note when there was image data that is none, or None.
    """
    if isinstance(entry, str):
        return _from_address(entry.strip(), choice, origin, runs, alt)
    fields = dict_of(entry)
    for key in _URL_KEYS:
        value = fields.get(key)
        if isinstance(value, dict):
            value = value.get("url") or value.get("b64_json")
        if isinstance(value, str) and value:
            found = _from_address(value.strip(), choice, origin, runs, alt)
            if found is not None:
                return found
    for holder in (fields, *(dict_of(fields.get(k)) for k in _HOLDERS)):
        mime = next((m for key in _TYPE_KEYS if (m := text_of(holder.get(key)))), "")
        for key in _DATA_KEYS:
            data = text_of(holder.get(key))
            if data:
                return _from_base64(data, mime, choice, origin, runs, alt)
    return None


def _from_address(
    url: str, choice: int, origin: ImageOrigin, runs: Runs | None, alt: str
) -> RawEvent | str | None:
    if url[:8].lower().startswith(("https://", "http://")):
        return RemoteImageFound(choice, url, origin, alt)
    found = match_bare(url, 0) if url[:5].lower() == "data:" else None
    if isinstance(found, DataImage):
        return _decoded(url[found.end :], found.mime, choice, origin, runs, alt)
    return None


def _from_base64(
    data: str, mime: str, choice: int, origin: ImageOrigin, runs: Runs | None, alt: str
) -> RawEvent | str | None:
    if data[:5].lower() == "data:" or data[:8].lower().startswith(("https://", "http://")):
        return _from_address(data, choice, origin, runs, alt)
    return _decoded(data, mime, choice, origin, runs, alt)


def _decoded(
    data: str, mime: str, choice: int, origin: ImageOrigin, runs: Runs | None, alt: str
) -> RawEvent | str:
    image = OpenImage(DataImage(0, mime, alt, bare=False), "")
    for piece in [data] if runs is None else runs.split(data):
        if isinstance(piece, str):
            image.feed(piece, 0)
        else:
            image.feed_run(piece)
    result = None if image.ended else image.result(whole=True)
    if result is None:
        return image.note(whole=True)
    return RawImage(choice, result, origin, alt)
