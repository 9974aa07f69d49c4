"""What makes the start quick, and the window quick to answer afterwards.

Measured 2026-11 on two cores, Python 3.11, PySide6 6.11: 0.3 s of 0.9 s go into reading the
source of every module and into looking for garbage among objects that all stay.
"""

import gc
import sys
from types import ModuleType

from studio.compiled import compiled_once

SWITCH_S = 0.001
"""How long another thread may keep Python from the window's once that wants it (5 ms before).

Measured 2026-11: while a line of 20 MB is parsed the window's thread waits 2 ms at most
instead of 6, and the parsing takes no longer.
"""

YOUNG_OBJECTS = 10_000
"""So many new objects before Python looks for garbage (it would after 700)."""


def prepare_imports() -> None:
    """Makes the imports of a window's modules cheap; `settle` is its other half."""
    gc.disable()
    # WORKAROUND(PySide6 carries Python modules as text and compiles them in each process, 17 ms;
    # one of them writes type stubs, which takes another 7 ms to prepare, until 6.12).
    with compiled_once("pyside-support", without=("signature/lib/pyi_generator.py",)):
        import PySide6.QtCore  # noqa: F401 - brings the module that is looked up here

    # WORKAROUND(PySide6 reads each imported module's source to see if it uses "features" such
    # as snake_case; nothing here does, and the sources stay in memory, until 6.12).
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        setattr(feature, "_mod_uses_pyside", _uses_no_feature)  # noqa: B010


def settle() -> None:
    """The start is over: garbage is looked for again, but never among what is there now."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
    gc.enable()
    sys.setswitchinterval(SWITCH_S)


def _uses_no_feature(module: ModuleType) -> bool:
    return False
