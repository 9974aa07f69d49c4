"""Settings: announced, written soon, and never lost on the way out."""

from studio.storage.settings_file import load_settings
from tests.services.conftest import Bench


async def test_a_field_that_is_left_while_the_program_quits_is_still_written(bench: Bench) -> None:
    await bench.scope.close()
    bench.preferences.set(text_zoom_percent=120)
    bench.preferences.flush()
    assert load_settings(bench.folder / "settings.toml").settings.text_zoom_percent == 120
