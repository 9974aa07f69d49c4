"""Which gateway a command speaks to, and with which key."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from studio.core.addresses import DGRID_BASE_URL, normalise_base_url
from studio.core.errors import SecretsUnavailable
from studio.core.ids import ConnectionId
from studio.core.requests import Connection
from studio.demo.server import DemoGateway
from studio.headless.status import NO_KEY_WORDS, NoKey
from studio.options import StartOptions
from studio.storage.folders import DataFolders
from studio.storage.secrets import KeyringSecretStore
from studio.storage.settings import Settings
from studio.storage.settings_file import load_settings

_PRESETS = {"dgrid.ai": "dgrid", "openai.com": "openai", "openrouter.ai": "openrouter"}


class Target(Struct, frozen=True):
    """A gateway and what is needed to speak to it.

    Attributes:
        default_model: the model to ask when none is named, or "".
        demo: the running demo, to be closed at the end; None: a real gateway.
    """

    connection: Connection
    key: str | None
    default_model: str = ""
    demo: DemoGateway | None = None


def find_target(options: StartOptions, environment: Mapping[str, str] | None = None) -> Target:
    """The gateway that the options, the environment and the settings name, in this order.

    Raises:
        WrongAddress: the address is unusable.
        NoKey: it needs a key and there is none.
    """
    environment = os.environ if environment is None else environment
    if options.demo:
        return _demo()
    # Reading settings must not make folders: nothing is stored by a headless command.
    settings = load_settings(DataFolders(options.data_dir).settings).settings
    connection = _connection(options, settings)
    default_model = ""
    if connection.id == settings.default_connection_id or not settings.default_connection_id:
        default_model = settings.default_model_id or ""
    if connection.is_demo:
        return replace(_demo(), default_model=default_model or "demo/fast-writer")
    key = environment.get("DGRID_API_KEY", "").strip() or _kept_key(connection)
    if not key and connection.needs_key:
        raise NoKey(NO_KEY_WORDS)
    return Target(connection, key, default_model)


def _demo() -> Target:
    gateway = DemoGateway(keep_requests=0)
    connection = Connection(
        id=ConnectionId("demo"),
        name="Built-in demo",
        base_url=gateway.start(),
        preset="demo",
        needs_key=False,
    )
    return Target(connection, None, "demo/fast-writer", gateway)


def _connection(options: StartOptions, settings: Settings) -> Connection:
    if options.base_url:
        url = normalise_base_url(options.base_url)
        known = next((c for c in settings.connections if c.base_url == url), None)
        return known or _unnamed(url)
    chosen = settings.connection(settings.default_connection_id)
    return chosen or next(iter(settings.connections), None) or _unnamed(DGRID_BASE_URL)


def _unnamed(url: str) -> Connection:
    host = urlsplit(url).hostname or ""
    preset = next(
        (p for name, p in _PRESETS.items() if host == name or host.endswith(f".{name}")), "other"
    )
    # Gateways that always want a key are not even asked without one.
    return Connection(ConnectionId("start"), host, url, preset=preset, needs_key=preset != "other")


def _kept_key(connection: Connection) -> str | None:
    """The key in the keychain; a connection that was only named for this start has none."""
    if connection.id == "start":
        return None
    try:
        return KeyringSecretStore().get(connection.id)
    except SecretsUnavailable as exc:
        if not connection.needs_key:
            return None
        raise NoKey(
            f"the keychain does not answer ({exc.code}), and there is {NO_KEY_WORDS}"
        ) from exc
