import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

from studio.core.errors import DatabaseDamaged, StorageError
from studio.storage.backups import list_backups
from studio.storage.database import DatabaseThread
from studio.storage.library import Library
from tests.storage.library_kit import FixedClock, conversation, faults_of, message


def make(home: Path, clock: FixedClock) -> DatabaseThread:
    return DatabaseThread(home / "library.db", home / "backups", clock)


def test_work_is_done_in_order_on_one_thread(tmp_path: Path, clock: FixedClock) -> None:
    database = make(tmp_path, clock)
    early = database.submit(lambda library: threading.current_thread().name)
    database.start().result(60)
    seen: list[int] = []
    for number in range(200):
        database.submit(lambda _, number=number: seen.append(number))
    assert database.submit(lambda _: list(seen)).result(60) == list(range(200))
    assert early.result() == "studio-database"
    database.close()


def test_errors_arrive_where_the_result_is_awaited(tmp_path: Path, clock: FixedClock) -> None:
    database = make(tmp_path, clock)
    database.start().result(60)
    wrong = database.submit(lambda library: library.put_messages([message(1, "x")]))
    with pytest.raises(StorageError):
        wrong.result(60)

    def bug(_: Library) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.submit(bug).result(60)
    assert database.submit(lambda library: library.conversations()).result(60) == []
    database.close()


def test_closing_finishes_what_was_submitted(tmp_path: Path, clock: FixedClock) -> None:
    database = make(tmp_path, clock)
    database.start()
    database.submit(lambda library: library.put_conversation(conversation(1)))
    saved = [
        database.submit(lambda library, n=n: library.put_messages([message(n, "x" * 5000)]))
        for n in range(100)
    ]
    database.close()
    assert all(each.done() and each.exception() is None for each in saved)
    assert sorted(path.name for path in tmp_path.glob("library.db*")) == ["library.db"]
    assert faults_of(tmp_path / "library.db") == []
    late = database.submit(lambda library: library.conversations())
    failure = late.exception(60)
    assert isinstance(failure, StorageError)
    assert failure.code == "closed"
    database.close()


def test_work_that_was_cancelled_is_left_out(tmp_path: Path, clock: FixedClock) -> None:
    database = make(tmp_path, clock)
    gate = threading.Event()
    database.submit(lambda _: gate.wait(60))
    unwanted = database.submit(lambda _: pytest.fail("was done"), droppable=True)
    write = database.submit(lambda library: library.put_conversation(conversation(1)))
    database.start()
    assert unwanted.cancel()
    assert not write.cancel()
    gate.set()
    write.result(60)
    assert database.submit(lambda _: 7).result(60) == 7
    database.close()


def test_never_started(tmp_path: Path, clock: FixedClock) -> None:
    database = make(tmp_path, clock)
    waiting: Future[int] = database.submit(lambda _: 1)
    database.close()
    assert isinstance(waiting.exception(60), StorageError)
    assert not (tmp_path / "library.db").exists()


def test_a_failed_start_fails_all_work(tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "library.db").write_bytes(b"nonsense" * 1000)
    database = make(tmp_path, clock)
    waiting = database.submit(lambda library: library.conversations())
    started = database.start()
    assert isinstance(started.exception(60), DatabaseDamaged)
    assert isinstance(waiting.exception(60), DatabaseDamaged)
    assert isinstance(database.submit(lambda _: 1).exception(60), StorageError)
    database.close()
    again = make(tmp_path, clock)
    again.start().result(60)
    again.close()


def test_a_start_can_be_tried_again(tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "library.db").write_bytes(b"nonsense" * 1000)
    database = make(tmp_path, clock)
    assert isinstance(database.start().exception(60), DatabaseDamaged)  # it was set aside
    refused = database.submit(lambda library: library.conversations())
    assert isinstance(refused.exception(60), StorageError)
    database.start().result(60)
    database.submit(lambda library: library.put_conversation(conversation(1))).result(60)
    kept = database.submit(lambda library: library.conversations()).result(60)
    assert [each.id for each in kept] == [conversation(1).id]
    database.close()


def test_the_daily_backup_holds_all_and_stops_nobody(tmp_path: Path, clock: FixedClock) -> None:
    database = make(tmp_path, clock)
    database.start().result(60)
    database.submit(lambda library: library.put_conversation(conversation(1))).result(60)
    for start in range(0, 2000, 100):
        many = [message(n, f"{n} " * 500) for n in range(start, start + 100)]
        database.submit(lambda library, many=many: library.put_messages(many)).result(60)
    database.close()

    clock.go_on(days=1)
    database = make(tmp_path, clock)
    database.start().result(60)
    while not list_backups(tmp_path / "backups", clock.now()):
        answer = database.submit(
            lambda library: library.put_messages([message(5000, "while copying")])
        )
        answer.result(60)
        if database.wait_for_backup(0.001) is not None:
            break
    made = database.wait_for_backup(10)
    database.close()
    assert made is not None
    copy = Library.open(made, tmp_path / "elsewhere", clock)
    assert len(copy.messages(conversation(1).id)) >= 2000
    copy.close()


@pytest.mark.expects_log
def test_a_backup_that_fails_is_logged_and_harms_nothing(
    tmp_path: Path, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "backups").write_text("a file in the way")
    database = make(tmp_path, clock)
    database.submit(
        lambda library: library.put_messages([message(1, "x")], conversation=conversation(1))
    )
    database.start().result(60)
    database.submit(lambda _: None).result(60)
    database.close()
    # The first start may have looked before there was anything to keep.
    database = make(tmp_path, clock)
    database.start().result(60)
    assert database.wait_for_backup(10) is None
    database.close()
    assert "no backup could be made" in caplog.text
