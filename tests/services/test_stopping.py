"""Stop keeps what had come: also what was on its way to the window when Stop was pressed."""

import time
from collections.abc import Callable

from studio.core.events import ImageReceived, TextDelta
from studio.core.messages import MessageState
from studio.core.parts import BlobRef, ImageOrigin, ImagePart, TextPart
from tests.services.conftest import Bench
from tests.services.fakes import Hold, until
from tests.services.test_runs import path, start_chat
from tests.waiting import WAIT_S

IMAGE = BlobRef("a" * 64, "image/png", 9, 3, 3)


async def test_what_came_in_the_moment_of_stop_is_kept(bench: Bench) -> None:
    cid = start_chat(bench)
    before, after = Hold(), Hold()
    came = (TextDelta(0, "Here: "), ImageReceived(0, IMAGE, ImageOrigin.CONTENT))
    bench.gateway.scripts = [[before, came, after]]
    bench.runs.send(cid, "Draw")
    await until(lambda: before.reached)
    before.go()
    _hold_the_loop_until(lambda: after.reached)
    bench.runs.stop(cid)
    await until(lambda: not bench.runs.running())
    answer = path(bench, cid)[1]
    assert answer.state is MessageState.STOPPED
    assert answer.parts == (TextPart("Here: "), ImagePart(IMAGE, ImageOrigin.CONTENT))


def _hold_the_loop_until(condition: Callable[[], bool]) -> None:
    """As when the window is busy: what comes meanwhile is not handed over yet."""
    deadline_s = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.001)
