"""Run by `test_secrets` inside a private D-Bus session: what a real keychain answers."""

import sys

from studio.core.errors import SecretsUnavailable
from studio.storage.secrets import KeyringSecretStore


def use(store: KeyringSecretStore) -> None:
    assert store.check() == "SecretService Keyring", store.check()
    assert store.get("k1") is None
    store.delete("k1")
    store.set("k1", "sk-first")
    store.set("k2", "sk-ключ-✓")
    store.set("k1", "sk-second")
    assert store.get("k1") == "sk-second"
    assert store.get("k2") == "sk-ключ-✓"
    assert KeyringSecretStore(service="another").get("k1") is None
    store.delete("k1")
    store.delete("k1")
    assert store.get("k1") is None
    assert store.get("k2") == "sk-ключ-✓"


def main() -> None:
    store = KeyringSecretStore(timeout_s=float(sys.argv[2]))
    if sys.argv[1] == "use":
        use(store)
        print("kept")
        return
    try:
        store.get("k1")
    except SecretsUnavailable as exc:
        print(exc.code, exc.detail)


if __name__ == "__main__":
    main()
