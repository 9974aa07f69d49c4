"""Finding a text by what is typed of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.fuzzy import find, folded


def spans_of(query: str, text: str) -> list[str] | None:
    found = find(folded(query), folded(text))
    return None if found is None else [text[start:end] for start, end in found.spans]


@pytest.mark.parametrize(
    ("query", "text", "parts"),
    [
        ("comp", "Compare this prompt", ["Comp"]),
        ("comp", "New comparison", ["comp"]),
        ("pression", "Image compression notes", ["pression"]),
        ("notes image", "Image compression notes", ["Image", "notes"]),
        ("nc", "New chat", ["N", "c"]),
        ("gpt5", "openai/gpt-5", ["gpt", "5"]),
        ("strasse", "Straße nach Süden", None),
        ("suden", "Straße nach Süden", ["Süden"]),
        ("灯塔", "海边的灯塔", ["灯塔"]),
        ("МОСКВА", "Погода, Москва", ["Москва"]),
        ("zebra", "New chat", None),
        ("nt", "New chat and something later", None),
        ("", "anything", []),
    ],
)
def test_what_is_found(query: str, text: str, parts: list[str] | None) -> None:
    assert spans_of(query, text) == parts


def test_beginnings_come_before_parts_and_parts_before_letters() -> None:
    texts = ("Compare", "New comparison", "decompose", "C# on my phone, cmp")
    scores = [find("comp", folded(text)) for text in texts]
    known = [found.score for found in scores if found is not None]
    assert known == sorted(known)
    assert known[0] < known[1] < known[2]


def test_a_part_that_begins_a_word_is_taken_rather_than_an_earlier_one() -> None:
    assert spans_of("port", "Airport and port") == ["port"]
    found = find("port", "airport and port")
    assert found is not None
    assert found.spans == ((12, 16),)


@given(st.text(max_size=30), st.text(max_size=60))
def test_any_text_can_be_searched_for_anything(query: str, text: str) -> None:
    plain = folded(text)
    assert len(plain) == len(text)
    found = find(folded(query), plain)
    if found is not None:
        ends = [0, *(place for span in found.spans for place in span)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(text)


@given(st.text(min_size=1, max_size=40))
def test_a_text_is_found_by_itself(text: str) -> None:
    assert find(folded(text), folded(text)) is not None
