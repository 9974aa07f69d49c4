"""Addresses, parameters, sniffing, model guesses, errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core import errors
from studio.core.addresses import normalise_base_url
from studio.core.errors import StudioError, WrongAddress
from studio.core.models import (
    ModelInfo,
    guess_draws_images,
    guess_endpoint_only,
    sends_drafts,
)
from studio.core.parts import telling_alt
from studio.core.requests import Parameters
from studio.core.sniff import extension_for, sniff


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://api.dgrid.ai", "https://api.dgrid.ai/v1"),
        ("api.dgrid.ai/api", "https://api.dgrid.ai/v1"),
        ("https://api.dgrid.ai/v1/", "https://api.dgrid.ai/v1"),
        ("  https://api.dgrid.ai/v1/chat/completions ", "https://api.dgrid.ai/v1"),
        ("https://openrouter.ai/api", "https://openrouter.ai/api/v1"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1"),
        ("localhost:11434", "http://localhost:11434/v1"),
        ("http://127.0.0.1:8080/v1/models", "http://127.0.0.1:8080/v1"),
        ("[::1]:8080", "http://[::1]:8080/v1"),
        ("[fd12::1]:8080/v1", "http://[fd12::1]:8080/v1"),
        ("[2600::1]:8080", "https://[2600::1]:8080/v1"),
        ("172.20.0.5:11434", "http://172.20.0.5:11434/v1"),
        ("172.15.0.5", "https://172.15.0.5/v1"),
        ("10.0.0.7", "http://10.0.0.7/v1"),
        ("10.example.org", "https://10.example.org/v1"),
        ("127.example.org", "https://127.example.org/v1"),
        ("my-box:1234", "http://my-box:1234/v1"),
        ("ollama.local:11434/v1/", "http://ollama.local:11434/v1"),
        ("mylocal.org", "https://mylocal.org/v1"),
        (
            "https://generativelanguage.googleapis.com/v1beta/openai",
            "https://generativelanguage.googleapis.com/v1beta/openai",
        ),
        ("https://host.test/proxy//v1", "https://host.test/proxy/v1"),
        ("https://host.test/proxy", "https://host.test/proxy/v1"),
    ],
)
def test_addresses_as_people_paste_them(typed: str, expected: str) -> None:
    assert normalise_base_url(typed) == expected
    assert normalise_base_url(expected) == expected


@pytest.mark.parametrize(
    "typed", ["", "ftp://x.test", "https://", "http://a b.test", "https://u:p@x.test", "http://x:y"]
)
def test_unusable_addresses_are_refused(typed: str) -> None:
    with pytest.raises(WrongAddress):
        normalise_base_url(typed)


@given(st.text(max_size=40))
def test_any_text_gives_an_address_or_a_clear_error(typed: str) -> None:
    try:
        url = normalise_base_url(typed)
    except WrongAddress:
        return
    assert url.startswith(("http://", "https://"))


def test_parameters_that_are_not_set_are_not_there() -> None:
    assert Parameters().as_dict() == {}
    values = {"temperature": 0.0, "stop": ["a"], "top_k": 4}
    parameters = Parameters.from_dict(values)
    assert parameters.as_dict() == {"temperature": 0.0, "stop": ("a",), "extra": {"top_k": 4}}
    assert Parameters.from_dict(parameters.as_dict()) == parameters


def test_every_error_has_a_kind_and_becomes_a_failure() -> None:
    classes = [c for c in vars(errors).values() if isinstance(c, type)]
    found = [c for c in classes if issubclass(c, StudioError)]
    assert len(found) > 20
    for each in found:
        failure = each("words", code="c", status=5).as_failure()
        assert failure.kind == failure.kind.lower()
        assert failure.message == "words"
    assert errors.RateLimited().as_failure().kind == "rate_limited"
    assert errors.EndedEarly().retryable


def test_model_guesses() -> None:
    assert guess_draws_images("google/gemini-2.5-flash-image")
    assert not guess_draws_images("openai/gpt-5")
    assert guess_endpoint_only("dall-e-3")
    assert not guess_endpoint_only("gemini-2.0-flash-preview-image-generation")
    assert sends_drafts("gemini-3-pro-image-preview")
    assert not sends_drafts("gemini-2.5-flash-image")
    model = ModelInfo("a/b/c")
    assert (model.provider, model.short_name) == ("a", "b/c")


@given(st.binary(max_size=80), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM"]))
def test_sniffing_never_fails(data: bytes, head: bytes) -> None:
    found = sniff(head + data)
    assert extension_for(found.mime).startswith(".")


def test_an_alt_text_that_says_nothing_gives_way_to_the_prompt() -> None:
    assert telling_alt("generated image") == telling_alt(" Image ") == ""
    assert telling_alt("A fox") == "A fox"
