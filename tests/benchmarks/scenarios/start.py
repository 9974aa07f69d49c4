"""P1, P2: from the start of the process to the first usable window, with 5,000 chats."""

import statistics
import time

from tests.benchmarks.bench import Bench, StudioProcess, python, yardstick
from tests.benchmarks.figures import Outcome
from tests.benchmarks.machine import memory_mb

_SETTLE_S = 1.5


def run(bench: Bench) -> Outcome:
    """Starts a bare window and the studio in turn, some times each; the first of each is cold."""
    outcome = Outcome()
    chats = bench.pick(5000, 5000, 20)
    python("tests.benchmarks.content", "many", str(bench.folder), str(chats))
    bare: list[dict[str, float]] = []
    starts: list[float] = []
    memory: list[float] = []
    cpu: list[float] = []
    rounds = bench.pick(7, 3, 0)
    settle_s = bench.pick(_SETTLE_S, _SETTLE_S, 0.2)
    for number in range(rounds + 1):
        began_s = time.perf_counter()
        window = yardstick("window")
        window["start_s"] = window["usable_s"] - began_s
        studio = StudioProcess(bench.folder, "--demo", trace=bench.folder / "trace.json")
        studio.wait_until_open(settle_s)
        used_mb = memory_mb(studio.process.pid)
        trace = studio.end()
        if number == 0 and rounds:
            continue  # cold caches
        bare.append(window)
        starts.append(trace["marks"]["usable"] - studio.started_s)
        memory.append(used_mb)
        cpu.append(trace["marks_cpu_s"]["usable"])
        outcome.details["stalls"] = trace["stalls"]
    outcome.details["starts_s"] = starts
    outcome.details["bare_s"] = [window["start_s"] for window in bare]
    outcome.add(
        "bare_start_s",
        "start of a bare Qt window",
        statistics.median(window["start_s"] for window in bare),
        "s",
    )
    outcome.add(
        "start_s",
        f"start to usable window, {chats:,} chats",
        statistics.median(starts),
        "s",
        goal="P1",
        limit=2.0,
        against="bare_start_s",
    )
    bare_cpu_s = statistics.median(window["cpu_s"] for window in bare)
    outcome.add("bare_cpu_s", "processor time of a bare Qt window", bare_cpu_s, "s")
    outcome.add(
        "start_cpu_s",
        "processor time until usable",
        statistics.median(cpu),
        "s",
        against="bare_cpu_s",
    )
    bare_mb = statistics.median(window["memory_mb"] for window in bare)
    outcome.add("bare_memory_mb", "memory of a bare Qt window", bare_mb, "MB")
    outcome.add(
        "start_memory_mb",
        "memory after start",
        statistics.median(memory),
        "MB",
        goal="P2",
        limit=110,
    )
    return outcome
