"""Encryption over any connection: everything that has come is decrypted in one read."""

import ssl
from typing import Any

import httpcore

_RAW_BYTES = 256 * 1024


class TlsStream(httpcore.AsyncNetworkStream):
    """An encrypted connection.

    One look into OpenSSL gives one record, and a server makes one of each token; so it is looked
    into until nothing whole is left.

    Args:
        below: carries the encrypted bytes; closed with this one.
    """

    def __init__(
        self, below: httpcore.AsyncNetworkStream, context: ssl.SSLContext, hostname: str | None
    ) -> None:
        self._below = below
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=hostname)

    @classmethod
    async def over(
        cls,
        below: httpcore.AsyncNetworkStream,
        context: ssl.SSLContext,
        hostname: str | None,
        timeout_s: float | None,
    ) -> "TlsStream":
        """Shakes hands over a connection, which is closed if that fails.

        Raises:
            httpcore.ConnectError, httpcore.ConnectTimeout: there is no encryption.
        """
        stream = cls(below, context, hostname)
        is_safe = False
        try:
            await stream._shake_hands(timeout_s)
            is_safe = True
        finally:
            if not is_safe:
                await below.aclose()
        return stream

    async def _shake_hands(self, timeout_s: float | None) -> None:
        try:
            done = False
            while not done:
                try:
                    self._tls.do_handshake()
                    done = True
                except ssl.SSLWantReadError:
                    pass
                await self._flush(timeout_s)
                if not done:
                    await self._take(timeout_s)
        except ssl.SSLError as exc:
            raise httpcore.ConnectError(str(exc)) from exc
        except (httpcore.ReadTimeout, httpcore.WriteTimeout) as exc:
            raise httpcore.ConnectTimeout(str(exc)) from exc
        except (httpcore.ReadError, httpcore.WriteError) as exc:
            raise httpcore.ConnectError(str(exc)) from exc

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Whatever has come, or the next bytes; b"" at the end."""
        while True:
            data = self._decrypted(max_bytes)
            if data is not None:
                return data
            await self._flush(timeout)  # an answer of the protocol itself
            await self._take(timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of it."""
        view = memoryview(buffer)
        try:
            while view:
                view = view[self._tls.write(view) :]
        except ssl.SSLError as exc:
            raise httpcore.WriteError(str(exc)) from exc
        await self._flush(timeout)

    async def aclose(self) -> None:
        """Closes the connection at once."""
        await self._below.aclose()

    def get_extra_info(self, info: str) -> Any:
        """What is known of the encryption, or of the connection below."""
        return self._tls if info == "ssl_object" else self._below.get_extra_info(info)

    def _decrypted(self, most_bytes: int) -> bytes | None:
        """All that can be decrypted; b"" at the end, None when more has to come first."""
        records: list[bytes] = []
        while most_bytes > 0:
            try:
                record = self._tls.read(most_bytes)
            except ssl.SSLWantReadError:
                return b"".join(records) if records else None
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
                break  # closed, with or without saying so; HTTP says what is missing
            except ssl.SSLError as exc:
                if records:
                    break  # it is raised again by the next read
                raise httpcore.ReadError(str(exc)) from exc
            if not record:
                break
            records.append(record)
            most_bytes -= len(record)
        return b"".join(records)

    async def _take(self, timeout_s: float | None) -> None:
        data = await self._below.read(_RAW_BYTES, timeout_s)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _flush(self, timeout_s: float | None) -> None:
        if self._outgoing.pending:
            await self._below.write(self._outgoing.read(), timeout_s)
