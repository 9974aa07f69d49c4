"""Votes, judgements and batches on disk."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from studio.core.batches import (
    Batch,
    BatchState,
    Cell,
    CellState,
    Check,
    CheckKind,
    Outcome,
    Plan,
    new_batch_id,
)
from studio.core.comparing import ColumnSetup
from studio.core.ids import MessageId
from studio.core.judging.judgements import Judgement, Round
from studio.core.judging.votes import Candidate, Score, Verdict, new_vote
from studio.core.prompt_lists import ListedPrompt
from studio.storage import opening
from studio.storage.backups import list_backups
from studio.storage.library import Library
from studio.storage.schema import MIGRATIONS
from studio.storage.schema_judging import JUDGING
from tests.storage.library_kit import FixedClock, conversation, message

BEFORE = MIGRATIONS.index(JUDGING)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def opened(home: Path, clock: FixedClock) -> Library:
    return Library.open(home / "library.db", home / "backups", clock)


def test_votes_outlive_the_messages_that_they_are_about(home: Path, clock: FixedClock) -> None:
    library = opened(home, clock)
    library.put_messages(
        [message(1, "Why?"), message(2, "a"), message(3, "b")], conversation=conversation(1)
    )
    ids = [message(number, "").id for number in (1, 2, 3)]
    candidates = [Candidate(ids[1], "a/one"), Candidate(ids[2], "b/two")]
    vote = new_vote(
        clock.now(), conversation(1).id, ids[0], "Why? " * 999, candidates, Verdict.BETTER, 1
    )
    vote = replace(
        vote, note="long;base64,. " * 9_000, tags=("code",), scores=(Score("right", (1, 5)),)
    )
    rounds = (Round((1, 0), (1, 0), text="x" * 90_000), Round((0, 1)))
    judgement = Judgement("j1", clock.now(), ids[0], "c/judge", "rubric", rounds, vote)
    library.judging.put_vote(vote)
    library.judging.put_judgement(judgement)
    library.delete_messages(ids, clock.now())
    library.delete_conversation(conversation(1).id, clock.now())
    clock.go_on(days=40)
    library.purge_trash(clock.now())
    library.close()

    library = opened(home, clock)
    assert library.messages(conversation(1).id) == []
    assert library.judging.votes() == [vote]
    assert library.judging.judgements() == [judgement]
    changed = replace(vote, note="short")
    library.judging.put_vote(changed)
    assert library.judging.votes() == [changed]
    library.judging.remove_vote(vote.id)
    library.judging.remove_judgement("j1")
    assert library.judging.votes() == []
    assert library.judging.judgements() == []
    library.close()
    with closing(sqlite3.connect(home / "library.db")) as db:
        assert db.execute("SELECT count(*) FROM more").fetchone() == (0,)


def test_a_damaged_vote_is_left_out(home: Path, clock: FixedClock) -> None:
    library = opened(home, clock)
    pair = [Candidate(MessageId("m1"), "a"), Candidate(MessageId("m2"), "b")]
    vote = new_vote(clock.now(), conversation(1).id, MessageId("q"), "?", pair, Verdict.TIE)
    library.judging.put_vote(vote)
    library.judging.put_vote(replace(vote, id="other"))
    library.close()
    with closing(sqlite3.connect(home / "library.db")) as db:
        db.execute("UPDATE votes SET json = '{' WHERE id = 'other'")
        db.commit()
    library = opened(home, clock)
    assert library.judging.votes() == [vote]
    library.close()


def test_a_library_without_votes_and_batches_is_copied_and_then_keeps_them(
    home: Path, clock: FixedClock
) -> None:
    connection, _ = opening.open_database(
        home / "library.db", home / "backups", clock, MIGRATIONS[:BEFORE]
    )
    old = Library(connection, home / "library.db")
    old.put_messages([message(1, "kept")], conversation=conversation(1))
    old.close()
    library = opened(home, clock)
    (copy,) = list_backups(home / "backups", clock.now())
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (BEFORE,)
    cid = new_batch_id()
    library.put_conversation(replace(conversation(2), id=cid))
    plan = Plan(
        cid,
        "Long",
        clock.now(),
        tuple(ListedPrompt(f"Prompt {n} " + "long;base64,. " * 100, "x") for n in range(200)),
        (ColumnSetup("a/one"), ColumnSetup("b/two")),
        checks=(Check(CheckKind.REGEX, "a+"),),
        limit_usd="1.5",
    )
    cells = [
        Cell(0, CellState.SENT, MessageId("m1")),
        Cell(3, CellState.DONE, total_s=1.5, cost_usd="0.1", outcomes=(Outcome(True),)),
    ]
    library.batches.put(Batch(plan))
    library.batches.put_cells(cid, cells)
    library.batches.put_cells(conversation(1).id, cells)  # no batch: nothing is kept
    library.batches.set_state(cid, BatchState.RUNNING)
    library.close()

    library = opened(home, clock)
    assert library.batches.all() == [Batch(plan, BatchState.RUNNING)]
    assert library.batches.cells(cid) == cells
    assert library.batches.cells(conversation(1).id) == []
    done = replace(cells[0], state=CellState.DONE)
    library.batches.put(Batch(replace(plan, limit_usd=""), BatchState.PAUSED))
    library.batches.put_cells(cid, [done])
    assert library.batches.cells(cid) == [done, cells[1]]
    library.delete_conversation(cid, clock.now())
    clock.go_on(days=40)
    library.purge_trash(clock.now())
    assert library.batches.all() == []
    library.close()
    with closing(sqlite3.connect(home / "library.db")) as db:
        assert db.execute("SELECT count(*) FROM more").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM batch_cells").fetchone() == (0,)
