"""Settings: announced, written soon, and never lost on the way out."""

import asyncio
from pathlib import Path

from studio.storage.settings_file import load_settings
from tests.services.conftest import Bench
from tests.waiting import WAIT_S


async def test_a_field_that_is_left_while_the_program_quits_is_still_written(bench: Bench) -> None:
    await bench.scope.close()
    bench.preferences.set(text_zoom_percent=120)
    bench.preferences.flush()
    assert load_settings(bench.folder / "settings.toml").settings.text_zoom_percent == 120


async def test_all_changes_are_on_disk_soon_without_a_flush(bench: Bench) -> None:
    path = bench.folder / "settings.toml"
    for percent in range(100, 130):
        bench.preferences.set(text_zoom_percent=percent)
        await asyncio.sleep(0.02)
    async with asyncio.timeout(WAIT_S):
        while _zoom(path) != 129:
            await asyncio.sleep(0.02)


async def test_a_write_under_way_never_overtakes_the_last_one(bench: Bench) -> None:
    bench.preferences.set(text_zoom_percent=111)
    async with asyncio.timeout(WAIT_S):
        while bench.preferences._newest == 0:
            await asyncio.sleep(0)
    bench.preferences.set(text_zoom_percent=122)
    await bench.scope.close()
    bench.preferences.flush()
    assert _zoom(bench.folder / "settings.toml") == 122


def _zoom(path: Path) -> int | None:
    return load_settings(path).settings.text_zoom_percent if path.exists() else None
