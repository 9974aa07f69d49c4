"""P17: memory after a day of six streams, and after another one.

Eight hours of six streams at 50 tokens a second are 35 MB of text. They are written as fast as
the studio takes them, as answers of 20 KB, an image now and then, in chats that are left for a
new one after 24 turns, by a person who goes from chat to chat all the time.
"""

import asyncio

from studio.memory import give_back_what_is_free
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Outcome
from tests.benchmarks.stage import Stage, play

_STREAMS = 6
_TURNS_PER_CHAT = 24
_IMAGE_EVERY = 12
_WRITER, _PAINTER = "bench/20kb-d16", "demo/painter"
_SAMPLES = 4  # of memory, in each window


def run(bench: Bench) -> Outcome:
    """Two windows of as many turns."""
    turns = bench.pick(288, 48, 2)

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        chats = [await stage.new_chat(_WRITER) for _ in range(_STREAMS)]
        await _turns(stage, chats, range(_STREAMS))  # imports, fonts, first images
        before_mb = await _memory_mb(stage)
        samples: list[list[float]] = []
        for window in range(2):
            samples.append([])
            first = window * turns
            for number in range(first, first + turns):
                await _turns(stage, chats, [number * _STREAMS + k for k in range(_STREAMS)])
                if (number - first + 1) % max(1, turns // _SAMPLES) == 0:
                    samples[-1].append(await _memory_mb(stage))
        outcome.details["hours"] = {"before_mb": before_mb, "samples_mb": samples}
        hours = 8 * turns / 288
        outcome.add("hours_before_mb", "six streams: memory at first", before_mb, "MB")
        text = f"six streams: memory after {hours:.3g} hours"
        outcome.add("hours_first_mb", text, samples[0][-1], "MB")
        outcome.add(
            "hours_second_mb",
            f"six streams: memory after {2 * hours:.3g} hours",
            samples[1][-1],
            "MB",
            goal="P17",
            limit=1.05,
            against="hours_first_mb",
        )
        return outcome

    return play(scenario, folder=bench.folder / "data", base_url=bench.base_url)


async def _turns(stage: Stage, chats: list[str], numbers: "range | list[int]") -> None:
    """Asks once in each chat, goes on to the next while it is answered; waits for all."""
    runs = stage.services.runs
    for number in numbers:
        place, turn = number % _STREAMS, number // _STREAMS
        if turn and turn % _TURNS_PER_CHAT == 0:
            chats[place] = await stage.new_chat(_WRITER)
        else:
            stage.list_view.choose(chats[place])  # type: ignore[attr-defined]
        await stage.until(lambda place=place: stage.conversation_id == chats[place])
        stage.use_model(_PAINTER if number % _IMAGE_EVERY == 0 else _WRITER)
        stage.send("go on")
        await stage.until(lambda place=place: runs.is_running(chats[place]))
    await stage.until(lambda: not runs.running())


async def _memory_mb(stage: Stage) -> float:
    """After what the studio does every minute: a minute here is two hours of the day."""
    await asyncio.sleep(2)
    give_back_what_is_free()
    return stage.memory_mb()
