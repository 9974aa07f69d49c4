"""Which images of a conversation go along with a request.

Images of the last user message always go; of the earlier ones as many as the policy names,
the newest first.
"""

from collections.abc import Iterator, Sequence

from studio.core.messages import Message, Role
from studio.core.parts import ImagePart
from studio.core.requests import ImagePolicy, ImageRules

Place = tuple[int, int]
"""Index of a message in the history, and of a part in the message."""


def choose_images(history: Sequence[Message], rules: ImageRules) -> tuple[list[Place], list[Place]]:
    """The places of the images that must go, and of those that may, each newest first.

    Drafts never go. An image that stands in several turns goes once, with the newest.
    """
    last_user = last_user_index(history)
    must: list[Place] = []
    may: list[Place] = []
    seen: set[str] = set()
    for place, image in _images_newest_first(history):
        sha256 = image.blob.sha256
        if sha256 in seen or (image.draft and sha256 not in rules.chosen):
            continue
        if place[0] == last_user:
            must.append(place)
        elif _may_go(sha256, rules, first=not may):
            may.append(place)
        else:
            continue
        seen.add(sha256)
    return must, may


def last_user_index(history: Sequence[Message]) -> int | None:
    """Where the last message of a user stands, or None."""
    for at in range(len(history) - 1, -1, -1):
        if history[at].role is Role.USER:
            return at
    return None


def _may_go(sha256: str, rules: ImageRules, *, first: bool) -> bool:
    if rules.policy is ImagePolicy.CHOSEN:
        return sha256 in rules.chosen
    return rules.policy is ImagePolicy.ALL or (rules.policy is ImagePolicy.LAST and first)


def _images_newest_first(history: Sequence[Message]) -> Iterator[tuple[Place, ImagePart]]:
    for at in range(len(history) - 1, -1, -1):
        parts = history[at].parts
        for index in range(len(parts) - 1, -1, -1):
            part = parts[index]
            if isinstance(part, ImagePart):
                yield (at, index), part
