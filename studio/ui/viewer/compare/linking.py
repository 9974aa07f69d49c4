"""How the places of compared pictures follow from one another, whatever their sizes."""

from msgspec.structs import replace
from PySide6.QtCore import QRectF

from studio.ui.viewer.painting import target_rect
from studio.ui.viewer.placement import Placement


def over(place: Placement, width: float, height: float) -> Placement:
    """Another picture of this size in the same place: within it, in its middle."""
    box = QRectF(place.x, place.y, place.picture_w * place.scale, place.picture_h * place.scale)
    scale = min(box.width() / max(width, 1), box.height() / max(height, 1))
    return replace(
        place,
        picture_w=width,
        picture_h=height,
        scale=scale,
        x=box.center().x() - width * scale / 2,
        y=box.center().y() - height * scale / 2,
    )


def linked(source: Placement, target: Placement) -> Placement:
    """The target as much larger than fitted as the source, with the same part in the middle."""
    if source.is_fit or not source.picture_w or not target.picture_w:
        return target.fitted()
    scale = target.fit_scale * source.scale / source.fit_scale
    across = (source.canvas_w / 2 - source.x) / (source.picture_w * source.scale)
    down = (source.canvas_h / 2 - source.y) / (source.picture_h * source.scale)
    return replace(
        target,
        scale=scale,
        x=target.canvas_w / 2 - across * target.picture_w * scale,
        y=target.canvas_h / 2 - down * target.picture_h * scale,
        is_fit=False,
    )


def seen_part(place: Placement) -> QRectF:
    """What is seen of a picture, on its canvas, in device px."""
    return target_rect(place).intersected(QRectF(0, 0, place.canvas_w, place.canvas_h))
