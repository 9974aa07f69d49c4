"""`PictureTag`: which of the compared images one sees: a letter and a name."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.viewer.canvas import PictureCanvas
from studio.ui.viewer.compare.linking import seen_part
from studio.ui.widgets import Themed

_HEIGHT_PX, _SQUARE_PX, _HEART_PX, _MOST_PX, _LEAST_PX, _EDGE_PX = 32, 20, 14, 320, 64, 12


class PictureTag(Themed, QWidget):
    """A strip over the picture; the pointer goes through it."""

    def __init__(self, theme_store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._letter, self._name = "", ""
        self._picked = False
        self._room_px = 0  # 0: as much as it likes
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._use_theme(theme_store)

    @property
    def letter(self) -> str:
        """The letter of the image."""
        return self._letter

    def show_tag(self, letter: str, name: str, *, picked: bool = False) -> None:
        """Names another image, and says whether it is picked."""
        self._letter, self._name, self._picked = letter, name, picked
        self.setAccessibleName(f"{letter}: {name}")
        self.setAccessibleDescription(self.tr("Picked") if picked else "")
        self.resize(self.sizeHint())
        self.update()

    def _show_theme(self) -> None:
        self.setFont(self.theme.font("ui"))
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Qt: as wide as its name, within reason."""
        scaled = self.theme.scaled
        heart = scaled(_HEART_PX + 8) if self._picked else 0
        wide = self.fontMetrics().horizontalAdvance(self._name) + scaled(_SQUARE_PX + 26) + heart
        most = min(scaled(_MOST_PX), self._room_px or wide)
        return QSize(min(wide, max(most, scaled(_LEAST_PX))), scaled(_HEIGHT_PX))

    def set_room(self, room_px: int) -> None:
        """As wide as it may be; 0: as its name is, within reason."""
        if room_px != self._room_px:
            self._room_px = room_px
            self.resize(self.sizeHint())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the strip."""
        theme, painter = self.theme, QPainter(self)
        rounded_box(painter, QRectF(self.rect()), theme.scaled(6), theme.color("overlay"))
        side, pad = theme.scaled(_SQUARE_PX), theme.scaled(6)
        box = QRect(pad, (self.height() - side) // 2, side, side)
        rounded_box(painter, QRectF(box), theme.scaled(4), theme.color("accent"))
        painter.setFont(theme.font("small", weight=600))
        painter.setPen(theme.color("onAccent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._letter)
        painter.setFont(self.font())
        painter.setPen(theme.color("onOverlay"))
        left = box.right() + theme.scaled(8)
        right = self.width() - theme.scaled(8)
        if self._picked:
            heart, dpr = theme.scaled(_HEART_PX), self.devicePixelRatioF()
            right -= heart
            icon = theme.pixmap("heart-filled", heart, "onOverlay", dpr)
            painter.drawPixmap(right, (self.height() - heart) // 2, icon)
            right -= theme.scaled(8)
        room = QRect(left, 0, right - left, self.height())
        text = self.fontMetrics().elidedText(
            self._name, Qt.TextElideMode.ElideMiddle, room.width() + 1
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def place_tag(
    tag: PictureTag, canvas: PictureCanvas, *, right: bool = False, share: float = 1.0
) -> None:
    """Puts a tag inside the corner of what is seen of a picture, never outside its canvas.

    Args:
        share: of the width of what is seen, that is for the tag.
    """
    part, dpr = seen_part(canvas.placement), canvas.placement.dpr
    edge = tag.theme.scaled(_EDGE_PX)
    tag.set_room(round(part.width() / dpr * share) - 2 * edge)
    x = part.right() / dpr - tag.width() - edge if right else part.left() / dpr + edge
    x = max(edge, min(canvas.width() - tag.width() - edge, x))
    tag.move(round(x), round(max(0.0, part.top() / dpr) + edge))
