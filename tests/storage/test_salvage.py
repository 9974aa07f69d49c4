"""What can be read of a damaged library comes back, and nothing sound is replaced by it."""

import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from studio.core.errors import DatabaseDamaged
from studio.core.messages import Draft, MessageState, Role
from studio.core.parts import TextPart
from studio.storage.backups import restore_newest_backup
from studio.storage.database import DatabaseThread
from studio.storage.library import Library
from studio.storage.salvage import Salvaged, salvage
from tests.storage.library_kit import FixedClock, conversation, faults_of, message

PAGE = 4096


def opened(home: Path, clock: FixedClock) -> Library:
    return Library.open(home / "library.db", home / "backups", clock)


def talk(library: Library, chats: range, texts: int = 20) -> None:
    for chat in chats:
        own = conversation(chat, draft=Draft(f"draft {chat}"))
        each = [
            message(1000 * chat + n, f"chat {chat} text {n}. " * 40, conversation_id=own.id)
            for n in range(texts)
        ]
        library.put_messages(each, conversation=own)


def backup(home: Path, clock: FixedClock) -> None:
    database = DatabaseThread(home / "library.db", home / "backups", clock)
    database.start().result(10)
    database.submit(Library.conversations).result(10)
    assert database.wait_for_backup(20) is not None
    database.close()


def damage(path: Path, *of: bytes) -> None:
    """Pages that hold some texts."""
    raw = bytearray(path.read_bytes())
    for text in of:
        at = raw.index(text) // PAGE * PAGE
        raw[at : at + PAGE] = b"\xa5" * PAGE
    path.write_bytes(raw)


def set_aside(home: Path, clock: FixedClock) -> Path:
    clock.go_on(days=8)
    with pytest.raises(DatabaseDamaged) as caught:
        opened(home, clock)
    assert caught.value.set_aside is not None
    return caught.value.set_aside


def test_what_came_after_the_backup_is_not_lost(tmp_path: Path, clock: FixedClock) -> None:
    library = opened(tmp_path, clock)
    talk(library, range(1, 11))
    growing = message(1, "half", conversation_id=conversation(1).id, state=MessageState.STREAMING)
    library.put_messages([growing])
    library.close()
    backup(tmp_path, clock)
    library = opened(tmp_path, clock)
    talk(library, range(11, 31))
    whole = replace(growing, parts=(TextPart("half and whole"),), state=MessageState.COMPLETE)
    library.put_messages([whole], conversation=conversation(1, title="Renamed"))
    library.delete_conversation(conversation(12).id, clock.now())
    library.close()
    damage(tmp_path / "library.db", b"chat 5 text 7.", b"chat 20 text 9.")
    aside = set_aside(tmp_path, clock)
    restore_newest_backup(tmp_path / "library.db", tmp_path / "backups", clock)
    before = aside.read_bytes()

    library = opened(tmp_path, clock)
    found = salvage(aside, library)
    assert (found.chats, found.incomplete_chats) == (21, 2)
    assert len(library.conversations(deleted=True)) == 30
    assert len(library.messages(conversation(5).id)) == 20  # from the backup
    assert 10 < len(library.messages(conversation(20).id)) < 20
    for chat in (*range(2, 20), *range(21, 31)):
        texts = [each.text for each in library.messages(conversation(chat).id)]
        assert texts == [f"chat {chat} text {n}. " * 40 for n in range(20)]
    assert library.messages(conversation(1).id)[-1].text == "half and whole"
    renamed, gone = (
        library.conversation(conversation(1).id),
        library.conversation(conversation(12).id),
    )
    assert renamed is not None
    assert renamed.title == "Renamed"
    assert gone is not None
    assert gone.deleted_at is not None
    assert len(library.search('"chat 25"')) == 20
    assert salvage(aside, library) == Salvaged(incomplete_chats=2)
    library.close()
    assert faults_of(tmp_path / "library.db") == []
    assert aside.read_bytes() == before


def test_without_a_backup_all_that_can_be_read_comes_back(
    tmp_path: Path, clock: FixedClock
) -> None:
    library = opened(tmp_path, clock)
    talk(library, range(1, 11))
    library.close()
    damage(tmp_path / "library.db", b"draft 3")  # rows of chats, their messages are sound
    aside = set_aside(tmp_path, clock)
    library = opened(tmp_path, clock)
    found = salvage(aside, library)
    assert found.messages == 200
    assert len(library.conversations()) == 10
    for chat in range(1, 11):
        assert len(library.messages(conversation(chat).id)) == 20
    library.close()


def test_nothing_that_ended_is_replaced_by_what_the_damage_left(
    tmp_path: Path, clock: FixedClock
) -> None:
    library = opened(tmp_path, clock)
    talk(library, range(1, 3))
    library.close()
    backup(tmp_path, clock)
    damage(tmp_path / "library.db", b"chat 2 text 5.")
    raw = (tmp_path / "library.db").read_bytes().replace(b"chat 1 text 7.", b"ch\x00t 1 t#xt 7.")
    (tmp_path / "library.db").write_bytes(raw)
    aside = set_aside(tmp_path, clock)
    restore_newest_backup(tmp_path / "library.db", tmp_path / "backups", clock)
    library = opened(tmp_path, clock)
    assert salvage(aside, library).messages == 0
    assert library.messages(conversation(1).id)[7].text == "chat 1 text 7. " * 40
    library.close()


@pytest.mark.parametrize("content", [b"", b"no library" * 900, b"SQLite format 3\0" + bytes(9000)])
def test_of_what_is_no_library_nothing_comes(
    tmp_path: Path, clock: FixedClock, content: bytes
) -> None:
    (tmp_path / "aside.db").write_bytes(content)
    library = opened(tmp_path, clock)
    assert salvage(tmp_path / "aside.db", library) == Salvaged()
    assert salvage(tmp_path / "missing.db", library) == Salvaged()
    library.close()


@pytest.mark.parametrize("seed", range(8))
def test_any_damage_leaves_a_sound_library(tmp_path: Path, clock: FixedClock, seed: int) -> None:
    chance = random.Random(seed)
    library = opened(tmp_path, clock)
    talk(library, range(1, 9), texts=8)
    library.put_messages([message(5, "answer", role=Role.ASSISTANT)])
    library.close()
    path = tmp_path / "library.db"
    raw = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(1, len(raw) // PAGE) * PAGE
        raw[at : at + PAGE] = chance.choice((bytes(PAGE), chance.randbytes(PAGE), raw[:PAGE]))
    aside = tmp_path / "aside.db"
    aside.write_bytes(raw)
    path.unlink()
    library = opened(tmp_path, clock)
    salvage(aside, library)
    assert len(library.conversations()) <= 8
    library.close()
    assert faults_of(path) == []
