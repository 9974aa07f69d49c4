"""The turns of a conversation as the `messages` of a chat body.

An assistant's images are sent again as `image_url` parts of the next user turn, with a
short note where they stood: every kind of server takes that, while inline markdown images
in history fail on most (wire reference, sections 3a and 10).
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

from studio.core.attaching import Place
from studio.core.errors import BlobMissing
from studio.core.making import is_marked_copy, is_mask
from studio.core.messages import Message, Role
from studio.core.parts import (
    FilePart,
    ImagePart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
    reasoning_text,
)
from studio.core.ports import BlobReader
from studio.gateway.file_parts import file_part
from studio.gateway.history import Album
from studio.gateway.pictures import PictureUnusable, SentPicture, fit_picture
from studio.gateway.wire_json import Attachments
from studio.gateway.wording import (
    MARKED_AREA,
    note_attached,
    note_kept_back,
    note_missing,
    safe_text,
)

_MARKED_SIDE_PX, _MARKED_BYTES = 2048, 4 * 1024 * 1024


class MessageWriter(Struct):
    """Writes the `messages` of one body.

    Attributes:
        album: the images that go along.
        blobs: reads attached files that are no images.
        attachments: takes image and file data for the body.
        reasoning_field: the field for earlier reasoning, or None to leave it out.
    """

    album: Album
    blobs: BlobReader
    attachments: Attachments
    reasoning_field: str | None = None
    _carried: list[SentPicture] = field(default_factory=list)
    _numbered: int = 0

    def write(self, history: Sequence[Message], system_prompt: str) -> list[dict[str, Any]]:
        """All turns. Thread: a worker (reads files, encodes images)."""
        messages: list[dict[str, Any]] = []
        if system_prompt.strip():
            messages.append({"role": "system", "content": safe_text(system_prompt)})
        answered = _answered_calls(history)
        called: set[str] = set()
        for at, message in enumerate(history):
            if message.role is Role.USER:
                turn: dict[str, Any] | None = self._user(at, message)
            elif message.role is Role.ASSISTANT:
                turn = self._assistant(at, message, answered)
                called |= _call_ids(message)
            elif message.role is Role.TOOL:
                turn = _tool(message) if message.tool_call_id in called else None
            else:
                turn = {"role": message.role.value, "content": safe_text(message.text)}
            if turn is not None:
                if message.name:
                    turn["name"] = message.name
                messages.append(turn)
        if self._carried:
            messages.append({"role": "user", "content": self._carried_parts()})
        return messages

    def _user(self, at: int, message: Message) -> dict[str, Any] | None:
        texts: list[str] = []
        pictures: list[dict[str, Any]] = []
        files: list[dict[str, Any]] = []
        marked: list[dict[str, Any]] = []
        for index, part in enumerate(message.parts):
            if isinstance(part, TextPart):
                texts.append(safe_text(part.text))
            elif isinstance(part, ImagePart):
                sent = self.album.sent.get((at, index))
                if sent is None:
                    texts.append(self._note((at, index)))
                else:
                    pictures.append(self._image_url(sent))
            elif isinstance(part, FilePart) and is_marked_copy(part):
                marked = self._marked(part)
            elif isinstance(part, FilePart) and not is_mask(part):
                files.append(self._file(part))
            elif isinstance(part, RemoteImagePart):
                texts.append(part.url)
        pictures += marked
        texts += [MARKED_AREA] if marked else []
        carried = self._carried_parts()
        text = "\n".join(each for each in texts if each)
        if not (pictures or files or carried):
            return {"role": "user", "content": text} if text else None
        # Text first: new-api loses what stands behind an image in one part.
        parts = [{"type": "text", "text": text}] if text else []
        return {"role": "user", "content": [*parts, *files, *carried, *pictures]}

    def _assistant(self, at: int, message: Message, answered: set[str]) -> dict[str, Any] | None:
        pieces: list[str] = []
        calls: list[dict[str, Any]] = []
        for index, part in enumerate(message.parts):
            if isinstance(part, TextPart):
                pieces.append(safe_text(part.text))
            elif isinstance(part, ImagePart) and not (part.draft and (at, index) not in self.sent):
                pieces.append(self._carry((at, index)))
            elif isinstance(part, RemoteImagePart):
                pieces.append(f"[image: {part.url}]")
            elif isinstance(part, ToolCallPart):
                if part.call_id and part.call_id in answered:
                    calls.append(_tool_call(part))
                else:
                    pieces.append(f"[called {part.name} {safe_text(part.arguments)}]")
        text = "\n".join(piece.strip("\n") for piece in pieces if piece.strip())
        if not text and not calls:
            return None
        turn: dict[str, Any] = {"role": "assistant", "content": text or None}
        reasoning = reasoning_text(message.parts) if self.reasoning_field else ""
        if reasoning and self.reasoning_field:
            turn[self.reasoning_field] = safe_text(reasoning)
        if calls:
            turn["tool_calls"] = calls
        return turn

    @property
    def sent(self) -> dict[Place, SentPicture]:
        """Copies of images, by place."""
        return self.album.sent

    def _carry(self, place: Place) -> str:
        sent = self.album.sent.get(place)
        if sent is None:
            return self._note(place)
        self._carried.append(sent)
        self._numbered += 1
        return note_attached(self._numbered)

    def _carried_parts(self) -> list[dict[str, Any]]:
        parts = [self._image_url(sent) for sent in self._carried]
        self._carried.clear()
        return parts

    def _note(self, place: Place) -> str:
        return note_missing() if place in self.album.missing else note_kept_back()

    def _image_url(self, sent: SentPicture) -> dict[str, Any]:
        uri = self.attachments.data_uri(sent.data, sent.mime)
        return {"type": "image_url", "image_url": {"url": uri}}

    def _marked(self, part: FilePart) -> list[dict[str, Any]]:
        """A copy with the area to change marked; it stands behind all other images."""
        try:
            sent = fit_picture(
                self.blobs.read(part.blob), max_side_px=_MARKED_SIDE_PX, max_bytes=_MARKED_BYTES
            )
        except (BlobMissing, PictureUnusable):
            return []
        return [self._image_url(sent)]

    def _file(self, part: FilePart) -> dict[str, Any]:
        try:
            data = self.blobs.read(part.blob)
        except BlobMissing:
            return {"type": "text", "text": note_missing(part.name)}
        return file_part(part, data, self.attachments)


def _tool_call(part: ToolCallPart) -> dict[str, Any]:
    function = {"name": part.name, "arguments": part.arguments or "{}"}
    return {"id": part.call_id, "type": "function", "function": function}


def _tool(message: Message) -> dict[str, Any]:
    return {
        "role": "tool",
        "tool_call_id": message.tool_call_id,
        "content": safe_text(message.text),
    }


def _call_ids(message: Message) -> set[str]:
    return {p.call_id for p in message.parts if isinstance(p, ToolCallPart) and p.call_id}


def _answered_calls(history: Sequence[Message]) -> set[str]:
    """Ids of calls that a tool answered; a call without its answer is refused by servers."""
    return {m.tool_call_id for m in history if m.role is Role.TOOL and m.tool_call_id}
