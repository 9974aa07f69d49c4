import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError, PasswordSetError

from studio.core.errors import SecretsUnavailable
from studio.core.ports import SecretStore
from studio.storage.secrets import EnvironmentSecret, KeyringSecretStore, MemorySecretStore

ROOT = Path(__file__).parents[2]
SESSION = [sys.executable, "-m", "tests.storage.keychain_session"]
needs_keychain = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs dbus-run-session and gnome-keyring-daemon",
)


class Working(KeyringBackend):
    """A keychain in memory that can be made to fail."""

    priority = 5  # type: ignore[assignment]
    name = "Working"  # type: ignore[assignment]

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str], str] = {}
        self.failure: Exception | None = None
        super().__init__()

    def get_password(self, service: str, username: str) -> str | None:
        if self.failure:
            raise self.failure
        return self.keys.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.failure:
            raise self.failure
        self.keys[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.failure:
            raise self.failure
        if (service, username) not in self.keys:
            raise PasswordDeleteError("No such password!")
        del self.keys[service, username]


class Hanging(Working):
    """A keychain that waits for ever, or until the test is over."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(60)
        return None


class Weak(Working):
    """One that `keyring` itself advises against."""

    priority = 0.5  # type: ignore[assignment]


class Chain(chainer.ChainerBackend):
    """A chain of given links."""

    links: tuple[KeyringBackend, ...] = ()
    backends = property(lambda self: self.links)  # type: ignore[assignment]


def plain_file() -> KeyringBackend:
    weak = type("PlaintextKeyring", (Working,), {"__module__": "keyrings.alt.file"})
    return weak()  # type: ignore[no-any-return]


def private_environment(home: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DBUS_", "GNOME_"))}
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, parents=True)
    return {
        **kept,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_DATA_HOME": str(home / "data"),
        "PYTHONPATH": str(ROOT),
        **more,
    }


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=50, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_keychain
def test_a_real_secret_service_keeps_keys(tmp_path: Path) -> None:
    # The keychain ends with its bus, which ends with this command.
    script = (
        'printf "secret" | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "$@"'
    )
    command = ["dbus-run-session", "--", "sh", "-c", script, "sh", *SESSION, "use", "20"]
    home = tmp_path / "home"
    assert run(command, private_environment(home)).strip() == "kept"
    written = [p for p in home.rglob("*") if p.is_file()]
    assert written
    assert all(b"sk-" not in p.read_bytes() for p in written)


def test_without_any_keychain(tmp_path: Path) -> None:
    nowhere = f"unix:path={tmp_path}/no-bus"
    environment = private_environment(tmp_path / "home", DBUS_SESSION_BUS_ADDRESS=nowhere)
    assert run([*SESSION, "get", "10"], environment).startswith("no_keychain")


def test_a_configured_store_that_keeps_nothing_is_refused(tmp_path: Path) -> None:
    environment = private_environment(
        tmp_path / "home", PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring"
    )
    assert run([*SESSION, "get", "10"], environment).startswith("no_keychain")


def test_a_hanging_keychain_does_not_hold_up_the_end_of_the_program(tmp_path: Path) -> None:
    code = (
        "import threading\n"
        "from tests.storage.test_secrets import Hanging, KeyringSecretStore\n"
        "try:\n"
        "    KeyringSecretStore(timeout_s=0.2, find_backend=Hanging).get('k')\n"
        "except Exception as exc:\n"
        "    print(exc.code, threading.active_count())\n"
    )
    environment = private_environment(tmp_path / "home")
    assert run([sys.executable, "-c", code], environment).split() == ["timed_out", "2"]


def test_a_hanging_keychain_times_out_each_call_and_recovers() -> None:
    hanging = Hanging()
    store = KeyringSecretStore(timeout_s=0.05, find_backend=lambda: hanging)
    for _ in range(10):
        with pytest.raises(SecretsUnavailable) as caught:
            store.get("k")
        assert caught.value.code == "timed_out"
    assert sum(t.name == "studio-keychain" for t in threading.enumerate()) <= 8
    hanging.released.set()
    for thread in threading.enumerate():
        if thread.name == "studio-keychain":
            thread.join(60)
    store._timeout_s = 20.0  # it answers now, as soon as the machine lets it
    assert store.get("k") is None


@pytest.mark.parametrize(
    "backend",
    [fail.Keyring(), null.Keyring(), Weak(), plain_file()],
    ids=["fail", "null", "weak", "plain"],
)
def test_insecure_stores_are_refused(backend: KeyringBackend) -> None:
    store = KeyringSecretStore(find_backend=lambda: backend)
    for call in (
        store.check,
        lambda: store.get("k"),
        lambda: store.set("k", "sk"),
        lambda: store.delete("k"),
    ):
        with pytest.raises(SecretsUnavailable) as caught:
            call()
        assert caught.value.code == "no_keychain"


def test_of_a_chain_only_secure_links_are_used() -> None:
    chain, good, plain = Chain(), Working(), plain_file()
    chain.links = (null.Keyring(), plain, good)
    store = KeyringSecretStore(find_backend=lambda: chain)
    store.set("k", "sk")
    assert good.keys == {("dgrid-studio", "k"): "sk"}
    assert plain.keys == {}  # type: ignore[attr-defined]


class PromptDismissedException(Exception):
    pass


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (KeyringLocked("Failed to unlock"), "locked"),
        (PromptDismissedException("dismissed"), "locked"),
        (InitError("no collection"), "no_keychain"),
        (RuntimeError("no bus"), "no_keychain"),
        (PasswordSetError("no"), "refused"),
        (PasswordDeleteError("no"), "refused"),
        (OSError("broken pipe"), "refused"),
    ],
)
def test_failures_are_named(failure: Exception, code: str) -> None:
    backend = Working()
    store = KeyringSecretStore(find_backend=lambda: backend)
    store.set("k", "sk-secret")
    backend.failure = failure
    for call in (lambda: store.get("k"), lambda: store.set("k", "sk-new")):
        with pytest.raises(SecretsUnavailable) as caught:
            call()
        assert caught.value.code == code
        assert "sk-" not in str(caught.value)


def test_memory() -> None:
    store: SecretStore = MemorySecretStore()
    assert store.get("k") is None
    store.delete("k")
    store.set("k", "a")
    store.set("k", "b")
    assert store.get("k") == "b"
    store.delete("k")
    assert store.get("k") is None


def test_environment() -> None:
    assert EnvironmentSecret({"DGRID_API_KEY": " sk-1\n"}).get() == "sk-1"
    assert EnvironmentSecret({"DGRID_API_KEY": " "}).get() is None
    assert EnvironmentSecret({}).get() is None
