"""A request as it is sent, for people to read: the same body, with notes for encoded data."""

import json
from typing import Any

from studio.core.ports import BlobReader
from studio.core.requests import ChatRequest, ImageRequest
from studio.core.sent import SentBody, SentData
from studio.gateway.bodies import chat_object
from studio.gateway.image_bodies import edit_form, generation_body
from studio.gateway.wire_json import Attachments


class NotedAttachments(Attachments):
    """Keeps how large the data is that would stand in a body, and not the data."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[SentData] = []

    @property
    def nonce(self) -> str:
        """What all marks of one body begin with."""
        return self._nonce

    def base64(self, data: bytes) -> str:
        """A mark for the data."""
        return self.note(data, "")

    def data_uri(self, data: bytes, mime: str) -> str:
        """A data URI with a mark in the place of the data."""
        return f"data:{mime};base64,{self.note(data, mime)}"

    def note(self, data: bytes, mime: str) -> str:
        """A mark for data of a known kind."""
        self.noted.append(SentData(mime, len(data)))
        return f"@{self._nonce}:{len(self.noted) - 1}@"


def sent_body(request: ChatRequest | ImageRequest, blobs: BlobReader) -> SentBody:
    """What is sent for a request, without the key and without encoded data.

    Raises:
        RequestRejected: a parameter is no JSON value, or a picture can't be sent.
        BlobMissing: a picture to edit is gone.

    Thread: a worker; reads files and scales images.
    """
    attachments = NotedAttachments()
    path, form = "/chat/completions", False
    if isinstance(request, ChatRequest):
        fields: dict[str, Any] = json.loads(
            attachments.encode(chat_object(request, blobs, attachments))
        )
    elif request.images:
        path, form = "/images/edits", True
        texts, files = edit_form(request, blobs)
        fields = dict(texts)
        for name, (_, data, mime) in files:
            mark = attachments.note(data, mime)
            fields[name] = [*fields.get(name, []), mark]
    else:
        path = "/images/generations"
        fields = json.loads(generation_body(request))
    return SentBody(
        url=request.connection.base_url.rstrip("/") + path,
        path=path,
        fields=fields,
        nonce=attachments.nonce,
        data=tuple(attachments.noted),
        is_form=form,
        takes_key=request.connection.preset not in _KEYLESS,
    )


_KEYLESS = frozenset({"demo", "ollama", "lmstudio", "llamacpp"})
