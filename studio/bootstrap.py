"""Builds the running studio from its parts. The only place that knows all of them."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication

from studio.core.errors import StorageError, StudioError
from studio.core.ports import Clock, Gateway
from studio.instance import SingleInstance
from studio.lifecycle import DemoHost, Studio
from studio.options import StartOptions
from studio.resources import asset
from studio.services.app import AppServices, late_gallery, late_messages
from studio.services.catalogue import ModelCatalogue
from studio.services.clock import SystemClock
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.images import ImageLibrary, SentImages
from studio.services.keys import KeyRing
from studio.services.late_comparing import LateComparing
from studio.services.late_making import LateMaking
from studio.services.network import NetworkThread
from studio.services.preferences import Preferences
from studio.services.remote_images import RemoteImages
from studio.services.runs import RunService
from studio.services.tasks import TaskScope
from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread
from studio.storage.folders import DataFolders
from studio.storage.secrets import EnvironmentSecret, KeyringSecretStore
from studio.ui.shell.main_window import MainWindow
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.trace import FrameProbe


def use_language(app: QApplication, code: str) -> None:
    """Numbers, dates and texts in a language; "" follows the system.

    A language without a translation shows English texts with its own numbers and dates. The
    window stands from left to right in all of them: what the studio paints itself does not
    mirror, and half a mirrored window is worse than none. Texts have directions of their own.
    """
    if code:
        QLocale.setDefault(QLocale(code))
    if QLocale().name().partition("_")[0] in ("C", "en"):
        return  # the texts are English; looking for what is not there would cost 3 ms
    from PySide6.QtCore import QLibraryInfo, QTranslator

    for name, folder in (
        ("studio", str(asset("translations"))),
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
    ):
        translator = QTranslator(app)
        if translator.load(QLocale(), name, "_", folder):
            app.installTranslator(translator)
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # Qt's translations may say otherwise


async def live(
    app: QApplication, options: StartOptions, folders: DataFolders, instance: SingleInstance
) -> int:
    """Builds the studio and lives until a person quits; gives the exit status."""
    loop = asyncio.get_running_loop()
    try:
        studio = build(app, options, folders, instance, loop)
    except StorageError as exc:  # the folder can be used, but not that of the images
        from studio.rescue import refuse_folder

        instance.close()
        return await refuse_folder(folders, exc)
    return await studio.run()


def build(
    app: QApplication,
    options: StartOptions,
    folders: DataFolders,
    instance: SingleInstance,
    loop: asyncio.AbstractEventLoop,
) -> Studio:
    """Makes every part and ties them together; nothing runs yet."""
    clock = SystemClock()
    database = DatabaseThread(folders.database, folders.backups, clock, asks_again=True)
    scope = TaskScope("app", loop=loop)
    storage_scope = TaskScope("storage", loop=loop)
    blobs = BlobStore(folders.images)
    images = ImageLibrary(blobs, folders.cache / "shared")
    demo = DemoHost()

    def make_gateway() -> Gateway:
        from studio.gateway.client import HttpGateway

        return HttpGateway(blobs, SentImages(images), clock)

    network = NetworkThread(make_gateway)
    preferences = Preferences(folders.settings, scope=scope)
    use_language(app, options.lang or preferences.values.language)
    conversations = ConversationStore(database=database, scope=storage_scope, clock=clock)
    keys = KeyRing(KeyringSecretStore(), EnvironmentSecret().get())
    connections = ConnectionStore(
        preferences=preferences,
        keys=keys,
        network=network,
        scope=scope,
        clock=clock,
        demo_address=demo.address,
    )
    _apply_start(options, connections, keys)
    images = ImageLibrary(
        blobs,
        folders.cache / "shared",
        carries_metadata=lambda: preferences.values.share_metadata,
    )
    services = make_services(
        conversations, connections, preferences, network, database, images, scope, clock
    )
    theme = ThemeStore(app, has_style=True)

    return Studio(
        probe=_probe(options.trace) if options.trace else None,
        app=app,
        services=services,
        storage_scope=storage_scope,
        database=database,
        blobs=blobs,
        network=network,
        demo=demo,
        instance=instance,
        open_window=partial(_make_window, services, theme, options, folders),
        open_after=_opener(database, folders, clock),
    )


def make_services(
    conversations: ConversationStore,
    connections: ConnectionStore,
    preferences: Preferences,
    network: NetworkThread,
    database: DatabaseThread,
    images: ImageLibrary,
    scope: TaskScope,
    clock: Clock,
) -> AppServices:
    """The services that stand on conversations and connections, and all of them together."""
    catalogue = ModelCatalogue(
        connections=connections,
        preferences=preferences,
        network=network,
        database=database,
        scope=scope,
        clock=clock,
    )
    runs = RunService(
        conversations=conversations,
        connections=connections,
        catalogue=catalogue,
        preferences=preferences,
        network=network,
        scope=scope,
        clock=clock,
    )
    making = LateMaking(
        conversations=conversations,
        runs=runs,
        connections=connections,
        catalogue=catalogue,
        database=database,
        scope=scope,
        clock=clock,
    )
    late = LateComparing(
        conversations, runs, connections, catalogue, preferences, network, database, scope, clock
    )
    return AppServices(
        making=making,
        conversations=conversations,
        runs=runs,
        connections=connections,
        catalogue=catalogue,
        preferences=preferences,
        images=images,
        remote_images=RemoteImages(conversations=conversations, network=network, scope=scope),
        gallery=late_gallery(database, images, scope, clock),
        comparing=late.comparing,
        judging=late.judging,
        batches=late.batches,
        messages=late_messages(database),
        scope=scope,
        clock=clock,
    )


def _apply_start(options: StartOptions, connections: ConnectionStore, keys: KeyRing) -> None:
    if options.demo:
        connections.use_demo_for_this_start()
    elif options.base_url:
        connections.use_for_this_start(options.base_url)
    elif keys.has_environment_key and connections.default() is None:
        connections.use_for_this_start("")
    default = connections.default()
    if default is not None and not default.is_demo:
        keys.use_environment_for(default.id)


def _make_window(
    services: AppServices, theme: ThemeStore, options: StartOptions, folders: DataFolders
) -> MainWindow:
    return MainWindow(
        services=services,
        theme=theme,
        options=options,
        folders=folders.root,
        cache=folders.cache,
    )


def _probe(file: Path) -> "FrameProbe":
    from studio.trace import FrameProbe

    return FrameProbe(file)


def _opener(
    database: DatabaseThread, folders: DataFolders, clock: Clock
) -> Callable[[StudioError], Awaitable[bool]]:
    async def open_after(problem: StudioError) -> bool:
        from studio import rescue

        return await rescue.open_after(problem, database, folders, clock)

    return open_after
