"""One job of the queue, as a tile: what came so far, how long it takes, what can be done."""

from math import ceil, sqrt

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent, QPixmap, QTransform
from PySide6.QtWidgets import QAbstractButton, QWidget

from studio.core.parts import ImagePart
from studio.services.making_jobs import JobState, MakingJob
from studio.ui.images.loader import ImageLoader
from studio.ui.making.texts import failure_words, job_name, job_text
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged, IconButton, SpinnerTicker, paint_spinner
from studio.ui.widgets.themed import plain_tip

SIDE_PX, LOW_SIDE_PX, LINE_PX = 148, 92, 22
_MOST_SHOWN = 4


class JobCard(FocusRinged, QAbstractButton):
    """Press it to open the image, or to try again what failed.

    Signals:
        image_requested: job id, index of the picture to look at.
        stop_requested, retry_requested, put_away_requested: job id.
        reuse_requested: job id; its prompt and parameters are wanted in the box.
    """

    image_requested = Signal(str, int)
    stop_requested = Signal(str)
    retry_requested = Signal(str)
    put_away_requested = Signal(str)
    reuse_requested = Signal(str)
    ring_radius_px = 8
    ring_gap_px = 0

    def __init__(
        self,
        *,
        theme: ThemeStore,
        loader: ImageLoader,
        job: MakingJob,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._loader = loader
        self._job, self._elapsed_s, self._pressed_at = job, 0.0, QPointF()
        self._side_px = SIDE_PX
        self.setObjectName("job")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._ticker = SpinnerTicker(theme, self)
        self._ticker.ticked.connect(self.update)
        self._end = _TileButton(theme, "x", self.tr("Stop"), self)
        self._end.setObjectName("end_job")
        self._reuse = _TileButton(theme, "pencil", self.tr("Use prompt and settings again"), self)
        self._reuse.setObjectName("reuse_job")
        self._use_theme(theme)
        self._end.clicked.connect(self._on_end_clicked)
        self._reuse.clicked.connect(self._on_reuse_clicked)
        self.clicked.connect(self._on_clicked)
        loader.loaded.connect(self._on_loader_loaded)
        self.show_job(job, 0.0)

    @property
    def job_id(self) -> str:
        """Which job it shows."""
        return self._job.id

    def set_side(self, side_px: int) -> None:
        """How large the tile is, in the 100 % design."""
        self._side_px = side_px
        self._show_theme()
        self.update()

    def show_job(self, job: MakingJob, elapsed_s: float) -> None:
        """Shows how far the job is."""
        self._job, self._elapsed_s = job, elapsed_s
        over = job.is_over
        self._end.set_name(self.tr("Take out of the queue") if over else self.tr("Stop"))
        self._end.set_icon_name("x" if over else "square")
        self.setAccessibleName(job_name(job, elapsed_s))
        words = failure_words(job)
        self.setAccessibleDescription(words)
        self.setToolTip(plain_tip(self._tooltip(words)))
        if job.state is JobState.RUNNING:
            self._ticker.start()
        else:
            self._ticker.stop()
        self.update()

    def _tooltip(self, words: str) -> str:
        if words:
            return self.tr("{failure}\nPress to try again").format(failure=words)
        prompt = self._job.order.prompt
        return prompt if len(prompt) <= 300 else prompt[:299] + "…"

    def _show_theme(self) -> None:
        theme = self.theme
        side = theme.scaled(self._side_px)
        self.setFixedSize(side, side + theme.scaled(LINE_PX))
        gap = theme.scaled(6)
        self._end.move(self.width() - self._end.width() - gap, gap)
        self._reuse.move(gap, gap)

    # Painting

    def _boxes(self) -> list[tuple[ImagePart, QRectF]]:
        """The pictures and where they are."""
        shown = self._job.pictures[:_MOST_SHOWN]
        if not shown:
            return []
        side = float(self.theme.scaled(self._side_px))
        columns = ceil(sqrt(len(shown)))
        gap = self.theme.scaled(2)
        cell = (side - gap * (columns - 1)) / columns
        return [
            (each, QRectF(at % columns * (cell + gap), at // columns * (cell + gap), cell, cell))
            for at, each in enumerate(shown)
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the pictures or what there is instead, and a line of words."""
        theme, painter = self.theme, QPainter(self)
        side = theme.scaled(self._side_px)
        square = QRectF(0, 0, side, side)
        rounded_box(painter, square, theme.scaled(8), theme.color("sunken"))
        boxes = self._boxes()
        for part, box in boxes:
            dpr = self.devicePixelRatioF()
            edge = round(box.width() * 2 * dpr)
            pixmap = self._loader.pixmap(part.blob, edge, edge)
            if pixmap is not None:
                _paint_filled(painter, pixmap, box, theme.scaled(8))
        if self._job.state is JobState.RUNNING:
            self._paint_progress(painter, square, bool(boxes))
        elif not boxes:
            token, icon = "text3", "clock"
            if self._job.state is JobState.FAILED:
                token, icon = "danger", "rotate-ccw"
            elif self._job.state is JobState.STOPPED:
                icon = "rotate-ccw"
            px = theme.scaled(18)
            image = theme.pixmap(icon, px, token, self.devicePixelRatioF())
            painter.drawPixmap(QPointF((side - px) / 2, (side - px) / 2), image)
        line = QRectF(0, side, side, self.height() - side)
        painter.setFont(theme.font("small", tabular=True))
        failed = self._job.state is JobState.FAILED
        painter.setPen(theme.color("danger" if failed else "text2"))
        text = job_text(self._job, self._elapsed_s)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(side))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_progress(self, painter: QPainter, square: QRectF, sharpening: bool) -> None:
        theme = self.theme
        px = theme.scaled(18)
        spot = QRectF(0, 0, px, px)
        spot.moveCenter(square.center())
        token = "accent"
        if sharpening:  # beside the image, not over what comes out of the fog
            spot.moveBottomLeft(square.bottomLeft() + QPointF(px / 2, -px / 2))
            plate = spot.adjusted(-px / 4, -px / 4, px / 4, px / 4)
            rounded_box(painter, plate, plate.width() / 2, theme.color("overlay"))
            token = "onOverlay"
        paint_spinner(painter, spot, theme, token, self._ticker.step)

    # Slots

    def _on_loader_loaded(self, sha256: str) -> None:
        if any(each.blob.sha256 == sha256 for each in self._job.pictures):
            self.update()

    def _on_end_clicked(self) -> None:
        over = self._job.is_over
        (self.put_away_requested if over else self.stop_requested).emit(self._job.id)

    def _on_reuse_clicked(self) -> None:
        self.reuse_requested.emit(self._job.id)

    def _on_clicked(self) -> None:
        if self._job.state in (JobState.FAILED, JobState.STOPPED) and not self._job.pictures:
            self.retry_requested.emit(self._job.id)
            return
        for at, (_, box) in enumerate(self._boxes()):
            if box.contains(self._pressed_at) or len(self._boxes()) == 1:
                self.image_requested.emit(self._job.id, at)
                return
        if self._boxes():
            self.image_requested.emit(self._job.id, 0)

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position()
        super().mousePressEvent(event)

    def sizeHint(self) -> QSize:
        """Qt: always the same."""
        return self.size()


class _TileButton(IconButton):
    """A button on a dark plate, so that it is seen on any picture."""

    def __init__(self, theme: ThemeStore, icon: str, name: str, parent: QWidget) -> None:
        super().__init__(theme, icon, name, surface="viewer", size_px=26, icon_px=14, parent=parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: plate and icon."""
        theme = self.theme
        box = QRectF(self.rect())
        rounded_box(QPainter(self), box, theme.scaled(6), theme.color("overlay"))
        super().paintEvent(event)


def _paint_filled(painter: QPainter, pixmap: QPixmap, box: QRectF, radius: float) -> None:
    """The middle of a picture, filling a box with round corners."""
    scale = max(box.width() / pixmap.width(), box.height() / pixmap.height())
    left = box.center().x() - pixmap.width() * scale / 2
    top = box.center().y() - pixmap.height() * scale / 2
    brush = QBrush(pixmap)
    brush.setTransform(QTransform.fromTranslate(left, top).scale(scale, scale))
    painter.save()
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    painter.drawRoundedRect(box, radius, radius)
    painter.restore()
