"""What the first window does without is not there when it is painted; a real process says so."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_starting import ROOT, environment

LOOK = """
from studio.cli import main
from studio.quick_start import prepare_imports
prepare_imports()
import asyncio, enum, json, sys
from studio.lifecycle import Studio

def names(kind):
    for each in kind.__subclasses__():
        yield each.__name__
        yield from names(each)

async def look(self):
    while not self._window.windowHandle().isExposed():
        await asyncio.sleep(0.001)
    print(json.dumps([sorted(sys.modules), sorted(names(enum.Enum))]), flush=True)
    self.quit()

Studio._until_on_screen = look
sys.exit(main(["--demo", "--data-dir", sys.argv[1]]))
"""

MODULES = {
    "_hashlib": "hashes",
    "argparse": "the parser of the whole command line",
    "ctypes": "asking X11 about see-through windows",
    "dataclasses": "values are msgspec structs, which take a twentieth of the time",
    "h11": "the demo gateway",
    "httpx": "the network",
    "keyring": "the keychain",
    "logging.handlers": "the log file",
    "markdown_it": "messages",
    "pygments": "code",
    "PySide6.QtNetwork": "answering later starts",
    "sqlite3": "the library",
    "ssl": "the network",
    "statistics": "measuring",
    "studio.itemmodels.conversations": "the list of chats",
    "studio.storage.library": "the library",
    "studio.ui.chat.conversation_view": "the list of chats",
    "studio.ui.chat.reader": "messages",
    "studio.ui.images.decode": "images",
    "studio.ui.widgets.fields": "line edits, which need their own style",
    "studio.ui.widgets.toast": "notices",
}
ENUMS = {
    "Preset": "brushes and gradients; see `theme.painting.fill`",
    "PrimitiveElement": "styles; see `theme.store`",
    "ThemeIcon": "icons",
    "WizardStyle": "all widgets there are; see `widgets.message_edit`",
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """Modules and enumerations of Qt that are there when the first window is painted."""
    folder: Path = tmp_path_factory.mktemp("first")
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(folder / "data")],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    modules, enums = json.loads(done.stdout)
    assert "studio.ui.chat.composer" in modules
    assert "CursorShape" in enums
    return set(modules), set(enums)


@pytest.mark.parametrize("name", MODULES)
def test_not_imported_yet(seen: tuple[set[str], set[str]], name: str) -> None:
    assert name not in seen[0], f"{MODULES[name]} would hold the first window up"


@pytest.mark.parametrize("name", ENUMS)
def test_classes_of_qt_that_are_not_made_yet(seen: tuple[set[str], set[str]], name: str) -> None:
    assert name not in seen[1], f"{ENUMS[name]} would hold the first window up"
