import os
import tomllib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from studio.core.errors import SettingsError
from studio.core.ids import ConnectionId
from studio.core.requests import Connection, ImagePolicy
from studio.storage.settings import ModelOverride, Settings
from studio.storage.settings_file import load_settings, save_settings

FULL = Settings(
    theme="dark",
    text_zoom_percent=125,
    interface_scale_percent=110,
    high_contrast=True,
    reduced_motion=True,
    language="zh_CN",
    send_with="ctrl_enter",
    window_geometry="01d9d0cb00",
    window_state="ff00",
    list_column_px=300,
    last_page="settings",
    last_conversation_id="c1",
    image_policy=ImagePolicy.CHOSEN,
    image_budget_bytes=4_000_000,
    image_max_side_px=1024,
    share_metadata=False,
    export_target="zip",
    export_folder="/home/someone/Bilder & mehr",
    export_format="webp",
    export_quality=70,
    export_max_side_px=2048,
    export_metadata=False,
    export_name_template="{index} {prompt}",
    default_connection_id="k1",
    default_model_id="a/b",
    favourites=("a/b", "c/d"),
    recents=("e/f",),
    model_overrides={
        "a/b.c": ModelOverride(draws_images=True),
        "x": ModelOverride(False, None, True),
    },
    connections=(
        Connection("k1", "DGrid", "https://example.org/v1", preset="dgrid"),
        Connection(
            "k2",
            'Örtlich "quoted"',
            "http://127.0.0.1:11434/v1",
            "ollama",
            False,
            5.0,
            60.5,
            0,
            {"m/1": ("temperature", "seed")},
            True,
        ),
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def test_settings_come_back(path: Path) -> None:
    for value in (FULL, Settings(), FULL):
        save_settings(path, value)
        loaded = load_settings(path)
        assert loaded.settings == value
        assert (loaded.error, loaded.ignored) == (None, ())
    assert [p.name for p in path.parent.iterdir()] == ["settings.toml"]


def test_no_file_means_defaults(path: Path) -> None:
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert loaded.error is None


def test_foreign_keys_stay(path: Path) -> None:
    save_settings(path, FULL)
    document = tomllib.loads(path.read_text("utf-8"))
    document["later"] = {"a": [1, {"b": 2}]}
    document["appearance"]["accent"] = "green"
    document["connections"][1]["colour"] = 7
    path.write_text(tomli_w.dumps(document), "utf-8")
    loaded = load_settings(path).settings
    assert loaded == FULL
    save_settings(path, replace(loaded, theme="light", connections=loaded.connections[1:]))
    after = tomllib.loads(path.read_text("utf-8"))
    assert after["later"] == {"a": [1, {"b": 2}]}
    assert after["appearance"]["accent"] == "green"
    assert [table["name"] for table in after["connections"]] == [FULL.connections[1].name]
    assert after["connections"][0]["colour"] == 7


@pytest.mark.parametrize("content", [b"theme = [", b"\xff\xfe\x00", b"a = 1\na = 2"])
def test_a_damaged_file_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert isinstance(loaded.error, SettingsError)
    assert loaded.error.code == "damaged"
    (aside,) = path.parent.iterdir()
    assert aside.name.startswith("settings-damaged-")
    assert aside.read_bytes() == content
    path.write_bytes(content)
    save_settings(path, FULL)
    assert load_settings(path).settings == FULL
    assert len(list(path.parent.iterdir())) == 3


def test_a_connection_that_cannot_be_used_stays_in_the_file(path: Path) -> None:
    """A person's slip of the pen costs no connection when something else is saved."""
    half = {"id": "half", "name": "No address", "note": "mine", "left_out": {"m": ["n"]}}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomli_w.dumps({"connections": [half, {"id": 5}]}))
    loaded = load_settings(path)
    assert loaded.settings.connections == ()
    assert loaded.ignored == ("connections",)
    added = Connection(ConnectionId("k"), "Good", "https://x.org/v1")
    save_settings(path, replace(loaded.settings, connections=(added,)))
    kept = tomllib.loads(path.read_text())["connections"]
    assert kept[0]["id"] == "k"
    assert kept[1:] == [half, {"id": 5}]
    save_settings(path, replace(loaded.settings, connections=()))
    assert tomllib.loads(path.read_text())["connections"] == [half, {"id": 5}]


def test_impossible_values_become_possible_ones(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        """
        writing = 3
        [appearance]
        theme = "purple"
        text_zoom_percent = 9999
        interface_scale_percent = "big"
        high_contrast = 1
        [window]
        list_column_px = 12.7
        geometry = "xyz"
        [images]
        policy = "some"
        budget_bytes = 0
        max_side_px = nan
        [models]
        favourites = ["a", 3, "", "a", "b"]
        [models.overrides]
        good = { draws_images = true, other = 1 }
        bad = 7
        [[connections]]
        id = "k"
        name = "Fine"
        base_url = "http://x/v1"
        connect_timeout_s = -5
        silence_timeout_s = "long"
        max_retries = 1000
        left_out = { m = ["a"], n = 3 }
        [[connections]]
        name = "no id"
        [[connections]]
        id = "k"
        name = "the same id"
        base_url = "http://y/v1"
        """,
        "utf-8",
    )
    loaded = load_settings(path)
    assert loaded.error is None
    assert loaded.settings == Settings(
        text_zoom_percent=300,
        list_column_px=200,
        image_budget_bytes=65536,
        favourites=("a", "b"),
        model_overrides={"good": ModelOverride(draws_images=True)},
        connections=(
            Connection(
                "k",
                "Fine",
                "http://x/v1",
                connect_timeout_s=1.0,
                max_retries=10,
                left_out={"m": ("a",)},
            ),
        ),
    )
    assert set(loaded.ignored) == {
        "theme",
        "interface_scale_percent",
        "high_contrast",
        "window_geometry",
        "image_policy",
        "image_max_side_px",
        "connections",
    }


def test_a_file_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.mkdir()
    loaded = load_settings(path)
    assert loaded.error is not None
    assert loaded.error.code == "unreadable"
    with pytest.raises(SettingsError):
        save_settings(path, Settings())
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError):
        save_settings(tmp_path / "file" / "settings.toml", Settings())
    assert sorted(os.listdir(tmp_path)) == ["file", "settings.toml"]


SHORT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.builds(
        Settings,
        language=SHORT,
        favourites=st.lists(SHORT.filter(bool), unique=True, max_size=4).map(tuple),
        model_overrides=st.dictionaries(SHORT, st.just(ModelOverride(True)), max_size=3),
        connections=st.lists(
            st.builds(Connection, SHORT.filter(bool), SHORT, SHORT),
            unique_by=lambda c: c.id,
            max_size=3,
        ).map(tuple),
    )
)
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, value: Settings) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    save_settings(path, value)
    assert load_settings(path).settings == value


@pytest.mark.parametrize("text", ["a = " + "[" * 50_000, "a." * 2_000 + "b = 1", "\0", "a = 1\r"])
def test_hostile_files_are_set_aside(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert loaded.error is None or loaded.error.code == "damaged"
    save_settings(path, Settings(theme="dark"))
    assert load_settings(path).settings.theme == "dark"
    assert len(list(tmp_path.glob("settings-damaged-*.toml"))) == 1
