"""What a picture in a chat says about itself when it leaves the studio."""

from studio.core.messages import Message, Role
from studio.core.parts import ImagePart
from studio.core.records import PictureMetadata
from studio.services.preferences import Preferences


def facts_of(
    message: Message, question: Message | None, preferences: Preferences
) -> PictureMetadata | None:
    """Prompt, model, parameters, parents and date of the pictures in a reply.

    Args:
        question: the turn that it answers; its pictures are the parents.

    Returns:
        None for a turn of a person: what was attached says already what it wants to say.
    """
    if message.role is not Role.ASSISTANT:
        return None
    connection = preferences.values.connection(message.connection_id)
    negative = message.parameters.get("negative_prompt")
    parts = question.parts if question is not None else ()
    return PictureMetadata(
        prompt=question.text if question is not None else "",
        negative=negative if isinstance(negative, str) else "",
        model_id=message.served_model or message.model_id,
        connection_name=connection.name if connection is not None else "",
        parameters=message.parameters,
        parents=tuple(part.blob.sha256 for part in parts if isinstance(part, ImagePart)),
        made_at=message.created_at,
    )
