"""The images endpoints: bodies, forms, answers."""

import base64
from email import message_from_bytes
from email.policy import HTTP
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from studio.core.errors import (
    BlobMissing,
    ContentRefused,
    GatewayError,
    RequestRejected,
    ServerFailed,
)
from studio.core.events import ImageReceived, RemoteImageFound, ResponseStarted, StreamEvent
from studio.core.parts import BlobRef, ImageOrigin
from studio.core.requests import ImageRequest, Parameters
from studio.gateway.client import HttpGateway
from studio.gateway.image_bodies import MAX_PICTURE_BYTES, size_of
from tests.gateway.fakes import KEY, FixedClock, MemoryBlobs, Sleeps, collect, connection, picture
from tests.gateway.server import Answer, ReplayServer, Seen, as_json, sse


async def run(
    answer: Answer, blobs: MemoryBlobs | None = None, **fields: Any
) -> tuple[list[StreamEvent], GatewayError | None, list[Seen]]:
    blobs = blobs or MemoryBlobs()
    async with ReplayServer([answer]) as server:
        gateway = HttpGateway(blobs, blobs, FixedClock(), sleep=Sleeps())
        to = connection(server.base_url, **fields.pop("to", {}))
        request = ImageRequest(
            to, fields.pop("model_id", "m"), fields.pop("prompt", "a fox"), **fields
        )
        try:
            events, error = await collect(gateway.images(request, KEY))
        finally:
            await gateway.aclose()
        return events, error, server.seen


PNG = picture()
B64 = base64.b64encode(PNG).decode()


async def test_generation() -> None:
    answer = as_json(
        {
            "created": 1,
            "data": [
                {"b64_json": B64, "url": "", "revised_prompt": "a red fox"},
                {"url": "https://x.test/a.png", "b64_json": ""},
            ],
        },
        X_Request_Id="r1",
    )
    events, error, seen = await run(
        answer,
        n=2,
        quality="hd",
        parameters=Parameters(
            aspect_ratio="16:9", user="u", extra={"style": "vivid", "model": "x"}
        ),
    )
    assert error is None
    assert events[0] == ResponseStarted("r1")
    (image,) = (event for event in events if isinstance(event, ImageReceived))
    assert (image.origin, image.blob.mime, image.partial) == (
        ImageOrigin.ENDPOINT,
        "image/png",
        False,
    )
    assert any(isinstance(event, RemoteImageFound) for event in events)
    assert seen[0].target == "/v1/images/generations"
    assert seen[0].json == {
        "model": "m",
        "prompt": "a fox",
        "n": 2,
        "size": "1792x1024",
        "quality": "hd",
        "user": "u",
        "response_format": "b64_json",
        "style": "vivid",
    }


async def test_least_generation() -> None:
    _, error, seen = await run(as_json({"data": [{"b64_json": B64}]}), model_id="gpt-image-1")
    assert error is None
    assert seen[0].json == {"model": "gpt-image-1", "prompt": "a fox"}


async def test_left_out() -> None:
    to = {"left_out": {"m": ("response_format", "quality")}}
    _, _, seen = await run(as_json({"data": [{"b64_json": B64}]}), to=to, quality="hd")
    assert seen[0].json == {"model": "m", "prompt": "a fox"}


async def test_streamed_partials() -> None:
    other = base64.b64encode(picture(size=(9, 9))).decode()
    answer = sse(
        {"type": "image_generation.partial_image", "b64_json": other, "partial_image_index": 0},
        {"type": "image_generation.completed", "b64_json": B64},
        done=False,
    )
    events, error, seen = await run(answer, stream=True, partial_images=1)
    assert error is None
    images = [event for event in events if isinstance(event, ImageReceived)]
    assert [image.partial for image in images] == [True, False]
    assert (seen[0].json["stream"], seen[0].json["partial_images"]) == (True, 1)


async def test_no_images_at_all() -> None:
    _, error, _ = await run(as_json({"created": 1, "data": []}))
    assert isinstance(error, ContentRefused)


async def test_what_may_have_been_paid_for_is_not_repeated() -> None:
    _, error, seen = await run(as_json({"error": {"message": "x"}}, 504))
    assert isinstance(error, ServerFailed)
    assert (error.maybe_charged, len(seen)) == (True, 1)
    _, error, seen = await run(as_json({"error": {"message": "x"}}, 503))
    assert len(seen) == 3


def form_of(seen: Seen) -> list[tuple[str, str | None, str, bytes]]:
    head = f"Content-Type: {seen.headers['content-type']}\r\n\r\n".encode()
    parsed = message_from_bytes(head + seen.body, policy=HTTP)
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in parsed.iter_parts()
    ]


async def test_edit_of_one_picture_with_a_mask() -> None:
    blobs = MemoryBlobs()
    mask = picture(size=(8, 6), mode="RGBA")
    events, error, seen = await run(
        as_json({"data": [{"b64_json": B64}]}),
        blobs,
        images=(blobs.put(PNG),),
        mask=blobs.put(mask),
        n=1,
        size="1024x1024",
    )
    assert error is None
    assert any(isinstance(event, ImageReceived) for event in events)
    assert seen[0].target == "/v1/images/edits"
    assert seen[0].headers["authorization"] == f"Bearer {KEY}"
    form = form_of(seen[0])
    texts = {name: data.decode() for name, filename, _, data in form if filename is None}
    assert texts == {
        "model": "m",
        "prompt": "a fox",
        "n": "1",
        "size": "1024x1024",
        "response_format": "b64_json",
    }
    files = [(n, f, t, d) for n, f, t, d in form if f is not None]
    assert files == [
        ("image", "image1.png", "image/png", PNG),
        ("mask", "mask.png", "image/png", mask),
    ]


async def test_edit_of_several_pictures_scaled() -> None:
    blobs = MemoryBlobs()
    large = picture(size=(1500, 1500), noise=True, mode="RGB")
    assert len(large) > MAX_PICTURE_BYTES
    _, error, seen = await run(
        as_json({"data": [{"b64_json": B64}]}),
        blobs,
        images=(blobs.put(large), blobs.put(picture("GIF", (20, 20), "P"))),
        stream=True,
    )
    assert error is None
    form = form_of(seen[0])
    files = [(name, kind, len(data)) for name, filename, kind, data in form if filename]
    assert [name for name, _, _ in files] == ["image[]", "image[]"]
    assert files[1][1] == "image/png"
    assert all(size <= MAX_PICTURE_BYTES for _, _, size in files)
    assert ("stream", None, "text/plain", b"true") in form


async def test_mask_follows_the_scaled_picture() -> None:
    blobs = MemoryBlobs()
    large = picture(size=(1500, 1500), noise=True, mode="RGB")
    mask = blobs.put(picture(size=(1500, 1500), mode="RGBA"))
    _, error, seen = await run(
        as_json({"data": [{"b64_json": B64}]}),
        blobs,
        images=(blobs.put(large),),
        mask=mask,
        model_id="dall-e-2",
    )
    assert error is None
    files = {name: data for name, filename, _, data in form_of(seen[0]) if filename}
    sizes = {name: Image.open(BytesIO(data)).size for name, data in files.items()}
    assert sizes["image"] == sizes["mask"] != (1500, 1500)


async def test_unusable_pictures() -> None:
    blobs = MemoryBlobs()
    _, error, seen = await run(as_json({}), blobs, images=(blobs.put(b"no picture"),))
    assert isinstance(error, RequestRejected)
    assert (error.code, seen) == ("bad_picture", [])
    with pytest.raises(BlobMissing):
        await run(as_json({}), images=(BlobRef("0" * 64, "image/png", 1),))


SIZES = [
    ("m", {}, None),
    ("m", {"size": "512x512"}, "512x512"),
    ("m", {"size": "auto"}, "auto"),
    ("m", {"aspect_ratio": "1:1"}, "1024x1024"),
    ("m", {"aspect_ratio": "3:2"}, "1536x1024"),
    ("m", {"aspect_ratio": "9:16"}, "1024x1792"),
    ("m", {"aspect_ratio": "3:4"}, "1024x1536"),
    ("m", {"aspect_ratio": "4:1", "image_size": "2K"}, "4096x1024"),
    ("m", {"image_size": "2K"}, "2048x2048"),
    ("m", {"image_size": "800x600"}, "800x600"),
    ("imagen-4", {"aspect_ratio": "16:9", "image_size": "2K"}, "1792x1024"),
    ("m", {"aspect_ratio": "0:9"}, None),
    # What a model refuses is not asked for: these have sizes of their own.
    ("gpt-image-1", {"aspect_ratio": "16:9"}, "1536x1024"),
    ("openai/gpt-image-1", {"aspect_ratio": "9:16"}, "1024x1536"),
    ("gpt-image-1", {"aspect_ratio": "1:1"}, "1024x1024"),
    ("dall-e-3", {"aspect_ratio": "3:2"}, "1792x1024"),
    ("dall-e-3", {"aspect_ratio": "3:4"}, "1024x1792"),
    ("dall-e-3", {"aspect_ratio": "1:1"}, "1024x1024"),
    ("dall-e-2", {"aspect_ratio": "16:9"}, "1024x1024"),
]


@pytest.mark.parametrize(("model_id", "fields", "size"), SIZES)
def test_sizes(model_id: str, fields: dict[str, str], size: str | None) -> None:
    own = {"size": fields.pop("size")} if "size" in fields else {}
    request = ImageRequest(connection(), model_id, "x", parameters=Parameters(**fields), **own)
    assert size_of(request) == size
