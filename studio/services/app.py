"""What the window is given: every service of the running studio."""

from dataclasses import dataclass

from studio.core.ports import Clock
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.images import ImageLibrary
from studio.services.preferences import Preferences
from studio.services.remote_images import RemoteImages
from studio.services.runs import RunService
from studio.services.tasks import TaskScope


@dataclass(frozen=True, slots=True)
class AppServices:
    """The services of one running studio; made by `studio.bootstrap`."""

    conversations: ConversationStore
    runs: RunService
    connections: ConnectionStore
    catalogue: ModelCatalogue
    preferences: Preferences
    images: ImageLibrary
    remote_images: RemoteImages
    scope: TaskScope
    clock: Clock
