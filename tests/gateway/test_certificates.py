"""Certificates that are not trusted: each fault is told apart, and nothing is sent."""

import ssl
from pathlib import Path
from typing import Any

import pytest

from studio.core.errors import ConnectionFailed, EndedEarly
from studio.gateway.certificate_faults import certificate_code
from studio.gateway.client import HttpGateway
from tests.gateway.certificates import make_certificate, serving
from tests.gateway.fakes import KEY, FixedClock, MemoryBlobs, Sleeps, chat, collect
from tests.gateway.server import Drop, ReplayServer, delta, sse, text_answer
from tests.gateway.test_client import text_of


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An issuer that this system trusts."""
    file, issuer = make_certificate(tmp_path, "root", is_issuer=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return issuer


async def asked(file: Path, *answers: Any) -> tuple[Any, Any, int]:
    blobs = MemoryBlobs()
    async with ReplayServer(answers or [text_answer()], tls=serving(file)) as server:
        gateway = HttpGateway(blobs, blobs, FixedClock(), sleep=Sleeps())
        try:
            events, error = await collect(gateway.chat(chat(server.base_url), KEY))
        finally:
            await gateway.aclose()
        return events, error, len(server.seen)


async def test_a_certificate_of_an_issuer_that_the_system_trusts(tmp_path: Path, root: Any) -> None:
    file, _ = make_certificate(tmp_path, "good", issuer=root)
    events, error, _ = await asked(file)
    assert error is None
    assert text_of(events) == "Hello"


@pytest.mark.parametrize(
    ("made", "code", "words"),
    [
        ({"days": (-5, -1)}, "certificate_expired", "expired"),
        ({"days": (1, 5)}, "certificate_not_yet_valid", "not yet valid"),
        ({"host": "api.example.test"}, "certificate_of_another", "127.0.0.1"),
        ({"host": "10.0.0.1"}, "certificate_of_another", "127.0.0.1"),
        ({"issuer": None}, "certificate_self_signed", "self"),
        ({"issuer": "stranger"}, "bad_certificate", "issuer"),
    ],
)
async def test_faults(tmp_path: Path, root: Any, made: Any, code: str, words: str) -> None:
    if made.get("issuer") == "stranger":
        made = {"issuer": make_certificate(tmp_path, "stranger", is_issuer=True)[1]}
    file, _ = make_certificate(tmp_path, "server", **{"issuer": root, **made})
    _, error, seen = await asked(file)
    assert isinstance(error, ConnectionFailed)
    assert (error.code, error.retryable, error.maybe_charged, error.tries) == (
        code,
        False,
        False,
        1,
    )
    assert words in error.detail
    assert "_ssl.c" not in error.detail
    assert seen == 0


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (10, "certificate_expired"),
        (-67818, "certificate_expired"),  # macOS
        (-2146762495, "certificate_expired"),  # Windows
        (-67602, "certificate_of_another"),
        (0x800B010F, "certificate_of_another"),
        (20, "bad_certificate"),
        (0, "bad_certificate"),
    ],
)
def test_the_numbers_of_all_systems(number: int, code: str) -> None:
    error = ssl.SSLCertVerificationError("x")
    error.verify_code = number
    assert certificate_code(error) == code


async def test_an_encrypted_answer_cut_amid_its_text_is_kept_up_to_there(
    tmp_path: Path, root: Any
) -> None:
    file, _ = make_certificate(tmp_path, "good", issuer=root)
    events, error, _ = await asked(file, sse(delta("Once"), done=False, then=[Drop]))
    assert isinstance(error, EndedEarly)
    assert (error.code, error.maybe_charged) == ("connection_lost", True)
    assert text_of(events) == "Once"
