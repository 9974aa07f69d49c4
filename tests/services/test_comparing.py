"""Comparing: one question, several columns, on the tree and on disk."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from studio.core.comparing import ColumnSetup, Comparison, path_of
from studio.core.errors import ServerFailed
from studio.core.events import Finished, TextDelta
from studio.core.ids import ConversationId, is_comparing
from studio.core.messages import Message, MessageState, Role
from studio.core.requests import ChatRequest
from studio.services.clock import SystemClock
from studio.services.comparing import Comparing, make_comparing
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import Hold, Step, until

ONE, TWO, THREE = ColumnSetup("a/one"), ColumnSetup("b/two"), ColumnSetup("a/one")


def answer(text: str) -> list[Step]:
    return [(TextDelta(0, text),), (Finished(0, "stop"),)]


def make(bench: Bench) -> Comparing:
    return make_comparing(
        bench.conversations, bench.runs, bench.connections, bench.catalogue, bench.preferences,
        bench.database, bench.scope, SystemClock(),
    )  # fmt: skip


@pytest.fixture
async def comparing(bench: Bench) -> Comparing:
    made = bench.connections.add("other", "Test", "http://127.0.0.1:9/v1")
    bench.connections.update(replace(made, needs_key=False))
    await bench.conversations.load()
    made_services = make(bench)
    await until(lambda: made_services.store.is_loaded)
    return made_services


def paths(bench: Bench, comparing: Comparing, cid: str) -> list[tuple[Message, ...]]:
    comparison, tree = comparing.store.get(cid), bench.conversations.tree(cid)
    assert comparison is not None
    assert tree is not None
    return [path_of(tree, column) for column in comparison.columns]


def texts(bench: Bench, comparing: Comparing, cid: str) -> list[list[str]]:
    return [[message.text for message in path] for path in paths(bench, comparing, cid)]


def comparison_of(comparing: Comparing, cid: str) -> Comparison:
    found = comparing.store.get(cid)
    assert found is not None
    return found


async def idle(comparing: Comparing, cid: str) -> None:
    await until(lambda: not comparing.runner.is_running(cid))


async def begun(bench: Bench, comparing: Comparing, *setups: ColumnSetup) -> ConversationId:
    bench.gateway.scripts = [answer(f"answer {number}") for number in range(len(setups))]
    cid = comparing.runner.begin(setups, "What is it?")
    await idle(comparing, cid)
    return cid


async def test_one_question_has_a_sibling_for_each_column(
    bench: Bench, comparing: Comparing
) -> None:
    cid = await begun(bench, comparing, ONE, TWO, THREE)
    assert is_comparing(cid)
    tree = bench.conversations.tree(cid)
    assert tree is not None
    assert len(tree) == 4
    (question,) = tree.children(None)
    replies = [tree[each] for each in tree.children(question)]
    assert [m.model_id for m in replies] == ["a/one", "b/two", "a/one"]
    assert [m.state for m in replies] == [MessageState.COMPLETE] * 3
    columns = comparison_of(comparing, cid).columns
    assert [column.leaf_id for column in columns] == [m.id for m in replies]
    conversation = bench.conversations.get(cid)
    assert conversation is not None
    assert (conversation.title, conversation.leaf_id) == ("What is it?", replies[0].id)


async def test_a_comparison_is_there_again_after_a_restart(
    bench: Bench, comparing: Comparing, tmp_path: Path
) -> None:
    long = "Be brief. " * 20_000
    setups = (replace(ONE, system_prompt=long, parameters={"temperature": 0.2}), TWO)
    cid = await begun(bench, comparing, *setups)
    comparing.store.save_line_up("  Two   writers ", setups)
    before = comparison_of(comparing, cid)
    seen = texts(bench, comparing, cid)
    await bench.conversations.flush()
    await bench.close()
    again = await make_bench(tmp_path)
    try:
        await again.conversations.load()
        made = make(again)
        await until(lambda: made.store.is_loaded)
        assert made.store.get(cid) == before
        assert made.store.newest() == before
        assert made.store.current == setups
        (line_up,) = made.store.line_ups()
        assert (line_up.name, line_up.columns) == ("Two writers", setups)
        await again.conversations.ensure_tree(cid)
        assert texts(again, made, cid) == seen
        again.conversations.delete(cid)
        assert made.store.get(cid) is None
        again.conversations.restore(cid)
        assert made.store.get(cid) == before
    finally:
        await again.close()


async def test_every_column_goes_on_with_its_own_history(
    bench: Bench, comparing: Comparing
) -> None:
    setups = (replace(ONE, system_prompt="Be brief.", parameters={"temperature": 0.2}), TWO)
    cid = await begun(bench, comparing, *setups)
    bench.gateway.scripts = [answer("more 0"), answer("more 1")]
    comparing.runner.send(cid, "And then?")
    await idle(comparing, cid)
    assert texts(bench, comparing, cid) == [
        ["What is it?", "answer 0", "And then?", "more 0"],
        ["What is it?", "answer 1", "And then?", "more 1"],
    ]
    first, second = bench.gateway.requests[2:]
    assert isinstance(first, ChatRequest)
    assert isinstance(second, ChatRequest)
    assert [m.text for m in first.history] == ["What is it?", "answer 0", "And then?"]
    assert [m.text for m in second.history] == ["What is it?", "answer 1", "And then?"]
    assert (first.system_prompt, second.system_prompt) == ("Be brief.", "")
    assert (first.parameters.temperature, second.parameters.temperature) == (0.2, None)
    record = await bench.conversations.request(paths(bench, comparing, cid)[0][3].id)
    assert record is not None
    assert record.system_prompt == "Be brief."


async def test_all_columns_go_on_from_a_chosen_answer(bench: Bench, comparing: Comparing) -> None:
    cid = await begun(bench, comparing, ONE, TWO)
    chosen = paths(bench, comparing, cid)[1][-1]
    comparing.runner.continue_from(cid, chosen.id)
    assert texts(bench, comparing, cid)[0][-1] == "answer 0"  # still there to be read
    bench.gateway.scripts = [answer("more 0"), answer("more 1")]
    comparing.runner.send(cid, "And then?")
    await idle(comparing, cid)
    assert texts(bench, comparing, cid) == [
        ["What is it?", "answer 1", "And then?", "more 0"],
        ["What is it?", "answer 1", "And then?", "more 1"],
    ]
    tree = bench.conversations.tree(cid)
    assert tree is not None
    assert len(tree) == 6  # the second question is one message
    assert comparison_of(comparing, cid).base_id is None


async def test_a_failed_column_leaves_the_others_alone_and_is_asked_again(
    bench: Bench, comparing: Comparing
) -> None:
    hold = Hold()
    bench.gateway.scripts = [[ServerFailed("down")], [(TextDelta(0, "slow"),), hold, *answer("ly")]]
    cid = comparing.runner.begin((ONE, TWO), "What is it?")
    await until(lambda: paths(bench, comparing, cid)[0][-1].state is MessageState.FAILED)
    await until(lambda: hold.reached)
    failed = comparison_of(comparing, cid).columns[0]
    bench.gateway.scripts.append(answer("now"))
    comparing.runner.retry(cid, failed.id)
    await until(lambda: texts(bench, comparing, cid)[0] == ["What is it?", "now"])
    assert paths(bench, comparing, cid)[1][-1].state is MessageState.WAITING or bench.runs.live(
        paths(bench, comparing, cid)[1][-1].id
    )
    hold.go()
    await idle(comparing, cid)
    assert texts(bench, comparing, cid)[1] == ["What is it?", "slowly"]
    tree = bench.conversations.tree(cid)
    assert tree is not None
    assert len(tree.children(tree.children(None)[0])) == 3  # what failed is kept


async def test_requests_wait_for_their_connection_and_can_be_stopped(
    bench: Bench, comparing: Comparing
) -> None:
    bench.preferences.set(compare_at_once=2)
    holds = [Hold() for _ in range(4)]
    bench.gateway.scripts = [[hold, *answer("done")] for hold in holds]
    cid = comparing.runner.begin((ONE,) * 5, "What is it?")
    await until(lambda: sum(hold.reached for hold in holds) == 2)
    ids = [path[-1].id for path in paths(bench, comparing, cid)]
    assert [comparing.runner.parallel.place_of(each) for each in ids] == [0, 0, 1, 2, 3]
    comparing.runner.stop(ids[3])
    assert [comparing.runner.parallel.place_of(each) for each in ids] == [0, 0, 1, 0, 2]
    comparing.runner.stop(ids[0])
    await until(lambda: sum(hold.reached for hold in holds) == 3)
    for hold in holds:
        hold.go()
    await idle(comparing, cid)
    done, stopped = MessageState.COMPLETE, MessageState.STOPPED
    states = [path[-1].state for path in paths(bench, comparing, cid)]
    assert states == [stopped, done, done, stopped, done]


async def test_stopping_all_empties_the_queue_too(bench: Bench, comparing: Comparing) -> None:
    bench.preferences.set(compare_at_once=1)
    hold = Hold()
    bench.gateway.scripts = [[(TextDelta(0, "be"),), hold]]
    cid = comparing.runner.begin((ONE, TWO), "What is it?")
    await until(lambda: hold.reached)
    comparing.runner.stop_all(cid)
    await idle(comparing, cid)
    states = [path[-1].state for path in paths(bench, comparing, cid)]
    assert states == [MessageState.STOPPED] * 2
    assert len(bench.gateway.requests) == 1


async def test_a_column_added_later_answers_what_the_others_were_asked(
    bench: Bench, comparing: Comparing
) -> None:
    cid = await begun(bench, comparing, ONE, TWO)
    bench.gateway.scripts = [answer("more 0"), answer("more 1")]
    comparing.runner.send(cid, "And then?")
    await idle(comparing, cid)
    bench.gateway.scripts = [answer("late"), answer("later")]
    comparing.runner.add_column(cid, TWO)
    await until(lambda: len(texts(bench, comparing, cid)[2]) == 4)
    await idle(comparing, cid)
    assert texts(bench, comparing, cid)[2] == ["What is it?", "late", "And then?", "later"]
    tree = bench.conversations.tree(cid)
    assert tree is not None
    assert len(tree.children(None)) == 1


async def test_a_late_column_shares_what_all_went_on_from(
    bench: Bench, comparing: Comparing
) -> None:
    cid = await begun(bench, comparing, ONE, TWO)
    comparing.runner.continue_from(cid, paths(bench, comparing, cid)[1][-1].id)
    bench.gateway.scripts = [answer("more 0"), answer("more 1"), answer("late")]
    comparing.runner.send(cid, "And then?")
    await idle(comparing, cid)
    comparing.runner.add_column(cid, THREE)
    await idle(comparing, cid)
    assert texts(bench, comparing, cid)[2] == ["What is it?", "answer 1", "And then?", "late"]


async def test_a_message_waits_for_the_answers(bench: Bench, comparing: Comparing) -> None:
    holds = [Hold(), Hold()]
    bench.gateway.scripts = [[hold, *answer("done")] for hold in holds]
    cid = comparing.runner.begin((ONE, TWO), "What is it?")
    comparing.runner.send(cid, "And then?")
    assert comparing.runner.queued(cid) is not None
    await until(lambda: all(hold.reached for hold in holds))
    bench.gateway.scripts = [answer("more"), answer("more")]
    holds[0].go()
    await until(lambda: texts(bench, comparing, cid)[0] == ["What is it?", "done"])
    assert comparing.runner.queued(cid) is not None
    holds[1].go()
    await until(lambda: comparing.runner.queued(cid) is None)
    await idle(comparing, cid)
    assert texts(bench, comparing, cid) == [["What is it?", "done", "And then?", "more"]] * 2


async def test_an_answer_of_a_chat_is_compared_where_it_stands(
    bench: Bench, comparing: Comparing
) -> None:
    bench.gateway.scripts = [answer("of the chat"), answer("of the other")]
    chat = bench.conversations.new(model_id="a/one").id
    bench.runs.send(chat, "What is it?")
    await until(lambda: not bench.runs.is_running(chat))
    tree = bench.conversations.tree(chat)
    assert tree is not None
    reply = tree.path()[-1]
    comparing.runner.compare_answer(reply, ONE, [TWO])
    await idle(comparing, chat)
    assert texts(bench, comparing, chat) == [
        ["What is it?", "of the chat"],
        ["What is it?", "of the other"],
    ]
    assert [m.role for m in tree.path()] == [Role.USER, Role.ASSISTANT]


async def test_removing_a_column_stops_it_and_keeps_its_messages(
    bench: Bench, comparing: Comparing
) -> None:
    hold = Hold()
    bench.gateway.scripts = [answer("done"), [(TextDelta(0, "be"),), hold]]
    cid = comparing.runner.begin((ONE, TWO), "What is it?")
    await until(lambda: hold.reached)
    column = comparison_of(comparing, cid).columns[1]
    comparing.runner.remove_column(cid, column.id)
    await idle(comparing, cid)
    assert len(comparison_of(comparing, cid).columns) == 1
    tree = bench.conversations.tree(cid)
    assert tree is not None
    assert column.leaf_id is not None
    assert tree[column.leaf_id].state is MessageState.STOPPED


async def test_an_edited_question_is_asked_beside_the_old_one(
    bench: Bench, comparing: Comparing
) -> None:
    cid = await begun(bench, comparing, ONE, TWO)
    bench.gateway.scripts = [answer("more 0"), answer("more 1")]
    comparing.runner.send(cid, "And then?")
    await idle(comparing, cid)
    bench.gateway.scripts = [answer("else 0"), answer("else 1")]
    comparing.runner.edit(cid, "What else?")
    await idle(comparing, cid)
    assert texts(bench, comparing, cid) == [
        ["What is it?", "answer 0", "What else?", "else 0"],
        ["What is it?", "answer 1", "What else?", "else 1"],
    ]
    tree = bench.conversations.tree(cid)
    assert tree is not None
    assert len(tree) == 11  # nothing is overwritten


async def test_a_cut_answer_is_continued_in_its_column(bench: Bench, comparing: Comparing) -> None:
    hold = Hold()
    bench.gateway.scripts = [[(TextDelta(0, "Forty"),), hold], answer("done")]
    cid = comparing.runner.begin((ONE, TWO), "What is it?")
    await until(lambda: [each[-1] for each in texts(bench, comparing, cid)] == ["Forty", "done"])
    comparing.runner.stop(paths(bench, comparing, cid)[0][-1].id)
    await idle(comparing, cid)
    bench.gateway.scripts = [answer("-two")]
    comparing.runner.continue_answer(cid, comparison_of(comparing, cid).columns[0].id)
    await idle(comparing, cid)
    assert texts(bench, comparing, cid)[0] == ["What is it?", "Forty-two"]


async def test_what_waits_is_not_sent_for_a_comparison_that_was_deleted(
    bench: Bench, comparing: Comparing
) -> None:
    bench.preferences.set(compare_at_once=1)
    hold = Hold()
    bench.gateway.scripts = [[hold, *answer("done")], answer("never")]
    cid = comparing.runner.begin((ONE, TWO), "What is it?")
    await until(lambda: hold.reached)
    bench.runs.stop(cid)
    bench.conversations.delete(cid)
    await idle(comparing, cid)
    assert len(bench.gateway.requests) == 1


async def test_what_waits_is_not_sent_while_the_program_ends(
    bench: Bench, comparing: Comparing
) -> None:
    bench.preferences.set(compare_at_once=1)
    hold = Hold()
    bench.gateway.scripts = [[hold, *answer("done")], answer("never")]
    comparing.runner.begin((ONE, TWO), "What is it?")
    await until(lambda: hold.reached)
    bench.runs.stop_all()
    await bench.scope.close()
    assert len(bench.gateway.requests) == 1
