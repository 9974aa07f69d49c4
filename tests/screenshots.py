"""Takes the pictures of the README: the real program with the built-in demo.

python -m tests.screenshots FOLDER

It needs what the end-to-end tests need, and ImageMagick's `import`.
"""

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace
from PIL import Image

from studio.core.ids import ConnectionId, ConversationId, MessageId, new_id
from studio.core.messages import Conversation, Message, Role, Timing, Usage
from studio.core.parts import TextPart
from studio.core.requests import Connection
from studio.demo.server import DemoGateway
from studio.demo.writing import answer
from studio.services.clock import SystemClock
from studio.services.connections import DEMO, PRESETS
from studio.storage.folders import DataFolders
from studio.storage.library import Library
from studio.storage.settings import Settings
from studio.storage.settings_file import save_settings
from tests.e2e.desktop import Desktop, wait_for
from tests.e2e.person import Person

WIDTH_PX, HEIGHT_PX = 1440, 900
MOST_BYTES = 400_000
LOCAL = "Local server"
CHAT = "A light on the headland"
# Title, model, hours ago; the answers are the demo's own.
EARLIER = (
    ("How tides come about", "demo/reasoner", 2),
    ("Python and Rust, side by side", "demo/fast-writer", 3),
    ("Dunes that walk", "demo/fast-writer", 5),
    ("A poem about the sea", "demo/slow-writer", 26),
    ("Why the sky is blue", "demo/reasoner", 29),
    ("Phases of the moon", "demo/fast-writer", 51),
    ("A table of the planets", "demo/fast-writer", 76),
    ("Weather in Oslo", "demo/tool-caller", 100),
)
PINNED = ("House style for release notes", "demo/fast-writer", 30)


def conversation(title: str, model: str, hours_ago: float, **more: object) -> Conversation:
    at = datetime.now(UTC) - timedelta(hours=hours_ago)
    found = Conversation(ConversationId(new_id()), at, at, title=title, title_is_manual=True)
    return replace(found, model_id=model, connection_id=DEMO.id, **more)  # type: ignore[arg-type]


def with_answer(kept: Conversation) -> tuple[list[Message], Conversation]:
    ask = Message(
        MessageId(new_id()), kept.id, None, Role.USER, (TextPart(kept.title),), kept.updated_at
    )
    reply = replace(
        ask,
        id=MessageId(new_id()),
        parent_id=ask.id,
        role=Role.ASSISTANT,
        parts=(TextPart(answer(kept.title)),),
        model_id=kept.model_id,
        usage=Usage(14, 212, 226, cost_usd="0"),
        timing=Timing(0.21, 0.24, 1.9),
    )
    return [ask, reply], replace(kept, leaf_id=reply.id)


def fill(data: Path, local_url: str) -> None:
    """A library as somebody has it who has tried the demo for a week.

    Args:
        local_url: address of a gateway on this machine.
    """
    folders = DataFolders(data)
    folders.create()
    library = Library.open(folders.database, folders.backups, SystemClock())
    for kept in (*(conversation(*each) for each in EARLIER), conversation(*PINNED, pinned=True)):
        messages, whole = with_answer(kept)
        library.put_messages(messages, conversation=whole)
    chat = conversation(CHAT, "demo/reasoner", 0.1, parameters={"aspect_ratio": "16:9"})
    library.put_conversation(chat)
    library.close()
    dgrid = Connection(ConnectionId("dgrid"), PRESETS[0].name, PRESETS[0].base_url, "dgrid")
    local = Connection(ConnectionId("local"), LOCAL, local_url, needs_key=False)
    save_settings(
        folders.settings,
        Settings(
            connections=(DEMO, local, dgrid),
            default_connection_id=DEMO.id,
            last_conversation_id=chat.id,
            favourites=("demo/painter", "demo/reasoner"),
            recents=("demo/vision",),
        ),
    )


class Photographer(Person):
    """Somebody who takes pictures of the window without its frame."""

    def set_up(self) -> None:
        """Gives the window its size."""
        wait_for(lambda: self.desktop.active_pid() == self.pid, what="the window")
        self.window = self.desktop.xdotool("getactivewindow")
        size = (str(WIDTH_PX), str(HEIGHT_PX))
        self.desktop.xdotool("windowsize", "--sync", self.window, *size)
        self.look_away()

    def look_away(self) -> None:
        """Nothing is hovered."""
        self.desktop.xdotool("mousemove", "--window", self.window, "700", "890")

    def wheel_up(self, notches: int) -> None:
        """Scrolls the transcript back, so that some of the words before are seen."""
        self.desktop.xdotool("mousemove", "--window", self.window, "900", "400")
        self.desktop.xdotool("click", "--repeat", str(notches), "--delay", "60", "4")

    def take(self, file: Path) -> None:
        """The picture, in few bytes."""
        self.look_away()
        time.sleep(1)  # fades and cursors come to rest
        command = ["import", "-window", self.window, "png:-"]
        done = subprocess.run(command, env=self.desktop.env, capture_output=True, check=True)
        image = Image.open(io.BytesIO(done.stdout)).convert("RGB")
        assert image.size == (WIDTH_PX, HEIGHT_PX), image.size
        image.save(file, optimize=True)
        if file.stat().st_size > MOST_BYTES:
            image.quantize(256, dither=Image.Dither.FLOYDSTEINBERG).save(file, optimize=True)
        print(f"{file} {file.stat().st_size // 1000} KB")


@contextmanager
def started(desktop: Desktop, data: Path, theme: str) -> Iterator[Photographer]:
    person = Photographer(desktop, data, data.with_suffix(".txt"), "--theme", theme)
    try:
        person.set_up()
        yield person
    finally:
        person.end()


def chat(person: Photographer) -> None:
    """Words with thoughts and a table, then a painting."""
    person.say("Make a table of how far a lighthouse is seen")
    person.answer(text="nautical miles")
    person.use_model("demo/painter")
    person.say("a lighthouse at dusk, with stars")
    person.answer(text="dusk", number=2)
    person.wheel_up(2)


def main(folder: Path) -> None:
    """Takes all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    desktop = Desktop(size="1600x1000")
    try:
        with tempfile.TemporaryDirectory() as name, DemoGateway(port=8080) as gateway:
            data = Path(name, "library")
            with started(desktop, Path(name, "new"), "light") as person:
                person.wait("Try the built-in demo")
                person.take(folder / "welcome-light.png")
            fill(data, gateway.base_url)
            with started(desktop, data, "light") as person:
                chat(person)
                person.take(folder / "chat-light.png")
                person.keys("ctrl+l")
                person.wait("Find a model", focused=True)
                person.take(folder / "picker-light.png")
                person.keys("Escape")
                person.go("Settings")
                person.press(LOCAL)
                person.wait("API key", role=["text", "password text"])
                person.press("Test connection")
                person.ask("describe", {"role": "label", "contains": "18 models"})
                person.take(folder / "connections-light.png")
            with started(desktop, data, "dark") as person:
                person.answer(number=2)
                person.take(folder / "chat-dark.png")
    finally:
        desktop.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
