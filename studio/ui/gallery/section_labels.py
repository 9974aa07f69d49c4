"""The labels of days, the one of what is looked at staying at the top."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from studio.core.gallery import GallerySection
from studio.ui.gallery.texts import day_text, images_text
from studio.ui.theme import Theme

if TYPE_CHECKING:
    from studio.ui.gallery.grid import ImageGrid


class SectionLabels:
    """Paints `Sunday 22 November  28 images` above each day."""

    def __init__(self) -> None:
        self._sections: Sequence[GallerySection] = ()
        self._theme: Theme | None = None

    def show(self, sections: Sequence[GallerySection]) -> None:
        """Other days."""
        self._sections = sections

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        self._theme = theme

    def text(self, section: int) -> tuple[str, str]:
        """Day and number of a section."""
        each = self._sections[section]
        return day_text(each.day), images_text(each.count)

    def paint(self, painter: QPainter, grid: "ImageGrid", area: QRect) -> None:
        """Paints the labels that are in an area of the viewport."""
        rows, offset = grid.rows, grid.offset
        header = rows.measures.header
        if not rows.labels or not header:
            return
        height = area.bottom()
        first = rows.section_at(max(0, -offset.y()))
        for section in range(first, rows.labels):
            top = rows.head(section) + offset.y()
            if top > height:
                break
            if section == first:
                following = (
                    rows.head(section + 1) + offset.y() if section + 1 < rows.labels else header
                )
                top = max(top, min(0, following - header))
            if top <= area.bottom() and top + header > area.top():
                self._paint(painter, grid, section, top, header)

    def _paint(
        self, painter: QPainter, grid: "ImageGrid", section: int, top: int, height: int
    ) -> None:
        theme = grid.theme
        # Rings of images reach over their tiles; the label lies above them.
        band = QRect(0, top, grid.viewport().width(), height - 4)
        painter.fillRect(band, theme.color("base"))
        day, number = self.text(section)
        left = grid.offset.x()
        font = theme.font("ui", weight=600)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        width = QFontMetrics(font).horizontalAdvance(day)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, top, width + 2, height), flags, day)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text3"))
        left += width + theme.scaled(8)
        painter.drawText(QRectF(left, top, band.width() - left, height), flags, number)
