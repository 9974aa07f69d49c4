"""HTTP: clients with the system's proxy and certificates, one call at a time.

A call is sent, redirects on the same host are followed, and the status decides before
anything else what the answer is. Everything that goes wrong is one of `core.errors`.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from msgspec import Struct, field

from studio.core.errors import ConnectionFailed, GatewayError, WrongAddress
from studio.core.ports import Clock
from studio.core.redaction import redact
from studio.core.requests import Connection
from studio.gateway.encodings import compressed_error, name_gzip
from studio.gateway.failures import error_from_text
from studio.gateway.faults import CAUGHT, error_from_exception
from studio.gateway.headers import request_id_of, retry_after_s_of
from studio.gateway.proxies import is_direct, system_proxies

_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_REDIRECTS = 3
_MAX_ERROR_BYTES = 256 * 1024
_ERROR_BODY_S = 10.0
_NOT_REACHED = {"refused", "host_not_found", "unreachable", "connect_timeout"}
_LOGINS = {407: "proxy_login", 511: "network_login"}  # asked for by what stands on the way


class Call(Struct, frozen=True):
    """One request.

    Attributes:
        path: added to the connection's base address, or a whole address.
        content: the body, or None.
        form: text fields and files of a multipart body, instead of `content`.
        silence_s: longest silence while waiting for the answer.
        to_other_hosts: redirects may lead to another host (never with a key).
    """

    connection: Connection
    key: str | None
    method: str
    path: str
    content: bytes | None = None
    form: tuple[dict[str, str], list[tuple[str, Any]]] | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    silence_s: float | None = None
    to_other_hosts: bool = False


class Transport:
    """Sends calls; keeps connections open between them.

    Args:
        clock: for `Retry-After` dates.
        user_agent: sent with every call.
        transport: carries the bytes instead of the network (tests).

    Thread: one event loop.
    """

    def __init__(
        self, clock: Clock, *, user_agent: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._clock = clock
        self._user_agent = user_agent
        self._transport = transport
        self._clients: dict[bool, httpx.AsyncClient] = {}
        self._proxied: frozenset[str] = frozenset()  # beginnings of addresses
        self._tls: ssl.SSLContext | None = None

    @asynccontextmanager
    async def send(self, call: Call) -> AsyncIterator[httpx.Response]:
        """Sends a call; the response is open, and its status is one of success.

        Raises:
            GatewayError: the call failed or was refused. Errors of httpx that the caller's
                block lets through are translated too.

        Cancel: closes the connection at once.
        """
        response: httpx.Response | None = None
        try:
            response = await self._sent(call)
            name_gzip(response)
            if response.status_code >= 300:
                raise await self._refusal(response, call.key)
            yield response
        except CAUGHT as exc:
            error = error_from_exception(exc, key=call.key)
            if response is not None:
                error.request_id = request_id_of(response.headers)
            elif error.code in _NOT_REACHED and self._is_proxied(call):
                error.code = "proxy_unreachable"
            raise error from exc
        finally:
            if response is not None:
                await response.aclose()

    async def aclose(self) -> None:
        """Closes all connections."""
        clients = list(self._clients.values())
        self._clients.clear()
        for client in clients:
            await client.aclose()

    async def _sent(self, call: Call) -> httpx.Response:
        from studio.gateway.pacing import closing_failed  # httpcore comes with it

        url = httpx.URL(_address(call))
        for _ in range(_MAX_REDIRECTS + 1):
            client = self._client(url)
            async with closing_failed():
                response = await client.send(self._request(client, call, url), stream=True)
            if response.status_code not in _REDIRECTS or "location" not in response.headers:
                return response
            target = url.join(response.headers["location"])
            await response.aclose()
            if not _is_same_server(url, target) and not (call.to_other_hosts and not call.key):
                raise WrongAddress(
                    redact(f"redirected to {target.scheme}://{target.netloc.decode()}", call.key),
                    code="redirected",
                    status=response.status_code,
                )
            url = target
        raise WrongAddress("redirected too often", code="redirected")

    def _request(self, client: httpx.AsyncClient, call: Call, url: httpx.URL) -> httpx.Request:
        connection = call.connection
        headers = {"Accept": "text/event-stream, application/json", "Accept-Encoding": "identity"}
        if call.key:
            headers["Authorization"] = f"Bearer {call.key}"
        if connection.preset in {"dgrid", "openrouter"}:
            headers["X-Title"] = "DGrid Studio"
        if call.content is not None:
            headers["Content-Type"] = "application/json"
        fields, files = call.form or (None, None)
        return client.build_request(
            call.method,
            url,
            headers=headers,
            content=call.content,
            data=fields,
            files=files,
            params=dict(call.params) or None,
            timeout=httpx.Timeout(
                None,
                connect=connection.connect_timeout_s,
                read=call.silence_s or connection.silence_timeout_s,
            ),
        )

    def _client(self, url: httpx.URL) -> httpx.AsyncClient:
        direct = is_direct(url)
        client = self._clients.get(direct)
        if client is None:
            client = self._clients[direct] = self._new_client(proxied=not direct)
        return client

    def _is_proxied(self, call: Call) -> bool:
        """Whether all connections of a call go to the system's proxy."""
        url = httpx.URL(_address(call))
        return not is_direct(url) and bool(self._proxied & {f"{url.scheme}://", "all://"})

    def _new_client(self, *, proxied: bool) -> httpx.AsyncClient:
        """A client; one never uses a proxy, the other does if the system has one."""
        if self._tls is None:
            import truststore

            self._tls = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        limits = httpx.Limits(
            max_connections=None, max_keepalive_connections=16, keepalive_expiry=30.0
        )
        try:
            proxies = system_proxies() if proxied and self._transport is None else {}
            self._proxied |= frozenset(proxies)
            client = httpx.AsyncClient(
                verify=self._tls,
                trust_env=False,
                transport=self._transport,
                mounts={
                    addresses: httpx.AsyncHTTPTransport(
                        verify=self._tls, trust_env=False, limits=limits, proxy=proxy
                    )
                    for addresses, proxy in proxies.items()
                },
                headers={"User-Agent": self._user_agent},
                follow_redirects=False,
                limits=limits,
            )
        except (ImportError, ValueError, httpx.InvalidURL) as exc:
            raise ConnectionFailed(
                redact(f"the system's proxy can't be used: {exc}"),
                code="proxy_unusable",
                retryable=False,
            ) from exc
        from studio.gateway.pacing import pace  # httpcore is there now

        pace(client)
        return client

    async def _refusal(self, response: httpx.Response, key: str | None) -> GatewayError:
        """The error that a response of failure stands for; reads the head of its body."""
        body = bytearray()
        try:
            async with asyncio.timeout(_ERROR_BODY_S):
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > _MAX_ERROR_BYTES:
                        break
        except (TimeoutError, *CAUGHT):
            pass  # the status alone says enough
        unreadable = compressed_error(response, bytes(body)) is not None
        text = "" if unreadable else body.decode("utf-8", "replace")
        error = error_from_text(
            text, status=response.status_code, request_id=request_id_of(response.headers)
        )
        hide_key(error, key, otherwise=response.reason_phrase)
        asked = retry_after_s_of(response.headers, self._clock.now())
        if asked is not None:
            error.retry_after_s = asked
        if (code := _LOGINS.get(response.status_code)) is not None:
            status = response.status_code
            error = ConnectionFailed(error.detail, code=code, retryable=False, status=status)
        return error


def hide_key(error: GatewayError, key: str | None, *, otherwise: str = "") -> None:
    """Takes a key out of an error's words, whatever shape it has; fills empty words."""
    error.detail = redact(error.detail or otherwise, key)
    error.args = (error.detail,)


def base_address(connection: Connection) -> str:
    """The server's own root: the base address without its version path."""
    return connection.base_url.rstrip("/").removesuffix("/v1").removesuffix("/api")


def _address(call: Call) -> str:
    if "://" in call.path:
        return call.path
    return f"{call.connection.base_url.rstrip('/')}/{call.path.lstrip('/')}"


def _is_same_server(old: httpx.URL, new: httpx.URL) -> bool:
    """Whether the key may go to a redirect's target: the same host, never less secure."""
    if new.host != old.host or new.scheme not in {"http", "https"}:
        return False
    upgraded = (old.scheme, new.scheme) == ("http", "https")
    return upgraded or (old.scheme == new.scheme and old.port == new.port)
