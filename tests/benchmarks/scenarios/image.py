"""P11: one line with an image of 20 MB: stalls of the GUI thread, last byte to shown."""

import asyncio
import threading
import time

import httpx

from studio.core.parts import ImagePart
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Outcome
from tests.benchmarks.frames import Heartbeat
from tests.benchmarks.stage import Stage, play


def run(bench: Bench) -> Outcome:
    """The image comes as fast as the loopback carries it."""
    size = bench.pick("20mb", "20mb", "1mb")
    model_id = f"bench/image-{size}"
    _warm(bench.base_url, model_id)  # the gateway makes it once

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        await stage.new_chat("bench/2kb-d4")
        stage.send("go")
        await asyncio.sleep(0.5)
        await stage.new_chat(model_id)
        await stage.settle()
        before_mb = stage.memory_mb()
        last_byte: list[float] = []
        tap = _tap_last_byte(last_byte)
        frames, heartbeat = stage.frames(), Heartbeat()
        sent_s = stage.send("a picture")
        chat = stage.conversation_id
        await stage.until(lambda: _image(stage, chat))
        done_s = time.perf_counter()
        await stage.until(lambda: frames.painted_at_s > done_s)
        await asyncio.sleep(1)
        heartbeat.stop()
        frames.stop()
        tap()
        shown_s = _last_big_paint_s(frames, last_byte[-1])
        outcome.details["image"] = {
            **frames.summary(),
            "sent_to_last_byte_s": last_byte[-1] - sent_s,
            "stored_s": done_s - last_byte[-1],
            "paints_after_last_byte_ms": [
                (round((f.began_s + f.took_s - last_byte[-1]) * 1000), round(f.took_s * 1000, 1))
                for f in frames.frames
                if f.painted and f.began_s > last_byte[-1] - 0.05
            ],
            "latest_beat_after_sent_s": heartbeat.latest_at_s - sent_s,
        }
        outcome.add(
            "image_turn_ms", f"image line of {size}: longest turn", frames.longest_s * 1000, "ms"
        )
        outcome.add(
            "image_stall_ms",
            f"image line of {size}: longest time without an answer of the GUI thread",
            heartbeat.latest_s * 1000,
            "ms",
            goal="P11",
            limit=16,
        )
        outcome.add(
            "image_shown_ms",
            f"image line of {size}: last byte to shown",
            (shown_s - last_byte[-1]) * 1000,
            "ms",
            goal="P11",
            limit=400,
        )
        grown_mb = stage.memory_mb() - before_mb
        outcome.add("image_memory_mb", "memory that it leaves", grown_mb, "MB")
        return outcome

    return play(scenario, folder=bench.folder / "data", base_url=bench.base_url)


def _image(stage: Stage, chat: str) -> bool:
    tree = stage.services.conversations.tree(chat)
    reply = tree[tree.leaf_id] if tree and tree.leaf_id else None
    return reply is not None and any(isinstance(part, ImagePart) for part in reply.parts)


def _last_big_paint_s(frames: object, after_s: float) -> float:
    """When the paint that showed the decoded image was over: the last one within a second."""
    ends = [f.began_s + f.took_s for f in frames.frames if f.painted]  # type: ignore[attr-defined]
    return max((end for end in ends if after_s < end), default=after_s)


def _tap_last_byte(moments: list[float]):
    """Notes when the network hands over bytes; the last entry is the last byte's."""
    original = httpx.Response.aiter_bytes

    async def tapped(response: httpx.Response, chunk_size: int | None = None):
        async for chunk in original(response, chunk_size):
            if len(chunk) > 1000 and threading.current_thread().name == "network":
                moments.append(time.perf_counter())
            yield chunk

    httpx.Response.aiter_bytes = tapped  # type: ignore[method-assign]

    def undo() -> None:
        httpx.Response.aiter_bytes = original  # type: ignore[method-assign]

    return undo


def _warm(base_url: str, model_id: str) -> None:
    body = {"model": model_id, "stream": True, "messages": [{"role": "user", "content": "go"}]}
    with httpx.stream("POST", f"{base_url}/chat/completions", json=body, timeout=60) as response:
        for _ in response.iter_bytes():
            pass
