"""A demo gateway without waiting, and a client for it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from studio.demo import DemoGateway


@pytest.fixture
def gateway() -> Iterator[DemoGateway]:
    with DemoGateway(pace=0) as running:
        yield running


@pytest.fixture
def client(gateway: DemoGateway) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway.base_url, timeout=30, trust_env=False) as http:
        yield http


@pytest.fixture
def chat(client: httpx.Client) -> Callable[..., httpx.Response]:
    def send(model: str, prompt: Any = "hello", **fields: Any) -> httpx.Response:
        messages = fields.pop("messages", [{"role": "user", "content": prompt}])
        body = {"model": model, "messages": messages, **fields}
        return client.post("/chat/completions", json=body)

    return send


@pytest.fixture
def events() -> Callable[[str], list[Any]]:
    def read(body: str) -> list[Any]:
        found = [
            line.removeprefix("data: ") for line in body.split("\n") if line.startswith("data")
        ]
        return [d if d == "[DONE]" else json.loads(d) for d in found]

    return read
