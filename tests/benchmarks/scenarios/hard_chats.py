"""Chats that other programs break on: one message of 50 MB, 10,000 messages, 500 images of 4K."""

import asyncio
import time
from collections.abc import Callable

from PySide6.QtCore import Qt

from studio.core.ids import ConversationId
from tests.benchmarks.bench import Bench, python
from tests.benchmarks.figures import Outcome
from tests.benchmarks.frames import Frames
from tests.benchmarks.hard_content import HUGE_ID, IMAGES_ID, MANY_ID, REASONING_ID, SMALL_ID
from tests.benchmarks.stage import Stage, play

_STALL_MS = 50
_TICK_S = 0.016
# What each may take, in MB: a text counts twice, as it is read and as it is kept; images have
# 96 MB of pixels, and two threads that decode 33 MB each and keep some of it.
_CHATS: tuple[tuple[str, str, ConversationId, int], ...] = (
    ("huge", "one message of 50 MB", HUGE_ID, 160),
    ("many", "10,000 messages", MANY_ID, 80),
    ("images", "500 images of 4K", IMAGES_ID, 240),
    ("reasoning", "1 MB of reasoning", REASONING_ID, 30),
)


def run(bench: Bench) -> Outcome:
    """Opens each, goes to its top and back, resizes, switches, deletes and regenerates."""
    folder = bench.folder / "data"
    python("tests.benchmarks.hard_content", str(folder), str(bench.pick(1, 0.4, 0.02)))

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        await stage.open_chat(SMALL_ID)
        for key, text, chat, limit_mb in _CHATS:
            before_mb = stage.memory_mb()
            await _open(stage, outcome, key, text, chat)
            await _measured(stage, outcome, key, f"{text}: top and back", "scroll", _scroll)
            await _measured(stage, outcome, key, f"{text}: resizing", "resize", _resize)
            if key == "reasoning":
                await _measured(stage, outcome, key, f"{text}: opening it", "unfold", _unfold)
            grown_mb = stage.memory_mb() - before_mb
            outcome.add(
                f"{key}_memory_mb", f"{text}: memory", grown_mb, "MB", goal="H", limit=limit_mb
            )
            await stage.open_chat(SMALL_ID)
        await _switch(stage, outcome)
        await _edit(stage, outcome)
        return outcome

    return play(scenario, folder=folder, base_url=bench.base_url)


async def _open(stage: Stage, outcome: Outcome, key: str, text: str, chat: ConversationId) -> None:
    frames = stage.frames()
    began_s = time.perf_counter()
    stage.list_view.choose(chat)  # type: ignore[attr-defined]
    transcript = stage.transcript

    def is_there() -> bool:
        items = transcript.items()  # type: ignore[attr-defined]
        return bool(items) and items[0].row.message.conversation_id == chat

    await stage.until(is_there)
    there_s = time.perf_counter()
    await asyncio.sleep(0.5)
    _add(outcome, frames, key, "open", f"{text}: opening")
    ends = (frame.began_s + frame.took_s for frame in frames.frames if frame.painted)
    shown_ms = (next((end for end in ends if end >= there_s), there_s) - began_s) * 1000
    outcome.add(f"{key}_shown_ms", f"{text}: from the click to painted", shown_ms, "ms")


async def _measured(
    stage: Stage,
    outcome: Outcome,
    key: str,
    text: str,
    what: str,
    act: Callable[[Stage], object],
) -> None:
    await stage.settle(0.3)
    frames = stage.frames()
    await act(stage)  # type: ignore[misc]
    await asyncio.sleep(0.2)
    _add(outcome, frames, key, what, text)


def _add(outcome: Outcome, frames: Frames, key: str, what: str, text: str) -> None:
    """The longest time without a look for events, as processor time of the thread."""
    frames.stop()
    outcome.details[f"{key}_{what}"] = frames.summary()
    outcome.add(
        f"{key}_{what}_stall_ms",
        f"{text}: longest stall",
        frames.longest_cpu_s * 1000,
        "ms",
        goal="H",
        limit=_STALL_MS,
    )


async def _scroll(stage: Stage) -> None:
    transcript = stage.transcript
    transcript.setFocus()
    for key, times in ((Qt.Key.Key_PageUp, 10), (Qt.Key.Key_Home, 1), (Qt.Key.Key_PageDown, 10)):
        for _ in range(times):
            stage.post_key(transcript, key)
            await asyncio.sleep(_TICK_S * 2)
    bar = transcript.verticalScrollBar()
    bar.setSliderDown(True)
    for step in range(40):
        bar.setSliderPosition(bar.maximum() * step // 40)
        await asyncio.sleep(_TICK_S)
    bar.setSliderDown(False)
    stage.post_key(transcript, Qt.Key.Key_End)


async def _resize(stage: Stage) -> None:
    for step in range(30):
        stage.window.resize(1280 - 12 * (step % 15), 800 - 6 * (step % 15))
        await asyncio.sleep(_TICK_S * 2)
    stage.window.resize(1280, 800)


async def _unfold(stage: Stage) -> None:
    """Alt+Up to the answer, Tab to its reasoning, Enter."""
    transcript = stage.transcript
    transcript.setFocus()
    transcript.keyboard.walk_messages(-1)  # type: ignore[attr-defined]
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Return):
        stage.post_key(transcript, key)
        await asyncio.sleep(0.1)


async def _switch(stage: Stage, outcome: Outcome) -> None:
    frames = stage.frames()
    for _ in range(3):
        for chat in (HUGE_ID, MANY_ID):
            stage.list_view.choose(chat)  # type: ignore[attr-defined]
            await asyncio.sleep(0.4)
    _add(outcome, frames, "both", "switch", "switching between 50 MB and 10,000 messages")


async def _edit(stage: Stage, outcome: Outcome) -> None:
    """In the chat of 10,000 messages."""
    await stage.open_chat(MANY_ID)
    pane = stage.window.chat.pane
    runs = stage.services.runs

    async def regenerate(_stage: Stage) -> None:
        pane.regenerate_last()
        await asyncio.sleep(0.2)
        runs.stop_all()
        await stage.until(lambda: not runs.running())

    async def delete(_stage: Stage) -> None:
        store = stage.services.conversations
        tree = store.tree(MANY_ID)
        assert tree is not None
        store.delete_message(MANY_ID, tree.path()[-1].id)

    text = "10,000 messages"
    await _measured(stage, outcome, "many", f"{text}: regenerating", "regenerate", regenerate)
    await _measured(stage, outcome, "many", f"{text}: deleting", "delete", delete)
