"""The images endpoints of the demo gateway."""

import base64
import io
import json

import httpx
import pytest
from PIL import Image

SMALL = {"model": "demo/painter", "prompt": "the sea", "size": "256x192"}


def png(colour, size=(64, 64)):
    out = io.BytesIO()
    Image.new("RGBA", size, colour).save(out, "PNG")
    return out.getvalue()


def opened(b64):
    return Image.open(io.BytesIO(base64.b64decode(b64)))


def test_generations(client: httpx.Client):
    body = client.post("/images/generations", json={**SMALL, "n": 2}).json()
    assert [opened(d["b64_json"]).size for d in body["data"]] == [(256, 192)] * 2
    assert body["data"][0]["b64_json"] != body["data"][1]["b64_json"]
    assert body["data"][0]["url"] == ""
    assert body["usage"]["output_tokens"] > 0


def test_by_address(client: httpx.Client):
    body = client.post("/images/generations", json={**SMALL, "response_format": "url"}).json()
    fetched = client.get(body["data"][0]["url"])
    assert fetched.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(fetched.content)).size == (256, 192)


def test_streamed_with_partial_images(client: httpx.Client):
    response = client.post(
        "/images/generations", json={**SMALL, "stream": True, "partial_images": 2}
    )
    names = [line[7:] for line in response.text.split("\n") if line.startswith("event: ")]
    assert names == ["image_generation.partial_image"] * 2 + ["image_generation.completed"]
    data = [line[6:] for line in response.text.split("\n") if line.startswith("data: ")]
    assert data[-1] == "[DONE]"
    assert all(opened(json.loads(d)["b64_json"]).size == (256, 192) for d in data[:-1])


def test_edit_by_form_paints_only_inside_the_mask(client: httpx.Client):
    mask = Image.new("RGBA", (64, 64), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (32, 0, 64, 64))
    out = io.BytesIO()
    mask.save(out, "PNG")
    files = {
        "image[]": ("a.png", png((10, 200, 30, 255)), "image/png"),
        "mask": ("m.png", out.getvalue(), "image/png"),
    }
    body = client.post("/images/edits", data=SMALL, files=files).json()
    image = opened(body["data"][0]["b64_json"]).convert("RGB")
    assert image.getpixel((20, 90)) == (10, 200, 30)
    assert image.getpixel((220, 90)) != (10, 200, 30)


def test_edit_by_json_in_both_spellings(client: httpx.Client):
    uri = "data:image/png;base64," + base64.b64encode(png((9, 9, 200, 255))).decode()
    assert client.post("/images/edits", json={**SMALL, "image": uri}).status_code == 200
    qwen = {
        "model": "demo/painter",
        "size": "128x128",
        "input": {"messages": [{"role": "user", "content": [{"image": uri}, {"text": "sea"}]}]},
    }
    assert client.post("/images/edits", json=qwen).status_code == 200


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"model": "demo/fast-writer"}, 503),
        ({"model": ""}, 400),
        ({"prompt": ""}, 400),
        ({"size": "big"}, 400),
        ({"size": "9x9000"}, 400),
        ({"model": "demo/fails-429"}, 429),
    ],
)
def test_refusals(client: httpx.Client, fields, status):
    assert client.post("/images/generations", json={**SMALL, **fields}).status_code == status
    assert client.post("/images/edits", json=SMALL).status_code == 400
