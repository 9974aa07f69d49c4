"""The images endpoints: `/v1/images/generations` and `/v1/images/edits`."""

import base64
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from studio.demo.catalogue import PAINTERS
from studio.demo.chat import STREAM_HEADERS, painted
from studio.demo.chat_call import decode_data_uri
from studio.demo.failures import fail_at_once
from studio.demo.http import Exchange
from studio.demo.multipart import read_form
from studio.demo.painting import Order, paint, read_size
from studio.demo.wire import DONE, TokenCount, WireError, clean

_MAX_IMAGES = 10
_IMAGE_TOKENS = 1290
_IMAGE_FIELD = re.compile(r"^image(\[\d*\])?$")


class Keeper(Protocol):
    """What the images endpoints need of the rest of the gateway."""

    def executor(self) -> Executor:
        """Where images are made."""
        ...

    def keep_file(self, name: str, data: bytes) -> str:
        """Serves bytes for a while; gives their address."""
        ...

    def note_usage(self, request_id: str, model: str, count: TokenCount) -> None:
        """Keeps what a request used."""
        ...

    def seed(self, prompt: str, seed: int | None, choice: int) -> int:
        """A seed for a painting."""
        ...


class ImagesCall(Struct, frozen=True):
    """A request of one of the two endpoints."""

    prompt: str
    model: str
    n: int = 1
    size: str = ""
    as_url: bool = False
    stream: bool = False
    partial_images: int = 0
    seed: int | None = None
    images: tuple[bytes, ...] = ()
    mask: bytes | None = None
    is_edit: bool = False


async def answer(exchange: Exchange, keeper: Keeper, *, pace: float) -> None:
    """Answers a request of the images endpoints. Raises: WireError, ClientLeft."""
    call = _read(exchange)
    if await fail_at_once(call.model, exchange):
        return
    if call.model not in PAINTERS:
        raise WireError(
            503,
            f"No available channel for model {call.model} under group default",
            code="model_not_found",
        )
    try:
        width, height = read_size(size=call.size)
    except ValueError as exc:
        raise WireError(400, str(exc), kind="invalid_request_error", code="invalid_size") from exc
    orders = [
        Order(
            call.prompt,
            width,
            height,
            keeper.seed(call.prompt, call.seed, choice),
            call.images[0] if call.images else None,
        )
        for choice in range(call.n)
    ]
    count = TokenCount(prompt=len(call.prompt) // 4 + 1, image=_IMAGE_TOKENS * call.n)
    keeper.note_usage(exchange.request_id, call.model, count)
    if call.stream:
        await _stream(exchange, keeper, call, orders, count, pace)
    else:
        await _whole(exchange, keeper, call, orders, count)


async def _whole(
    exchange: Exchange, keeper: Keeper, call: ImagesCall, orders: list[Order], count: TokenCount
) -> None:
    data = []
    for number, order in enumerate(orders):
        png = await painted(exchange, keeper.executor, _job(call, order))
        url = keeper.keep_file(f"{exchange.request_id}-{number}.png", png) if call.as_url else ""
        encoded = "" if call.as_url else base64.b64encode(png).decode()
        data.append({"url": url, "b64_json": encoded, "revised_prompt": ""})
    await exchange.send_json({"created": int(time.time()), "data": data, "usage": _usage(count)})


async def _stream(
    exchange: Exchange,
    keeper: Keeper,
    call: ImagesCall,
    orders: list[Order],
    count: TokenCount,
    pace: float,
) -> None:
    kind = "image_edit" if call.is_edit else "image_generation"
    await exchange.start(200, [*STREAM_HEADERS, *exchange.id_headers()])
    for order in orders:
        for index in range(call.partial_images):
            rough = replace(order, detail=0.06 * 2.2**index, style="smooth")
            png = await painted(exchange, keeper.executor, _job(call, rough), pings=True)
            event = {"partial_image_index": index, **_encoded(png)}
            await exchange.write(_named(f"{kind}.partial_image", event))
            await exchange.wait(0.2 * pace)
        png = await painted(exchange, keeper.executor, _job(call, order), pings=True)
        event = {"created_at": int(time.time()), "usage": _usage(count), **_encoded(png)}
        await exchange.write(_named(f"{kind}.completed", event))
    await exchange.write(DONE)
    await exchange.finish()


def _named(name: str, value: dict[str, Any]) -> bytes:
    data = json.dumps({"type": name, **value}).encode()
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"


def _encoded(png: bytes) -> dict[str, str]:
    return {"b64_json": base64.b64encode(png).decode()}


def _job(call: ImagesCall, order: Order) -> Callable[[Callable[[], bool]], bytes]:
    if call.mask is not None and call.images:
        return partial(_paint_inside, order, call.images[0], call.mask)
    return partial(paint, order)


def _paint_inside(order: Order, original: bytes, mask: bytes, left: Callable[[], bool]) -> bytes:
    from studio.demo.painting.inside import paint_inside

    return paint_inside(order, original, mask, left)


def _usage(count: TokenCount) -> dict[str, Any]:
    return {
        "total_tokens": count.prompt + count.image,
        "input_tokens": count.prompt,
        "output_tokens": count.image,
        "input_tokens_details": {"text_tokens": count.prompt, "image_tokens": 0},
    }


def _read(exchange: Exchange) -> ImagesCall:
    request = exchange.request
    is_edit = request.path.endswith("/edits")
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("multipart/"):
        try:
            form = read_form(request.body, content_type)
        except ValueError as exc:
            raise WireError(400, str(exc), code="bad_request_body") from exc
        body: dict[str, Any] = dict(form.fields)
        images = tuple(data for name, data in form.files if _IMAGE_FIELD.match(name))
        mask = next((data for name, data in form.files if name == "mask"), None)
    else:
        if not isinstance(request.json, dict):
            raise WireError(400, "invalid JSON body", code="bad_request_body")
        body = request.json
        images = tuple(_json_images(body))
        mask = decode_data_uri(str(body.get("mask") or ""))
    call = _fields(body)
    if not call.model:
        raise WireError(400, "model name not specified", code="model_not_specified")
    if not call.prompt:
        raise WireError(400, "prompt is required", kind="invalid_request_error")
    if is_edit and not images:
        raise WireError(400, "image is required", kind="invalid_request_error")
    return replace(call, images=images, mask=mask, is_edit=is_edit)


def _fields(body: dict[str, Any]) -> ImagesCall:
    def whole(name: str) -> int | None:
        try:
            return int(body[name])
        except (KeyError, TypeError, ValueError):
            return None

    prompt = clean(str(body.get("prompt") or _qwen_prompt(body)))
    return ImagesCall(
        prompt=prompt.strip(),
        model=str(body.get("model") or ""),
        n=max(1, min(_MAX_IMAGES, whole("n") or 1)),
        size=str(body.get("size") or ""),
        as_url=body.get("response_format") == "url",
        stream=str(body.get("stream", "")).lower() == "true",
        partial_images=max(0, min(3, whole("partial_images") or 0)),
        seed=whole("seed"),
    )


def _qwen_parts(body: dict[str, Any]) -> list[Any]:
    given = body.get("input")
    messages = given.get("messages") if isinstance(given, dict) else None
    parts: list[Any] = []
    for message in messages if isinstance(messages, list) else ():
        content = message.get("content") if isinstance(message, dict) else None
        parts += content if isinstance(content, list) else [content]
    return parts


def _qwen_prompt(body: dict[str, Any]) -> str:
    texts = [p.get("text", "") if isinstance(p, dict) else p for p in _qwen_parts(body)]
    return "\n".join(t for t in texts if isinstance(t, str) and t)


def _json_images(body: dict[str, Any]) -> list[bytes]:
    given = body.get("image") or body.get("images") or []
    values = given if isinstance(given, list) else [given]
    values += [p.get("image") for p in _qwen_parts(body) if isinstance(p, dict)]
    found = []
    for value in values:
        if isinstance(value, dict):
            value = value.get("image_url")
        if not isinstance(value, str) or not value:
            continue
        data = decode_data_uri(value)
        if data is None:
            raise WireError(400, "image is not a data URI", kind="invalid_request_error")
        found.append(data)
    return found
