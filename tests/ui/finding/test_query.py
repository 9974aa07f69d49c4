"""What counts as a match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ui.transcript.finding.query import Query, folded


def found(text: str, needle: str, **how: bool) -> list[str]:
    return [text[start:end] for start, end in Query(needle, **how).spans(text)]


@pytest.mark.parametrize(
    ("text", "needle", "matches"),
    [
        ("A word, another WORD", "word", ["word", "WORD"]),
        ("Straße und STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("STRASSE und Straße", "straße", ["STRASSE", "Straße"]),
        ("ÄRGER, Ärger, a\u0308rger", "ärger", ["ÄRGER", "Ärger", "a\u0308rger"]),
        ("ΟΔΟΣ und οδός", "οδος", ["ΟΔΟΣ"]),
        ("ПРИВЕТ, привет", "Привет", ["ПРИВЕТ", "привет"]),
        ("这是中文文本，中文。", "中文", ["中文", "中文"]),
        ("ランプとﾗﾝﾌﾟ", "ランプ", ["ランプ"]),
        ("ok 👍🏽 and 👍", "👍", ["👍", "👍"]),
        ("family 👨‍👩‍👧 here", "👨‍👩‍👧 h", ["👨‍👩‍👧 h"]),
        ("one\ntwo\u2028three\u00a0four", "one two three four", ["one\ntwo\u2028three\u00a0four"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("İstanbul", "i", ["İ"]),
        ("a.b*c", ".b*", [".b*"]),
        ("anything", "", []),
        ("안녕", "안녕", ["안녕"]),
    ],
)
def test_what_is_found(text: str, needle: str, matches: list[str]) -> None:
    assert found(text, needle) == matches


def test_case_can_count() -> None:
    assert found("Word word WORD", "Word", match_case=True) == ["Word"]
    assert found("e\u0301 é", "é", match_case=True) == ["e\u0301", "é"]


def test_whole_words_end_where_letters_and_digits_end() -> None:
    assert found("art, artful, smart art", "art", whole_words=True) == ["art", "art"]
    assert found("über, übermut", "über", whole_words=True) == ["über"]
    assert found("x->y", "->", whole_words=True) == ["->"]
    assert found("snake_case", "snake", whole_words=True) == []


@given(
    st.text("aAbßİé\u0301\u3000 ẞﬃ가각\U0001f600", max_size=40), st.text("aAbßs ﬃé가i", max_size=3)
)
def test_spans_are_in_order_and_as_many_as_counted(text: str, needle: str) -> None:
    query = Query(needle)
    spans = query.spans(text)
    assert len(spans) == query.count(folded(text, match_case=False))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    for start, end in spans:
        assert query.needle in folded(text[start:end], match_case=False)
