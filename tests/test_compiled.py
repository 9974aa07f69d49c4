"""What another program compiles at each start is compiled once; run in real processes."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

COUNT = """
import builtins, sys
compiled = []
real = builtins.compile
def counting(source, filename, *rest, **more):
    if "shibokensupport" in str(filename):
        compiled.append(len(source))
    return real(source, filename, *rest, **more)
builtins.compile = counting
from studio.quick_start import prepare_imports
prepare_imports()
assert builtins.compile is counting
from PySide6.QtCore import QTimer
try:
    QTimer().setInterval("x")
except TypeError as exc:
    assert "setInterval(str)" in str(exc), exc
print(sum(compiled))
"""


def compiled_bytes(cache: Path, **more: str) -> int:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache), **more}
    done = subprocess.run(
        [sys.executable, "-c", COUNT],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def kept(cache: Path) -> list[Path]:
    return list(cache.rglob("pyside-support.*"))


def test_the_first_start_compiles_and_the_second_does_not(tmp_path: Path) -> None:
    assert compiled_bytes(tmp_path, PYTHONDONTWRITEBYTECODE="") > 50_000
    assert [file.suffix for file in kept(tmp_path)] == [".bin"]
    assert compiled_bytes(tmp_path, PYTHONDONTWRITEBYTECODE="") == 0


def test_damaged_bytecode_is_made_anew(tmp_path: Path) -> None:
    compiled_bytes(tmp_path, PYTHONDONTWRITEBYTECODE="")
    (file,) = kept(tmp_path)
    whole = file.read_bytes()
    for damaged in (b"", whole[:4], whole[:1000], b"\0" * 16 + whole[16:], whole[:16] + b"N"):
        file.write_bytes(damaged)
        assert compiled_bytes(tmp_path, PYTHONDONTWRITEBYTECODE="") > 50_000
    assert compiled_bytes(tmp_path, PYTHONDONTWRITEBYTECODE="") == 0


def test_no_bytecode_is_kept_where_none_is_wanted(tmp_path: Path) -> None:
    compiled_bytes(tmp_path, PYTHONDONTWRITEBYTECODE="1")
    assert not kept(tmp_path)
