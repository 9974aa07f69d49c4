"""Loading images that answers only named by their address, when a person asks for it."""

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from studio.core.errors import StudioError
from studio.core.ids import ConversationId, MessageId
from studio.core.parts import BlobRef, ImagePart, RemoteImagePart
from studio.services.conversations import ConversationStore
from studio.services.network import NetworkThread
from studio.services.tasks import TaskScope


class RemoteImages(QObject):
    """Fetches one image at a time per address and puts it in the place of the address.

    Signals:
        load_failed: conversation id, message id, a `Failure`.
    """

    load_failed = Signal(str, str, object)

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        network: NetworkThread,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._network = network
        self._scope = scope
        self._loading: set[tuple[str, str]] = set()

    def load(self, conversation_id: str, message_id: str, url: str) -> None:
        """Fetches an image; the message changes when it is there."""
        if (message_id, url) not in self._loading:
            self._loading.add((message_id, url))
            self._scope.start(self._load(conversation_id, message_id, url), name="remote image")

    async def _load(self, conversation_id: str, message_id: str, url: str) -> None:
        try:
            blob = await self._network.call(lambda gateway: gateway.fetch_image(url))
        except StudioError as exc:
            self.load_failed.emit(conversation_id, message_id, exc.as_failure())
            return
        finally:
            self._loading.discard((message_id, url))
        if self._conversations.get(conversation_id) is None:
            return  # deleted meanwhile
        try:
            tree = await self._conversations.ensure_tree(ConversationId(conversation_id))
        except StudioError:
            return  # the store told
        message = tree.get(MessageId(message_id))
        if message is None:
            return
        parts = tuple(
            _loaded(part, blob) if isinstance(part, RemoteImagePart) and part.url == url else part
            for part in message.parts
        )
        self._conversations.update_message(replace(message, parts=parts))


def _loaded(part: RemoteImagePart, blob: BlobRef) -> ImagePart:
    return ImagePart(blob, part.origin, part.alt, source_url=part.url)
