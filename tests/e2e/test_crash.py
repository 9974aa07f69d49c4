"""The program is killed in the middle of an answer: what was on the screen is there again."""

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from studio.demo.server import DemoGateway
from tests.e2e import wire
from tests.e2e.desktop import wait_for
from tests.e2e.person import IMAGE_ACTIONS, Person

pytestmark = pytest.mark.e2e

# 500 ms and a frame; and a little because looking at the screen holds the program up.
BEHIND_S = 0.5 + 1 / 30 + 0.1
SLOW = "demo/slow-writer"


def word_count(text: str) -> int:
    return len(re.findall(r"w\d{4}", text))


def words_on_disk(database: Path) -> int:
    """How much of the newest answer another program finds in the library."""
    newest = "message_seq = (SELECT max(seq) FROM messages)"
    query = f"""
        SELECT text FROM parts WHERE text IS NOT NULL AND {newest}
        UNION ALL SELECT text FROM part_pieces WHERE {newest}
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return sum(word_count(text) for (text,) in connection.execute(query))


def test_a_killed_answer_is_there_again_with_its_image(
    on_gateway: Callable[..., Person], gateway: DemoGateway
) -> None:
    before = wire.event("Here it is:") + wire.image_event(wire.png())
    gateway.replay(SLOW, before + wire.END, times=1)
    steady = {"chunk_bytes": wire.WORD_EVENT_BYTES, "delay_s": 0.02, "times": 1}
    gateway.replay(SLOW, wire.word_events(2000) + wire.END, **steady)
    person = on_gateway(SLOW)
    person.say("A square")
    first = person.answer(text="Here it is")
    person.say("And now words")
    wait_for(lambda: len(person.last().text) > 60, what="the first words")

    seen: list[tuple[float, str]] = []
    late, is_late = 0, False
    began_s = time.monotonic()
    # On a busy machine a look takes long: a share is one of many looks. The moments that are
    # counted as late are no moments to kill it in.
    while time.monotonic() < began_s + 2 or len(seen) < 20 or is_late:
        row = person.last()
        assert row.state == "Streaming"
        seen.append((time.monotonic(), row.text))
        looked_s = time.monotonic()
        kept_words = words_on_disk(person.data / "library.db")
        # Reading took its time: the disk is at least as new as `looked_s`.
        due = [text for at_s, text in seen if at_s < looked_s - BEHIND_S]
        is_late = bool(due) and kept_words < word_count(due[-1])
        late += is_late
    killed_s = time.monotonic()
    person.kill()
    assert late <= len(seen) / 10, f"{late} of {len(seen)} times the disk was too far behind"
    on_screen = [text for at_s, text in seen if at_s < killed_s - BEHIND_S][-1]
    assert len(on_screen) > 100

    again = on_gateway(None)
    kept = again.answer(state="Interrupted", number=2)
    assert kept.text.startswith(on_screen)
    assert wire.words(2000).startswith(kept.text.split("\n")[0].rstrip())
    assert again.rows()[1] == first
    assert set(IMAGE_ACTIONS) <= set(again.rows()[1].names())
    assert [row.speaker for row in again.rows()] == ["You", SLOW] * 2
    assert kept.names().count("Retry") == 1

    gateway.replay(SLOW, wire.event("Written at last.") + wire.END, times=1)
    again.press_in(SLOW, "Retry")
    done = again.answer(text="Written at last.", number=2)
    assert {"Previous version", "Next version"} <= set(done.names())
    again.press_in(SLOW, "Previous version")
    assert again.answer(state="Interrupted", number=2).text == kept.text


def test_an_image_that_was_complete_survives_a_kill_in_the_same_answer(
    on_gateway: Callable[..., Person], gateway: DemoGateway
) -> None:
    body = wire.event("Here it is:") + wire.image_event(wire.png("brown"))
    gateway.replay(SLOW, body, stall_after_bytes=len(body))
    person = on_gateway(SLOW)
    person.say("A square")
    wait_for(lambda: person.last().names("image"), what="the image")
    person.kill()

    again = on_gateway(None)
    again.open_chat("A square")
    kept = again.answer(state="Interrupted")
    assert kept.names("image")
    assert set(IMAGE_ACTIONS) <= set(kept.names())
