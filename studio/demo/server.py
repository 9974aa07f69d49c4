"""The embedded demo gateway: a loopback server in a thread of its own.

It speaks what DGrid speaks (wire reference, section 2) over a real socket, so that first
runs, tests, screenshots and benchmarks use the same client code as a paid gateway.
"""

import asyncio
import socket
import threading
import time
from collections import deque
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import h11

from studio.demo.http import (
    BodyTooLarge,
    ClientLeft,
    Exchange,
    HttpConnection,
    RecordedRequest,
)
from studio.demo.replay import ReplayScript, ReplayShelf
from studio.demo.routes import Routes

_READ_LIMIT_BYTES = 1024 * 1024


class DemoGateway:
    """A gateway on this machine that needs no key and costs nothing.

    Args:
        pace: speed of the paced models: 1 as in life, 0 without any waiting, 2 half as fast.
        keep_requests: how many of the newest requests `requests` remembers; 0: none.
        port: 0 takes a free one.

    Thread: every method may be called from any thread; the work runs in the gateway's own.
    """

    def __init__(self, *, pace: float = 1.0, keep_requests: int = 1000, port: int = 0) -> None:
        self._port = port
        self._log: deque[RecordedRequest] = deque(maxlen=keep_requests)
        self._logged = threading.Condition()
        self._shelf = ReplayShelf()
        self._routes = Routes(pace=pace)
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._clients: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._base_url = ""

    @property
    def base_url(self) -> str:
        """Address for a connection, e.g. `http://127.0.0.1:40123/v1`; "" before `start`."""
        return self._base_url

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The newest requests, oldest first."""
        return tuple(self._log)

    def start(self, listener: socket.socket | None = None) -> str:
        """Starts to serve (no effect when it already does).

        Args:
            listener: a socket that listens already; it is closed with the gateway.

        Returns:
            The base address.

        Raises:
            OSError: the port is taken, or there is no loopback network.
        """
        if self._thread is not None:
            return self._base_url
        if listener is None:
            listener = socket.create_server(("127.0.0.1", self._port), backlog=128)
        self._base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        self._routes.base_url = self._base_url
        self._thread = threading.Thread(
            target=self._run, args=(listener,), name="demo-gateway", daemon=True
        )
        self._thread.start()
        return self._base_url

    def close(self) -> None:
        """Drops every connection and waits until the thread has ended."""
        if self._thread is None:
            return
        self._ready.wait()
        assert self._loop is not None
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._thread = None
        self._ready.clear()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def replay(
        self,
        path: str,
        data: bytes,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        chunk_bytes: int | None = None,
        delay_s: float = 0.0,
        first_delay_s: float = 0.0,
        drop_after_bytes: int | None = None,
        reset: bool = False,
        stall_after_bytes: int | None = None,
        until_close: bool = False,
        times: int | None = None,
    ) -> ReplayScript:
        """Answers a path (starts with `/`) or a model id with recorded bytes from now on.

        Several scripts for one target are used in order, each `times` times; see
        `ReplayScript` for the rest.
        """
        script = ReplayScript(
            data,
            status=status,
            headers=tuple((headers or {}).items()),
            chunk_bytes=chunk_bytes,
            delay_s=delay_s,
            first_delay_s=first_delay_s,
            drop_after_bytes=drop_after_bytes,
            reset=reset,
            stall_after_bytes=stall_after_bytes,
            until_close=until_close,
            times=times,
        )
        self._shelf.add(path, script)
        return script

    def forget_replays(self, path: str | None = None) -> None:
        """Forgets the recorded bytes of one target, or all of them."""
        self._shelf.clear(path)

    def wait_for_requests(self, count: int, timeout_s: float = 10.0) -> tuple[RecordedRequest, ...]:
        """Waits until so many requests have come.

        Raises:
            TimeoutError: fewer came in time.
        """
        with self._logged:
            if not self._logged.wait_for(lambda: len(self._log) >= count, timeout_s):
                raise TimeoutError(f"{len(self._log)} of {count} requests came")
            return self.requests

    def _run(self, listener: socket.socket) -> None:
        with asyncio.Runner() as runner:
            runner.run(self._serve(listener))

    async def _serve(self, listener: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        server = await asyncio.start_server(
            self._on_client_connected, sock=listener, limit=_READ_LIMIT_BYTES
        )
        self._ready.set()
        await self._stop.wait()
        server.close()
        tasks = list(self._clients)
        for task, writer in list(self._clients.items()):
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._routes.close()

    async def _on_client_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients[task] = writer
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = HttpConnection(reader, writer)
        try:
            await self._talk(connection)
        except (ClientLeft, OSError, h11.ProtocolError):
            pass
        except asyncio.CancelledError:
            # The gateway is closing; ending normally keeps the stream protocol quiet.
            return
        finally:
            del self._clients[task]
            writer.close()

    async def _talk(self, connection: HttpConnection) -> None:
        while True:
            try:
                request = await connection.next_request()
            except BodyTooLarge:
                await self._refuse_body(connection)
                return
            if request is None:
                return
            self._note(request)
            exchange = Exchange(connection, request)
            try:
                await self._answer(exchange)
            finally:
                # Has no effect on an answer that came to its end.
                request.close("client_left")

    async def _answer(self, exchange: Exchange) -> None:
        request = exchange.request
        model = ""
        if request.method == "POST" and isinstance(body := request.json, dict):
            model = str(body.get("model", ""))
        script = self._shelf.take(request.path, model)
        if script is not None:
            await script.play(exchange)
        else:
            await self._routes.answer(exchange)

    async def _refuse_body(self, connection: HttpConnection) -> None:
        request = RecordedRequest("POST", "", {}, {}, received_s=time.monotonic())
        error = {"message": "request body too large", "type": "new_api_error"}
        await Exchange(connection, request).send_json(
            {"error": {**error, "param": "", "code": "read_request_body_failed"}}, status=413
        )

    def _note(self, request: RecordedRequest) -> None:
        with self._logged:
            self._log.append(request)
            self._logged.notify_all()
