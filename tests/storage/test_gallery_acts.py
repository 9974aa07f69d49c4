"""Whatever is done to pictures can be undone, exactly."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.gallery import (
    AlbumId,
    FilterId,
    GalleryFilter,
    GallerySort,
    PictureKey,
    PictureKind,
    SavedFilter,
)
from studio.core.parts import BlobRef
from studio.core.picture_acts import (
    AddToAlbum,
    AddToNote,
    ArrangeAlbum,
    Delete,
    DropAlbum,
    DropFilter,
    Favour,
    PictureAct,
    PutAlbum,
    PutFilter,
    Rate,
    RemoveFromAlbum,
    RenameTag,
    Restore,
    SetAlt,
    SetNote,
    Tag,
    TakeFromNote,
    Untag,
)
from studio.core.records import NewPicture
from studio.storage.library import Library
from tests.storage.library_kit import START, FixedClock, faults_of

COUNT = 5
keys = st.lists(st.integers(1, COUNT + 1).map(PictureKey), max_size=4).map(tuple)
one = st.integers(1, COUNT).map(PictureKey)
tags = st.sampled_from(("Dusk", "dusk", "夜", " two  words ", ""))
albums = st.sampled_from((AlbumId("a"), AlbumId("b"), AlbumId("c")))
ids = st.sampled_from((FilterId("f"), FilterId("g")))
acts = st.one_of(
    st.builds(Rate, keys, st.integers(-1, 7)),
    st.builds(Favour, keys, st.booleans()),
    st.builds(Tag, keys, tags),
    st.builds(Untag, st.none() | keys, tags),
    st.builds(RenameTag, tags, tags),
    st.builds(SetNote, one, st.sampled_from(("", "note", "夜"))),
    st.builds(AddToNote, one, st.sampled_from(("", "more", "夜", "x" * 3_998))),
    st.builds(TakeFromNote, one, st.sampled_from(("", "note", "\n\nmore"))),
    st.builds(SetAlt, one, st.sampled_from((None, "", "alt"))),
    st.builds(Delete, keys),
    st.builds(Restore, keys),
    st.builds(AddToAlbum, keys, albums),
    st.builds(RemoveFromAlbum, keys, albums),
    st.builds(ArrangeAlbum, albums, keys),
    st.builds(PutAlbum, albums, st.sampled_from(("One", "Two", " ")), st.none() | st.just(0)),
    st.builds(DropAlbum, albums),
    st.builds(
        PutFilter,
        st.builds(SavedFilter, ids, st.sampled_from(("x", "y")), st.just(GalleryFilter())),
        st.none() | st.just(0),
    ),
    st.builds(DropFilter, ids),
)

# So that most acts change something.
BEGIN: list[PictureAct] = [
    PutAlbum(AlbumId("a"), "One"),
    PutAlbum(AlbumId("b"), "Two"),
    AddToAlbum((PictureKey(2), PictureKey(1), PictureKey(4), PictureKey(3)), AlbumId("a")),
    Tag((PictureKey(1), PictureKey(2)), "Dusk"),
    Tag((PictureKey(2), PictureKey(3)), "夜"),
    Rate((PictureKey(1), PictureKey(2)), 3),
    Delete((PictureKey(5),)),
]


def state(library: Library) -> list[object]:
    """Everything that acts can change, as far as anyone can see it."""
    gallery = library.gallery
    found: list[object] = [gallery.details(PictureKey(key)) for key in range(1, COUNT + 1)]
    for album in gallery.counts(START).albums:
        in_album = GalleryFilter(album=album.id)
        found.append((album, list(gallery.find(in_album, GallerySort.ALBUM, START))))
    found += [list(gallery.find(GalleryFilter(trash=t), GallerySort.OLDEST, START)) for t in (0, 1)]
    found += [gallery.counts(START), gallery.saved_filters()]
    for word in ("dusk", "夜", "note", "alt", "two"):
        found.append(gallery.find(GalleryFilter(text=word), GallerySort.OLDEST, START).keys())
    return found


@settings(max_examples=100, deadline=None)
@given(steps=st.lists(st.lists(acts, min_size=1, max_size=3), min_size=1, max_size=8))
def test_undo_brings_back_exactly_what_was_there(steps: list[list[PictureAct]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        library = Library.open(path / "library.db", path / "backups", FixedClock())
        library.gallery.add(
            [
                NewPicture(
                    BlobRef(f"{number:064x}", "image/png", 1, 2, 3),
                    PictureKind.MADE,
                    START,
                    draft=number == 3,
                )
                for number in range(COUNT)
            ]
        )
        library.gallery.act(BEGIN, START)
        for step in steps:
            before = state(library)
            undo = library.gallery.act(step, START)
            after = state(library)
            assert bool(undo) or before == after
            redo = library.gallery.act(undo, START)
            assert state(library) == before
            library.gallery.act(redo, START)
            assert state(library) == after
        library.close()
        assert faults_of(path / "library.db") == []


def test_a_tag_that_is_renamed_is_found_by_its_new_name_and_may_become_another(
    library: Library,
) -> None:
    gallery = library.gallery
    blobs = [BlobRef(f"{number:064x}", "image/png", 1, 2, 3) for number in range(3)]
    added = gallery.add([NewPicture(blob, PictureKind.MADE, START) for blob in blobs])
    one, two, three = (key for key, _ in added)

    def tagged(tag: str) -> set[PictureKey]:
        found = gallery.find(GalleryFilter(tags=(tag,)), GallerySort.NEWEST, START)
        by_word = gallery.find(GalleryFilter(text=tag), GallerySort.NEWEST, START)
        assert set(by_word.keys()) == set(found.keys())
        return set(found.keys())

    gallery.act([Tag((one, two), "Dusk"), Tag((two, three), "evening")], START)
    gallery.act([RenameTag("dusk", "DUSK")], START)
    assert [name for name, _ in gallery.counts(START).tags] == ["DUSK", "evening"]
    undo = gallery.act([RenameTag("dusk", "Evening")], START)
    assert (tagged("evening"), tagged("dusk")) == ({one, two, three}, set())
    gallery.act(undo, START)
    assert (tagged("evening"), tagged("dusk")) == ({two, three}, {one, two})
    gallery.act([Untag(None, "evening")], START)
    assert [name for name, _ in gallery.counts(START).tags] == ["DUSK"]
