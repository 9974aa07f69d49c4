"""Requests of the images endpoints as wire bodies: JSON to make, multipart to edit."""

import json
import re
from collections.abc import Mapping
from typing import Any

from studio.core.errors import RequestRejected
from studio.core.ports import BlobReader
from studio.core.requests import ImageRequest, Parameters
from studio.core.sniff import extension_for, sniff
from studio.gateway.bodies import left_out
from studio.gateway.pictures import PictureUnusable, SentPicture, as_png, fit_picture
from studio.gateway.wire_json import Attachments

MAX_PICTURE_BYTES = 4 * 1024 * 1024 - 1024
_MAX_SIDE_PX = 4096
_FIXED = frozenset({"model", "prompt", "stream", "image", "image[]", "mask"})
_SIZE = re.compile(r"\d{2,5}x\d{2,5}")
_RATIO = re.compile(r"(\d{1,3}):(\d{1,3})")
_FIXED_SIZES = re.compile(r"dall-?e|gpt-image|imagen", re.IGNORECASE)

Form = tuple[dict[str, str], list[tuple[str, Any]]]


def generation_body(request: ImageRequest) -> bytes:
    """The JSON body of `/images/generations`.

    Raises:
        RequestRejected: code `bad_parameter`: a parameter is no JSON value.
    """
    return Attachments().encode(_fields(request))


def edit_form(request: ImageRequest, blobs: BlobReader) -> Form:
    """Text fields and files of `/images/edits`; pictures over 4 MB are scaled down.

    Raises:
        BlobMissing: a picture is gone.
        RequestRejected: code `bad_picture`: a picture can't be decoded or made to fit.

    Thread: a worker.
    """
    only_png = "dall-e" in request.model_id.lower()
    try:
        pictures = [_picture(blobs.read(blob), only_png) for blob in request.images]
        mask = _mask(blobs.read(request.mask), pictures[0]) if request.mask else None
    except PictureUnusable as exc:
        raise RequestRejected(str(exc), code="bad_picture") from exc
    name = "image" if len(pictures) == 1 else "image[]"
    files = [(name, _file(f"image{at}", each)) for at, each in enumerate(pictures, start=1)]
    if mask is not None:
        files.append(("mask", _file("mask", mask)))
    return {key: _form_text(value) for key, value in _fields(request).items()}, files


def size_of(request: ImageRequest) -> str | None:
    """The `size` to ask for: as set, or made from aspect ratio and image size.

    Source: new-api's mapping of sizes to aspect ratios (wire reference, section 3b).
    """
    parameters = request.parameters
    for given in (request.size, parameters.image_size):
        if given and (_SIZE.fullmatch(given) or given == "auto"):
            return given
    ratio = _ratio(parameters)
    if ratio is None and not parameters.image_size:
        return request.size
    wide = ratio or 1.0
    if _FIXED_SIZES.search(request.model_id) or not parameters.image_size:
        return _nearest(wide, request.model_id.lower())
    edge = {"512": 512, "1K": 1024, "2K": 2048, "4K": 4096}.get(parameters.image_size.upper(), 1024)
    width, height = edge * wide**0.5, edge / wide**0.5
    return f"{round(width / 16) * 16}x{round(height / 16) * 16}"


def _fields(request: ImageRequest) -> dict[str, Any]:
    parameters = request.parameters
    fields: dict[str, Any] = {"model": request.model_id, "prompt": request.prompt}
    wanted = {
        "n": request.n if request.n is not None else parameters.n,
        "size": size_of(request),
        "quality": request.quality or parameters.quality,
        "user": parameters.user,
        "seed": parameters.seed,
    }
    fields.update((name, value) for name, value in wanted.items() if value is not None)
    if "gpt-image" not in request.model_id.lower():  # it always answers in base64, and says no
        fields["response_format"] = "b64_json"
    if request.stream:
        fields["stream"] = True
        if request.partial_images is not None:
            fields["partial_images"] = request.partial_images
    extra = parameters.extra or {}
    fields.update((name, value) for name, value in extra.items() if name not in _FIXED)
    for name in left_out(request.connection, request.model_id) - _FIXED:
        fields.pop(name, None)
    return fields


def _ratio(parameters: Parameters) -> float | None:
    found = _RATIO.fullmatch(parameters.aspect_ratio or "")
    return int(found[1]) / int(found[2]) if found and int(found[2]) and int(found[1]) else None


def _nearest(wide: float, model_id: str) -> str:
    """The size that a model has which comes nearest to a shape, width by height.

    Source: OpenAI's reference of `/images/generations`: gpt-image has three sizes, the widest
    3:2; dall-e-3 has no 3:2; dall-e-2 has squares alone.
    """
    if "dall-e-2" in model_id:
        return "1024x1024"
    if "gpt-image" in model_id:
        wide = max(0.67, min(wide, 1.5))
    elif "dall-e" in model_id and not 1 / 1.1 <= wide <= 1.1:
        wide = 2.0 if wide > 1 else 0.5
    if wide >= 1.6:
        return "1792x1024"
    if wide > 1.1:
        return "1536x1024"
    if wide <= 1 / 1.6:
        return "1024x1792"
    return "1024x1536" if wide < 1 / 1.1 else "1024x1024"


def _picture(data: bytes, only_png: bool) -> SentPicture:
    if only_png:
        return as_png(data, max_bytes=MAX_PICTURE_BYTES)
    return fit_picture(data, max_side_px=_MAX_SIDE_PX, max_bytes=MAX_PICTURE_BYTES)


def _mask(data: bytes, picture: SentPicture) -> SentPicture:
    """The mask in exactly the size of the picture as it is sent."""
    head = sniff(picture.data)
    size = (head.width_px, head.height_px) if head.width_px and head.height_px else None
    return as_png(data, max_bytes=MAX_PICTURE_BYTES, size=size)


def _file(name: str, picture: SentPicture) -> tuple[str, bytes, str]:
    return name + extension_for(picture.mime), picture.data, picture.mime


def _form_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
