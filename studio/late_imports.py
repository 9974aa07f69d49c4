"""Imports what an empty first window does without, once that window is there."""

import asyncio
import importlib
from collections.abc import Callable, Iterator

LIST = (
    "studio.ui.widgets.own_cursor",
    "studio.ui.widgets.fields",
    "studio.itemmodels.conversations",
    "studio.ui.widgets.popup",
    "studio.ui.chat.labelled_list",
    "studio.ui.chat.conversation_delegate",
    "studio.ui.chat.conversation_view",
    "studio.ui.chat.list_content",
    "studio.ui.theme.app_icon",
    "hashlib",
    "PySide6.QtNetwork",
)
"""What the list of chats is made of, from the bottom up, and what answers later starts."""

MESSAGES = (
    "studio.ui.transcript.leaves",
    "studio.ui.transcript.maths",
    "studio.ui.transcript.block_rules",
    "studio.ui.transcript.inline",
    "studio.ui.transcript.simple",
    "studio.ui.transcript.markdown",
    "studio.ui.transcript.blocks",
    "studio.ui.transcript.look",
    "studio.ui.transcript.parts.base",
    "studio.ui.transcript.parts.bubble",
    "studio.ui.transcript.sections",
    "studio.ui.transcript.item",
    "studio.ui.transcript.flow",
    "studio.ui.transcript.canvas",
    "studio.ui.transcript.accessible",
    "studio.ui.transcript.view",
    "studio.ui.chat.message_actions",
    "studio.ui.chat.reader",
)
"""What shows messages, from the bottom up. All of it at once would hold the window 70 ms."""

PICTURES = ("studio.services.gallery", "studio.services.picture_hashing")
"""What works out which pictures look alike."""

IMAGES = (
    "studio.ui.images.pictures",
    "studio.ui.images.taking_out",
    "studio.ui.viewer.canvas",
    "studio.ui.viewer.stage",
    "studio.ui.viewer.panel",
    "studio.ui.viewer.record",
    "studio.ui.viewer.page",
    "studio.ui.viewer.compare.bars",
    "studio.ui.viewer.compare.page",
    "studio.core.sent",
    "studio.services.making",
    "studio.ui.parameters.image_options",
    "studio.ui.making.box",
    "studio.ui.making.panel",
    "studio.services.image_editing",
    "studio.ui.editing_images.canvas",
    "studio.ui.editing_images.edit_bar",
    "studio.ui.editing_images.family",
    "studio.ui.editing_images.page",
    "studio.ui.settings.other_sections",
    "studio.ui.settings.key_row",
    "studio.ui.settings.connection_card",
    "studio.ui.settings.connections_section",
    "studio.ui.settings.keyboard",
    "studio.ui.settings.page",
    "studio.ui.parameters.form",
    "studio.ui.chat.inspector.body_view",
    "studio.ui.chat.inspector.request_view",
    "studio.ui.chat.inspector.host",
)
"""What shows, makes and edits images, then settings and inspector, from the bottom up."""

SHORT_PAUSE_S = 0.002
"""Long enough for keys to be answered."""

_LONG_PAUSE_S, _BUSY_S = 0.01, 1.0
_END = object()


async def import_in_turns(names: tuple[str, ...]) -> None:
    """Imports a module at a time: keys are answered in between."""
    for name in names:
        await asyncio.sleep(SHORT_PAUSE_S)
        importlib.import_module(name)
    await asyncio.sleep(SHORT_PAUSE_S)


async def import_images(is_busy: Callable[[], bool]) -> None:
    """Imports what the first look at an image needs, a module at a time.

    Args:
        is_busy: whether the window has something better to do now.
    """
    left = list(IMAGES)
    while left:
        if is_busy():
            await asyncio.sleep(_BUSY_S)
            continue
        await asyncio.sleep(_LONG_PAUSE_S)
        importlib.import_module(left.pop(0))


async def do_in_turns(pieces: Iterator[None], is_busy: Callable[[], bool]) -> None:
    """Does something piece by piece while nobody waits for anything: keys come in between.

    Args:
        is_busy: whether the window has something better to do now.
    """
    while True:
        await asyncio.sleep(_BUSY_S if is_busy() else _LONG_PAUSE_S)
        if not is_busy() and next(pieces, _END) is _END:
            return


def warm_up() -> None:
    """Imports what the first message will need, so that the window needs not wait for it.

    Thread: any; meant for one in the background.
    """
    import pygments.lexers  # noqa: F401

    import studio.log_file
    import studio.ui.transcript.elements  # noqa: F401
    from studio.ui.transcript.parser import parser

    parser()
