"""The system's proxies, and what is asked without them."""

import asyncio

import httpx
import pytest

from studio.gateway.proxies import is_direct, system_proxies
from studio.gateway.transport import Transport
from tests.gateway.fakes import FixedClock

NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("said", "address", "direct"),
    [
        ("", "https://api.dgrid.ai/v1", False),
        ("", "http://localhost:11434/v1", True),
        ("", "http://127.0.0.2/v1", True),
        ("", "http://[::1]:1234/v1", True),
        ("*", "https://api.dgrid.ai/v1", True),
        ("dgrid.ai", "https://api.dgrid.ai/v1", True),
        ("dgrid.ai", "https://dgrid.ai/v1", True),
        ("dgrid.ai", "https://mydgrid.ai/v1", False),
        (".dgrid.ai, other", "https://api.DGRID.ai/v1", True),
        ("*.dgrid.ai", "https://api.dgrid.ai/v1", True),
        ("10.0.0.0/8", "http://10.1.2.3:8000/v1", True),
        ("10.0.0.0/8", "http://11.1.2.3:8000/v1", False),
        ("10.1.2.3", "http://10.1.2.3:8000/v1", True),
        ("10.1.2.3", "http://110.1.2.3:8000/v1", False),
        ("fd00::/8", "http://[fd12::1]:8000/v1", True),
        ("fd00::/8", "http://[fe80::1]:8000/v1", False),
        ("fd00::/8,10.0.0.0/8", "https://api.dgrid.ai/v1", False),
        ("[fd12::1]", "http://[fd12::1]:8000/v1", True),
        ("[fd12::1]:8000", "http://[fd12::1]:8000/v1", True),
        ("box:8000", "http://box:8000/v1", True),
        ("box:8000", "http://box:9000/v1", False),
        ("http://box", "http://box:9000/v1", True),
        ("exämple.de, %zz, .., -, :, [", "https://api.dgrid.ai/v1", False),
    ],
)
def test_who_is_asked_directly(
    monkeypatch: pytest.MonkeyPatch, said: str, address: str, direct: bool
) -> None:
    monkeypatch.setenv("NO_PROXY", said)
    assert is_direct(httpx.URL(address)) is direct


def test_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:p%40ss@proxy.test:3128")
    monkeypatch.setenv("HTTP_PROXY", "proxy.test:3129")
    found = system_proxies()
    assert str(found["https://"].url) == "http://proxy.test:3128"
    assert found["https://"].auth == ("user", "p@ss")
    assert str(found["http://"].url) == "http://proxy.test:3129"


@pytest.mark.parametrize("said", ["[::1]", "fe80::/10", "::1,fd00::/8", "exämple.de"])
def test_an_odd_exception_stops_no_request(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("NO_PROXY", said)

    async def client() -> None:
        transport = Transport(FixedClock(), user_agent="test")
        transport._client(httpx.URL("https://api.dgrid.ai/v1"))
        await transport.aclose()

    asyncio.run(client())
