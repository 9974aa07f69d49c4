"""Going on with a cut answer, forking, editing an answer, and the request behind it."""

from collections.abc import Callable

import pytest

from studio.demo.server import DemoGateway
from tests.e2e import wire
from tests.e2e.desktop import wait_for
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e

OnGateway = Callable[..., Person]
MODEL = "demo/fast-writer"


def test_a_cut_answer_is_continued_and_the_chat_forked(
    on_gateway: OnGateway, gateway: DemoGateway
) -> None:
    cut = wire.event("The quick br", "length") + b"data: [DONE]\n\n"
    gateway.replay(MODEL, cut, times=1)
    gateway.replay(MODEL, wire.event("own fox.") + wire.END, times=1)
    person = on_gateway()
    person.say("Which animal?")
    person.answer(text="The quick br")
    person.press_in(MODEL, "Continue")
    whole = person.answer(text="The quick brown fox.")
    assert {"Previous version", "Next version"} <= set(whole.names())
    sent = gateway.requests[-1].json["messages"]
    assert [each["role"] for each in sent] == ["user", "assistant", "user"]
    assert sent[1]["content"] == "The quick br"

    person.press_in(MODEL, "Fork from here")
    person.wait_chat("Which animal? (fork)")
    assert person.rows()[0].text == "Which animal?"
    person.press("Undo")
    wait_for(lambda: not any("(fork)" in chat for chat in person.chats()), what="the fork gone")
    person.answer(text="The quick brown fox.")


def test_the_request_is_shown_after_a_restart_and_an_answer_is_edited(
    on_gateway: OnGateway, gateway: DemoGateway
) -> None:
    gateway.replay(MODEL, wire.event("It is wrogn.") + wire.END, times=1)
    person = on_gateway()
    person.say("Is it right?")
    person.answer(text="It is wrogn.")
    person.quit()

    again = on_gateway(None)
    again.answer(text="It is wrogn.")
    again.focus("Message")
    again.keys("ctrl+i")
    again.wait("Request body", role="text", has_text="Is it right?", focused=True)
    again.wait("Copy as cURL", enabled=True)
    again.keys("Escape")
    again.wait_gone("Request body")
    again.press_in(MODEL, "More actions")
    again.choose("Edit message")
    again.wait("Edited message", role="text", focused=True)
    again.keys("ctrl+a")
    again.type("It is right.")
    again.wait("Edited message", role="text", has_text="It is right.")
    again.keys("ctrl+s")
    again.answer(text="It is right.")
    again.press_in(MODEL, "Previous version")
    again.answer(text="It is wrogn.")
