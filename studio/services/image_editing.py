"""Edits of images: what is sent along with a prompt, and new images made by cutting."""

import asyncio
from collections.abc import Callable
from pathlib import PurePath

from msgspec.structs import replace

from studio.core.making import ImageOrder, Way, nearest_aspect
from studio.core.messages import Attachment
from studio.core.parts import BlobRef
from studio.services.image_pixels import Box, cropped, marked_copy, mask_png, padded
from studio.services.images import ImageLibrary
from studio.services.making import MakingService


def shaped_like(order: ImageOrder, blob: BlobRef) -> ImageOrder:
    """The order for images of the shape of another, where no shape is asked for."""
    width, height = blob.width_px, blob.height_px
    if order.aspect or order.size or not width or not height:
        return order
    return replace(order, aspect=nearest_aspect(width, height))


class ImageEditing:
    """Prepares edits off the GUI thread and hands them to the queue.

    Args:
        making: the queue; each result is a child of what it was made from.
        images: the library.
    """

    def __init__(self, *, making: MakingService, images: ImageLibrary) -> None:
        self._making, self._images = making, images

    async def apply(
        self,
        order: ImageOrder,
        original: Attachment,
        mask: bytes | None,
        size: tuple[int, int],
    ) -> str:
        """Asks for an edit.

        Args:
            order: prompt, model, versions and references; the original comes first.
            mask: one byte per pixel of the original, 255 where to change; None: no mask.
            size: of the mask.

        Returns:
            The batch.

        Raises:
            StorageError: the original can't be read, or what is sent can't be kept.
        """
        others = tuple(each for each in order.images if each.blob != original.blob)
        order = shaped_like(replace(order, images=(original, *others)), original.blob)
        way = order.way or self._making.way_for(order.connection_id, order.model_id)
        order = replace(order, way=way)
        if mask is not None:
            if way is Way.IMAGES:
                data = await asyncio.to_thread(mask_png, mask, *size)
                kept = await self._images.import_bytes(data, "mask.png")
                order = replace(order, mask=kept.blob)
            else:
                before = await asyncio.to_thread(self._images.read, original.blob)
                data = await asyncio.to_thread(marked_copy, before, mask, *size)
                kept = await self._images.import_bytes(data, "marked.jpg")
                order = replace(order, marked=kept.blob)
        return self._making.make(order)

    async def crop(self, original: Attachment, box: Box, words: str) -> Attachment:
        """A part as a new image, child of the original. Raises: StorageError."""
        return await self._cut(cropped, original, box, words)

    async def pad(self, original: Attachment, box: Box, words: str) -> Attachment:
        """A larger surface as a new image, child of the original. Raises: StorageError."""
        return await self._cut(padded, original, box, words)

    async def _cut(
        self,
        cut: Callable[[bytes, Box], bytes],
        original: Attachment,
        box: Box,
        words: str,
    ) -> Attachment:
        before = await asyncio.to_thread(self._images.read, original.blob)
        data = await asyncio.to_thread(cut, before, box)
        stem = PurePath(original.name).stem or "image"
        made = await self._images.import_bytes(data, f"{stem}-{box.right - box.left}.png")
        await self._making.keep(words, original, made)
        return made
