"""Which sections a message has, and how they follow its newer values."""

from collections.abc import Callable, Iterator
from itertools import groupby

from PySide6.QtCore import QCoreApplication

from studio.core.messages import Message, MessageState, Role, can_continue
from studio.core.parts import (
    FilePart,
    ImagePart,
    Part,
    PendingImagePart,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
)
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.long_texts import Spec, long_bubble, long_markdown
from studio.ui.transcript.parts import formats
from studio.ui.transcript.pieces import Section
from studio.ui.transcript.sections import (
    Source,
    make_bubble,
    make_failure,
    make_file,
    make_footer,
    make_head,
    make_images,
    make_note,
    make_own_file,
    make_own_footer,
    make_reasoning,
    make_remote,
    make_status,
    make_strip,
    make_text,
    make_tool,
    speaker_of,
)
from studio.ui.transcript.slabs import LONG_CHARS
from studio.ui.transcript.text_section import LIVE
from studio.ui.transcript.tool_section import ToolValue


def build_sections(source: Source, old: dict[str, Section]) -> list[Section]:
    """The sections of a message; those of `old` that still fit are kept.

    Args:
        source: what to show.
        old: sections of an earlier value of the same message, by key.
    """
    left = dict(old)
    return [_keep_or_make(source, left, *spec) for spec in _specs(source)]


def section_keys(source: Source) -> list[str]:
    """Names of the sections that a message has, in order; none is made."""
    return [key for key, _, _ in _specs(source)]


def _keep_or_make(
    source: Source,
    old: dict[str, Section],
    key: str,
    value: object,
    make: Callable[[Source, str, object], Section],
) -> Section:
    found = old.pop(key, None)
    if found is not None and _fits(found, source.kit, value):
        return found
    if key.startswith("text") and isinstance(value, str):
        # Empty parts are left out at the end of a run: the same text may have another index.
        for other_key, other in list(old.items()):
            if other_key.startswith("text") and _fits(other, source.kit, value):
                other.key = key
                del old[other_key]
                return other
    return make(source, key, value)


def _fits(section: Section, kit: Kit, value: object) -> bool:
    if section.kit is not kit:
        return False
    return section.value is value or section.value == value or section.adapt(value, kit)


def _specs(source: Source) -> Iterator[Spec]:
    if source.state.editor_px:
        yield from _edited_specs(source)
        return
    if source.row.message.role is Role.USER:
        yield from _user_specs(source)
    else:
        yield from _reply_specs(source)


def _edited_specs(source: Source) -> Iterator[Spec]:
    """A message that is being edited: the place of the editor, and what is not edited."""
    from studio.ui.transcript.editing import SLOT_KEY, make_slot

    message = source.row.message
    slot = (SLOT_KEY, source.state.editor_px, make_slot)
    if message.role is Role.USER:
        yield slot
        return
    yield "head", (speaker_of(message), message.created_at), make_head
    others = [spec for spec in _part_specs(source) if not spec[0].startswith("text")]
    yield from (spec for spec in others if spec[0].startswith("reasoning"))
    yield slot
    yield from (spec for spec in others if not spec[0].startswith("reasoning"))


def _user_specs(source: Source) -> Iterator[Spec]:
    images = tuple(part for part in source.parts if isinstance(part, ImagePart))
    if images:
        yield "strip", images, make_strip
    for index, part in enumerate(source.parts):
        if isinstance(part, FilePart):
            yield f"file{index}", part, make_own_file
    text = source.row.message.text
    if len(text) > LONG_CHARS:
        yield from long_bubble(source, "bubble", text)
    elif text or not source.parts:
        yield "bubble", text, make_bubble
    if source.row.versions > 1:
        row = source.row
        yield "footer", (row.version, row.versions, "own"), make_own_footer


def _reply_specs(source: Source) -> Iterator[Spec]:
    message, row = source.row.message, source.row
    name = speaker_of(message)
    if not row.bare:
        yield "head", (name, message.created_at), make_head
    yield from _part_specs(source)
    if row.running:
        yield "status", message.state is MessageState.WAITING, make_status
        return
    if message.failure is not None:
        yield "failure", (message.failure, can_continue(message)), make_failure
    note = note_of(message)
    if note:
        yield "note", (note, can_continue(message)), make_note
    if row.bare and row.versions == 1:
        return
    if message.failure is None or row.versions > 1 or source.parts:
        facts = (row.version, row.versions, message.usage, message.timing)
        yield "footer", facts, make_footer


def _part_specs(source: Source) -> Iterator[Spec]:
    indexed = list(enumerate(source.parts))
    running = source.row.running
    usage = source.row.message.usage
    tokens = usage.reasoning_tokens if usage else None
    for is_image, group in groupby(indexed, lambda entry: _is_image(entry[1])):
        entries = list(group)
        if is_image:
            pictures = tuple(part for _, part in entries)
            yield f"images{entries[0][0]}", pictures, make_images
            continue
        for index, part in entries:
            if isinstance(part, TextPart):
                yield from _text_specs(source, index)
            elif isinstance(part, ReasoningPart):
                value = (index, len(source.text_of(index)), part.duration_s, running, tokens)
                yield f"reasoning{index}", value, make_reasoning
            elif isinstance(part, ToolCallPart):
                key = f"tool{index}"
                result = source.row.result_of(part.call_id)
                yield key, ToolValue.of(key, part, result, running, source.state), make_tool
            elif isinstance(part, RemoteImagePart):
                yield f"remote{index}", part, make_remote
            elif isinstance(part, FilePart):
                yield f"file{index}", part, make_file


def _text_specs(source: Source, index: int) -> Iterator[Spec]:
    key, text = f"text{index}", source.text_of(index)
    if source.row.running:
        yield key, LIVE, make_text
    elif len(text) <= LONG_CHARS:
        yield key, text, make_text
    else:
        yield from long_markdown(source, key, text)


def _is_image(part: Part) -> bool:
    return isinstance(part, ImagePart | PendingImagePart)


def note_of(message: Message) -> str:
    """Why a reply is not whole, when it was neither failed nor finished; else ""."""
    if message.state is MessageState.STOPPED:
        tokens = message.usage.completion_tokens if message.usage else 0
        if tokens:
            return _tr("Stopped at {0} tokens").format(formats.count(tokens))
        return _tr("Stopped")
    if message.state is MessageState.INTERRUPTED:
        return _tr("Interrupted: the program ended while this was written")
    if message.state is MessageState.COMPLETE and message.finish_reason == "length":
        return _tr("Cut off at the length limit")
    if message.state is MessageState.COMPLETE and message.finish_reason == "content_filter":
        return _tr("Cut off by a content filter")
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)
