"""`SideBySide`: two to four pictures beside each other that zoom and move as one."""

from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from studio.ui.images.pyramid import Pyramid
from studio.ui.theme import ThemeStore
from studio.ui.viewer.canvas import PictureCanvas
from studio.ui.viewer.compare.linking import linked
from studio.ui.viewer.compare.tag import PictureTag, place_tag
from studio.ui.widgets import Surface

_GAP_PX, _MARGIN_PX = 2, 16


class SideBySide(Surface):
    """Two or three in a row, four in two rows.

    Signals:
        zoom_changed: all are shown at another scale.
    """

    zoom_changed = Signal()

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme_store, "line", parent=parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP_PX)
        self.canvases: list[PictureCanvas] = []
        self._tags: list[PictureTag] = []
        self._follows = False

    def show_names(
        self, names: list[tuple[str, str]], picked: frozenset[str] = frozenset()
    ) -> None:
        """As many pictures as there are letters and names; some letters are picked."""
        while len(self.canvases) < len(names):
            self._add()
        columns = 2 if len(names) == 4 else len(names)
        for number, (canvas, tag) in enumerate(zip(self.canvases, self._tags, strict=True)):
            shown = number < len(names)
            canvas.setVisible(shown)
            if shown:
                self._grid.addWidget(canvas, number // columns, number % columns)
                canvas.setAccessibleName(self.tr("Image {0}").format(names[number][0]))
                canvas.setAccessibleDescription(names[number][1])
                tag.show_tag(*names[number], picked=names[number][0] in picked)

    def show_pyramid(self, number: int, pyramid: Pyramid | None, *, is_new: bool) -> None:
        """Shows the pixels of one picture."""
        canvas = self.canvases[number]
        is_new = is_new or canvas.pyramid is None
        canvas.show_pyramid(pyramid, is_new=is_new)
        self._place_tags()

    def clear(self) -> None:
        """Keeps no pixels."""
        for canvas in self.canvases:
            canvas.show_pyramid(None, is_new=True)

    @property
    def scale(self) -> float:
        """Of the first picture."""
        return self.canvases[0].placement.scale if self.canvases else 1.0

    def fit(self) -> None:
        """All of each picture."""
        self.canvases[0].fit()

    def step_zoom(self, direction: int) -> None:
        """To the next round scale of the first picture."""
        self.canvases[0].step_zoom(direction)

    def actual_size(self) -> None:
        """The first picture at 1:1, the others as much larger than fitted."""
        self.canvases[0].zoom_to(1.0)

    def pan_by(self, dx: float, dy: float) -> None:
        """Moves all."""
        self.canvases[0].pan_by(dx, dy)

    def switch_zoom(self, at: QPointF) -> None:
        """Between fit and 1:1."""
        self.canvases[0].switch_zoom(at)

    def _add(self) -> None:
        canvas = PictureCanvas(self.theme_store, self)
        margin = self.theme.scaled(_MARGIN_PX)
        canvas.set_margins(margin, margin, margin)
        tag = PictureTag(self.theme_store, canvas)
        canvas.zoom_changed.connect(self._on_canvas_zoom_changed)
        self.canvases.append(canvas)
        self._tags.append(tag)

    def _on_canvas_zoom_changed(self) -> None:
        source = self.sender()
        self._place_tags()
        if self._follows or not isinstance(source, PictureCanvas) or source.pyramid is None:
            return
        self._follows = True
        for canvas in self.canvases:
            if canvas is not source and canvas.isVisible() and canvas.pyramid is not None:
                canvas.place(linked(source.placement, canvas.placement))
        self._follows = False
        self.zoom_changed.emit()

    def _place_tags(self) -> None:
        for canvas, tag in zip(self.canvases, self._tags, strict=True):
            place_tag(tag, canvas)
