"""Which sections a message has, and how they follow its newer values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QCoreApplication

from studio.core.messages import Message, MessageState, Role
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
from studio.ui.transcript.parts import formats
from studio.ui.transcript.parts.bubble import BubbleSection
from studio.ui.transcript.parts.cards import (
    FailureCard,
    Note,
    RowCard,
    ToolCard,
    file_row,
    remote_image_row,
)
from studio.ui.transcript.parts.footer import Footer, StatusLine
from studio.ui.transcript.parts.head import Head
from studio.ui.transcript.parts.pictures import ImageCards, ImageStrip
from studio.ui.transcript.parts.reasoning import Reasoning
from studio.ui.transcript.pieces import ElementSection, Section
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.state import ItemState
from studio.ui.transcript.text_section import LIVE, TextSection


@dataclass(frozen=True, slots=True)
class Source:
    """What sections are made from.

    Attributes:
        parts: of the message now; of a running one newer than in the row.
        text_of: the text so far of the text or reasoning part at an index.
        prompt: the question before a reply; names its images.
    """

    row: MessageRow
    parts: tuple[Part, ...]
    text_of: Callable[[int], str]
    prompt: str
    state: ItemState
    kit: Kit
    width: float


def build_sections(source: Source, old: dict[str, Section]) -> list[Section]:
    """The sections of a message; those of `old` that still fit are kept.

    Args:
        source: what to show.
        old: sections of an earlier value of the same message, by key.
    """
    return [_keep_or_make(source, old, *spec) for spec in _specs(source)]


_Spec = tuple[str, object, Callable[[Source, str, object], Section]]


def _keep_or_make(
    source: Source,
    old: dict[str, Section],
    key: str,
    value: object,
    make: Callable[[Source, str, object], Section],
) -> Section:
    found = old.get(key)
    if found is None or found.kit is not source.kit:
        return make(source, key, value)
    if found.value is value or found.value == value or found.adapt(value, source.kit):
        return found
    return make(source, key, value)


def _specs(source: Source) -> Iterator[_Spec]:
    if source.row.message.role is Role.USER:
        yield from _user_specs(source)
    else:
        yield from _reply_specs(source)


def _user_specs(source: Source) -> Iterator[_Spec]:
    images = tuple(part for part in source.parts if isinstance(part, ImagePart))
    if images:
        yield "strip", images, _make_strip
    for index, part in enumerate(source.parts):
        if isinstance(part, FilePart):
            yield f"file{index}", part, _make_own_file
    text = source.row.message.text
    if text or not source.parts:
        yield "bubble", text, _make_bubble
    if source.row.versions > 1 or not text:
        row = source.row
        yield "footer", (row.version, row.versions, "own"), _make_own_footer


def _reply_specs(source: Source) -> Iterator[_Spec]:
    message, row = source.row.message, source.row
    name = _speaker(message)
    yield "head", (name, message.created_at), _make_head
    yield from _part_specs(source)
    if row.running:
        yield "status", message.state is MessageState.WAITING, _make_status
        return
    if message.failure is not None:
        yield "failure", message.failure, _make_failure
    note = note_of(message)
    if note:
        yield "note", note, _make_note
    if message.failure is None or row.versions > 1 or source.parts:
        facts = (row.version, row.versions, message.usage, message.timing)
        yield "footer", facts, _make_footer


def _part_specs(source: Source) -> Iterator[_Spec]:
    indexed = list(enumerate(source.parts))
    running = source.row.running
    usage = source.row.message.usage
    tokens = usage.reasoning_tokens if usage else None
    for is_image, group in groupby(indexed, lambda entry: _is_image(entry[1])):
        entries = list(group)
        if is_image:
            pictures = tuple(part for _, part in entries)
            yield f"images{entries[0][0]}", pictures, _make_images
            continue
        for index, part in entries:
            if isinstance(part, TextPart):
                text: object = LIVE if running else source.text_of(index)
                yield f"text{index}", text, _make_text
            elif isinstance(part, ReasoningPart):
                value = (index, len(source.text_of(index)), part.duration_s, running, tokens)
                yield f"reasoning{index}", value, _make_reasoning
            elif isinstance(part, ToolCallPart):
                yield f"tool{index}", part, _make_tool
            elif isinstance(part, RemoteImagePart):
                yield f"remote{index}", part, _make_remote
            elif isinstance(part, FilePart):
                yield f"file{index}", part, _make_file


def _is_image(part: Part) -> bool:
    return isinstance(part, ImagePart | PendingImagePart)


def _speaker(message: Message) -> str:
    if message.role is Role.SYSTEM:
        return _tr("System")
    if message.role is Role.TOOL:
        return message.name or _tr("Tool")
    return message.model_id or message.served_model or _tr("Assistant")


def speaker_of(message: Message) -> str:
    """Who says a message, as people hear it."""
    return _tr("You") if message.role is Role.USER else _speaker(message)


def note_of(message: Message) -> str:
    """Why a reply is not whole, when it was neither failed nor finished; else ""."""
    if message.state is MessageState.STOPPED:
        tokens = message.usage.completion_tokens if message.usage else 0
        if tokens:
            return _tr("Stopped at {0} tokens").format(formats.count(tokens))
        return _tr("Stopped")
    if message.state is MessageState.INTERRUPTED:
        return _tr("Interrupted: the program ended while this was written")
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


def _make_strip(source: Source, key: str, value: object) -> Section:
    images = tuple(part for part in source.parts if isinstance(part, ImagePart))
    element = ImageStrip(source.kit, images)
    return ElementSection(key, value, source.kit, element, source.width)


def _make_own_file(source: Source, key: str, value: object) -> Section:
    assert isinstance(value, FilePart)
    element = RowCard(source.kit, file_row(value), right=True)
    return ElementSection(key, value, source.kit, element, source.width)


def _make_bubble(source: Source, key: str, value: object) -> Section:
    return BubbleSection(key, str(value), source.kit, source.state, source.width)


def _make_own_footer(source: Source, key: str, value: object) -> Section:
    element = Footer(source.kit, source.row, own=True)
    return ElementSection(key, value, source.kit, element, source.width)


def _make_head(source: Source, key: str, value: object) -> Section:
    message = source.row.message
    element = Head(source.kit, _speaker(message), formats.moment(message.created_at))
    return ElementSection(key, value, source.kit, element, source.width)


def _make_text(source: Source, key: str, value: object) -> Section:
    text = source.text_of(int(key.removeprefix("text")))
    return TextSection(key, text, source.kit, source.state, source.width, live=source.row.running)


class ReasoningSection(ElementSection):
    """Reasoning that follows its newer values in place."""

    def __init__(self, source: Source, key: str, value: object) -> None:
        index = int(key.removeprefix("reasoning"))
        self._text_of = source.text_of
        self._index = index
        part = source.parts[index]
        duration_s = part.duration_s if isinstance(part, ReasoningPart) else None
        usage = source.row.message.usage
        self._reasoning = Reasoning(
            source.kit,
            key,
            self._read,
            duration_s,
            source.state,
            usage.reasoning_tokens if usage else None,
            live=source.row.running,
        )
        super().__init__(key, value, source.kit, self._reasoning, source.width)

    def _read(self) -> str:
        return self._text_of(self._index)

    def adapt(self, value: object, kit: Kit) -> bool:
        """Longer text, a duration, or the end of the run."""
        if not isinstance(value, tuple) or not isinstance(self.value, tuple):
            return False
        if value[4] != self.value[4]:
            return False
        self.value = value
        self._reasoning.set_value(self._read, value[2], live=value[3])
        self.relayout(0)
        return True

    def refresh(self) -> None:
        """More text came."""
        self._reasoning.changed()
        self.relayout(0)


def _make_reasoning(source: Source, key: str, value: object) -> Section:
    return ReasoningSection(source, key, value)


class ImagesSection(ElementSection):
    """Images that follow their newer values in place."""

    def __init__(self, source: Source, key: str, value: object) -> None:
        assert isinstance(value, tuple)
        self.cards = ImageCards(source.kit, value, source.prompt)
        super().__init__(key, value, source.kit, self.cards, source.width)

    def adapt(self, value: object, kit: Kit) -> bool:
        """More received bytes, or an image in place of a box."""
        if not isinstance(value, tuple):
            return False
        self.value = value
        self.cards.update(value)
        self.relayout(0)
        return True


def _make_images(source: Source, key: str, value: object) -> Section:
    return ImagesSection(source, key, value)


class ToolSection(ElementSection):
    """A tool call that follows its newer values in place."""

    def __init__(self, source: Source, key: str, value: object) -> None:
        assert isinstance(value, ToolCallPart)
        self._card = ToolCard(source.kit, key, value, source.state)
        super().__init__(key, value, source.kit, self._card, source.width)

    def adapt(self, value: object, kit: Kit) -> bool:
        """More of the arguments."""
        if not isinstance(value, ToolCallPart):
            return False
        self.value = value
        self._card.update(value)
        self.relayout(0)
        return True


def _make_tool(source: Source, key: str, value: object) -> Section:
    return ToolSection(source, key, value)


def _make_remote(source: Source, key: str, value: object) -> Section:
    assert isinstance(value, RemoteImagePart)
    element = RowCard(source.kit, remote_image_row(value))
    return ElementSection(key, value, source.kit, element, source.width)


def _make_file(source: Source, key: str, value: object) -> Section:
    assert isinstance(value, FilePart)
    element = RowCard(source.kit, file_row(value))
    return ElementSection(key, value, source.kit, element, source.width)


def _make_status(source: Source, key: str, value: object) -> Section:
    element = StatusLine(source.kit, source.state, waiting=bool(value))
    return ElementSection(key, value, source.kit, element, source.width)


def _make_failure(source: Source, key: str, value: object) -> Section:
    failure = source.row.message.failure
    assert failure is not None
    element = FailureCard(source.kit, failure)
    return ElementSection(key, value, source.kit, element, source.width)


def _make_note(source: Source, key: str, value: object) -> Section:
    element = Note(source.kit, str(value))
    return ElementSection(key, value, source.kit, element, source.width)


def _make_footer(source: Source, key: str, value: object) -> Section:
    element = Footer(source.kit, source.row)
    return ElementSection(key, value, source.kit, element, source.width)
