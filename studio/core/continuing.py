"""Going on with an answer that was cut off: what is sent for it."""

from msgspec.structs import replace

from studio.core.ids import MessageId, new_id
from studio.core.messages import Message, Role
from studio.core.parts import ImagePart, TextPart
from studio.core.requests import ImagePolicy, ImageRules

INSTRUCTION = (
    "Your last message was cut off. Continue it exactly where it stopped, in the middle of a word "
    "if need be. Repeat nothing of it, and write no introduction."
)
"""For the model, and so not translated. Servers differ in what they make of a history that ends
with an assistant's turn; a short turn of the user after it works with all of them."""


def continued_history(
    history: tuple[Message, ...], partial: Message, instruction: str
) -> tuple[Message, ...]:
    """What to send so that the model goes on: the history, what there is, an instruction."""
    request = Message(
        id=MessageId(new_id()),
        conversation_id=partial.conversation_id,
        parent_id=partial.id,
        role=Role.USER,
        parts=(TextPart(instruction),),
        created_at=partial.created_at,
    )
    return (*history, replace(partial, name=None), request)


def continued_rules(rules: ImageRules, history: tuple[Message, ...]) -> ImageRules:
    """Images of the real question go along again, although it is not the last turn any more."""
    if rules.policy not in (ImagePolicy.NONE, ImagePolicy.LAST):
        return rules
    question = next((m for m in reversed(history) if m.role is Role.USER), None)
    parts = question.parts if question is not None else ()
    asked = frozenset(part.blob.sha256 for part in parts if isinstance(part, ImagePart))
    return replace(rules, policy=ImagePolicy.CHOSEN, chosen=asked) if asked else rules
