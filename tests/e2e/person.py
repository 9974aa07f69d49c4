"""A person before the studio: sees and does by the names on the screen."""

import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.desktop import Desktop, wait_for
from tests.waiting import WAIT_S

IMAGE_ACTIONS = ("Open image", "Edit image", "Copy image", "Save image")


@dataclass(frozen=True)
class Row:
    """A message of the transcript as a screen reader tells it."""

    name: str
    state: str
    children: tuple[tuple[str, str], ...]

    @property
    def speaker(self) -> str:
        return self.name.partition(": ")[0]

    @property
    def text(self) -> str:
        return self.name.partition(": ")[2]

    def names(self, role: str = "push button") -> tuple[str, ...]:
        """The names of its links, images or buttons."""
        return tuple(name for kind, name in self.children if kind == role)


class Person:
    """One start of the studio, and who uses it.

    Args:
        data: the data folder.
        output: takes what the program prints.
    """

    def __init__(self, desktop: Desktop, data: Path, output: Path, *args: str) -> None:
        self.desktop = desktop
        self.data = data
        self.output = output
        self.process = desktop.spawn(output, "--data-dir", str(data), *args)
        self.pid = self.process.pid
        self.expects_log = False

    # Seeing

    def ask(self, do: str, *path: dict[str, Any], **more: Any) -> Any:
        """See `Desktop.ask`; it does not wait for a program that has ended."""
        deadline_s = time.monotonic() + WAIT_S
        while True:
            code = self.process.poll()
            assert code is None, f"it has ended with {code}: {self.printed()[-3000:]}"
            left_s = deadline_s - time.monotonic()
            try:
                return self.desktop.ask(do, self.pid, list(path), timeout_s=min(left_s, 1), **more)
            except AssertionError:
                if left_s <= 1:
                    raise

    def sees(self, name: str, **step: Any) -> bool:
        """Whether something with this name is on the screen now."""
        return bool(self.ask("count", {"name": name, **step}))

    def wait(self, name: str, **step: Any) -> dict[str, Any]:
        """What something on the screen is like, once it is there."""
        return self.ask("describe", {"name": name, **step})

    def wait_gone(self, name: str, **step: Any) -> None:
        """Until nothing of this name is on the screen."""
        wait_for(lambda: not self.sees(name, **step), what=f"{name} gone")

    def rows(self) -> list[Row]:
        """The messages of the transcript, oldest first."""
        found = self.ask("children", {"role": "list", "name": "Transcript"})
        return [
            Row(
                each["name"],
                each["description"],
                tuple((child["role"], child["name"]) for child in each["children"]),
            )
            for each in found
            if each["role"] == "list item"
        ]

    def last(self) -> Row:
        """The newest message, once there is one."""
        return wait_for(self.rows, what="a message")[-1]

    def answer(self, *, text: str = "", state: str = "", number: int = 1) -> Row:
        """The newest answer, once there are so many, and it has a text and a state.

        Args:
            state: as a screen reader tells it; "": done well.
            number: of answers in the transcript.
        """

        def come() -> Row | None:
            answers = [row for row in self.rows() if row.speaker != "You"]
            if len(answers) < number or text not in answers[-1].text:
                return None
            row = answers[-1]
            ended = state or any(name == "Regenerate" for name in row.names())
            return row if ended and row.state == state else None

        wait_for(come, what=f"answer {number} {state} {text!r}")
        # A row is told bit by bit: its name may be older than the state that is told after it.
        return wait_for(come, what=f"answer {number} {state} {text!r} again")

    def chats(self) -> list[str]:
        """The rows of the list of chats, as a screen reader tells them; no day labels."""
        found = self.ask("children", {"role": "list", "name": "Chats"})
        return [each["name"] for each in found if ", " in each["name"]]

    def wait_chat(self, *words: str) -> str:
        """The row of the list of chats that says all these words."""

        def come() -> str | None:
            return next((c for c in self.chats() if all(word in c for word in words)), None)

        return wait_for(come, what=f"a chat of {words} in the list")

    def wait_title(self, words: str) -> None:
        """Until the title of the window begins so."""
        wait_for(lambda: self.title().startswith(words), what=f"the title {words}")

    def title(self) -> str:
        """Of the window."""

        def come() -> str:
            # A menu that closes while the windows are looked for makes xdotool find none.
            windows = self.desktop.windows_of(self.pid)
            return self.desktop.xdotool("getwindowname", windows[0]) if windows else ""

        return wait_for(come, what="the window and its title")

    # Doing. Keys take longer than what is done by name: each is shown to screen readers first. So
    # what they do is waited for before anything is done by name.

    def press(self, name: str, **step: Any) -> None:
        """Presses a button."""
        self.ask("press", {"role": ["push button", "check box", "menu item"], "name": name, **step})

    def go(self, page: str) -> None:
        """Goes to a page by the rail: Chat or Settings."""
        self.press(page)
        self.wait("Message" if page == "Chat" else "Search settings", role="text")

    def press_in(self, row: str, name: str, index: int = -1) -> None:
        """Presses a button of a message.

        Args:
            row: how the message's name begins.
            index: of several such messages; -1: the newest.
        """
        self.ask(
            "press",
            {"role": "list", "name": "Transcript"},
            {"role": "list item", "prefix": row, "showing": False, "index": index},
            {"role": "push button", "name": name, "showing": False},
        )

    def focus(self, name: str, role: str | list[str] = "text") -> None:
        """Puts the keyboard there."""
        self.ask("focus", {"role": role, "name": name})
        self.wait(name, role=role, focused=True)

    def wait_focus(self, words: str, role: str) -> None:
        """Until what was told of as focused last is of a role, and its name begins so."""

        def come() -> bool:
            found = self.ask("focused")
            return found["role"] == role and found["name"].startswith(words)

        wait_for(come, what=f"the focus on {role} {words}")

    def keys(self, *names: str) -> None:
        """Presses keys, once the window has the keyboard."""
        wait_for(lambda: self.desktop.has_keyboard(self.pid), what="the keyboard")
        self.desktop.keys(*names)

    def type(self, text: str) -> None:
        """Types, once the window has the keyboard."""
        wait_for(lambda: self.desktop.has_keyboard(self.pid), what="the keyboard")
        self.desktop.type(text)

    def fill(self, name: str, text: str, role: str = "text") -> None:
        """Types in a field in the place of what is there."""
        self.focus(name, role)
        self.keys("ctrl+a", "Delete")
        self.type(text)
        self.wait(name, role=role, characters=len(text))

    def say(self, text: str) -> None:
        """Puts the keyboard in the box, types, and Enter."""
        self.focus("Message")
        self.type_and_send(text)

    def type_and_send(self, text: str) -> None:
        """Types, and Enter once all of it is there and can be sent."""
        self.type(text)
        self.wait("Message", role="text", has_text=text)
        self.wait("Send", enabled=True)
        self.keys("Return")

    def choose(self, name: str, *, most: int = 20) -> None:
        """Chooses from the menu that opens, by arrow keys, as its rows are read out."""
        wait_for(lambda: len(self.desktop.windows_of(self.pid)) > 1, what="the menu")
        for _ in range(most):
            before = self.ask("focused")
            if before["name"] == name and before["role"] == "menu item":
                self.keys("Return")
                return
            self.keys("Down")
            wait_for(lambda old=before: self.ask("focused") != old, what=f"{name} in the menu")
        raise AssertionError(f"the menu has no {name}")

    def use_model(self, model: str) -> None:
        """Chooses a model by keyboard."""
        self.keys("ctrl+l")
        self.wait("Find a model", focused=True)
        self.type(model)
        self.wait("Find a model", has_text=model)
        self.ask("describe", {"role": "list", "name": "Models"}, {"contains": model})
        self.keys("Return")
        self.wait("Model", description=model)

    def open_chat(self, *words: str) -> None:
        """Chooses a chat of the list by its words."""
        name = self.wait_chat(*words)
        self.ask("click", {"role": "list", "name": "Chats"}, {"prefix": name.split(",")[0]})

    # Ending

    def printed(self) -> str:
        return self.output.read_text(errors="replace") if self.output.exists() else ""

    def quit(self, timeout_s: float = 20) -> None:
        """Ends the program as the system does at log-out; nothing may have gone wrong."""
        self.process.send_signal(signal.SIGTERM)
        self.wait_end(timeout_s)

    def wait_end(self, timeout_s: float = 20) -> None:
        """Until the program has ended by itself, well."""
        assert self.process.wait(timeout_s) == 0, self.printed()[-3000:]
        self.check_log()

    def kill(self) -> None:
        """As a power cut does."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """The test is over."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(WAIT_S)
            except subprocess.TimeoutExpired:
                self.kill()
                raise

    def check_log(self) -> None:
        """Nothing unexpected was logged or printed."""
        if self.expects_log:
            return
        log = self.data / "logs" / "studio.log"
        text = (log.read_text() if log.is_file() else "") + self.printed()
        for word in ("Traceback", " ERROR ", " CRITICAL ", " WARNING "):
            assert word not in text, text[-4000:]
