"""`Stage`: the canvas with what lies over it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from studio.ui.images.items import ImageItem
from studio.ui.images.pyramid import Trouble
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.viewer.canvas import PictureCanvas
from studio.ui.viewer.placement import MOST_SCALE
from studio.ui.viewer.problem import ProblemView
from studio.ui.viewer.zoom_bar import ZoomBar
from studio.ui.widgets import Banner, IconButton, Themed

_QUIET_MS = 2000
_EDGE_PX, _ABOVE_STRIP_PX = 12, 12
_SIDE_PX, _TOP_PX, _BELOW_PX = (
    56,
    16,
    56,
)  # what a fitted picture leaves to the arrows and the zoom bar


class _RoundButton(IconButton):
    """An arrow on a disc, readable over any picture."""

    def __init__(
        self, theme: ThemeStore, icon: str, name: str, key: str, object_name: str, parent: QWidget
    ) -> None:
        super().__init__(
            theme, icon, name, key, surface="viewer", size_px=38, radius_px=19,
            object_name=object_name, parent=parent,
        )  # fmt: skip

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the disc, then the icon."""
        theme = self.theme
        painter = QPainter(self)
        box = QRectF(self.rect())
        line = theme.color("control" if self.underMouse() else "lineStrong")
        rounded_box(painter, box, box.width() / 2, theme.color("overlay"), line)
        painter.end()
        super().paintEvent(event)


class Stage(Themed, QWidget):
    """One picture, arrows to its neighbours, the zoom bar; or why there is no picture.

    Signals:
        step_requested: 1 for the next image, -1 for the previous one.
        problem_action_triggered: the act of a `ProblemView`.
    """

    step_requested = Signal(int)
    problem_action_triggered = Signal(str)

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = PictureCanvas(theme_store, self)
        self.previous = _RoundButton(
            theme_store, "chevron-left", self.tr("Previous image"), "Left", "viewer_previous", self
        )
        self.next = _RoundButton(
            theme_store, "chevron-right", self.tr("Next image"), "Right", "viewer_next", self
        )
        self.zoom_bar = ZoomBar(theme_store, self)
        said = self.tr("The file is cut off: the end of the image is missing")
        self.cut_off = Banner(theme_store, said, kind="warn", parent=self)
        self.cut_off.setObjectName("viewer_cut_off")
        self._is_cut_off = False
        self._problem: ProblemView | None = None
        self._is_bare = self._is_quiet = False
        self._has_neighbours = (False, False)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._problem_of: tuple[ImageItem, Trouble] | None = None
        self._connect()
        self._use_theme(theme_store)

    def _connect(self) -> None:
        canvas, bar = self.canvas, self.zoom_bar
        self.previous.clicked.connect(self._on_previous_clicked)
        self.next.clicked.connect(self._on_next_clicked)
        bar.zoom_in_requested.connect(self.zoom_in)
        bar.zoom_out_requested.connect(self.zoom_out)
        bar.fit_requested.connect(canvas.fit)
        bar.actual_requested.connect(self.actual_size)
        canvas.zoom_changed.connect(self._show_scale)
        canvas.installEventFilter(self)
        self._quiet.timeout.connect(self._on_quiet_timeout)

    @property
    def problem(self) -> ProblemView | None:
        """What is said in place of the picture."""
        return self._problem

    def show_neighbours(self, *, previous: bool, following: bool) -> None:
        """Which arrows lead somewhere."""
        self._has_neighbours = (previous, following)
        self._show_overlays()

    def _show_overlays(self) -> None:
        """Arrows and zoom bar, unless the pointer rests on a picture that fills the screen."""
        for button, on in zip((self.previous, self.next), self._has_neighbours, strict=True):
            if button.hasFocus() and not on:
                self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            button.setVisible(on and not self._is_quiet)
        self.zoom_bar.setVisible(self._problem is None and not self._is_quiet)
        self.cut_off.setVisible(self._is_cut_off and not self._is_quiet)

    def show_problem(self, item: ImageItem | None, trouble: Trouble | None) -> None:
        """Says why there is no picture, or nothing (None)."""
        wanted = (item, trouble) if item is not None and trouble is not None else None
        if wanted == self._problem_of:
            return
        self._problem_of = wanted
        if self._problem is not None:
            self._problem.hide()
            self._problem.deleteLater()
            self._problem = None
        if wanted is not None:
            self._problem = ProblemView(self.theme_store, *wanted, self)
            self._problem.action_triggered.connect(self.problem_action_triggered)
            self._problem.show()
            self._place()
        self._show_overlays()

    def show_cut_off(self, cut_off: bool) -> None:
        """Says that the end of the picture is missing, above what there is of it."""
        if cut_off is not self._is_cut_off:
            self._is_cut_off = cut_off
            self._show_overlays()
            self._place()

    def set_bare(self, bare: bool) -> None:
        """A fitted picture takes all the room there is (full screen)."""
        self._is_bare = bare
        self._place()
        self._wake()

    def _wake(self) -> None:
        """The pointer moved: what lies over the picture is there, for a while."""
        if self._is_quiet:
            self._is_quiet = False
            self._show_overlays()
            self.canvas.pointing.show_cursor()
        if self._is_bare:
            self._quiet.start()
        else:
            self._quiet.stop()

    def _on_quiet_timeout(self) -> None:
        over = (self.previous, self.next, self.zoom_bar)
        if self._is_bare and not any(widget.underMouse() for widget in over):
            self._is_quiet = True
            self._show_overlays()
            self.canvas.setCursor(Qt.CursorShape.BlankCursor)

    def zoom_in(self) -> None:
        """To the next larger round scale."""
        self.canvas.step_zoom(1)

    def zoom_out(self) -> None:
        """To the next smaller round scale."""
        self.canvas.step_zoom(-1)

    def actual_size(self) -> None:
        """One px of the picture on one of the screen."""
        self.canvas.zoom_to(1.0)

    def _show_scale(self) -> None:
        place = self.canvas.placement
        self.zoom_bar.show_scale(
            place.scale,
            can_zoom_in=place.scale < MOST_SCALE,
            can_zoom_out=place.scale > place.least_scale * 1.0001,
        )

    def _show_theme(self) -> None:
        self._place()

    def _place(self) -> None:
        scaled = self.theme.scaled
        self.canvas.setGeometry(self.rect())
        free = (0, 0, 0) if self._is_bare else (_SIDE_PX, _TOP_PX, _BELOW_PX)
        side, top, below = (scaled(each) for each in free)
        edge, line = scaled(_EDGE_PX), self.cut_off.height()
        self.cut_off.setGeometry(edge, edge, self.width() - 2 * edge, line)
        above = line if self._is_cut_off and not self._is_bare else 0
        self.canvas.set_margins(side, top + above, below)
        bar = self.zoom_bar
        bar.adjustSize()
        left = (self.width() - bar.width()) // 2
        bar.move(left, self.height() - bar.height() - scaled(_ABOVE_STRIP_PX))
        y = (self.height() - self.next.height()) // 2
        self.previous.move(edge, y)
        self.next.move(self.width() - self.next.width() - edge, y)
        if self._problem is not None:
            margin = 2 * edge + self.next.width()
            self._problem.setGeometry(self.rect().adjusted(margin, 0, -margin, 0))
        for widget in (self._problem, self.zoom_bar, self.previous, self.next, self.cut_off):
            if widget is not None:
                widget.raise_()

    def _on_previous_clicked(self) -> None:
        self.step_requested.emit(-1)

    def _on_next_clicked(self) -> None:
        self.step_requested.emit(1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the pointer moves over the canvas."""
        if event.type() == QEvent.Type.MouseMove:
            self._wake()
        return False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: over a button the wheel zooms the picture under it."""
        self.canvas.pointing.wheel(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: everything keeps its edge."""
        self._place()
