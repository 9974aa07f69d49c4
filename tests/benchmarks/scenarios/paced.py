"""P5: 200 tokens a second late in a 200 KB answer: processor time and frames."""

import asyncio
import os
import time

from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Outcome
from tests.benchmarks.frames import Frames
from tests.benchmarks.machine import cpu_s, threads_cpu_s
from tests.benchmarks.stage import Stage, play

_LEAD_S = 4


def run(bench: Bench) -> Outcome:
    """Streams in a new chat."""

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        await stage.new_chat("bench")
        await measure(stage, bench, outcome, "paced", "late in a 200 KB answer", goal="P5")
        return outcome

    return play(scenario, folder=bench.folder / "data", base_url=bench.base_url)


async def measure(
    stage: Stage, bench: Bench, outcome: Outcome, key: str, where: str, *, goal: str
) -> None:
    """Sends to the chat that is shown, and measures the paced part of the reply."""
    seconds, frames_s = bench.pick((30, 20), (10, 5), (1, 1))
    head = bench.pick(200, 200, 20)
    stage.use_model(f"bench/{head}kb-d16-rate-200-s{seconds + frames_s + _LEAD_S}")
    chat = stage.conversation_id
    stage.send("go on")
    runs = stage.services.runs
    await stage.until(lambda: runs.is_running(chat), timeout_s=10)

    def written() -> int:
        return sum(
            run.output_tokens_estimate() * 4
            for run, _ in runs._runs.values()
            if run.conversation_id == chat
        )

    await stage.until(lambda: written() >= head * 1000)
    await asyncio.sleep(_LEAD_S / 2)
    screen_pid = int(os.environ.get("BENCHMARK_SCREEN_PID", "0"))
    threads = threads_cpu_s()
    began_s, used_s = time.perf_counter(), time.process_time()
    screen_s = cpu_s(screen_pid) if screen_pid else 0.0
    await asyncio.sleep(seconds)
    used_s, took_s = time.process_time() - used_s, time.perf_counter() - began_s
    screen_s = cpu_s(screen_pid) - screen_s if screen_pid else 0.0
    threads_s = {
        name: round(now_s - threads.get(name, 0.0), 3) for name, now_s in threads_cpu_s().items()
    }
    # Frames by themselves: watching them takes processor time that is not the program's.
    frames = stage.frames()
    await asyncio.sleep(frames_s)
    frames.stop()
    outcome.details[key] = {
        **frames.summary(),
        "took_s": took_s,
        "screen_cpu_s": screen_s,
        "threads_cpu_s": threads_s,
    }
    await stage.until(lambda: not runs.is_running(chat))
    _report(outcome, frames, key, where, goal, used_s * 30 / took_s, screen_s * 30 / took_s)
    outcome.add(f"{key}_memory_mb", f"memory after it, {where}", stage.memory_mb(), "MB")


def _report(
    outcome: Outcome,
    frames: Frames,
    key: str,
    where: str,
    goal: str,
    used_s: float,
    screen_s: float,
) -> None:
    text = f"200 tokens/s, {where}"
    is_first = goal == "P5"
    outcome.add(
        f"{key}_cpu_s",
        f"{text}: processor time of 30 s",
        used_s,
        "s",
        goal=goal,
        limit=2.0 if is_first else 1.1,
        against="" if is_first else "paced_cpu_s",
    )
    outcome.add(f"{key}_screen_s", f"{text}: processor time of the X server", screen_s, "s")
    outcome.add(f"{key}_p50_ms", f"{text}: frame p50", frames.quantile_ms(0.5), "ms")
    outcome.add(
        f"{key}_p99_ms", f"{text}: frame p99", frames.quantile_ms(0.99), "ms", goal=goal, limit=8
    )
    longest_ms = frames.longest_s * 1000
    outcome.add(f"{key}_stall_ms", f"{text}: longest stall", longest_ms, "ms", goal=goal, limit=50)
