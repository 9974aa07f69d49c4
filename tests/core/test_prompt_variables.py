"""Variables of a prompt, by example and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.prompt_variables import MOST_PROMPTS, count, escape, expand

TEXT = st.text(max_size=40)
PLAIN = st.text(alphabet=st.characters(exclude_characters="{}|\\"), max_size=12)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a fox", ("a fox",)),
        ("a {red|blue} fox", ("a red fox", "a blue fox")),
        ("{a|b}{c|d}", ("ac", "ad", "bc", "bd")),
        ("{a|{b|c} d}", ("a", "b d", "c d")),
        ("a {very |}big fox", ("a very big fox", "a big fox")),
        (r"\{a|b\}", ("{a|b}",)),
        (r"{a\|b|c}", ("a|b", "c")),
        ('{"style": {"mood": "a|b"}} fox', ('{"style": {"mood": "a|b"}} fox',)),
        ("{'a': 'x|y'}", ("{'a': 'x|y'}",)),
        ("{x {a|b}}", ("{x a}", "{x b}")),
        ("{a|b", ("{a|b",)),
        ("a|b}", ("a|b}",)),
        ("{} {x}", ("{} {x}",)),
        ("{红|蓝}色的狐狸", ("红色的狐狸", "蓝色的狐狸")),
    ],
)
def test_examples(prompt: str, expected: tuple[str, ...]) -> None:
    assert expand(prompt) == expected
    assert count(prompt) == len(expected)


@given(TEXT)
def test_any_text_stands_for_something(text: str) -> None:
    made = expand(text)
    assert 1 <= len(made) <= MOST_PROMPTS
    assert len(made) == min(count(text), MOST_PROMPTS)


@given(PLAIN, TEXT)
def test_escaped_text_stands_for_itself(before: str, text: str) -> None:
    if "{" not in text or '"' not in text + before:
        assert expand(escape(before + text)) == (before + text,)


@given(st.lists(st.lists(PLAIN, min_size=2, max_size=4), min_size=1, max_size=4))
def test_the_number_is_the_product(groups: list[list[str]]) -> None:
    prompt = " ".join("{x" + "|x".join(options) + "}" for options in groups)
    expected = 1
    for options in groups:
        expected *= len(options)
    assert count(prompt) == expected
    assert len(expand(prompt)) == expected
    assert expand(prompt)[0] == " ".join("x" + options[0] for options in groups)


def test_a_huge_batch_is_counted_without_being_made() -> None:
    assert count("{a|b}" * 200) == 2**200
    assert len(expand("{a|b}" * 200)) == MOST_PROMPTS


def test_deep_nesting_and_long_texts_do_no_harm() -> None:
    assert count("{a|" * 5000) == 1
    assert count("{a|" * 500 + "}" * 500) >= 1
    assert expand("word " * 200_000) == ("word " * 200_000,)
