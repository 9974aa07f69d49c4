"""Clips of messages and their parts, from their values alone."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from studio.core.messages import Message, Role
from studio.core.parts import (
    FilePart,
    ImagePart,
    Part,
    PendingImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
    telling_alt,
)
from studio.core.picture_names import image_file_name
from studio.ui.failure_texts import failure_text
from studio.ui.transcript.copying.clips import (
    Clip,
    CodeClip,
    ImageClip,
    MarkdownClip,
    TextClip,
)
from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.parts.tool_card import one_line

_MOST_ALT_CHARS = 80


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


def clips_of_message(message: Message, prompt: str = "") -> list[Clip]:
    """A message to hand on: no reasoning, no tool calls, images by file name.

    Pictures that a person attached are left out unless there is nothing else.
    """
    own = message.role is Role.USER
    clips: list[Clip] = []
    for part in message.parts:
        if isinstance(part, TextPart) and part.text.strip():
            clips.append(TextClip(part.text) if own else MarkdownClip(part.text.strip()))
        elif isinstance(part, ImagePart) and not own:
            clips.append(image_clip(part, prompt))
        elif isinstance(part, RemoteImagePart) and not own:
            clips.append(ImageClip(part.alt, part.url))
    if not clips:
        clips.extend(image_clip(part, "") for part in message.parts if isinstance(part, ImagePart))
    if not clips and message.failure is not None:
        clips.append(TextClip(_failure_of(message)))
    return clips


def image_clip(part: ImagePart, prompt: str) -> ImageClip:
    """An image by its alternative text, or by what was asked for."""
    words = telling_alt(part.alt) or prompt
    alt = " ".join(words.split())
    alt = alt if len(alt) <= _MOST_ALT_CHARS else alt[:_MOST_ALT_CHARS].rstrip() + "…"
    return ImageClip(alt, image_file_name(words, part.blob))


def part_key(key: str) -> str:
    """The key of the part that a section belongs to: very long texts have several."""
    return key.partition(".")[0]


def clips_of_section(item: MessageItem, key: str) -> Iterator[Clip]:
    """What a section of a message shows, as far as it is content."""
    kind = key.rstrip("0123456789")
    number = key[len(kind) :]
    parts = item.parts()
    if kind == "text":
        text = item.text_of(int(number)).strip("\r\n")
        if text.strip():
            yield MarkdownClip(text)
    elif kind == "bubble":
        text = item.row.message.text
        if text:
            yield TextClip(text)
    elif kind == "reasoning":
        if key in item.state.open_parts:
            yield TextClip(item.text_of(int(number)).strip("\n"), quoted=True)
    elif kind == "images":
        yield from _group(parts, int(number), item.prompt)
    elif kind == "strip":
        yield from (image_clip(part, "") for part in parts if isinstance(part, ImagePart))
    elif kind == "failure":
        yield TextClip(_failure_of(item.row.message))
    elif kind == "tool":
        yield from _tool(item, key, parts[int(number)])
    elif number:
        yield from _card(parts[int(number)])


def cut_card(item: MessageItem, key: str, text: str, start: int, end: int) -> Iterator[Clip]:
    """The characters [start, end) of a section that is one element."""
    if start >= min(end, len(text)):
        return
    if key.startswith(("images", "strip")):
        yield from list(clips_of_section(item, key))[start:end]
    elif start == 0 and end >= len(text):
        yield from clips_of_section(item, key)
    else:
        yield TextClip(text[start:end], quoted=False)


def _group(parts: tuple[Part, ...], first: int, prompt: str) -> Iterator[Clip]:
    """The images that stand next to each other."""
    for part in parts[first:]:
        if isinstance(part, ImagePart):
            yield image_clip(part, prompt)
        elif not isinstance(part, PendingImagePart):
            return


def _tool(item: MessageItem, key: str, part: Part) -> Iterator[Clip]:
    """A tool call: of a folded one as much of the result as its card shows."""
    if not isinstance(part, ToolCallPart):
        return
    text = f"{part.name or _tr('Tool')} {part.arguments}".rstrip()
    result = item.row.result_of(part.call_id)
    if result:
        text += "\n" + (result if key in item.state.open_parts else one_line(result))
    yield CodeClip(text, "json")


def _card(part: Part) -> Iterator[Clip]:
    if isinstance(part, RemoteImagePart):
        yield ImageClip(part.alt, part.url)
    elif isinstance(part, FilePart):
        yield TextClip(part.name)
    elif isinstance(part, ReasoningPart):
        yield TextClip(part.text, quoted=True)


def _failure_of(message: Message) -> str:
    if message.failure is None:
        return ""
    text = failure_text(message.failure)
    words = [text.title, text.cause, text.words]
    if message.failure.request_id:
        words.append(f"{_tr('Request id')} {message.failure.request_id}")
    return "\n".join(word for word in words if word)
