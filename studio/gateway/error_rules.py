"""Which class of error some words of a server are: by code, type and number.

Never by the language of a message: new-api answers in Chinese whatever the user speaks.
Source: wire reference, sections 5, 7 and 8.
"""

import re

from studio.core.errors import (
    AuthenticationFailed,
    BadReply,
    ContentRefused,
    GatewayError,
    ModelUnavailable,
    QuotaExceeded,
    RateLimited,
    RequestRejected,
    RequestTooLarge,
    ServerFailed,
    TimedOut,
    WrongAddress,
)
from studio.gateway.error_words import ErrorWords


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Codes that mean the same whatever the status that comes with them.
_SPECIFIC: dict[type[GatewayError], frozenset[str]] = {
    QuotaExceeded: _codes(
        "insufficient_user_quota pre_consume_token_quota_failed insufficient_quota "
        "insufficient_balance insufficient_credits insufficient_funds payment_required "
        "billing_hard_limit_reached billing_not_active billing_error quota_not_enough "
        "exceeded_current_quota_error credit_balance_too_low"
    ),
    ContentRefused: _codes(
        "content_filter prompt_blocked content_policy_violation moderation_blocked "
        "content_filtered responsible_ai_policy_violation sensitive_words_detected "
        "data_inspection_failed safety_error flagged_content"
    ),
    ModelUnavailable: _codes(
        "model_not_found model_not_available model_not_exist model_not_supported "
        "model_not_found_error invalid_model unknown_model unsupported_model "
        "deployment_not_found model_price_error model_deprecated"
    ),
    AuthenticationFailed: _codes(
        "invalid_api_key api_key_invalid invalid_authentication invalid_key missing_api_key "
        "expired_api_key token_expired account_deactivated"
    ),
    RateLimited: _codes(
        "rate_limit_exceeded rate_limit_error rate_limit rate_limited too_many_requests "
        "resource_exhausted requests_limit_exceeded tokens_limit_exceeded throttling "
        "rate_limit_reached"
    ),
    RequestTooLarge: frozenset({"request_too_large", "payload_too_large"}),
    RequestRejected: _codes(
        "invalid_request convert_request_failed context_length_exceeded "
        "unsupported_parameter unsupported_value unknown_parameter invalid_value "
        "missing_required_parameter string_above_max_length bad_request_body "
        "unsupported_country_region_territory exceed_context_size_error"
    ),
    ServerFailed: _codes(
        "do_request_failed bad_response_body empty_response get_channel_failed new_api_panic"
    ),
}
# Types that only say something when no number does.
_GENERIC: dict[type[GatewayError], frozenset[str]] = {
    AuthenticationFailed: _codes(
        "authentication_error unauthenticated unauthorized permission_error"
    ),
    RequestRejected: _codes(
        "invalid_request_error bad_request_error bad_request invalid_argument "
        "failed_precondition access_denied forbidden unprocessable_entity_error"
    ),
    ModelUnavailable: frozenset({"not_found_error", "not_found"}),
}
_SERVER_ADDRESSES = (
    "invalid url",
    "file not found",
    "unexpected endpoint",
    "not found",
    "404 page",
)
_DAILY = re.compile(r"per[\s_-]?day|daily|\(?\bRPD\b|PerDay", re.IGNORECASE)


def classify(words: ErrorWords, number: int | None) -> type[GatewayError]:
    """The class of error.

    Args:
        words: what the server said.
        number: the HTTP status when it is one of failure, else the number in the words.
    """
    if number == 413:
        return RequestTooLarge
    if words.flagged or any(token.startswith("violation_fee") for token in words.tokens):
        return ContentRefused
    if _names_wrong_address(words, number):
        return WrongAddress
    for token in words.tokens:
        for kind, codes in _SPECIFIC.items():
            if token in codes:
                return kind
    if number is not None:
        return _by_number(number, words)
    if words.says_nothing:
        return BadReply
    for token in words.tokens:
        for kind, codes in _GENERIC.items():
            if token in codes:
                return kind
    return ServerFailed


def is_retryable(kind: type[GatewayError], words: ErrorWords, number: int | None) -> bool:
    """Whether the same request may go through when it is sent again."""
    if kind is RateLimited:
        said = " ".join((words.code, words.type, *words.tokens, words.message))
        return not _DAILY.search(said)
    if kind is ServerFailed:
        return number not in {501, 505}
    return kind.default_retryable


def _by_number(number: int, words: ErrorWords) -> type[GatewayError]:
    if number == 401 or (number == 403 and _says(words, "permission", "40301", "auth")):
        return AuthenticationFailed
    if number == 404:
        return ModelUnavailable
    exact: dict[int, type[GatewayError]] = {
        402: QuotaExceeded,
        405: WrongAddress,
        408: TimedOut,
        410: ModelUnavailable,
        421: ServerFailed,
        425: ServerFailed,
        429: RateLimited,
        451: ContentRefused,
    }
    return exact.get(number) or (RequestRejected if number < 500 else ServerFailed)


def _says(words: ErrorWords, *parts: str) -> bool:
    return any(part in token for token in (words.code, *words.tokens) for part in parts)


def _names_wrong_address(words: ErrorWords, number: int | None) -> bool:
    """A JSON answer of a server that has no such path (the paths are ours, so: wrong base)."""
    start = words.message.lower()
    if words.envelope == "detail" and number in {404, 405}:
        return True
    if start.startswith("unexpected endpoint"):  # LM Studio says so with status 200
        return True
    return (
        number == 404
        and "model_not_found" not in words.tokens
        and (
            start.startswith(_SERVER_ADDRESSES)
            or start.rstrip(".") == "not found"
            or (not start and not words.tokens)
        )
    )
