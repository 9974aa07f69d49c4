"""The sections of a message: each is made from the message, some follow its newer values."""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from studio.core.messages import Message, Role, can_continue
from studio.core.parts import (
    FilePart,
    ImagePart,
    Part,
    ReasoningPart,
    RemoteImagePart,
)
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts import formats
from studio.ui.transcript.parts.bubble import BubbleSection
from studio.ui.transcript.parts.cards import Note, RowCard, file_row, remote_image_row
from studio.ui.transcript.parts.failure_card import FailureCard
from studio.ui.transcript.parts.footer import Footer, StatusLine
from studio.ui.transcript.parts.head import Head
from studio.ui.transcript.parts.pictures import ImageCards, ImageStrip
from studio.ui.transcript.parts.reasoning import Reasoning
from studio.ui.transcript.pieces import ElementSection, Section
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.state import ItemState
from studio.ui.transcript.text_section import TextSection
from studio.ui.transcript.tool_section import ToolSection, ToolValue


class Source(Struct, frozen=True):
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


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


def speaker_of(message: Message) -> str:
    """Who says a message, as people read it."""
    if message.role is Role.USER:
        return _tr("You")
    if message.role is Role.SYSTEM:
        return _tr("System")
    if message.role is Role.TOOL:
        return message.name or _tr("Tool")
    return message.model_id or message.served_model or _tr("Assistant")


def make_strip(source: Source, key: str, value: object) -> Section:
    """A person's pictures."""
    images = tuple(part for part in source.parts if isinstance(part, ImagePart))
    element = ImageStrip(source.kit, images)
    return ElementSection(key, value, source.kit, element, source.width)


def make_own_file(source: Source, key: str, value: object) -> Section:
    """A person's file."""
    assert isinstance(value, FilePart)
    element = RowCard(source.kit, file_row(value), right=True)
    return ElementSection(key, value, source.kit, element, source.width)


def make_bubble(source: Source, key: str, value: object) -> Section:
    """A person's text."""
    return BubbleSection(key, str(value), source.kit, source.state, source.width)


def make_own_footer(source: Source, key: str, value: object) -> Section:
    """The versions of a person's message."""
    element = Footer(source.kit, source.row, own=True)
    return ElementSection(key, value, source.kit, element, source.width)


def make_head(source: Source, key: str, value: object) -> Section:
    """Who answered."""
    message = source.row.message
    element = Head(source.kit, speaker_of(message), formats.moment(message.created_at))
    return ElementSection(key, value, source.kit, element, source.width)


def make_text(source: Source, key: str, value: object) -> Section:
    """Markdown text."""
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


def make_reasoning(source: Source, key: str, value: object) -> Section:
    """Reasoning."""
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


def make_images(source: Source, key: str, value: object) -> Section:
    """Images next to each other."""
    return ImagesSection(source, key, value)


def make_tool(source: Source, key: str, value: object) -> Section:
    """A tool call with its result."""
    assert isinstance(value, ToolValue)
    return ToolSection(key, value, source.kit, source.width)


def make_remote(source: Source, key: str, value: object) -> Section:
    """An image that is only an address."""
    assert isinstance(value, RemoteImagePart)
    element = RowCard(source.kit, remote_image_row(value))
    return ElementSection(key, value, source.kit, element, source.width)


def make_file(source: Source, key: str, value: object) -> Section:
    """A file."""
    assert isinstance(value, FilePart)
    element = RowCard(source.kit, file_row(value))
    return ElementSection(key, value, source.kit, element, source.width)


def make_status(source: Source, key: str, value: object) -> Section:
    """The line below a reply that is being written."""
    element = StatusLine(source.kit, source.state, waiting=bool(value))
    return ElementSection(key, value, source.kit, element, source.width)


def make_failure(source: Source, key: str, value: object) -> Section:
    """Why there is no answer."""
    failure = source.row.message.failure
    assert failure is not None
    element = FailureCard(source.kit, failure, continues=can_continue(source.row.message))
    return ElementSection(key, value, source.kit, element, source.width)


def make_note(source: Source, key: str, value: object) -> Section:
    """Why the answer is not whole."""
    assert isinstance(value, tuple)
    element = Note(source.kit, value[0], continues=value[1])
    return ElementSection(key, value, source.kit, element, source.width)


def make_footer(source: Source, key: str, value: object) -> Section:
    """Versions, actions and metrics."""
    element = Footer(source.kit, source.row)
    return ElementSection(key, value, source.kit, element, source.width)
