"""Every sentence about a failure that people read, with exactly one offered action each.

No other file makes such sentences: a `Failure` holds codes and the server's own words.
"""

import math
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from studio.core.errors import Failure

_CONTEXT = "Failure"


class FailureAction(StrEnum):
    """What is offered after a failure."""

    RETRY = "retry"
    OTHER_MODEL = "retry_other_model"
    CONNECTION = "open_connection"
    EDIT = "edit_question"
    NOTHING = ""


class FailureText(Struct, frozen=True):
    """A failure in words.

    Attributes:
        title: what happened.
        cause: code, tries, waiting time, money: what is known about it.
        words: the server's or the system's own words, or "".
        action: the one thing offered.
        action_label: on its button; "" with no action.
    """

    title: str
    cause: str
    words: str
    action: FailureAction
    action_label: str


_A = FailureAction
_TEXTS: dict[str, tuple[object, FailureAction]] = {
    "connection_failed": (QT_TRANSLATE_NOOP("Failure", "The gateway can't be reached"), _A.RETRY),
    "timed_out": (QT_TRANSLATE_NOOP("Failure", "The gateway did not answer in time"), _A.RETRY),
    "wrong_address": (
        QT_TRANSLATE_NOOP("Failure", "There is no gateway at this address"),
        _A.CONNECTION,
    ),
    "authentication_failed": (
        QT_TRANSLATE_NOOP("Failure", "The API key was not accepted"),
        _A.CONNECTION,
    ),
    "quota_exceeded": (QT_TRANSLATE_NOOP("Failure", "The account has no credit left"), _A.RETRY),
    "rate_limited": (QT_TRANSLATE_NOOP("Failure", "Too many requests at once"), _A.RETRY),
    "model_unavailable": (
        QT_TRANSLATE_NOOP("Failure", "The model is not available"),
        _A.OTHER_MODEL,
    ),
    "request_rejected": (QT_TRANSLATE_NOOP("Failure", "The request was refused"), _A.EDIT),
    "request_too_large": (QT_TRANSLATE_NOOP("Failure", "The request is too large"), _A.EDIT),
    "content_refused": (QT_TRANSLATE_NOOP("Failure", "A safety filter refused this"), _A.EDIT),
    "server_failed": (QT_TRANSLATE_NOOP("Failure", "The provider failed"), _A.RETRY),
    "bad_reply": (QT_TRANSLATE_NOOP("Failure", "The answer can't be understood"), _A.RETRY),
    "ended_early": (QT_TRANSLATE_NOOP("Failure", "The answer ended early"), _A.RETRY),
    "disk_full": (QT_TRANSLATE_NOOP("Failure", "The disk is full"), _A.RETRY),
    "database_locked": (
        QT_TRANSLATE_NOOP("Failure", "Another program holds the library"),
        _A.RETRY,
    ),
    "database_damaged": (QT_TRANSLATE_NOOP("Failure", "The library can't be read"), _A.NOTHING),
    "database_too_new": (
        QT_TRANSLATE_NOOP("Failure", "The library was written by a newer version"),
        _A.NOTHING,
    ),
    "blob_missing": (
        QT_TRANSLATE_NOOP("Failure", "An image of this chat is missing on the disk"),
        _A.EDIT,
    ),
    "storage_error": (QT_TRANSLATE_NOOP("Failure", "The answer could not be kept"), _A.RETRY),
    "settings_error": (QT_TRANSLATE_NOOP("Failure", "The settings can't be read"), _A.NOTHING),
    "secrets_unavailable": (
        QT_TRANSLATE_NOOP("Failure", "The system keychain does not answer"),
        _A.CONNECTION,
    ),
}
# What went wrong on this computer, before anything was sent.
_LOCAL: dict[tuple[str, str | None], object] = {
    ("authentication_failed", "no_key"): QT_TRANSLATE_NOOP(
        "Failure", "This connection has no API key yet"
    ),
    ("authentication_failed", "management_key"): QT_TRANSLATE_NOOP(
        "Failure", "This key only manages other keys"
    ),
    ("authentication_failed", "bad_key"): QT_TRANSLATE_NOOP(
        "Failure", "The API key holds characters that no key has"
    ),
    ("secrets_unavailable", "no_keychain"): QT_TRANSLATE_NOOP(
        "Failure", "No system keychain was found"
    ),
    ("secrets_unavailable", "locked"): QT_TRANSLATE_NOOP(
        "Failure", "The system keychain is locked"
    ),
    ("secrets_unavailable", "timed_out"): QT_TRANSLATE_NOOP(
        "Failure", "The system keychain did not answer in time"
    ),
}
# What can't be attached, or not be kept, with the reason as the title.
_FILES: dict[str, object] = {
    "too_large": QT_TRANSLATE_NOOP("Failure", "The file is over 64 MB"),
    "too_many_pixels": QT_TRANSLATE_NOOP("Failure", "The picture has over 200 megapixels"),
    "empty": QT_TRANSLATE_NOOP("Failure", "The file is empty"),
    "unreadable": QT_TRANSLATE_NOOP("Failure", "The file can't be read"),
    "damaged_picture": QT_TRANSLATE_NOOP("Failure", "The picture's file is damaged"),
    "no_room": QT_TRANSLATE_NOOP("Failure", "This kind of file can't carry its prompt"),
    "too_long_side": QT_TRANSLATE_NOOP("Failure", "The picture is too long for this format"),
    "folder_not_writable": QT_TRANSLATE_NOOP("Failure", "This folder can't be written to"),
    "not_a_file": QT_TRANSLATE_NOOP("Failure", "This is no file"),
    "no_permission": QT_TRANSLATE_NOOP("Failure", "The studio's folder can't be written to"),
    "read_only": QT_TRANSLATE_NOOP("Failure", "The library can't be written to"),
    "cannot_open": QT_TRANSLATE_NOOP("Failure", "The library can't be opened"),
}
_SETTINGS: dict[str, object] = {
    "unwritable": QT_TRANSLATE_NOOP("Failure", "The settings can't be written"),
    "damaged": QT_TRANSLATE_NOOP("Failure", "The settings file is damaged"),
    "unreadable": QT_TRANSLATE_NOOP("Failure", "The settings can't be read"),
}
_TITLES = {"storage_error": _FILES, "settings_error": _SETTINGS}
# What a code means, where the code alone says little to a person.
_REASONS: dict[str, object] = {
    "host_not_found": QT_TRANSLATE_NOOP("Failure", "No server of this name was found."),
    "refused": QT_TRANSLATE_NOOP("Failure", "Nothing answers at this address."),
    "unreachable": QT_TRANSLATE_NOOP("Failure", "The network has no way there."),
    "connection_lost": QT_TRANSLATE_NOOP("Failure", "The connection was cut."),
    "cut_off": QT_TRANSLATE_NOOP("Failure", "The connection was closed before the end."),
    "bad_certificate": QT_TRANSLATE_NOOP(
        "Failure",
        "Its certificate is not trusted here. Add its issuer to this system's certificates if "
        "you know it.",
    ),
    "certificate_self_signed": QT_TRANSLATE_NOOP(
        "Failure",
        "Its certificate vouches for itself. Add it to this system's certificates if the server "
        "is yours.",
    ),
    "certificate_expired": QT_TRANSLATE_NOOP(
        "Failure",
        "Its certificate has expired. Check this computer's date: if it is right, only the "
        "server's owner can help.",
    ),
    "certificate_not_yet_valid": QT_TRANSLATE_NOOP(
        "Failure", "Its certificate is not valid yet. Check this computer's date."
    ),
    "certificate_of_another": QT_TRANSLATE_NOOP(
        "Failure", "Its certificate is that of another server. Check the address."
    ),
    "tls_failed": QT_TRANSLATE_NOOP("Failure", "No secure connection could be made."),
    "proxy_unusable": QT_TRANSLATE_NOOP("Failure", "The system's proxy can't be used."),
    "proxy_unreachable": QT_TRANSLATE_NOOP(
        "Failure", "The system's proxy does not answer. Check the proxy settings of this system."
    ),
    "proxy_failed": QT_TRANSLATE_NOOP("Failure", "The system's proxy finds no way there."),
    "proxy_login": QT_TRANSLATE_NOOP(
        "Failure",
        "The system's proxy wants a name and a password. Put them into its address in the "
        "system's settings.",
    ),
    "network_login": QT_TRANSLATE_NOOP(
        "Failure", "This network wants a login first. Open any page in a web browser."
    ),
    "redirected": QT_TRANSLATE_NOOP("Failure", "It sends requests on to another address."),
    "bad_url": QT_TRANSLATE_NOOP("Failure", "This can't be an address."),
    "bad_http": QT_TRANSLATE_NOOP("Failure", "It breaks the rules of HTTP."),
    "html_page": QT_TRANSLATE_NOOP("Failure", "A web page answered."),
    "connect_timeout": QT_TRANSLATE_NOOP("Failure", "No connection was made in time."),
    "silence_timeout": QT_TRANSLATE_NOOP("Failure", "Nothing came for too long."),
    "not_http": QT_TRANSLATE_NOOP("Failure", "What answered is no web server."),
    "at_next_start": QT_TRANSLATE_NOOP(
        "Failure", "A part of it is damaged. Quit and start again to have it repaired."
    ),
    "empty_body": QT_TRANSLATE_NOOP("Failure", "It was empty."),
    "bad_encoding": QT_TRANSLATE_NOOP("Failure", "A proxy on the way may have packed it."),
    "not_json": QT_TRANSLATE_NOOP("Failure", "It is not in the form of a gateway's answers."),
}
# Where another try would end the same way.
_ACTIONS: dict[tuple[str, str | None], FailureAction] = {
    ("bad_reply", "bad_encoding"): _A.CONNECTION,
    ("connection_failed", "certificate_of_another"): _A.CONNECTION,
    ("request_rejected", "html_page"): _A.CONNECTION,
}
_UNKNOWN = (QT_TRANSLATE_NOOP("Failure", "Something went wrong"), _A.RETRY)
_OVERLOADED = QT_TRANSLATE_NOOP("Failure", "The provider is overloaded")
_LEAVE_OUT = QT_TRANSLATE_NOOP("Failure", "Retry without it")
# Seconds in a unit, the shortest wait told in it, the sentence.
_WAITS: tuple[tuple[float, float, object], ...] = (
    (1, 0, QT_TRANSLATE_NOOP("Failure", "Wait {0} s before the next try.")),
    (60, 120, QT_TRANSLATE_NOOP("Failure", "Wait {0} min before the next try.")),
    (3600, 7200, QT_TRANSLATE_NOOP("Failure", "Wait {0} h before the next try.")),
    (86400, 2 * 86400, QT_TRANSLATE_NOOP("Failure", "Wait {0} days before the next try.")),
)
_LONGEST_WAIT_S = 30 * 86400
_LONG_WAIT = QT_TRANSLATE_NOOP("Failure", "Another try is of no use for weeks.")
_LABELS = {
    _A.RETRY: QT_TRANSLATE_NOOP("Failure", "Retry"),
    _A.OTHER_MODEL: QT_TRANSLATE_NOOP("Failure", "Retry with another model"),
    _A.CONNECTION: QT_TRANSLATE_NOOP("Failure", "Open connections"),
    _A.EDIT: QT_TRANSLATE_NOOP("Failure", "Edit question"),
    _A.NOTHING: "",
}
_FREE = frozenset(
    {
        "authentication_failed",
        "quota_exceeded",
        "rate_limited",
        "model_unavailable",
        "request_rejected",
        "request_too_large",
        "wrong_address",
    }
)


def failure_text(failure: Failure) -> FailureText:
    """A failure in words, in the language of the interface."""
    title, action = _TEXTS.get(failure.kind, _UNKNOWN)
    action = _ACTIONS.get((failure.kind, failure.code), action)
    label = _LABELS[action]
    if failure.parameter and failure.kind == "request_rejected":
        action, label = FailureAction.RETRY, _LEAVE_OUT
    if failure.kind == "server_failed" and failure.status in (503, 529):
        title = _OVERLOADED
    title = _TITLES.get(failure.kind, {}).get(failure.code or "", title)
    local = None if failure.status else _LOCAL.get((failure.kind, failure.code))
    told = local is not None and failure.kind == "authentication_failed"
    return FailureText(
        title=_tr(local or title),
        cause=_tr("Nothing was sent.") if local else _cause(failure),
        words="" if told else failure.message.strip(),
        action=action,
        action_label=_tr(label) if action else "",
    )


def _tr(text: object) -> str:
    return QCoreApplication.translate(_CONTEXT, str(text))


def _cause(failure: Failure) -> str:
    """One line: status and code, tries, what to wait for, what it cost."""
    facts = _facts(failure)
    if failure.parameter:
        facts.append(_tr("The parameter {0} is not supported.").format(failure.parameter))
    if failure.retry_after_s:
        facts.append(_wait(failure.retry_after_s))
    if failure.maybe_charged:
        facts.append(_tr("It may have been charged."))
    elif failure.kind in _FREE or (failure.kind == "server_failed" and failure.status):
        facts.append(_tr("Nothing was charged."))
    return " ".join(facts)


def _wait(seconds: float) -> str:
    """How long to wait, in the unit that people would say; never too short."""
    if seconds >= _LONGEST_WAIT_S:
        return _tr(_LONG_WAIT)
    unit_s, _, sentence = next(each for each in reversed(_WAITS) if seconds >= each[1])
    amount = max(1, round(seconds) if unit_s == 1 else math.ceil(seconds / unit_s))
    return _tr(sentence).format(QLocale().toString(amount))


def _facts(failure: Failure) -> list[str]:
    """What the code and the status say, and how often it was tried."""
    code = failure.code or ""
    if code in _TITLES.get(failure.kind, {}):
        code = ""  # the title says it
    reason = _REASONS.get(failure.code or "")
    tries = failure.tries if failure.tries > 1 else 0
    if reason and not failure.status:
        told = [_tr(reason)]
        return [*told, _tr("Tried {0} times.").format(tries)] if tries else told
    status = _tr("HTTP {0}").format(failure.status) if failure.status else ""
    if code and not reason and code != str(failure.status):
        status = f"{status} ({code})" if status else code
    if tries:
        after = _tr("after {0} tries").format(tries)
        status = f"{status} {after}" if status else after[:1].upper() + after[1:]
    return ([f"{status}."] if status else []) + ([_tr(reason)] if reason else [])
