"""Reads one answer: chunks of bytes in, batches of events out."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator

import httpx

from studio.core.errors import (
    BadReply,
    ConnectionFailed,
    EndedEarly,
    GatewayError,
    TimedOut,
    WrongAddress,
)
from studio.core.events import Finished, ImageReceived, ResponseStarted, StreamEvent
from studio.core.ports import BlobWriter
from studio.gateway.answer import AnswerParser, RawImage
from studio.gateway.encodings import compressed_error
from studio.gateway.failures import error_from_text
from studio.gateway.faults import CAUGHT, error_from_exception
from studio.gateway.headers import request_id_of
from studio.gateway.retry import has_content

# After the finish reason only usage and the end mark are due.
_AFTER_FINISH_S = 20.0
# After the end mark nothing is: only the connection is closed, or free again.
_AFTER_END_S = 0.5
_MAX_PAGE_BYTES = 64 * 1024
# A server that writes token by token makes one wait for each. Then some more are let come before
# the next look: looking for each takes three times the processor time (200 a second, 2026-11).
# What is there already is never waited for, nor is an answer that comes as fast as it can. About a
# frame of `services.network`. The connection itself rests where it can (`pacing`).
_SLOW_BYTES_PER_S = 256 * 1024
_REST_AFTER_S = 0.001
_REST_S = 0.067

Batch = tuple[StreamEvent, ...]


class AnswerReader:
    """Turns the body of one successful response into batches of events.

    Args:
        response: open, with a status of success.
        parser: understands the bytes.
        blobs_out: keeps the images that the parser cuts out.
        choices: how many choices were asked for.
    """

    def __init__(
        self,
        response: httpx.Response,
        parser: AnswerParser,
        blobs_out: BlobWriter,
        *,
        choices: int = 1,
    ) -> None:
        self._response = response
        self._parser = parser
        self._blobs_out = blobs_out
        self._choices = choices
        self._request_id = request_id_of(response.headers)
        self._had_content = False
        self._finished = 0
        self._waited_s = 0.0
        self._looked_bytes = 0
        self._looked_at_s = time.monotonic()

    async def batches(self) -> AsyncGenerator[Batch, None]:
        """The events, `ResponseStarted` first.

        Raises:
            GatewayError: after the events that came before it.
            StorageError: an image could not be kept.
        """
        yield (ResponseStarted(self._request_id),)
        failure: GatewayError | None = None
        chunks = self._response.aiter_bytes().__aiter__()
        first = True
        from studio.gateway.pacing import paced_stream

        paced = paced_stream(self._response)
        while self._parser.error is None:
            try:
                chunk = await self._next(chunks)
            except CAUGHT as exc:
                failure = None if self._is_done else self._fault(exc)
                break
            if chunk is None:
                break
            if first and chunk.strip():
                first = False
                await self._refuse_no_answer(chunk, chunks)
            batch = await self._kept(self._parser.feed(chunk))
            if batch:
                yield batch
            if paced is not None:
                paced.rest_s = 0.0 if self._is_done else _REST_S
                continue
            self._looked_bytes += len(chunk)
            if self._waited_s > _REST_AFTER_S and not self._is_done:
                await self._rest()
        batch = await self._kept(self._parser.close())
        if batch:
            yield batch
        self._raise_end(failure)

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        if not self._is_done:
            began_s = time.monotonic()
            chunk = await anext(chunks, None)
            self._waited_s = time.monotonic() - began_s
            return chunk
        async with asyncio.timeout(_AFTER_END_S if self._parser.ended else _AFTER_FINISH_S):
            return await anext(chunks, None)

    async def _rest(self) -> None:
        """Lets some more come, if what came since the last rest came slowly."""
        now_s = time.monotonic()
        slow = self._looked_bytes < (now_s - self._looked_at_s) * _SLOW_BYTES_PER_S
        self._looked_bytes, self._looked_at_s = 0, now_s
        if slow:
            await asyncio.sleep(_REST_S)

    @property
    def _is_done(self) -> bool:
        """Whether nothing of the answer itself is due, as its end or the server says."""
        return self._parser.ended or (self._parser.finished and self._finished >= self._choices)

    async def _kept(self, found: list[StreamEvent | RawImage]) -> Batch:
        events: list[StreamEvent] = []
        for each in found:
            if isinstance(each, RawImage):
                blob = await asyncio.to_thread(self._blobs_out.put, each.data)
                events.append(ImageReceived(each.choice, blob, each.origin, each.alt, each.partial))
                continue
            self._finished += isinstance(each, Finished)
            events.append(each)
        self._had_content = self._had_content or has_content(events)
        return tuple(events)

    def _fault(self, exc: Exception) -> GatewayError:
        """A broken connection; after content it means that the answer ended early.

        The address was right and the answer paid for: its status was one of success.
        """
        error = error_from_exception(exc)
        if self._had_content and not isinstance(error, TimedOut):
            lost = isinstance(error, ConnectionFailed)
            error = EndedEarly(error.detail, code="connection_lost" if lost else "bad_http")
        elif isinstance(error, WrongAddress):
            error = BadReply(error.detail, code="bad_http")
        if not isinstance(error, TimedOut):
            error.maybe_charged = True
        return error

    def _raise_end(self, failure: GatewayError | None) -> None:
        parsed = self._parser.error
        error = parsed
        # JSON that was cut off is no JSON any more: the connection is to blame for that.
        unread = isinstance(parsed, EndedEarly) or (
            parsed is not None and parsed.code == "not_json"
        )
        if failure is not None and (parsed is None or unread):
            error = failure
        elif parsed is None and not self._parser.finished:
            error = EndedEarly("", code="cut_off")
        if error is None:
            return
        if isinstance(error, EndedEarly) or self._had_content:
            error.maybe_charged = True  # whatever it says of itself: some of the answer was made
        error.request_id = error.request_id or self._request_id
        if error.status is None:
            error.status = self._response.status_code
        raise error

    async def _refuse_no_answer(self, head: bytes, chunks: AsyncIterator[bytes]) -> None:
        """Raises when the first bytes show that this is no answer of a gateway."""
        error: GatewayError | None = compressed_error(self._response, head)
        if error is not None:
            error.request_id, error.maybe_charged = self._request_id, True
        elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            error = await self._page(head, chunks)
        if error is not None:
            raise error

    async def _page(self, head: bytes, chunks: AsyncIterator[bytes]) -> GatewayError:
        """The error for an answer that is a web page: the address is wrong."""
        body = bytearray(head)
        try:
            async for chunk in chunks:
                body += chunk
                if len(body) > _MAX_PAGE_BYTES:
                    break
        except CAUGHT:
            pass  # its title is in what came
        return error_from_text(
            body.decode("utf-8", "replace"),
            status=self._response.status_code,
            request_id=self._request_id,
        )
