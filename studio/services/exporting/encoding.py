"""A picture as a file of another kind or size."""

import io
from typing import TYPE_CHECKING

from studio.core.errors import StorageError
from studio.core.exporting import ExportFormat, ExportOptions
from studio.core.parts import MAX_PIXELS
from studio.core.pixels import BROKEN_PICTURE, DECODED_FORMATS, eight_bits, fitting_profile
from studio.core.sniff import sniff
from studio.storage.picture_metadata import DAMAGED

if TYPE_CHECKING:
    from PIL.Image import Image

_MIMES = {
    ExportFormat.PNG: "image/png",
    ExportFormat.JPEG: "image/jpeg",
    ExportFormat.WEBP: "image/webp",
}
_MOST_WEBP_PX = 16383
_MOST_JPEG_PX = 65535


def encoded(data: bytes, options: ExportOptions) -> bytes:
    """The bytes of the file that is wished.

    A file that is of that kind already is taken as it is where encoding it anew would only
    lose: a PNG that is not made smaller, a JPEG or WebP that would not get shorter.

    Raises:
        StorageError: code `damaged_picture`: it can't be decoded; `too_many_pixels`;
            `too_long_side`: the kind of file can't hold a picture of that size.
    Thread: a worker; decodes and encodes.
    """
    if options.format is ExportFormat.ORIGINAL:
        return data
    seen = sniff(data)
    pixels = (seen.width_px or 0) * (seen.height_px or 0)
    if pixels > MAX_PIXELS:
        size = f"{seen.width_px} × {seen.height_px} pixels"
        raise StorageError(size, code="too_many_pixels")
    same_kind = seen.mime == _MIMES[options.format]
    longest = max(seen.width_px or 0, seen.height_px or 0)
    shrinks = bool(options.max_side_px) and not 0 < longest <= options.max_side_px
    if same_kind and not shrinks and options.format is ExportFormat.PNG:
        return data
    made = _made(data, options)
    return data if same_kind and not shrinks and len(made) >= len(data) else made


def _made(data: bytes, options: ExportOptions) -> bytes:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    shrinks = bool(options.max_side_px)
    side = options.max_side_px
    try:
        # Other decoders of Pillow start programs, or were never meant for strangers' files.
        with Image.open(io.BytesIO(data), formats=DECODED_FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise StorageError("too large to decode", code="too_many_pixels")
            if shrinks:
                opened.draft(None, (side, side))
            opened.load()
            ImageOps.exif_transpose(opened, in_place=True)  # a copy would hold up the window
            profile = opened.info.get("icc_profile")
            image = _plain(opened, options.format, shrinks)
        if shrinks:
            image.thumbnail((side, side), Image.Resampling.LANCZOS)
    except BROKEN_PICTURE as exc:
        raise StorageError("the picture can't be decoded", code=DAMAGED) from exc
    except Image.DecompressionBombError as exc:
        raise StorageError("too large to decode", code="too_many_pixels") from exc
    return _saved(image, options, profile)


def _plain(image: "Image", kind: ExportFormat, shrinks: bool) -> "Image":
    """The picture in a mode that the kind of file can hold, nothing see-through in a JPEG."""
    if image.mode.startswith("I;16") and kind is ExportFormat.PNG and not shrinks:
        return image
    if image.mode.startswith("I"):
        return eight_bits(image)
    see_through = image.has_transparency_data
    if kind is ExportFormat.JPEG and see_through:
        from PIL import Image

        shown = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(shown, mask=shown.getchannel("A"))
        return paper
    wished = "RGBA" if see_through else "RGB"
    return image if image.mode in {"L", wished} else image.convert(wished)


def _saved(image: "Image", options: ExportOptions, profile: object) -> bytes:
    longest = {ExportFormat.WEBP: _MOST_WEBP_PX, ExportFormat.JPEG: _MOST_JPEG_PX}
    if max(image.size) > longest.get(options.format, max(image.size)):
        size = f"{image.width} × {image.height} pixels"
        raise StorageError(size, code="too_long_side")
    out = io.BytesIO()
    kept = fitting_profile(profile, image)
    try:
        if options.format is ExportFormat.PNG:
            image.save(out, "PNG", icc_profile=kept)
        elif options.format is ExportFormat.JPEG:
            # Neither optimised nor progressive: Pillow would hold the interpreter for the whole
            # picture then, and the window with it (100 ms for a megapixel, measured 2026-11).
            subsampling = 0 if options.quality >= 90 else 2
            image.save(
                out, "JPEG", quality=options.quality, subsampling=subsampling,
                icc_profile=kept or b"",
            )  # fmt: skip
        else:
            image.save(
                out, "WEBP", quality=options.quality, method=4, icc_profile=kept or b"", exact=False
            )
    except (OSError, ValueError, MemoryError) as exc:
        raise StorageError("the picture can't be encoded", code=DAMAGED) from exc
    return out.getvalue()
