"""`LateHandingOn`: what handing on needs; the work itself is imported at the first need."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.services.images import ImageLibrary
from studio.ui.chat.composer import Composer
from studio.ui.chat.link_popup import LinkPopup
from studio.ui.transcript.view import TranscriptView
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.chat.handing_on import HandingOn


class LateHandingOn(QObject):
    """Connects a transcript with `HandingOn`; lives as long as the transcript."""

    def __init__(
        self,
        images: ImageLibrary,
        composer: Composer,
        links: LinkPopup,
        toasts: ToastStack,
        view: TranscriptView,
    ) -> None:
        super().__init__(view)
        self._needed = (images, composer, links, toasts, view)
        self._acts: HandingOn | None = None
        view.image_files = images
        view.action_requested.connect(self._on_view_action_requested)

    def _on_view_action_requested(self, action: str, message_id: str, target: str) -> None:
        if self._acts is None:
            from studio.ui.chat.handing_on import HandingOn

            images, composer, links, toasts, view = self._needed
            self._acts = HandingOn(
                images=images, composer=composer, links=links, toasts=toasts, view=view
            )
        self._acts.run(action, message_id, target)
