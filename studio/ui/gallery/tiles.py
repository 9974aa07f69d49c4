"""Painting one tile: the picture, what is known of it, and what the pointer finds on it."""

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from studio.core.gallery import GalleryCard
from studio.services.file_checks import FileState
from studio.ui.theme import Theme, rounded_box

STARS = 5
_CHECK_PX, _EDGE_PX, _STRIP_PX, _STACK_PX = 20, 8, 36, 40
_LEAST_STRIP_PX = 150
"""A tile narrower than this has no room for stars and more; more alone then."""


class TileState(Struct, frozen=True):
    """How a tile is shown.

    Attributes:
        hovered: the pointer is over it.
        spot: what on it the pointer is over, see `spot_at`.
        file: what became of the picture's file.
        alike: how many images the stack has that it stands for; 0: it is no stack.
    """

    selected: bool = False
    hovered: bool = False
    ring: bool = False
    broken: bool = False
    spot: str = ""
    file: FileState = FileState.FINE
    alike: int = 0


def picture_rect(tile: QRect, card: GalleryCard) -> QRect:
    """Where the picture lies in its tile: fitted, not cropped."""
    width, height = card.blob.width_px, card.blob.height_px
    if not width or not height:
        return tile
    scale = min(tile.width() / width, tile.height() / height)
    size_w, size_h = max(1, round(width * scale)), max(1, round(height * scale))
    # The tile of a justified row has the picture's shape but for a rounded pixel.
    if abs(tile.width() - size_w) <= 3 and abs(tile.height() - size_h) <= 3:
        return tile
    left = tile.left() + (tile.width() - size_w) // 2
    return QRect(left, tile.top() + (tile.height() - size_h) // 2, size_w, size_h)


def check_rect(theme: Theme, tile: QRect) -> QRect:
    """The circle that selects."""
    side, edge = theme.scaled(_CHECK_PX), theme.scaled(_EDGE_PX)
    return QRect(tile.left() + edge, tile.top() + edge, side, side)


def strip_rect(theme: Theme, tile: QRect) -> QRect:
    """The strip at the bottom with stars and more."""
    height = min(theme.scaled(_STRIP_PX), tile.height())
    return QRect(tile.left(), tile.bottom() + 1 - height, tile.width(), height)


def stars_rect(theme: Theme, tile: QRect) -> QRect:
    """The five stars, one control; empty where there is no room."""
    if tile.width() < theme.scaled(_LEAST_STRIP_PX):
        return QRect()
    strip = strip_rect(theme, tile)
    return QRect(strip.left() + theme.scaled(6), strip.top(), theme.scaled(88), strip.height())


def more_rect(theme: Theme, tile: QRect) -> QRect:
    """The button for everything else."""
    strip, side = strip_rect(theme, tile), theme.scaled(28)
    left = strip.right() + 1 - side - theme.scaled(4)
    return QRect(left, strip.center().y() + 1 - side // 2, side, side)


def stack_rect(theme: Theme, tile: QRect) -> QRect:
    """The number of images of a stack."""
    width, height, edge = (theme.scaled(px) for px in (_STACK_PX, _CHECK_PX, _EDGE_PX))
    return QRect(tile.right() + 1 - edge - width, tile.top() + edge, width, height)


def spot_at(theme: Theme, tile: QRect, x: int, y: int, *, is_stack: bool = False) -> str:
    """What is at a place of a hovered tile.

    `check`, `more`, `stack`, `star1` to `star5`, or "".
    """
    if is_stack and stack_rect(theme, tile).adjusted(-4, -4, 4, 4).contains(x, y):
        return "stack"
    grown = check_rect(theme, tile).adjusted(-4, -4, 4, 4)  # a target of 28 px
    if grown.contains(x, y):
        return "check"
    if more_rect(theme, tile).contains(x, y):
        return "more"
    stars = stars_rect(theme, tile)
    if stars.contains(x, y):
        return f"star{min(STARS, 1 + (x - stars.left()) * STARS // max(1, stars.width()))}"
    return ""


def paint_tile(
    painter: QPainter,
    theme: Theme,
    tile: QRect,
    card: GalleryCard,
    pixmap: QPixmap | None,
    state: TileState,
    opacity: float = 1.0,
) -> None:
    """Paints a tile."""
    radius = theme.scaled(6)
    shown = picture_rect(tile, card)
    if pixmap is None or opacity < 1.0 or shown != tile:
        rounded_box(painter, QRectF(tile), radius, theme.color("sunken"))
    if pixmap is not None:
        if opacity < 1.0:
            painter.setOpacity(opacity)
        painter.drawPixmap(shown, pixmap)
        painter.setOpacity(1.0)
    elif state.broken:
        _paint_broken(painter, theme, tile)
    if state.hovered:
        _paint_strip(painter, theme, tile, card, state.spot)
    elif card.rating or card.favourite:
        _paint_badge(painter, theme, tile, card)
    if state.alike:
        _paint_stack(painter, theme, tile, state.alike)
    elif state.file is not FileState.FINE:
        _paint_file(painter, theme, tile, state.file)
    if state.selected:
        rounded_box(painter, QRectF(tile), radius, None, theme.color("accent"), 3)
    if state.selected or state.hovered:
        _paint_check(painter, theme, tile, state)
    if state.ring:
        paint_ring(painter, theme, tile)


def paint_ring(painter: QPainter, theme: Theme, tile: QRect) -> None:
    """The mark of the image that has the keyboard: outside, so that it differs from selection."""
    width = theme.focus_ring_px
    out = 2 + width
    ring = QRectF(tile).adjusted(-out, -out, out, out)
    rounded_box(painter, ring, theme.scaled(6) + out, None, theme.color("text"), width)


def _paint_broken(painter: QPainter, theme: Theme, tile: QRect) -> None:
    side = theme.scaled(18)
    icon = theme.pixmap("image-off", side, "text3", painter.device().devicePixelRatioF())
    painter.drawPixmap(QPointF(tile.center().x() - side / 2, tile.center().y() - side / 2), icon)


def file_rect(theme: Theme, tile: QRect) -> QRect:
    """The mark of a picture whose file is gone or changed."""
    side, edge = theme.scaled(_CHECK_PX), theme.scaled(_EDGE_PX)
    return QRect(tile.right() + 1 - edge - side, tile.top() + edge, side, side)


def _paint_file(painter: QPainter, theme: Theme, tile: QRect, state: FileState) -> None:
    box, side = QRectF(file_rect(theme, tile)), theme.scaled(12)
    rounded_box(painter, box, theme.scaled(4), theme.color("overlay"))
    name = "image-off" if state is FileState.MISSING else "triangle-alert"
    icon = theme.pixmap(name, side, "onOverlay", painter.device().devicePixelRatioF())
    painter.drawPixmap(box.center() - QPointF(side / 2, side / 2), icon)


def _paint_stack(painter: QPainter, theme: Theme, tile: QRect, alike: int) -> None:
    box, side = QRectF(stack_rect(theme, tile)), theme.scaled(12)
    rounded_box(painter, box, theme.scaled(4), theme.color("overlay"))
    icon = theme.pixmap("layers", side, "onOverlay", painter.device().devicePixelRatioF())
    left = box.left() + theme.scaled(5)
    painter.drawPixmap(QPointF(left, box.center().y() - side / 2), icon)
    painter.setFont(theme.font("micro"))
    painter.setPen(theme.color("onOverlay"))
    area = box.adjusted(left - box.left() + side + theme.scaled(2), 0, -theme.scaled(4), 0)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter
    painter.drawText(area, flags, str(alike) if alike < 1000 else "999+")


def _paint_check(painter: QPainter, theme: Theme, tile: QRect, state: TileState) -> None:
    circle = QRectF(check_rect(theme, tile))
    if state.selected:
        rounded_box(painter, circle, circle.width() / 2, theme.color("accent"))
        side = theme.scaled(12)
        dpr = painter.device().devicePixelRatioF()
        icon = theme.pixmap("check", side, "onAccent", dpr)
        at = circle.center() - QPointF(side / 2, side / 2)
        painter.drawPixmap(at, icon)
    else:
        fill, rim = theme.color("overlay"), theme.color("onOverlay")
        rounded_box(painter, circle, circle.width() / 2, fill, rim, 1.5)


def _paint_strip(
    painter: QPainter, theme: Theme, tile: QRect, card: GalleryCard, spot: str
) -> None:
    strip = strip_rect(theme, tile)
    painter.save()
    # The strip has the tile's round corners at the bottom alone.
    painter.setClipRect(strip)
    radius = theme.scaled(6)
    grown = QRectF(strip).adjusted(0, -radius, 0, 0)
    rounded_box(painter, grown, radius, theme.color("overlay"))
    painter.restore()
    dpr = painter.device().devicePixelRatioF()
    stars = stars_rect(theme, tile)
    if not stars.isEmpty():
        aimed = int(spot[4:]) if spot.startswith("star") else 0
        paint_stars(painter, theme, stars, aimed or card.rating, on_overlay=True)
    more = more_rect(theme, tile)
    if spot == "more":
        rounded_box(painter, QRectF(more), theme.scaled(6), theme.color("overlay"))
    side = theme.scaled(16)
    icon = theme.pixmap("ellipsis", side, "onOverlay", dpr)
    painter.drawPixmap(
        QPointF(more.center().x() + 1 - side / 2, more.center().y() - side / 2), icon
    )


def paint_stars(
    painter: QPainter, theme: Theme, box: QRect, rating: int, *, on_overlay: bool = False
) -> None:
    """Five stars side by side in a box, so many of them filled."""
    side, step = theme.scaled(16), box.width() / STARS
    dpr = painter.device().devicePixelRatioF()
    full, empty = ("overlayStar", "overlayStarEmpty") if on_overlay else ("star", "control")
    for number in range(STARS):
        is_on = number < rating
        name, token = ("star-filled", full) if is_on else ("star", empty)
        icon = theme.pixmap(name, side, token, dpr)
        left = box.left() + number * step + (step - side) / 2
        painter.drawPixmap(QPointF(left, box.center().y() + 1 - side / 2), icon)


def _paint_badge(painter: QPainter, theme: Theme, tile: QRect, card: GalleryCard) -> None:
    font = theme.font("micro")
    painter.setFont(font)
    height, edge, side = theme.scaled(18), theme.scaled(8), theme.scaled(12)
    pad, gap = theme.scaled(5), theme.scaled(4)
    text = str(card.rating) if card.rating else ""
    words = painter.fontMetrics().horizontalAdvance(text)
    icons = [name for name, on in (("star", card.rating), ("heart", card.favourite)) if on]
    width = 2 * pad + len(icons) * side + (len(icons) - 1) * gap + (words + gap if text else 0)
    box = QRectF(tile.left() + edge, tile.bottom() + 1 - edge - height, width, height)
    if box.right() > tile.right():
        return
    rounded_box(painter, box, theme.scaled(4), theme.color("overlay"))
    x, dpr = box.left() + pad, painter.device().devicePixelRatioF()
    for name in icons:
        token = "overlayStar" if name == "star" else "onOverlay"
        icon = theme.pixmap(f"{name}-filled", side, token, dpr)
        painter.drawPixmap(QPointF(x, box.top() + (height - side) / 2), icon)
        x += side + gap
        if name == "star":
            painter.setPen(theme.color("onOverlay"))
            area = QRectF(x, box.top(), words + 2, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            x += words + gap
