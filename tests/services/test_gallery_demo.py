"""The gallery beside the real gateway client and the demo gateway: pictures as they come."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from studio.core.gallery import GalleryFilter, PictureKey, PictureKind
from studio.demo.catalogue import PAINTER
from studio.demo.server import DemoGateway
from studio.gateway.client import HttpGateway
from studio.services.catalogue import ModelCatalogue
from studio.services.clock import SystemClock
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.gallery import GalleryStore
from studio.services.images import ImageLibrary, SentImages
from studio.services.keys import KeyRing
from studio.services.network import NetworkThread
from studio.services.preferences import Preferences
from studio.services.runs import RunService
from studio.services.tasks import TaskScope
from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread
from studio.storage.secrets import MemorySecretStore
from tests.services.fakes import until


async def test_pictures_of_the_demo_appear_with_their_family(
    tmp_path: Path, qapp: QCoreApplication
) -> None:
    demo = DemoGateway()
    address = demo.start()
    clock, loop = SystemClock(), asyncio.get_running_loop()
    scope, storage_scope = TaskScope("app", loop=loop), TaskScope("storage", loop=loop)
    blobs = BlobStore(tmp_path / "images")
    images = ImageLibrary(blobs)
    network = NetworkThread(lambda: HttpGateway(blobs, SentImages(images), clock))
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    await asyncio.wrap_future(database.start())
    preferences = Preferences(tmp_path / "settings.toml", scope=scope)
    connections = ConnectionStore(
        preferences=preferences, keys=KeyRing(MemorySecretStore()), network=network, scope=scope,
        clock=clock, demo_address=lambda: address,
    )  # fmt: skip
    connections.use_demo_for_this_start()
    catalogue = ModelCatalogue(
        connections=connections, preferences=preferences, network=network, database=database,
        scope=scope, clock=clock,
    )  # fmt: skip
    conversations = ConversationStore(database=database, scope=storage_scope, clock=clock)
    runs = RunService(
        conversations=conversations, connections=connections, catalogue=catalogue,
        preferences=preferences, network=network, scope=scope, clock=clock,
    )  # fmt: skip
    store = GalleryStore(database=database, images=images, scope=scope, clock=clock)
    added: list[PictureKey] = []
    store.images_added.connect(added.extend)
    try:
        default = connections.default()
        assert default is not None
        chat = conversations.new(connection_id=default.id, model_id=PAINTER)
        runs.send(chat.id, "Draw a lighthouse in a storm")
        await until(lambda: added and not runs.running())
        await conversations.flush()
        (first,) = await store.find(GalleryFilter(text="lighthouse storm"))
        runs.send(chat.id, "Now the same at dusk")
        await until(lambda: len(added) > 1 and not runs.running())
        await conversations.flush()
        newest = (await store.find())[0]
        details = await store.details(newest.key)
        assert details is not None
        assert details.place is not None
        # The lighthouse went along because the policy says so, not because a person gave it.
        assert details.kind is PictureKind.MADE
        assert [each.key for each in details.parents] == [first.key]
        assert (details.place.prompt, details.place.model_id) == ("Now the same at dusk", PAINTER)
        assert details.place.took_s is not None
        assert blobs.read(details.blob)
        family = await store.family(first.blob.sha256)
        assert [each.key for each in family] == [first.key, newest.key]
    finally:
        runs.stop_all()
        await scope.close()
        preferences.flush()
        await conversations.flush()
        await storage_scope.close()
        network.close()
        database.close()
        demo.close()
