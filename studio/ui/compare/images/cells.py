"""What a grid of images shows, as values: one group a column, one cell an image."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from msgspec import Struct

from studio.core.comparing_figures import Figures
from studio.core.messages import Message, MessageState
from studio.core.parts import BlobRef, ImagePart, Part, PendingImagePart
from studio.services.run import Run
from studio.ui.failure_texts import failure_text

_MOST_WORDS = 300


class CellState(StrEnum):
    """How far an image is. `WORDS`: the model answered without one."""

    READY = "ready"
    WAITING = "waiting"
    DRAWING = "drawing"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    WORDS = "words"


class Cell(Struct, frozen=True):
    """One image, or what stands in its place.

    Attributes:
        message_id: the reply that it belongs to; "" before the first question.
        place: among the images of the reply, from 0.
        blob: of what came; while it is being drawn an interim image.
        received_bytes: of an image under way.
        elapsed_s: whole seconds since it was asked for.
        queue_place: in the queue of its connection, from 1.
        words: the failure, or what the model said instead.
        detail: more of that, for a tooltip.
    """

    column_id: str
    message_id: str = ""
    place: int = 0
    state: CellState = CellState.READY
    blob: BlobRef | None = None
    received_bytes: int = 0
    elapsed_s: int = 0
    queue_place: int = 0
    words: str = ""
    detail: str = ""

    @property
    def key(self) -> str:
        """Which one it is; stays the same while the image comes."""
        return f"{self.column_id}/{self.message_id}/{self.place}"

    @property
    def is_image(self) -> bool:
        """Whether there is a whole image."""
        return self.state is CellState.DONE


class Group(Struct, frozen=True):
    """The images of one column, and what is known of them.

    Attributes:
        name: the model, or what it is called while judging blind.
        model_id: "" while it is hidden.
        state: icon, word and colour token; an empty word: all is done.
        figures, best: of all its replies together, and those in which it is the best.
        can_pick: the answers can be voted on.
        summary: what is set besides the model, in a few words.
    """

    column_id: str
    name: str
    model_id: str
    cells: tuple[Cell, ...]
    state: tuple[str, str, str] = ("", "", "text3")
    figures: Figures = Figures()
    best: frozenset[str] = frozenset()
    picked: bool = False
    can_pick: bool = False
    summary: str = ""


def has_image(parts: Sequence[Part]) -> bool:
    """Whether there is a whole image among the parts of a reply."""
    return any(isinstance(part, ImagePart) and not part.draft for part in parts)


def cells_of(
    column_id: str,
    replies: Sequence[Message],
    live: Callable[[str], Run | None],
    queue_place: Callable[[str], int],
) -> tuple[Cell, ...]:
    """The cells of a column, in the order in which its images were asked for."""
    found: list[Cell] = []
    for reply in replies:
        found += _of_reply(column_id, reply, live(reply.id), queue_place(reply.id))
    return tuple(found) or (Cell(column_id),)


def _of_reply(column_id: str, reply: Message, run: Run | None, waits: int) -> list[Cell]:
    parts = run.parts(reply.id) if run is not None else reply.parts
    images = [part for part in parts if isinstance(part, ImagePart)]
    whole = [part for part in images if not part.draft]
    cells = [
        Cell(column_id, reply.id, at, CellState.DONE, part.blob) for at, part in enumerate(whole)
    ]
    if run is not None or waits:
        wanted = max(int(reply.parameters.get("n") or 1), len(cells) + (0 if cells else 1))
        for at in range(len(cells), wanted):
            cells.append(_coming(column_id, reply, run, parts, at, len(whole), waits))
    elif not cells or reply.state in (MessageState.FAILED, MessageState.INTERRUPTED):
        cells.append(_without(column_id, reply, len(cells)))
    return cells


def _coming(
    column_id: str,
    reply: Message,
    run: Run | None,
    parts: Sequence[Part],
    at: int,
    whole: int,
    waits: int,
) -> Cell:
    """An image that is still to come; what is received is of the next one."""
    if run is None:
        return Cell(column_id, reply.id, at, CellState.WAITING, queue_place=waits)
    pending = next((p for p in reversed(parts) if isinstance(p, PendingImagePart)), None)
    drafts = [part.blob for part in parts if isinstance(part, ImagePart) and part.draft]
    is_next = at == whole
    return Cell(
        column_id,
        reply.id,
        at,
        CellState.DRAWING,
        drafts[-1] if drafts and is_next and isinstance(parts[-1], ImagePart) else None,
        pending.received_bytes if pending is not None and is_next else 0,
        int(run.elapsed_s()),
    )


def _without(column_id: str, reply: Message, at: int) -> Cell:
    """The end of a reply that gave no (more) images."""
    if reply.failure is not None:
        told = failure_text(reply.failure)
        detail = "\n".join(each for each in (told.title, told.cause, told.words) if each)
        return Cell(column_id, reply.id, at, CellState.FAILED, words=told.title, detail=detail)
    if reply.state is MessageState.COMPLETE:
        words = " ".join(reply.text.split())[:_MOST_WORDS]
        return Cell(column_id, reply.id, at, CellState.WORDS, words=words, detail=words)
    return Cell(column_id, reply.id, at, CellState.STOPPED)
