"""Sends the answer of a chat completion: streamed at its pace, or whole."""

import asyncio
import base64
import heapq
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from typing import Any

from msgspec import Struct

from studio.demo.chat_call import ChatCall
from studio.demo.http import ClientLeft, Exchange
from studio.demo.replay import FOREVER_S
from studio.demo.script import Ending, Picture, Piece, Script, ToolCall, timeline
from studio.demo.wire import DONE, PING, ChunkWriter, TokenCount, WholeMessage, event

STREAM_HEADERS = (
    ("Content-Type", "text/event-stream"),
    ("Cache-Control", "no-cache"),
    ("X-Accel-Buffering", "no"),
)
_PING_EVERY_S = 2.0
_LOOK_EVERY_S = 0.05
_WHOLE_ANSWER_MAX_S = 1.5


class _Due(Struct, frozen=True):
    at_s: float
    choice: int
    piece: Piece


class ChatSender:
    """Sends the scripts of one call, one for each choice.

    Args:
        pace: 0 leaves all waiting out.
        executor: where images are made.
    """

    def __init__(
        self,
        exchange: Exchange,
        call: ChatCall,
        scripts: list[Script],
        *,
        pace: float,
        executor: Callable[[], Executor],
    ) -> None:
        self._exchange = exchange
        self._call = call
        self._scripts = scripts
        self._pace = pace
        self._executor = executor
        self.count = TokenCount(prompt=call.prompt_tokens)

    async def send(self) -> None:
        """Answers. Raises: ClientLeft."""
        if self._call.stream:
            await self._send_stream()
        else:
            await self._send_whole()

    async def _send_stream(self) -> None:
        exchange, call = self._exchange, self._call
        chunks = ChunkWriter(f"chatcmpl-{exchange.request_id[4:]}", call.model, int(time.time()))
        await exchange.start(200, [*STREAM_HEADERS, *exchange.id_headers()])
        for choice in range(len(self._scripts)):
            await exchange.write(chunks.delta(choice, {"role": "assistant", "content": ""}))
        began_s = time.monotonic()
        waiting: list[bytes] = []
        for due in self._pieces():
            deadline_s = began_s + due.at_s * self._pace
            if waiting and (deadline_s > time.monotonic() or len(waiting) >= 64):
                await exchange.write(b"".join(waiting))
                waiting.clear()
                await exchange.wait(0)
            await self._wait_until(deadline_s)
            if due.piece.picture is not None:
                await exchange.write(b"".join(waiting) or PING)
                waiting.clear()
                before_s = time.monotonic()
                delta = await self._picture_delta(due.piece.picture, pings=True)
                began_s += time.monotonic() - before_s
            else:
                delta = _delta(due.piece)
            self._note(due.piece)
            waiting.append(chunks.delta(due.choice, delta))
        await exchange.write(b"".join(waiting))
        await self._end_stream(chunks)

    async def _end_stream(self, chunks: ChunkWriter) -> None:
        exchange = self._exchange
        ending = self._scripts[0].ending
        if ending is Ending.DISCONNECT:
            await exchange.write(b'data: {"id":"chatcmpl-cut","choices":[{"index":0,"delta":{"con')
            exchange.drop()
        elif ending is Ending.STALL:
            await exchange.wait(FOREVER_S)
        elif ending is Ending.ERROR_CHUNK:
            error = {"code": 502, "message": "Provider disconnected unexpectedly (demo)"}
            entry = {"index": 0, "delta": {"content": ""}, "finish_reason": "error"}
            await exchange.write(event({"error": error, "choices": [entry]}) + DONE)
            await exchange.finish()
        else:
            ends = [chunks.delta(i, {}, s.finish_reason) for i, s in enumerate(self._scripts)]
            if self._call.include_usage:
                ends.append(chunks.usage(self.count))
            await exchange.write(b"".join(ends) + DONE)
            await exchange.finish()

    async def _send_whole(self) -> None:
        exchange = self._exchange
        messages = [WholeMessage() for _ in self._scripts]
        last_s = 0.0
        for due in self._pieces():
            last_s = due.at_s
            message = messages[due.choice]
            picture = due.piece.picture
            if picture is not None:
                delta = await self._picture_delta(picture, pings=False)
            else:
                delta = _delta(due.piece)
            self._note(due.piece)
            message.content.append(delta.get("content", ""))
            if "reasoning_content" in delta:
                message.reasoning.append(delta["reasoning_content"])
            _add_calls(message.calls, delta.get("tool_calls", ()))
        await exchange.wait(min(last_s, _WHOLE_ANSWER_MAX_S) * self._pace)
        ending = self._scripts[0].ending
        if ending is Ending.DISCONNECT:
            exchange.drop()
            return
        if ending is Ending.STALL:
            await exchange.wait(FOREVER_S)
        if ending is Ending.ERROR_CHUNK:
            error = {"code": 502, "message": "Provider disconnected unexpectedly (demo)"}
            await exchange.send_json({"error": error, "user_id": "demo"})
            return
        await exchange.send_json(
            {
                "id": f"chatcmpl-{exchange.request_id[4:]}",
                "object": "chat.completion",
                "created": int(time.time()),
                "model": self._call.model,
                "choices": [
                    m.as_choice(i, s.finish_reason)
                    for i, (m, s) in enumerate(zip(messages, self._scripts, strict=True))
                ],
                "usage": self.count.as_usage(),
                "system_fingerprint": None,
            }
        )

    def _pieces(self) -> Iterator[_Due]:
        lines = [_dues(choice, script) for choice, script in enumerate(self._scripts)]
        return iter(heapq.merge(*lines, key=lambda due: due.at_s))

    async def _wait_until(self, deadline_s: float) -> None:
        while (left_s := deadline_s - time.monotonic()) > 0:
            await self._exchange.wait(min(left_s, _PING_EVERY_S))
            if left_s > _PING_EVERY_S and self._call.stream:
                await self._exchange.write(PING)

    async def _picture_delta(self, picture: Picture, *, pings: bool) -> dict[str, Any]:
        data = await painted(self._exchange, self._executor, picture.make, pings=pings)
        text = f"![{picture.alt}](data:{picture.mime};base64,{base64.b64encode(data).decode()})"
        return {"reasoning_content": text} if picture.in_reasoning else {"content": text}

    def _note(self, piece: Piece) -> None:
        if piece.thought:
            self.count.reasoning += piece.tokens
        elif piece.picture is not None:
            self.count.image += piece.picture.tokens
        else:
            self.count.completion += piece.tokens


async def painted(
    exchange: Exchange,
    executor: Callable[[], Executor],
    make: Callable[[Callable[[], bool]], bytes],
    *,
    pings: bool = False,
) -> bytes:
    """Makes an image on a worker thread while the socket is watched.

    Args:
        make: see `script.Picture.make`.
        pings: send keep-alives meanwhile.

    Raises:
        ClientLeft: the client left; the worker was told to stop.
    """
    left = threading.Event()
    future = asyncio.get_running_loop().run_in_executor(executor(), make, left.is_set)
    ping_s = time.monotonic() + _PING_EVERY_S
    try:
        while not (await asyncio.wait({future}, timeout=_LOOK_EVERY_S))[0]:
            await exchange.wait(0)
            if pings and time.monotonic() > ping_s:
                await exchange.write(PING)
                ping_s = time.monotonic() + _PING_EVERY_S
        return future.result()
    except (ClientLeft, asyncio.CancelledError):
        left.set()
        future.cancel()
        raise


def _dues(choice: int, script: Script) -> Iterator[_Due]:
    for at_s, piece in timeline(script):
        yield _Due(at_s, choice, piece)


def _delta(piece: Piece) -> dict[str, Any]:
    if piece.thought:
        return {"reasoning_content": piece.thought}
    if piece.call is not None:
        return {"tool_calls": [_call(piece.call)]}
    return {"content": piece.text}


def _call(call: ToolCall) -> dict[str, Any]:
    value: dict[str, Any] = {
        "index": call.index,
        "function": {"name": call.name, "arguments": call.arguments},
    }
    if call.call_id:
        value |= {"id": call.call_id, "type": "function"}
    return value


def _add_calls(calls: dict[int, dict[str, Any]], deltas: Iterable[dict[str, Any]]) -> None:
    for delta in deltas:
        new = json.loads(json.dumps(delta))
        old = calls.setdefault(delta["index"], new)
        if old is not new:
            old["function"]["arguments"] += delta["function"]["arguments"]
