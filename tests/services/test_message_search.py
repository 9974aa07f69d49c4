"""Searching all messages: the last search asked for is the one that answers."""

import asyncio

from studio.core.events import Finished, TextDelta
from studio.services.message_search import MessageSearch
from tests.services.conftest import Bench
from tests.services.test_runs import idle, start_chat

SAID = [(TextDelta(0, "The lighthouse keeps no diary."),), (Finished(0, "stop"),)]


async def test_words_are_found_in_any_chat(bench: Bench) -> None:
    cid = start_chat(bench)
    bench.gateway.scripts = [SAID]
    bench.runs.send(cid, "Who keeps it?")
    await idle(bench, cid)
    await bench.conversations.flush()
    search = MessageSearch(bench.database)
    hits = await search.find("keeps")
    assert {hit.conversation_id for hit in hits} == {cid}
    assert [hit.excerpt for hit in await search.find("diary keeps")] == [SAID[0][0].text]
    assert await search.find("nowhere") == ()


async def test_the_next_search_ends_the_one_before(bench: Bench) -> None:
    cid = start_chat(bench)
    bench.gateway.scripts = [SAID]
    bench.runs.send(cid, "Who keeps it?")
    await idle(bench, cid)
    await bench.conversations.flush()
    search = MessageSearch(bench.database)
    before = asyncio.ensure_future(search.find("keeps"))
    await asyncio.sleep(0)
    assert len(await search.find("diary")) == 1
    assert await before == ()
    ended = asyncio.ensure_future(search.find("diary"))
    await asyncio.sleep(0)
    search.cancel()
    assert await ended == ()
