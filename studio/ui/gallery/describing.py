"""Descriptions of images, asked of a model: how far that is, and what became of it."""

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QLocale, QObject, Signal

from studio.core.errors import StudioError
from studio.core.gallery import GalleryCard, PictureKey
from studio.core.picture_acts import Undo
from studio.services.app import AppServices
from studio.services.describing import Describer
from studio.ui.failure_texts import failure_text
from studio.ui.gallery.acts import GalleryActs
from studio.ui.gallery.line_bar import LineBar
from studio.ui.gallery.texts import images_text
from studio.ui.transcript.parts.formats import count
from studio.ui.widgets import ToastStack


class Describing(QObject):
    """Asks about images one after the other; a line above the images tells of it.

    Signals:
        finished: nothing is asked any more.
    """

    finished = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        acts: GalleryActs,
        bar: LineBar,
        toasts: ToastStack,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._scope, self._acts = services.scope, acts
        self._bar, self._toasts = bar, toasts
        self._describer = Describer(
            store=services.gallery(), runs=services.runs, connections=services.connections,
            clock=services.clock,
        )  # fmt: skip
        self._task: asyncio.Task[None] | None = None
        bar.action_triggered.connect(self._on_bar_action_triggered)

    @property
    def is_under_way(self) -> bool:
        """Whether a model is asked."""
        return self._task is not None and not self._task.done()

    def start(self, cards: Sequence[GalleryCard], connection_id: str, model_id: str) -> None:
        """Asks a model about images."""
        if self.is_under_way:
            said = self.tr("Another description is still being written")
            self._toasts.show_toast(said, icon="info", token="text2")
        elif cards and not self._scope.is_closed:
            work = self._run(tuple(cards), connection_id, model_id)
            self._task = self._scope.start(work, name="describe images")

    async def _run(self, cards: tuple[GalleryCard, ...], connection_id: str, model_id: str) -> None:
        undo: Undo = ()
        done = 0
        try:
            for number, card in enumerate(cards, 1):
                self._tell(number, len(cards), model_id)
                undo += await self._describer.describe(
                    PictureKey(card.key), card.blob, connection_id=connection_id,
                    model_id=model_id, language=_language(),
                )  # fmt: skip
                done += 1
        except StudioError as exc:
            title = failure_text(exc.as_failure()).title
            self._toasts.show_toast(title, icon="circle-alert", token="danger")
        finally:
            self._bar.hide()
            if undo:
                self._acts.done(self.tr("{0} described").format(images_text(done)), undo)
            elif done:
                said = self.tr("The note has no room for a description")
                self._toasts.show_toast(said, icon="info", token="text2")
            self.finished.emit()

    def _tell(self, number: int, of: int, model_id: str) -> None:
        name = model_id.rpartition("/")[2]
        text = self.tr("{0} describes the image").format(name)
        if of > 1:
            pattern = self.tr("{0} describes image {1} of {2}")
            text = pattern.format(name, count(number), count(of))
        self._bar.show_line(text)

    def _on_bar_action_triggered(self) -> None:
        if self._task is not None:
            self._task.cancel()


def _language() -> str:
    return QLocale.languageToString(QLocale().language())
