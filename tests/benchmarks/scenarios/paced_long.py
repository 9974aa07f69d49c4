"""P6: the stream of P5 late in a conversation of 10 MB."""

from tests.benchmarks.bench import Bench, python
from tests.benchmarks.content import LONG_CHAT_ID
from tests.benchmarks.figures import Outcome
from tests.benchmarks.scenarios.paced import measure
from tests.benchmarks.stage import Stage, play


def run(bench: Bench) -> Outcome:
    """Streams at the end of a long chat."""
    folder = bench.folder / "data"
    size = bench.pick(10_000_000, 10_000_000, 100_000)
    python("tests.benchmarks.content", "long", str(folder), str(size))

    async def scenario(stage: Stage) -> Outcome:
        outcome = Outcome()
        await stage.open_chat(LONG_CHAT_ID)
        await measure(stage, bench, outcome, "paced_long", "late in 10 MB", goal="P6")
        return outcome

    return play(scenario, folder=folder, base_url=bench.base_url)
