"""A private desktop: virtual screen, D-Bus session, AT-SPI, keychain, window manager."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
NEEDED = ("Xvfb", "dbus-daemon", "openbox", "gnome-keyring-daemon", "xdotool")


def missing() -> list[str]:
    """Programs that this machine lacks."""
    lacking = [name for name in NEEDED if shutil.which(name) is None]
    if not any(Path(path).exists() for path in LAUNCHERS):
        lacking.append("at-spi2-core")
    probe = "import gi; gi.require_version('Atspi', '2.0')"
    if subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True, check=False).returncode:
        lacking.append("python3-pyatspi")
    return lacking


class Desktop:
    """Everything a desktop program expects of a session, of its own, ended by `close`.

    Args:
        keychain: whether a Secret Service (gnome-keyring, unlocked) answers.
        size: of the screen, e.g. "1440x900".
    """

    def __init__(self, *, keychain: bool = True, size: str = "1440x900") -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self.home = Path(tempfile.mkdtemp(prefix="desktop-"))
        runtime = self.home / "run"
        runtime.mkdir(mode=0o700)
        kept = {k: os.environ[k] for k in ("PATH", "LANG", "LC_ALL") if k in os.environ}
        self.env = {
            **kept,
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_QPA_PLATFORM": "xcb",
            "NO_AT_BRIDGE": "0",
            "LC_ALL": "C.UTF-8",
        }
        self.env["DISPLAY"] = self._start_screen(size)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus()
        launcher = next(path for path in LAUNCHERS if Path(path).exists())
        self._start([launcher, "--launch-immediately"])
        self._start(["openbox", "--sm-disable"])
        if keychain:
            self._start_keychain()
        self._driver = subprocess.Popen(
            [SYSTEM_PYTHON, str(Path(__file__).with_name("atspi_driver.py"))],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, do: str, path: list[dict[str, Any]], **more: Any) -> Any:
        """One command to the AT-SPI driver; it waits until the object is there.

        Raises:
            AssertionError: the object did not come in time.
        """
        assert self._driver.stdin is not None
        assert self._driver.stdout is not None
        self._driver.stdin.write(json.dumps({"do": do, "path": path, **more}) + "\n")
        self._driver.stdin.flush()
        answer = json.loads(self._driver.stdout.readline())
        assert "error" not in answer, f"{do} {path}: {answer.get('error')}"
        return answer["ok"]

    def keys(self, *names: str) -> None:
        """Presses keys (X names: Return, ctrl+n) in the focused window."""
        subprocess.run(["xdotool", "key", "--delay", "20", *names], env=self.env, check=True)

    def type(self, text: str) -> None:
        """Types text in the focused window."""
        subprocess.run(["xdotool", "type", "--delay", "8", text], env=self.env, check=True)

    def picture(self, file: Path) -> None:
        """A picture of the screen, for a person to look at."""
        subprocess.run(["import", "-window", "root", str(file)], env=self.env, check=False)

    def spawn(self, *args: str, **env: str) -> "subprocess.Popen[bytes]":
        """Starts the studio on this desktop."""
        return subprocess.Popen(
            [sys.executable, "-m", "studio", *args],
            cwd=self.home,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def close(self) -> None:
        """Ends everything that was started, and forgets the files."""
        if self._driver.stdin is not None:
            self._driver.stdin.close()
        self._driver.wait(5)
        if self._driver.stdout is not None:
            self._driver.stdout.close()
        for process in reversed(self._processes):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def _start(self, command: list[str], **more: Any) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            command, env=self.env, stderr=subprocess.DEVNULL, **{"stdin": subprocess.DEVNULL, **more}
        )
        self._processes.append(process)
        return process

    def _start_screen(self, size: str) -> str:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
        self._start(command, pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as pipe:
            return f":{pipe.readline().strip()}"

    def _start_bus(self) -> str:
        process = self._start(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        return process.stdout.readline().decode().strip()

    def _start_keychain(self) -> None:
        process = self._start(
            ["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        assert process.stdin is not None
        process.stdin.write(b"test password")
        process.stdin.close()


def wait_for(condition: Callable[[], Any], *, timeout_s: float = 15, what: str = "") -> Any:
    """Polls until a condition holds; for state that no signal tells about."""
    import time

    deadline = time.monotonic() + timeout_s
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"it did not happen: {what or condition}"
        time.sleep(0.03)
