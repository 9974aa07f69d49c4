"""Comparisons and runs as they leave the studio: plain values that every format is made from."""

from datetime import datetime

from msgspec import Struct

from studio.core.comparing_figures import Figures
from studio.core.messages import Attachment
from studio.core.parts import BlobRef


class ExportedAnswer(Struct, frozen=True):
    """One answer.

    Attributes:
        name: of its column: the model id, numbered where a model stands there twice.
        failure: kind of the failure, "stopped" or "unsure"; "" for a whole answer.
        is_picked, is_rejected: a person voted for it, or for another one beside it.
        passed: whether all checks of a run passed; None: there are none.
    """

    name: str
    model_id: str
    text: str
    reasoning: str = ""
    images: tuple[BlobRef, ...] = ()
    figures: Figures = Figures()
    failure: str = ""
    is_picked: bool = False
    is_rejected: bool = False
    passed: bool | None = None
    system_prompt: str = ""


class ExportedTurn(Struct, frozen=True):
    """What was asked, and the answers side by side.

    Attributes:
        history: role and text of what was said before, oldest first, where all answers have the
            same; () otherwise.
        expected: what a list of prompts expects, or "".
        repeat: which of several times of asking, from 1.
        attachments: images and files of the question.
        note: of the vote.
    """

    prompt: str
    answers: tuple[ExportedAnswer, ...]
    history: tuple[tuple[str, str], ...] = ()
    expected: str = ""
    repeat: int = 1
    attachments: tuple[Attachment, ...] = ()
    verdict: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()

    @property
    def images(self) -> tuple[BlobRef, ...]:
        """The images of the question."""
        return tuple(e.blob for e in self.attachments if e.blob.mime.startswith("image/"))

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The files of the question that are no images."""
        return tuple(e for e in self.attachments if not e.blob.mime.startswith("image/"))


class Exported(Struct, frozen=True):
    """A comparison or a run."""

    title: str
    created_at: datetime
    names: tuple[str, ...]
    turns: tuple[ExportedTurn, ...]
