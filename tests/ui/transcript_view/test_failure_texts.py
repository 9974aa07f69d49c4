"""Every kind of failure has a sentence and exactly one offered action."""

import pytest

from studio.core import errors
from studio.core.errors import Failure, StudioError
from studio.ui.failure_texts import _TEXTS, FailureAction, failure_text


def kinds() -> list[str]:
    found, waiting = [], [StudioError]
    while waiting:
        each = waiting.pop()
        waiting.extend(each.__subclasses__())
        if each.__module__ == errors.__name__ and not each.__subclasses__():
            found.append(each().kind)
    return sorted(found)


@pytest.mark.parametrize("kind", kinds())
def test_every_error_has_its_sentence(kind: str, qapp: object) -> None:
    assert kind in _TEXTS
    text = failure_text(Failure(kind))
    assert text.title
    assert not text.title.endswith((".", "!"))
    assert isinstance(text.action, FailureAction)
    assert bool(text.action_label) == bool(text.action)


def test_what_is_wrong_on_this_computer_is_told_without_codes(qapp: object) -> None:
    text = failure_text(Failure("authentication_failed", "no API key is set", code="no_key"))
    assert (text.title, text.words) == ("This connection has no API key yet", "")
    assert text.cause == "Nothing was sent."
    assert text.action is FailureAction.CONNECTION
    text = failure_text(Failure("secrets_unavailable", "the words of D-Bus", code="no_keychain"))
    assert (text.title, text.words) == ("No system keychain was found", "the words of D-Bus")


def test_a_gateway_out_of_reach_is_told_in_words(qapp: object) -> None:
    lost = Failure("connection_failed", "[Errno -2]", code="host_not_found", tries=3)
    assert failure_text(lost).cause == "No server of this name was found. Tried 3 times."
    page = Failure("wrong_address", "Parked", code="html_page", status=404)
    assert failure_text(page).cause == "HTTP 404. A web page answered. Nothing was charged."


def test_files_that_cannot_be_taken_are_told_by_their_reason(qapp: object) -> None:
    text = failure_text(Failure("storage_error", "60000 × 60000 pixels", code="too_many_pixels"))
    assert (text.title, text.cause) == ("The picture has over 200 megapixels", "")
    assert text.words == "60000 × 60000 pixels"
    other = failure_text(Failure("storage_error", "odd", code="io_error"))
    assert other.cause == "io_error."


def test_an_unknown_kind_is_still_told(qapp: object) -> None:
    text = failure_text(Failure("from_the_future", "words"))
    assert text.title == "Something went wrong"
    assert text.words == "words"
    assert text.action is FailureAction.RETRY


def test_the_cause_names_what_is_known(qapp: object) -> None:
    failure = Failure("rate_limited", status=429, code="rpm", retry_after_s=12.4, tries=2)
    assert failure_text(failure).cause == (
        "HTTP 429 (rpm) after 2 tries. Wait 12 s before the next try. Nothing was charged."
    )
    charged = Failure("ended_early", maybe_charged=True)
    assert failure_text(charged).cause == "It may have been charged."
    refused = Failure("request_rejected", status=400, parameter="top_k")
    assert "top_k is not supported" in failure_text(refused).cause
    assert failure_text(Failure("server_failed", status=503)).title == "The provider is overloaded"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.2, "Wait 1 s before the next try."),
        (119, "Wait 119 s before the next try."),
        (301, "Wait 6 min before the next try."),
        (7200, "Wait 2 h before the next try."),
        (86400, "Wait 24 h before the next try."),
        (3 * 86400, "Wait 3 days before the next try."),
        (30 * 86400, "Another try is of no use for weeks."),
        (1e14, "Another try is of no use for weeks."),  # kept by an older version
    ],
)
def test_a_wait_is_told_in_the_unit_that_people_say(
    seconds: float, told: str, qapp: object
) -> None:
    assert failure_text(Failure("rate_limited", retry_after_s=seconds)).cause.startswith(told)


def test_a_packed_answer_is_told_with_another_way_out_than_the_same_again(qapp: object) -> None:
    failure = Failure("bad_reply", "the answer is compressed (br)", "bad_encoding", 200)
    text = failure_text(failure)
    assert text.cause == "HTTP 200. A proxy on the way may have packed it."
    assert text.action is FailureAction.CONNECTION


@pytest.mark.parametrize(
    ("code", "told", "action"),
    [
        ("certificate_expired", "Check this computer's date", FailureAction.RETRY),
        ("certificate_not_yet_valid", "Check this computer's date", FailureAction.RETRY),
        ("certificate_of_another", "Check the address", FailureAction.CONNECTION),
        ("certificate_self_signed", "this system's certificates", FailureAction.RETRY),
        ("bad_certificate", "this system's certificates", FailureAction.RETRY),
        ("proxy_unreachable", "proxy settings", FailureAction.RETRY),
        ("proxy_login", "a name and a password", FailureAction.RETRY),
        ("network_login", "web browser", FailureAction.RETRY),
    ],
)
def test_what_stands_on_the_way_is_told_with_the_next_step(
    code: str, told: str, action: FailureAction, qapp: object
) -> None:
    text = failure_text(Failure("connection_failed", code=code))
    assert told in text.cause
    assert code not in text.cause
    assert text.action is action
