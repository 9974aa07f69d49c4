"""Fetching an image that an answer only named by its address, when a person asks for it."""

import asyncio

from studio.core.errors import BadReply, WrongAddress
from studio.core.ids import ConnectionId
from studio.core.parts import BlobRef
from studio.core.ports import BlobWriter
from studio.core.requests import Connection
from studio.core.sniff import sniff
from studio.gateway.encodings import compressed_error
from studio.gateway.transport import Call, Transport

MAX_BYTES = 64 * 1024 * 1024
_NO_CONNECTION = Connection(ConnectionId(""), "", "", silence_timeout_s=60.0)


async def fetch_image(transport: Transport, blobs: BlobWriter, url: str) -> BlobRef:
    """Gets an image and keeps its bytes. No key, no cookie and no referrer is sent.

    Args:
        url: http or https.

    Raises:
        WrongAddress: not an http address.
        BadReply: `not_an_image`, or `too_large` (over 64 MB).
        GatewayError: the server did not answer or refused.
    """
    if not url.lower().startswith(("http://", "https://")):
        raise WrongAddress("only http and https addresses can be loaded", code="bad_url")
    call = Call(_NO_CONNECTION, None, "GET", url, to_other_hosts=True)
    data = bytearray()
    async with transport.send(call) as response:
        async for chunk in response.aiter_bytes():
            data += chunk
            if len(data) > MAX_BYTES:
                raise BadReply("the image is over 64 MB", code="too_large")
        if not sniff(data).is_image:
            no_image = BadReply("there is no image at this address", code="not_an_image")
            raise compressed_error(response, bytes(data[:1024])) or no_image
    return await asyncio.to_thread(blobs.put, bytes(data))
