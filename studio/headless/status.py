"""Exit statuses, and the words on standard error."""

import math

from studio.core.errors import AuthenticationFailed, StudioError, WrongAddress
from studio.interrupting import INTERRUPTED as INTERRUPTED

PROGRAM = "dgrid-studio"
COMPLETE = 0
FAILED = 1
USAGE = 2
ENDED_EARLY = 3
NO_KEY_OR_ADDRESS = 4
READER_LEFT = 141
"""Whoever read our output has closed it (128 + SIGPIPE), as other programs end then."""

NO_KEY_WORDS = (
    "no API key. Set DGRID_API_KEY for this start, or keep a key with the window "
    "(Settings, Connections); --demo needs none"
)
# What to do, where the words of the system or a server do not say it.
_STEPS = {
    "bad_encoding": "A proxy on the way may have done that: try another network or address",
    "bad_certificate": "Add its issuer to this system's certificates if you know it",
    "certificate_self_signed": "Add it to this system's certificates if the server is yours",
    "certificate_expired": "Check this computer's date; if it is right, only the server's owner "
    "can help",
    "certificate_not_yet_valid": "Check this computer's date",
    "certificate_of_another": "Check the address",
    "proxy_unreachable": "The system's proxy does not answer: check HTTPS_PROXY or the settings "
    "of this system",
    "proxy_login": "Put a name and a password into the address of the proxy: "
    "http://NAME:PASSWORD@PROXY",
    "management_key": "It only manages other keys: make an API key in the console",
    "network_login": "Open any page in a web browser to log in to this network",
}
_LOCAL_FAULTS = frozenset({"no_key", "management_key", "bad_key"})


class UsageFault(Exception):
    """The command can't be carried out as it was given."""


class NoKey(Exception):
    """A key is needed and none was found; the text says what was tried."""


def status_of(error: StudioError, *, had_content: bool) -> int:
    """The exit status for a failure.

    Args:
        had_content: some of the answer had come before.
    """
    if isinstance(error, WrongAddress):
        return NO_KEY_OR_ADDRESS
    if isinstance(error, AuthenticationFailed) and error.code in _LOCAL_FAULTS:
        return NO_KEY_OR_ADDRESS
    return ENDED_EARLY if had_content else FAILED


def error_words(error: StudioError, *, had_key: bool) -> str:
    """One line about a failure: what it is, the server's words, and what is known of it."""
    facts = []
    if error.status is not None:
        facts.append(f"HTTP {error.status}")
    if error.code:
        facts.append(f"code {error.code}")
    if error.retry_after_s is not None:
        facts.append(f"try again in {_wait(error.retry_after_s)}")
    if error.request_id:
        facts.append(f"request id {error.request_id}")
    if error.tries > 1:
        facts.append(f"{error.tries} tries")
    words = error.kind.replace("_", " ")
    if error.detail:
        words += f": {' '.join(error.detail.split())}"
    if facts:
        words += f" ({', '.join(facts)})"
    if isinstance(error, AuthenticationFailed) and not had_key:
        words += f". There is {NO_KEY_WORDS}"
    elif error.code in _STEPS:
        words += f". {_STEPS[error.code]}"
    return words


def _wait(seconds: float) -> str:
    """A wait in the unit that people would say; never too short."""
    for name, unit_s, most in (("s", 1, 120), ("min", 60, 120), ("h", 3600, 48)):
        if seconds < most * unit_s:
            amount = seconds if unit_s == 1 else math.ceil(seconds / unit_s)
            return f"{amount:.3g} {name}"
    return f"{math.ceil(seconds / 86400)} days"
