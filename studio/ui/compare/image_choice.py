"""Which images of the answers are laid over one another."""

from collections.abc import Sequence
from itertools import zip_longest

from studio.core.messages import Conversation, Message
from studio.core.parts import ImagePart
from studio.core.tree import ConversationTree
from studio.ui.chat.path_images import images_of_messages
from studio.ui.images.items import ImageItem

MOST = 4


def has_images(answers: Sequence[Message | None]) -> bool:
    """Whether there are two images or more that are no drafts."""
    count = sum(
        isinstance(part, ImagePart) and not part.draft
        for answer in answers
        if answer is not None
        for part in answer.parts
    )
    return count > 1


def images_to_compare(
    tree: ConversationTree, answers: Sequence[Message | None], conversation: Conversation | None
) -> tuple[ImageItem, ...]:
    """Up to four finished images: the first of each answer in order, then the second ones."""
    found = [
        tuple(
            item
            for item in images_of_messages(tree, (answer,), conversation)
            if item.blob.sha256 not in _drafts(answer)
        )
        for answer in answers
        if answer is not None
    ]
    rounds = zip_longest(*found)
    return tuple(item for items in rounds for item in items if item is not None)[:MOST]


def _drafts(answer: Message) -> set[str]:
    return {part.blob.sha256 for part in answer.parts if isinstance(part, ImagePart) and part.draft}
