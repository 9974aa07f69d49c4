import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.demo.server import DemoGateway
from tests.e2e.desktop import Desktop, missing
from tests.e2e.person import Person


def _require_tools() -> None:
    """A machine that runs the whole suite has the tools; a person's own machine may not."""
    lacking = missing()
    if not lacking:
        return
    text = f"the end-to-end tests need: {', '.join(lacking)}"
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if os.environ.get("CI") == "true" or is_root:
        pytest.fail(f"{text} (./packaging/test installs them)", pytrace=False)
    pytest.skip(text)


@pytest.fixture(scope="session")
def desktop() -> Iterator[Desktop]:
    """A desktop with a keychain, for all tests."""
    _require_tools()
    made = Desktop()
    yield made
    made.close()


@pytest.fixture(scope="module")
def desktop_without_keychain() -> Iterator[Desktop]:
    """A desktop on which no Secret Service answers."""
    _require_tools()
    made = Desktop(keychain=False)
    yield made
    made.close()


@pytest.fixture
def gateway() -> Iterator[DemoGateway]:
    """A gateway whose requests can be looked at."""
    with DemoGateway() as running:
        yield running


Start = Callable[..., Person]


@pytest.fixture
def start(desktop: Desktop, tmp_path: Path) -> Iterator[Start]:
    """Starts the studio on one data folder of the test; what still runs at the end is ended."""
    started: list[Person] = []

    def start_studio(*args: str, on: Desktop = desktop, data: Path | None = None) -> Person:
        person = Person(on, data or tmp_path / "data", tmp_path / "output.txt", *args)
        started.append(person)
        return person

    yield start_studio
    for person in started:
        person.end()
    if not any(person.expects_log for person in started):
        for person in started:
            person.check_log()


@pytest.fixture
def on_gateway(start: Start, gateway: DemoGateway) -> Callable[..., Person]:
    """Starts the studio with the test's own gateway and a model of it; None: where it left."""

    def start_there(model: str | None = "demo/fast-writer") -> Person:
        chosen = ("--model", model) if model else ()
        return start("--base-url", gateway.base_url, *chosen)

    return start_there
