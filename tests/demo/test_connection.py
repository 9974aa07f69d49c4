"""The demo's side of a connection that a client left."""

import asyncio
import socket
import struct

from studio.demo.http import ClientLeft, HttpConnection

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: no time for what is on its way


def test_a_client_that_left_is_told_of_at_each_write_and_never_written_to() -> None:
    assert asyncio.run(_writes_to_a_client_that_left()) == 12


async def _writes_to_a_client_that_left() -> int:
    """How many of twelve writes said that the client left; a warning in the log fails the test."""
    arrived: asyncio.Future[HttpConnection] = asyncio.get_running_loop().create_future()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = HttpConnection(reader, writer)
        writer.transport.set_write_buffer_limits(0)
        arrived.set_result(connection)

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        client = socket.create_connection(server.sockets[0].getsockname())
        connection = await arrived
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        client.close()
        told = 0
        while told < 12:
            try:
                await connection.write_raw(b"x" * 1000)
            except ClientLeft:
                told += 1
        await connection.close()
    return told
