"""Images of a job, as pages hand them to one another."""

import re

from studio.core.sniff import extension_for
from studio.services.making_jobs import MakingJob
from studio.ui.images.items import ImageItem

_MOST_WORDS = 6


def items_of(job: MakingJob) -> tuple[ImageItem, ...]:
    """What a job made so far."""
    order = job.order
    shown = (("aspect", order.aspect), ("size", order.size))
    return tuple(
        ImageItem(
            blob=part.blob,
            name=file_name(order.prompt, part.blob.mime),
            prompt=order.prompt,
            model_id=order.model_id,
            took_s=job.took_s,
            cost_usd=job.cost_usd,
            parameters=tuple((name, value) for name, value in shown if value),
            conversation_id=job.conversation_id,
            message_id=job.message_id,
        )
        for part in job.pictures
    )


def file_name(prompt: str, mime: str) -> str:
    """A short file name made of the first words of a prompt."""
    words = re.findall(r"\w+", prompt)[:_MOST_WORDS]
    return ("-".join(words)[:60] or "image") + extension_for(mime)
