"""Attached files that are no images, as content parts."""

import re
from typing import Any

from studio.core.parts import FilePart
from studio.gateway.wire_json import Attachments
from studio.gateway.wording import fenced, note_file, safe_text

MAX_TEXT_BYTES = 1024 * 1024
_AUDIO_NAMES = re.compile(r"\.(wav|mp3|flac|ogg|opus|m4a|aac|webm)$", re.IGNORECASE)


def file_part(part: FilePart, data: bytes, attachments: Attachments) -> dict[str, Any]:
    """One file as a content part.

    Text goes as a fenced block under its name, PDF as `file`, audio as `input_audio`;
    anything else as a note.

    Args:
        part: the file.
        data: its bytes.
        attachments: takes large data for the body.
    """
    if part.blob.mime == "application/pdf" or data.startswith(b"%PDF-"):
        uri = attachments.data_uri(data, "application/pdf")
        return {"type": "file", "file": {"filename": part.name, "file_data": uri}}
    audio = _audio_format(part.name, data)
    if audio:
        return {
            "type": "input_audio",
            "input_audio": {"data": attachments.base64(data), "format": audio},
        }
    text = _as_text(data)
    if text is None:
        return {"type": "text", "text": note_file(part.name, part.blob)}
    return {"type": "text", "text": fenced(part.name, safe_text(text))}


def _audio_format(name: str, data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data[:3] == b"ID3" or (data[:1] == b"\xff" and data[1:2] in {b"\xfb", b"\xf3", b"\xf2"}):
        return "mp3"
    if data[:4] == b"fLaC":
        return "flac"
    if data[:4] == b"OggS":
        return "ogg"
    found = _AUDIO_NAMES.search(name)
    return found[1].lower() if found and b"\0" in data[:4096] else None


def _as_text(data: bytes) -> str | None:
    head = data[:MAX_TEXT_BYTES]
    cut = "\n[…]" if len(data) > MAX_TEXT_BYTES else ""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head.decode("utf-16", "replace") + cut
    if b"\0" in head[:8192]:
        return None
    try:
        return head.decode("utf-8-sig", "strict") + cut
    except UnicodeDecodeError as exc:
        if cut and exc.start >= len(head) - 4:  # the limit fell inside a character
            return head[: exc.start].decode("utf-8-sig") + cut
    text = head.decode("cp1252", "replace")
    return text + cut if text.count("\ufffd") < len(text) / 100 else None
