"""Bytecode of sources that another program compiles anew at each of its starts.

It is kept where Python keeps that of this module, by the same rules: beside it or where
`PYTHONPYCACHEPREFIX` says, unless the folder can't be written or no bytecode is wanted.
"""

import builtins
import importlib.util
import marshal
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import CodeType
from typing import Any
from zlib import crc32

_Key = tuple[str, int, int]
Change = tuple[str, bytes, bytes]


class _Compiler:
    """Stands in for `compile` and knows what it compiled at the start before."""

    def __init__(
        self, kept: dict[_Key, CodeType], without: tuple[str, ...], changes: tuple[Change, ...]
    ) -> None:
        self._without, self._changes = without, changes
        self._compile: Any = builtins.compile
        self._kept = kept
        self.used: dict[_Key, CodeType] = {}

    def __call__(self, source: Any, filename: Any, mode: str, *args: Any, **more: Any) -> Any:
        if mode != "exec" or args or more or not isinstance(source, bytes):
            return self._compile(source, filename, mode, *args, **more)
        if str(filename).endswith(self._without):
            return self._compile("", filename, mode)
        source = self._changed(str(filename), source)
        key = (str(filename), len(source), crc32(source))
        code = self._kept.get(key) or self._compile(source, filename, mode)
        self.used[key] = code
        return code

    def _changed(self, filename: str, source: bytes) -> bytes:
        for end, old, new in self._changes:
            if filename.endswith(end):
                source = source.replace(old, new)
        return source

    @property
    def learnt(self) -> bool:
        """Whether there is something new to keep."""
        return self.used.keys() != self._kept.keys()


@contextmanager
def compiled_once(
    name: str, *, without: tuple[str, ...] = (), changes: tuple[Change, ...] = ()
) -> Iterator[None]:
    """Whole sources that are compiled in here by `compile` are compiled at the first start only.

    Args:
        name: of the file of bytecode.
        without: ends of names of sources that nothing here needs: they become empty modules.
        changes: ends of names of sources, what is replaced in them, and by what.
    """
    file = _file(name)
    compiler = _Compiler(_read(file), without, changes)
    builtins.compile = compiler
    try:
        yield
    finally:
        builtins.compile = compiler._compile
    if compiler.learnt and not sys.dont_write_bytecode:
        _write(file, compiler.used)


def _file(name: str) -> Path:
    beside = Path(importlib.util.cache_from_source(__file__))
    return beside.with_name(f"{name}.{sys.implementation.cache_tag}.bin")


def _read(file: Path) -> dict[_Key, CodeType]:
    try:
        data = file.read_bytes()
    except OSError:
        return {}
    magic = importlib.util.MAGIC_NUMBER
    if not data.startswith(magic):
        return {}
    with suppress(EOFError, ValueError, TypeError):
        kept = marshal.loads(data[len(magic) :])
        if isinstance(kept, dict):
            return kept
    return {}


def _write(file: Path, codes: dict[_Key, CodeType]) -> None:
    part = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        part.write_bytes(importlib.util.MAGIC_NUMBER + marshal.dumps(codes))
        part.replace(file)
