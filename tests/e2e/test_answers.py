"""Answers under way: stopping, other versions, failures, several at once, quitting."""

import hashlib
import time
from collections.abc import Callable

import pytest

from studio.demo.server import DemoGateway
from tests.e2e import wire
from tests.e2e.desktop import wait_for
from tests.e2e.held import hold_answer
from tests.e2e.person import Person, Row

pytestmark = pytest.mark.e2e

OnGateway = Callable[..., Person]
SLOW = "demo/slow-writer"


def chat_requests(gateway: DemoGateway) -> list:  # type: ignore[type-arg]
    return [r for r in gateway.requests if r.path == "/v1/chat/completions"]


def write_at_length(gateway: DemoGateway) -> None:
    """The next answer is words for minutes: no mark of emphasis that vanishes when it is closed."""
    pace = {"chunk_bytes": wire.WORD_EVENT_BYTES, "delay_s": 0.05, "times": 1}
    gateway.replay(SLOW, wire.word_events(3000) + wire.END, **pace)


def wait_for_text(person: Person, characters: int = 40) -> Row:
    """An answer that is being written, with so much of it on the screen."""

    def come() -> Row | None:
        row = person.last()
        return row if row.state == "Streaming" and len(row.text) >= characters else None

    return wait_for(come, what="text on the screen")


@pytest.mark.parametrize("by", ["button", "Escape"])
def test_stop_keeps_the_partial_answer(
    on_gateway: OnGateway, gateway: DemoGateway, by: str
) -> None:
    write_at_length(gateway)
    person = on_gateway(SLOW)
    person.say("Tell me about the sea at length")
    seen = wait_for_text(person).text
    request = chat_requests(gateway)[-1]
    assert request.outcome == "open"
    if by == "button":
        person.press("Stop")
        pressed_s = time.monotonic()
    else:
        person.keys("Escape")
        pressed_s = time.monotonic()
    assert request.ended.wait(60)
    assert request.outcome == "client_left"
    assert request.closed_s - pressed_s < 1
    stopped = person.answer(state="Stopped")
    assert stopped.text.startswith(seen[:-8])
    person.wait("Send")
    person.quit()

    again = on_gateway(None)
    assert again.answer(state="Stopped").text == stopped.text


def test_an_image_is_there_before_the_answer_ends(
    on_gateway: OnGateway, gateway: DemoGateway
) -> None:
    picture = wire.png()
    body = wire.event("Here it is:") + wire.image_event(picture)
    gateway.replay(SLOW, body, stall_after_bytes=len(body))
    person = on_gateway(SLOW)
    person.say("a square")

    def image_while_streaming() -> Row | None:
        row = person.last()
        return row if row.names("image") and row.state == "Streaming" else None

    row = wait_for(image_while_streaming, what="the image, while it is streaming")
    assert chat_requests(gateway)[-1].outcome == "open"
    digest = hashlib.sha256(picture).hexdigest()
    file = person.data / "images" / digest[:2] / f"{digest[2:]}.png"
    assert file.read_bytes() == picture
    person.press("Stop")
    assert person.answer(state="Stopped").names("image") == row.names("image")


def test_regenerate_and_edit_keep_the_older_versions(
    on_gateway: OnGateway, gateway: DemoGateway
) -> None:
    for text in ("First answer", "Second answer", "Third answer"):
        gateway.replay("demo/fast-writer", wire.event(text) + wire.END, times=1)
    person = on_gateway()
    person.say("What is it?")
    assert "Previous version" not in person.answer(text="First answer").names()
    person.press_in("demo/fast-writer", "Regenerate")
    second = person.answer(text="Second answer")
    assert {"Previous version", "Next version"} <= set(second.names())
    person.press_in("demo/fast-writer", "Previous version")
    person.answer(text="First answer")
    person.press_in("demo/fast-writer", "Next version")
    person.answer(text="Second answer")

    person.press_in("You", "Edit message")
    assert person.wait("Edited message", role="text", focused=True)["text"] == "What is it?"
    person.type(" Really?")
    person.wait("Edited message", role="text", has_text="What is it? Really?")
    person.press("Save and rerun")
    person.answer(text="Third answer")
    assert [row.text for row in person.rows()] == ["What is it? Really?", "Third answer"]
    person.press_in("You", "Previous version")
    person.answer(text="Second answer")
    assert [row.text for row in person.rows()] == ["What is it?", "Second answer"]
    bodies = [request.json["messages"] for request in chat_requests(gateway)]
    assert [len(messages) for messages in bodies] == [1, 1, 1]
    assert bodies[2][0]["content"] == "What is it? Really?"


@pytest.mark.parametrize("model", ["demo/fails-500", "demo/fails-mid-stream"])
def test_a_failure_is_shown_and_retry_makes_another_version(
    on_gateway: OnGateway, gateway: DemoGateway, model: str
) -> None:
    person = on_gateway(model)
    person.say("Will it work?")
    failed = person.answer(state="Failed")
    assert failed.names().count("Retry") == 1
    if model == "demo/fails-mid-stream":
        assert "This is the beginning of an answer" in failed.text
    else:
        assert "The provider failed" in failed.text
    gateway.replay(model, wire.event("Now it does.") + wire.END)
    person.press_in(model, "Retry")
    done = person.answer(text="Now it does.")
    assert {"Previous version", "Next version"} <= set(done.names())
    person.press_in(model, "Previous version")
    assert person.answer(state="Failed").text == failed.text


def test_two_chats_write_at_once_and_leaving_stops_neither(
    on_gateway: OnGateway, gateway: DemoGateway
) -> None:
    long = hold_answer(gateway, SLOW, 240)
    short = hold_answer(gateway, SLOW, 80)
    person = on_gateway(SLOW)
    person.say("The long one")
    wait_for_text(person)
    person.keys("ctrl+n")
    person.wait("Start with a question or a picture")
    person.wait("Model", description=SLOW)
    person.say("The short one")
    wait_for_text(person)
    person.wait_chat("The long one", "Streaming")
    person.wait_chat("The short one", "Streaming")
    person.keys("ctrl+n")
    person.wait("Start with a question or a picture")
    short.let_go()
    person.wait_chat("The short one", "Unread")
    assert "Streaming" in person.wait_chat("The long one")
    assert "Unread" not in person.wait_chat("The long one")

    person.open_chat("The short one")
    assert person.answer(text=wire.words(80)).text == wire.words(80)
    wait_for(lambda: "Unread" not in person.wait_chat("The short one"), what="it to be read")
    long.let_go()
    person.wait_chat("The long one", "Unread")
    person.open_chat("The long one")
    assert person.answer(text=wire.words(240)).text == wire.words(240)
    assert [request.outcome for request in chat_requests(gateway)] == ["sent", "sent"]


def test_one_more_message_waits_for_the_answer_and_a_draft_for_its_writer(
    on_gateway: OnGateway, gateway: DemoGateway
) -> None:
    first = hold_answer(gateway, SLOW, 100)
    gateway.replay(SLOW, wire.event("The next answer") + wire.END, times=1)
    person = on_gateway(SLOW)
    person.say("The first question")
    wait_for_text(person)
    person.type("The next question")
    person.wait("Message", role="text", has_text="The next question")
    person.keys("Return")
    person.wait("Take back")
    assert len(chat_requests(gateway)) == 1
    first.let_go()
    person.answer(text="The next answer", number=2)
    assert [row.text for row in person.rows()][1:] == [
        wire.words(100), "The next question", "The next answer",
    ]  # fmt: skip
    assert len(chat_requests(gateway)) == 2

    person.type("Half a thou")
    person.wait("Message", role="text", has_text="Half a thou")
    person.quit()
    again = on_gateway(None)
    again.wait("Message", role="text", has_text="Half a thou")


def test_quitting_while_an_answer_is_written_asks(
    on_gateway: OnGateway, gateway: DemoGateway
) -> None:
    write_at_length(gateway)
    person = on_gateway(SLOW)
    person.say("Tell me about the sea at length")
    wait_for_text(person)
    person.keys("ctrl+q")
    person.wait("An answer is being written")
    person.press("Keep writing")
    person.wait_gone("An answer is being written")
    seen = wait_for_text(person).text
    person.keys("ctrl+q")
    person.press("Stop and quit")
    person.wait_end()
    assert chat_requests(gateway)[-1].ended.wait(60)

    again = on_gateway(None)
    assert again.answer(state="Stopped").text.startswith(seen[:-8])
