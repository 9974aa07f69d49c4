"""Chat requests as wire bodies: every field that is set, and no other."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from studio.core.messages import Role
from studio.core.models import guess_draws_images
from studio.core.ports import BlobReader
from studio.core.requests import ChatRequest, Connection, Parameters
from studio.gateway.history import fill_album
from studio.gateway.messages import MessageWriter
from studio.gateway.wire_json import Attachments

_FIXED = frozenset({"model", "messages", "stream"})
_PLAIN = (
    *("temperature", "top_p", "n", "max_tokens", "max_completion_tokens", "presence_penalty"),
    *("frequency_penalty", "logit_bias", "stop", "tools", "tool_choice", "response_format"),
    *("seed", "user", "reasoning_effort", "modalities"),
)
_TEXT_TOO = re.compile(r"gemini|gpt|banana", re.IGNORECASE)


def chat_body(request: ChatRequest, blobs: BlobReader) -> bytes:
    """The body of one chat completion, as JSON bytes.

    Args:
        request: what to send.
        blobs: reads the images and files of the history; missing ones become notes.

    Raises:
        RequestRejected: code `bad_parameter`: a parameter is no JSON value.

    Thread: a worker; reads files and scales images.
    """
    attachments = Attachments()
    return attachments.encode(chat_object(request, blobs, attachments))


def chat_object(
    request: ChatRequest, blobs: BlobReader, attachments: Attachments
) -> dict[str, Any]:
    """The body as an object, with marks of `attachments` where image data stands."""
    album = fill_album(request.history, request.image_rules, blobs)
    openrouter = request.connection.preset == "openrouter"
    field = "reasoning" if openrouter else "reasoning_content"
    writer = MessageWriter(
        album, blobs, attachments, reasoning_field=field if request.send_reasoning else None
    )
    body: dict[str, Any] = {
        "model": request.model_id,
        "messages": writer.write(request.history, request.system_prompt),
        "stream": request.stream,
    }
    if request.stream:
        # Without it new-api may drop the last chunk with its finish reason and images.
        body["stream_options"] = {"include_usage": True}
    values = request.parameters.as_dict()
    body.update((name, values[name]) for name in _PLAIN if name in values)
    body.update(_image_fields(request))
    if request.connection.sends_contents:
        body["contents"] = _contents(body["messages"])
    _merge(body, _free(request.parameters.extra))
    for name in left_out(request.connection, request.model_id):
        body.pop(name, None)
    return body


def left_out(connection: Connection, model_id: str) -> set[str]:
    """Top-level body fields that are never sent to a model, because it refused them."""
    names = set(connection.left_out.get(model_id, ()))
    for name in tuple(names):
        names.add(re.split(r"[.\[]", name, maxsplit=1)[0])
    return names - _FIXED


def _image_fields(request: ChatRequest) -> dict[str, Any]:
    wanted = image_config(request.parameters)
    if left_out(request.connection, request.model_id) & {"image_config", *wanted}:
        wanted = {}
    if request.connection.preset != "openrouter":
        return {"extra_body": {"google": {"image_config": wanted}}} if wanted else {}
    fields: dict[str, Any] = {"image_config": wanted} if wanted else {}
    if request.parameters.modalities is None and guess_draws_images(request.model_id):
        both = _TEXT_TOO.search(request.model_id)
        fields["modalities"] = ["image", "text"] if both else ["image"]
    return fields


def image_config(parameters: Parameters) -> dict[str, str]:
    """Aspect ratio and size under their wire names (snake case: camel case is refused)."""
    pairs = (("aspect_ratio", parameters.aspect_ratio), ("image_size", parameters.image_size))
    return {name: value for name, value in pairs if value}


def _free(extra: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (extra or {}).items() if name not in _FIXED}


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        old = into.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            both = dict(old)
            _merge(both, value)
            into[name] = both
        else:
            into[name] = value


def _contents(messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The turns once more as Gemini contents (DGrid's extension, beside `messages`)."""
    contents: list[dict[str, Any]] = []
    for message in messages:
        if message["role"] not in {Role.USER, Role.ASSISTANT}:
            continue
        content = message["content"]
        parts = [{"type": "text", "text": content}] if isinstance(content, str) else content or []
        converted = [each for part in parts if (each := _gemini_part(part))]
        if converted:
            role = "user" if message["role"] == Role.USER else "model"
            contents.append({"role": role, "parts": converted})
    return contents


def _gemini_part(part: Mapping[str, Any]) -> dict[str, Any] | None:
    if part["type"] == "text":
        return {"text": part["text"]}
    if part["type"] == "image_url":
        head, _, data = part["image_url"]["url"].partition(",")
        mime = head.removeprefix("data:").removesuffix(";base64")
        return {"inlineData": {"mimeType": mime, "data": data}}
    return None
