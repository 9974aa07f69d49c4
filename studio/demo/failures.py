"""Models that fail, each in one of the ways that gateways fail."""

from studio.demo.chat import STREAM_HEADERS
from studio.demo.http import Exchange
from studio.demo.script import Ending, Pause, Script, Text
from studio.demo.wire import WireError

_HTML = b"""<!doctype html><html><head><title>Welcome to a web server</title></head>
<body><h1>It works</h1><p>This page is what a wrong address answers (demo).</p></body></html>"""

_REFUSALS = {
    "demo/fails-401": WireError(401, "Invalid token"),
    "demo/fails-429": WireError(
        429,
        "Rate limit reached for requests",
        kind="rate_limit_error",
        code="rate_limit_exceeded",
        headers=(("Retry-After", "2"),),
    ),
    "demo/fails-500": WireError(500, "upstream error: do request failed", code="do_request_failed"),
    "demo/fails-503-model": WireError(
        503,
        "No available channel for model demo/fails-503-model under group default",
        code="model_not_found",
    ),
    "demo/fails-quota": WireError(
        403, "用户额度不足, 剩余额度: ＄0.000012", code="insufficient_user_quota"
    ),
}

_RATE = 80.0
_OPENING = (
    "This is the beginning of an answer that will not get to its end. The demo model you "
    "chose shows what happens when "
)
_SCRIPTS = {
    "demo/fails-mid-stream": Script(
        (
            Pause(0.2),
            Text(_OPENING + "the provider breaks off in the middle: the part that came st", _RATE),
        ),
        ending=Ending.ERROR_CHUNK,
    ),
    "demo/fails-disconnect": Script(
        (Pause(0.2), Text(_OPENING + "the connection is lost in the middle of a wo", _RATE)),
        ending=Ending.DISCONNECT,
    ),
    "demo/fails-stall": Script(
        (Pause(0.2), Text(_OPENING + "a server falls silent and says nothing more:", _RATE)),
        ending=Ending.STALL,
    ),
    "demo/fails-content-filter": Script(
        (Pause(0.2), Text(_OPENING + "a safety filter steps in.", _RATE)), "content_filter"
    ),
}

HTML_MODEL = "demo/fails-html"
EMPTY_MODEL = "demo/fails-empty"
FAILING_MODELS = (*_REFUSALS, *_SCRIPTS, HTML_MODEL, EMPTY_MODEL)


def failing_script(model_id: str) -> Script | None:
    """What a model says that fails on the way, or None when it is not such a model."""
    return _SCRIPTS.get(model_id)


async def fail_at_once(model_id: str, exchange: Exchange) -> bool:
    """Answers for a model that fails before it says anything.

    Returns:
        False when it is not such a model: nothing was sent.

    Raises:
        WireError: the refusal to send.
    """
    if model_id in _REFUSALS:
        raise _REFUSALS[model_id]
    if model_id == HTML_MODEL:
        await exchange.send_bytes(_HTML, "text/html; charset=utf-8")
        return True
    if model_id == EMPTY_MODEL:
        await exchange.start(200, [*STREAM_HEADERS, *exchange.id_headers()])
        await exchange.finish()
        return True
    return False
