"""What the window is given: every service of the running studio."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from studio.core.ports import Clock
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.images import ImageLibrary
from studio.services.late_making import LateMaking
from studio.services.preferences import Preferences
from studio.services.remote_images import RemoteImages
from studio.services.runs import RunService
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread

if TYPE_CHECKING:
    from studio.core.records import PictureMetadata
    from studio.services.batches import Batches
    from studio.services.comparing import Comparing
    from studio.services.gallery import GalleryStore
    from studio.services.judging import Judging
    from studio.services.message_search import MessageSearch


class AppServices(Struct, frozen=True):
    """The services of one running studio; made by `studio.bootstrap`.

    Attributes:
        gallery: gives the one gallery store; imported when it is first asked for.
        comparing: gives the services of the compare page; imported when first asked for.
        judging: gives votes, judges and merging; imported when first asked for.
        batches: gives runs of many prompts; imported when first asked for.
        messages: gives the search through all messages; imported when first asked for.
    """

    conversations: ConversationStore
    runs: RunService
    connections: ConnectionStore
    catalogue: ModelCatalogue
    preferences: Preferences
    images: ImageLibrary
    remote_images: RemoteImages
    gallery: "Callable[[], GalleryStore]"
    making: LateMaking
    comparing: "Callable[[], Comparing]"
    judging: "Callable[[], Judging]"
    batches: "Callable[[], Batches]"
    messages: "Callable[[], MessageSearch]"
    scope: TaskScope
    clock: Clock


def late_gallery(
    database: DatabaseThread, images: ImageLibrary, scope: TaskScope, clock: Clock
) -> Callable[[], "GalleryStore"]:
    """Gives the gallery store; it is imported and made at the first call."""

    @cache
    def gallery() -> "GalleryStore":
        from studio.services.gallery import GalleryStore

        return GalleryStore(
            database=database,
            images=images,
            scope=scope,
            clock=clock,
            read_metadata=_read_metadata,
        )

    return gallery


def late_messages(database: DatabaseThread) -> Callable[[], "MessageSearch"]:
    """Gives the search through all messages; it is imported and made at the first call."""

    @cache
    def messages() -> "MessageSearch":
        from studio.services.message_search import MessageSearch

        return MessageSearch(database)

    return messages


def _read_metadata(data: bytes) -> "PictureMetadata | None":
    """Imports what reads it when the first file comes. Thread: a worker."""
    from studio.storage.picture_metadata import read_metadata

    return read_metadata(data)
