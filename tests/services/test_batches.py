"""Batches: asking many cells, stopping, and going on without paying twice."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from studio.core.batch_totals import Totals
from studio.core.batches import (
    BatchState,
    Cell,
    CellState,
    Check,
    CheckKind,
    Plan,
    differing_rows,
    new_batch_id,
)
from studio.core.comparing import ColumnSetup
from studio.core.errors import DiskFull, Failure, ServerFailed
from studio.core.events import Finished, TextDelta, UsageReported
from studio.core.ids import ConversationId, is_comparing
from studio.core.messages import Attachment, Usage
from studio.core.models import ModelInfo
from studio.core.parts import BlobRef, FilePart, ImageOrigin, ImagePart, TextPart
from studio.core.prompt_lists import ListedPrompt
from studio.core.requests import ChatRequest
from studio.services.batches import Batches, make_batches
from studio.services.clock import SystemClock
from studio.services.comparing.requests import ColumnRequests
from studio.services.judging.asking_once import AskingOnce
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import Hold, Step, until

ONE, TWO = ColumnSetup("a/one"), ColumnSetup("b/two")


def answer(text: str, cost: str | None = "0.10") -> list[Step]:
    usage = Usage(10, 20, 30, cost_usd=cost)
    return [(TextDelta(0, text),), (UsageReported(usage),), (Finished(0, "stop"),)]


def make(bench: Bench) -> Batches:
    clock = SystemClock()
    requests = ColumnRequests(
        connections=bench.connections, catalogue=bench.catalogue, preferences=bench.preferences
    )
    asking = AskingOnce(
        connections=bench.connections, catalogue=bench.catalogue, preferences=bench.preferences,
        network=bench.network, clock=clock,
    )  # fmt: skip
    return make_batches(
        bench.conversations, bench.runs, requests, bench.catalogue, asking, bench.database,
        bench.scope, clock,
    )  # fmt: skip


def plan(*prompts: str, **fields: object) -> Plan:
    values = {"columns": (ONE, TWO), "at_once": 1, **fields}
    listed = tuple(ListedPrompt(text) for text in prompts)
    return Plan(new_batch_id(), "Test", SystemClock().now(), listed, **values)


@pytest.fixture
async def batches(bench: Bench) -> Batches:
    made = bench.connections.add("other", "Test", "http://127.0.0.1:9/v1")
    bench.connections.update(replace(made, needs_key=False))
    await bench.conversations.load()
    services = make(bench)
    await until(lambda: services.store.is_loaded)
    return services


async def idle(batches: Batches, cid: str) -> None:
    await until(lambda: not batches.runner.is_running(cid))


def cells_of(batches: Batches, cid: str) -> dict[int, Cell]:
    return dict(batches.store.cells(cid) or {})


def state_of(batches: Batches, cid: str) -> BatchState:
    batch = batches.store.get(cid)
    assert batch is not None
    return batch.state


async def test_a_cell_shows_words_and_no_signs_of_markdown(bench: Bench, batches: Batches) -> None:
    wanted = plan("first", columns=(ColumnSetup("a/one"),))
    batches.store.add(wanted)
    bench.gateway.scripts = [answer("### Sum\n\n**Two**, as `1 + 1`:\n\n- done\n")]
    batches.runner.start(wanted.conversation_id)
    await idle(batches, wanted.conversation_id)
    assert cells_of(batches, wanted.conversation_id)[0].preview == "Sum Two, as 1 + 1: done"


async def test_every_cell_is_asked_once_in_one_conversation(bench: Bench, batches: Batches) -> None:
    wanted = plan("first", "second", repeats=2)
    cid = wanted.conversation_id
    batches.store.add(wanted)
    bench.gateway.scripts = [answer(f"{n % 3}") for n in range(8)]
    batches.runner.start(cid)
    await idle(batches, cid)
    assert state_of(batches, cid) is BatchState.DONE
    asked = [(r.model_id, r.history[-1].text) for r in bench.gateway.requests]
    assert asked == [
        (model, text)
        for text in ("first", "first", "second", "second")
        for model in ("a/one", "b/two")
    ]
    tree = bench.conversations.tree(cid)
    assert tree is not None
    assert len(tree) == 4 + 8
    assert len(tree.children(None)) == 4
    cells = cells_of(batches, cid)
    assert [cell.preview for cell in cells.values()] == [f"{n % 3}" for n in range(8)]
    assert all(cell.cost_usd == "0.10" and cell.tokens_out == 20 for cell in cells.values())
    assert tree[cells[7].message_id].text == "1"
    totals = batches.store.totals(cid)
    assert totals is not None
    assert str(totals.spent_usd) == "0.80"
    assert differing_rows(wanted, cells) == [0, 1, 2, 3]
    assert is_comparing(cid)  # no chat of the list


async def test_pausing_lets_answers_end_and_going_on_asks_the_rest(
    bench: Bench, batches: Batches
) -> None:
    wanted = plan("first", "second")
    cid = wanted.conversation_id
    batches.store.add(wanted)
    hold = Hold()
    bench.gateway.scripts = [[hold, *answer("1")], answer("2"), answer("3"), answer("4")]
    batches.runner.start(cid)
    await until(lambda: hold.reached)
    assert cells_of(batches, cid)[0].state is CellState.SENT
    batches.runner.pause(cid)
    assert batches.runner.is_pausing(cid)
    pausing: list[bool] = []
    batches.store.batch_changed.connect(lambda cid: pausing.append(batches.runner.is_pausing(cid)))
    hold.go()
    await idle(batches, cid)
    assert pausing == [False]  # who shows that it is pausing hears that it is not any more
    assert state_of(batches, cid) is BatchState.PAUSED
    assert [cell.state for cell in cells_of(batches, cid).values()] == [CellState.DONE]
    batches.runner.start(cid)
    await idle(batches, cid)
    assert state_of(batches, cid) is BatchState.DONE
    assert len(bench.gateway.requests) == 4


async def test_after_a_crash_nothing_is_paid_twice_unasked(
    bench: Bench, batches: Batches, tmp_path: Path
) -> None:
    wanted = plan("first", "second")
    cid = wanted.conversation_id
    batches.store.add(wanted)
    hold = Hold()
    bench.gateway.scripts = [answer("1"), [(TextDelta(0, "half"),), hold]]
    batches.runner.start(cid)
    await until(lambda: hold.reached)
    copy = tmp_path / "crashed"
    copy.mkdir()

    def backup(library: object) -> None:
        import sqlite3

        with sqlite3.connect(tmp_path / "library.db") as source:
            target = sqlite3.connect(copy / "library.db")
            source.backup(target)
            target.close()
        source.close()

    # What the disk holds at this very moment, as after a power cut.
    await until(lambda: not bench.conversations.unsaved)
    backup(None)
    hold.go()
    await bench.close()

    again = await make_bench(copy)
    try:
        made = again.connections.add("other", "Test", "http://127.0.0.1:9/v1")
        again.connections.update(replace(made, needs_key=False))
        await again.conversations.load()
        services = make(again)
        await until(lambda: services.store.is_loaded)
        assert state_of(services, cid) is BatchState.PAUSED
        await services.store.opened(cid)
        cells = cells_of(services, cid)
        assert [cells[at].state for at in (0, 1)] == [CellState.DONE, CellState.UNSURE]
        assert cells[1].maybe_charged
        again.gateway.scripts = [answer("3"), answer("4")]
        services.runner.start(cid)
        await idle(services, cid)
        asked = [(r.model_id, r.history[-1].text) for r in again.gateway.requests]
        assert asked == [("a/one", "second"), ("b/two", "second")]
        assert cells_of(services, cid)[1].state is CellState.UNSURE
        again.gateway.scripts = [answer("2")]
        services.runner.ask_again(cid, [0, 1])  # the first is done, and is not asked again
        await idle(services, cid)
        assert len(again.gateway.requests) == 3
        assert [cell.preview for _, cell in sorted(cells_of(services, cid).items())] == list("1234")
        assert state_of(services, cid) is BatchState.DONE
    finally:
        await again.close()


async def test_the_spending_limit_stops_before_it_is_passed(bench: Bench, batches: Batches) -> None:
    wanted = plan("first", "second", "third", limit_usd="0.35")
    cid = wanted.conversation_id
    batches.store.add(wanted)
    bench.gateway.scripts = [answer(f"{n}") for n in range(6)]
    batches.runner.start(cid)
    await idle(batches, cid)
    assert state_of(batches, cid) is BatchState.LIMITED
    assert len(bench.gateway.requests) == 3
    batches.store.set_limit(cid, "")
    batches.runner.start(cid)
    await idle(batches, cid)
    assert state_of(batches, cid) is BatchState.DONE


async def test_cells_under_way_count_for_the_limit(bench: Bench, batches: Batches) -> None:
    wanted = plan(*"abcdef", columns=(ONE,), at_once=4, limit_usd="0.25")
    cid = wanted.conversation_id
    batches.store.add(wanted)
    bench.gateway.listed = (ModelInfo("a/one", price_prompt_usd_per_token="0",
                                      price_completion_usd_per_token="0.00025"),)  # fmt: skip
    connection = bench.connections.default()
    assert connection is not None
    bench.catalogue.refresh(connection.id)
    await until(lambda: bench.catalogue.models(connection.id))
    bench.gateway.scripts = [answer("x", None) for _ in range(6)]
    batches.runner.start(cid)
    await idle(batches, cid)
    # 400 tokens are expected to cost 0.10 each: two at a time fit; then 20 tokens cost 0.005.
    assert state_of(batches, cid) is BatchState.DONE
    cells = cells_of(batches, cid)
    assert {cell.cost_usd for cell in cells.values()} == {"0.00500"}
    assert all(cell.cost_is_listed for cell in cells.values())


async def test_a_failed_cell_is_asked_again_only_by_a_person(
    bench: Bench, batches: Batches
) -> None:
    wanted = plan("first")
    cid = wanted.conversation_id
    batches.store.add(wanted)
    bench.gateway.scripts = [[ServerFailed("down", status=500)], answer("2")]
    batches.runner.start(cid)
    await idle(batches, cid)
    assert cells_of(batches, cid)[0].failure == "server_failed"
    assert state_of(batches, cid) is BatchState.DONE
    batches.runner.start(cid)
    await idle(batches, cid)
    assert len(bench.gateway.requests) == 2
    bench.gateway.scripts = [answer("1")]
    batches.runner.ask_again(cid, [0])
    await idle(batches, cid)
    assert cells_of(batches, cid)[0].preview == "1"


async def test_checks_are_done_and_a_judge_is_asked(bench: Bench, batches: Batches) -> None:
    checks = (
        Check(CheckKind.EQUALS),
        Check(CheckKind.REGEX, r"\d"),
        Check(CheckKind.JUDGE, "Is it a number?"),
    )
    wanted = plan("x", columns=(ONE,), checks=checks, judge=ColumnSetup("c/judge"))
    wanted = replace(wanted, prompts=(ListedPrompt("2 + 2?", "4"),))
    cid = wanted.conversation_id
    batches.store.add(wanted)
    bench.gateway.scripts = [answer("4"), answer('{"passed": false, "reason": "A digit."}')]
    batches.runner.start(cid)
    await idle(batches, cid)
    (cell,) = cells_of(batches, cid).values()
    assert [each.passed for each in cell.outcomes] == [True, True, False]
    assert cell.outcomes[2].words == "A digit."
    assert cell.passed is False
    assert (cell.cost_usd, cell.judge_cost_usd) == ("0.10", "0.10")
    judged = bench.gateway.requests[1]
    assert judged.model_id == "c/judge"
    assert "Is it a number?" in judged.history[-1].text


async def test_a_full_disk_pauses_before_anything_is_sent(
    bench: Bench, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = plan("first")
    cid = wanted.conversation_id
    batches.store.add(wanted)
    failures: list[Failure] = []
    batches.runner.failed.connect(lambda _, failure: failures.append(failure))

    async def flush() -> None:
        raise DiskFull("no room", code="disk_full")

    monkeypatch.setattr(bench.conversations, "flush", flush)
    batches.runner.start(cid)
    await idle(batches, cid)
    monkeypatch.undo()
    assert bench.gateway.requests == []
    assert [failure.kind for failure in failures] == ["disk_full"]
    assert state_of(batches, cid) is BatchState.PAUSED
    bench.gateway.scripts = [answer("1"), answer("2")]
    batches.runner.start(cid)
    await idle(batches, cid)
    assert state_of(batches, cid) is BatchState.DONE


def test_an_estimate_goes_by_prices_and_then_by_what_was_seen() -> None:
    wanted = plan(*["x" * 400] * 10, at_once=2)
    priced = ModelInfo(
        "a/one",
        price_prompt_usd_per_token="0.001",
        price_completion_usd_per_token="0.01",
    )
    totals = Totals(wanted)
    first = totals.estimate([priced, ModelInfo("b/two")])
    assert first.cells == 20
    assert float(first.cost_usd or 0) == pytest.approx(10 * (0.108 + 4.0))
    assert first.unpriced == ("b/two",)
    assert first.seconds == pytest.approx(20 * 9 / 2)
    totals.change(None, Cell(1, CellState.DONE, total_s=3.0, cost_usd="0.5", tokens_out=10))
    then = totals.estimate([priced, ModelInfo("b/two")])
    assert then.unpriced == ()
    assert float(then.cost_usd or 0) == pytest.approx(10 * 4.108 + 9 * 0.5)
    assert then.seconds == pytest.approx((10 * 9 + 9 * 3) / 2)
    assert totals.count(CellState.WAITING) == 19


async def test_a_batch_in_the_trash_is_asked_no_further(bench: Bench, batches: Batches) -> None:
    wanted = plan("first", "second")
    cid: ConversationId = wanted.conversation_id
    batches.store.add(wanted)
    hold = Hold()
    bench.gateway.scripts = [[hold, *answer("1")]]
    batches.runner.start(cid)
    await until(lambda: hold.reached)
    bench.conversations.delete(cid)
    hold.go()
    await idle(batches, cid)
    assert len(bench.gateway.requests) == 1
    assert batches.store.all() == ()


async def test_a_judge_that_gave_no_answer_is_asked_again_by_a_person(
    bench: Bench, batches: Batches
) -> None:
    checks = (Check(CheckKind.CONTAINS, "4"), Check(CheckKind.JUDGE, "Is it a number?"))
    wanted = plan("2 + 2?", columns=(ONE,), checks=checks, judge=ColumnSetup("c/judge"))
    cid = wanted.conversation_id
    batches.store.add(wanted)
    bench.gateway.scripts = [answer("4"), [ServerFailed("down", status=500)]]
    batches.runner.start(cid)
    await idle(batches, cid)
    totals = batches.store.totals(cid)
    assert totals is not None
    assert totals.unjudged == 1
    batches.runner.start(cid)  # nothing is asked by itself
    await idle(batches, cid)
    assert len(bench.gateway.requests) == 2
    bench.gateway.scripts = [answer('{"passed": true, "reason": "It is."}')]
    batches.runner.check_again(cid)
    await idle(batches, cid)
    (cell,) = cells_of(batches, cid).values()
    assert [each.passed for each in cell.outcomes] == [True, True]
    assert (totals.unjudged, len(bench.gateway.requests)) == (0, 3)
    assert state_of(batches, cid) is BatchState.DONE


async def test_attachments_go_along_are_estimated_and_survive_a_restart(
    bench: Bench, batches: Batches, tmp_path: Path
) -> None:
    image = Attachment(BlobRef("ab" * 32, "image/png", 900, 64, 64), "cat.png")
    paper = Attachment(BlobRef("cd" * 32, "application/pdf", 900), "a.pdf")
    made = plan("first", "second", columns=(ONE,))
    wanted = replace(
        made, prompts=tuple(replace(each, attachments=(image, paper)) for each in made.prompts)
    )
    price = [ModelInfo("a/one", price_prompt_usd_per_token="1", price_completion_usd_per_token="0")]
    more = Totals(wanted).estimate(price).cost_usd or 0
    assert more - (Totals(made).estimate(price).cost_usd or 0) == 2 * (85 + 170)
    cid = wanted.conversation_id
    batches.store.add(wanted)
    hold = Hold()
    bench.gateway.scripts = [[hold, *answer("1")]]
    batches.runner.start(cid)
    await until(lambda: hold.reached)
    batches.runner.pause(cid)
    hold.go()
    await idle(batches, cid)
    await bench.conversations.flush()
    again = make(bench)
    await until(lambda: again.store.is_loaded)
    bench.gateway.scripts = [answer("2")]
    again.runner.start(cid)
    await idle(again, cid)
    for request in bench.gateway.requests:
        assert isinstance(request, ChatRequest)
        first, second, text = request.history[-1].parts
        assert first == ImagePart(image.blob, ImageOrigin.ATTACHED, "cat.png")
        assert second == FilePart(paper.blob, "a.pdf")
        assert isinstance(text, TextPart)
    assert len(bench.gateway.requests) == 2


async def test_a_judge_sees_what_went_along(bench: Bench, batches: Batches) -> None:
    image = Attachment(BlobRef("ab" * 32, "image/png", 900, 64, 64), "cat.png")
    made = plan("first", columns=(ONE,), checks=(Check(CheckKind.JUDGE, "is right"),), judge=TWO)
    wanted = replace(made, prompts=(ListedPrompt("what?", attachments=(image,)),))
    batches.store.add(wanted)
    bench.gateway.scripts = [answer("a cat"), answer('{"passed": true, "reason": "yes"}')]
    batches.runner.start(wanted.conversation_id)
    await idle(batches, wanted.conversation_id)
    judged = bench.gateway.requests[1]
    assert isinstance(judged, ChatRequest)
    assert [type(part) for part in judged.history[-1].parts] == [TextPart, ImagePart]


def judged_plan(*prompts: str, rules: int = 1, **fields: object) -> Plan:
    checks = tuple(Check(CheckKind.JUDGE, f"rule {n}") for n in range(rules))
    return plan(*prompts, columns=(ONE,), checks=checks, judge=TWO, **fields)


PASSED = '{"passed": true, "reason": "yes"}'


def test_an_estimate_has_the_judge_in_it() -> None:
    wanted = judged_plan(*["x" * 400] * 10, rules=2)
    free = ModelInfo("a/one", price_prompt_usd_per_token="0", price_completion_usd_per_token="0")
    judge = ModelInfo("b/two", price_prompt_usd_per_token="0", price_completion_usd_per_token="1")
    totals = Totals(wanted)
    assert totals.estimate([free], judge).cost_usd == 10 * 2 * 150
    assert totals.estimate([free], ModelInfo("b/two")).unpriced == ("b/two",)
    reading = ModelInfo("b/two", price_prompt_usd_per_token="1", price_completion_usd_per_token="0")
    read = totals.estimate([free], reading).cost_usd or 0
    assert 10 * 2 * (100 + 400 + 80) < read < 10 * 2 * (100 + 400 + 300)
    assert totals.estimate([free], judge).seconds > totals.estimate([free]).seconds - 0.001
    totals.change(None, Cell(0, CellState.DONE, cost_usd="0", judge_cost_usd="7"))
    assert totals.estimate([free], judge).cost_usd == 9 * 7
    assert Totals(plan("x", columns=(ONE,))).estimate([free], judge).cost_usd == 0


async def test_a_limit_counts_what_the_judge_will_cost(bench: Bench, batches: Batches) -> None:
    # 0.10 for an answer and 0.10 for each of two rules: of the second row all was 0.30, too.
    wanted = judged_plan("first", "second", "third", rules=2, limit_usd="0.60")
    cid = wanted.conversation_id
    batches.store.add(wanted)
    bench.gateway.scripts = [answer("1"), answer(PASSED), answer(PASSED)] * 3
    batches.runner.start(cid)
    await idle(batches, cid)
    assert state_of(batches, cid) is BatchState.LIMITED
    cells = cells_of(batches, cid)
    assert [cell.passed for cell in cells.values()] == [True, True]
    totals = batches.store.totals(cid)
    assert totals is not None
    assert str(totals.spent_usd) == "0.60"
    assert len(bench.gateway.requests) == 6


async def test_a_judge_that_would_pass_the_limit_is_not_asked(
    bench: Bench, batches: Batches
) -> None:
    wanted = judged_plan("first", limit_usd="0.05")
    cid = wanted.conversation_id
    batches.store.add(wanted)
    bench.gateway.scripts = [answer("1")]  # nothing was known of its price
    batches.runner.start(cid)
    await idle(batches, cid)
    assert state_of(batches, cid) is BatchState.LIMITED
    totals = batches.store.totals(cid)
    assert totals is not None
    assert (totals.unjudged, len(bench.gateway.requests)) == (1, 1)
    batches.runner.check_again(cid)
    await idle(batches, cid)
    assert (state_of(batches, cid), len(bench.gateway.requests)) == (BatchState.LIMITED, 1)
    batches.store.set_limit(cid, "1")
    bench.gateway.scripts = [answer(PASSED)]
    batches.runner.check_again(cid)
    await idle(batches, cid)
    assert (totals.unjudged, state_of(batches, cid)) == (0, BatchState.DONE)


async def test_a_judge_whose_cost_is_not_reported_costs_as_listed(
    bench: Bench, batches: Batches
) -> None:
    bench.gateway.listed = (
        ModelInfo("b/two", price_prompt_usd_per_token="1", price_completion_usd_per_token="2"),
    )
    default = bench.connections.default()
    assert default is not None
    bench.catalogue.refresh(default.id)
    await until(lambda: bench.catalogue.is_listed(default.id, "b/two"))
    wanted = judged_plan("first")
    batches.store.add(wanted)
    bench.gateway.scripts = [answer("1"), answer(PASSED, cost=None)]
    batches.runner.start(wanted.conversation_id)
    await idle(batches, wanted.conversation_id)
    (cell,) = cells_of(batches, wanted.conversation_id).values()
    assert cell.judge_cost_usd == "50"
