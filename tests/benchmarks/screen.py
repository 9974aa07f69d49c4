"""A private virtual screen with a window manager and a message bus, and no more."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[2]
NEEDED = ("Xvfb", "openbox", "dbus-daemon")


def missing() -> list[str]:
    """Programs that this machine lacks."""
    return [name for name in NEEDED if shutil.which(name) is None]


class Screen:
    """The X server, bus and home folder that measured programs run on.

    Assistive technology is off, as for most people; `tests.e2e` has it on.
    """

    def __init__(self, size: str = "1440x900") -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self.home = Path(tempfile.mkdtemp(prefix="benchmarks-"))
        runtime = self.home / "run"
        runtime.mkdir(mode=0o700)
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(runtime),
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "xcb",
            "LC_ALL": "C.UTF-8",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        self.env["DISPLAY"] = self._start_screen(size)
        bus = self._start(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE
        )
        assert bus.stdout is not None
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self._start(["openbox", "--sm-disable"])

    @property
    def server_pid(self) -> int:
        """Process of the X server."""
        return self._processes[0].pid

    def __enter__(self) -> "Screen":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(10)
            if process.stdout is not None:
                process.stdout.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def _start(self, command: list[str], **more: Any) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            command, env=self.env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more
        )
        self._processes.append(process)
        return process

    def _start_screen(self, size: str) -> str:
        read, write = os.pipe()
        command = [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            f"{size}x24",
            "-nolisten",
            "tcp",
        ]
        self._start(command, pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as pipe:
            return f":{pipe.readline().strip()}"
