"""Imports what an empty first window does without, once that window is there."""

import asyncio
import importlib

MESSAGES = (
    "studio.ui.transcript.leaves",
    "studio.ui.transcript.markdown",
    "studio.ui.transcript.blocks",
    "studio.ui.transcript.look",
    "studio.ui.transcript.parts.base",
    "studio.ui.transcript.item",
    "studio.ui.transcript.flow",
    "studio.ui.transcript.canvas",
    "studio.ui.transcript.accessible",
    "studio.ui.transcript.view",
    "studio.ui.chat.message_actions",
    "studio.ui.chat.reader",
)
"""What shows messages, from the bottom up. All of it at once would hold the window 70 ms."""


_PAUSE_S = 0.002


async def import_messages() -> None:
    """Imports what shows messages, a module at a time: keys are answered in between."""
    for name in MESSAGES:
        importlib.import_module(name)
        await asyncio.sleep(_PAUSE_S)


def warm_up() -> None:
    """Imports what the first message will need, so that the window needs not wait for it.

    Thread: any; meant for one in the background.
    """
    import pygments.lexers  # noqa: F401

    import studio.ui.transcript.elements  # noqa: F401
    from studio.ui.transcript.parser import parser

    parser()
