"""What becomes of pictures: where they stand, what they were made from, the trash."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from studio.core.errors import StorageError
from studio.core.gallery import GalleryFilter, GallerySort, PictureKey, PictureKind
from studio.core.messages import Message, MessageState, Role, Timing, Usage
from studio.core.parts import BlobRef, ImageOrigin, ImagePart, Part, TextPart
from studio.core.picture_acts import Delete, Rate, Restore, SetNote, Tag
from studio.core.records import NewPicture, PictureDetails
from studio.core.sent import SentRequest
from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread
from studio.storage.library import Library
from studio.storage.tidying import tidy_up
from tests.storage.library_kit import START, FixedClock, blob, conversation, message, png

C1 = conversation(1).id


def shown(library: Library, **wanted: bool) -> list[BlobRef]:
    found = library.gallery.find(GalleryFilter(**wanted), GallerySort.NEWEST, START)  # type: ignore[arg-type]
    return [card.blob for card in found]


def key_of(library: Library, of: BlobRef) -> PictureKey:
    key = library.gallery.key_of(of.sha256)
    assert key is not None
    return key


def details(library: Library, of: BlobRef) -> PictureDetails:
    found = library.gallery.details(key_of(library, of))
    assert found is not None
    return found


def parts(*numbers: int, draft: bool = False) -> tuple[Part, ...]:
    return tuple(ImagePart(blob(n), ImageOrigin.CONTENT, draft=draft) for n in numbers)


def reply(number: int, content: tuple[Part, ...], parent: Message, **fields: object) -> Message:
    values = {"model_id": "a/painter", **fields}
    return message(number, content, role=Role.ASSISTANT, parent_id=parent.id, **values)


def ask(number: int, text: str, parent: Message | None = None, *attached: int) -> Message:
    pictures = tuple(ImagePart(blob(n), ImageOrigin.ATTACHED) for n in attached)
    parent_id = parent.id if parent else None
    return message(number, (*pictures, TextPart(text)), parent_id=parent_id)


# Lineage


def test_a_turn_is_made_from_what_is_attached_and_the_picture_before(library: Library) -> None:
    first = ask(1, "Draw a lighthouse", None, 9)
    drawn = reply(2, parts(1), first)
    second = ask(3, "At dusk", drawn)
    edited = reply(4, parts(2), second)
    third = ask(5, "With a boat", edited, 8)
    last = reply(6, (*parts(3, 4), *parts(5, draft=True)), third)
    library.put_messages([first, drawn, second, edited, third, last])
    assert details(library, blob(1)).place.parents == (blob(9).sha256,)  # type: ignore[union-attr]
    assert [each.blob for each in details(library, blob(2)).parents] == [blob(1)]
    assert [each.blob for each in details(library, blob(3)).parents] == [blob(8), blob(2)]
    assert [each.blob for each in details(library, blob(2)).children] == [blob(3), blob(4)]
    family = library.gallery.family(blob(2).sha256)
    assert {each.blob: each.generation for each in family} == {
        blob(9): -2, blob(1): -1, blob(2): 0, blob(8): 0, blob(3): 1, blob(4): 1,
    }  # fmt: skip
    assert family[0].children == (blob(1).sha256,)


def test_what_was_sent_decides_whatever_the_path_says(library: Library) -> None:
    first = ask(1, "Draw")
    drawn = reply(2, parts(1), first)
    second = ask(3, "Something else", drawn)
    other = reply(4, parts(2), second)
    library.put_messages([first, drawn, second, other])
    assert [each.blob for each in details(library, blob(2)).parents] == [blob(1)]
    record = SentRequest("chat", "http://x/v1", "a/painter", image_policy="none", images=())
    library.put_request(other.id, record)
    assert details(library, blob(2)).kind is PictureKind.MADE
    assert details(library, blob(2)).parents == ()
    library.put_request(other.id, replace(record, images=(blob(1).sha256, "cd" * 32)))
    assert [(each.sha256, each.key is None) for each in details(library, blob(2)).parents] == [
        (blob(1).sha256, False),
        ("cd" * 32, True),
    ]


def test_edited_is_what_a_person_gave_pictures_for(library: Library) -> None:
    first = ask(1, "Draw a lighthouse")
    drawn = reply(2, parts(1), first)
    second = ask(3, "And a boat", drawn)
    along = reply(4, parts(2), second)
    third = ask(5, "This one at dusk", along, 2)
    attached = reply(6, parts(3), third)
    fourth = ask(7, "The first again", attached)
    chosen = reply(8, parts(4), fourth)
    library.put_messages([first, drawn, second, along, third, attached, fourth, chosen])
    record = SentRequest("chat", "http://x/v1", "a/painter", images=(blob(1).sha256,))
    library.put_request(along.id, record)
    library.put_request(attached.id, replace(record, images=(blob(2).sha256, blob(1).sha256)))
    sent = replace(record, image_policy="chosen", chosen=(blob(1).sha256,))
    library.put_request(chosen.id, sent)
    kinds = [details(library, blob(number)).kind for number in (1, 2, 3, 4)]
    made, edited = PictureKind.MADE, PictureKind.EDITED
    assert kinds == [made, made, edited, edited]
    # What went along is told all the same.
    assert [each.blob for each in details(library, blob(2)).parents] == [blob(1)]
    assert details(library, blob(2)).place.kind is made  # type: ignore[union-attr]
    library.put_request(chosen.id, replace(record, images=(blob(3).sha256,)))
    assert details(library, blob(4)).kind is made


# Records that grow


def test_cost_and_time_come_with_the_end_of_a_reply(library: Library) -> None:
    question = ask(1, "Draw")
    growing = reply(2, parts(1, draft=True), question, state=MessageState.STREAMING)
    library.put_messages([question, growing])
    assert shown(library) == []
    assert shown(library, drafts=True) == [blob(1)]
    library.take_picture_changes()
    done = replace(
        growing,
        parts=parts(2),
        state=MessageState.COMPLETE,
        usage=Usage(cost_usd="0.039"),
        timing=Timing(total_s=6.4),
        parameters={"seed": 7, "tools": [{"x": "y" * 5_000}]},
    )
    library.put_messages([done])
    changes = library.take_picture_changes()
    assert changes is not None
    assert (len(changes.added), len(changes.removed)) == (1, 1)
    assert shown(library, drafts=True) == [blob(2)]
    place = details(library, blob(2)).place
    assert place is not None
    assert (place.cost_usd, place.took_s, place.parameters) == ("0.039", 6.4, {"seed": 7})
    library.put_messages([replace(done, usage=Usage(cost_usd="0.040"))])
    assert details(library, blob(2)).place.cost_usd == "0.040"  # type: ignore[union-attr]
    library.put_messages([replace(done, usage=Usage(cost_usd="0.040"))])
    library.take_picture_changes()
    library.put_messages([replace(done, usage=Usage(cost_usd="0.040"))])
    assert library.take_picture_changes() is None


def test_a_picture_that_stands_in_several_places_is_one(library: Library) -> None:
    question = ask(1, "Draw")
    drawn = reply(2, parts(1), question)
    again = ask(3, "And now?", drawn, 1)
    library.put_messages([question, drawn, again])
    assert shown(library) == [blob(1)]
    found = details(library, blob(1))
    assert [place.kind for place in found.places] == [PictureKind.MADE, PictureKind.ATTACHED]
    assert found.place is not None
    assert found.place.prompt == "Draw"
    library.delete_messages([drawn.id], START)
    assert details(library, blob(1)).kind is PictureKind.ATTACHED
    library.restore_messages([drawn.id])
    assert details(library, blob(1)).kind is PictureKind.MADE


def test_nothing_is_told_of_what_was_rolled_back(library: Library) -> None:
    with pytest.raises(StorageError):
        library.put_messages([message(1, parts(1)), message(2, "x", conversation_id="none")])
    assert library.take_picture_changes() is None
    assert shown(library) == []


# Trash


def test_a_chat_in_the_trash_takes_along_what_nobody_kept(
    library: Library, clock: FixedClock
) -> None:
    question = ask(1, "Draw")
    library.put_messages([question, reply(2, parts(1, 2, 3), question)])
    library.gallery.act([Tag((key_of(library, blob(2)),), "keep")], START)
    library.put_conversation(conversation(1, deleted_at=clock.now()))
    assert shown(library) == [blob(2)]
    library.put_conversation(conversation(1))
    assert set(shown(library)) == {blob(1), blob(2), blob(3)}

    library.gallery.act([Delete((key_of(library, blob(3)),))], clock.now() + timedelta(days=20))
    library.delete_conversation(C1, clock.now())
    clock.go_on(days=31)
    library.purge_trash(clock.now() - timedelta(days=30))
    assert shown(library) == [blob(2)]
    place = details(library, blob(2)).place
    assert place is not None
    assert (place.prompt, place.message_id, place.model_id) == ("Draw", None, "a/painter")
    assert shown(library, trash=True) == [blob(3)]
    library.gallery.act([Restore((key_of(library, blob(3)),))], clock.now())
    assert library.gallery.key_of(blob(1).sha256) is None
    assert library.referenced_blobs() == {blob(2).sha256, blob(3).sha256}
    library.put_conversation(conversation(1))  # for the checks at the end


def test_deleted_pictures_stay_thirty_days_and_leave_a_mark(
    library: Library, clock: FixedClock
) -> None:
    question = ask(1, "Draw")
    drawn = reply(2, parts(1, 2), question)
    library.put_messages([question, drawn])
    key = key_of(library, blob(1))
    library.gallery.act([Rate((key,), 5), SetNote(key, "mine"), Tag((key,), "x")], START)
    library.gallery.act([Delete((key,))], clock.now())
    assert library.deleted_pictures() == {blob(1).sha256}
    assert blob(1).sha256 in library.referenced_blobs()

    clock.go_on(days=30)
    assert library.purge_trash(clock.now() - timedelta(days=30)) == 0
    assert details(library, blob(1)).rating == 5
    clock.go_on(seconds=1)
    assert library.purge_trash(clock.now() - timedelta(days=30)) == 1
    assert library.gallery.details(key) is None
    assert shown(library, trash=True) == []
    assert library.deleted_pictures() == {blob(1).sha256}
    assert library.referenced_blobs() == {blob(2).sha256}
    assert library.messages(C1) == [question, drawn]
    assert library.gallery.act([Restore((key,)), Rate((key,), 3)], START) == ()

    library.delete_messages([drawn.id], clock.now())
    library.purge_trash(clock.now() + timedelta(days=31))
    assert library.deleted_pictures() == frozenset()


def test_a_deleted_picture_that_comes_again_is_back(library: Library, clock: FixedClock) -> None:
    old = ask(1, "Look", None, 1)
    library.put_messages([old])
    key = key_of(library, blob(1))
    library.gallery.act([Rate((key,), 4), Delete((key,))], START + timedelta(seconds=10))
    # A copy of the old message (a fork) changes nothing, a new message does.
    library.put_messages([replace(old, id=message(2, "").id)])
    assert shown(library) == []
    library.put_messages([ask(20, "Look again", None, 1)])
    assert shown(library) == [blob(1)]
    assert details(library, blob(1)).rating == 4

    library.gallery.act([Delete((key,))], START + timedelta(days=1))
    library.purge_trash(START + timedelta(days=2))
    new = NewPicture(blob(1), PictureKind.IMPORTED, START)
    ((again, is_new),) = library.gallery.add([new])
    assert (again, is_new) == (key, True)
    assert shown(library) == [blob(1)]
    assert details(library, blob(1)).rating == 0


def test_files_go_with_the_trash_and_no_day_earlier(tmp_path: Path, clock: FixedClock) -> None:
    blobs = BlobStore(tmp_path / "images")
    kept, trashed, in_chat = (blobs.put(png(8, colour)) for colour in range(3))
    for each in (kept, trashed, in_chat):
        long_ago = (clock.now() - timedelta(days=300)).timestamp()
        os.utime(blobs.path(each), (long_ago, long_ago))
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    database.start().result(60)
    picture = ImagePart(in_chat, ImageOrigin.CONTENT)
    imported = [NewPicture(each, PictureKind.IMPORTED, clock.now()) for each in (kept, trashed)]

    def fill(library: Library) -> None:
        library.put_messages([message(1, (picture,))], conversation=conversation(1))
        keys = [key for key, _ in library.gallery.add(imported)]
        in_chat_key = key_of(library, in_chat)
        library.gallery.act([Delete((keys[1], in_chat_key))], clock.now())

    database.submit(fill).result(60)
    clock.go_on(days=29)
    assert tidy_up(database, blobs, clock) == 0
    clock.go_on(days=2)
    assert tidy_up(database, blobs, clock) == 2
    assert [blobs.exists(each) for each in (kept, trashed, in_chat)] == [True, False, False]
    database.close()


# The thread


def test_the_thread_tells_after_the_transaction_what_changed(
    tmp_path: Path, clock: FixedClock
) -> None:
    database = DatabaseThread(tmp_path / "library.db", tmp_path / "backups", clock)
    told = []
    database.tell_of_pictures(told.append)
    database.start().result(60)
    put = database.submit(
        lambda lib: lib.put_messages([message(1, parts(1))], conversation=conversation(1))
    )
    put.result(60)
    database.submit(lambda lib: lib.gallery.act([Delete((PictureKey(1),))], START)).result(60)
    database.close()
    assert [(each.added, each.removed) for each in told] == [((1,), ()), ((), (1,))]
    assert told[1].deleted == {blob(1).sha256}
