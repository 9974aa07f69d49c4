"""`DifferenceMarks`: paints over the words of an answer that are not in another one."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from studio.services.comparing.word_differences import Spans
from studio.ui.theme import hline
from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.finding.marks import clip_of, rects_of
from studio.ui.transcript.finding.texts import Place
from studio.ui.transcript.flow import Visible
from studio.ui.transcript.kinds import as_text

_KEPT, _MOST_CACHED = 300, 200


class DifferenceMarks:
    """A fill, and a line under it.

    Args:
        message_id: of the answer.
        runs: changed characters, by the place of their unit.
    """

    def __init__(self, message_id: str, runs: dict[Place, Spans]) -> None:
        self._message_id = message_id
        self._runs = runs
        self._rects: dict[tuple[int, int], list[QRectF]] = {}

    def paint(
        self, painter: QPainter, visible: Visible, number: int, context: PaintContext
    ) -> None:
        """Marks an element, in its own coordinates; the text keeps its colours."""
        item, spot = visible.place.item, visible.place.spot
        if item.id != self._message_id:
            return
        runs = self._runs.get((item.section(spot).key, spot[1], number))
        if not runs:
            return
        element, width = visible.piece.elements[number], visible.piece.width
        if as_text(element) is None:
            return
        clip = clip_of(element, width).intersected(context.clip)
        rects = self._areas(visible, number, runs)
        painter.save()
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        modes = QPainter.CompositionMode
        dark = context.theme.name == "dark"
        painter.setCompositionMode(
            modes.CompositionMode_Lighten if dark else modes.CompositionMode_Darken
        )
        shown = [rect for rect in rects if rect.intersects(clip)]
        for rect in shown:
            painter.fillRect(rect, context.theme.color("accentSoft"))
        painter.setCompositionMode(modes.CompositionMode_SourceOver)
        accent = context.theme.color("accent")
        for rect in shown:
            hline(painter, rect.left(), rect.bottom() - 1, rect.width(), accent)
        painter.restore()

    def _areas(self, visible: Visible, number: int, runs: Spans) -> list[QRectF]:
        element, width = visible.piece.elements[number], visible.piece.width
        if hasattr(element, "text_clip") or len(runs) > _MOST_CACHED:
            return [rect for run in runs for rect in rects_of(element, *run, width)]
        key = (visible.piece.serial, number)
        found = self._rects.get(key)
        if found is None:
            if len(self._rects) > _KEPT:
                self._rects.clear()
            found = [rect for run in runs for rect in rects_of(element, *run, width)]
            self._rects[key] = found
        return found
