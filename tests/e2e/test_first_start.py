"""From a first start to an answer with an image, kept for good."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.desktop import wait_for
from tests.e2e.person import IMAGE_ACTIONS, Row

pytestmark = pytest.mark.e2e


def image_files(data: Path) -> list[Path]:
    return sorted(path for path in (data / "images").rglob("*") if path.is_file())


def values(database: Path) -> Iterator[tuple[str, object]]:
    """Every value of every table, with its table and column."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        )
        for (table,) in tables.fetchall():
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            columns = [each[0] for each in cursor.description]
            for row in cursor:
                yield from (
                    (f"{table}.{name}", value) for name, value in zip(columns, row, strict=True)
                )


def check_library(data: Path) -> None:
    """Images are files named by their bytes; the database holds text."""
    files = image_files(data)
    assert files
    for path in files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.parent.name + path.stem == digest
        assert path.suffix == ".png"
    for place, value in values(data / "library.db"):
        kept = value if isinstance(value, bytes) else str(value).encode()
        assert b";base64," not in kept, place
        assert len(kept) <= 64 * 1024, place


def test_from_welcome_to_an_image_and_everything_again_after_a_restart(start: Start) -> None:
    person = start()
    person.press("Try the built-in demo")
    person.say("Tell me about the moon")
    first = person.answer()
    assert first.speaker == "demo/fast-writer"
    assert len(first.text) > 100

    person.use_model("demo/painter")
    person.say("a lighthouse at dusk, watercolour")
    painted = person.answer(number=2)
    assert painted.speaker == "demo/painter"
    assert len(painted.names("image")) == 1
    assert set(IMAGE_ACTIONS) <= set(painted.names())
    person.press_in("demo/painter", "Copy image")
    person.wait("Image copied", role="label")
    before = person.rows()
    title = "Tell me about the moon – DGrid Studio"
    wait_for(lambda: person.title() == title, what="the title")
    person.quit()
    check_library(person.data)
    files = {path: path.read_bytes() for path in image_files(person.data)}
    assert len(files) == 1

    again = start()
    again.answer(number=2)
    assert words(again.rows()) == words(before)
    wait_for(lambda: again.title() == title, what="the title again")
    again.wait("Model", description="demo/painter")
    again.quit()
    assert {path: path.read_bytes() for path in image_files(again.data)} == files
    check_library(again.data)


def words(rows: list[Row]) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.name, row.names("image")) for row in rows]
