"""File names: safe, inside the folder, and different from one another."""

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.exporting import ExportFormat, ExportOptions, PictureToExport
from studio.core.parts import BlobRef
from studio.core.records import PictureMetadata
from studio.services.exporting.names import (
    MOST_STEM_BYTES,
    file_name,
    first_names,
    safe_stem,
    unknown_fields,
)

BLOB = BlobRef("0123456789abcdef" * 4, "image/png", 10, 4, 4)


def options(template: str, kind: ExportFormat = ExportFormat.ORIGINAL) -> ExportOptions:
    return ExportOptions(Path("/x"), format=kind, name_template=template)


def named(template: str, prompt: str = "A dune", **more: object) -> str:
    metadata = PictureMetadata(prompt=prompt, **more)  # type: ignore[arg-type]
    return file_name(PictureToExport(BLOB, metadata, "shot.png"), options(template), 6, 120)


def test_all_fields() -> None:
    made = datetime(2026, 11, 26, 12, 30, 5, tzinfo=UTC)
    local = made.astimezone()
    name = named(
        "{date}_{time}_{prompt}_{model}_{index}_{seed}_{sha}",
        model_id="openai/gpt-image-1", parameters={"seed": 42}, made_at=made,
    )  # fmt: skip
    assert name == f"{local:%Y-%m-%d_%H-%M-%S}_A dune_gpt-image-1_007_42_01234567.png"


def test_empty_fields_leave_no_gap() -> None:
    assert named("{date} {prompt}") == "A dune.png"
    assert named("{date} - {prompt} - {seed} - {sha}") == "A dune - 01234567.png"
    assert named("{seed}") == "image.png"
    assert named("") == "image.png"


def test_without_a_prompt_the_old_name_helps() -> None:
    assert named("{prompt}", prompt="") == "shot.png"


def test_the_ending_tells_the_kind() -> None:
    endings = {"png": ".png", "jpeg": ".jpg", "webp": ".webp", "original": ".png"}
    for kind, ending in endings.items():
        picture = PictureToExport(BLOB)
        assert file_name(picture, options("x", ExportFormat(kind)), 0, 1) == "x" + ending


def test_long_prompts_end_at_a_word() -> None:
    name = named("{prompt}", prompt="lighthouse " * 30)
    assert name == "lighthouse " * 4 + "lighthouse.png"
    assert len(named("{prompt}", prompt="灯" * 400).encode()) <= MOST_STEM_BYTES + 4


@pytest.mark.parametrize("name", ["con", "NUL", "com1", "LPT9.x", "aux .b", "COM\u00b2", "conin$"])
def test_names_of_devices_get_a_line(name: str) -> None:
    assert safe_stem(name).startswith("_")


def test_prompts_that_look_like_ways_out() -> None:
    assert named("{prompt}", prompt="../../etc/passwd") == "etc passwd.png"
    assert named("..\\{prompt}/x", prompt="C:\\Windows") == "C Windows x.png"
    assert named("{prompt}", prompt="\u202egnp.exe") == "gnp.exe.png"


def test_unknown_fields_are_told_and_left() -> None:
    assert unknown_fields("{date} {foo}{} {prompt}") == ("foo", "")
    assert named("{foo} {prompt}") == "{foo} A dune.png"


WINDOWS_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{kind}{digit}" for kind in ("COM", "LPT") for digit in "123456789¹²³"
}


@settings(max_examples=400, deadline=None)
@given(st.text(st.characters(), max_size=200), st.text(st.characters(), max_size=200))
def test_any_name_is_one_plain_name(template: str, prompt: str) -> None:
    name = named(template + "{prompt}", prompt=prompt, model_id=prompt, parameters={"seed": prompt})
    assert PurePosixPath(name).name == name
    assert PureWindowsPath(name).name == name
    assert name.partition(".")[0].rstrip().upper() not in WINDOWS_DEVICES
    assert (Path("/x") / name).parent == Path("/x")
    assert len(name.encode()) <= MOST_STEM_BYTES + 6
    assert name == name.strip(" .")
    assert name.isprintable() or "\u200d" in name


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=3), max_size=8), st.text(max_size=6))
def test_names_of_one_export_differ_on_any_disk(prompts: list[str], template: str) -> None:
    pictures = [PictureToExport(BLOB, PictureMetadata(prompt=each)) for each in prompts]
    names = first_names(pictures, options(template + "{prompt}"), len(pictures))
    assert len({name.casefold() for name in names}) == len(prompts)
