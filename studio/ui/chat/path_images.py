"""All images of a conversation's path, for looking at one after the other."""

from collections.abc import Sequence

from studio.core.messages import Conversation, Message, Role
from studio.core.parts import ImagePart, telling_alt
from studio.core.picture_facts import facts_of_reply
from studio.core.picture_names import image_file_name
from studio.core.tree import ConversationTree
from studio.ui.images.items import ImageItem
from studio.ui.images.wording import parameter_rows


def images_of_path(
    tree: ConversationTree, conversation: Conversation | None = None
) -> tuple[ImageItem, ...]:
    """The images of the messages that are shown, in order; drafts and attached ones too."""
    return images_of_messages(tree, tree.path(), conversation)


def images_of_messages(
    tree: ConversationTree, messages: Sequence[Message], conversation: Conversation | None
) -> tuple[ImageItem, ...]:
    """The images of some messages of a tree, in order."""
    title = conversation.title if conversation is not None else ""
    return tuple(
        _item(tree, message, part, title)
        for message in messages
        for part in message.parts
        if isinstance(part, ImagePart)
    )


def _item(tree: ConversationTree, message: Message, part: ImagePart, title: str) -> ImageItem:
    made = message.role is Role.ASSISTANT
    question = tree.get(message.parent_id) if made and message.parent_id is not None else None
    prompt = question.text if question is not None else ""
    alt = telling_alt(part.alt)
    usage = message.usage
    # A reply with several images has one price and one time for all of them.
    alone = sum(isinstance(each, ImagePart) for each in message.parts) == 1
    return ImageItem(
        blob=part.blob,
        name=image_file_name(alt or prompt, part.blob) if made else (alt or _named(part)),
        alt=alt,
        prompt=prompt,
        model_id=(message.served_model or message.model_id or "") if made else "",
        created_at=message.created_at,
        took_s=message.timing.total_s if made and alone else None,
        cost_usd=usage.cost_usd if usage is not None and alone else None,
        parameters=parameter_rows(message.parameters) if made else (),
        conversation_id=message.conversation_id,
        message_id=message.id,
        conversation_title=title,
        facts=facts_of_reply(message, question),
    )


def _named(part: ImagePart) -> str:
    return image_file_name("", part.blob)
