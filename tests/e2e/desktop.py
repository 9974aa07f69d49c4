"""A private desktop: virtual screen, D-Bus session, AT-SPI, keychain, window manager."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.waiting import WAIT_S

ROOT = Path(__file__).parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
NEEDED = ("Xvfb", "dbus-daemon", "dbus-send", "openbox", "gnome-keyring-daemon", "xdotool")
# Nothing is started because somebody asked for it: what answers is what a test started.
BUS_CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"""


def missing() -> list[str]:
    """Programs that this machine lacks."""
    lacking = [name for name in NEEDED if shutil.which(name) is None]
    if not any(Path(path).exists() for path in LAUNCHERS):
        lacking.append("at-spi2-core")
    probe = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
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
        self._driver: subprocess.Popen[str] | None = None
        self.home = Path(tempfile.mkdtemp(prefix="desktop-"))
        runtime = self.home / "run"
        runtime.mkdir(mode=0o700)
        kept = {k: os.environ[k] for k in ("PATH", "LANG") if k in os.environ}
        self.env = {
            **kept,
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_QPA_PLATFORM": "xcb",
            "LC_ALL": "C.UTF-8",
        }
        try:
            self._start_session(size, keychain=keychain)
        except BaseException:
            self.close()
            raise

    # A person's hands and eyes

    def ask(self, do: str, pid: int, path: list[dict[str, Any]], **more: Any) -> Any:
        """One command to the AT-SPI driver; it waits until the object is there.

        Raises:
            AssertionError: the object did not come in time.
        """
        assert self._driver is not None
        assert self._driver.stdin is not None
        assert self._driver.stdout is not None
        command = {"do": do, "pid": pid, "path": path, **more}
        self._driver.stdin.write(json.dumps(command) + "\n")
        self._driver.stdin.flush()
        answer = json.loads(self._driver.stdout.readline())
        assert "error" not in answer, f"{do} {path}: {answer.get('error')}"
        return answer["ok"]

    def keys(self, *names: str) -> None:
        """Presses keys (X names: Return, ctrl+n) in the focused window."""
        self.xdotool("key", "--delay", "20", *names)

    def type(self, text: str) -> None:
        """Types text in the focused window."""
        self.xdotool("type", "--delay", "8", text)

    def xdotool(self, *args: str) -> str:
        """What `xdotool` answers; "" when it fails, e.g. for want of a window."""
        done = subprocess.run(
            ["xdotool", *args], env=self.env, capture_output=True, text=True, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def active_pid(self) -> int:
        """The program whose window has the keyboard; 0 for none."""
        return int(self.xdotool("getactivewindow", "getwindowpid") or 0)

    def has_keyboard(self, pid: int) -> bool:
        """Whether keys go to a program: its window is the active one, and the X server knows."""
        asked = ("getactivewindow", "getwindowpid", "getwindowfocus", "getwindowpid")
        return self.xdotool(*asked).split() == [str(pid)] * 2

    def windows_of(self, pid: int) -> list[str]:
        """The X ids of a program's windows and menus that can be seen."""
        return self.xdotool("search", "--onlyvisible", "--pid", str(pid)).split()

    def picture(self, file: Path) -> None:
        """A picture of the screen, for a person to look at; nothing without ImageMagick."""
        if shutil.which("import"):
            subprocess.run(["import", "-window", "root", str(file)], env=self.env, check=False)

    def spawn(self, out: Path, *args: str, **env: str) -> "subprocess.Popen[bytes]":
        """Starts the studio on this desktop.

        Args:
            out: takes what it prints (appended).
        """
        with out.open("ab") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "studio", *args],
                cwd=self.home,
                env={**self.env, **env},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def close(self) -> None:
        """Ends everything that was started, and forgets the files."""
        if self._driver is not None:
            assert self._driver.stdin is not None
            assert self._driver.stdout is not None
            self._driver.stdin.close()
            self._driver.wait(WAIT_S)
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

    # Its parts

    def _start_session(self, size: str, *, keychain: bool) -> None:
        self.env["DISPLAY"] = self._start_screen(size)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus()
        launcher = next(path for path in LAUNCHERS if Path(path).exists())
        self._start([launcher, "--launch-immediately"])
        self._start(["openbox", "--sm-disable"])
        if keychain:
            self._start_keychain()
        self._wait_for_service("org.a11y.Bus")
        wait_for(lambda: self._has_window_manager(), what="the window manager")
        self._driver = subprocess.Popen(
            [SYSTEM_PYTHON, "-W", "ignore", str(Path(__file__).with_name("atspi_driver.py"))],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def _start(self, command: list[str], **more: Any) -> "subprocess.Popen[bytes]":
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        process = subprocess.Popen(
            command, env=self.env, stderr=subprocess.DEVNULL, **{**quiet, **more}
        )
        self._processes.append(process)
        return process

    def _start_screen(self, size: str) -> str:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24"]
        self._start([*command, "-nolisten", "tcp", "-noreset"], pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as pipe:
            return f":{pipe.readline().strip()}"

    def _start_bus(self) -> str:
        config = self.home / "bus.conf"
        config.write_text(BUS_CONFIG.format(folder=self.home / "run"))
        process = self._start(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        return process.stdout.readline().decode().strip()

    def _start_keychain(self) -> None:
        process = self._start(
            ["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"],
            stdin=subprocess.PIPE,
        )
        assert process.stdin is not None
        process.stdin.write(b"test password")
        process.stdin.close()
        self._wait_for_service("org.freedesktop.secrets")

    def _wait_for_service(self, name: str) -> None:
        command = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus"]
        command += ["/", "org.freedesktop.DBus.NameHasOwner", f"string:{name}"]

        def answers() -> bool:
            done = subprocess.run(command, env=self.env, capture_output=True, check=False)
            return b"boolean true" in done.stdout

        wait_for(answers, what=name)

    def _has_window_manager(self) -> bool:
        return bool(re.match(r"\d+$", self.xdotool("get_desktop")))


def wait_for(condition: Callable[[], Any], *, timeout_s: float = WAIT_S, what: str = "") -> Any:
    """Polls until a condition holds; for state that no signal tells about."""
    deadline = time.monotonic() + timeout_s
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"it did not happen: {what or condition}"
        time.sleep(0.03)
