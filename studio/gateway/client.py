"""`HttpGateway`: the network side as services see it."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import httpx

from studio import __version__
from studio.core.addresses import normalise_base_url
from studio.core.billing import BillingRecord
from studio.core.errors import BadReply, GatewayError, ModelUnavailable, ServerFailed, WrongAddress
from studio.core.models import ModelInfo
from studio.core.parts import BlobRef
from studio.core.ports import BlobReader, BlobWriter, Clock
from studio.core.requests import ChatRequest, Connection, ImageRequest
from studio.gateway.answer import AnswerParser
from studio.gateway.billing_records import BILLING_PATH, has_billing, parse_billing
from studio.gateway.bodies import chat_body
from studio.gateway.encodings import compressed_error
from studio.gateway.headers import request_id_of
from studio.gateway.image_bodies import edit_form, generation_body
from studio.gateway.keys import usable_key
from studio.gateway.model_lists import parse_models
from studio.gateway.reading import AnswerReader, Batch
from studio.gateway.remote_images import fetch_image
from studio.gateway.retry import delay_s, has_content
from studio.gateway.transport import Call, Transport, base_address, hide_key

_LIST_SILENCE_S = 30.0
_MAX_LIST_BYTES = 32 * 1024 * 1024
_WORKED_S = 20.0
"""Who broke off later than this had worked on the answer: it may have to be paid for."""
_BILLING_WAITS_S = (1.0, 1.0, 2.0)  # asked at 0, 1, 2 and 4 s

Sleep = Callable[[float], Awaitable[None]]


class HttpGateway:
    """Speaks to gateways over HTTP; implements `core.ports.Gateway`.

    Args:
        blobs_out: keeps the images of answers.
        blobs_in: reads the images and files of requests.
        clock: for `Retry-After` dates.
        user_agent: sent with every request.
        transport: carries the bytes instead of the network (tests).
        sleep: waits between tries.
        chance: random numbers from 0 to 1 for the jitter of waits.

    Thread: one event loop, the one of the first call.
    """

    def __init__(
        self,
        blobs_out: BlobWriter,
        blobs_in: BlobReader,
        clock: Clock,
        *,
        user_agent: str = f"DGridStudio/{__version__}",
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Sleep = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._blobs_out = blobs_out
        self._blobs_in = blobs_in
        self._transport = Transport(clock, user_agent=user_agent, transport=transport)
        self._sleep = sleep
        self._chance = chance

    async def chat(self, request: ChatRequest, key: str | None) -> AsyncGenerator[Batch, None]:
        """Streams (or fetches) one chat completion as batches of events.

        Failed tries before the first content are repeated, up to the connection's
        `max_retries`, but none that took long and may have been paid for; a try that got as
        far as headers yields its own `ResponseStarted`.

        Raises:
            GatewayError: after the events that came; `tries` says how many were made.
            StorageError: an image of the answer could not be kept.

        Cancel: closes the connection at once. Use `contextlib.aclosing` when the iteration
            may be left early.
        """
        connection = request.connection
        key = usable_key(connection, key)
        _check_address(connection)
        body = await asyncio.to_thread(chat_body, request, self._blobs_in)
        call = Call(connection, key, "POST", "chat/completions", content=body)
        wanted = request.parameters.n
        choices = wanted if isinstance(wanted, int) and wanted > 0 else 1
        async with aclosing(self._tries(call, "chat", choices)) as batches:
            async for batch in batches:
                yield batch

    async def images(self, request: ImageRequest, key: str | None) -> AsyncGenerator[Batch, None]:
        """Makes or edits images through the images endpoints, as batches of events.

        Never repeats a request that may have been paid for.

        Raises:
            GatewayError: as `chat`.
            StorageError: an image could not be kept; BlobMissing: one to edit is gone.

        Cancel: as `chat`.
        """
        connection = request.connection
        key = usable_key(connection, key)
        _check_address(connection)
        if request.images:
            form = await asyncio.to_thread(edit_form, request, self._blobs_in)
            call = Call(connection, key, "POST", "images/edits", form=form)
        else:
            body = generation_body(request)
            call = Call(connection, key, "POST", "images/generations", content=body)
        async with aclosing(self._tries(call, "images", 0)) as batches:
            async for batch in batches:
                yield batch

    async def models(self, connection: Connection, key: str | None) -> tuple[ModelInfo, ...]:
        """The models that the key may use, in the order listed.

        Raises:
            GatewayError: WrongAddress when something else than a gateway answers.
        """
        key = usable_key(connection, key)
        _check_address(connection)
        silence_s = min(_LIST_SILENCE_S, connection.silence_timeout_s)
        call = Call(connection, key, "GET", "models", silence_s=silence_s)
        tries = 0
        while True:
            tries += 1
            try:
                text, request_id = await self._fetch(call)
                return parse_models(text, request_id=request_id)
            except GatewayError as error:
                _finish_error(error, key, tries)
                if isinstance(error, ModelUnavailable) and error.status == 404:
                    raise WrongAddress(error.detail, code=error.code, status=404) from error
                wait_s = delay_s(error, tries, connection.max_retries, self._chance)
                if wait_s is None:
                    raise
            await self._sleep(wait_s)

    async def billing(
        self, connection: Connection, key: str | None, request_id: str
    ) -> BillingRecord | None:
        """What one past request cost; asked again for 4 s while there is no record yet.

        Returns:
            None when the gateway keeps no such records, or has none of this request.

        Raises:
            GatewayError: the gateway refused or could not be reached.
        """
        if not has_billing(connection):
            return None
        key = usable_key(connection, key)
        _check_address(connection)
        call = Call(
            connection,
            key,
            "GET",
            base_address(connection) + BILLING_PATH,
            params={"request_id": request_id},
            silence_s=_LIST_SILENCE_S,
        )
        for wait_s in (0.0, *_BILLING_WAITS_S):
            if wait_s:
                await self._sleep(wait_s)
            try:
                text, _ = await self._fetch(call)
                record = parse_billing(text, request_id)
            except GatewayError as error:
                hide_key(error, key)
                if error.status != 404:
                    raise
                record = None
            if record is not None:
                return record
        return None

    async def fetch_image(self, url: str) -> BlobRef:
        """Gets an image that an answer named by its address; see `remote_images`."""
        return await fetch_image(self._transport, self._blobs_out, url)

    async def aclose(self) -> None:
        """Closes all connections; a later call opens new ones."""
        await self._transport.aclose()

    async def _tries(self, call: Call, endpoint: str, choices: int) -> AsyncGenerator[Batch, None]:
        tries = 0
        while True:
            tries += 1
            came = False
            began_s = time.monotonic()
            try:
                async with aclosing(self._attempt(call, endpoint, choices)) as batches:
                    async for batch in batches:
                        came = came or has_content(batch)
                        yield batch
                return
            except GatewayError as error:
                _finish_error(error, call.key, tries)
                took_long = time.monotonic() - began_s > _WORKED_S
                if took_long and isinstance(error, ServerFailed):
                    error.maybe_charged = True
                worked = took_long or endpoint == "images"
                if came or (error.maybe_charged and worked):
                    raise  # a person decides whether to pay again
                wait_s = delay_s(error, tries, call.connection.max_retries, self._chance)
                if wait_s is None:
                    raise
            await self._sleep(wait_s)

    async def _attempt(
        self, call: Call, endpoint: str, choices: int
    ) -> AsyncGenerator[Batch, None]:
        async with self._transport.send(call) as response:
            parser = AnswerParser(
                request_id=request_id_of(response.headers),
                endpoint="chat" if endpoint == "chat" else "images",
                only_choice=choices == 1,
            )
            reader = AnswerReader(response, parser, self._blobs_out, choices=choices)
            async with aclosing(reader.batches()) as batches:
                async for batch in batches:
                    yield batch

    async def _fetch(self, call: Call) -> tuple[str, str | None]:
        """The whole text of a small answer, and the id of its request."""
        body = bytearray()
        async with self._transport.send(call) as response:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _MAX_LIST_BYTES:
                    raise BadReply("the answer is too long", code="too_long")
            if (error := compressed_error(response, bytes(body[:1024]))) is not None:
                raise error
            return body.decode("utf-8-sig", "replace"), request_id_of(response.headers)


def _check_address(connection: Connection) -> None:
    normalise_base_url(connection.base_url)


def _finish_error(error: GatewayError, key: str | None, tries: int) -> None:
    error.tries = tries
    hide_key(error, key)
