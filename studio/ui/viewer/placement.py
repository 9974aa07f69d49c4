"""`Placement`: where a picture lies on a canvas. Values in device px, no painting."""

from msgspec import Struct
from msgspec.structs import replace

LEAST_SCALE, MOST_WHEEL_SCALE, MOST_SCALE = 0.1, 8.0, 16.0
STEPS = (0.1, 0.125, 1 / 6, 0.25, 1 / 3, 0.5, 2 / 3, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
"""Where the keys and buttons stop."""

_EVEN = 1.0001  # scales that differ by less are the same


class Placement(Struct, frozen=True):
    """A picture on a canvas.

    Attributes:
        picture_w, picture_h: the picture, in its own px, as it is turned.
        canvas_w, canvas_h: the canvas, in device px.
        scale: device px per px of the picture.
        x, y: of the picture's left top corner on the canvas.
        is_fit: the whole picture is shown, also when the canvas changes.
        dpr: device px per logical px; small pictures are enlarged to it.
        margin_w, margin_top, margin_below: what a fitted picture leaves free, in device px, at
            both sides, above and below.
    """

    picture_w: float
    picture_h: float
    canvas_w: float
    canvas_h: float
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    is_fit: bool = True
    dpr: float = 1.0
    margin_w: float = 0.0
    margin_top: float = 0.0
    margin_below: float = 0.0

    @property
    def fit_scale(self) -> float:
        """The scale at which all of the picture is seen; small pictures keep their size."""
        if not self.picture_w or not self.picture_h:
            return 1.0
        room_w = max(self.canvas_w / 2, self.canvas_w - 2 * self.margin_w)
        room_h = max(self.canvas_h / 2, self.canvas_h - self.margin_top - self.margin_below)
        room = min(room_w / self.picture_w, room_h / self.picture_h)
        return max(min(room, self.dpr), 1e-4)

    @property
    def least_scale(self) -> float:
        """As far as one can zoom out."""
        return min(LEAST_SCALE, self.fit_scale)

    @property
    def can_pan(self) -> bool:
        """Whether a part of the picture is outside the canvas."""
        too_wide = self.picture_w * self.scale > self.canvas_w + 0.5
        return too_wide or self.picture_h * self.scale > self.canvas_h + 0.5

    def fitted(self) -> "Placement":
        """All of the picture, in the middle."""
        return replace(self, scale=self.fit_scale, is_fit=True)._centred()

    def resized(self, canvas_w: float, canvas_h: float, dpr: float) -> "Placement":
        """On a canvas of another size: what is in its middle stays there."""
        moved = replace(
            self,
            canvas_w=canvas_w,
            canvas_h=canvas_h,
            dpr=dpr,
            x=self.x + (canvas_w - self.canvas_w) / 2,
            y=self.y + (canvas_h - self.canvas_h) / 2,
        )
        return moved.fitted() if self.is_fit else moved._held()

    def with_picture(self, width: float, height: float) -> "Placement":
        """With another picture, or the same one turned: fitted."""
        return replace(self, picture_w=width, picture_h=height).fitted()

    def zoomed(self, scale: float, at_x: float, at_y: float, most: float) -> "Placement":
        """At another scale, with the same point of the picture under a point of the canvas.

        Args:
            most: the largest scale that this way of zooming reaches.
        """
        scale = max(self.least_scale, min(max(most, self.scale), scale))
        factor = scale / self.scale
        moved = replace(
            self,
            scale=scale,
            x=at_x - (at_x - self.x) * factor,
            y=at_y - (at_y - self.y) * factor,
            is_fit=False,
        )
        if scale <= self.fit_scale * _EVEN:
            centred = moved._centred()
            return replace(centred, is_fit=scale * _EVEN >= self.fit_scale)
        return moved._held()

    def stepped(self, direction: int, at_x: float, at_y: float) -> "Placement":
        """At the next round scale above (1) or below (-1)."""
        steps = sorted({*STEPS, self.fit_scale})
        if direction > 0:
            wanted = next((step for step in steps if step > self.scale * _EVEN), MOST_SCALE)
        else:
            lower = [step for step in steps if step * _EVEN < self.scale]
            wanted = lower[-1] if lower else self.least_scale
        return self.zoomed(wanted, at_x, at_y, MOST_SCALE)

    def panned(self, dx: float, dy: float) -> "Placement":
        """Moved; a picture that is all there in one direction stays in the middle of it."""
        if not self.can_pan:
            return self
        moved = replace(self, x=self.x + dx, y=self.y + dy, is_fit=False)
        return moved._inside()

    def picture_point(self, at_x: float, at_y: float) -> tuple[float, float]:
        """Which px of the picture lies under a point of the canvas."""
        return (at_x - self.x) / self.scale, (at_y - self.y) / self.scale

    def _centred(self) -> "Placement":
        x = (self.canvas_w - self.picture_w * self.scale) / 2
        height = self.picture_h * self.scale
        y = (self.canvas_h - height) / 2
        # In the middle, or as far up as what lies below needs it.
        lower = max(self.canvas_h - self.margin_below - height, min(self.margin_top, y))
        return replace(self, x=x, y=min(y, lower))

    def _held(self) -> "Placement":
        """The picture covers the middle of the canvas, wherever the pointer zoomed."""
        width, height = self.picture_w * self.scale, self.picture_h * self.scale
        x = min(self.canvas_w / 2, max(self.canvas_w / 2 - width, self.x))
        y = min(self.canvas_h / 2, max(self.canvas_h / 2 - height, self.y))
        return replace(self, x=x, y=y)

    def _inside(self) -> "Placement":
        """No edge comes further in than the canvas's, unless it was there already."""
        width, height = self.picture_w * self.scale, self.picture_h * self.scale
        return replace(
            self,
            x=_within(self.x, width, self.canvas_w),
            y=_within(self.y, height, self.canvas_h),
        )


def _within(at: float, length: float, room: float) -> float:
    if length <= room:
        return (room - length) / 2
    return min(0.0, max(room - length, at))
