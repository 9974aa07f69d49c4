"""A real HTTP server on loopback that replays scripted answers, byte for byte."""

import asyncio
import json
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Pause:
    """Waits before the next bytes."""

    seconds: float


@dataclass(frozen=True)
class Gate:
    """Waits for an event of the test before the next bytes."""

    event: asyncio.Event


class Drop:
    """Breaks the connection off, without the end of the body."""


class Stall:
    """Says nothing more until the client goes."""


Step = bytes | Pause | Gate | type[Drop] | type[Stall]


@dataclass
class Answer:
    """One scripted answer.

    `framing`: `chunked`, `length` (all bytes are joined), `close` (until the end of the
    connection), or `raw` (the steps are the whole answer, status line included).
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    framing: str = "chunked"


def sse(*payloads: Any, done: bool = True, **more: Any) -> Answer:
    lines = [b"data: " + json.dumps(p).encode() + b"\n\n" for p in payloads]
    if done:
        lines.append(b"data: [DONE]\n\n")
    headers = {"Content-Type": "text/event-stream", **more.pop("headers", {})}
    return Answer(headers=headers, steps=[*lines, *more.pop("then", [])], **more)


def as_json(payload: Any, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(
        status,
        {"Content-Type": "application/json", **named},
        [json.dumps(payload, ensure_ascii=False).encode()],
        "length",
    )


def body(data: bytes, status: int = 200, content_type: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    typed = {"Content-Type": content_type} if content_type else {}
    return Answer(status, {**typed, **named}, [data], "length")


def delta(text: str, finish: str | None = None, index: int = 0) -> dict[str, Any]:
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "model": "m",
        "choices": [{"index": index, "delta": {"content": text}, "finish_reason": finish}],
    }


def text_answer(text: str = "Hello", **more: Any) -> Answer:
    return sse(delta(""), delta(text), delta("", "stop"), **more)


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at_s: float
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    gone_at_s: float = 0.0

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class ReplayServer:
    """Answers requests with the scripted answers, in order; the last one repeats."""

    def __init__(
        self, answers: Iterable[Answer] = (), *, tls: ssl.SSLContext | None = None
    ) -> None:
        self._tls = tls
        self.answers = list(answers)
        self.seen: list[Seen] = []
        self.arrived = asyncio.Event()
        self.connections = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"{'http' if self._tls is None else 'https'}://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    async def __aenter__(self) -> "ReplayServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._writers):
            writer.transport.abort()
        await self._server.wait_closed()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        task = asyncio.current_task()
        assert task is not None
        self._tasks.append(task)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        headers = {name.lower(): value for name, value in headers.items()}
        data = await reader.readexactly(int(headers.get("content-length", 0)))
        loop = asyncio.get_running_loop()
        seen = Seen(method, target, headers, data, loop.time())
        self.seen.append(seen)
        self.arrived.set()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        watch = loop.create_task(self._watch(reader, seen))
        try:
            return await self._play(answer, writer, seen)
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def _watch(self, reader: asyncio.StreamReader, seen: Seen) -> None:
        """Notices that the client went while an answer is being played."""
        try:
            data = await reader.read(1)
            assert not data, "no pipelining here"
        except ConnectionError:
            pass
        seen.gone_at_s = asyncio.get_running_loop().time()
        seen.gone.set()

    async def _play(self, answer: Answer, writer: asyncio.StreamWriter, seen: Seen) -> bool:
        chunked = answer.framing == "chunked"
        if answer.framing != "raw":
            writer.write(self._head(answer))
        for step in answer.steps:
            if step is Drop:
                await writer.drain()
                writer.close()
                return False
            if step is Stall:
                await writer.drain()
                await seen.gone.wait()
                return False
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
            elif isinstance(step, Gate):
                await writer.drain()
                await step.event.wait()
            elif isinstance(step, bytes) and step:
                writer.write(b"%x\r\n%s\r\n" % (len(step), step) if chunked else step)
                await writer.drain()
        if chunked:
            writer.write(b"0\r\n\r\n")
        await writer.drain()
        return answer.framing in {"chunked", "length"}

    def _head(self, answer: Answer) -> bytes:
        headers = dict(answer.headers)
        if answer.framing == "chunked":
            headers["Transfer-Encoding"] = "chunked"
        elif answer.framing == "length":
            length = sum(len(step) for step in answer.steps if isinstance(step, bytes))
            headers.setdefault("Content-Length", str(length))
        lines = [f"HTTP/1.1 {answer.status} X", *(f"{n}: {v}" for n, v in headers.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")
