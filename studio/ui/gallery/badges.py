"""The marks on tiles: rating and favourite, the size of a stack, a file that is gone.

Each is painted once and kept: hundreds of tiles show the same few.
"""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap

from studio.services.file_checks import FileState
from studio.ui.theme import Theme, rounded_box

_HEIGHT_PX, _TALL_PX, _ICON_PX, _PAD_PX, _GAP_PX = 18, 20, 12, 5, 4
_MOST_KEPT = 200

_Piece = tuple[str, str, str]
"""Icon, its colour, and a text after it."""


class Badges:
    """Pixmaps of marks, for one theme at a time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], QPixmap] = {}

    def clear(self) -> None:
        """Another theme."""
        self._kept.clear()

    def rating(self, theme: Theme, dpr: float, rating: int, favourite: bool) -> QPixmap:
        """Stars and heart of a picture."""
        pieces: list[_Piece] = []
        if rating:
            pieces.append(("star-filled", "overlayStar", str(rating)))
        if favourite:
            pieces.append(("heart-filled", "onOverlay", ""))
        return self._get(theme, dpr, tuple(pieces), _HEIGHT_PX)

    def stack(self, theme: Theme, dpr: float, alike: int) -> QPixmap:
        """How many pictures a stack has."""
        text = str(alike) if alike < 1000 else "999+"
        return self._get(theme, dpr, (("layers", "onOverlay", text),), _TALL_PX)

    def file(self, theme: Theme, dpr: float, state: FileState) -> QPixmap:
        """What became of a file."""
        name = "image-off" if state is FileState.MISSING else "triangle-alert"
        return self._get(theme, dpr, ((name, "onOverlay", ""),), _TALL_PX)

    def _get(self, theme: Theme, dpr: float, pieces: tuple[_Piece, ...], height_px: int) -> QPixmap:
        key = (dpr, height_px, pieces)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = _painted(theme, dpr, pieces, theme.scaled(height_px))
        return found


def badge_size(badge: QPixmap) -> QSizeF:
    """Of a mark, in px of the widget."""
    return badge.deviceIndependentSize()


def _painted(theme: Theme, dpr: float, pieces: tuple[_Piece, ...], height: int) -> QPixmap:
    font = theme.font("micro")
    metrics = QFontMetricsF(font)
    side, pad, gap = theme.scaled(_ICON_PX), theme.scaled(_PAD_PX), theme.scaled(_GAP_PX)
    if len(pieces) == 1 and not pieces[0][2]:
        pad = (height - side) // 2
    texts = [metrics.horizontalAdvance(text) for _, _, text in pieces]
    width = 2 * pad + len(pieces) * side + (len(pieces) - 1) * gap
    width += round(sum(each + gap for each in texts if each))
    made = QPixmap(round(width * dpr), round(height * dpr))
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    box = QRectF(0, 0, width, height)
    rounded_box(painter, box, theme.scaled(4), theme.color("overlay"))
    painter.setFont(font)
    painter.setPen(theme.color("onOverlay"))
    x = float(pad)
    for (name, token, text), words in zip(pieces, texts, strict=True):
        icon = theme.pixmap(name, side, token, dpr)
        painter.drawPixmap(QPointF(x, (height - side) / 2), icon)
        x += side + gap
        if text:
            area = QRectF(x, 0, words + 2, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            x += words + gap
    painter.end()
    return made
