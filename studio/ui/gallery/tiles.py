"""Painting one tile: the picture, what is known of it, and what the pointer finds on it."""

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from studio.core.gallery import GalleryCard
from studio.services.file_checks import FileState
from studio.ui.gallery.badges import Badges, badge_size
from studio.ui.images.stars import STARS, paint_stars
from studio.ui.theme import Theme, rounded_box

_CHECK_PX, _EDGE_PX, _STRIP_PX, _STACK_PX = 20, 8, 36, 40
_LEAST_STRIP_PX = 130
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


def corner_rect(theme: Theme, tile: QRect) -> QRect:
    """The mark of a picture whose file is gone or changed."""
    side, edge = theme.scaled(_CHECK_PX), theme.scaled(_EDGE_PX)
    return QRect(tile.right() + 1 - edge - side, tile.top() + edge, side, side)


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
    opacity: float,
    badges: Badges,
    shown: QRect,
) -> None:
    """Paints a tile.

    Args:
        shown: where the picture lies, see `picture_rect`.
    """
    radius = theme.scaled(6)
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
        dpr = painter.device().devicePixelRatioF()
        badge = badges.rating(theme, dpr, card.rating, card.favourite)
        size, edge = badge_size(badge), theme.scaled(_EDGE_PX)
        if edge + size.width() <= tile.width():
            at = QPointF(tile.left() + edge, tile.bottom() + 1 - edge - size.height())
            painter.drawPixmap(at, badge)
    if state.alike or state.file is not FileState.FINE:
        _paint_corner(painter, theme, tile, state, badges)
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


def _paint_corner(
    painter: QPainter, theme: Theme, tile: QRect, state: TileState, badges: Badges
) -> None:
    """At the top right: the size of a stack, else what became of the file."""
    dpr, edge = painter.device().devicePixelRatioF(), theme.scaled(_EDGE_PX)
    if state.alike:
        badge = badges.stack(theme, dpr, state.alike)
    else:
        badge = badges.file(theme, dpr, state.file)
    left = tile.right() + 1 - edge - badge_size(badge).width()
    painter.drawPixmap(QPointF(left, tile.top() + edge), badge)


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
