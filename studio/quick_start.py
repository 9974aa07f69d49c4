"""What makes the start quick, and the window quick to answer afterwards.

Measured 2026-11 on two cores, Python 3.11, PySide6 6.11: 0.3 s of 0.9 s go into reading the
source of every module and into looking for garbage among objects that all stay.
"""

import builtins
import gc
import sys

from studio.compiled import compiled_once
from studio.lean_imports import without
from studio.quick_enums import make_enums_quickly

SWITCH_S = 0.001
"""How long another thread may keep Python from the window's once that wants it (5 ms before).

Measured 2026-11: while a line of 20 MB is parsed the window's thread waits 2 ms at most
instead of 6, and the parsing takes no longer.
"""

YOUNG_OBJECTS = 10_000
"""So many new objects before Python looks for garbage (it would after 700)."""

_STUBS = "signature/lib/pyi_generator.py"
_LATE_EXPRESSION = (
    "signature/parser.py",
    b"rec = re.compile(regex, flags=re.VERBOSE)\n        self._finditer = rec.finditer\n",
    b"self._finditer = lambda text: re.finditer(regex, text, flags=re.VERBOSE)\n",
)


def prepare_imports() -> None:
    """Makes the imports of a window's modules cheap; `settle` is its other half."""
    gc.disable()
    make_enums_quickly()
    # With TLS asyncio takes 4 ms more. The network does its TLS by itself (anyio).
    with without("ssl"):
        import asyncio  # noqa: F401
    # WORKAROUND(PySide6 carries Python modules as text and compiles them in each process, 17 ms;
    # one of them writes type stubs, which takes another 7 ms to prepare, another compiles an
    # expression for complaints about arguments, 4 ms, until 6.12).
    with compiled_once("pyside-support", without=(_STUBS,), changes=(_LATE_EXPRESSION,)):
        import PySide6.QtCore  # noqa: F401 - brings what is looked up here

    # WORKAROUND(PySide6 puts itself before `import`, and reads each imported module's source to
    # see if it uses "features" such as snake_case; nothing here does, until 6.12).
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def settle() -> None:
    """The start is over: garbage is looked for again, but never among what is there now."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
    gc.enable()
    sys.setswitchinterval(SWITCH_S)
