"""Figures below a reply, as people read them."""

import pytest

from studio.core.messages import Role, Timing, Usage
from studio.core.parts import ImageOrigin, ImagePart, TextPart
from studio.ui.transcript.parts import formats
from studio.ui.transcript.parts.footer import metrics_of
from studio.ui.transcript.view import TranscriptView

from .conftest import line_on_screen
from .samples import Blobs, message, reply, rows, user


@pytest.mark.parametrize(
    ("cost", "text"),
    [
        ("0", "$0"),
        ("0.000000", "$0"),
        ("0.00001", "< $0.0001"),
        ("0.0182", "$0.0182"),
        ("1.5", "$1.50"),
        ("much", ""),
        ("NaN", ""),
    ],
)
def test_costs(cost: str, text: str) -> None:
    assert formats.cost(cost) == text


@pytest.mark.parametrize(
    ("speed", "text"), [(0.36, "0.4"), (9.9, "9.9"), (9.96, "10"), (71.4, "71")]
)
def test_speeds(speed: float, text: str) -> None:
    assert formats.speed(speed) == text


def test_a_slow_reply_is_not_told_as_no_speed() -> None:
    usage = Usage(12, 5, 17, cost_usd="0")
    slow = reply("a", TextPart("Hi"), usage=usage, timing=Timing(0.4, 0.62, 14.62))
    assert metrics_of(slow) == ["TTFT 0.62 s", "0.4 tok/s", "12 in / 5 out", "$0"]


def test_a_picture_without_words_leaves_no_hole(view: TranscriptView, blobs: Blobs) -> None:
    picture = ImagePart(blobs.picture(600, 400, "#000000"), ImageOrigin.ATTACHED, "p.png")
    view.set_path(rows(message("u", Role.USER, picture), reply("a", TextPart("A picture."))))
    alone = line_on_screen(view, "A picture.")
    view.set_path(rows(user("u", "Look", picture), reply("a", TextPart("A picture."))))
    assert line_on_screen(view, "A picture.") - alone >= 44
