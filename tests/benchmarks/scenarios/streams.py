"""P3, P4: streams as fast as they come, from the first byte to the last glyph."""

import asyncio
import statistics

from tests.benchmarks.bench import Bench, yardstick
from tests.benchmarks.figures import Outcome
from tests.benchmarks.frames import Frames
from tests.benchmarks.stage import Stage, play


def run(bench: Bench) -> Outcome:
    """200 KB and 2 MB in deltas of 4 characters, beside a bare parser of the same stream."""
    small, large = bench.pick(("200kb", "2mb"), ("200kb", "2mb"), ("20kb", "40kb"))
    yard = [_parser_s(bench, small) for _ in range(5)]

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        await _painted_s(stage, "bench/2kb-d4", outcome)  # imports, fonts
        before_mb = stage.memory_mb()
        first = [await _painted_s(stage, f"bench/{small}-d4", outcome) for _ in range(5)]
        took_s = statistics.median(first)
        outcome.add("parser_s", f"bare parser, {small}", statistics.median(yard), "s")
        outcome.add(
            "stream_s",
            f"{small} unpaced, first byte to last glyph",
            took_s,
            "s",
            goal="P3",
            limit=1.3,
            against="parser_s",
        )
        outcome.details["small_s"] = first
        outcome.add("stream_memory_mb", f"memory after five of {small}", stage.memory_mb(), "MB")
        large_s = await _painted_s(stage, f"bench/{large}-d4", outcome)
        outcome.add(
            "stream_large_s",
            f"{large} unpaced",
            large_s,
            "s",
            goal="P4",
            limit=10.5,
            against="stream_s",
        )
        outcome.add("large_memory_mb", f"memory after {large}", stage.memory_mb(), "MB")
        outcome.add("before_memory_mb", "memory before the streams", before_mb, "MB")
        return outcome

    outcome = play(scenario, folder=bench.folder / "data", base_url=bench.base_url)
    large_yard = _parser_s(bench, large)
    outcome.add("parser_large_s", f"bare parser, {large}", large_yard, "s")
    return outcome


def _parser_s(bench: Bench, size: str) -> float:
    return yardstick("parser", bench.base_url, f"bench/{size}-d4")["took_s"]


async def _painted_s(stage: Stage, model_id: str, outcome: Outcome) -> float:
    """Seconds from the first byte of a reply to the end of the turn that painted its end."""
    chat = await stage.new_chat(model_id)
    await stage.settle(0.2)
    frames = Frames(stage.transcript.viewport(), sampled=True)
    sent_s = stage.send("go")
    ended: list[int] = []

    def on_finished(conversation_id: str, _message_id: str) -> None:
        if conversation_id == chat:
            ended.append(frames.painted_count)

    stage.services.runs.run_finished.connect(on_finished)
    await stage.until(lambda: ended and frames.painted_count > ended[0])
    await asyncio.sleep(0.1)
    stage.services.runs.run_finished.disconnect(on_finished)
    painted_s = next(
        (f.began_s + f.took_s for f in _painted(frames)[ended[0] :]), frames.painted_at_s
    )
    frames.stop()
    tree = stage.services.conversations.tree(chat)
    assert tree is not None
    reply = tree[tree.leaf_id]
    assert reply.timing is not None
    outcome.details[model_id] = {
        "first_byte_s": reply.timing.first_byte_s,
        "total_s": reply.timing.total_s,
        "state": str(reply.state),
        "chars": len(reply.text),
        **frames.summary(),
    }
    return painted_s - (sent_s + (reply.timing.first_byte_s or 0.0))


def _painted(frames: Frames) -> list:
    return [frame for frame in frames.frames if frame.painted]
