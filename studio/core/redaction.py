"""Takes secrets and bulk out of words that a server or the system said."""

import re

_SECRETS = re.compile(
    r"\b(?:sk|mk|pk|rk|gsk|xai|hf|AIza)[-_][A-Za-z0-9_\-*.]{3,}"
    r"|\bAIza[A-Za-z0-9_\-]{10,}"
    r"|\b(Bearer|Basic)\s+(?=\S*\d)[^\s,;\"'<>]{6,}",
    re.IGNORECASE,
)
_DATA_URIS = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,[A-Za-z0-9+/=_\-\s]*", re.IGNORECASE)
_BLOCKS = re.compile(r"[A-Za-z0-9+/=]{300,}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
_URL_SECRETS = re.compile(r"([?&](?:key|api_key|apikey|token|access_token)=)[^&\s\"']+", re.I)
_URL_LOGIN = re.compile(r"\b(\w+://)[^/\s@]+@")

MAX_CHARS = 2000
MARK = "[…]"


def without_secrets(text: str) -> str:
    """The text with everything that looks like a key, a login or a token taken out."""
    text = _SECRETS.sub(lambda found: f"{found[1]} {MARK}" if found[1] else MARK, text)
    text = _URL_SECRETS.sub(rf"\1{MARK}", text)
    return _URL_LOGIN.sub(rf"\1{MARK}@", text)


def redact(text: str, key: str | None = None) -> str:
    """The text without keys, image data and control characters, 2,000 characters at most.

    Args:
        text: what a server or the system said.
        key: the key that was sent, whatever its shape; it is taken out too.
    """
    text = text[: 50 * MAX_CHARS]
    if key and len(key.strip()) >= 4:
        text = text.replace(key.strip(), MARK)
    text = _DATA_URIS.sub("data:" + MARK, text)
    text = without_secrets(text)
    text = _BLOCKS.sub(MARK, text)
    text = _CONTROLS.sub(" ", text).strip()
    return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - 1] + "…"
