"""Which call is answered by what."""

from collections import OrderedDict
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from studio.demo import bench, images
from studio.demo.catalogue import DOCUMENTED_MODELS, MODEL_IDS, models_body
from studio.demo.chat import ChatSender
from studio.demo.chat_call import read_call
from studio.demo.failures import fail_at_once
from studio.demo.http import Exchange
from studio.demo.models import Composer
from studio.demo.wire import TokenCount, WireError, new_request_id

_BAD_KEY = "sk-bad"
_KEPT_RECORDS = 500
_KEPT_FILES = 16
_HOME = b"""<!doctype html><html><head><meta charset="utf-8">
<title>DGrid Studio demo gateway</title></head><body><h1>DGrid Studio demo gateway</h1>
<p>This server belongs to DGrid Studio and runs on this machine alone. Its address for programs
ends in <code>/v1</code>.</p></body></html>"""


class Routes:
    """Answers every request that no recorded script takes.

    Args:
        pace: see `DemoGateway`.
    """

    def __init__(self, *, pace: float) -> None:
        self.base_url = ""
        self._pace = pace
        self._composer = Composer()
        self._pool: ThreadPoolExecutor | None = None
        self._usage: OrderedDict[str, tuple[str, TokenCount]] = OrderedDict()
        self._files: OrderedDict[str, bytes] = OrderedDict()

    def close(self) -> None:
        """Ends the worker threads; images under way were told to stop before."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def executor(self) -> Executor:
        """The worker threads, started when the first image is wanted."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(2, thread_name_prefix="demo-painter")
        return self._pool

    def keep_file(self, name: str, data: bytes) -> str:
        """Serves bytes for a while under an address of this server; gives the address."""
        self._files[name] = data
        while len(self._files) > _KEPT_FILES:
            self._files.popitem(last=False)
        return f"{self.base_url.removesuffix('/v1')}/files/{name}"

    def seed(self, prompt: str, seed: int | None, choice: int) -> int:
        """A seed for a painting: another each time, unless the request names one."""
        return self._composer.seed(prompt, seed, choice)

    def note_usage(self, request_id: str, model: str, count: TokenCount) -> None:
        """Keeps what a request used, for its billing record."""
        self._usage[request_id] = (model, count)
        while len(self._usage) > _KEPT_RECORDS:
            self._usage.popitem(last=False)

    async def answer(self, exchange: Exchange) -> None:
        """Answers one request. Raises: ClientLeft."""
        exchange.request_id = new_request_id()
        try:
            await self._route(exchange)
        except WireError as error:
            await exchange.send_json(
                error.body(exchange.request_id), status=error.status, headers=error.headers
            )

    async def _route(self, exchange: Exchange) -> None:
        request = exchange.request
        call = f"{request.method} {request.path.rstrip('/') or '/'}"
        if call == "GET /api/v1/model-router/billing-json":
            await self._billing(exchange)
        elif request.path.startswith("/files/"):
            await self._file(exchange)
        elif not request.path.startswith(("/v1/", "/api/")):
            await exchange.send_bytes(_HOME, "text/html; charset=utf-8")
        elif _key(exchange) == _BAD_KEY:
            raise WireError(401, "Invalid token")
        elif call == "GET /v1/models":
            await exchange.send_json(models_body())
        elif call == "POST /v1/chat/completions":
            await self._chat(exchange)
        elif call in {"POST /v1/images/generations", "POST /v1/images/edits"}:
            await images.answer(exchange, self, pace=self._pace)
        else:
            raise WireError(
                404,
                f"Invalid URL ({request.method} {request.path})",
                kind="invalid_request_error",
            )

    async def _chat(self, exchange: Exchange) -> None:
        body = exchange.request.json
        call = read_call(body)
        if await fail_at_once(call.model, exchange):
            return
        if (spec := bench.read_spec(call.model)) is not None:
            await bench.send(exchange, call, spec)
            return
        if call.model not in MODEL_IDS + DOCUMENTED_MODELS:
            raise WireError(
                503,
                f"No available channel for model {call.model} under group default",
                code="model_not_found",
            )
        scripts = [
            self._composer.script(call, choice).limited(call.max_tokens, call.stop)
            for choice in range(call.n)
        ]
        sender = ChatSender(exchange, call, scripts, pace=self._pace, executor=self.executor)
        self.note_usage(exchange.request_id, call.model, sender.count)
        await sender.send()

    async def _billing(self, exchange: Exchange) -> None:
        if _key(exchange) == _BAD_KEY:
            await exchange.send_json({"code": 40102, "message": "invalid key"}, status=401)
            return
        request_id = exchange.request.query.get("request_id", "")
        record = self._usage.get(request_id)
        if record is None:
            await exchange.send_json({"code": 40401, "message": "not found"}, status=404)
            return
        model, count = record
        await exchange.send_json(
            {"code": 200, "message": "ok", "data": _record(request_id, model, count)}
        )

    async def _file(self, exchange: Exchange) -> None:
        data = self._files.get(exchange.request.path.removeprefix("/files/"))
        if data is None:
            raise WireError(404, "no such file", kind="invalid_request_error")
        await exchange.send_bytes(data, "image/png")


def _key(exchange: Exchange) -> str:
    return exchange.request.headers.get("authorization", "").removeprefix("Bearer ").strip()


def _record(request_id: str, model: str, count: TokenCount) -> dict[str, Any]:
    usage = count.as_usage()
    return {
        "request_id": request_id,
        "billing_json": {
            "model": model,
            "input_tokens": usage["prompt_tokens"],
            "output_tokens": usage["completion_tokens"],
            "cache_create_tokens": 0,
            "cache_read_tokens": 0,
            # The demo costs nothing, and says so.
            "input_cost": "0",
            "output_cost": "0",
            "request_cost": "0",
            "total_cost": "0",
            "supplier_id": "demo",
            "pricing_mode": "per_token",
            "pricing_snapshot": {"input_price_per_1m": "0", "output_price_per_1m": "0"},
        },
    }
