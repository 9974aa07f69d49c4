"""Versions, continuations and forks, with real storage and a scripted gateway."""

from pathlib import Path

from msgspec.structs import replace

from studio.core.errors import EndedEarly
from studio.core.events import Finished, ReasoningDelta, TextDelta
from studio.core.messages import Attachment, Conversation, Message, MessageState, Role
from studio.core.parts import BlobRef, ImagePart, ReasoningPart, TextPart
from studio.core.requests import ChatRequest, ImagePolicy
from studio.core.sent import request_of
from studio.services.conversations import ConversationStore
from studio.services.versions import edited_version, forked
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import Hold, until

PICTURE = Attachment(BlobRef("a" * 64, "image/png", 9, 3, 3), "x.png")


def add_gateway(bench: Bench) -> None:
    connection = bench.connections.add("other", "Test", "http://127.0.0.1:9/v1")
    bench.connections.update(replace(connection, needs_key=False))


async def ask(bench: Bench, text: str, *attachments: Attachment) -> Conversation:
    add_gateway(bench)
    conversation = bench.conversations.new(model_id="a/one")
    bench.runs.send(conversation.id, text, attachments)
    await until(lambda: not bench.runs.running())
    return conversation


def path(bench: Bench, conversation: Conversation) -> tuple[Message, ...]:
    tree = bench.conversations.tree(conversation.id)
    assert tree is not None
    return tree.path()


async def test_continuing_joins_the_rest_into_a_new_version(bench: Bench) -> None:
    bench.gateway.scripts = [
        [(TextDelta(0, "The qui"),), (Finished(0, "length"),)],
        [(TextDelta(0, "ck"), TextDelta(0, " fox"), Finished(0, "stop"))],
    ]
    conversation = await ask(bench, "Which animal?", PICTURE)
    old = path(bench, conversation)[-1]
    bench.runs.continue_answer(conversation.id, old.id)
    await until(lambda: not bench.runs.running())
    tree = bench.conversations.tree(conversation.id)
    assert tree is not None
    new = tree.path()[-1]
    assert new.id != old.id
    assert new.parts == (TextPart("The quick fox"),)
    assert new.finish_reason == "stop"
    assert tree[old.id].text == "The qui"
    assert tree.siblings(new.id) == (old.id, new.id)
    request = bench.gateway.requests[-1]
    assert isinstance(request, ChatRequest)
    assert [m.role for m in request.history] == [Role.USER, Role.ASSISTANT, Role.USER]
    assert request.history[1].text == "The qui"
    assert "cut off" in request.history[2].text
    # The picture of the question still goes along, although it is not the last turn now.
    assert request.image_rules.policy is ImagePolicy.CHOSEN
    assert request.image_rules.chosen == {"a" * 64}


async def test_a_sentence_that_was_cut_goes_on_although_the_model_thinks_first(
    bench: Bench,
) -> None:
    bench.gateway.scripts = [
        [(ReasoningDelta(0, "one"), TextDelta(0, "so far")), EndedEarly()],
        [(ReasoningDelta(0, "two"), TextDelta(0, " so good"), Finished(0, "stop"))],
        [(TextDelta(0, "never"), Finished(0, "stop"))],
    ]
    conversation = await ask(bench, "?")
    bench.runs.continue_answer(conversation.id, path(bench, conversation)[-1].id)
    await until(lambda: not bench.runs.running())
    reasoning, text = path(bench, conversation)[-1].parts
    assert isinstance(reasoning, ReasoningPart)
    assert reasoning.text == "one\n\ntwo"
    assert text == TextPart("so far so good")


async def test_a_model_that_only_thinks_when_it_goes_on_breaks_no_sentence(bench: Bench) -> None:
    bench.gateway.scripts = [
        [(TextDelta(0, "so far"), Finished(0, "length"))],
        [(ReasoningDelta(0, "hm"), TextDelta(0, " so good"), Finished(0, "stop"))],
    ]
    conversation = await ask(bench, "?")
    bench.runs.continue_answer(conversation.id, path(bench, conversation)[-1].id)
    await until(lambda: not bench.runs.running())
    assert path(bench, conversation)[-1].text == "so far so good"
    assert path(bench, conversation)[-1].parts[0] == TextPart("so far so good")


async def test_a_stopped_continuation_keeps_both_pieces(bench: Bench) -> None:
    hold = Hold()
    bench.gateway.scripts = [
        [(TextDelta(0, "a"), Finished(0, "length"))],
        [(TextDelta(0, "b"),), hold],
    ]
    conversation = await ask(bench, "?")
    bench.runs.continue_answer(conversation.id, path(bench, conversation)[-1].id)
    await until(lambda: hold.reached)
    live = bench.runs.live(path(bench, conversation)[-1].id)
    assert live is not None
    await until(lambda: live.parts() == (TextPart("ab"),))
    bench.runs.stop(conversation.id)
    await until(lambda: not bench.runs.running())
    last = path(bench, conversation)[-1]
    assert (last.text, last.state) == ("ab", MessageState.STOPPED)


async def test_what_was_sent_is_kept_and_makes_the_same_request_after_a_restart(
    bench: Bench, tmp_path: Path
) -> None:
    bench.gateway.scripts = [
        [(TextDelta(0, "one"), Finished(0, "length"))],
        [(TextDelta(0, "two"), Finished(0, "stop"))],
    ]
    conversation = await ask(bench, "What is this?", PICTURE)
    bench.conversations.set_system_prompt(conversation.id, "Be brief. " * 9000)
    bench.runs.continue_answer(conversation.id, path(bench, conversation)[-1].id)
    await until(lambda: not bench.runs.running())
    first_id, second_id = (m for m in _replies(bench, conversation))
    sent = list(bench.gateway.requests)
    await bench.close()

    again = await make_bench(tmp_path)
    await again.conversations.load()
    tree = await again.conversations.ensure_tree(conversation.id)
    for message_id, was in ((first_id, sent[0]), (second_id, sent[1])):
        record = await again.conversations.request(message_id)
        assert record is not None
        partial = tree.get(record.continues) if record.continues else None
        made = request_of(record, tree.path(tree[message_id].parent_id), partial)
        assert isinstance(made, ChatRequest)
        assert isinstance(was, ChatRequest)
        assert [(m.role, m.parts) for m in made.history] == [(m.role, m.parts) for m in was.history]
        assert made.system_prompt == was.system_prompt
        assert (made.parameters, made.image_rules, made.model_id, made.stream) == (
            was.parameters,
            was.image_rules,
            was.model_id,
            was.stream,
        )
    await again.close()


def _replies(bench: Bench, conversation: Conversation) -> tuple[str, ...]:
    tree = bench.conversations.tree(conversation.id)
    assert tree is not None
    return tree.siblings(tree.path()[-1].id)


async def test_an_edited_answer_is_a_version_of_its_own(bench: Bench) -> None:
    bench.gateway.scripts = [
        [(ReasoningDelta(0, "r"), TextDelta(0, "wrong"), Finished(0, "length"))]
    ]
    conversation = await ask(bench, "?")
    old = path(bench, conversation)[-1]
    new = edited_version(old, "right", None, old.created_at)
    bench.conversations.add_messages(conversation.id, [new])
    shown = path(bench, conversation)[-1]
    assert shown.text == "right"
    assert isinstance(shown.parts[0], ReasoningPart)
    assert (shown.usage, shown.finish_reason, shown.model_id) == (None, None, "a/one")
    tree = bench.conversations.tree(conversation.id)
    assert tree is not None
    assert tree[old.id].text == "wrong"


async def test_a_fork_has_the_path_up_to_there_and_shares_images(
    bench: Bench, tmp_path: Path
) -> None:
    bench.gateway.scripts = [[(TextDelta(0, "a"), Finished(0, "stop"))] for _ in range(2)]
    conversation = await ask(bench, "first", PICTURE)
    bench.runs.send(conversation.id, "second")
    await until(lambda: not bench.runs.running())
    source = bench.conversations.get(conversation.id)
    assert source is not None
    whole = path(bench, conversation)
    made, messages = forked(source, whole[:2], "first (fork)", source.created_at)
    bench.conversations.add_conversation(made, messages)
    assert [m.text for m in path(bench, made)] == ["first", "a"]
    await bench.close()

    again = await make_bench(tmp_path)
    store: ConversationStore = again.conversations
    await store.load()
    copy = store.get(made.id)
    assert copy is not None
    assert (copy.title, copy.model_id) == ("first (fork)", "a/one")
    tree = await store.ensure_tree(copy.id)
    assert [m.text for m in tree.path()] == ["first", "a"]
    assert isinstance(tree.path()[0].parts[0], ImagePart)
    assert tree.path()[0].parts == whole[0].parts
    assert not {m.id for m in tree} & {m.id for m in whole}
    old = await store.ensure_tree(conversation.id)
    assert len(old) == 4
    await again.close()
