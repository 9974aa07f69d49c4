"""Characters that hide are shown, all others stay."""

import pytest

from studio.ui.transcript.visible import visible


@pytest.mark.parametrize("code", range(0x80))
@pytest.mark.parametrize("rest", ["plain", "Größe"])
def test_ascii_is_shown_alike_in_every_text(code: int, rest: str) -> None:
    shown = visible(f"{rest}{chr(code)}\t\n")
    hidden = code < 0x20 and chr(code) not in "\t\n"
    sign = chr(0x2400 + code) if hidden else "\u2421" if code == 0x7F else chr(code)
    assert shown == f"{rest}{sign}\t\n"
