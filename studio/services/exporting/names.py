"""File names from a template: safe on every system, and never a way out of the folder."""

import re
import unicodedata
from collections.abc import Iterable

from studio.core.exporting import NAME_FIELDS, ExportFormat, ExportOptions, PictureToExport
from studio.core.sniff import extension_for

MOST_STEM_BYTES = 110
"""Encrypted home folders take names of 143 bytes; a number and an ending come after it."""
_MOST_PROMPT_CHARS = 60
_FIELD = re.compile(r"\{([^{}]*)\}")
_EXTENSIONS = {ExportFormat.PNG: ".png", ExportFormat.JPEG: ".jpg", ExportFormat.WEBP: ".webp"}
_FORBIDDEN = '<>:"/\\|?*'
# Device names of Windows: a file may not be called so, whatever its ending.
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)", re.IGNORECASE
)
_IMAGE_NAME = re.compile(r"\.(png|jpe?g|webp|gif|bmp|tiff?|avif|heic)$", re.IGNORECASE)


def unknown_fields(template: str) -> tuple[str, ...]:
    """What a template has in curly brackets and nobody knows."""
    return tuple(name for name in _FIELD.findall(template) if name not in NAME_FIELDS)


def file_name(picture: PictureToExport, options: ExportOptions, index: int, count: int) -> str:
    """The file name of a picture.

    Args:
        index: its place among those exported, from 0.
        count: how many are exported.
    """
    said = picture.metadata
    moment = said.made_at.astimezone() if said.made_at is not None else None
    words = " ".join((said.prompt[:1000] or _IMAGE_NAME.sub("", picture.name)).split())
    values = {
        "date": f"{moment:%Y-%m-%d}" if moment else "",
        "time": f"{moment:%H-%M-%S}" if moment else "",
        "prompt": _beginning(words, _MOST_PROMPT_CHARS),
        "model": (said.model_id or "").rpartition("/")[2],
        "index": str(index + 1).zfill(len(str(count))),
        "seed": str(said.parameters.get("seed", "")),
        "sha": picture.blob.sha256[:8],
    }
    made = _FIELD.sub(lambda found: values.get(found[1], found[0]), options.name_template)
    extension = _EXTENSIONS.get(options.format) or extension_for(picture.blob.mime)
    return safe_stem(made) + extension


def first_names(
    pictures: Iterable[PictureToExport], options: ExportOptions, count: int
) -> tuple[str, ...]:
    """Names of the first pictures, as they will be in an empty folder."""
    taken: set[str] = set()
    return tuple(
        free_of(taken, file_name(each, options, index, count))
        for index, each in enumerate(pictures)
    )


def free_of(taken: set[str], name: str) -> str:
    """The name, or a numbered one that differs from all taken also without regard to case."""
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = numbered(name, number)
    taken.add(found.casefold())
    return found


def numbered(name: str, number: int) -> str:
    """`name (2).png` for `name.png`."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}){dot}{ending}"


def safe_stem(text: str) -> str:
    """The text as a file name without ending; never empty, never special to any system."""
    normal = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())
    kept = "".join(map(_safe, normal))
    # Where a field was empty, what stood around it is left.
    tidy = re.sub(r"([-_])(?:\s*\1)+", r"\1", re.sub(r"\s+", " ", kept)).strip(" .-_\u200d")
    stem = _cut(tidy, MOST_STEM_BYTES).strip(" .-_\u200d") or "image"
    return f"_{stem}" if _RESERVED.match(stem) else stem


def _safe(letter: str) -> str:
    """The character, a space instead of a separator, nothing instead of what can't be seen."""
    kind = unicodedata.category(letter)
    if letter in _FORBIDDEN or kind in {"Zl", "Zp", "Zs", "Cc"}:
        return " "
    joins_emoji = letter == "\u200d"
    return "" if kind in {"Cf", "Cs", "Co", "Cn"} and not joins_emoji else letter


def _beginning(words: str, most_chars: int) -> str:
    """Whole words, as many as fit."""
    if len(words) <= most_chars:
        return words
    cut = words[: most_chars + 1]
    head = cut.rpartition(" ")[0]
    return head if len(head) >= most_chars // 2 else cut[:-1]


def _cut(text: str, most_bytes: int) -> str:
    raw = text.encode()
    return text if len(raw) <= most_bytes else raw[:most_bytes].decode("utf-8", "ignore")
