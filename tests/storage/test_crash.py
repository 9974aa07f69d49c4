"""A process that is killed while it writes loses only what it had not yet handed over."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.core.messages import MessageState
from studio.core.parts import ImagePart, TextPart
from studio.storage.blobs import BlobStore
from studio.storage.library import Library
from tests.storage.library_kit import FixedClock, conversation, faults_of, message

ROOT = Path(__file__).parents[2]


def write_until_killed(home: Path, lines: int) -> tuple[int, int]:
    """Kills the writer at some moment after it said that much. Returns: its last words."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.crash_writer", str(home)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(lines)]
        os.kill(writer.pid, signal.SIGKILL)
        said += writer.stdout.readlines()
    finally:
        writer.kill()
        writer.wait(60)
        assert writer.stdout is not None
        writer.stdout.close()
    whole = [line for line in said if line.endswith("\n")]
    step, length = whole[-1].split()
    return int(step), int(length)


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("seed", range(5))
def test_kill_while_streaming(tmp_path: Path, seed: int) -> None:
    step, length = write_until_killed(tmp_path, random.Random(seed).randint(3, 70))
    library = Library.open(tmp_path / "library.db", tmp_path / "backups", FixedClock())
    blobs = BlobStore(tmp_path / "images")
    marked = library.mark_interrupted()
    assert set(marked) == {message(2, "").id, message(3, "").id}
    asked, waiting, reply = library.messages(conversation(1).id)
    assert asked.state is MessageState.COMPLETE
    assert waiting.state is reply.state is MessageState.INTERRUPTED
    assert len(reply.text) >= length
    assert f"[{step}]" in reply.text
    # Steps were counted up: all are there, in order, and none after a missing one.
    assert isinstance(reply.parts[1], TextPart)
    last = reply.text.count("[")
    assert [f"[{n}]" in reply.text for n in range(1, last + 1)] == [True] * last
    image = reply.parts[2]
    assert isinstance(image, ImagePart)
    assert blobs.read(image.blob)
    assert [hit.message_id for hit in library.search(f"[{step}]")] == [reply.id]
    library.close()
    assert faults_of(tmp_path / "library.db") == []
    assert not any((tmp_path / "images" / ".incoming").iterdir())
