"""Runs: sent, streamed, saved, stopped, failed, queued, branched."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studio.core.billing import BillingRecord
from studio.core.errors import EndedEarly, ModelUnavailable, RequestRejected, ServerFailed
from studio.core.events import (
    Finished,
    ImageReceived,
    RemoteImageFound,
    ResponseStarted,
    TextDelta,
    UsageReported,
)
from studio.core.ids import ConversationId
from studio.core.messages import Draft, Message, MessageState, Role, Usage
from studio.core.parts import BlobRef, ImageOrigin, ImagePart, TextPart
from studio.core.reply import apply_changes
from studio.core.requests import ChatRequest
from studio.services.remote_images import RemoteImages
from studio.services.run import RunAdvanced
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import Hold, until

DONE = [(TextDelta(0, "Hello"),), (Finished(0, "stop"),)]
BLOB = BlobRef("a" * 64, "image/png", 10, 4, 4)


def start_chat(bench: Bench) -> ConversationId:
    if bench.connections.default() is None:
        bench.connections.add("other", "Test", "http://127.0.0.1:9")
        connection = bench.connections.default()
        assert connection is not None
        from msgspec.structs import replace

        bench.connections.update(replace(connection, needs_key=False))
    conversation = bench.conversations.new(model_id="a/one")
    return conversation.id


def path(bench: Bench, cid: ConversationId) -> tuple[Message, ...]:
    tree = bench.conversations.tree(cid)
    assert tree is not None
    return tree.path()


async def idle(bench: Bench, cid: ConversationId) -> None:
    await until(lambda: not bench.runs.is_running(cid))


async def test_a_message_is_sent_streamed_and_kept(bench: Bench, tmp_path: Path) -> None:
    cid = start_chat(bench)
    advanced: list[RunAdvanced] = []
    bench.runs.run_advanced.connect(advanced.append)
    bench.conversations.save_draft(cid, Draft("What is this?"))
    bench.gateway.scripts = [
        [(ResponseStarted("r1"),), (TextDelta(0, "For"),), (TextDelta(0, "ty-two"),),
         (UsageReported(Usage(3, 2, 5)), Finished(0, "stop"))],
    ]  # fmt: skip
    bench.runs.send(cid, "What is this?")
    assert [m.role for m in path(bench, cid)] == [Role.USER, Role.ASSISTANT]
    assert path(bench, cid)[1].state is MessageState.STREAMING
    await idle(bench, cid)
    reply = path(bench, cid)[1]
    assert reply.parts == (TextPart("Forty-two"),)
    assert (reply.state, reply.finish_reason) == (MessageState.COMPLETE, "stop")
    assert (reply.usage, reply.request_id) == (Usage(3, 2, 5), "r1")
    changes = [change for each in advanced for change in each.changes]
    assert apply_changes((), changes) == reply.parts
    conversation = bench.conversations.get(cid)
    assert conversation is not None
    assert conversation.title == "What is this?"
    assert conversation.draft.is_empty
    request = bench.gateway.requests[0]
    assert isinstance(request, ChatRequest)
    assert [m.text for m in request.history] == ["What is this?"]
    await bench.conversations.flush()
    again = await bench_again(bench, tmp_path)
    assert path(again, cid) == path(bench, cid)
    await again.close()


async def bench_again(bench: Bench, folder: Path) -> Bench:
    """The same library, read anew as after a restart."""
    await bench.close()
    again = await make_bench(folder)
    await again.conversations.load()
    for conversation in again.conversations.all():
        await again.conversations.ensure_tree(conversation.id)
    return again


async def test_what_streams_is_on_disk_before_the_end(bench: Bench, tmp_path: Path) -> None:
    cid = start_chat(bench)
    hold = Hold()
    bench.gateway.scripts = [[(TextDelta(0, "half of it"),), hold, *DONE]]
    bench.runs.send(cid, "go")

    def on_disk() -> bool:
        with closing(sqlite3.connect(tmp_path / "library.db")) as db:
            rows = db.execute("SELECT * FROM parts").fetchall()
        return any("half of it" in str(value) for row in rows for value in row)

    await until(on_disk)
    hold.go()
    await idle(bench, cid)


async def test_stop_keeps_what_came_and_closes_the_stream(bench: Bench) -> None:
    cid = start_chat(bench)
    hold = Hold()
    bench.gateway.scripts = [[(TextDelta(0, "some"),), hold]]
    bench.runs.send(cid, "go")
    message_id = path(bench, cid)[1].id
    await until(lambda: bench.runs.live(message_id) and bench.runs.live(message_id).parts())  # type: ignore[union-attr]
    bench.runs.stop(cid)
    await until(lambda: bench.gateway.closed_streams == 1)
    await idle(bench, cid)
    reply = path(bench, cid)[1]
    assert (reply.state, reply.parts) == (MessageState.STOPPED, (TextPart("some"),))


async def test_stop_before_the_first_step_ends_the_message_too(bench: Bench) -> None:
    cid = start_chat(bench)
    bench.gateway.scripts = [DONE]
    bench.runs.send(cid, "go")
    bench.runs.stop(cid)
    await idle(bench, cid)
    assert path(bench, cid)[1].state is MessageState.STOPPED


async def test_a_failure_is_kept_with_the_text_before_it(bench: Bench) -> None:
    cid = start_chat(bench)
    error = EndedEarly("the stream ended", request_id="r9")
    bench.gateway.scripts = [[(TextDelta(0, "Once"),), error], DONE]
    bench.runs.send(cid, "tell")
    await idle(bench, cid)
    reply = path(bench, cid)[1]
    assert reply.state is MessageState.FAILED
    assert reply.parts == (TextPart("Once"),)
    assert reply.failure is not None
    assert (reply.failure.kind, reply.request_id) == ("ended_early", "r9")
    bench.runs.retry(cid, reply.id)
    await idle(bench, cid)
    tree = bench.conversations.tree(cid)
    assert tree is not None
    assert len(tree.siblings(reply.id)) == 2
    assert path(bench, cid)[1].text == "Hello"


@pytest.mark.expects_log
async def test_a_fault_of_the_studio_itself_ends_the_reply_as_failed(bench: Bench) -> None:
    cid = start_chat(bench)
    bench.gateway.scripts = [[(TextDelta(0, "Once"),), ZeroDivisionError("a bug")], DONE]
    bench.runs.send(cid, "tell")
    await idle(bench, cid)
    reply = path(bench, cid)[1]
    assert (reply.state, reply.text) == (MessageState.FAILED, "Once")
    assert reply.failure is not None
    assert reply.failure.kind == "internal_error"
    conversation = bench.conversations.get(cid)
    assert conversation is not None
    assert conversation.last_failed
    bench.runs.retry(cid, reply.id)
    await idle(bench, cid)
    assert path(bench, cid)[1].state is MessageState.COMPLETE


async def test_a_chat_deleted_with_a_message_waiting_comes_back_whole(bench: Bench) -> None:
    cid = start_chat(bench)
    hold = Hold()
    bench.gateway.scripts = [[(TextDelta(0, "half"),), hold]]
    bench.runs.send(cid, "one")
    await until(lambda: hold.reached)
    bench.runs.send(cid, "two")
    bench.runs.stop(cid)
    bench.conversations.delete(cid)
    await until(lambda: not bench.runs.running())
    await bench.conversations.flush()
    bench.conversations.restore(cid)
    await bench.conversations.flush()
    assert bench.runs.queued(cid) == Draft("two")
    kept = bench.database.submit(lambda library: library.conversation(cid)).result(60)
    assert kept is not None
    assert (kept.deleted_at, kept.draft.text) == (None, "two")
    assert path(bench, cid)[1].state is MessageState.STOPPED


async def test_a_remote_image_comes_into_a_chat_that_was_put_away_meanwhile(bench: Bench) -> None:
    cid = start_chat(bench)
    url = "https://files.example.test/a.png"
    found = RemoteImageFound(0, url, ImageOrigin.CONTENT, "a fox")
    bench.gateway.scripts = [[(found, Finished(0, "stop"))]]
    bench.runs.send(cid, "draw")
    await idle(bench, cid)
    await bench.conversations.flush()
    message_id = path(bench, cid)[1].id
    loader = RemoteImages(
        conversations=bench.conversations, network=bench.network, scope=bench.scope
    )
    loader.load(cid, message_id, url)
    bench.conversations._trees.release(set(), kept=0)  # as `release` does to the oldest of many
    await until(lambda: bench.conversations.tree(cid) is not None)
    await until(lambda: isinstance(path(bench, cid)[1].parts[0], ImagePart))


async def test_regenerate_and_edit_add_siblings(bench: Bench) -> None:
    cid = start_chat(bench)
    bench.gateway.scripts = [DONE, DONE, DONE]
    bench.runs.send(cid, "first")
    await idle(bench, cid)
    question, answer = path(bench, cid)
    bench.runs.regenerate(cid, answer.id, model_id="b/two")
    await idle(bench, cid)
    tree = bench.conversations.tree(cid)
    assert tree is not None
    assert len(tree.siblings(answer.id)) == 2
    assert path(bench, cid)[1].model_id == "b/two"
    bench.runs.edit(cid, question.id, "second")
    await idle(bench, cid)
    assert [m.text for m in path(bench, cid)] == ["second", "Hello"]
    assert len(tree.siblings(question.id)) == 2
    bench.conversations.show_version(cid, question.id)
    assert path(bench, cid)[0].text == "first"


async def test_the_model_taken_for_one_that_is_gone_answers_from_then_on(bench: Bench) -> None:
    cid = start_chat(bench)
    bench.gateway.scripts = [[ModelUnavailable("gone", status=503)], DONE, DONE, DONE]
    bench.runs.send(cid, "first")
    await idle(bench, cid)
    failed = path(bench, cid)[1]
    bench.runs.retry(cid, failed.id)
    await idle(bench, cid)
    assert bench.gateway.requests[-1].model_id == "a/one"
    bench.runs.regenerate(cid, failed.id, model_id="b/two")
    await idle(bench, cid)
    bench.runs.send(cid, "second")
    await idle(bench, cid)
    assert bench.gateway.requests[-1].model_id == "b/two"


async def test_one_more_message_waits_and_goes_out_after_the_answer(
    bench: Bench, tmp_path: Path
) -> None:
    cid = start_chat(bench)
    hold = Hold()
    bench.gateway.scripts = [[hold, *DONE], DONE]
    bench.runs.send(cid, "one")
    await until(lambda: hold.reached)
    bench.runs.send(cid, "two")
    assert bench.runs.queued(cid) == Draft("two")
    bench.conversations.save_draft(cid, Draft("three"))
    await bench.conversations.flush()
    kept = bench.database.submit(lambda library: library.conversation(cid)).result(60)
    assert kept is not None
    assert kept.draft.text == "two\n\nthree"
    hold.go()
    await until(lambda: len(path(bench, cid)) == 4 and not bench.runs.is_running(cid))
    assert [m.text for m in path(bench, cid)] == ["one", "Hello", "two", "Hello"]
    assert bench.runs.queued(cid) is None
    conversation = bench.conversations.get(cid)
    assert conversation is not None
    # The half-typed third message is still the draft: sending from the queue is not typing.
    assert conversation.draft.text == "three"


async def test_a_queued_message_can_be_taken_back(bench: Bench) -> None:
    cid = start_chat(bench)
    hold = Hold()
    bench.gateway.scripts = [[hold, *DONE]]
    bench.runs.send(cid, "one")
    bench.runs.send(cid, "two")
    assert bench.runs.unqueue(cid) == Draft("two")
    hold.go()
    await idle(bench, cid)
    assert len(path(bench, cid)) == 2


async def test_two_conversations_stream_at_once_and_tell_when_nobody_looks(bench: Bench) -> None:
    first, hold = start_chat(bench), Hold()
    bench.gateway.scripts = [[hold, *DONE], [hold, *DONE]]
    bench.runs.send(first, "one")
    second = start_chat(bench)
    assert second != first
    bench.runs.send(second, "two")
    bench.runs.set_shown({second})
    assert set(bench.runs.running()) == {first, second}
    hold.go()
    await idle(bench, first)
    await idle(bench, second)
    one, two = bench.conversations.get(first), bench.conversations.get(second)
    assert one is not None
    assert two is not None
    assert (one.unread, two.unread) == (True, False)


async def test_several_choices_become_siblings(bench: Bench) -> None:
    cid = start_chat(bench)
    bench.gateway.scripts = [
        [(TextDelta(0, "a"), TextDelta(1, "b")), (Finished(0, "stop"), Finished(1, "stop"))]
    ]
    bench.runs.send(cid, "go")
    await idle(bench, cid)
    tree = bench.conversations.tree(cid)
    assert tree is not None
    siblings = [tree[each] for each in tree.siblings(path(bench, cid)[1].id)]
    assert [m.text for m in siblings] == ["a", "b"]
    assert {m.state for m in siblings} == {MessageState.COMPLETE}


async def test_an_image_is_in_the_database_at_once(bench: Bench) -> None:
    cid = start_chat(bench)
    hold = Hold()
    image = ImageReceived(0, BLOB, ImageOrigin.CONTENT)
    bench.gateway.scripts = [[(image,), hold, *DONE]]
    bench.runs.send(cid, "draw")
    await until(lambda: hold.reached)
    message_id = path(bench, cid)[1].id

    def kept() -> bool:
        message = bench.database.submit(lambda library: library.message(message_id)).result(60)
        return message is not None and ImagePart(BLOB, ImageOrigin.CONTENT) in message.parts

    await until(kept)
    hold.go()
    await idle(bench, cid)


async def test_a_remote_image_is_loaded_only_when_asked(bench: Bench) -> None:
    cid = start_chat(bench)
    url = "https://files.example.test/a.png"
    found = RemoteImageFound(0, url, ImageOrigin.CONTENT, "a fox")
    bench.gateway.scripts = [[(found, Finished(0, "stop"))]]
    bench.runs.send(cid, "draw")
    await idle(bench, cid)
    assert bench.gateway.fetched == []
    loader = RemoteImages(
        conversations=bench.conversations, network=bench.network, scope=bench.scope
    )
    message_id = path(bench, cid)[1].id
    loader.load(cid, message_id, url)
    await until(lambda: isinstance(path(bench, cid)[1].parts[0], ImagePart))
    await bench.conversations.flush()
    kept = bench.database.submit(lambda library: library.message(message_id)).result(60)
    assert kept is not None
    (part,) = kept.parts
    assert isinstance(part, ImagePart)
    assert (part.alt, part.source_url) == ("a fox", url)


async def test_a_refused_parameter_is_left_out_for_that_model(bench: Bench) -> None:
    cid = start_chat(bench)
    refused = RequestRejected("no such thing", parameter="temperature")
    bench.gateway.scripts = [[refused], DONE]
    bench.runs.send(cid, "go")
    await idle(bench, cid)
    bench.runs.leave_out_and_retry(cid, path(bench, cid)[1].id)
    await idle(bench, cid)
    assert bench.gateway.requests[1].connection.left_out == {"a/one": ("temperature",)}
    assert path(bench, cid)[1].state is MessageState.COMPLETE


async def test_without_a_key_the_reply_says_so_and_nothing_is_sent(bench: Bench) -> None:
    connection = bench.connections.add("dgrid")
    cid = bench.conversations.new(model_id="a/one").id
    bench.runs.send(cid, "go")
    await idle(bench, cid)
    failure = path(bench, cid)[1].failure
    assert failure is not None
    assert (failure.kind, failure.code) == ("authentication_failed", "no_key")
    assert bench.gateway.requests == []
    await bench.connections.set_key(connection.id, "sk-0123456789abcdef")
    assert bench.connections.key_state(connection.id).hint == "cdef"
    bench.gateway.scripts = [DONE]
    bench.runs.retry(cid, path(bench, cid)[1].id)
    await idle(bench, cid)
    assert bench.gateway.keys == ["sk-0123456789abcdef"]
    assert (
        "sk-0123" not in (bench.folder / "settings.toml").read_text()
        if (bench.folder / "settings.toml").exists()
        else True
    )


async def test_the_cost_comes_from_the_billing_record(bench: Bench) -> None:
    connection = bench.connections.add("dgrid")
    await bench.connections.set_key(connection.id, "sk-0123456789abcdef", session_only=True)
    cid = bench.conversations.new(model_id="a/one").id
    bench.gateway.record = BillingRecord("r1", "0.00123")
    bench.gateway.scripts = [
        [(ResponseStarted("r1"), TextDelta(0, "x"), UsageReported(Usage(1, 1, 2)),
          Finished(0, "stop"))]
    ]  # fmt: skip
    bench.runs.send(cid, "go")
    await until(
        lambda: (usage := path(bench, cid)[1].usage) is not None and usage.cost_usd == "0.00123"
    )


async def test_deleting_is_undone(bench: Bench) -> None:
    cid = start_chat(bench)
    bench.gateway.scripts = [DONE]
    bench.runs.send(cid, "go")
    await idle(bench, cid)
    before = path(bench, cid)
    gone = bench.conversations.delete_message(cid, before[1].id)
    assert len(path(bench, cid)) == 1
    bench.conversations.restore_messages(cid, gone)
    assert path(bench, cid) == before
    bench.conversations.delete(cid)
    assert bench.conversations.all() == ()
    bench.conversations.restore(cid)
    assert [c.id for c in bench.conversations.all()] == [cid]


async def test_a_reply_of_a_killed_program_is_marked_interrupted(
    bench: Bench, tmp_path: Path
) -> None:
    cid = start_chat(bench)
    hold = Hold()
    bench.gateway.scripts = [[(TextDelta(0, "half"),), hold]]
    bench.runs.send(cid, "go")
    message_id = path(bench, cid)[1].id
    await until(lambda: hold.reached)

    def kept() -> bool:
        message = bench.database.submit(lambda library: library.message(message_id)).result(60)
        return message is not None and message.text == "half"

    await until(kept)
    # The file as it is now is what a kill would leave.
    copy = tmp_path / "after-kill"
    copy.mkdir()
    for name in ("library.db", "library.db-wal"):
        (copy / name).write_bytes((tmp_path / name).read_bytes())
    again = await make_bench(copy)
    await again.conversations.load()
    await again.conversations.ensure_tree(cid)
    reply = path(again, cid)[1]
    assert (reply.state, reply.text) == (MessageState.INTERRUPTED, "half")
    await again.close()


async def test_a_bad_server_answer_to_the_model_list_is_told(bench: Bench) -> None:
    start_chat(bench)
    connection = bench.connections.default()
    assert connection is not None
    bench.gateway.listed = ServerFailed("down", status=503)
    bench.connections.test(connection.id)
    await until(lambda: bench.connections.status(connection.id).state == "failed")
    failure = bench.connections.status(connection.id).failure
    assert failure is not None
    assert failure.status == 503
    bench.gateway.listed = ()
    bench.catalogue.refresh(connection.id)
    await until(lambda: bench.connections.status(connection.id).state == "ok")


async def test_models_are_kept_for_the_next_start(bench: Bench, tmp_path: Path) -> None:
    start_chat(bench)
    connection = bench.connections.default()
    assert connection is not None
    bench.catalogue.refresh(connection.id)
    await until(lambda: bench.catalogue.models(connection.id))
    assert bench.catalogue.get(connection.id, "flux-pro").draws_images
    bench.preferences.flush()
    again = await bench_again(bench, tmp_path)
    again.gateway.listed = ServerFailed("down")
    await again.catalogue.load(connection.id)
    await until(lambda: again.catalogue.refresh_failure(connection.id))
    assert [m.id for m in again.catalogue.models(connection.id)] == ["a/one", "b/two"]
    await again.close()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Hello  world\nmore", "Hello world"),
        ("\n\n", "2026"),
        ("word " * 40, "word word word word word word word word word word word word…"),
    ],
)
def test_titles(text: str, title: str) -> None:
    from datetime import UTC, datetime

    from studio.services.asking import title_from

    assert title_from(text, datetime(2026, 1, 2, 3, 4, tzinfo=UTC)).startswith(title)
