"""Words of the image prompt and its queue."""

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from studio.core.models import short_model_name
from studio.services.making_jobs import JobState, MakingJob
from studio.ui.failure_texts import failure_text
from studio.ui.transcript.parts import formats


def images_text(count: int) -> str:
    """`1 image`, `12 images`."""
    if count == 1:
        return _tr("1 image")
    return _tr("{count} images").format(count=formats.count(count))


def estimate_text(count: int, cost_usd: Decimal | None) -> str:
    """`2 images · ≈ $0.0780`; the price is left out while none is known."""
    if cost_usd is None:
        return images_text(count)
    return f"{images_text(count)} · ≈ {formats.cost(str(cost_usd))}"


def job_text(job: MakingJob, elapsed_s: float) -> str:
    """What a job does now, on one short line."""
    if job.state is JobState.WAITING:
        return _tr("Waiting")
    if job.state is JobState.RUNNING:
        return formats.whole_seconds(elapsed_s)
    if job.state is JobState.STOPPED:
        return _tr("Stopped")
    if job.state is JobState.FAILED:
        return failure_text(job.failure).title if job.failure else _tr("Failed")
    took = formats.seconds(job.took_s) if job.took_s is not None else ""
    cost = formats.cost(job.cost_usd) if job.cost_usd is not None else ""
    return " · ".join(each for each in (took, cost) if each) or _tr("Done")


def job_name(job: MakingJob, elapsed_s: float) -> str:
    """A job for a screen reader: what, by which model, how far."""
    prompt = " ".join(job.order.prompt.split())
    model = short_model_name(job.order.model_id)
    states = {
        JobState.WAITING: "",
        JobState.RUNNING: _tr("being made"),
        JobState.DONE: _tr("done"),
        JobState.FAILED: _tr("failed"),
        JobState.STOPPED: "",
    }
    parts = (prompt[:120], model, states[job.state], job_text(job, elapsed_s))
    return ", ".join(each for each in parts if each)


def failure_words(job: MakingJob) -> str:
    """Everything that is known of a failure, for a tooltip."""
    if job.failure is None:
        return ""
    told = failure_text(job.failure)
    return "\n".join(each for each in (told.title, told.cause, told.words) if each)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Making", text)
