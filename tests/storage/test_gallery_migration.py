"""Libraries of released versions get a gallery that has all their pictures."""

import queue
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studio.core.gallery import GalleryFilter, GallerySort, PictureChanges, PictureKind
from studio.storage import opening
from studio.storage.backups import list_backups
from studio.storage.database import DatabaseThread
from studio.storage.gallery.pictures import PictureTable
from studio.storage.library import Library
from studio.storage.schema import MIGRATIONS
from studio.storage.texts import to_us
from tests.storage.library_kit import START, FixedClock, blob, faults_of

RELEASED = [1, 2]


def old_library(home: Path, clock: FixedClock, version: int) -> None:
    """A file as that version wrote it: a chat with two turns, one in the trash, drafts."""
    connection, _ = opening.open_database(
        home / "library.db", home / "backups", clock, MIGRATIONS[:version]
    )
    with closing(connection) as db:
        for seq, deleted in ((1, None), (2, to_us(START))):
            db.execute(
                "INSERT INTO conversations VALUES (?, ?, 0, 0, 'Chat', 0, 0, 0, NULL, NULL, NULL, "
                "'', NULL, '', '', NULL, ?, 0)",
                (seq, f"c{seq}", deleted),
            )
        turns = [
            (1, "m1", 1, None, "user", None, None, None),
            (2, "m2", 1, "m1", "assistant", "a/painter", '{"cost_usd":"0.039"}', '{"seed":7}'),
            (3, "m3", 1, "m2", "user", None, None, None),
            (4, "m4", 1, "m3", "assistant", "a/painter", '{"cost_usd":nonsense', None),
            (5, "m5", 2, None, "assistant", "b/other", None, None),
        ]
        for seq, own_id, chat, parent, role, model, usage, parameters in turns:
            db.execute(
                "INSERT INTO messages (seq, id, conversation_seq, parent_id, role, state, "
                "created_at_us, model_id, choice_index, usage, timing, parameters) "
                "VALUES (?, ?, ?, ?, ?, 'complete', ?, ?, 0, ?, '{\"total_s\":6.4}', ?)",
                (seq, own_id, chat, parent, role, to_us(START) + seq, model, usage, parameters),
            )
        images = [
            (1, 0, 9, "attached", 0, "in.png", "", None),
            (2, 0, 1, "content", 1, "", "Zeichne einen Leuchtturm", None),
            (2, 1, 2, "content", 0, "lighthouse", "Zeichne einen Leuchtturm", None),
            (4, 0, 3, "endpoint", 0, "a red lighthouse at dusk", "日落 in rot", None),
            (4, 1, 4, "content", 0, "", "日落 in rot", to_us(START)),
            (5, 0, 5, "content", 0, "", "", None),
        ]
        for seq, position, number, origin, draft, alt, prompt, deleted in images:
            of = blob(number)
            db.execute(
                "INSERT INTO parts VALUES (?, ?, 'image', NULL, ?, '{}')",
                (seq, position, of.sha256),
            )
            db.execute(
                "INSERT INTO images VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (seq, position, of.sha256, of.mime, of.size_bytes, of.width_px, of.height_px,
                 to_us(START) + seq, origin, draft, alt, prompt, deleted),
            )  # fmt: skip


@pytest.mark.parametrize("version", RELEASED)
def test_all_pictures_of_an_older_library_are_in_the_gallery(
    tmp_path: Path, clock: FixedClock, version: int
) -> None:
    old_library(tmp_path, clock, version)
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    assert library.deleted_pictures() == {blob(4).sha256}
    while library.fill_gallery(2):
        pass
    gallery = library.gallery

    def found(**wanted: object) -> list[int]:
        wanted_filter = GalleryFilter(**wanted)  # type: ignore[arg-type]
        cards = gallery.find(wanted_filter, GallerySort.NEWEST, clock.now())
        return [int(card.blob.sha256, 16) for card in cards]

    assert found() == [3, 2, 9]
    assert found(drafts=True) == [3, 1, 2, 9] or found(drafts=True) == [3, 2, 1, 9]
    assert found(trash=True) == [4]
    assert found(text="leuchtturm") == [2]
    assert found(text="日落") == [3]
    assert found(text="RED LIGHT") == [3]
    assert found(models=("a/painter",)) == [3, 2]
    assert found(kinds=(PictureKind.ATTACHED,)) == [9]
    # A person attached 9 to the question of 2; the question of 3 only followed 2.
    assert found(kinds=(PictureKind.EDITED,)) == [2]
    assert found(kinds=(PictureKind.MADE,)) == [3]

    key = gallery.key_of(blob(2).sha256)
    assert key is not None
    details = gallery.details(key)
    assert details is not None
    assert details.place is not None
    assert (details.place.cost_usd, details.place.took_s) == ("0.039", 6.4)
    assert details.place.parameters == {"seed": 7}
    assert details.place.conversation_id == "c1"
    assert [each.blob for each in details.parents] == [blob(9)]
    assert [each.blob for each in details.children] == [blob(3), blob(4)]
    third = gallery.details(gallery.find(GalleryFilter(), GallerySort.NEWEST, START)[0].key)
    assert third is not None
    assert third.place is not None
    assert third.place.revised_prompt == "a red lighthouse at dusk"
    assert third.place.cost_usd is None

    library.restore_conversation("c2")  # type: ignore[arg-type]
    assert found() == [5, 3, 2, 9]
    library.close()
    assert faults_of(tmp_path / "library.db") == []
    assert len(list_backups(tmp_path / "backups", clock.now())) == 1


@pytest.mark.parametrize("version", RELEASED)
def test_a_fill_that_was_cut_off_is_done_at_the_next_start(
    tmp_path: Path, clock: FixedClock, version: int
) -> None:
    old_library(tmp_path, clock, version)
    connection, _ = opening.open_database(tmp_path / "library.db", tmp_path / "backups", clock)
    connection.close()
    with closing(sqlite3.connect(tmp_path / "library.db")) as db:
        assert db.execute("SELECT count(*) FROM pictures WHERE shown IN (1, 2)").fetchone() == (0,)
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    assert library.fill_gallery(2)
    assert library.gallery.counts(START).waiting == 4
    assert len(library.gallery.find(GalleryFilter(), GallerySort.NEWEST, START)) < 3
    library.close()
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    while library.fill_gallery(2):
        pass
    assert len(library.gallery.find(GalleryFilter(), GallerySort.NEWEST, START)) == 3
    assert library.gallery.counts(START).waiting == 0
    assert not library.gallery_is_stale
    library.close()
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    assert len(library.gallery.find(GalleryFilter(), GallerySort.NEWEST, START)) == 3
    library.close()


def test_the_thread_works_them_out_by_itself_and_tells(tmp_path: Path, clock: FixedClock) -> None:
    old_library(tmp_path, clock, 2)
    thread = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    told: queue.SimpleQueue[PictureChanges] = queue.SimpleQueue()
    thread.tell_of_pictures(told.put)
    thread.start().result(60)
    added: set[int] = set()
    while len(added) < 4:
        added.update(told.get(timeout=60).added)
    found = thread.submit(
        lambda library: library.gallery.find(GalleryFilter(), GallerySort.NEWEST, START)
    ).result(60)
    assert len(found) == 3
    assert not thread.submit(lambda library: library.gallery_is_stale).result(60)
    thread.close()


def test_a_library_with_a_gallery_learns_what_was_asked_as_an_edit(
    tmp_path: Path, clock: FixedClock
) -> None:
    old_library(tmp_path, clock, 2)
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    while library.fill_gallery(2):
        pass
    library.close()
    with closing(sqlite3.connect(tmp_path / "library.db")) as db:  # as the version before had it
        db.execute("UPDATE lineage SET given = 1")
        db.execute("UPDATE pictures SET kind = 'edited', rating = 4 WHERE kind = 'made'")
        db.execute("INSERT INTO meta VALUES ('gallery_is_stale', 'kinds')")
        db.commit()
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", clock)
    assert library.gallery.counts(START).waiting == 0
    while library.fill_gallery(2):
        pass
    edited = library.gallery.find(
        GalleryFilter(kinds=(PictureKind.EDITED,)), GallerySort.NEWEST, START
    )
    assert [int(card.blob.sha256, 16) for card in edited] == [2]
    rated = library.gallery.find(GalleryFilter(rating_at_least=4), GallerySort.NEWEST, START)
    assert [int(card.blob.sha256, 16) for card in rated] == [5, 3]
    library.close()


def test_going_on_costs_the_same_however_far_a_fill_has_come(
    tmp_path: Path, clock: FixedClock
) -> None:
    connection, _ = opening.open_database(tmp_path / "library.db", tmp_path / "backups", clock)
    with closing(connection) as db:
        db.executemany(
            "INSERT INTO pictures (seq, sha256, mime, size_bytes, created_at_us) "
            "VALUES (?, ?, 'image/png', 1, 0)",
            ((seq, f"{seq:064x}") for seq in range(1, 20_001)),
        )
        pictures, steps = PictureTable(db), [0]

        def count() -> int:
            steps[0] += 1
            return 0

        db.set_progress_handler(count, 10)
        assert pictures.newest_below(None, 3) == [20_000, 19_999, 19_998]
        first, steps[0] = steps[0], 0
        assert pictures.newest_below(101, 3) == [100, 99, 98]
        assert steps[0] <= first + 2
