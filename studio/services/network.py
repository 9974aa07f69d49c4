"""The network thread: gateways run there, so that no byte is parsed on the GUI thread."""

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from studio.core.events import ImageProgress, StreamEvent
from studio.core.ports import Gateway

logger = logging.getLogger(__name__)

T = TypeVar("T")
Batch = tuple[StreamEvent, ...]

FRAME_S = 0.066
"""Streamed text is handed to the GUI thread at most this often.

The visual specification (8) allows every 33 ms. Text reads the same at 15 times a second as at 20
(200 tokens/s are 53 characters a frame), and costs a sixth less (2026-11).
"""


class EventChannel:
    """Events on their way from the network thread to the GUI thread.

    The network side never waits: a gateway that can't write for 30 s drops the stream (wire
    reference, section 7), so events pile up here, already joined, until they are taken.

    Thread: `put` and `end` on the network thread, the rest on the loop that made it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lock = threading.Lock()
        self._events: list[StreamEvent] = []
        self._ended = False
        self._error: BaseException | None = None
        self._told = False
        self._told_at_s = -FRAME_S
        self._ready = asyncio.Event()
        self._take: Callable[[Batch], None] | None = None
        self._end: asyncio.Future[None] | None = None
        self.future: concurrent.futures.Future[None] | None = None

    def put(self, batch: Batch) -> None:
        """Adds events in order; of an image under way only the newest progress is kept."""
        with self._lock:
            last = self._events[-1] if self._events else None
            if _is_newer_progress(last, batch):
                self._events[-1] = batch[0]
            else:
                self._events.extend(batch)
            if self._told:
                return
            self._told = True
        # The pause between frames is waited for here: on the window's loop each wait would
        # cost it four turns instead of one.
        loop = asyncio.get_running_loop()
        wait_s = self._told_at_s + FRAME_S - loop.time()
        if wait_s > 0.001:
            loop.call_later(wait_s, self._tell)
        else:
            self._tell()

    def end(self, error: BaseException | None) -> None:
        """No more events; `error` is raised to the reader after the last event."""
        with self._lock:
            self._ended = True
            self._error = error
        self._tell()

    async def batches(self) -> AsyncGenerator[Batch, None]:
        """Batches, at most one every 66 ms; the first at once, the last when it comes.

        Raises:
            GatewayError: how the stream failed, after its last event.
        Cancel: closes the connection.
        """
        try:
            while True:
                await self._ready.wait()
                batch, ended, error = self._taken()
                if batch:
                    yield batch
                if ended:
                    if error is not None:
                        raise error
                    return
        finally:
            self.close()

    async def deliver(self, take: Callable[[Batch], None]) -> None:
        """Calls `take` with batches as `batches` gives them, without waking a task for each.

        Raises:
            GatewayError: how the stream failed, after its last event; or what `take` raised.
        Cancel: closes the connection; what had come by then is taken, and nothing more.
        """
        self._take, self._end = take, self._loop.create_future()
        try:
            self._hand_over()
            await self._end
        except asyncio.CancelledError:
            batch, _, _ = self._taken()
            if batch:
                take(batch)
            raise
        finally:
            self._take = None
            self.close()

    def _on_told(self) -> None:
        if self._take is None:
            self._ready.set()
        else:
            self._hand_over()

    def _hand_over(self) -> None:
        take, end = self._take, self._end
        if take is None or end is None or end.done():
            return
        batch, ended, error = self._taken()
        try:
            if batch:
                take(batch)
        except Exception as exc:  # noqa: BLE001 - raised again to who waits for the end
            ended, error = True, exc
        if ended and not end.done():
            if error is not None:
                end.set_exception(error)
            else:
                end.set_result(None)

    def _taken(self) -> tuple[Batch, bool, BaseException | None]:
        """What has come since, and whether and how it ended."""
        with self._lock:
            events, self._events = self._events, []
            self._told = False
            self._ready.clear()
            return tuple(events), self._ended, self._error

    def close(self) -> None:
        """Stops the network side; its connection is closed there."""
        if self.future is not None:
            self.future.cancel()

    def _tell(self) -> None:
        self._told_at_s = asyncio.get_running_loop().time()
        self._call(self._on_told)

    def _call(self, callback: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(callback)
        except RuntimeError:
            # The program is leaving: nobody waits for these events any more.
            self._ended = True


def _is_newer_progress(last: StreamEvent | None, batch: Batch) -> bool:
    return (
        len(batch) == 1
        and isinstance(batch[0], ImageProgress)
        and isinstance(last, ImageProgress)
        and batch[0].choice == last.choice
    )


class NetworkThread:
    """Runs gateway calls on an own asyncio loop in an own thread.

    Args:
        make_gateway: called once, on that thread, when the first call needs it (httpx and
            the certificate store cost more than the first window may).
    """

    def __init__(self, make_gateway: Callable[[], Gateway]) -> None:
        self._make_gateway = make_gateway
        self._gateway: Gateway | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def stream(self, open_stream: Callable[[Gateway], AsyncGenerator[Batch, None]]) -> EventChannel:
        """Starts a stream; iterate over `EventChannel.batches()` to take its events."""
        channel = EventChannel(asyncio.get_running_loop())
        channel.future = asyncio.run_coroutine_threadsafe(
            self._pump(open_stream, channel), self._running_loop()
        )
        return channel

    async def call(self, fn: Callable[[Gateway], Awaitable[T]]) -> T:
        """Runs one gateway call and gives its result. Cancel: cancels it there too."""

        async def on_thread() -> T:
            return await fn(self._the_gateway())

        future = asyncio.run_coroutine_threadsafe(on_thread(), self._running_loop())
        return await asyncio.wrap_future(future)

    def close(self, timeout_s: float = 2.0) -> None:
        """Closes connections and ends the thread. May be called twice."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        self._loop = self._thread = None
        future = asyncio.run_coroutine_threadsafe(self._shut_down(), loop)
        try:
            error = future.exception(timeout_s)
        except concurrent.futures.TimeoutError:
            logger.info("connections did not close in %s s", timeout_s)
        else:
            if error is not None:
                logger.info("connections did not close: %r", error)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout_s)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(
                target=_run_loop, args=(self._loop,), name="network", daemon=True
            )
            self._thread.start()
        return self._loop

    def _the_gateway(self) -> Gateway:
        if self._gateway is None:
            self._gateway = self._make_gateway()
        return self._gateway

    async def _pump(
        self, open_stream: Callable[[Gateway], AsyncGenerator[Batch, None]], channel: EventChannel
    ) -> None:
        try:
            async with aclosing(open_stream(self._the_gateway())) as batches:
                async for batch in batches:
                    channel.put(batch)
        except asyncio.CancelledError:
            channel.end(None)
            raise
        except BaseException as exc:  # noqa: BLE001 - raised again to the reader of the channel
            channel.end(exc)
        else:
            channel.end(None)

    async def _shut_down(self) -> None:
        this = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not this]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._gateway is not None:
            await self._gateway.aclose()
            self._gateway = None


def _run_loop(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
