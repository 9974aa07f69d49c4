"""What a model says that an image shows, added to the image's note."""

from studio.core.errors import BadReply, ModelUnavailable
from studio.core.gallery import PictureKey
from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.messages import Message, MessageState, Role
from studio.core.parts import BlobRef, ImageOrigin, ImagePart, TextPart
from studio.core.picture_acts import AddToNote, Undo
from studio.core.ports import Clock
from studio.core.requests import ChatRequest, ImagePolicy, ImageRules
from studio.services.connections import ConnectionStore
from studio.services.gallery import GalleryStore
from studio.services.runs import RunService

_BUDGET_BYTES, _MAX_SIDE_PX = 4 * 1024 * 1024, 1024
_QUESTION = (
    "Describe this image in two to four plain sentences, so that somebody who can't see it knows "
    "what it shows. If there is text in it, quote it. Answer in {language} with the description "
    "alone, without headings or formatting."
)


class Describer:
    """Asks a vision model about images, one request each, only when somebody wants it."""

    def __init__(
        self,
        *,
        store: GalleryStore,
        runs: RunService,
        connections: ConnectionStore,
        clock: Clock,
    ) -> None:
        self._store, self._runs = store, runs
        self._connections, self._clock = connections, clock

    async def describe(
        self, key: PictureKey, blob: BlobRef, *, connection_id: str, model_id: str, language: str
    ) -> Undo:
        """Adds a description to the note of an image; what is in the note stays.

        Args:
            language: of the answer, in English ("German").

        Returns:
            What takes it back; () when the note has no room.

        Raises:
            GatewayError: there is no description. StorageError: it can't be kept.
        Cancel: closes the connection; nothing is added.
        """
        connection = self._connections.get(connection_id)
        if connection is None:
            raise ModelUnavailable("the connection is gone", code="no_connection")
        question = Message(
            id=MessageId(new_id()),
            conversation_id=ConversationId(""),
            parent_id=None,
            role=Role.USER,
            parts=(
                ImagePart(blob, ImageOrigin.ATTACHED),
                TextPart(_QUESTION.format(language=language or "English")),
            ),
            created_at=self._clock.now(),
            state=MessageState.COMPLETE,
        )
        rules = ImageRules(ImagePolicy.NONE, frozenset(), _BUDGET_BYTES, _MAX_SIDE_PX)
        request = ChatRequest(connection, model_id, (question,), image_rules=rules)
        text = await self._runs.ask_once(request)
        if not text:
            raise BadReply("the model said nothing", code="empty")
        return await self._store.act(AddToNote(key, text))
