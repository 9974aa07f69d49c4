"""Picture files coming into the gallery."""

import asyncio
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.cut_off import is_cut_off
from studio.core.errors import StorageError
from studio.core.gallery import PictureKind
from studio.core.messages import Attachment
from studio.core.records import NewPicture, PictureMetadata
from studio.core.sniff import looks_like_svg, sniff
from studio.services.images import ImageLibrary

if TYPE_CHECKING:
    from studio.services.gallery import GalleryStore, Imported


_IMAGE_ENDINGS = frozenset(
    {".png", ".jpg", ".jpeg", ".jfif", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic"}
)


def images_among(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Files as they are, folders as the images in them and below; links are not followed.

    Thread: a worker.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += _images_below(path)
        else:
            found.append(path)
    return tuple(found)


def _images_below(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            # Files of other kinds lie beside images everywhere: nobody meant them.
            if Path(name).suffix.lower() in _IMAGE_ENDINGS and not name.startswith("."):
                yield Path(at, name)


async def import_file(store: "GalleryStore", images: ImageLibrary, path: Path) -> "Imported":
    """Imports a file; what went wrong is in the result."""
    from studio.services.gallery import Imported

    try:
        data = await images.read_file(path)
    except StorageError as exc:
        return Imported(path.name, failure=exc)
    return await import_bytes(store, images, data, path.name)


async def import_bytes(
    store: "GalleryStore", images: ImageLibrary, data: bytes, name: str
) -> "Imported":
    """Imports bytes; what went wrong is in the result."""
    from studio.services.gallery import Imported

    try:
        if not sniff(data).is_image:
            failure = StorageError(f"{name} is not a picture", code="not_an_image")
            return Imported(name, failure=failure, is_svg=looks_like_svg(data))
        kept = await images.import_bytes(data, name)
        metadata = await asyncio.to_thread(store.metadata_of, data)
        # Part of a picture is better than none, and nobody else may have the rest: it is kept.
        cut_off = await asyncio.to_thread(is_cut_off, data, kept.blob.mime)
        ((key, is_new),) = await store.add([_picture(store, kept, metadata)])
    except StorageError as exc:
        return Imported(name, failure=exc)
    return Imported(kept.name, key, is_new, metadata, is_cut_off=cut_off)


def _picture(
    store: "GalleryStore", kept: Attachment, metadata: PictureMetadata | None
) -> NewPicture:
    said = metadata or PictureMetadata()
    parameters = dict(said.parameters)
    if said.negative:
        parameters["negative_prompt"] = said.negative
    return NewPicture(
        kept.blob,
        PictureKind.IMPORTED,
        store.now(),
        alt=kept.name,
        prompt=said.prompt,
        model_id=said.model_id,
        connection_name=said.connection_name,
        parameters=parameters,
        parents=said.parents,
        made_at=said.made_at,
    )
