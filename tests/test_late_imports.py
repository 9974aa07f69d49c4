"""What is imported in idle time: enough for the first look at an image, and little at a time."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from studio.late_imports import IMAGES, import_images

ROOT = Path(__file__).parents[1]
SHOWN_LATE = (
    "studio.ui.viewer.page",
    "studio.ui.viewer.compare.page",
    "studio.ui.making.panel",
    "studio.ui.editing_images.page",
    "studio.services.prompt_history",
    "studio.services.image_editing",
)
CODE = """
import importlib, json, sys
import studio.bootstrap, studio.ui.shell.main_window, studio.ui.chat.page
from studio.late_imports import IMAGES, MESSAGES, warm_up
for name in MESSAGES:
    importlib.import_module(name)
warm_up()
steps = []
for name in (*IMAGES, *sys.argv[1:]):
    before = set(sys.modules)
    importlib.import_module(name)
    steps.append([name, len(set(sys.modules) - before)])
print(json.dumps(steps))
"""


def test_the_first_look_at_an_image_imports_nothing_and_no_step_is_long() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, *SHOWN_LATE],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    steps: list[tuple[str, int]] = json.loads(done.stdout)
    assert {name: count for name, count in steps[len(IMAGES) :] if count} == {}
    assert max(count for _, count in steps) <= 10


async def test_it_waits_while_the_window_has_something_better_to_do() -> None:
    asked: list[bool] = []

    def is_busy() -> bool:
        asked.append(True)
        return len(asked) == 1

    await asyncio.wait_for(import_images(is_busy), 30)
    assert len(asked) == len(IMAGES) + 1
    assert set(IMAGES) <= sys.modules.keys()
