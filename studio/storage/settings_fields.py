"""How each setting stands in the file, and which values it may have.

A reader returns the value to use, or None when the one in the file can't be used.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from studio.core.export_choices import ExportFormat, ExportTarget
from studio.core.ids import ConnectionId
from studio.core.requests import Connection, ImagePolicy
from studio.storage.settings import MAX_RECENTS, ModelOverride, Settings

Table = dict[str, Any]
Reader = Callable[[Any], Any]

MAX_TEXT_CHARS = 100_000


class SettingField(Struct, frozen=True):
    """One setting: its name in `Settings`, its place in the file, its reader."""

    name: str
    section: str
    key: str
    read: Reader


def _one_of(*allowed: str) -> Reader:
    return lambda value: value if value in allowed else None


def _clamped(low: int, high: int) -> Reader:
    def read(value: Any) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            return None
        return int(min(max(value, low), high))

    return read


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= MAX_TEXT_CHARS else None


def _hexadecimal(value: Any) -> str | None:
    text = _text(value)
    if text is None or len(text) % 2 or set(text) - set("0123456789abcdef"):
        return None
    return text


def _texts(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(dict.fromkeys(each for each in value if isinstance(each, str) and each))


def _recents(value: Any) -> tuple[str, ...] | None:
    texts = _texts(value)
    return None if texts is None else texts[:MAX_RECENTS]


def _policy(value: Any) -> ImagePolicy | None:
    return ImagePolicy(value) if value in set(ImagePolicy) else None


def _overrides(value: Any) -> dict[str, ModelOverride] | None:
    if not isinstance(value, dict):
        return None
    return {
        model_id: ModelOverride(
            _flag(said.get("draws_images")),
            _flag(said.get("sees_images")),
            _flag(said.get("reasons")),
        )
        for model_id, said in value.items()
        if isinstance(said, dict)
    }


FIELDS = (
    SettingField("theme", "appearance", "theme", _one_of("system", "light", "dark")),
    SettingField("text_zoom_percent", "appearance", "text_zoom_percent", _clamped(50, 300)),
    SettingField(
        "interface_scale_percent", "appearance", "interface_scale_percent", _clamped(90, 200)
    ),
    SettingField("high_contrast", "appearance", "high_contrast", _flag),
    SettingField("reduced_motion", "appearance", "reduced_motion", _flag),
    SettingField("language", "appearance", "language", _text),
    SettingField("send_with", "writing", "send_with", _one_of("enter", "ctrl_enter")),
    SettingField("window_geometry", "window", "geometry", _hexadecimal),
    SettingField("window_state", "window", "state", _hexadecimal),
    SettingField("list_column_px", "window", "list_column_px", _clamped(200, 400)),
    SettingField("last_page", "window", "last_page", _text),
    SettingField("compare_at_once", "compare", "requests_at_once", _clamped(1, 12)),
    SettingField(
        "compare_layout", "compare", "layout", _one_of("columns", "grid", "stacked", "tabs")
    ),
    SettingField("compare_scrolls_together", "compare", "scrolls_together", _flag),
    SettingField("compare_all_figures", "compare", "all_figures", _flag),
    SettingField("gallery_rows", "gallery", "rows", _flag),
    SettingField("gallery_size_px", "gallery", "size_px", _clamped(64, 512)),
    SettingField("gallery_details", "gallery", "details", _flag),
    SettingField("gallery_stacks", "gallery", "stacks", _flag),
    SettingField("last_conversation_id", "window", "last_conversation_id", _text),
    SettingField("image_policy", "images", "policy", _policy),
    SettingField("image_budget_bytes", "images", "budget_bytes", _clamped(65536, 512 * 2**20)),
    SettingField("image_max_side_px", "images", "max_side_px", _clamped(256, 16384)),
    SettingField("share_metadata", "images", "share_metadata", _flag),
    SettingField("export_target", "export", "target", _one_of(*ExportTarget)),
    SettingField("export_folder", "export", "folder", _text),
    SettingField("export_format", "export", "format", _one_of(*ExportFormat)),
    SettingField("export_quality", "export", "quality", _clamped(1, 100)),
    SettingField("export_max_side_px", "export", "max_side_px", _clamped(0, 65535)),
    SettingField("export_metadata", "export", "metadata", _flag),
    SettingField("export_name_template", "export", "name_template", _text),
    SettingField("default_connection_id", "models", "default_connection_id", _text),
    SettingField("default_model_id", "models", "default_model_id", _text),
    SettingField("favourites", "models", "favourites", _texts),
    SettingField("recents", "models", "recents", _recents),
    SettingField("model_overrides", "models", "overrides", _overrides),
)


def plain_value(name: str, settings: Settings) -> Any:
    """A setting as TOML can hold it; None is left out of the file."""
    value = getattr(settings, name)
    if isinstance(value, tuple):
        return list(value)
    if name == "image_policy":
        return str(value)
    if name == "model_overrides":
        return {model_id: _override_table(said) for model_id, said in value.items()}
    return value


def _override_table(said: ModelOverride) -> Table:
    known = {
        "draws_images": said.draws_images,
        "sees_images": said.sees_images,
        "reasons": said.reasons,
    }
    return {name: value for name, value in known.items() if value is not None}


_CONNECTION_READERS: Mapping[str, Reader] = {
    "preset": _text,
    "needs_key": _flag,
    "connect_timeout_s": lambda value: _seconds(value, 1.0, 600.0),
    "silence_timeout_s": lambda value: _seconds(value, 5.0, 86400.0),
    "max_retries": _clamped(0, 10),
    "sends_contents": _flag,
}


def _seconds(value: Any, low: float, high: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    return float(min(max(value, low), high))


def read_connection(table: Any) -> Connection | None:
    """A connection from its table; None when it has no usable id, name or address."""
    if not isinstance(table, dict):
        return None
    own_id, name, base_url = (_text(table.get(key)) for key in ("id", "name", "base_url"))
    if not own_id or name is None or base_url is None:
        return None
    values = {
        key: value
        for key, read in _CONNECTION_READERS.items()
        if key in table and (value := read(table[key])) is not None
    }
    left_out = table.get("left_out")
    if isinstance(left_out, dict):
        values["left_out"] = {
            model_id: names for model_id, listed in left_out.items() if (names := _texts(listed))
        }
    return Connection(ConnectionId(own_id), name, base_url, **values)


def connection_table(connection: Connection) -> Table:
    """A connection as a table of the file."""
    return {
        "id": str(connection.id),
        "name": connection.name,
        "base_url": connection.base_url,
        "preset": connection.preset,
        "needs_key": connection.needs_key,
        "connect_timeout_s": connection.connect_timeout_s,
        "silence_timeout_s": connection.silence_timeout_s,
        "max_retries": connection.max_retries,
        "sends_contents": connection.sends_contents,
        "left_out": {model: list(names) for model, names in connection.left_out.items()},
    }
