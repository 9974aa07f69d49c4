"""Images of a message: cards with a caption in replies, a strip above a person's text."""

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter

from studio.core.parts import BlobRef, ImagePart, PendingImagePart, telling_alt
from studio.ui.images.rounded import paint_rounded
from studio.ui.theme import rounded_box
from studio.ui.transcript.element import Hit, PaintContext
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts import formats
from studio.ui.transcript.parts.base import (
    BUTTON_PX,
    PaintedPart,
    joined,
    paint_focus,
    paint_icon,
    paint_icon_button,
    paint_line,
    text_width,
)
from studio.ui.transcript.parts.whole_pictures import WholePictures

Picture = ImagePart | PendingImagePart

_SINGLE_PX, _PAIR_PX, _DRAFT_PX, _GAP_PX = 480, 234, 160, 12
_CAPTION_PX, _CAPTION_GAP_PX, _LEAST_CAPTION_PX = 32, 4, 264
_UNKNOWN = QSizeF(320, 240)
_ICONS = {
    "open_image": "maximize-2",
    "edit_image": "brush",
    "copy_image": "copy",
    "save_image": "download",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


def fitted(blob: BlobRef, box: QSizeF) -> QSizeF:
    """The size in whole px in which an image is shown: never larger than it is."""
    if not blob.width_px or not blob.height_px:
        return _UNKNOWN.scaled(box, Qt.AspectRatioMode.KeepAspectRatio).boundedTo(_UNKNOWN)
    size = QSizeF(blob.width_px, blob.height_px)
    if size.width() > box.width() or size.height() > box.height():
        size = size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio)
    return QSizeF(max(8, round(size.width())), max(8, round(size.height())))


def paint_picture(
    painter: QPainter, blob: BlobRef, rect: QRectF, radius: float, kit: Kit, context: PaintContext
) -> None:
    """The image with round corners, or a plain box of its size until it is decoded."""
    if kit.loader.is_deleted(blob):
        _paint_deleted(painter, blob, rect, radius, kit, context)
        return
    dpr = context.dpr
    pixmap = kit.loader.pixmap(blob, round(rect.width() * dpr), round(rect.height() * dpr))
    theme = context.theme
    if pixmap is None:
        rounded_box(painter, rect, radius, fill=theme.color("sunken"))
        if kit.loader.is_broken(blob):
            size = kit.px(18)
            paint_icon(painter, "circle-alert", rect.center(), size, "danger", context)
            line = QRectF(rect.left() + 8, rect.center().y() + size, rect.width() - 16, kit.px(20))
            centre = Qt.AlignmentFlag.AlignHCenter
            text, font = _tr("The image can't be read"), theme.font("small")
            paint_line(painter, text, line, font, theme.color("text2"), centre)
        return
    paint_rounded(painter, pixmap, rect, radius)


def _paint_deleted(
    painter: QPainter, blob: BlobRef, rect: QRectF, radius: float, kit: Kit, context: PaintContext
) -> None:
    """A quiet box in the place of an image that is in the trash of the gallery, or gone."""
    theme, size = context.theme, kit.px(18)
    rounded_box(painter, rect, radius, fill=theme.color("sunken"))
    font, line_px = theme.font("small"), kit.px(20)
    lines = [_tr("Image deleted"), formats.dimensions(blob.width_px, blob.height_px)]
    shown = [line for line in lines if line and text_width(line, font) <= rect.width() - 8]
    if rect.height() < size + line_px * len(shown) + kit.px(16):
        shown = []
    top = rect.center().y() - (size + line_px * len(shown)) / 2
    paint_icon(
        painter, "image-off", QPointF(rect.center().x(), top + size / 2), size, "text3", context
    )
    for at, line in enumerate(shown):
        box = QRectF(rect.left(), top + size + kit.px(4) + at * line_px, rect.width(), line_px)
        color = theme.color("text2" if at == 0 else "text3")
        paint_line(painter, line, box, font, color, Qt.AlignmentFlag.AlignHCenter)


class _Tile(Struct):
    picture: Picture
    rect: QRectF
    caption: QRectF


class ImageCards(WholePictures, PaintedPart):
    """The images of a reply that stand next to each other: one large, or two per row.

    Args:
        pictures: images, and images under way.
        prompt: names images that have no alternative text.
    """

    space_before_px = 12.0
    space_after_px = 12.0

    def __init__(self, kit: Kit, pictures: tuple[Picture, ...], prompt: str) -> None:
        super().__init__(kit)
        self._pictures = pictures
        self._prompt = prompt
        self._tiles: list[_Tile] = []
        self._rects: list[QRectF] = []

    def update(self, pictures: tuple[Picture, ...]) -> None:
        """Takes newer values of the same images."""
        self._pictures = pictures
        self.changed()

    def blobs(self) -> tuple[BlobRef, ...]:
        """The images shown."""
        return tuple(p.blob for p in self._pictures if isinstance(p, ImagePart))

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Pictures, captions, and the boxes of what is still coming."""
        radius = self.kit.px(8)
        for tile in self._tiles:
            if not context.clip.intersects(tile.rect.united(tile.caption)):
                continue
            if isinstance(tile.picture, ImagePart):
                paint_picture(painter, tile.picture.blob, tile.rect, radius, self.kit, context)
                self._paint_caption(painter, tile, tile.picture, context)
            else:
                self._paint_pending(painter, tile, tile.picture, context)
        self.tint(painter, context, radius)
        for hit in self._hits:
            if hit.action in _ICONS:
                self._paint_button(painter, hit, context)
            elif context.focused == hit and hit.rect is not None:
                paint_focus(painter, hit.rect, radius, context.theme)

    def _paint_button(self, painter: QPainter, hit: Hit, context: PaintContext) -> None:
        refused = hit.action == "edit_image" and self.kit.loader.is_unreadable(hit.target)
        token, fill = ("disabled", "base") if refused else ("text2", "hover")
        paint_icon_button(painter, hit, _ICONS[hit.action], context, token=token, hover_fill=fill)

    def _paint_caption(
        self, painter: QPainter, tile: _Tile, image: ImagePart, context: PaintContext
    ) -> None:
        blob, theme = image.blob, context.theme
        label = _tr("Draft") if image.draft else ""
        facts = formats.dimensions(blob.width_px, blob.height_px), formats.size(blob.size_bytes)
        line, font = QRectF(tile.caption), theme.font("small")
        line.setRight(line.right() - self._buttons_px() + self.kit.px(2))
        text = joined((label, facts[0], formats.mime_name(blob.mime), facts[1]))
        if text_width(text, font) > line.width():
            text = joined((label, *facts))
        paint_line(painter, text, line, font, theme.color("text3"))

    def _paint_pending(
        self, painter: QPainter, tile: _Tile, pending: PendingImagePart, context: PaintContext
    ) -> None:
        theme, rect = context.theme, tile.rect
        rounded_box(painter, rect, self.kit.px(8), fill=theme.color("sunken"))
        centre = rect.center() - QPointF(0, self.kit.px(12))
        paint_icon(painter, "image", centre, self.kit.px(18), "text3", context)
        text = _tr("Receiving image, {0}").format(formats.size(pending.received_bytes))
        line = QRectF(rect.left(), rect.center().y() + 4, rect.width(), self.kit.px(20))
        align, font = Qt.AlignmentFlag.AlignHCenter, theme.font("small", tabular=True)
        paint_line(painter, text, line, font, theme.color("text2"), align)

    def _buttons_px(self) -> int:
        several = len(self._pictures) > 1
        return len(_ICONS) * self.kit.px(BUTTON_PX + (0 if several else 4))

    def plain_text(self) -> str:
        """Names of the images."""
        names = (self._name(p) for p in self._pictures if isinstance(p, ImagePart))
        return joined((_tr("Image: {0}").format(name) for name in names), "\n")

    def _name(self, image: ImagePart) -> str:
        return telling_alt(image.alt) or self._prompt or _tr("Image")

    def _lay_out(self, width: float) -> float:
        self._tiles, self._rects = [], []
        several = len(self._pictures) > 1
        gap = self.kit.px(_GAP_PX)
        x = y = row_height = 0.0
        for picture in self._pictures:
            size = self._size(picture, width, several=several)
            caption_px = self.kit.px(_CAPTION_PX + _CAPTION_GAP_PX)
            cell = max(size.width(), float(self.kit.px(_PAIR_PX)) if several else 0.0)
            place = len(self._tiles) % 2 if several else 0
            if self._tiles and (place == 0 or x + cell > width):
                x, y, row_height = 0.0, y + row_height + gap, 0.0
            rect = QRectF(x, y, size.width(), size.height())
            self._place(picture, rect, cell, width, several=several)
            x += cell + gap
            row_height = max(row_height, size.height() + caption_px)
        return y + row_height

    def _size(self, picture: Picture, width: float, *, several: bool) -> QSizeF:
        most = self.kit.px(_PAIR_PX if several else _SINGLE_PX)
        if isinstance(picture, PendingImagePart):
            return QSizeF(min(width, most, 320.0), min(most, 240.0))
        if picture.draft:
            most = self.kit.px(_DRAFT_PX)
        return fitted(picture.blob, QSizeF(min(width, most), most))

    def _place(
        self, picture: Picture, rect: QRectF, cell: float, width: float, *, several: bool
    ) -> None:
        caption_width = cell if several else max(cell, min(width, self.kit.px(_LEAST_CAPTION_PX)))
        caption = QRectF(
            rect.left(),
            rect.bottom() + self.kit.px(_CAPTION_GAP_PX),
            caption_width,
            self.kit.px(_CAPTION_PX),
        )
        self._tiles.append(_Tile(picture, rect, caption))
        if not isinstance(picture, ImagePart):
            return
        sha = picture.blob.sha256
        self._rects.append(rect)
        deleted = self.kit.loader.is_deleted(picture.blob)
        self._add("image", _tr("Image deleted") if deleted else self._name(picture), rect, sha)
        side, step = self.kit.px(BUTTON_PX), self.kit.px(BUTTON_PX + (0 if several else 4))
        # The last glyph ends where the picture ends.
        x = caption.right() - (len(_ICONS) - 1) * step - side + self.kit.px(6)
        y = caption.top() + (caption.height() - side) / 2
        names = (_tr("Open image"), _tr("Edit image"), _tr("Copy image"), _tr("Save image"))
        for action, name in zip(_ICONS, names, strict=True):
            self._add(action, name, QRectF(x, y, side, side), sha)
            x += step


class ImageStrip(WholePictures, PaintedPart):
    """Pictures that a person attached: small, right aligned, above the text."""

    space_after_px = 8.0

    def __init__(self, kit: Kit, images: tuple[ImagePart, ...]) -> None:
        super().__init__(kit)
        self._images = images
        self._rects: list[QRectF] = []

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Each picture with round corners, ring for the focused one."""
        radius = self.kit.px(8)
        for image, hit in zip(self._images, self._hits, strict=True):
            if hit.rect is None:
                continue
            paint_picture(painter, image.blob, hit.rect, radius, self.kit, context)
            if context.focused == hit:
                paint_focus(painter, hit.rect, radius, context.theme)
        self.tint(painter, context, radius)

    def plain_text(self) -> str:
        """Names of the pictures."""
        return joined((hit.name for hit in self._hits), "\n")

    def _lay_out(self, width: float) -> float:
        box = QSizeF(self.kit.px(168), self.kit.px(112))
        gap = self.kit.px(8)
        rows: list[list[QSizeF]] = [[]]
        used = 0.0
        for image in self._images:
            size = fitted(image.blob, box)
            if rows[-1] and used + size.width() > width:
                rows.append([])
                used = 0.0
            rows[-1].append(size)
            used += size.width() + gap
        images = iter(self._images)
        self._rects = []
        y = 0.0
        for row in rows:
            height = max(size.height() for size in row)
            x = width - sum(size.width() for size in row) - gap * (len(row) - 1)
            for size in row:
                image = next(images)
                rect = QRectF(x, y + height - size.height(), size.width(), size.height())
                self._rects.append(rect)
                self._add("image", image.alt or _tr("Picture"), rect, image.blob.sha256)
                x += size.width() + gap
            y += height + gap
        return y - gap

    def hit_at(self, pos: QPointF) -> Hit | None:
        """The picture at a point."""
        return super().hit_at(pos)
