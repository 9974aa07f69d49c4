"""One bad record never makes the library unusable: the rest is there, and it too, as text."""

import pytest

from studio.core.gallery import GalleryFilter, GallerySort
from studio.core.messages import Draft, MessageState, Role
from studio.core.parts import ImageOrigin, ImagePart, TextPart
from studio.storage.library import GALLERY_IS_STALE, Library
from tests.storage.library_kit import START, blob, conversation, message

C1 = conversation(1).id
DEEP = "[" * 30_000


@pytest.fixture
def filled(library: Library) -> Library:
    for number in (1, 2):
        library.put_conversation(conversation(number, draft=Draft("half"), parameters={"n": 1}))
    library.put_messages([message(1, "first"), message(2, "second", parameters={"n": 1})])
    return library


@pytest.mark.parametrize(
    "damage",
    [
        "role = 'wizard'",
        "state = 'exploded'",
        "created_at_us = 9000000000000000000",
        "created_at_us = -9000000000000000000",
        f"parameters = '{DEEP}'",
        f"usage = '{DEEP}'",
        f"failure = '{DEEP}'",
        'timing = \'{"total_s": "long"}\'',
        "choice_index = -9000000000000000000",
        "parent_id = id",
        "parent_id = 'nobody'",
    ],
)
def test_messages(filled: Library, damage: str) -> None:
    filled._db.execute(f"UPDATE messages SET {damage} WHERE id = ?", (message(1, "").id,))
    first, second = filled.messages(C1)
    assert first.parts == (TextPart("first"),)
    assert first.role in set(Role)
    assert first.state in set(MessageState)
    assert second == message(2, "second", parameters={"n": 1})
    read = filled.message(first.id)
    assert read == first
    # And it can be kept again, moved and found.
    filled.put_messages([first])
    filled.delete_messages([first.id], first.created_at)
    filled.restore_messages([first.id])
    assert [hit.message_id for hit in filled.search("first")] == [first.id]


@pytest.mark.parametrize(
    "damage",
    [
        "created_at_us = 9000000000000000000",
        "updated_at_us = -9000000000000000000",
        f"parameters = '{DEEP}'",
        f"draft_attachments = '{DEEP}'",
        "draft_attachments = '[{}]'",
        "leaf_id = 'nobody'",
        "title = ''",
    ],
)
def test_conversations(filled: Library, damage: str) -> None:
    filled._db.execute(f"UPDATE conversations SET {damage} WHERE id = ?", (C1,))
    found = {each.id: each for each in filled.conversations()}
    assert set(found) == {C1, conversation(2).id}
    assert found[C1].draft.text == "half"
    assert filled.conversation(C1) == found[C1]
    filled.put_conversation(found[C1])
    filled.referenced_blobs()
    assert [hit.message_id for hit in filled.search("second")] == [message(2, "").id]


def test_bytes_that_are_no_text(filled: Library) -> None:
    filled._db.execute("UPDATE parts SET text = CAST(x'6669ff7273' AS TEXT) WHERE text = 'first'")
    filled._db.execute("UPDATE conversations SET title = CAST(x'ff' AS TEXT)")
    first, second = filled.messages(C1)
    assert first.text == "fi\ufffdrs"
    assert second.text == "second"
    conversations = filled.conversations()
    assert [each.title for each in conversations] == ["\ufffd", "\ufffd"]
    filled.put_messages([first, second])
    for each in conversations:
        filled.put_conversation(each)
    filled._db.execute("UPDATE parts SET text = 'first'")  # for the checks at the end


def test_parts(filled: Library) -> None:
    filled._db.execute(f"UPDATE parts SET kind = 'image', json = '{DEEP}' WHERE text = 'first'")
    assert filled.messages(C1)[0].parts == (TextPart("first"),)


def test_images(filled: Library) -> None:
    picture = (TextPart("third"), ImagePart(blob(3), ImageOrigin.CONTENT))
    filled.put_messages([message(3, picture)])
    filled._db.execute("UPDATE occurrences SET kind = 'odd', origin = 'nowhere'")
    filled._db.execute("UPDATE occurrences SET created_at_us = 9000000000000000000")
    filled._db.execute(f"UPDATE occurrences SET parameters = '{DEEP}'")
    filled._db.execute("UPDATE pictures SET sha256 = 'xy', width_px = -1, mime = 'no/such'")
    filled._db.execute("INSERT INTO saved_filters VALUES (1, 'a', 'a', 0, '{\"filter\": 7}')")
    filled.set_meta(GALLERY_IS_STALE, "1")
    assert not filled.fill_gallery()
    assert len(filled.gallery.find(GalleryFilter(), GallerySort.NEWEST, START)) == 1
    assert filled.gallery.saved_filters() == ()
    for card in filled.gallery.find(GalleryFilter(), GallerySort.NEWEST, START):
        filled.gallery.details(card.key)
    filled.gallery.counts(START)
