"""The settings file: TOML, written whole or not at all, foreign keys kept."""

import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from studio.core.errors import SettingsError
from studio.core.requests import Connection
from studio.storage.file_faults import words_of
from studio.storage.files import free_name, temporary_beside, write_durably
from studio.storage.settings import Settings
from studio.storage.settings_fields import (
    FIELDS,
    Table,
    connection_table,
    plain_value,
    read_connection,
)

_CONNECTIONS = "connections"
_DAMAGED = (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError)


class LoadedSettings(Struct, frozen=True):
    """Settings as read.

    Attributes:
        error: set when the file could not be used (`code` "damaged": it was set aside;
            "unreadable": it stays and can't be read now); the settings are the defaults then.
        ignored: names of settings whose value in the file can't be used; they have their default.
    """

    settings: Settings
    error: SettingsError | None = None
    ignored: tuple[str, ...] = ()


def load_settings(path: Path) -> LoadedSettings:
    """Reads the settings; never fails.

    A missing file gives the defaults. A damaged one is renamed to
    `settings-damaged-<moment>.toml` and the defaults are used.

    Thread: any; blocks for the reading of one small file.
    """
    try:
        document = _read(path)
    except _DAMAGED as exc:
        return LoadedSettings(Settings(), _set_aside(path, exc))
    except OSError as exc:
        return LoadedSettings(Settings(), SettingsError(words_of(exc), code="unreadable"))
    values: dict[str, Any] = {}
    ignored: list[str] = []
    for field in FIELDS:
        section = document.get(field.section)
        if not isinstance(section, dict) or field.key not in section:
            continue
        value = field.read(section[field.key])
        if value is None:
            ignored.append(field.name)
        else:
            values[field.name] = value
    connections, all_usable = _connections(document.get(_CONNECTIONS, []))
    if not all_usable:
        ignored.append(_CONNECTIONS)
    return LoadedSettings(Settings(connections=connections, **values), ignored=tuple(ignored))


def save_settings(path: Path, settings: Settings) -> None:
    """Writes the settings in one step; what the file has beyond them stays in it.

    Raises:
        SettingsError: nothing was changed (`code` "unwritable").
    Thread: any, one at a time; blocks for a small write and its fsync.
    """
    import tomli_w

    try:
        try:
            text = tomli_w.dumps(_filled(_read_or_empty(path), settings))
        except RecursionError as exc:
            _set_aside(path, exc)
            text = tomli_w.dumps(_filled({}, settings))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(path, temporary_beside(path), [text.encode("utf-8", "replace")])
    except OSError as exc:
        raise SettingsError(words_of(exc), code="unwritable") from exc


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return {}


def _read_or_empty(path: Path) -> Table:
    try:
        return _read(path)
    except _DAMAGED as exc:
        _set_aside(path, exc)
        return {}


def _filled(document: Table, settings: Settings) -> Table:
    """What the file has, with the settings in their places."""
    for field in FIELDS:
        _place(document, field.section, field.key, plain_value(field.name, settings))
    connections = _merged(document.pop(_CONNECTIONS, None), settings.connections)
    document[_CONNECTIONS] = connections  # last, as people write it
    return document


def _set_aside(path: Path, cause: Exception) -> SettingsError:
    moment = datetime.now(UTC)
    target = free_name(path.with_name(f"{path.stem}-damaged-{moment:%Y%m%d-%H%M%S}{path.suffix}"))
    try:
        path.replace(target)
    except OSError as exc:
        return SettingsError(f"{_words(cause)}; {words_of(exc)}", code="damaged")
    return SettingsError(f"{_words(cause)}; the file is now {target.name}", code="damaged")


def _words(cause: Exception) -> str:
    if isinstance(cause, UnicodeDecodeError):
        return "the file is no text in UTF-8"
    if isinstance(cause, RecursionError):
        return "the file is nested too deeply"
    return str(cause)


def _connections(tables: object) -> tuple[tuple[Connection, ...], bool]:
    """Usable connections, one per id; and whether nothing had to be left out."""
    if not isinstance(tables, list):
        return (), False
    found: dict[str, Connection] = {}
    for table in tables:
        connection = read_connection(table)
        if connection is not None:
            found.setdefault(connection.id, connection)
    return tuple(found.values()), len(found) == len(tables)


def _place(document: Table, section: str, key: str, value: object) -> None:
    table = document.get(section)
    if not isinstance(table, dict):
        table = document[section] = {}
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value


def _merged(old: object, connections: Iterable[Connection]) -> list[Table]:
    """Tables of the connections, each with what its old table has beyond the known.

    One that can't be used stays as it is: whoever wrote it may want to mend it.
    """
    tables = [table for table in old if isinstance(table, dict)] if isinstance(old, list) else []
    known = {table.get("id"): table for table in tables if isinstance(table.get("id"), str)}
    merged = [
        {**known.get(connection.id, {}), **connection_table(connection)}
        for connection in connections
    ]
    return merged + [table for table in tables if read_connection(table) is None]
