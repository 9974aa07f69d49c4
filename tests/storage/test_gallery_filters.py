"""Filters against a naive filter, words in any script, and lists as packed bytes."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.gallery import (
    AlbumId,
    Aspect,
    FilterId,
    GalleryCard,
    GalleryFilter,
    GalleryList,
    GallerySort,
    PictureKey,
    PictureKind,
    SavedFilter,
)
from studio.core.parts import BlobRef
from studio.core.picture_acts import (
    AddToAlbum,
    Delete,
    Favour,
    PictureAct,
    PutAlbum,
    PutFilter,
    Rate,
    SetNote,
    Tag,
)
from studio.core.records import NewPicture
from studio.storage.gallery import finding
from studio.storage.library import Library
from tests.storage.gallery_model import EPOCH, Picture, expected
from tests.storage.library_kit import START, FixedClock, faults_of

MODELS = ("lab/painter", "lab/sketcher", None)
TAGS = ("Dusk", "夜", "paper cut")
WORDS = ("sea", "日落", "猫", "Überfahrt", "a", "no", "灯塔と海", "50%", "a_b", "sea sun", "zq")
SORTS = (GallerySort.NEWEST, GallerySort.OLDEST, GallerySort.RATING)

pictures = st.builds(
    Picture,
    number=st.just(0),
    made_at=st.integers(0, 6 * 24).map(lambda hours: EPOCH + timedelta(hours=hours)),
    width=st.sampled_from((100, 101, 103, 300)),
    height=st.sampled_from((100, 102, 200)),
    kind=st.sampled_from((PictureKind.MADE, PictureKind.IMPORTED)),
    model=st.sampled_from(MODELS),
    prompt=st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
    note=st.sampled_from(("", "", "Für später", "50 % off")),
    rating=st.integers(0, 5),
    favourite=st.booleans(),
    draft=st.booleans(),
    tags=st.sets(st.sampled_from(TAGS), max_size=2),
    album=st.sampled_from((None, 0, 1)),
    deleted=st.booleans(),
    cost=st.sampled_from((None, "0", "0.039", "0.5", "2.25")),
)

days = st.none() | st.integers(0, 7).map(lambda n: (EPOCH + timedelta(days=n)).date())
filters = st.builds(
    GalleryFilter,
    text=st.lists(st.sampled_from((*WORDS, "SEA", "über", "se", "日", "pai", "%")), max_size=2).map(
        " ".join
    ),
    models=st.lists(st.sampled_from(("lab/painter", "lab/sketcher", "none")), max_size=2).map(
        tuple
    ),
    since=days,
    until=days,
    last_days=st.sampled_from((0, 0, 0, 2)),
    rating_at_least=st.integers(0, 5),
    not_rated=st.sampled_from((False, False, True)),
    favourites=st.booleans(),
    aspects=st.lists(st.sampled_from(Aspect), max_size=2).map(tuple),
    tags=st.lists(st.sampled_from(("dusk", "夜", "none")), max_size=1).map(tuple),
    album=st.sampled_from((None, None, AlbumId("album0"), AlbumId("none"))),
    kinds=st.lists(st.sampled_from((PictureKind.MADE, PictureKind.IMPORTED)), max_size=1).map(
        tuple
    ),
    drafts=st.booleans(),
    trash=st.booleans(),
)
loose_filters = st.one_of(
    filters,
    st.builds(GalleryFilter, text=st.sampled_from((*WORDS, "SEA", "se", "e", "日", "夜", "PAP"))),
    st.builds(GalleryFilter, rating_at_least=st.integers(0, 5), trash=st.booleans()),
    st.builds(
        GalleryFilter,
        cost_at_least_usd=st.sampled_from((0.0, 0.01, 0.039, 0.5, 3.0)),
        cost_unknown=st.sampled_from((False, False, True)),
    ),
)


@contextmanager
def gallery_of(some: list[Picture]) -> Iterator[tuple[Library, dict[PictureKey, int]]]:
    """A library with these pictures, numbered; removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        library = Library.open(path / "library.db", path / "backups", FixedClock())
        acts: list[PictureAct] = [
            PutAlbum(AlbumId("album0"), "One"),
            PutAlbum(AlbumId("album1"), "Two"),
        ]
        numbers: dict[PictureKey, int] = {}
        for number, each in enumerate(some):
            each.number = number
            blob = BlobRef(f"{number:064x}", "image/png", 10, each.width, each.height)
            new = NewPicture(
                blob, each.kind, each.made_at, prompt=each.prompt, model_id=each.model,
                draft=each.draft, cost_usd=each.cost,
            )  # fmt: skip
            ((key, _),) = library.gallery.add([new])
            numbers[key] = number
            acts += [Rate((key,), each.rating), Favour((key,), each.favourite)]
            acts += [SetNote(key, each.note), *(Tag((key,), tag) for tag in sorted(each.tags))]
            if each.album is not None:
                acts.append(AddToAlbum((key,), AlbumId(f"album{each.album}")))
            if each.deleted:
                acts.append(Delete((key,)))
        library.gallery.act(acts, START)
        yield library, numbers
        library.close()
        assert faults_of(path / "library.db") == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    some=st.lists(pictures, max_size=12),
    wanted=st.lists(loose_filters, min_size=4, max_size=12),
    sort=st.sampled_from(SORTS),
)
def test_filters_show_what_a_naive_filter_shows(
    some: list[Picture], wanted: list[GalleryFilter], sort: GallerySort
) -> None:
    now = EPOCH + timedelta(days=6)
    with gallery_of(some) as (library, numbers):
        for each in wanted:
            found = [numbers[card.key] for card in library.gallery.find(each, sort, now)]
            assert found == expected(some, each, sort, now), each
        counts = library.gallery.counts(now)
        shown = expected(some, GalleryFilter(), sort, now)
        assert counts.all == len(shown)
        assert counts.trash == len(expected(some, GalleryFilter(trash=True), sort, now))
        assert counts.not_rated == len(expected(some, GalleryFilter(not_rated=True), sort, now))
        assert counts.this_week == len(expected(some, GalleryFilter(last_days=7), sort, now))
        for album in counts.albums:
            in_album = expected(some, GalleryFilter(album=album.id), sort, now)
            assert album.count == len(in_album)
        for tag, count in counts.tags:
            assert count == len(expected(some, GalleryFilter(tags=(tag,)), sort, now))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    some=st.lists(pictures, min_size=6, max_size=14),
    wanted=st.lists(loose_filters, min_size=4, max_size=12),
    sort=st.sampled_from(SORTS),
)
def test_the_head_of_a_list_is_how_it_begins(
    some: list[Picture], wanted: list[GalleryFilter], sort: GallerySort
) -> None:
    now = EPOCH + timedelta(days=6)
    with pytest.MonkeyPatch.context() as patch, gallery_of(some) as (library, _):
        patch.setattr(finding, "_HEAD_LOOKED", 3)
        patch.setattr(finding, "_HEAD_LEAST", 1)
        for each in wanted:
            whole = list(library.gallery.find(each, sort, now).keys())
            soon = library.gallery.find_soon(each, sort, now)
            assert list(soon.keys()) == whole[: len(soon)]
            assert not soon.is_whole or len(soon) == len(whole)


def test_a_word_of_nearly_all_pictures_has_a_head_and_a_rare_one_has_none() -> None:
    many = [
        Picture(
            number=0, made_at=EPOCH, width=100, height=100, kind=PictureKind.MADE, model=None,
            prompt="sea zq" if number == 5 else "sea", note="", rating=0, favourite=False,
            draft=False, tags=set(), album=None, deleted=False,
        )
        for number in range(12)
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch, gallery_of(many) as (library, _):
        patch.setattr(finding, "_HEAD_LOOKED", 4)
        patch.setattr(finding, "_HEAD_LEAST", 3)
        head = library.gallery.find_soon(GalleryFilter(text="sea"), GallerySort.NEWEST, START)
        assert (len(head), head.is_whole) == (4, False)
        rare = library.gallery.find_soon(GalleryFilter(text="zq"), GallerySort.NEWEST, START)
        assert (len(rare), rare.is_whole) == (1, True)
        rated = library.gallery.find_soon(GalleryFilter(text="sea"), GallerySort.RATING, START)
        assert (len(rated), rated.is_whole) == (12, True)


@pytest.mark.parametrize("soon", [False, True])
def test_a_rare_word_costs_what_it_finds_not_what_there_is(library: Library, soon: bool) -> None:
    number = 3_000
    library.gallery.add(
        [
            NewPicture(
                BlobRef(f"{at:064x}", "image/png", 10, 100, 100), PictureKind.MADE, START,
                prompt=f"a sea with number{at}",
            )
            for at in range(number)
        ]
    )  # fmt: skip
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    find = library.gallery.find_soon if soon else library.gallery.find
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "_HEAD_LOOKED", 1_000)
        library._db.set_progress_handler(step, 1)
        for word in ("number2424", "nowhere"):
            steps[0] = 0
            found = find(GalleryFilter(text=word), GallerySort.NEWEST, START)
            assert (len(found), found.is_whole) == (int(word != "nowhere"), True)
            assert steps[0] < number / 3  # not one step per picture
        library._db.set_progress_handler(None, 1)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("日落", True),
        ("落山", True),
        ("山", True),
        ("日山", False),
        ("ミュート", True),
        ("Grün", True),
        ("GRÜN", True),
        ("grü", True),
        ("üne", True),
        ("e日", True),  # a Latin word glued to an ideograph
        ("😀", True),
        ('"grüne日落 山"', False),
        ('"日落山 ミ"', True),
        ("e%", False),
        ("_", False),
        ("''", False),
        ('"', True),  # nothing to look for: everything is shown
        ("\0", True),
        ("\ud800", False),
        ("painter-9", True),
        ("seed", False),
    ],
)
def test_words_are_found_in_any_script(library: Library, word: str, found: bool) -> None:
    blob = BlobRef("ab" * 32, "image/png", 1, 2, 3)
    prompt = "Grüne日落山 ミュート 😀"
    new = NewPicture(blob, PictureKind.MADE, START, prompt=prompt, model_id="lab/painter-9")
    library.gallery.add([new])
    hits = library.gallery.find(GalleryFilter(text=word), GallerySort.NEWEST, START)
    assert len(hits) == int(found)


def test_pictures_without_any_text_are_found_by_no_word(library: Library) -> None:
    blob = BlobRef("ab" * 32, "image/png", 1, 2, 3)
    library.gallery.add([NewPicture(blob, PictureKind.IMPORTED, START)])
    for word in ("a", "ab", "abc", "猫"):
        assert not library.gallery.find(GalleryFilter(text=word), GallerySort.NEWEST, START)


def test_an_index_of_texts_that_was_damaged_is_made_anew(library: Library) -> None:
    blob = BlobRef("ab" * 32, "image/png", 1, 2, 3)
    library.gallery.add([NewPicture(blob, PictureKind.MADE, START, prompt="lighthouse")])
    library._db.execute("INSERT INTO picture_index (picture_index) VALUES ('delete-all')")
    wanted = GalleryFilter(text="lighthouse")
    assert not library.gallery.find(wanted, GallerySort.NEWEST, START)
    library.rebuild_index()
    assert len(library.gallery.find(wanted, GallerySort.NEWEST, START)) == 1


def test_lists_have_a_section_for_each_day(library: Library) -> None:
    for number in range(30):
        blob = BlobRef(f"{number:064x}", "image/png", 1, 2, 3)
        at = START + timedelta(hours=7 * number)
        library.gallery.add([NewPicture(blob, PictureKind.MADE, at)])
    for sort in (GallerySort.NEWEST, GallerySort.OLDEST):
        found = library.gallery.find(GalleryFilter(), sort, START)
        days_of_cards: list[date] = []
        for section in found.sections:
            for at_ in range(section.first, section.first + section.count):
                moment = START.fromtimestamp(found[at_].made_at_s)
                assert moment.date() == section.day
            days_of_cards += [section.day] * section.count
        assert len(days_of_cards) == 30
        assert [s.day for s in found.sections] == list(dict.fromkeys(days_of_cards))
    assert not library.gallery.find(GalleryFilter(), GallerySort.RATING, START).sections


@given(
    key=st.integers(1, 2**32 - 1),
    width=st.none() | st.integers(1, 2**32 - 1),
    rating=st.integers(0, 5),
    favourite=st.booleans(),
    draft=st.booleans(),
    kind=st.sampled_from(PictureKind),
    mime=st.sampled_from(("image/png", "image/heic", "application/octet-stream")),
    sha=st.binary(min_size=32, max_size=32),
    at=st.integers(-(10**9), 10**11),
)
def test_a_card_comes_back_from_its_bytes(
    key: int, width: int | None, rating: int, favourite: bool, draft: bool, kind: PictureKind,
    mime: str, sha: bytes, at: int,
) -> None:  # fmt: skip
    blob = BlobRef(sha.hex(), mime, 123_456_789_000, width, width)
    card = GalleryCard(PictureKey(key), blob, at, rating, favourite, kind, draft)
    packed = GalleryList(card.packed() * 2)
    assert list(packed) == [card, card]
    assert packed.keys() == [key, key]
    assert list(packed.widths) == list(packed.heights) == [width or 0] * 2
    assert packed.moments.tolist() == [at, at]
    assert (packed.index_of(key), packed.index_of(key - 1)) == (0, None)
    with pytest.raises(IndexError):
        packed[2]


def test_saved_filters_come_back_in_order(library: Library) -> None:
    wanted = GalleryFilter(
        text="猫", models=("a",), since=date(2026, 1, 2), last_days=30, rating_at_least=4,
        aspects=(Aspect.SQUARE,), tags=("x",), album=AlbumId("a"), kinds=(PictureKind.MADE,),
    )  # fmt: skip
    first = SavedFilter(FilterId("f1"), "Cats", wanted, GallerySort.RATING)
    second = SavedFilter(FilterId("f2"), "All", GalleryFilter())
    library.gallery.act([PutFilter(first), PutFilter(second, 0)], START)
    assert library.gallery.saved_filters() == (second, first)
