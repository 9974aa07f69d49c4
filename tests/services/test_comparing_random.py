"""Random acts on a comparison: the tree stays whole, and what is shown is on disk."""

import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from studio.core.comparing import ColumnSetup, path_of
from studio.core.errors import ServerFailed
from studio.core.events import Finished, TextDelta
from studio.core.messages import MessageState, Role
from studio.services.comparing import Comparing
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import Step, until
from tests.services.test_comparing import make

MODELS = ("a/one", "b/two", "c/three")


def script(chance: random.Random, number: int) -> list[Step]:
    if chance.random() < 0.2:
        return [ServerFailed("down", status=500)]
    return [(TextDelta(0, f"answer {number}"),), (Finished(0, "stop"),)]


async def act(
    chance: random.Random, bench: Bench, comparing: Comparing, cid: str, step: int
) -> None:
    runner = comparing.runner
    comparison, tree = comparing.store.get(cid), bench.conversations.tree(cid)
    assert comparison is not None
    assert tree is not None
    column = chance.choice(comparison.columns)
    what = chance.choice(
        ("send", "send", "retry", "add", "remove", "move", "base", "stop", "edit", "version", "set")
    )
    if what == "send":
        runner.send(cid, f"question {step}")
    elif what == "retry":
        runner.retry(cid, column.id)
    elif what == "add":
        runner.add_column(cid, ColumnSetup(chance.choice(MODELS)))
    elif what == "remove" and len(comparison.columns) > 2:
        runner.remove_column(cid, column.id)
    elif what == "move":
        columns = list(comparison.columns)
        chance.shuffle(columns)
        runner.put_columns(cid, columns)
    elif what == "base" and column.leaf_id is not None and not runner.is_busy(column.leaf_id):
        runner.continue_from(cid, column.leaf_id)
    elif what == "stop" and column.leaf_id is not None:
        runner.stop(column.leaf_id)
    elif what == "edit":
        runner.edit(cid, f"edited {step}")
    elif what == "version" and column.leaf_id is not None:
        runner.show_leaf(cid, column.id, chance.choice(tree.siblings(column.leaf_id)))
    elif what == "set":
        setup = replace(column.setup, system_prompt=f"prompt {step}")
        columns = [
            replace(each, setup=setup) if each.id == column.id else each
            for each in comparison.columns
        ]
        runner.put_columns(cid, columns)


@pytest.mark.parametrize("seed", range(8))
async def test_random_acts(bench: Bench, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    added = bench.connections.add("other", "Test", "http://127.0.0.1:9/v1")
    bench.connections.update(replace(added, needs_key=False))
    bench.preferences.set(compare_at_once=chance.choice((1, 2, 12)))
    await bench.conversations.load()
    comparing = make(bench)
    await until(lambda: comparing.store.is_loaded)
    bench.gateway.scripts = [script(chance, number) for number in range(3000)]
    cid = comparing.runner.begin([ColumnSetup(model) for model in MODELS], "question")
    for step in range(60):
        await act(chance, bench, comparing, cid, step)
        if chance.random() < 0.6:
            await until(lambda: not comparing.runner.is_running(cid))
    await until(lambda: not comparing.runner.is_running(cid))
    comparison, tree = comparing.store.get(cid), bench.conversations.tree(cid)
    assert comparison is not None
    assert tree is not None
    for column in comparison.columns:
        path = path_of(tree, column)
        roles = [message.role for message in path]
        assert roles == [Role.USER, Role.ASSISTANT] * (len(path) // 2)
    over = {MessageState.COMPLETE, MessageState.FAILED, MessageState.STOPPED}
    assert all(message.state in over for message in tree)
    await bench.conversations.flush()
    await bench.close()
    again = await make_bench(tmp_path)
    try:
        await again.conversations.load()
        kept = make(again)
        await until(lambda: kept.store.is_loaded)
        assert kept.store.get(cid) == comparison
        on_disk = await again.conversations.ensure_tree(comparison.conversation_id)
        assert {message.id for message in on_disk} == {message.id for message in tree}
    finally:
        await again.close()
