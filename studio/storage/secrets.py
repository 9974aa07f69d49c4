"""API keys: in the system keychain, or for this session only. Never in a file of ours."""

import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from studio.core.errors import SecretsUnavailable
from studio.core.ids import ConnectionId
from studio.storage.futures import settling

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

_MAX_UNDER_WAY = 8
_REFUSED_MODULES = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
_LEAST_PRIORITY = 1.0
"""What `keyring` itself recommends; its plain-text stores rank below."""


class KeyringSecretStore:
    """Keeps keys in the system keychain (Secret Service, KWallet, macOS, Windows).

    Stores that keep keys readable on disk, and ones that keep nothing, are refused.

    Args:
        service: the name under which the keychain lists the keys.
        timeout_s: how long one call may take; a keychain may ask a person meanwhile.
        find_backend: another way to find the keychain, for tests.

    Every call raises SecretsUnavailable with one of the codes `no_keychain` (none answers,
    or only an insecure one), `locked` (it stays locked), `timed_out` (it did not answer in
    time; what was asked may still happen later), `refused` (it said no).

    Thread: any but the GUI's; every call blocks up to the time limit. A call that hangs
    never keeps the program from ending.
    """

    def __init__(
        self,
        service: str = "dgrid-studio",
        timeout_s: float = 10.0,
        *,
        find_backend: "Callable[[], KeyringBackend] | None" = None,
    ) -> None:
        self._service = service
        self._timeout_s = timeout_s
        self._find_backend = find_backend or _system_backend
        self._lock = threading.Lock()
        self._under_way = 0

    def get(self, connection_id: ConnectionId) -> str | None:
        """The key, or None when there is none."""
        return self._call(lambda: self._backend().get_password(self._service, connection_id))

    def set(self, connection_id: ConnectionId, key: str) -> None:
        """Keeps a key in the place of an older one."""
        self._call(lambda: self._backend().set_password(self._service, connection_id, key))

    def delete(self, connection_id: ConnectionId) -> None:
        """Forgets a key; no error when there is none."""
        self._call(lambda: self._delete(connection_id))

    def check(self) -> str:
        """The name of the keychain that would be used, e.g. `SecretService Keyring`.

        It is not opened, so nobody is asked for a password.
        """
        return self._call(lambda: str(self._backend().name))

    def _delete(self, connection_id: ConnectionId) -> None:
        from keyring.errors import PasswordDeleteError

        backend = self._backend()
        try:
            backend.delete_password(self._service, connection_id)
        except PasswordDeleteError:
            if backend.get_password(self._service, connection_id) is not None:
                raise

    def _backend(self) -> "KeyringBackend":
        found = _secure(self._find_backend())
        if found is None:
            raise SecretsUnavailable("only an insecure keychain was found", code="no_keychain")
        return found

    def _call(self, work: Callable[[], T]) -> T:
        """Runs one call on a thread of its own, which is left behind when it hangs."""
        with self._lock:
            if self._under_way >= _MAX_UNDER_WAY:
                raise SecretsUnavailable("earlier calls still hang", code="timed_out")
            self._under_way += 1
        outcome: Future[T] = Future()
        threading.Thread(
            target=self._run, args=(work, outcome), name="studio-keychain", daemon=True
        ).start()
        try:
            failure = outcome.exception(self._timeout_s)
        except TimeoutError as exc:
            raise SecretsUnavailable(
                f"the keychain did not answer within {self._timeout_s:g} s", code="timed_out"
            ) from exc
        if failure is not None:
            raise _as_unavailable(failure) from failure
        return outcome.result()

    def _run(self, work: Callable[[], Any], outcome: "Future[Any]") -> None:
        try:
            with settling(outcome):
                outcome.set_result(work())
        finally:
            with self._lock:
                self._under_way -= 1


class MemorySecretStore:
    """Keeps keys for this session only. Thread: any."""

    def __init__(self, keys: Mapping[ConnectionId, str] | None = None) -> None:
        self._keys: dict[ConnectionId, str] = dict(keys or {})

    def get(self, connection_id: ConnectionId) -> str | None:
        """The key, or None when there is none."""
        return self._keys.get(connection_id)

    def set(self, connection_id: ConnectionId, key: str) -> None:
        """Keeps a key in the place of an older one."""
        self._keys[connection_id] = key

    def delete(self, connection_id: ConnectionId) -> None:
        """Forgets a key; no error when there is none."""
        self._keys.pop(connection_id, None)


class EnvironmentSecret:
    """The key that was given for this start by an environment variable.

    Args:
        environment: `os.environ` when None.
    """

    NAME = "DGRID_API_KEY"

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ if environment is None else environment

    def get(self) -> str | None:
        """The key without white space around it, or None when there is none."""
        return self._environment.get(self.NAME, "").strip() or None


def _system_backend() -> "KeyringBackend":
    import keyring

    return keyring.get_keyring()


def _secure(backend: "KeyringBackend") -> "KeyringBackend | None":
    """The backend, or the first secure one of a chain; None when there is none."""
    from keyring.backends.chainer import ChainerBackend

    if isinstance(backend, ChainerBackend):
        return next((found for each in backend.backends if (found := _secure(each))), None)
    if type(backend).__module__.startswith(_REFUSED_MODULES):
        return None
    return backend if backend.priority >= _LEAST_PRIORITY else None


def _as_unavailable(failure: BaseException) -> SecretsUnavailable:
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    if isinstance(failure, SecretsUnavailable):
        return failure
    words = str(failure)
    # Dismissing the question for the password ends in one of several classes.
    names = f"{type(failure).__name__} {type(failure.__cause__).__name__}"
    if isinstance(failure, KeyringLocked) or "Locked" in names or "Dismissed" in names:
        return SecretsUnavailable(words, code="locked")
    if isinstance(failure, NoKeyringError | InitError | ImportError | RuntimeError):
        return SecretsUnavailable(words, code="no_keychain")
    return SecretsUnavailable(words, code="refused")
