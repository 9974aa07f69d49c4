"""What a picture says about itself when it leaves the studio."""

from studio.core.messages import Message, Role
from studio.core.parts import ImagePart
from studio.core.records import PictureDetails, PictureMetadata


def facts_of_reply(message: Message, question: Message | None) -> PictureMetadata | None:
    """Prompt, model, parameters, parents and date of the pictures in a reply.

    Args:
        question: the turn that it answers; its pictures are the parents.

    Returns:
        None for a turn of a person: what was attached says already what it wants to say.
    """
    if message.role is not Role.ASSISTANT:
        return None
    negative = message.parameters.get("negative_prompt")
    parts = question.parts if question is not None else ()
    return PictureMetadata(
        prompt=question.text if question is not None else "",
        negative=negative if isinstance(negative, str) else "",
        model_id=message.served_model or message.model_id,
        parameters=message.parameters,
        parents=tuple(part.blob.sha256 for part in parts if isinstance(part, ImagePart)),
        made_at=message.created_at,
    )


def facts_of_details(details: PictureDetails) -> PictureMetadata:
    """The same of a picture in the gallery: of the place whose prompt is shown."""
    place = details.place
    if place is None:
        return PictureMetadata(made_at=details.created_at)
    negative = place.parameters.get("negative_prompt")
    return PictureMetadata(
        prompt=place.prompt,
        negative=negative if isinstance(negative, str) else "",
        model_id=place.model_id,
        connection_name=place.connection_name,
        parameters=place.parameters,
        parents=place.parents,
        made_at=place.made_at or place.created_at,
    )
