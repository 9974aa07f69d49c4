"""Images that an answer only names: fetched when asked, bounded, never with a key."""

from pathlib import Path

import pytest

from studio.core.errors import BadReply, WrongAddress
from studio.gateway.client import HttpGateway
from studio.services.clock import SystemClock
from studio.storage.blobs import BlobStore
from tests.gateway.server import ReplayServer, body


async def fetched(server: ReplayServer, folder: Path, url: str) -> tuple[bytes, str]:
    blobs = BlobStore(folder)
    gateway = HttpGateway(blobs, blobs, SystemClock())
    try:
        blob = await gateway.fetch_image(url)
    finally:
        await gateway.aclose()
    return blobs.read(blob), blob.mime


async def test_the_bytes_are_kept_as_they_came(shared: Path, tmp_path: Path) -> None:
    image = (shared / "gateway/samples/img/c.jpg").read_bytes()
    async with ReplayServer([body(image, content_type="text/plain")]) as server:
        assert await fetched(server, tmp_path, f"{server.url}/x") == (image, "image/jpeg")
        (seen,) = server.seen
        assert "authorization" not in {name.lower() for name in seen.headers}


async def test_a_page_is_not_an_image(tmp_path: Path) -> None:
    async with ReplayServer([body(b"<svg onload='x'/>", content_type="image/svg+xml")]) as server:
        with pytest.raises(BadReply) as caught:
            await fetched(server, tmp_path, f"{server.url}/x.svg")
        assert caught.value.code == "not_an_image"


async def test_a_redirect_may_lead_elsewhere(shared: Path, tmp_path: Path) -> None:
    image = (shared / "gateway/samples/img/a.png").read_bytes()
    async with ReplayServer([body(image)]) as other:
        there = other.url.replace("127.0.0.1", "localhost") + "/real"
        moved = body(b"", status=302, location=there)
        async with ReplayServer([moved]) as server:
            assert (await fetched(server, tmp_path, f"{server.url}/x"))[0] == image


async def test_other_schemes_are_refused(tmp_path: Path) -> None:
    async with ReplayServer([]) as server:
        with pytest.raises(WrongAddress):
            await fetched(server, tmp_path, "file:///etc/passwd")
