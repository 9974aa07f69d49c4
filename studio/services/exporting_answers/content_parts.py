"""Prompts with images and files in the form in which chat models are asked: content parts.

What is written here, `core/prompt_lists.py` reads back as a list of prompts.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from studio.core.errors import StudioError
from studio.core.exported import ExportedTurn
from studio.core.messages import Attachment
from studio.core.parts import BlobRef

ReadBlob = Callable[[BlobRef], bytes]


def user_message(turn: ExportedTurn, read_blob: ReadBlob) -> dict[str, Any]:
    """What was asked: a text, or a list of parts with everything inside. Thread: any.

    Source: OpenAI API reference, chat completions, `messages`.
    """
    if not turn.attachments:
        return {"role": "user", "content": turn.prompt}
    text = [{"type": "text", "text": turn.prompt}] if turn.prompt else []
    parts = [_part(each, read_blob) for each in turn.attachments]
    return {"role": "user", "content": [*text, *parts]}


def _part(attachment: Attachment, read_blob: ReadBlob) -> dict[str, Any]:
    try:
        data = read_blob(attachment.blob)
    except (OSError, StudioError):
        return {"type": "text", "text": f"[{attachment.name} is missing]"}
    mime = attachment.blob.mime
    uri = f"data:{mime};base64,{b64encode(data).decode('ascii')}"
    if mime.startswith("image/"):
        return {"type": "image_url", "image_url": {"url": uri}}
    return {"type": "file", "file": {"filename": attachment.name, "file_data": uri}}
