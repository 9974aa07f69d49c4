"""`packaging/run` as a person uses it: in a clone with a little program, and no packages to get."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[1] / "packaging"
PROGRAM = """
import json, sys
print(json.dumps(sys.argv[1:]))
"""
PROJECT = "[project]\ndependencies = []\n[project.optional-dependencies]\ndev = []\n"
pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("flock") is None, reason="needs bash and flock"
)


class Clone:
    """A clone in a folder with a space in its name; system packages are only asked for."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "my clone"
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        (self.root / "packaging").mkdir(parents=True)
        for name in ("run", "environment.sh"):
            shutil.copy(PACKAGING / name, self.root / "packaging" / name)
        (self.root / "packaging" / "constraints.txt").write_text("")
        (self.root / "pyproject.toml").write_text(PROJECT)
        (self.root / "studio").mkdir()
        (self.root / "studio" / "__main__.py").write_text(PROGRAM)
        fakes = folder / "fakes"
        fakes.mkdir()
        self.asked = folder / "asked"
        for name in ("dpkg-query", "apt-get", "sudo"):
            fake = fakes / name
            fake.write_text(f'#!/bin/sh\necho "$0 $*" >> "{self.asked}"\n')
            fake.chmod(0o755)
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")},
            "PATH": f"{fakes}{os.pathsep}{os.environ['PATH']}",
            "DGRID_STUDIO_PYTHON": sys.executable,
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.root / "packaging" / "run"), *arguments],
            cwd=self.elsewhere,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> str:
        started = self.start(*arguments)
        printed, said = started.communicate(timeout=300)
        assert started.returncode == 0, said
        return printed


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_a_start_that_was_killed_is_begun_anew_and_two_at_once_share_the_work(clone: Clone) -> None:
    killed = clone.start("ask", "a")
    new = clone.root / ".envs" / "run-{}.{}.new".format(*sys.version_info)
    deadline_s = time.monotonic() + 120
    while not new.exists():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    both = [clone.start("ask", "b c"), clone.start("--model", "m", "compare")]
    ends = [started.communicate(timeout=300) for started in both]
    assert [started.returncode for started in both] == [0, 0], ends
    assert [printed for printed, _ in ends] == ['["ask", "b c"]\n', '["--model", "m", "compare"]\n']
    assert sum("preparing" in said for _, said in ends) == 1
    assert not new.exists()
    # Modules that lie where one happens to be are not the program's.
    (clone.elsewhere / "json.py").write_text("raise SystemExit('not mine')")
    assert clone.run("ask") == '["ask"]\n'
    assert not clone.asked.exists()  # no window, no libraries for one
    assert clone.run("--demo") == '["--demo"]\n'
    assert "libegl1" in clone.asked.read_text()
