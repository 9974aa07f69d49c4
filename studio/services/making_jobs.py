"""Jobs of the queue of images as values, and what becomes of them."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from studio.core.errors import Failure
from studio.core.ids import ConversationId, MessageId
from studio.core.making import ImageOrder
from studio.core.messages import Message, MessageState
from studio.core.parts import ImagePart


class JobState(StrEnum):
    """How far a job came."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


_STATES = {
    MessageState.COMPLETE: JobState.DONE,
    MessageState.FAILED: JobState.FAILED,
    MessageState.STREAMING: JobState.RUNNING,
}


class MakingJob(Struct, frozen=True):
    """One request of an order.

    Attributes:
        order: as it was asked, but of this request alone.
        pictures: those that came so far; drafts sharpen.
        took_s: from sending to the end; None before the end.
        cost_usd: decimal text, as reported; it may come after the end.
    """

    id: str
    batch: str
    order: ImageOrder
    conversation_id: ConversationId
    message_id: MessageId
    state: JobState = JobState.WAITING
    pictures: tuple[ImagePart, ...] = ()
    failure: Failure | None = None
    took_s: float | None = None
    cost_usd: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come by itself."""
        return self.state not in (JobState.WAITING, JobState.RUNNING)


def ended(job: MakingJob, reply: Message) -> MakingJob:
    """A job whose reply is over."""
    pictures = pictures_of(reply.parts)
    state = _STATES.get(reply.state, JobState.STOPPED)
    failure = reply.failure
    if state is JobState.DONE and not pictures:
        # A model that answered in words: what it said is the reason.
        state = JobState.FAILED
        failure = Failure("bad_reply", reply.text[:500], code="no_image", retryable=True)
    return replace(
        job, state=state, pictures=pictures, failure=failure, took_s=reply.timing.total_s,
        cost_usd=cost_of(reply),
    )  # fmt: skip


def pictures_of(parts: Iterable[object]) -> tuple[ImagePart, ...]:
    """The images among the parts of a reply."""
    return tuple(part for part in parts if isinstance(part, ImagePart))


def cost_of(reply: Message) -> str | None:
    """What a reply has cost, as reported."""
    return reply.usage.cost_usd if reply.usage is not None else None
