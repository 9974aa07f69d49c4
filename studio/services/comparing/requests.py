"""What a column asks: the requests that its setup and its history make."""

from collections.abc import AsyncGenerator

from msgspec.structs import replace

from studio.core.comparing import ColumnSetup
from studio.core.events import StreamEvent
from studio.core.making import (
    IMAGES_ENDPOINT,
    MOST_VERSIONS,
    ImageOrder,
    Way,
    makes_one_at_a_time,
    mask_of,
    version_seed,
    way_of,
)
from studio.core.messages import Attachment, Message
from studio.core.models import ModelInfo
from studio.core.parts import ImagePart
from studio.core.ports import Gateway
from studio.core.requests import ChatRequest, Connection, ImageRequest, Parameters
from studio.services.asking import is_endpoint_only, make_request
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.image_orders import order_request
from studio.services.preferences import Preferences
from studio.services.runs import NO_CONNECTION


class ColumnRequests:
    """Makes requests as a chat does, with the setup of a column instead of a conversation's."""

    def __init__(
        self,
        *,
        connections: ConnectionStore,
        catalogue: ModelCatalogue,
        preferences: Preferences,
    ) -> None:
        self._connections = connections
        self._catalogue = catalogue
        self._preferences = preferences

    def connection_of(self, setup: ColumnSetup) -> Connection:
        """Where a column asks; the default when its own connection is gone."""
        return (
            self._connections.get(setup.connection_id)
            or self._connections.default()
            or NO_CONNECTION
        )

    @staticmethod
    def open(
        gateway: Gateway, request: ChatRequest | ImageRequest, key: str | None
    ) -> AsyncGenerator[tuple[StreamEvent, ...], None]:
        """Asks it. Thread: the network's."""
        if isinstance(request, ImageRequest):
            return gateway.images(request, key)
        return gateway.chat(request, key)

    def make(self, setup: ColumnSetup, history: tuple[Message, ...]) -> ChatRequest | ImageRequest:
        """What to ask for one answer.

        Args:
            history: the path up to and with the question.
        """
        one = {**setup.parameters, "n": None}
        return self.make_all(replace(setup, parameters=one), history)[0]

    def make_all(
        self, setup: ColumnSetup, history: tuple[Message, ...]
    ) -> tuple[ChatRequest | ImageRequest, ...]:
        """What to ask: one request, or one for each image where a request gives only one.

        Args:
            history: the path up to and with the question.
        """
        connection = self.connection_of(setup)
        model = self._catalogue.get(connection.id, setup.model_id)
        way, wanted = self.way_of(setup, history), Parameters.from_dict(setup.parameters)
        count = min(max(1, wanted.n or 1), MOST_VERSIONS) if way is not None else 1
        alone = way is None or makes_one_at_a_time(model.id, way)
        return tuple(
            self._one(
                connection, model, setup, history, way,
                replace(
                    wanted,
                    n=count if count > 1 and not alone else None,
                    seed=version_seed(wanted.seed, version),
                ),
            )
            for version in range(count if alone else 1)
        )  # fmt: skip

    def draws(self, setup: ColumnSetup) -> bool:
        """Whether a column is asked for images above all."""
        return self.way_of(setup) is not None

    def way_of(self, setup: ColumnSetup, history: tuple[Message, ...] = ()) -> Way | None:
        """Which endpoint draws for a column; None for a model that writes.

        A model that can talk too goes on talking: the images endpoints know no history.
        """
        model = self._catalogue.get(self.connection_of(setup).id, setup.model_id)
        if is_endpoint_only(model):
            return Way.IMAGES
        if not model.draws_images:
            return None
        if setup.way:
            return Way(setup.way)
        talks = bool(set(model.endpoint_types) - {IMAGES_ENDPOINT})
        return Way.CHAT if talks and len(history) > 1 else way_of(model)

    def _one(
        self,
        connection: Connection,
        model: ModelInfo,
        setup: ColumnSetup,
        history: tuple[Message, ...],
        way: Way | None,
        parameters: Parameters,
    ) -> ChatRequest | ImageRequest:
        if way is not Way.IMAGES:
            return make_request(
                connection, model, history, setup.system_prompt, parameters,
                self._preferences.values,
            )  # fmt: skip
        question = history[-1]
        order = ImageOrder(
            question.text,
            model.id,
            connection.id,
            way,
            aspect=parameters.aspect_ratio or "",
            size=parameters.image_size or "",
            versions=parameters.n or 1,
            images=tuple(
                Attachment(part.blob, part.alt)
                for part in question.parts
                if isinstance(part, ImagePart)
            ),
            mask=mask_of(question),
            seed=parameters.seed,
            quality=parameters.quality or "",
        )
        request = order_request(connection, order, question, way)
        kept = replace(request.parameters, user=parameters.user, extra=parameters.extra)
        return replace(request, parameters=kept)
