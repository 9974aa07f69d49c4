"""The queue: a row of tiles, the newest order first, over the prompt box."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from studio.services.making import MakingService
from studio.services.making_jobs import JobState, MakingJob
from studio.ui.images.loader import ImageLoader
from studio.ui.making.job_card import LINE_PX, LOW_SIDE_PX, SIDE_PX, JobCard
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, TextButton
from studio.ui.widgets.scroll_area import ScrollArea

_TICK_MS = 500
_MOST_CARDS = 200


class JobQueue(QWidget):
    """What is being made and what was made lately; hidden while there is nothing.

    Signals:
        image_requested: job id, index of a picture.
        reuse_requested: job id.
    """

    image_requested = Signal(str, int)
    reuse_requested = Signal(str)

    def __init__(
        self,
        *,
        theme: ThemeStore,
        making: MakingService,
        loader: ImageLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._making, self._loader = theme, making, loader
        self._cards: dict[str, JobCard] = {}
        self._side_px = SIDE_PX
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._build()
        self._timer.timeout.connect(self._on_timer_timeout)
        making.job_added.connect(self._on_making_job_added)
        making.job_changed.connect(self._on_making_job_changed)
        making.job_removed.connect(self._on_making_job_removed)
        theme.changed.connect(self._show_lengths)
        for job in making.jobs():
            self._on_making_job_added(job.id)
        self._show_state()

    def _build(self) -> None:
        self.setObjectName("job_queue")
        self.setAccessibleName(self.tr("Queue of images"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._summary = Label(self._theme, style="small", token="text2", tabular=True)
        self._stop = TextButton(self._theme, self.tr("Stop all"), kind="quiet", compact=True)
        self._clear = TextButton(self._theme, self.tr("Clear finished"), kind="quiet", compact=True)
        self._stop.setObjectName("stop_all")
        self._clear.setObjectName("clear_finished")
        self._stop.clicked.connect(self._making.stop_all)
        self._clear.clicked.connect(self._making.put_away_finished)
        head = QHBoxLayout()
        head.addWidget(self._summary)
        head.addStretch(1)
        head.addWidget(self._stop)
        head.addWidget(self._clear)
        self._inside = QWidget()
        self._row = QHBoxLayout(self._inside)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._area = _SidewaysArea()
        self._area.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)  # Qt has just switched it on
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self._area)
        self._show_lengths()

    def _show_lengths(self) -> None:
        s = self._theme.current.scaled
        self._row.setContentsMargins(s(3), s(3), s(3), s(3))
        self._row.setSpacing(s(10))
        self._area.setFixedHeight(s(self._side_px + LINE_PX + 18))

    def set_low(self, low: bool) -> None:
        """Small tiles, where the window is not high."""
        side_px = LOW_SIDE_PX if low else SIDE_PX
        if side_px != self._side_px:
            self._side_px = side_px
            for card in self._cards.values():
                card.set_side(side_px)
            self._show_lengths()

    def set_folded(self, folded: bool) -> None:
        """The line of words alone, where there is no room for tiles."""
        if folded == self._area.isVisibleTo(self):
            self._area.setVisible(not folded)

    @property
    def missing_px(self) -> int:
        """How much higher it would be with its tiles."""
        if self.isHidden() or self._area.isVisibleTo(self):
            return 0
        layout = self.layout()
        return self._area.minimumHeight() + (layout.spacing() if layout is not None else 0)

    def _show_state(self) -> None:
        jobs = self._making.jobs()
        running = sum(job.state is JobState.RUNNING for job in jobs)
        waiting = sum(job.state is JobState.WAITING for job in jobs)
        texts = []
        if running:
            texts.append(self.tr("{count} being made").format(count=running))
        if waiting:
            texts.append(self.tr("{count} waiting").format(count=waiting))
        self._summary.set_text(" · ".join(texts) or self.tr("Done"))
        self._stop.setVisible(bool(running + waiting))
        self._clear.setVisible(any(job.is_over for job in jobs))
        self.setVisible(bool(jobs))
        if running and self.isVisible():
            self._timer.start()
        elif not running:
            self._timer.stop()

    def _on_timer_timeout(self) -> None:
        for job_id, card in self._cards.items():
            job = self._making.job(job_id)
            if job is not None and job.state is JobState.RUNNING:
                card.show_job(job, self._making.elapsed_s(job_id))

    def _on_making_job_added(self, job_id: str) -> None:
        job = self._making.job(job_id)
        if job is None or job_id in self._cards:
            return
        card = JobCard(theme=self._theme, loader=self._loader, job=job)
        card.set_side(self._side_px)
        card.image_requested.connect(self.image_requested)
        card.reuse_requested.connect(self.reuse_requested)
        card.stop_requested.connect(self._making.stop)
        card.retry_requested.connect(self._making.retry)
        card.put_away_requested.connect(self._making.put_away)
        place = self._place_of(job)
        self._cards[job_id] = card
        self._row.insertWidget(place, card)
        if not place:
            self._area.horizontalScrollBar().setValue(0)
        self._drop_old()
        self._show_state()

    def _place_of(self, job: MakingJob) -> int:
        """Newest orders are at the left; what one order asks for stays in its order."""
        shown = (self._making.job(job_id) for job_id in self._cards)
        return sum(each is not None and each.batch == job.batch for each in shown)

    def _drop_old(self) -> None:
        """A queue of hundreds keeps tiles of the newest ones alone."""
        for job_id in list(self._cards)[: max(0, len(self._cards) - _MOST_CARDS)]:
            job = self._making.job(job_id)
            if job is None or job.is_over:
                self._drop(job_id)

    def _on_making_job_changed(self, job_id: str) -> None:
        job, card = self._making.job(job_id), self._cards.get(job_id)
        if job is not None and card is not None:
            card.show_job(job, job.took_s or self._making.elapsed_s(job_id))
        self._show_state()

    def _on_making_job_removed(self, job_id: str) -> None:
        self._drop(job_id)
        self._show_state()

    def _drop(self, job_id: str) -> None:
        card = self._cards.pop(job_id, None)
        if card is not None:
            self._row.removeWidget(card)
            card.hide()
            card.setParent(None)
            card.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_state()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


class _SidewaysArea(ScrollArea):
    """A row that scrolls sideways, by the wheel too."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        delta = event.angleDelta().y() or event.angleDelta().x()
        bar.setValue(bar.value() - delta)
        event.accept()

    def sizeHint(self) -> QSize:
        return QSize(0, super().sizeHint().height())
